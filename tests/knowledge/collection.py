"""The words of a small invented collection, for what puts questions right."""

from __future__ import annotations

from collections import Counter

from knowledge.sounds import Vocabulary, vocabulary_of
from knowledge.words import terms

SENTENCES = (
    "新建院士专家工作站，院士专家工作站由企业设立。",
    "科普教育基地的申报和认定，科普教育基地每年更新展示内容。",
    "每年培训一线工程师，应当培训技术工人。",
    "发布科学文化指数报告，指数报告由省科协公布。",
    "农技协的星级评定，农技协由县级科协管理。",
    "项目经费的结余资金收回统筹，每年邀请省外专家。",
    "省科协牵头，市科协配合，市级学会参加，市级学会达到七十五家，VR体验。",
)


def vocabulary(*sentences: str) -> Vocabulary:
    """The vocabulary of some sentences, ours if none are given; each counts as a passage."""
    counts = Counter(term for text in sentences or SENTENCES for term in set(terms(text)))
    return vocabulary_of(counts.items())
