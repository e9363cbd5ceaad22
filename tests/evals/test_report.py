from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from assistant.answers import Answer
from evals.metrics import METRICS
from evals.report import (
    CAPTIONS,
    Gate,
    Options,
    check_gate,
    evaluate,
    failure_list,
    load_gate,
    progress_on,
    reasons,
    table,
)
from evals.run import Report, run, score
from knowledge.errors import UserError
from tests.evals.values import CASES, answer, ask, case, cite, refusal

GATES = Path(__file__).parents[2] / "evals" / "gates"


@pytest.fixture
def report() -> Report:
    return run(CASES, ask)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    rows = [
        {"id": "a", "question": "要建多少基地？", "expect": "answer", "source": ["001"], "clauses": ["第3条"]}
        | {"facts": [["50个"]], "tags": ["target"]},
        {"id": "b", "question": "下雨吗？", "expect": "refuse"},
    ]
    path = tmp_path / "suite.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# --- table ---------------------------------------------------------------------------------


def test_every_metric_has_a_caption() -> None:
    assert CAPTIONS.keys() == METRICS.keys()


def test_table_shows_mean_interval_and_n(report: Report) -> None:
    lines = table(report).splitlines()
    assert lines[0].split() == ["指标", "名称", "均值", "95%", "区间", "题数"]
    assert ["事实正确", "facts", "0.500", "0.095-0.905", "2"] in [line.split() for line in lines]
    assert ["首个正确条款的倒数名次", "mrr", "1.000", "2"] in [line.split() for line in lines]
    assert ["target", "0.500", "0.095-0.905", "2"] in [line.split() for line in lines]
    assert "\x1b" not in table(report) and max(map(len, lines)) <= 100


def test_table_tells_latency() -> None:
    def timed(question: str, history: object) -> Answer:
        return answer(timings_ms={"total": 12.0 if history else 40.0})

    assert table(run(CASES, timed)).endswith("耗时：中位数 40 毫秒，95% 的题不超过 40 毫秒")


def test_an_empty_report_has_a_table() -> None:
    assert "指标" in table(Report(()))


# --- failures ------------------------------------------------------------------------------


def test_failure_list(report: Report) -> None:
    assert failure_list(report, 5).splitlines() == [
        "未通过 1 题",
        "b  缺少事实 50个",
        "  问：何时？",
        "  答：建成若干[1]。",
    ]
    many = Report((report.results[1],) * 3)
    assert failure_list(many, 2).splitlines()[0] == "未通过 3 题，列出前 2 题"
    assert len(failure_list(many, 2).splitlines()) == 7


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (refusal(), "应当作答却拒答"),
        (answer("15个，99个[1]"), "缺少事实 50个；出现错误说法 15个；数字没有出处 15、99"),
        (answer(citations=[cite(shift=1)]), "引文与原文不符 [1]"),
        (answer("很多", []), "缺少事实 50个；没有引用"),
    ],
)
def test_reasons(given: Answer, said: str) -> None:
    assert reasons(score(case(), given)) == said


def test_reason_of_a_missed_refusal() -> None:
    assert reasons(score(case("refuse"), answer())) == "应当拒答却作答"


# --- gates ---------------------------------------------------------------------------------


def test_a_gate_is_kept_at_its_limit(report: Report) -> None:
    assert check_gate(report, Gate({"facts": 0.5, "passed": 2 / 3}, {"false_refusal": 0.0})) == []


def test_each_breach_is_one_line(report: Report) -> None:
    breaches = check_gate(report, Gate({"facts": 0.8, "verbatim": 1.0}, {"passed": 0.1}))
    assert breaches == [
        "事实正确 facts：实际 0.5000（2 题），低于下限 0.8",
        "通过 passed：实际 0.6667（3 题），高于上限 0.1",
    ]


def test_a_metric_without_data_is_a_breach() -> None:
    assert check_gate(Report(()), Gate({"passed": 0.0})) == ["通过 passed：没有适用的题目，无法判定"]


@pytest.mark.parametrize("table", ["floor", "ceiling"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pased = 0.5", "指标 pased 不存在"),
        ('passed = "0.5"', "passed 的值应当是数字"),
        ("passed = true", "passed 的值应当是数字"),
        ("passed = nan", "passed 的值应当是数字"),
    ],
)
def test_a_wrong_gate_is_told(tmp_path: Path, table: str, line: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        load_gate(write(tmp_path / "gate.toml", f"[{table}]\n{line}\n"))


@pytest.mark.parametrize("text", ["[flor]\npassed = 1\n", "floor = 1\n"])
def test_a_gate_has_only_floor_and_ceiling(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="只能有"):
        load_gate(write(tmp_path / "gate.toml", text))


def test_a_gate_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="无法读取"):
        load_gate(tmp_path / "none.toml")
    with pytest.raises(UserError, match="无法读取"):
        load_gate(write(tmp_path / "gate.toml", "floor ="))


@pytest.mark.parametrize("name", ["sample", "kexie"])
def test_our_gates_demand_verbatim_quotes_and_supported_numbers(name: str) -> None:
    gate = load_gate(GATES / f"{name}.toml")
    assert gate.floor["verbatim"] == 1 and gate.floor["number_support"] == 1
    assert gate.ceiling["false_refusal"] <= 0.1


# --- evaluate ------------------------------------------------------------------------------


def test_evaluate_keeps_its_gate(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate = write(tmp_path / "gate.toml", "[floor]\npassed = 1\n")
    results = tmp_path / "runs" / "out.jsonl"
    assert evaluate(suite, ask, Options(gate=gate, results=results, show_failures=3)) == 0
    said = capsys.readouterr()
    assert "事实正确" in said.out and "未通过 0 题" in said.out and said.out.endswith("全部达标。\n")
    assert said.err == "已评测 2/2 题\n"
    assert len(results.read_text(encoding="utf-8").splitlines()) == 2


def test_evaluate_tells_a_breach(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate = write(tmp_path / "gate.toml", "[ceiling]\nfalse_refusal = 0.1\n")
    assert evaluate(suite, lambda question, history: refusal(), Options(gate=gate)) == 1
    assert (
        "未达标：误拒（越低越好） false_refusal：实际 1.0000（1 题），高于上限 0.1" in capsys.readouterr().out
    )


def test_evaluate_without_a_gate_is_0(suite: Path) -> None:
    assert evaluate(suite, lambda question, history: refusal()) == 0


def test_a_wrong_gate_is_told_before_any_question(suite: Path, tmp_path: Path) -> None:
    def never(question: str, history: object) -> Answer:
        raise AssertionError

    with pytest.raises(UserError, match="不存在"):
        evaluate(suite, never, Options(gate=write(tmp_path / "gate.toml", "[floor]\nx = 1\n")))


def test_results_that_cannot_be_written_are_told(suite: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="无法写入"):
        evaluate(suite, ask, Options(results=tmp_path))


# --- progress ------------------------------------------------------------------------------


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_in_a_file_is_a_line_every_20() -> None:
    stream = StringIO()
    show = progress_on(stream)
    for done in range(1, 46):
        show(done, 45)
    assert stream.getvalue().splitlines() == ["已评测 20/45 题", "已评测 40/45 题", "已评测 45/45 题"]


def test_progress_on_a_terminal_stays_on_one_line() -> None:
    stream = Terminal()
    show = progress_on(stream)
    show(1, 2)
    show(2, 2)
    assert stream.getvalue() == "\r已评测 1/2 题\r已评测 2/2 题\n"
