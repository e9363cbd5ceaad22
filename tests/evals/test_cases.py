"""Suites of questions: every field read, every broken line told, and ours in order."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import GRADES, KEYS, Case, begins, case_of, fold, load
from evals.gold import located
from evals.spans import Span
from ingest.split import split
from knowledge.errors import UserError
from tests.evals.values import write_lines

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
FULL: dict[str, Any] = ROW | {
    "quotes": ["建成50个", "年底前"],
    "alternatives": [["共计50个"]],
    "ordered": ["科普部", "办公室"],
    "reference": "50个。",
    "group": "基地",
    "reviewed": False,
}
REFUSE: dict[str, Any] = {"id": "sample-002", "question": "明天下雨吗？", "expect": "refuse"}


EVALS = Path(__file__).parents[2] / "evals"


SUITES = [*sorted((EVALS / "suites").glob("*.jsonl")), *sorted((EVALS / "collections").glob("*/suite.jsonl"))]


def write(folder: Path, *rows: dict[str, Any] | str) -> Path:
    return write_lines(folder / "sample.jsonl", *rows)


def test_loads_every_field(tmp_path: Path) -> None:
    assert load(write(tmp_path, FULL)) == (
        Case(
            id="sample-001",
            question="要建多少基地？",
            expect="answer",
            history=("办法何时施行？",),
            source=("001",),
            clauses=("第3条",),
            quotes=("建成50个", "年底前"),
            alternatives=(("共计50个",),),
            facts=(("50个", "五十个"),),
            ordered=("科普部", "办公室"),
            forbidden=("15个",),
            reference="50个。",
            group="基地",
            tags=("target",),
            reviewed=False,
        ),
    )


def test_what_is_left_out_is_empty_and_a_case_reviewed(tmp_path: Path) -> None:
    assert load(write(tmp_path, REFUSE)) == (Case("sample-002", "明天下雨吗？", "refuse"),)
    assert Case("sample-002", "明天下雨吗？", "refuse").reviewed


@pytest.mark.parametrize("grade", [*GRADES, None])
def test_a_refusal_may_have_a_grade(tmp_path: Path, grade: str | None) -> None:
    assert load(write(tmp_path, REFUSE | {"grade": grade}))[0].grade == grade


def test_a_refusal_needs_no_gold_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    assert [case.id for case in load(write(tmp_path, ROW, "", REFUSE))] == ["sample-001", "sample-002"]


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    assert load(write(tmp_path, ROW | {"question": "多少\u2028个？"}))[0].question == "多少\u2028个？"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('{"id": "x"', "不是完整的 JSON"),
        ("[" * 100_000, "不是完整的 JSON"),
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
        (ROW | {"forbidden": ["５０ 个"]}, "forbidden 里的 50个 又是应有的事实"),
        (ROW | {"grade": "absent"}, "应当作答的题不能写 grade"),
        (REFUSE | {"grade": "none"}, "grade 只能是 absent、near、conflict、outside"),
        (REFUSE | {"grade": ["near"]}, "grade 只能是"),
        (REFUSE | {"source": ["001"], "quotes": ["甲"]}, "应当拒答的题不能写 quotes"),
        (REFUSE | {"quotes": ["甲"]}, "写了 quotes 却没有写 source"),
        (REFUSE | {"ordered": ["甲"]}, "应当拒答的题不能写 ordered"),
        (ROW | {"quotes": "甲"}, "quotes 应当是文字的列表"),
        (ROW | {"quotes": ["甲"], "alternatives": ["乙"]}, "alternatives 的每一组 应当是文字的列表"),
        (ROW | {"quotes": ["甲"], "alternatives": [[]]}, "alternatives 里有空的一组"),
        (ROW | {"alternatives": [["乙"]]}, "写了 alternatives 却没有写 quotes"),
        (ROW | {"reviewed": "yes"}, "reviewed 只能是 true 或 false"),
        (ROW | {"reviewed": 0}, "reviewed 只能是 true 或 false"),
        (ROW | {"reference": ["甲"]}, "reference 应当是不空的文字"),
        (ROW | {"group": 7}, "group 应当是不空的文字"),
        (ROW | {"gold": []}, "有不认识的字段 gold"),
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


@given(st.text())
def test_every_text_begins_with_itself_and_folding_leaves_no_white_space(text: str) -> None:
    assert not any(char.isspace() for char in fold(text))
    assert begins(text, text)


# --- cases as lines ------------------------------------------------------------------------


@pytest.mark.parametrize("row", [ROW, FULL, REFUSE, REFUSE | {"grade": "near", "reviewed": False}])
def test_a_case_as_a_line_comes_back(tmp_path: Path, row: dict[str, Any]) -> None:
    (case,) = load(write(tmp_path, row))
    assert load(write(tmp_path, case.as_json())) == (case,)


def test_a_line_leaves_out_what_is_empty_and_where_gold_was_found() -> None:
    case = Case("a", "问？", "refuse", gold=(((Span("001.txt", 1, 2),),),))
    assert case.as_json() == {"id": "a", "question": "问？", "expect": "refuse", "history": ()}
    assert json.loads(json.dumps(case_of(FULL).as_json())) == FULL
    assert tuple(FULL) != KEYS and set(FULL) < set(KEYS)


def test_a_case_without_facts_comes_back(tmp_path: Path) -> None:
    case = Case("a", "问？", "answer", source=("001",), quotes=("甲",))
    assert load(write(tmp_path, case.as_json())) == (case,)


# --- ours ----------------------------------------------------------------------------------


def _name(suite: Path) -> str:
    return f"{suite.parent.name}-{suite.stem}"


@pytest.mark.parametrize("suite", SUITES, ids=_name)
def test_our_suites_load_and_ask_for_answers_and_refusals(suite: Path) -> None:
    assert {case.expect for case in load(suite)} == {"answer", "refuse"}


@pytest.mark.parametrize("suite", SUITES, ids=_name)
def test_no_suite_of_ours_asks_the_same_twice(suite: Path) -> None:
    asked = [(case.question, case.history) for case in load(suite)]
    assert len(set(asked)) == len(asked)


def _corpus_of(suite: Path) -> Path:
    return suite.parent / "corpus" if suite.stem == "suite" else EVALS / "corpus"


@pytest.mark.parametrize("suite", [path for path in SUITES if path.stem != "kexie"], ids=_name)
def test_the_gold_of_our_suites_is_found_in_their_documents(suite: Path) -> None:
    documents = [
        split(path.read_text(encoding="utf-8-sig"), path.name) for path in sorted(_corpus_of(suite).iterdir())
    ]
    for case in located(load(suite), documents):
        assert bool(case.gold) == bool(case.quotes), case.id
        assert all(any(begins(one.source.name, name) for one in documents) for name in case.source), case.id


def test_wordings_of_a_group_ask_for_the_same() -> None:
    groups: dict[str, set[object]] = defaultdict(set)
    wordings: dict[str, set[str]] = defaultdict(set)
    for case in load(EVALS / "suites" / "robustness.jsonl"):
        groups[case.group].add((case.expect, case.facts, case.quotes, case.grade))
        wordings[case.group].add(case.question)
    assert "" not in groups and len(groups) >= 10
    assert [name for name, gold in groups.items() if len(gold) > 1] == []
    assert [name for name, said in wordings.items() if len(said) < 2] == []


def test_the_first_wording_of_a_group_is_the_plain_one() -> None:
    first: dict[str, Case] = {}
    cases = load(EVALS / "suites" / "robustness.jsonl")
    for case in cases:
        first.setdefault(case.group, case)
    plain = [case for case in cases if "clean" in case.tags]
    assert len(plain) >= 10
    assert [case.id for case in plain if first[case.group] is not case] == []


WORDINGS = {
    "clean", "traditional", "typo", "colloquial", "abbrev", "noise", "pinyin", "reordered", "premise"
}  # fmt: skip


def test_every_question_is_asked_in_every_wording() -> None:
    asked: dict[str, list[str]] = defaultdict(list)
    for case in load(EVALS / "suites" / "robustness.jsonl"):
        if case.expect == "answer":
            asked[case.group].append(case.tags[-1])
            assert case.id == f"robust-{case.group}-{case.tags[-1]}"
    assert len(asked) >= 28
    assert {group: said for group, said in asked.items() if sorted(said) != sorted(WORDINGS)} == {}


@pytest.mark.parametrize("field", ["education", "health", "injection"])
def test_the_collections_are_of_a_size_to_measure_by(field: str) -> None:
    cases = load(EVALS / "collections" / field / "suite.jsonl")
    assert len(cases) >= 40 and len(list((EVALS / "collections" / field / "corpus").iterdir())) >= 4
    assert sum(case.expect == "refuse" for case in cases) >= 8
