"""The words that tell one task from another, and how alike two sets of them are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from knowledge.words import terms

Bag = Mapping[str, float]
_NUMBERS = re.compile(r"[\d０-９]+(?:[.,，]\d+)?\s*[%％]?")
_TIMES = re.compile(
    r"[到至]?(?:19|20)\d\d年(?:\d{1,2}月)?[底末]?前?|每[两三四五]?(?:年|季度|月|半年)|[一两三四五]年一?[次届]?"
)


def bare_terms(text: str) -> set[str]:
    """The search terms of a text, numbers and times left out."""
    return {
        term
        for term in terms(_NUMBERS.sub(" ", _TIMES.sub(" ", text)))
        if not term.isdigit() and len(term) > 1
    }


def similarity(first: str, second: str) -> float:
    """Cosine of the term sets of two texts, numbers and times left out, every term alike (0..1)."""
    return likeness(bare_terms(first), bare_terms(second))


def likeness(first: set[str], second: set[str]) -> float:
    """Cosine of two sets of terms, every term alike (0..1)."""
    return len(first & second) / math.sqrt(len(first) * len(second)) if first and second else 0.0


def weights_of(bags: Sequence[Bag]) -> dict[str, float]:
    """Rarity of each term, ln(1 + N / n)."""
    counts = Counter(term for bag in bags for term in bag)
    return {term: math.log(1 + len(bags) / count) for term, count in counts.items()}


def cosine(first: Bag, second: Bag, weights: Mapping[str, float]) -> float:
    """Cosine of two bags (0..1)."""
    common = shared(first, second, weights)
    if not common:
        return 0.0
    norms = (
        math.sqrt(sum((share * weights[term]) ** 2 for term, share in bag.items())) for bag in (first, second)
    )
    return common / math.prod(norms)


def shared(first: Bag, second: Bag, weights: Mapping[str, float]) -> float:
    """What two bags have in common: the squared weights of their common terms."""
    return sum(first[term] * second[term] * weights[term] ** 2 for term in first.keys() & second.keys())
