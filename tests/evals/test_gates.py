"""Gates: limits kept at the limit, every breach one line, every wrong gate told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.captions import CAPTIONS
from evals.gates import Gate, breaches_of, load_gate
from evals.run import NAMES
from evals.statistics import Mean
from knowledge.errors import UserError
from tests.evals.values import write_text

OURS = Path(__file__).parents[2] / "evals" / "gates"
MEANS = {
    "passed": Mean(2 / 3, 3, (0.2, 0.9)),
    "facts": Mean(0.5, 2, (0.1, 0.9)),
    "misled": Mean(0.0, 2, (0, 0.6)),
}
NONE: dict[str, float] = {}


def gate(floor: dict[str, float] = NONE, ceiling: dict[str, float] = NONE) -> Gate:
    return Gate(floor, ceiling, known=NAMES)


def test_a_gate_is_kept_at_its_limits() -> None:
    assert (
        breaches_of(MEANS, gate({"facts": 0.5, "passed": 2 / 3}, {"facts": 0.5, "misled": 0}), CAPTIONS) == []
    )


def test_a_mean_of_tenths_keeps_its_limit() -> None:
    assert breaches_of({"facts": Mean(0.1 + 0.2, 3, (0, 1))}, gate(ceiling={"facts": 0.3}), CAPTIONS) == []
    assert breaches_of({"facts": Mean(0.7 + 0.1, 3, (0, 1))}, gate({"facts": 0.8}), CAPTIONS) == []


def test_each_breach_is_one_line() -> None:
    assert breaches_of(MEANS, gate({"facts": 0.8, "misled": 0.0}, {"passed": 0.1}), CAPTIONS) == [
        "事实正确 facts：实际 0.5000（2 题），低于下限 0.8",
        "通过 passed：实际 0.6667（3 题），高于上限 0.1",
    ]


def test_a_metric_may_have_a_floor_and_a_ceiling() -> None:
    assert breaches_of(MEANS, gate({"facts": 0.4}, {"facts": 0.6}), CAPTIONS) == []
    assert len(breaches_of(MEANS, gate({"facts": 0.6}, {"facts": 0.4}), CAPTIONS)) == 2


@pytest.mark.parametrize("limits", [gate({"passed": 0.0}), gate(ceiling={"passed": 1.0})])
def test_no_data_is_a_breach(limits: Gate) -> None:
    assert breaches_of({}, limits, CAPTIONS) == ["通过 passed：没有适用的题目，无法判定"]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_mean_breaches_exactly_the_limits_it_is_outside_of(value: float, low: float, high: float) -> None:
    found = breaches_of({"facts": Mean(value, 9, (0, 1))}, gate({"facts": low}, {"facts": high}), CAPTIONS)
    if abs(value - low) > 1e-6 and abs(value - high) > 1e-6:
        assert [("下限" in line, "上限" in line) for line in found] == (
            [(True, False)] * (value < low) + [(False, True)] * (value > high)
        )


# --- files ---------------------------------------------------------------------------------


def test_a_gate_is_read_whole(tmp_path: Path) -> None:
    text = '[floor]\npassed = 0.5\n[ceiling]\nmisled = 0\n[excused]\n"a-1" = "文件改了"\n'
    found = load_gate(write_text(tmp_path / "gate.toml", text), NAMES)
    assert (found.floor, found.ceiling, found.excused) == (
        {"passed": 0.5},
        {"misled": 0},
        {"a-1": "文件改了"},
    )


@pytest.mark.parametrize("table", ["floor", "ceiling"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pased = 0.5", "指标 pased 不存在，可用的指标是 passed、facts"),
        ('passed = "0.5"', "passed 的值应当是数字"),
        ("passed = true", "passed 的值应当是数字"),
        ("passed = nan", "passed 的值应当是数字"),
        ("passed = inf", "passed 的值应当是数字"),
        ("passed = []", "passed 的值应当是数字"),
    ],
)
def test_a_wrong_limit_is_told(tmp_path: Path, table: str, line: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        load_gate(write_text(tmp_path / "gate.toml", f"[{table}]\n{line}\n"), NAMES)


@pytest.mark.parametrize("reason", ['""', '"  "', "1", "true", "[]"])
def test_an_excused_case_needs_a_reason(tmp_path: Path, reason: str) -> None:
    with pytest.raises(UserError, match=r"题 a-1 没有写理由。$"):
        load_gate(write_text(tmp_path / "gate.toml", f"[excused]\na-1 = {reason}\n"), NAMES)


@pytest.mark.parametrize(
    "text", ["[flor]\npassed = 1\n", "floor = 1\n", "passed = 1\n", "[[floor]]\npassed = 1\n"]
)
def test_a_gate_has_only_its_three_parts(tmp_path: Path, text: str) -> None:
    with pytest.raises(
        UserError, match=r"gate\.toml 只能有 \[floor\]、\[ceiling\] 和 \[excused\] 三个部分。$"
    ):
        load_gate(write_text(tmp_path / "gate.toml", text), NAMES)


@pytest.mark.parametrize("content", [b"floor =", b"\xff\xfe", None])
def test_a_gate_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gate.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"gate\.toml 无法读取"):
        load_gate(path, NAMES)


def test_an_unknown_metric_is_judged_by_the_names_given(tmp_path: Path) -> None:
    path = write_text(tmp_path / "gate.toml", "[floor]\ntarget_recall = 1\n")
    assert load_gate(path, ("target_recall",)).floor == {"target_recall": 1}
    with pytest.raises(UserError, match="不存在"):
        load_gate(path, NAMES)


# --- ours ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sample", "kexie", "education", "health"])
def test_our_gates_demand_verbatim_quotes_and_supported_numbers(name: str) -> None:
    found = load_gate(OURS / f"{name}.toml", NAMES)
    assert found.floor["verbatim"] == 1 and found.floor["number_support"] == 1
    assert found.ceiling["false_refusal"] <= 0.1
