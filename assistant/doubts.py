"""What a reader is told beside an answer: that its words are of another place, year or sort than what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.answers import Draft, Statement
from assistant.material import Material
from assistant.measures import folded
from assistant.patterns import PREMISE, Kind
from assistant.question import Asked
from assistant.scope import speaks_of
from assistant.works import years_alone
from knowledge.documents import Clause
from knowledge.words import dictionary_words

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_FORMS = "市县区省州旗"


def doubts(asked: Asked, draft: Draft, material: Material) -> str:
    """The sentences to add to the notice of a draft with statements; "" where nothing is doubtful."""
    of_words = (*_of_sorts(asked, draft, material), *_of_deeds(asked, draft))
    return "".join((*_of_places(asked, draft, material), *_of_years(asked, draft), *of_words))


def _of_places(asked: Asked, draft: Draft, material: Material) -> Iterator[str]:
    """Whether no statement rests on a clause of the places asked about, or their documents call them otherwise
    (蓝屿县: 蓝屿市)."""
    if asked.places and not any(_is_of_place(asked.places, one, material) for one in draft.statements):
        yield f"引用的文件没有写明是不是关于{'、'.join(asked.places)}的，请核对。"
        return
    for place in asked.places:
        match = re.search(f"{re.escape(place)}[{_FORMS}](?![{_FORMS}]|[一-龥]?级)", folded(asked.question))
        text = _all_cited(draft, material) if match else ""
        written = {form for form in _FORMS if place + form in text}
        if match and written and match.group() not in text:
            names = "、".join(f"“{place}{form}”" for form in sorted(written))
            yield f"引用的文件写的是{names}，没有写“{match.group()}”，请核对。"


def _all_cited(draft: Draft, material: Material) -> str:
    """All that the documents say which a draft quotes, with their titles and issuers."""
    sources = dict.fromkeys(support.clause.source for one in draft.statements for support in one.supports)
    heads = "".join(f"{source.title}{source.issuer or ''}\n" for source in sources)
    return folded(heads + "\n".join(one.text for source in sources for one in material.clauses[source.name]))


def _of_years(asked: Asked, draft: Draft) -> Iterator[str]:
    """Whether the words quoted name years, and none of those asked about."""
    quotes = [support.quote for one in draft.statements for support in one.supports]
    told = other_years(asked.question, [*quotes, *(one.text for one in draft.statements)])
    if told and not PREMISE.search(folded(asked.question)):
        asked_for = "、".join(sorted(years_alone(folded(asked.question))))
        yield f"引用的话写的是{'、'.join(told)}年，没有写{asked_for}年，请核对。"


def other_years(question: str, quotes: Sequence[str]) -> list[str]:
    """The years that quotes name, where a question names years and all of them lie outside; [] otherwise."""
    years = years_alone(folded(question))
    told = sorted({year for quote in quotes for year in _YEAR.findall(quote)})
    return told if told and years and not any(told[0] <= year <= told[-1] for year in years) else []


_SHORT_WORD = 2
_WHERE = re.compile("[全各本我该][国省市县区地级]|有关|相关")  # of whose things, not of which sort


def _of_sorts(asked: Asked, draft: Draft, material: Material) -> Iterator[str]:
    """Whether the words quoted speak of one sort alone (运营补贴) and the question of another that the document knows
    too (建设补贴)."""
    supports = [support for one in draft.statements for support in one.supports]
    quoted = folded(
        "".join((*(s.quote for s in supports), *(line for s in supports for line in s.clause.path)))
    )
    said = _named(quoted)
    for sort, head in sorted(_named(folded(asked.question))):
        others = {one for one, other in said if other == head and one != sort}
        if not others or sort in quoted or _WHERE.match(sort):
            continue
        text = _all_cited(draft, material)
        if all(_is_term(one + head, text) for one in (sort, *others)):
            names = "、".join(f"“{other}{head}”" for other in sorted(others))
            yield f"引用的话写的是{names}，没有写“{sort}{head}”，请核对。"


_HOW_OFTEN = re.compile("多久(?:要|得|应当?|需要?|会)?(?P<deed>[一-龥]{2,4}?)[一1][次回轮遍]")


def _of_deeds(asked: Asked, draft: Draft) -> Iterator[str]:
    """Whether how often something is done is answered with words that hold no character of that deed (多久评估一次:
    每季度申请一次)."""
    match = _HOW_OFTEN.search(folded(asked.text)) if asked.kind == Kind.OFTEN else None
    quoted = "".join(support.quote for one in draft.statements for support in one.supports)
    if match and not set(match["deed"]) & set(folded(quoted)):
        yield f"引用的话没有写“{match['deed']}”，请核对。"


def _is_term(name: str, text: str) -> bool:
    """Whether a text uses a name by itself: behind several different characters (of 养老机构补贴 机构补贴 is a part)."""
    return len({text[match.start() - 1 : match.start()] for match in re.finditer(name, text)}) > 1


def _named(text: str) -> set[tuple[str, str]]:
    """The pairs of words of two characters that stand side by side in a text, as sort and thing (建设, 补贴)."""
    words = [word for run in re.findall("[一-龥]+", text) for word in (*dictionary_words(run), "")]
    return {(one, other) for one, other in pairwise(words) if len(one) == len(other) == _SHORT_WORD}


def _is_of_place(places: tuple[str, ...], statement: Statement, material: Material) -> bool:
    return any(is_from(places, support.clause, material) for support in statement.supports)


def is_from(places: tuple[str, ...], clause: Clause, material: Material) -> bool:
    """Whether a clause can answer for one of some places; any can where there are none."""
    document = material.clauses[clause.source.name]
    return not places or any(speaks_of(place, clause, document) for place in places)
