"""The parts of a .docx: bytes → XML of the body, its numbering, styles and notes.

The parts are found by their relations, as the format wants it: their names are a habit only.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass

from ingest.containers.compound import Compound, is_compound
from ingest.limits import safe_xml
from ingest.limits.budget import entry, opened
from ingest.word.elements import Element, attribute, child, children
from knowledge.errors import UserError

_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word document that its text is made of; None for those it does not have."""

    body: Element
    numbering: Element | None = None
    styles: Element | None = None
    footnotes: Element | None = None
    endnotes: Element | None = None


def load(data: bytes, name: str) -> Package:
    """The parts of a .docx. Raises UserError where it is locked, damaged, too large or something else."""
    _refuse_strangers(data, name)
    with opened(data, name) as archive:
        main = next((path for kind, path in _relations(archive, "", name) if kind == "officeDocument"), _MAIN)
        body = child(_part(archive, main, name), "body")
        if body is None:
            raise UserError(
                f"文件“{name}”里没有正文，不是完整的 Word 文档，请用 Word 或 WPS 另存为 .docx 后再入库。"
            )
        related = dict(reversed(_relations(archive, main, name)))
        parts = {
            kind: _part(archive, related[kind], name)
            for kind in ("numbering", "styles", "footnotes", "endnotes")
            if kind in related
        }
    return Package(body, **parts)


def _refuse_strangers(data: bytes, name: str) -> None:
    if not data.strip(b"\x00"):
        raise UserError(f"文件“{name}”是空的，没有可入库的文字，请检查后重新提供。")
    if is_compound(data) and "EncryptedPackage" in Compound(data):
        raise UserError(f"文件“{name}”有打开密码，请在 Word 或 WPS 中去掉密码后再入库。")
    if is_compound(data):
        raise UserError(f"文件“{name}”其实是旧版 Office 文件，请把扩展名改为 .doc 或另存为 .docx 后再入库。")
    if not data.startswith(b"PK"):
        raise UserError(
            f"文件“{name}”的内容不是 Word 文档（可能改过扩展名），请用 Word 或 WPS 另存为 .docx 后再入库。"
        )


def _relations(archive: zipfile.ZipFile, part: str, name: str) -> list[tuple[str, str]]:
    """Kind and path of what a part refers to; of the package itself where the part is ""."""
    folder, file = posixpath.split(part)
    root = _part(archive, posixpath.join(folder, "_rels", f"{file}.rels"), name)
    return [
        (
            (attribute(each, "Type") or "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target") or "")).lstrip("/"),
        )
        for each in children(root, "Relationship")
        if attribute(each, "TargetMode") != "External"
    ]


def _part(archive: zipfile.ZipFile, path: str, name: str) -> Element | None:
    """The root of a part; None where the package has no such part."""
    if path not in archive.NameToInfo:
        return None
    return safe_xml.parse(entry(archive, path, name), name)
