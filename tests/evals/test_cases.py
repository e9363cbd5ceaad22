from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case, begins, fold, load
from knowledge.errors import UserError

ROW: dict[str, Any] = {
    "id": "sample-001",
    "question": "要建多少基地？",
    "history": ["办法何时施行？"],
    "expect": "answer",
    "source": ["001"],
    "clauses": ["第3条"],
    "facts": [["50个", "五十个"]],
    "forbidden": ["15个"],
    "tags": ["target"],
}


EVALS = Path(__file__).parents[2] / "evals"


def write(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "sample.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_loads_every_field(tmp_path: Path) -> None:
    assert load(write(tmp_path, ROW)) == (
        Case(
            id="sample-001",
            question="要建多少基地？",
            expect="answer",
            history=("办法何时施行？",),
            source=("001",),
            clauses=("第3条",),
            facts=(("50个", "五十个"),),
            forbidden=("15个",),
            tags=("target",),
        ),
    )


def test_a_refusal_needs_no_gold_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    refuse = {"id": "sample-002", "question": "明天下雨吗？", "expect": "refuse"}
    assert [case.id for case in load(write(tmp_path, ROW, "", refuse))] == ["sample-001", "sample-002"]


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    assert load(write(tmp_path, ROW | {"question": "多少\u2028个？"}))[0].question == "多少\u2028个？"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('{"id": "x"', "不是完整的 JSON"),
        ("[1]", "应当是一个 JSON 对象"),
        ({key: value for key, value in ROW.items() if key != "question"}, "缺少字段 question"),
        ({key: value for key, value in ROW.items() if key != "expect"}, "缺少字段 expect"),
        (
            {key: value for key, value in ROW.items() if key not in ("facts", "source")},
            "缺少字段 source、facts",
        ),
        (ROW | {"answer": "50"}, "有不认识的字段 answer"),
        (ROW | {"expect": "maybe"}, "expect 只能是"),
        (ROW | {"expect": ["answer"]}, "expect 只能是"),
        (ROW | {"id": 7}, "id 应当是不空的文字"),
        (ROW | {"question": " "}, "question 应当是不空的文字"),
        (ROW | {"clauses": "第3条"}, "clauses 应当是文字的列表"),
        (ROW | {"source": [""]}, "source 应当是文字的列表"),
        (ROW | {"facts": ["50个"]}, "facts 的每一组 应当是文字的列表"),
        (ROW | {"facts": {"a": 1}}, "facts 应当是列表的列表"),
        (ROW | {"facts": [[]]}, "facts 里有空的一组"),
        (ROW | {"source": []}, "写了 clauses 却没有写 source"),
        (ROW | {"expect": "refuse"}, "应当拒答的题不能写 facts"),
        (ROW | {"forbidden": ["５０ 个"]}, "50个 既是应有的事实又是禁止的说法"),
    ],
)
def test_a_broken_line_is_told_in_one_sentence(
    tmp_path: Path, broken: dict[str, Any] | str, said: str
) -> None:
    with pytest.raises(UserError) as error:
        load(write(tmp_path, ROW | {"id": "sample-000"}, broken))
    message = str(error.value)
    assert message.startswith("题库 sample.jsonl 第 2 行有误：")
    assert said in message and message.count("。") == 1 and "\n" not in message


def test_a_repeated_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"sample.jsonl 第 3 行有误：编号 sample-001 与前面的题重复。"):
        load(write(tmp_path, ROW, "", ROW))


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="无法读取"):
        load(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("题".encode("gbk"))
    with pytest.raises(UserError, match="无法读取"):
        load(tmp_path / "gbk.jsonl")
    with pytest.raises(UserError, match="没有题目"):
        load(write(tmp_path, ""))


@pytest.mark.parametrize(
    ("text", "start", "yes"),
    [
        ("001_办法.txt", "001", True),
        ("001_办法.txt", "001_办法.txt", True),
        ("0012_办法.txt", "001", False),
        ("001_办法.txt", "办法", False),
        ("第三部分（二）8.", "第三部分(二) 8", True),
        ("第三部分（二）80.", "第三部分（二）8", False),
        ("第3条第2款", "第3条", True),
        ("第3", "第3条", False),
    ],
)
def test_begins(text: str, start: str, yes: bool) -> None:
    assert begins(text, start) is yes


def test_matched_needs_source_and_address() -> None:
    case = Case("a", "问", "answer", source=("001", "002"), clauses=("第3条", "第3条第2款", "第9条"))
    assert case.matched("002_x.txt", "第3条第2款") == {"第3条", "第3条第2款"}
    assert case.matched("003_x.txt", "第3条") == frozenset()
    assert case.matched("001_x.txt", "第4条") == frozenset()


@pytest.mark.parametrize("suite", sorted((EVALS / "suites").glob("*.jsonl")), ids=lambda path: path.stem)
def test_our_suites_load(suite: Path) -> None:
    assert {case.expect for case in load(suite)} == {"answer", "refuse"}


def test_every_source_of_the_sample_suite_is_in_the_corpus() -> None:
    files = [path.name for path in (EVALS / "corpus").iterdir()]
    for case in load(EVALS / "suites" / "sample.jsonl"):
        assert all(any(begins(file, name) for file in files) for name in case.source), case.id


@given(st.text())
def test_every_text_begins_with_itself_and_folding_leaves_no_white_space(text: str) -> None:
    assert not any(char.isspace() for char in fold(text))
    assert begins(text, text)


@pytest.mark.parametrize("field", ["education", "health"])
def test_the_collections_of_other_fields_load_and_name_files_that_are_there(field: str) -> None:
    folder = Path(__file__).parents[2] / "evals" / "collections" / field
    names = {path.name for path in (folder / "corpus").iterdir()}
    cases = load(folder / "suite.jsonl")
    assert len(cases) >= 40 and len(names) >= 4
    assert sum(case.expect == "refuse" for case in cases) >= 8
    for case in cases:
        assert all(any(begins(name, source) for name in names) for source in case.source), case.id
