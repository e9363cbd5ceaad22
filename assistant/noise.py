"""What goes before and after the question itself: 领导刚才问起, 麻烦查一下."""

from __future__ import annotations

import re
from collections.abc import Container

from knowledge.words import content_terms

LEAST_SHARE = 0.6
_SENTENCE = re.compile("[^。！!？?；;\n]+[。！!？?；;\n]*")
_QUESTION = re.compile(r"[?？][。！!？?；;\s]*$")
_ASKS = re.compile("[?？]|多少|几|谁|哪|什么|啥|怎|如何|何时|多久")
_NARROWS = re.compile("[只仅](?:需要?)?[看列要算说写问]")


def core(question: str, known: Container[str]) -> str:
    """A question without the sentences that ask nothing and speak of other things than the rest.

    `known` are the words that the documents hold. A sentence that asks nothing goes where its share of
    known words is below LEAST_SHARE of the share in the sentences that ask, unless it narrows these (只看…).
    """
    sentences = _SENTENCE.findall(question)
    asking = [sentence for sentence in sentences if _QUESTION.search(sentence)]
    asking = asking or [sentence for sentence in sentences if _ASKS.search(sentence)][-1:]
    least = LEAST_SHARE * max((_share(sentence, known) for sentence in asking), default=0.0)
    kept = [
        one
        for one in sentences
        if one in asking or _NARROWS.search(one) or _share(one, known) >= max(least, 0.01)
    ]
    return "".join(kept) or question


def _share(sentence: str, known: Container[str]) -> float:
    """Share of a sentence's words that the documents hold."""
    words = content_terms(sentence)
    return sum(word in known for word in words) / len(words) if words else 0.0
