"""Which documents belong to which groups: `shares.json` of the data folder.

A document without groups is for everybody. Groups hang on the name of a document, not on its rows in
the catalog: they are there before it is read for the first time, stay when it is taken out or comes
back in a new version, and outlive a catalog that is made anew. A damaged file is an error, never
"for everybody".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from knowledge.errors import UserError, reason_of
from knowledge.people import Person, groups_of
from knowledge.storage import Watched, editing, write_whole

FILE_NAME = "shares.json"
Shares = Mapping[str, frozenset[str]]


class Sharing:
    """The groups of the documents in a data folder; the file is read again when it has changed.

    UserError where it is damaged or cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._shares: Watched[Shares] = Watched(self._path, _shares_of, {})

    def all(self) -> Shares:
        """Document name → its groups; only documents that have some."""
        return self._shares.now()

    def share(self, document: str, groups: Iterable[str]) -> frozenset[str]:
        """Let only these groups see a document, or everybody where there are none; the groups as kept."""
        checked = groups_of(groups)
        with editing(self._path):
            shares = {name: kept for name, kept in self.all().items() if name != document}
            write_whole(self._path, _text({**shares, document: checked} if checked else shares))
        return checked

    def hidden_from(self, person: Person) -> frozenset[str]:
        """Names of the documents that somebody may not see; an admin sees all."""
        if person.role == "admin":
            return frozenset()
        return frozenset(name for name, groups in self.all().items() if not groups & person.groups)


def _text(shares: Shares) -> str:
    rows = {name: sorted(shares[name]) for name in sorted(shares)}
    return json.dumps({"documents": rows}, ensure_ascii=False, indent=1) + "\n"


def _shares_of(path: Path) -> Shares:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))["documents"]
        return {name: _groups(groups) for name, groups in rows.items()}
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _unreadable(path, "内容已损坏") from error


def _groups(groups: object) -> frozenset[str]:
    if not isinstance(groups, list) or not groups or not all(isinstance(one, str) for one in groups):
        raise TypeError(groups)
    return frozenset(groups)


def _unreadable(path: Path, reason: str) -> UserError:
    return UserError(f"无法读取文件的可见范围“{path}”（{reason}），为安全起见不放行，请修好或恢复这个文件。")
