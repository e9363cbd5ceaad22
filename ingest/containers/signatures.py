"""What a file is by its first bytes, whatever its suffix says."""

from __future__ import annotations

from pathlib import PurePath

from ingest.containers.compound import SIGNATURE, Compound, is_compound
from knowledge.errors import UserError

ZIP = "ZIP 压缩包"
OLE = "旧版 Office 文件"
# First bytes → what people call such a file. Zip stands for the formats that are archives, too.
_KINDS = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (SIGNATURE, OLE),
    (b"%PDF-", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<table", b"<head", b"<meta")
_LOCKED = "EncryptedPackage"


def kind_of(data: bytes) -> str:
    """A Chinese name for what the bytes are; empty where they bear no known sign."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.lower().startswith(_MARKUP):
        return "网页或 XML 文本"
    return next((kind for sign, kind in _KINDS if head.startswith(sign)), "")


def is_locked(data: bytes) -> bool:
    """Whether this is an Office file with a password: an OLE2 wrapper around encrypted content."""
    return is_compound(data) and _LOCKED in Compound(data)


def not_as_named(data: bytes, name: str) -> UserError:
    """The error for a file whose bytes are not what its suffix promises."""
    if is_locked(data):
        return locked(name)
    if kind := kind_of(data):
        suffix = PurePath(name).suffix
        return UserError(f"文件“{name}”的内容其实是{kind}，与后缀 {suffix} 不符，请用原软件另存后再入库。")
    return damaged(name)


def locked(name: str) -> UserError:
    """The error for a file with a password."""
    return UserError(f"文件“{name}”有密码，请解密后再入库。")


def damaged(name: str) -> UserError:
    """The error for a file that is broken."""
    return UserError(f"文件“{name}”已损坏，打不开，请重新另存或压缩后再入库。")
