"""Which versions are compared, and what is told of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from knowledge.revisions import Revision
from ui.versions import changed, one_version, two_versions, version_line, version_rows, version_title


def version(number: int, *texts: str) -> Revision:
    source = Source("夜市.txt", "d1", "夜市办法", revision=str(number))
    clauses = tuple(
        Clause(source, place, f"第{place}条", (), "item", text, 0, len(text))
        for place, text in enumerate(texts, 1)
    )
    return Revision(
        number, "0123456789abcdef", datetime(2026, 3, 1, tzinfo=UTC), source, clauses, number == 3
    )


VERSIONS = (
    version(1, "夜市每周六开放。"),
    version(2, "夜市每周六开放。", "雨天停办。"),
    version(3, "夜市每周日开放。", "雨天停办。"),
)


def test_rows_count_what_changed_against_the_version_before() -> None:
    first, second, third = version_rows(VERSIONS)
    assert first["changes"] is None
    assert (changed(second["changes"]), changed(third["changes"])) == ("新增 1 条", "改动 1 条")
    assert version_line(third) == (
        "第 3 版（现用）：2026-03-01 00:00 读入，2 个条款，摘要 0123456789ab，比上一版改动 1 条"
    )


def test_the_last_two_are_compared_where_nothing_is_said() -> None:
    assert [one.number for one in two_versions(VERSIONS)] == [2, 3]
    assert [one.number for one in two_versions(VERSIONS, 1)] == [1, 3]
    assert [one.number for one in two_versions(VERSIONS, None, 2)] == [1, 2]
    assert version_title(one_version(VERSIONS)) == "夜市.txt 第 3 版"


def test_a_version_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(UserError, match="没有第 9 版，库里留有第 1、2、3 版"):
        one_version(VERSIONS, 9)
    with pytest.raises(UserError, match="第 1 版之前没有更早的版本可比"):
        two_versions(VERSIONS, None, 1)
