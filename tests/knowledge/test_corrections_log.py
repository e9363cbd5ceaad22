"""The log of decisions: who and when for every change, and what is said of a damaged one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from knowledge.corrections import FILE_NAME, UNFIT, Decision, add_decision, apply, decide, read_decisions
from knowledge.errors import UserError
from knowledge.storage import writer
from tests.knowledge.decisions import AT, ROWS, STATIONS, TRAINING, decision


def test_the_log_says_who_and_when_for_every_change(tmp_path: Path) -> None:
    made = [
        decide(STATIONS, "correct", {"牵头部门": "学会部", "时限": "2032-11-30"}, "王小明", AT),
        decide(STATIONS, "withdraw", {}, "李\u2028四", AT + timedelta(days=1)),
        decide(TRAINING, "reject", {}, "王小明", AT + timedelta(days=2)),
    ]
    for number, entry in enumerate(made, 1):
        add_decision(tmp_path, entry)
        assert read_decisions(tmp_path) == tuple(made[:number])
    first = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8").split("\n")[0])
    assert (first["at"], first["who"], first["action"]) == ("2031-05-06T07:08:09+08:00", "王小明", "correct")
    assert first["changes"] == {"牵头部门": "学会部", "时限": "2032-11-30"}
    assert (first["source"], first["clause"], first["quote"]) == ("办法.txt", "第一条", STATIONS.quote)


def test_no_log_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == ()


def entry(**changes: Any) -> str:
    plain = {name: getattr(decision(STATIONS), name) for name in Decision.__dataclass_fields__}
    return json.dumps(plain | changes, ensure_ascii=False)


@pytest.mark.parametrize(
    "line",
    [
        entry()[:-9],
        "[]",
        "null",
        "{}",
        entry(action="delete"),
        entry(changes=["任务"]),
        entry(changes={"部门": "科普部"}),
        entry(extra=1),
    ],
)
def test_a_damaged_line_of_the_log_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(f"{entry()}\n\n{line}\n{entry()}\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 3 行已损坏") as error:
        read_decisions(tmp_path)
    assert str(path) in str(error.value)


def test_a_log_that_is_no_utf8_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(entry().encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        read_decisions(tmp_path)


def test_a_log_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"无法写入更正记录.*路径不存在"):
        add_decision(tmp_path / "nowhere", decision(STATIONS))


def test_writers_at_the_same_time_keep_whole_lines(tmp_path: Path) -> None:
    def append(who: str) -> None:
        left = 10
        while left:
            try:
                with writer(tmp_path):
                    add_decision(tmp_path, decide(STATIONS, "confirm", {}, who * 500, AT))
            except UserError:
                continue
            left -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, "甲乙丙丁"))
    whole = [one.who for one in read_decisions(tmp_path)]
    assert sorted(whole) == sorted(who * 500 for who in "甲乙丙丁" for _ in range(10))


def test_a_log_mended_by_hand_without_a_line_end_can_be_appended_to(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(entry(), encoding="utf-8")
    add_decision(tmp_path, decision(TRAINING))
    assert [one.row for one in read_decisions(tmp_path)] == [STATIONS.id, TRAINING.id]


@pytest.mark.parametrize("wrong", [{"changes": {"任务": 5}, "action": "correct"}, {"row": []}, {"who": None}])
def test_a_line_with_a_value_of_another_type_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    (tmp_path / FILE_NAME).write_text(entry(**wrong) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 1 行已损坏"):
        apply(ROWS, read_decisions(tmp_path))


@pytest.mark.parametrize("changes", [{"时限": "明年"}, {"指标": "99个"}, {"任务": "无"}, {"牵头部门": "、"}])
def test_a_correction_that_no_longer_fits_leaves_the_row_as_extracted_and_in_doubt(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    (tmp_path / FILE_NAME).write_text(entry(action="correct", changes=changes) + "\n", encoding="utf-8")
    done = apply(ROWS, read_decisions(tmp_path))
    (row,) = (row for row in done.rows if row.id == STATIONS.id)
    assert row == replace(STATIONS, doubts=(*STATIONS.doubts, UNFIT)) and row.needs_review
    assert done.to_review == () and [row.id for row in done.rows] == [row.id for row in ROWS]
