"""Question → answer: understand, search, compose or generate, verify."""

from __future__ import annotations

import re
from collections.abc import Generator as Steps
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from time import perf_counter

from assistant.answers import Answer, Draft, refused
from assistant.compose import compose
from assistant.coverage import covers
from assistant.doubts import other_years
from assistant.due import window_in
from assistant.follow_ups import MOST_FOLLOW_UPS, going_on
from assistant.generate import PROMPT, GenerationError, Generator, prompt_of, visible
from assistant.heads import mentions_of
from assistant.material import ALL, CHOSEN, Material
from assistant.noise import core
from assistant.patterns import FOLLOW_UP
from assistant.question import Asked, doubting, full_sums, full_years, recent, understand
from assistant.ranking import balanced, cited_first, reranked, weighed
from assistant.replies import draft_of
from assistant.responsible import departments_of
from assistant.rivals import picked
from assistant.scope import in_scope, named_by_number, numbers_in
from assistant.turns import Turns
from assistant.two_questions import joined, two_in
from assistant.verify import verify
from assistant.works import Work, missing_in, works_of, years_alone
from knowledge.catalog import Snapshot
from knowledge.documents import Clause, Evidence, Source
from knowledge.initials import initials_of, spelled_out
from knowledge.kept import Kept
from knowledge.plain_words import in_terms
from knowledge.records import Records
from knowledge.reranking import Reranker, read_again
from knowledge.search import Query, Retriever
from knowledge.sounds import Vocabulary, vocabulary_of
from knowledge.spelling import repaired
from knowledge.words import across, content_terms, fold, is_place, led_by, towns_in
from prompts import version

OFFERED = 10
DEPTH = 40
WIDER = 400
SURE_ALONE = 0.6  # confidence of a short question by itself, where it has no answer after the one before
# More than two threads at work hinder each other where the cores are busy (20 at once: a third less answered).
_AT_WORK = Turns(2)


class Assistant:
    """Answers questions over one catalog; `generator`, where there is one, rewrites what the rules found,
    `reranker` has a say in the order of the evidence."""

    def __init__(
        self,
        catalog: Records,
        retriever: Retriever,
        generator: Generator | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._catalog = catalog
        self._retriever = retriever
        self._generator = generator
        self._reranker = reranker
        self._departments: Kept[int, Mapping[str, frozenset[str]]] = Kept()
        self._works: Kept[tuple[int, date], tuple[Work, ...]] = Kept()
        self._vocabulary: Kept[int, Vocabulary] = Kept()
        self._slogans: Kept[int, dict[str, str]] = Kept()

    def ask(
        self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
    ) -> Answer:
        """The verified answer. UserError for an empty or over-long question."""
        *_, answer = self.stream(question, history, documents)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
    ) -> Iterator[str | Answer]:
        """The model's unverified draft as it grows (str), then the verified answer; the answer alone without a model.

        `documents` are the names of those to stay in (None: all).
        """
        started = perf_counter()
        question = question.encode("utf-8", "replace").decode("utf-8")
        answer = self._by_rules(question, history, documents)
        if self._generator is not None and answer.status == "answered":
            answer = yield from self._by_model(self._generator, answer, history)
        total = 1000 * (perf_counter() - started)
        yield replace(answer, timings_ms={**answer.timings_ms, "total": total})

    @property
    def records(self) -> Records:
        """What the answers are drawn from."""
        return self._catalog

    def documents(self) -> tuple[Source, ...]:
        """All documents, by file name."""
        return self._catalog.snapshot().sources

    def clauses(self, name: str) -> tuple[Clause, ...]:
        """The clauses of one document, in order; none for an unknown name."""
        return self._catalog.snapshot().clauses.get(name, ())

    def follow_ups(self, answer: Answer, documents: frozenset[str] | None = None) -> tuple[str, ...]:
        """Questions that go on from an answer, each answered by the rules with the fact it asks for; of an answer
        whose documents differ, the question put to each of them."""
        if answer.choices:
            return tuple(_put_to(name, answer.question) for name in answer.choices)
        cited = {citation.clause.id for citation in answer.citations}
        rows = [row for row in self._catalog.commitments() if row.clause.id in cited]
        asked = (
            one for one in going_on(answer, rows) if one.holds(self._by_rules(one.question, (), documents))
        )
        return tuple(one.question for one in islice(asked, MOST_FOLLOW_UPS))

    def _by_rules(
        self, question: str, history: Sequence[str], documents: frozenset[str] | None = None
    ) -> Answer:
        with _AT_WORK.turn():
            if asked := two_in(question):
                one, other = asked
                said = self._answered(one, history, documents)
                then = self._answered(other, (*history, one), documents)
                return joined(question, asked, (said, then))
            return self._answered(question, history, documents)

    def _answered(self, question: str, history: Sequence[str], documents: frozenset[str] | None) -> Answer:
        """The answer to one question, as what it can best mean."""
        if choice := self._choice(question, history, documents):
            return replace(self._found(choice, (), documents), question=question, resolved=choice)
        answer = self._found(question, history, documents)
        quotes = [citation.quote for citation in answer.citations]
        years = years_alone(fold(question))
        if years and (answer.status == "refused" or other_years(question, quotes)):
            other = self._found(question, history, documents, years_name=False)
            if other.status == "answered" and _holds_one(other, years):
                return other
        if answer.status == "answered" or not history or FOLLOW_UP.search(fold(question)):
            return answer
        alone = self._found(question, (), documents)
        return alone if alone.status == "answered" and alone.confidence >= SURE_ALONE else answer

    def _choice(self, question: str, history: Sequence[str], documents: frozenset[str] | None) -> str:
        """The question before, put to the document that a reply picks of those offered (第二份); '' if it picks none."""
        place = picked(question)
        if not place or not history:
            return ""
        choices = self._found(history[-1], history[:-1], documents).choices
        return _put_to(choices[place - 1], history[-1]) if place <= len(choices) else ""

    def _found(
        self,
        question: str,
        history: Sequence[str],
        documents: frozenset[str] | None,
        *,
        years_name: bool = True,
    ) -> Answer:
        """What the rules answer, while others wait for their turn. Years in a question may name documents, or be
        those of targets alone (not `years_name`)."""
        started = perf_counter()
        whole = self._catalog.snapshot()
        snapshot = whole if documents is None else _within(whole, documents)
        meant, *earlier = self._meant((question, *recent(history)), whole)
        meant = core(meant, self._catalog.rarity(content_terms(meant)))
        works = tuple(work for work in self._works_of(whole) if work.source.name in snapshot.clauses)
        asked = self._understood(meant, earlier, whole, snapshot.sources, works, years_name=years_name)
        if years_name and years_alone(fold(meant)) and self._asks_what_is_due(asked, whole):
            return self._found(question, history, documents, years_name=False)
        named = named_by_number(meant, snapshot.sources)
        scope = tuple(sorted(named)) if named else in_scope(asked.prior)
        asked = doubting(replace(asked, departments=self._departments_in(asked.text, scope, whole)))
        # a document that went in meanwhile is not in this snapshot
        found = [i for i in self._search(asked, named, documents) if i.clause.source.name in whole.clauses]
        searched = perf_counter()
        place = ALL if documents is None else CHOSEN
        asked, material = self._material(asked, found, snapshot.clauses, scope, place, whole.day)
        evidence = material.evidence
        draft = _nowhere(meant, named, works, material) or compose(asked, material)
        written = perf_counter()
        answer = verify(question, draft, evidence, (*history, meant))
        times = {
            "search": 1000 * (searched - started),
            "write": 1000 * (written - searched),
            "verify": 1000 * (perf_counter() - written),
        }
        resolved = _resolved(question, asked, earlier)
        return replace(answer, evidence=cited_first(answer, evidence), resolved=resolved, timings_ms=times)

    def _understood(
        self,
        meant: str,
        earlier: Sequence[str],
        whole: Snapshot,
        sources: Sequence[Source],
        works: Sequence[Work],
        *,
        years_name: bool,
    ) -> Asked:
        """A question after the earlier ones, or by itself where it names a subject of its own."""
        if not years_name:
            works = tuple(replace(work, years=frozenset()) for work in works)
            sources = tuple(_undated(source) for source in sources)
        strangers = self._strangers([meant, *earlier], self._vocabulary_of(whole))
        asked = understand(meant, earlier, sources, works, strangers)
        alone = asked.follows and self._stands_alone(asked)
        return understand(meant, (), sources, works, strangers) if alone else asked

    def _material(
        self,
        asked: Asked,
        found: Sequence[Evidence],
        clauses: Mapping[str, Sequence[Clause]],
        scope: Sequence[str],
        place: str,
        today: date,
    ) -> tuple[Asked, Material]:
        """What the answer is made of, the evidence in its order; and the question without words that name nothing."""
        rarity = self._catalog.rarity(asked.words)
        if not any(word in rarity for word in asked.focus):  # it asks of the document as a whole
            asked = replace(asked, focus=asked.words)
        chance = across(asked.text)
        focus = tuple(word for word in asked.focus if word in rarity or word not in chance)
        asked = replace(asked, focus=focus or asked.focus)
        weights = weighed(rarity, asked, chance)
        ranked = balanced(asked, read_again(self._reranker, asked.text, reranked(asked, found, weights)))
        rows = self._catalog.commitments
        return asked, Material(ranked[:OFFERED], rarity, weights, clauses, scope, rows, ranked, place, today)

    def _asks_what_is_due(self, asked: Asked, whole: Snapshot) -> bool:
        """Whether a question asks for tasks due in a time, of whatever body: its years are those of the tasks."""
        named = self._departments_in(asked.text, tuple(whole.clauses), whole)
        return window_in(replace(asked, departments=named), whole.day) is not None

    def _meant(self, questions: Sequence[str], whole: Snapshot) -> list[str]:
        """Questions with initials of slogans spelled out, what is misspelt in them put right, and plain words
        put in the documents' terms."""
        vocabulary = self._vocabulary_of(whole)
        slogans = self._slogans.get(
            whole.generation,
            lambda: initials_of(one.text for one in whole.by_id.values() if "、" in one.text),
        )

        def known(pair: str) -> bool:
            return vocabulary.count(*pair) > 0

        spelled = (spelled_out(full_sums(question), slogans, known) for question in questions)
        return [in_terms(repaired(question, vocabulary).text, known) for question in spelled]

    def _vocabulary_of(self, whole: Snapshot) -> Vocabulary:
        return self._vocabulary.get(whole.generation, lambda: vocabulary_of(self._catalog.term_counts()))

    def _search(
        self, asked: Asked, named: frozenset[str] | None, documents: frozenset[str] | None
    ) -> Sequence[Evidence]:
        """The best evidence; of documents that the question names, where it names some."""
        if named or not asked.mentions:
            return self._retriever.search(Query(asked.text, named or documents), limit=DEPTH)
        found = self._retriever.search(Query(asked.text, documents), limit=WIDER)
        named_places = {place for one in asked.mentions for work in one.works for place in work.places}
        if not named_places.issuperset(asked.places):  # another part of the question is of another place
            return found
        meant = [[item for item in found if one.holds(item.clause)] for one in asked.mentions]
        if all(len(items) >= OFFERED for items in meant):
            return tuple({item.clause.id: item for items in meant for item in items[:DEPTH]}.values())
        names = frozenset(work.source.name for mention in asked.mentions for work in mention.works)
        return self._retriever.search(Query(asked.text, names), limit=len(asked.mentions) * DEPTH)

    def _strangers(self, questions: Sequence[str], vocabulary: Vocabulary) -> list[str]:
        """Places that questions name and no document writes. A name that leads a question and is no place of the
        dictionary may be short for what documents do write (青托, 科创): a character of it must be strange too."""
        texts = [fold(question) for question in questions]
        leading = [name for text in texts if (name := led_by(text))]
        strange = [name for name in leading if is_place(name) or not all(map(vocabulary.writes, name))]
        named = dict.fromkeys([*towns_in(" ".join(texts)), *strange])
        return [name for name in named if not self._writes(name)]

    def _writes(self, name: str) -> bool:
        """Whether any document writes a name, as far as its pairs of characters tell."""
        pairs = [name[i : i + 2] for i in range(len(name) - 1)]
        return len(self._catalog.rarity(pairs)) == len(set(pairs))

    def _stands_alone(self, asked: Asked) -> bool:
        """Whether a short question after others names a subject of its own: one that no document knows, or one
        in a place that it names itself."""
        if not asked.own or FOLLOW_UP.search(asked.question):
            return False
        known = self._catalog.rarity(asked.own)
        here = [place for place in asked.places if place in fold(asked.question)]
        return not known or bool(
            here and any(not w.isdigit() and not any(w in p or p in w for p in here) for w in known)
        )

    def _works_of(self, snapshot: Snapshot) -> tuple[Work, ...]:
        key = (snapshot.generation, snapshot.day)
        return self._works.get(key, lambda: works_of(snapshot.sources, snapshot.clauses))

    def _departments_in(self, text: str, scope: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
        """Bodies that a text names and that documents in scope hold responsible, in the text's order."""
        bodies = self._departments.get(
            snapshot.generation,
            lambda: {name: departments_of(clauses) for name, clauses in snapshot.clauses.items()},
        )
        named = {body for name in scope for body in bodies[name] if body in text}
        longest = [body for body in named if not any(body != other and body in other for other in named)]
        return tuple(sorted(longest, key=text.index))

    def _by_model(
        self, generator: Generator, fallback: Answer, history: Sequence[str]
    ) -> Steps[str, None, Answer]:
        """Stream the model's draft; return its verified answer, or the fallback with a notice."""
        text = ""
        try:
            for piece in generator.stream(prompt_of(fallback.question, fallback.evidence, history)):
                text += piece
                yield visible(text)
        except GenerationError as error:
            return replace(fallback, notice=f"{error}，以下按原文直接摘答。")
        answer = verify(fallback.question, draft_of(text, fallback.evidence), fallback.evidence, history)
        if answer.status == "refused" or not covers(answer, fallback):
            notice = "对话模型的回答没有通过核对，以下按原文直接摘答。"
            return replace(fallback, withheld=answer.withheld, notice=notice)
        told = {
            name: getattr(fallback, name) for name in ("resolved", "notice", "grade", "choices", "timings_ms")
        }
        return replace(answer, **told, prompt=version(PROMPT))


def _nowhere(
    meant: str, named: frozenset[str] | None, works: Sequence[Work], material: Material
) -> Draft | None:
    """What is said where a question names a document, by number or edition, that is not here; None where it
    names none such."""
    if named is not None and not named:
        said = mentions_of(meant, numbers_in(meant), material.clauses)
        return said or refused(f"{material.place}里没有这个文号的文件", "outside")
    if absent := missing_in(full_years(fold(meant)), works):
        named_so = f"“{re.sub('[“”]', '', absent)}”" if absent in fold(meant) else "问到的那一版文件"
        return refused(f"{material.place}里没有{named_so}", "outside")
    return None


def _undated(source: Source) -> Source:
    """A document whose year nothing tells."""
    number = source.doc_number and re.sub(r"(?:19|20)\d{2}", "", source.doc_number)
    return replace(source, issued_on=None, period=None, doc_number=number)


def _holds_one(answer: Answer, years: frozenset[str]) -> bool:
    """Whether what an answer quotes speaks of one of some years."""
    return any(year in citation.quote for citation in answer.citations for year in years)


def _put_to(name: str, question: str) -> str:
    """A question, put to one document."""
    return f"{name}里，{question}"


def _within(whole: Snapshot, documents: frozenset[str]) -> Snapshot:
    """The part of a snapshot that holds some documents only."""
    return replace(
        whole,
        sources=tuple(source for source in whole.sources if source.name in documents),
        clauses={name: clauses for name, clauses in whole.clauses.items() if name in documents},
    )


def _resolved(question: str, asked: Asked, earlier: Sequence[str]) -> str:
    """The question as it was understood: put right, and after what it goes on from; '' if as it was written."""
    if asked.follows:
        return "；".join([*[text.strip().rstrip("？?。！!") for text in earlier], asked.question])
    return asked.question if asked.question != question.strip() else ""
