"""When the evidence does not answer: nothing about the topic, or not the thing asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from assistant.answers import Grade, Refusal, Statement
from assistant.measures import counted, fits_units, folded
from assistant.patterns import ANSWER_SORT, PREMISE, Kind
from assistant.question import Asked
from assistant.select import Candidate, holds, signs, time_before
from knowledge.bodies import notes_in
from knowledge.dates import five_year_plan
from knowledge.documents import Clause
from knowledge.planted import unplanted
from knowledge.words import across, content_terms

_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_YEARS = re.compile(r"(?:19|20)\d{2}\s*年?\s*[—－–~～-]+\s*(?:19|20)\d{2}\s*年?")  # a period is no year
LEAST_KNOWN = 0.3
LEAST_FORMAL = 0.32
FORMAL = 0.8
SURELY_MEANT = 2
HARDLY_MEANT, MOSTLY_MEANT = 0.35, 0.8  # of the best one's words: of the first SURELY_MEANT, of the others
SAYS_THE_YEAR = 0.7
SPEAKS_OF_IT = 0.5  # of the best one's words, for the sentences of a year to be about what is asked
FITS_IN_THE_YEAR = 0.55  # of the best one's words, for a sentence that also holds what is asked for
LEAST_SIMILARITY = 0.86
DOUBTFUL_SIMILARITY = 0.88
MISSING_WORDS = 0.06
LONG = 60.0  # rarity of some fifteen words: more of them tell a story, and no clause holds a share of that
COMPARED = 0.6  # each side of a comparison says a part of what is asked
BY_CHANCE = 0.5  # of a pair of characters that belong to two words
HARDLY_SAID = 0.25  # of such a pair, where it is asked what one clause holds
FEWEST_WORDS = 2  # in a question none of whose words any document holds: 谢谢
LEAST_OF_WHO = 0.2  # of the question's words, where a clause ends in a note of bodies: a wrong one costs most
NEARLY_MET = 0.85
LEAST_NEAR, LEAST_SPOKEN = 0.4, 0.15  # score of evidence, and share of words met: one of them must be reached
MANY = 15  # words: in a question of more, one clause holds a smaller share
LARGE = 1000  # clauses: in so many, nearly every word of a question occurs somewhere
LEAST_MET = 0.35
NO_SIMILARITY = 0.8  # cosine of e5 between texts that have nothing in common


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence answers: `refusal` if it does not, and how sure that is (answered from 0.5)."""

    refusal: Refusal | None
    confidence: float


def judge(
    asked: Asked,
    ranked: Sequence[Candidate],
    rarity: Mapping[str, float],
    clauses: Mapping[str, Sequence[Clause]],
) -> Verdict:
    """Whether the evidence answers. Each check gives a ratio, at least 1 if it is met; the first unmet
    one is the reason, or the one after it where that one is nearly met; the least one, r, gives the confidence
    r / (1 + r)."""
    least = inf
    refusal, nearly = None, True
    for ratio, reason, grade in _checks(asked, ranked, rarity, clauses):
        least = min(least, ratio)
        if ratio < 1 and nearly:
            refusal, nearly = Refusal(reason, grade), ratio >= NEARLY_MET
    return Verdict(refusal, 1.0 if least == inf else least / (1 + least))


def _checks(
    asked: Asked,
    ranked: Sequence[Candidate],
    rarity: Mapping[str, float],
    clauses: Mapping[str, Sequence[Clause]],
) -> Iterator[tuple[float, str, Grade]]:
    """(ratio, reason, grade) of every check that applies, in the order in which they give the reason."""
    if not ranked:
        yield 0.0, "没有检索到相关条款", "absent"
        return
    best = max((c.coverage for c in ranked[:8] if not signs(c.clause, c.begin, c.stop)), default=0.0)
    yield _on_topic(asked, ranked, rarity), "没有检索到写明这一点的条款", "absent"
    if sum(map(len, clauses.values())) >= LARGE:
        yield _met(asked, ranked, rarity, best), "没有检索到写明这一点的条款", "absent"
    near = max(c.evidence.score for c in ranked)
    spoken = words_met(asked, ranked, rarity, asked.places) * max(1.0, len(asked.words) / MANY)
    yield max(near / LEAST_NEAR, spoken / LEAST_SPOKEN), "没有检索到写明这一点的条款", "absent"
    if asked.kind == Kind.WHO and notes_in(ranked[0].clause.text):
        yield best / LEAST_OF_WHO, "没有检索到写明由谁负责这件事的条款", "near"
    if (years := years_of(asked)) and not PREMISE.search(asked.question):
        told = _is_undated(ranked[0].clause) or any(_is_of(year, ranked[0], clauses) for year in years)
        yield inf if told else 0.0, f"相关条款没有写到{'、'.join(map(str, years))}年", "outside"
    for need in asked.needs:
        shares = [HARDLY_MEANT] * SURELY_MEANT + [MOSTLY_MEANT] * len(ranked)
        able = [c for c, share in zip(ranked, shares, strict=False) if c.coverage >= share * best]
        held = any(need.held.search(unplanted(c.text)) for c in able)
        yield inf if held else 0.0, need.absent, "near"
    if asked.kind in _LEAST_FITTING and best and not PREMISE.search(asked.question):
        share, reason = _LEAST_FITTING[asked.kind]
        share *= COMPARED if asked.compares else 1.0
        fitting = max((c.coverage for c in ranked if c.fits), default=0.0)
        yield fitting / (share * best), reason, "near"


_LEAST_FITTING = {
    Kind.NUMBER: (0.75, "相关条款没有写明数量"),
    Kind.WHEN: (0.6, "相关条款没有写明时间"),
    Kind.OFTEN: (0.6, "相关条款没有写明时间"),
}


def lacks_fact(asked: Asked, statements: Sequence[Statement]) -> Refusal | None:
    """Why statements do not answer, where none of them quotes a sentence with the figure or time asked for, or only
    figures that the question itself states."""
    if asked.kind not in _LEAST_FITTING or PREMISE.search(asked.question):
        return None
    quotes = [support.quote for one in statements for support in one.supports]
    if any(holds(asked, quote) for quote in quotes) and not _only_repeats(asked, quotes):
        return None
    return Refusal(_LEAST_FITTING[asked.kind][1], "near")


_ASKS_HOW_MANY = re.compile("多少|几")


def _only_repeats(asked: Asked, quotes: Sequence[str]) -> bool:
    """Whether every number of quotes that could answer is one of those that the question states (用好10亿元资金，给多少?)."""
    if asked.kind != Kind.NUMBER or not _ASKS_HOW_MANY.search(asked.question):
        return False
    stated = {(q.value, q.unit) for q in counted(folded(asked.question))}
    fitting = [q for quote in quotes for q in counted(folded(quote)) if fits_units(q, asked)]
    given = {(q.value, q.unit) for q in fitting if q.unit in asked.units} or {
        (q.value, q.unit) for q in fitting
    }
    return bool(given) and given <= stated


def _on_topic(asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float]) -> float:
    """How far what is offered is about the question, as the least ratio to its thresholds.

    Words: of those that occur in the documents at all, the best clause must hold a share of
    LEAST_KNOWN by rarity; where the question speaks the documents' language (FORMAL of its words
    occur), a share of LEAST_FORMAL of all its words. A pair of characters in which two words of the
    question meet counts BY_CHANCE where it is missing. Meaning: the cosine of the bundled e5, whose
    answerable questions start at .865 and whose off-topic ones end at .87; more is wanted of a
    formal question the more of its words are missing (MISSING_WORDS, if all are). Of another model
    only the words are judged. Calibrated on four sets (evals/LOG.md).
    """
    known = [similarity for c in ranked if (similarity := c.evidence.similarity) is not None]
    meaning = max(known, default=0.0)
    heard = [
        t for t in asked.words if t in rarity and not any(t in place or place in t for place in asked.places)
    ]
    if not heard:
        return _nearness(meaning, DOUBTFUL_SIMILARITY) if len(asked.words) >= FEWEST_WORDS else 0.0
    clauses = {c.clause.id: c.clause for c in ranked[:20]}.values()
    texts = [folded(clause.text + "".join(clause.path) + clause.source.title) for clause in clauses]
    rarest = max(rarity.values())
    chance = across(asked.text)
    share = {term: BY_CHANCE if term in chance else 1.0 for term in asked.words}
    whole = sum(share[term] * rarity.get(term, rarest) for term in asked.words)
    most = max(sum(rarity[term] for term in heard if term in text) for text in texts)
    told = min(LONG, sum(share[term] * rarity[term] for term in heard))
    ratios = [most / told / LEAST_KNOWN]
    least = LEAST_SIMILARITY
    if len(heard) >= FORMAL * len(asked.words):
        ratios.append(most / whole / LEAST_FORMAL)
        least += MISSING_WORDS * (1 - most / whole)
    if known:
        ratios.append(_nearness(meaning, least))
    return min(ratios)


def _met(asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float], best: float) -> float:
    """The mean of `words_met`, places apart, and of the best sentence's share, as a ratio to LEAST_MET. In a
    large collection words occur somewhere without being spoken of together: on 875 questions over 282 notices
    this refuses .72 with .05 of the answerable ones, the checks above alone .52 with .07 (evals/LOG.md)."""
    return (words_met(asked, ranked, rarity, asked.places) + best) / 2 / LEAST_MET


def words_met(
    asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float], without: Sequence[str] = ()
) -> float:
    """The share of a question's words, by rarity, that one clause holds with its headings, title and issuer;
    `without` the names of some places."""
    weights = _weights(asked, rarity, without)
    clauses = {c.clause.id: c.clause for c in ranked[:20]}.values()
    texts = [folded("".join((c.text, *c.path, c.source.title, c.source.issuer or ""))) for c in clauses]
    held = max(sum(value for term, value in weights.items() if term in text) for text in texts)
    return held / (sum(weights.values()) or 1.0)


def _weights(asked: Asked, rarity: Mapping[str, float], without: Sequence[str] = ()) -> dict[str, float]:
    """How much each word of a question counts; what names the sort of answer (有哪些优惠政策) does not."""
    rarest, chance = max(rarity.values(), default=1.0), across(asked.text)
    text = ANSWER_SORT.sub(" ", asked.text)
    for place in without:
        text = re.sub(f"{re.escape(place)}[省市县区州]?", " ", text)
    words = content_terms(text)
    return {t: (HARDLY_SAID if t in chance else 1.0) * rarity.get(t, rarest) for t in words}


def _nearness(similarity: float, least: float) -> float:
    """A cosine as a ratio to the least one that will do; texts with nothing in common give 0."""
    return max(0.0, (similarity - NO_SIMILARITY) / (least - NO_SIMILARITY))


def of_year(
    asked: Asked, ranked: Sequence[Candidate], clauses: Mapping[str, Sequence[Clause]]
) -> Sequence[Candidate]:
    """The candidates that can speak of the years a question names: in their words, their headings, the
    paragraph that leads in their list, or by the year or period of their document. None of them, or none that
    speaks of what is asked: all candidates stay, `judge` refuses."""
    years = years_of(asked)
    able = [one for one in ranked if any(_is_of(year, one, clauses) for year in years)]
    most, said = (max((one.coverage for one in group), default=0.0) for group in (ranked, able))
    return able if able and said >= SPEAKS_OF_IT * most else ranked


def _lead_in(clause: Clause, clauses: Mapping[str, Sequence[Clause]]) -> str:
    """The last clause before a list of bullets; "" for what is no bullet."""
    if clause.kind != "bullet":
        return ""
    before = clauses.get(clause.source.name, ())[: clause.ordinal]
    return next((one.text for one in reversed(before) if one.kind != "bullet"), "")


def saying_the_year(
    asked: Asked, ranked: Sequence[Candidate], clauses: Mapping[str, Sequence[Clause]]
) -> Sequence[Candidate]:
    """Of candidates, those whose own words or the lead-in of whose list name a year of the question, where
    they say nearly as much of the rest as the best one; first those that hold what is asked for. A year in
    which one of the documents was issued names that document."""
    issued = {candidate.clause.source.year for candidate in ranked}
    years = [str(year) for year in years_of(asked) if year not in issued]
    most = max((candidate.coverage for candidate in ranked), default=0.0)
    shares = {True: FITS_IN_THE_YEAR if asked.kind == Kind.NUMBER else SAYS_THE_YEAR, False: SAYS_THE_YEAR}
    able = [c for c in ranked if c.coverage >= shares[c.fits] * most and c.clause.kind != "preamble"]
    saying = [c for c in able if any(year in _dated_text(c, clauses) for year in years)]
    return [c for c in saying if c.fits] or saying or ranked


def _dated_text(candidate: Candidate, clauses: Mapping[str, Sequence[Clause]]) -> str:
    """A candidate with what says of which time it speaks: the lead-in of its list, and where it names no year
    itself, the time that leads a sentence before it in its clause (到2025年，甲。建成乙: of 乙)."""
    text = candidate.text + _lead_in(candidate.clause, clauses)
    return text if _YEAR.search(text) else text + time_before(candidate.clause, candidate.begin)


def years_of(asked: Asked) -> list[int]:
    """The years that a question names, in its order."""
    return [int(year) for year in _YEAR.findall(_YEARS.sub("", asked.question))]


def _is_undated(clause: Clause) -> bool:
    """Whether nothing says of which year a clause speaks, neither itself nor its headings and document."""
    source = clause.source
    around = clause.text + "".join(clause.path) + source.title
    return source.year is None and source.period is None and not _YEAR.search(around)


_AIMED_AT = re.compile(
    r"[到至]\s*(?:19|20)\d{2}\s*年(?!至|到|起)"
)  # what another year of its period is to bring


_FIVE_YEAR_PLAN = re.compile('十(?P<n>[一二三四五六])五[”"]?(?:期末|末|期间|时期)')


def _is_of_another_plan(year: int, candidate: Candidate) -> bool:
    """Whether the last plan named before the end of a sentence is one of other years (“十三五”末, …: of no later one)."""
    named = list(_FIVE_YEAR_PLAN.finditer(candidate.clause.text[: candidate.stop]))
    if not named:
        return False
    first, last = five_year_plan("一二三四五六".index(named[-1]["n"]) + 11)
    return not first.year <= year <= last.year


def _is_of(year: int, candidate: Candidate, clauses: Mapping[str, Sequence[Clause]]) -> bool:
    clause, source = candidate.clause, candidate.clause.source
    around = clause.text + "".join(clause.path) + source.title + _lead_in(clause, clauses)
    within = (
        source.period is not None
        and source.period[0].year <= year <= source.period[1].year
        and not _AIMED_AT.search(_dated_text(candidate, clauses))
        and not _is_of_another_plan(year, candidate)
    )
    return str(year) in around or source.year == year or within
