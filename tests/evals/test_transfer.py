"""Collections of others as cases and files of ours: what is taken over, and samples that stay the same."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.evaluate import load_suite
from evals.gold import located
from evals.transfer import is_quotes, load_quotes, of_sample, sample, statutes
from ingest.split import split
from knowledge.errors import UserError
from tests.evals.values import case, write_lines, write_text

ROW: dict[str, Any] = {
    "id": 7,
    "doc": "003",
    "category": "number",
    "question": "要建多少？",
    "gold_quotes": ["建成50个", "年底前"],
}
UNANSWERABLE = ROW | {
    "id": 8,
    "category": "unanswerable",
    "must_include": ["50个"],
    "must_not_include": ["15个"],
}


def quotes(folder: Path, *rows: dict[str, Any] | str) -> Path:
    return write_lines(folder / "questions.jsonl", *rows)


# --- questions with gold quotes ------------------------------------------------------------


def test_a_question_keeps_every_field(tmp_path: Path) -> None:
    full = {
        "doc": ["003", "004"],
        "history": ["先问？"],
        "alt_quotes": [["共计50个"], ["五十个", "年底"]],
        "must_include": ["年底", ["50个", "五十个"]],
        "must_not_include": ["15个"],
        "answer": "50个",
    }
    assert load_quotes(quotes(tmp_path, ROW | full)) == (
        Case(
            id="7",
            question="要建多少？",
            expect="answer",
            history=("先问？",),
            source=("003", "004"),
            quotes=("建成50个", "年底前"),
            alternatives=(("共计50个",), ("五十个", "年底")),
            facts=(("年底",), ("50个", "五十个")),
            forbidden=("15个",),
            reference="50个",
            tags=("number",),
        ),
    )


@pytest.mark.parametrize("more", [{}, dict.fromkeys(("history", "alt_quotes", "must_include", "answer"))])
def test_what_is_left_out_or_null_is_empty(tmp_path: Path, more: dict[str, Any]) -> None:
    (found,) = load_quotes(quotes(tmp_path, ROW | more))
    assert (found.source, found.history, found.alternatives) == (("003",), (), ())
    assert (found.facts, found.forbidden, found.reference) == ((), (), "")


def test_an_unanswerable_question_must_be_refused_and_has_no_gold(tmp_path: Path) -> None:
    (found,) = load_quotes(quotes(tmp_path, UNANSWERABLE | {"alt_quotes": [["甲"]]}))
    assert found == Case("8", "要建多少？", "refuse", tags=("unanswerable",))


def test_without_gold_quotes_the_first_alternative_is_the_gold(tmp_path: Path) -> None:
    (found,) = load_quotes(quotes(tmp_path, ROW | {"gold_quotes": [], "alt_quotes": [["甲"], ["乙"]]}))
    assert (found.quotes, found.alternatives) == (("甲",), (("乙",),))


def test_empty_lines_and_a_byte_order_mark_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    line = json.dumps(ROW, ensure_ascii=False)
    other = json.dumps(ROW | {"id": "other"}, ensure_ascii=False)
    path.write_text(f"{line}\n\n{other}\n", encoding="utf-8-sig")
    assert is_quotes(path) and len(load_quotes(path)) == 2


@pytest.mark.parametrize("key", ["id", "doc", "category", "question", "gold_quotes"])
def test_a_missing_field_is_named(tmp_path: Path, key: str) -> None:
    broken = {name: value for name, value in ROW.items() if name != key}
    with pytest.raises(UserError, match=rf"^题库 questions\.jsonl 第 3 行有误：缺少字段 {key}。$"):
        load_quotes(quotes(tmp_path, ROW, "", broken))


@pytest.mark.parametrize("line", ["{", "7", "null"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(UserError, match=r"^题库 questions\.jsonl 第 2 行有误：.*。$"):
        load_quotes(quotes(tmp_path, ROW, line))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "7",
        "[" * 100_000,
        '"id doc category question gold_quotes"',
        ROW | {"gold_quotes": 5},
        ROW | {"gold_quotes": "甲乙"},
        ROW | {"question": 7},
        ROW | {"doc": 5},
        ROW,
    ],
    ids=["no-json", "number", "deep", "text", "quotes", "one-quote", "question", "doc", "twice"],
)
def test_a_line_of_wrong_values_is_told_in_chinese(tmp_path: Path, line: dict[str, Any] | str) -> None:
    with pytest.raises(UserError, match="第 2 行有误") as error:
        load_quotes(quotes(tmp_path, ROW, line))
    assert not re.search("[a-z]+ [a-z]+", str(error.value))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="无法读取"):
        load_quotes(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("题".encode("gbk"))
    with pytest.raises(UserError, match="UTF-8"):
        load_quotes(tmp_path / "gbk.jsonl")


def test_only_questions_with_gold_quotes_are_taken_for_such(tmp_path: Path) -> None:
    assert is_quotes(quotes(tmp_path, ROW))
    assert not is_quotes(write_lines(tmp_path / "ours.jsonl", case().as_json()))
    assert not is_quotes(write_text(tmp_path / "empty.jsonl", ""))
    assert not is_quotes(tmp_path / "none.jsonl") and not is_quotes(tmp_path)
    (tmp_path / "gbk.jsonl").write_bytes("题".encode("gbk"))
    assert not is_quotes(tmp_path / "gbk.jsonl")


# --- samples -------------------------------------------------------------------------------


def corpus(folder: Path, count: int) -> Path:
    for number in range(count):
        write_text(folder / f"{number:03}_通知.txt", f"第{number}号")
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_sample_is_the_same_every_time_and_whole_files(tmp_path: Path) -> None:
    source = corpus(tmp_path / "all", 20)
    sample(source, tmp_path / "a", 6)
    sample(source, tmp_path / "b", 6)
    assert names(tmp_path / "a") == names(tmp_path / "b") < names(source)
    assert len(names(tmp_path / "a")) == 6
    assert all(
        (tmp_path / "a" / name).read_text() == (source / name).read_text() for name in names(tmp_path / "a")
    )
    assert len(names(source)) == 20


def test_a_larger_sample_holds_the_smaller_one(tmp_path: Path) -> None:
    source = corpus(tmp_path / "all", 20)
    sample(source, tmp_path / "few", 4)
    sample(source, tmp_path / "more", 9)
    assert names(tmp_path / "few") < names(tmp_path / "more")


def test_a_sample_is_not_simply_the_first_files(tmp_path: Path) -> None:
    source = corpus(tmp_path / "all", 20)
    sample(source, tmp_path / "few", 6)
    assert names(tmp_path / "few") != {f"{number:03}_通知.txt" for number in range(6)}


def test_a_sample_stays_the_same_where_other_files_go(tmp_path: Path) -> None:
    source = corpus(tmp_path / "all", 20)
    sample(source, tmp_path / "few", 6)
    for path in source.iterdir():
        if path.name not in names(tmp_path / "few"):
            path.unlink()
    sample(source, tmp_path / "again", 6)
    assert names(tmp_path / "again") == names(tmp_path / "few")


def test_a_sample_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    write_text(tmp_path / "few" / "old.txt", "旧")
    sample(corpus(tmp_path / "all", 3), tmp_path / "few", 9)
    assert names(tmp_path / "few") == names(tmp_path / "all")


def test_only_texts_are_sampled(tmp_path: Path) -> None:
    source = corpus(tmp_path / "all", 2)
    write_text(source / "README.md", "说明")
    sample(source, tmp_path / "few", 9)
    assert names(tmp_path / "few") == {"000_通知.txt", "001_通知.txt"}


def refusals(count: int) -> list[Case]:
    return [case("refuse", id=f"r{number}") for number in range(count)]


def test_cases_are_kept_if_all_their_files_are(tmp_path: Path) -> None:
    corpus(tmp_path / "few", 2)
    cases = [
        case(id="a", source=("000",)),
        case(id="b", source=("000", "001")),
        case(id="c", source=("001", "002")),
    ]
    assert [one.id for one in of_sample(cases, tmp_path / "few")] == ["a", "b"]


def test_a_number_of_a_file_must_end_where_the_name_does(tmp_path: Path) -> None:
    write_text(tmp_path / "few" / "0012.txt", "")
    assert of_sample([case(source=("001",))], tmp_path / "few") == ()


@given(kept=st.integers(0, 6), gone=st.integers(0, 6), refused=st.integers(0, 12))
def test_as_large_a_share_is_kept_of_those_to_be_refused(
    tmp_path_factory: pytest.TempPathFactory, kept: int, gone: int, refused: int
) -> None:
    folder = corpus(tmp_path_factory.mktemp("few"), 1)
    cases = [case(id=f"a{n}", source=("000",)) for n in range(kept)]
    cases += [case(id=f"b{n}", source=("001",)) for n in range(gone)]
    found = of_sample([*cases, *refusals(refused)], folder)
    share = kept / (kept + gone) if kept + gone else 1
    assert sum(one.expect == "answer" for one in found) == kept
    assert sum(one.expect == "refuse" for one in found) == round(share * refused)


def test_the_same_refusals_are_kept_in_whatever_order(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "few", 1)
    cases: Sequence[Case] = [case(id="a", source=("000",)), case(id="b", source=("001",)), *refusals(9)]
    found = {one.id for one in of_sample(cases, folder)}
    assert found == {one.id for one in of_sample(cases[::-1], folder)}
    assert len(found) == 5


# --- statutes ------------------------------------------------------------------------------


ARTICLES = [
    {
        "id": f"{law}{n}",
        "law": law,
        "article": f"第{n}条",
        "text": f" {law}的第{n}件事须在{n}日内办结。\n另起一行。",
    }
    for law in ("民法", "商法")
    for n in range(1, 9)
]
QUESTIONS = [{"id": n, "question": f"第{n}件事几日办结？", "gold": [f"民法{n}"]} for n in range(1, 5)]


def collection(
    folder: Path, articles: Sequence[Any] = ARTICLES, questions: Sequence[Any] = QUESTIONS
) -> Path:
    write_lines(folder / "articles.jsonl", *articles)
    write_lines(folder / "questions.jsonl", *questions)
    return folder


def written(folder: Path) -> list[str]:
    return [
        line for path in sorted(folder.iterdir()) for line in path.read_text().splitlines() if "第" in line
    ]


def test_an_article_becomes_a_line_of_its_law(tmp_path: Path) -> None:
    statutes(collection(tmp_path / "all", ARTICLES[:1], QUESTIONS[:1]), tmp_path / "laws", 9)
    assert names(tmp_path / "laws") == {"民法.txt"}
    text = (tmp_path / "laws" / "民法.txt").read_text(encoding="utf-8")
    assert text == "民法\n\n第1条　民法的第1件事须在1日内办结。\n另起一行。\n"


def test_a_question_becomes_a_case_with_its_articles_as_gold(tmp_path: Path) -> None:
    both = {"id": 9, "question": "几日？", "gold": ["民法1", "商法2", "民法2"]}
    assert statutes(collection(tmp_path / "all", questions=[both]), tmp_path / "laws", 9) == (
        Case(
            id="statute-9",
            question="几日？",
            expect="answer",
            source=("民法.txt", "商法.txt"),
            quotes=(
                "民法的第1件事须在1日内办结。",
                "商法的第2件事须在2日内办结。",
                "民法的第2件事须在2日内办结。",
            ),
            tags=("statute",),
        ),
    )


def test_written_are_the_articles_asked_about_and_as_many_others(tmp_path: Path) -> None:
    cases = statutes(collection(tmp_path / "all"), tmp_path / "laws", 3)
    assert len(cases) == 3
    lines = written(tmp_path / "laws")
    assert len(lines) == 6
    assert all(any(quote in line for line in lines) for one in cases for quote in one.quotes)


def test_the_gold_of_statutes_is_found_in_the_files_written(tmp_path: Path) -> None:
    cases = statutes(collection(tmp_path / "all"), tmp_path / "laws", 4)
    documents = [split(path.read_text(), path.name) for path in sorted((tmp_path / "laws").iterdir())]
    for one in located(cases, documents):
        ((place,),) = one.gold[0]
        (whole,) = (document for document in documents if document.source.name == place.source)
        assert whole.text[place.start : place.end] == one.quotes[0]


def test_statutes_are_the_same_every_time_and_leave_no_old_files(tmp_path: Path) -> None:
    source = collection(tmp_path / "all")
    write_text(tmp_path / "b" / "旧法.txt", "旧")
    assert statutes(source, tmp_path / "a", 2) == statutes(source, tmp_path / "b", 2)
    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert names(tmp_path / "a") == names(tmp_path / "b")


def test_the_order_of_the_questions_does_not_matter(tmp_path: Path) -> None:
    one = statutes(collection(tmp_path / "a"), tmp_path / "x", 2)
    other = statutes(collection(tmp_path / "b", questions=QUESTIONS[::-1]), tmp_path / "y", 2)
    assert one == other


def test_an_article_that_is_not_there_is_named(tmp_path: Path) -> None:
    wrong = [{"id": 1, "question": "？", "gold": ["刑法1", "民法1"]}]
    with pytest.raises(UserError, match=r"没有条文 刑法1。$"):
        statutes(collection(tmp_path / "all", questions=wrong), tmp_path / "laws", 9)


@pytest.mark.parametrize(
    ("articles", "questions", "said"),
    [
        ([ARTICLES[0], {"id": "x"}], QUESTIONS, "articles.jsonl 第 2 行有误：缺少字段 law、article、text。"),
        (ARTICLES, [*QUESTIONS, {"id": "x"}], "questions.jsonl 第 5 行有误：缺少字段 question、gold。"),
        (ARTICLES, ["{"], "questions.jsonl 第 1 行有误"),
    ],
)
def test_a_broken_line_of_statutes_is_named(
    tmp_path: Path, articles: Sequence[Any], questions: Sequence[Any], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        statutes(collection(tmp_path / "all", articles, questions), tmp_path / "laws", 9)


def test_statutes_without_files_are_told(tmp_path: Path) -> None:
    tmp_path.joinpath("all").mkdir()
    with pytest.raises(UserError, match=r"questions\.jsonl 无法读取"):
        statutes(tmp_path / "all", tmp_path / "laws", 9)


def test_an_article_without_words_is_told(tmp_path: Path) -> None:
    empty = [ARTICLES[0] | {"text": " "}]
    with pytest.raises(UserError):
        statutes(collection(tmp_path / "all", empty, QUESTIONS[:1]), tmp_path / "laws", 9)


def test_questions_are_loaded_as_a_suite(tmp_path: Path) -> None:
    assert load_suite(quotes(tmp_path, ROW, UNANSWERABLE)) == load_quotes(tmp_path / "questions.jsonl")
