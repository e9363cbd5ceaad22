"""A file that appears whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import UserError, reason_of
from ui.exports.columns import clean


def known_suffix(path: Path, suffixes: tuple[str, ...]) -> str:
    """The suffix of a path in lower case. UserError where it is none of those."""
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        raise UserError(
            f"不能写成“{clean(suffix or path.name)}”，请让文件名以 {'、'.join(suffixes)} 之一结尾。"
        )
    return suffix


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A draft beside the path to write to; it takes its place at the end.

    UserError where the system refuses; a failure leaves an older file as it was, and no draft.
    """
    draft = path.with_name(f".zhice-{secrets.token_hex(4)}{path.suffix.lower()}")
    try:
        yield draft
        os.replace(draft, path)
    except OSError as error:
        way_out = "请检查路径和权限，并关闭正打开它的程序后再试。"
        raise UserError(f"无法写入“{path}”（{reason_of(error)}），{way_out}") from error
    finally:
        _discard(draft)


def _discard(draft: Path) -> None:
    """Take away what a failure left; whatever hinders that has been told already."""
    try:
        draft.unlink(missing_ok=True)
    except OSError:
        return
