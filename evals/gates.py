"""The floors and ceilings that the means of a run must keep, and the cases that may fail."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.statistics import Mean
from knowledge.errors import UserError

_ROUNDING = 1e-9  # a mean of tenths may miss its limit by this much


@dataclass(frozen=True, slots=True)
class Gate:
    """The least and the most that the mean of a metric may be, and the cases that may fail although they
    passed in the accepted run, each with its reason. Unknown names raise UserError."""

    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    excused: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = ()

    def __post_init__(self) -> None:
        for name, limit in [*self.floor.items(), *self.ceiling.items()]:
            if name not in self.known:
                raise UserError(f"门槛里的指标 {name} 不存在，可用的指标是 {'、'.join(self.known)}。")
            if isinstance(limit, bool) or not isinstance(limit, int | float) or not -1e9 < limit < 1e9:
                raise UserError(f"门槛里指标 {name} 的值应当是数字。")
        for case, reason in self.excused.items():
            if not isinstance(reason, str) or not reason.strip():
                raise UserError(f"门槛里允许变坏的题 {case} 没有写理由。")


def load_gate(path: Path, known: Collection[str]) -> Gate:
    """Read a gate from TOML: tables [floor] and [ceiling], metric = number, and [excused], case = reason."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"门槛文件 {path} 无法读取，请检查文件是否存在、是否为正确的 TOML。") from error
    wanted = ("floor", "ceiling", "excused")
    if tables.keys() - set(wanted) or not all(isinstance(part, dict) for part in tables.values()):
        raise UserError(f"门槛文件 {path.name} 只能有 [floor]、[ceiling] 和 [excused] 三个部分。")
    floor, ceiling, excused = (tables.get(name, {}) for name in wanted)
    if not (floor or ceiling or excused):
        raise UserError(f"门槛文件 {path.name} 是空的，什么也挡不住。")
    return Gate(floor, ceiling, excused, tuple(known))


def breaches_of(means: Mapping[str, Mean], gate: Gate, captions: Mapping[str, str]) -> list[str]:
    """One Chinese line for each limit that the means do not keep; no data is a breach too."""
    breaches = []
    for name in dict.fromkeys([*gate.floor, *gate.ceiling]):
        low, high, found = gate.floor.get(name), gate.ceiling.get(name), means.get(name)
        label = f"{captions[name]} {name}"
        if found is None:
            breaches.append(f"{label}：没有适用的题目，无法判定")
            continue
        actual = f"{label}：实际 {found.value:.4f}（{found.n} 题）"
        if low is not None and found.value < low - _ROUNDING:
            breaches.append(f"{actual}，低于下限 {low}")
        if high is not None and found.value > high + _ROUNDING:
            breaches.append(f"{actual}，高于上限 {high}")
    return breaches
