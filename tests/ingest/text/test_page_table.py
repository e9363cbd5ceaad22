"""The table that a web page sets before a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.page_table import fields_of, is_row, pairs_of


@pytest.mark.parametrize(
    "line",
    [
        "发文机关：\t云州市科协\t成文日期：\t2031年4月9日",
        "发文机关\t云州市科协\t成文日期\t2031年4月9日",
        "发 文 机 关：云州市科协　　　成文日期：2031年4月9日",
        "发文机关：云州市科协 成文日期：2031年4月9日",
        "| 发文机关 | 云州市科协 | 成文日期 | 2031年4月9日 |",
    ],
)
def test_pairs_stand_in_cells_or_behind_one_another(line: str) -> None:
    assert pairs_of(line) == {"发文机关": "云州市科协", "成文日期": "2031年4月9日"}
    assert is_row(line) and fields_of([line]) == {"issuer": "云州市科协", "issued": "2031年4月9日"}


@pytest.mark.parametrize("line", ["**文件编号**：云科协发〔2031〕7号", "- **文号**: 云科协发〔2031〕7号"])
def test_a_pair_in_bold_type(line: str) -> None:
    assert is_row(line) and fields_of([line]) == {"number": "云科协发〔2031〕7号"}


@pytest.mark.parametrize(
    "line",
    [
        "各县科协，市级学会：",
        "附件：1.摊位表",
        "主送：各县科协",
        "现将有关事项通知如下：",
        "**第一条**：夜市每周六开放。",
        "云州市科协\t云州市财政局",
        "任务\t责任单位\t时限",
        "一、发文机关的职责",
        "",
    ],
)
def test_lines_of_a_notice_are_no_rows(line: str) -> None:
    assert not is_row(line)


def test_a_link_and_an_unknown_bold_key_belong_to_the_page() -> None:
    assert is_row("- [办法.pdf](./files/a.pdf) (pdf)") and is_row("**采集批次**: 7")


def test_what_says_nothing_is_nothing_and_the_first_word_counts() -> None:
    assert fields_of(["文号：无", "文号：云科协发〔2031〕7号", "文号：云科协发〔2031〕8号"]) == {
        "number": "云科协发〔2031〕7号"
    }


def test_who_publishes_a_page_issues_only_what_its_own_catalogue_holds() -> None:
    assert "issuer" not in fields_of(["发布机构：云州市大数据局"])
    rows = ["索引号：01-2031-7", "发布机构：云州市科协"]
    assert fields_of(rows)["issuer"] == "云州市科协"
    assert fields_of([*rows, "发文机关：云州市政府"])["issuer"] == "云州市政府"


@given(st.text("发文机关成日期号：: \t|*无2031年-#", max_size=60))
def test_any_line_is_read(line: str) -> None:
    assert isinstance(is_row(line), bool)
    assert all(isinstance(value, str) for value in fields_of([line]).values())


@given(
    st.text("云州市科协财政局二〇三一", min_size=1, max_size=12), st.sampled_from(["：", ":", "：\t", "\t"])
)
def test_a_pair_comes_back(value: str, between: str) -> None:
    assert fields_of([f"发文机关{between}{value}"]).get("issuer") == value
