from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.build import build, open_index
from assistant.settings import Settings
from evals.synthetic import CITIES, YEARS, NearbyVectors, collection, notices, questions
from ingest.split import split
from knowledge.vectors import texts_of
from tests.fakes import FakeEmbedder

MOST = len(CITIES) * YEARS


def test_a_thousand_notices_have_each_another_name_and_a_hundred_clauses() -> None:
    papers = [*notices(MOST)]
    assert len({paper.name for paper in papers}) == MOST == 1000
    for paper in papers[::97]:
        document = split(paper.text, paper.name)
        assert 100 <= len(document.clauses) <= 115
        assert (document.source.year, document.source.status) == (paper.year, "unknown")
        assert paper.city in document.source.title and paper.kind in document.source.title


def test_a_small_collection_is_the_head_of_a_large_one() -> None:
    assert [*notices(3)] == [*notices(9)][:3]


def test_questions_are_all_different_and_about_these_notices() -> None:
    papers = [*notices(5)]
    asked = questions(papers, 43)
    assert len(set(asked)) == 43
    assert all(any(topic in question for paper in papers for topic in paper.topics) for question in asked)
    assert sum("市" in question.partition("里")[0] for question in asked) == 21


def test_a_few_embeddings_give_every_text_a_unit_vector_of_its_own() -> None:
    model = FakeEmbedder()
    texts = [row[2] for paper in notices(2) for row in texts_of(split(paper.text, paper.name).clauses)]
    vectors = NearbyVectors(model).embed_documents(texts)
    assert len(model.asked) < len(texts) / 1.5
    assert all(math.hypot(*vector) == pytest.approx(1) for vector in vectors)
    known = dict(zip(texts, vectors, strict=True))
    assert len({tuple(vector) for vector in vectors}) == len(known)


def test_texts_that_differ_in_numbers_lie_close_and_others_do_not() -> None:
    vectors = NearbyVectors(FakeEmbedder()).embed_documents(
        ["每年培训300人次。", "每年培训450人次。", "支持企业共建数字展厅。", "每年培训300人次。"]
    )
    near, far = (sum(a * b for a, b in zip(*pair, strict=True)) for pair in [*pairwise(vectors)][:2])
    assert near > 0.85 > 0.5 > far
    assert vectors[0] == vectors[3]


def test_a_question_has_the_very_vector_of_the_model() -> None:
    model = FakeEmbedder()
    assert NearbyVectors(model).embed_query("几家？") == model.embed_query("几家？")
    assert NearbyVectors(model).fingerprint == model.fingerprint


def test_a_collection_is_an_index_that_answers(tmp_path: Path) -> None:
    settings, model = Settings(data=tmp_path / "index"), FakeEmbedder()
    count = collection(settings.data, 2, model)
    catalog, vectors = open_index(settings, embedder=model)
    assert count == len(catalog.snapshot().by_id) == vectors.count("clauses")
    assistant = build(settings, embedder=model)
    answers = [assistant.ask(question) for question in questions([*notices(2)], 8)]
    assert sum(answer.status == "answered" for answer in answers) >= 6
