"""The roster of bodies: who the documents name, under which names, and the office's own list.

Built from the ledger, one entry for each issuer and name. The office may keep a roster file
(`departments.toml` in the data folder): its names are the right ones, its aliases and units lead to
them. A short name that could mean several bodies is never guessed: it is asked back.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from knowledge.bodies import means_all_offices
from knowledge.commitments import Commitment
from knowledge.errors import UserError, reason_of

FILE_NAME = "departments.toml"
MOST_NEAR, NEAR = 5, 0.5
_KEYS = {"name", "issuer", "aliases", "units"}
_OFFICE = re.compile("(?:部|处|科|局|委|办|室|厅|中心|院|站|馆)$")
_BRACKET_AFTER = re.compile("[（(][^（()）]*[)）]$")
_ISSUER_BEFORE = re.compile("^(?:[一-龥]{0,8}?科学技术协会|[一-龥]{0,6}?科协)(?=[一-龥]{2,})")


class UnclearDepartment(UserError):
    """A name that stands for no body, or for several; `choices` are the names that may be meant."""

    def __init__(self, message: str, choices: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.choices = tuple(choices)


@dataclass(frozen=True, slots=True)
class Department:
    """A body: its right name, the issuer whose documents name it, further names, the units under it.

    `duties` counts the rows that name it; `listed` whether the office's own roster holds it.
    """

    name: str
    issuer: str | None = None
    aliases: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    duties: int = 0
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """All bodies known. `has_file` whether the office keeps a roster of its own."""

    departments: tuple[Department, ...]
    has_file: bool = False
    _right: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Plain name, alias or unit → right name, of the office's own roster."""
        right: dict[str, str] = {}
        for department in self.departments:
            if department.listed:
                right |= {plain_name(unit): unit for unit in department.units}
                right |= {plain_name(n): department.name for n in (department.name, *department.aliases)}
        object.__setattr__(self, "_right", right)

    def right_name(self, name: str) -> str:
        """The right name of a body as the office's roster has it; the name itself if it has none."""
        return self._right.get(plain_name(name), name)

    def knows(self, name: str) -> bool:
        """Whether the office's own roster holds a body, by its name, an alias or a unit."""
        return plain_name(name) in self._right

    def wanted(self, asked: str) -> frozenset[str]:
        """The plain names that a person's word for a body stands for, its units included.

        An exact name or alias comes first, else a short form of exactly one name (普及部 for
        科学技术普及部). UnclearDepartment where there is none, and where there are several: asked back.
        """
        key = plain_name(asked)
        exact = [d for d in self.departments if key in map(plain_name, (d.name, *d.aliases, *d.units))]
        found = exact or [d for d in self.departments if is_short_form(key, plain_name(d.name))]
        names = sorted({department.name for department in found})
        listed = sorted({department.name for department in exact if department.listed})
        if len(listed) > 1 and key not in map(plain_name, listed):
            raise UnclearDepartment(
                f"“{asked}”在部门名册里可能指：{'、'.join(listed)}。请写全称再查。", listed
            )
        if not found:
            near = self.near(asked)
            like = f"（相近的有：{'、'.join(near)}）" if near else ""
            raise UnclearDepartment(
                f"文件和名册里都没有“{asked}”{like}，请在部门列表（zhice departments）里找到它的名称。", near
            )
        if not exact and len({plain_name(name) for name in names}) > 1:
            raise UnclearDepartment(f"“{asked}”可能指：{'、'.join(names)}。请写全称再查。", names)
        if exact and key in {plain_name(unit) for department in exact for unit in department.units} - {
            plain_name(name) for department in exact for name in (department.name, *department.aliases)
        }:
            return frozenset({key})
        return frozenset(plain_name(name) for d in found for name in (d.name, *d.aliases, *d.units)) | {key}

    def near(self, asked: str) -> tuple[str, ...]:
        """Names that are written much like the one asked for, the nearest first, five at most."""
        names = {plain_name(name): d.name for d in self.departments for name in (d.name, *d.aliases)}
        found = get_close_matches(plain_name(asked), names, MOST_NEAR, NEAR)
        return tuple(dict.fromkeys(names[name] for name in found))


def plain_name(name: str) -> str:
    """A body's name without the issuer before it: 市科协科普部 and 科普部 are one; 市科协 stays."""
    bare = _BRACKET_AFTER.sub("", re.sub(r"\s", "", name))
    short = _ISSUER_BEFORE.sub("", bare)
    return short if _OFFICE.search(short) else bare


def place_before(name: str) -> str:
    """The place of the issuer that stands before an office (云溪市 of 云溪市科协科普部), '' if none."""
    before = _ISSUER_BEFORE.match(re.sub(r"\s", "", name))
    place = re.sub("科学技术协会$|科协$", "", before.group()) if before else ""
    return place if len(place) > 1 else ""


def is_short_form(short: str, full: str) -> bool:
    """Whether a name can be short for another: its characters in order, the last one the same (科普部, 普及部
    for 科学技术普及部)."""
    if len(short) >= len(full) or len(short) < 2 or short[-1] != full[-1]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)


def roster(commitments: Iterable[Commitment], folder: Path) -> Roster:
    """The bodies that the documents name, and those of the office's roster file in the data folder."""
    counts: dict[tuple[str | None, str], int] = {}
    for commitment in commitments:
        for name in commitment.bodies:
            if not means_all_offices(name):
                key = (commitment.source.issuer, name)
                counts[key] = counts.get(key, 0) + 1
    listed = read_roster(folder / FILE_NAME) if (folder / FILE_NAME).is_file() else ()
    own = {plain_name(name) for d in listed for name in (d.name, *d.aliases, *d.units)}
    named = (
        Department(name, issuer, duties=count)
        for (issuer, name), count in counts.items()
        if plain_name(name) not in own
    )
    everywhere = _totals(counts)
    by_issuer = {issuer: _totals({k: n for k, n in counts.items() if k[0] == issuer}) for issuer, _ in counts}
    counted = tuple(
        replace(d, duties=_duties(d, by_issuer.get(d.issuer, {}) if d.issuer else everywhere)) for d in listed
    )
    return Roster((*counted, *sorted(named, key=lambda d: (d.issuer or "", -d.duties, d.name))), bool(listed))


def read_roster(path: Path) -> tuple[Department, ...]:
    """The office's roster: tables [[department]] with name, and issuer, aliases, units where wanted.

    UserError names the file and the entry that is wrong.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(f"无法读取部门名册“{path}”（{reason_of(error)}），请检查权限后再试。") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(
            f"部门名册“{path}”的格式有误，请按 zhice departments --write 写出的样子改正。"
        ) from error
    entries = tables.get("department", [])
    if set(tables) - {"department"} or not isinstance(entries, list):
        raise UserError(f"部门名册“{path}”里的部门应写成 [[department]]，请改正。")
    return tuple(_entry(entry, number, path) for number, entry in enumerate(entries, 1))


def _entry(entry: Any, number: int, path: Path) -> Department:
    texts = entry if isinstance(entry, dict) else {}
    name, issuer = texts.get("name"), texts.get("issuer")
    lists = [texts.get(key, []) for key in ("aliases", "units")]
    strings = [*lists[0], *lists[1]] if all(isinstance(one, list) for one in lists) else [None]
    if (
        not isinstance(name, str)
        or not name.strip()
        or not isinstance(issuer, str | None)
        or not set(texts) <= _KEYS
    ):
        raise UserError(
            f"部门名册“{path}”的第 {number} 个部门写法有误：要有 name，可有 issuer、aliases、units，请改正。"
        )
    if not all(isinstance(one, str) for one in strings):
        raise UserError(f"部门名册“{path}”里“{name}”的 aliases 和 units 应是名称的列表，请改正。")
    return Department(name.strip(), issuer, tuple(lists[0]), tuple(lists[1]), listed=True)


def roster_text(departments: Sequence[Department]) -> str:
    """A roster file that a person can edit (TOML; JSON strings are TOML strings)."""
    head = (
        "# 部门名册：name 是规范名称，aliases 是别名，units 是下属处室，issuer 是所属单位（可不写）。\n"
        "# 改好后放在数据目录里，文件名 departments.toml。\n"
    )
    return head + "".join(_block(department) for department in departments)


def _block(department: Department) -> str:
    values: Mapping[str, Any] = {
        "name": department.name,
        "issuer": department.issuer,
        "aliases": list(department.aliases),
        "units": list(department.units),
    }
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    ]
    return "\n[[department]]\n" + "\n".join(lines) + "\n"


def _duties(department: Department, counts: Mapping[str, int]) -> int:
    keys = {plain_name(name) for name in (department.name, *department.aliases, *department.units)}
    return sum(counts.get(key, 0) for key in keys)


def _totals(counts: Mapping[tuple[str | None, str], int]) -> dict[str, int]:
    total: dict[str, int] = {}
    for (_, name), count in counts.items():
        total[plain_name(name)] = total.get(plain_name(name), 0) + count
    return total
