"""What is asked: the kind of answer wanted, the scope, and what a follow-up leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from assistant.patterns import (
    COMPARE,
    DUTIES,
    FOLLOW_UP,
    HEADS,
    KINDS,
    NEEDS,
    PREMISE,
    SHORT_PIECE,
    SHORT_QUESTION,
    SUBJECTLESS,
    UNIT,
    Head,
    Kind,
    Need,
)
from assistant.scope import EXPLICIT, NATIONAL, is_national, places_in, prior, regions_of, title_share
from assistant.works import Mention, Work, mentions_in, without_marks
from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from knowledge.quantities import Quantity, quantities
from knowledge.words import content_terms, fold

LONGEST_QUESTION = 2000
EARLIER_QUESTIONS = 2
_SHORT_YEAR = re.compile(
    r"(?<![\d第近过])([12]\d)年(?=那?一?[版份]|修订|改|的?(?:措施|规划|意见|办法|文件|方案|通知|老|新)|[发印出定]的|底|末)"
)

_A_YEAR = re.compile(
    "(?<![每前近后满第这那半隔下上为十百头有效期])一年(?=[得要该须][^，,。？?]{0,8}(?:多少|几))"
)

_EACH = re.compile("每(?:一个?|个)(?=月(?!份)|季度|学期|星期|半年|年(?![级龄代轻]))")

UNCOUNTED = frozenset(("", *"年 月 日 号 级 点 些 步 批".split()))
_TIMES = frozenset("一次 一回 一遍 几次 几回".split())
_BODIES = re.compile("部|单位|局|委|牵头|负责|责任|主管|归口")
_FIGURE = re.compile("数|多|少|高|低|指标|比例")
HOW_UNLIKE = re.compile(
    "(?:有(?:什么|啥|哪些|何|没有)?|分别有什么)?(?:不一样|不同|区别|差别|差异|变化)(?:在哪里?|是什么|吗)?"
)
_SIDES = re.compile("[和跟与比同]|两|还是|哪个|哪家|谁")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood.

    `text` is what to search for (follow-ups completed from the history), `words` its terms, `focus`
    those that ask something of the documents rather than name them, `own` those by
    which the last question names its subject, `follows` whether the history completes it, `units` the units it counts in, `needs` what only some clauses hold, `places`
    what places it names, `departments` the bodies it names, `prior` what its own words say for
    each document, `mentions` the documents it names clearly, in its order, and `compares` whether
    it sets documents or places side by side; `kind` is then the kind of fact compared.
    """

    question: str
    text: str
    kind: Kind
    words: tuple[str, ...]
    focus: tuple[str, ...]
    own: frozenset[str]
    follows: bool = False
    heads: tuple[Head, ...] = ()
    units: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()
    places: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    prior: dict[str, float] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    compares: bool = False

    def means(self, clause: Clause) -> bool:
        """Whether a clause stands in a document that the question names; any does where it names none."""
        return not self.mentions or any(mention.holds(clause) for mention in self.mentions)


def proper(question: str) -> str:
    """A question as it is asked and kept. UserError if it is empty or over-long."""
    question = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not question:
        raise UserError("问题是空的，请输入要查询的内容。")
    if len(question) > LONGEST_QUESTION:
        raise UserError(f"问题太长（{len(question)} 字），请缩短到 {LONGEST_QUESTION} 字以内。")
    return question


def understand(
    question: str,
    history: Sequence[str],
    sources: Sequence[Source],
    works: Sequence[Work] = (),
    strangers: Collection[str] = (),
) -> Asked:
    """Understand a question against the documents at hand; `strangers` are places that no document names.

    UserError if it is empty or over-long.
    """
    question = proper(question)
    plain = _which(full_years(fold(question)))
    previous = [full_years(fold(earlier)) for earlier in recent(history)]
    follows = bool(previous) and _goes_on(plain)
    whole = " ".join([plain, *reversed(previous)]) if follows else plain
    kind, heads = kind_of(plain), heads_in(plain)
    if kind == Kind.OTHER and follows and not (heads or PREMISE.search(plain) or _ASKS.search(plain)):
        kind, heads = kind_of(previous[-1]), heads_in(previous[-1])
    places, regions = _places_named(plain, whole, sources, strangers)
    own_prior = prior(plain, regions, sources)
    own = frozenset(content_terms(re.sub("|".join(sorted(SUBJECTLESS)), " ", plain)))
    mentions = mentions_in(plain, works, previous[::-1] if follows else ())
    if follows and _turns_away(own, mentions, sources):
        mentions = ()
    texts = [plain, *reversed(previous)] if follows else [plain]
    stated = stated_in(plain)
    said = [
        _BY_THE_DOCUMENT.sub(" ", without_marks(text, (*mentions, *mentions_in(text, works)), works))
        for text in texts
    ]
    compares = len(mentions) > 1 or bool(COMPARE.search(plain) and _SIDES.search(plain))
    if compares:
        said = [HOW_UNLIKE.sub(" ", text) for text in said]
    kind = _settled(kind, plain, compares=compares, states=bool(stated))
    figures = {plain[q.start : q.end].rstrip(q.unit) for q in stated}
    if kind == Kind.OFTEN:
        figures |= _TIMES
    return Asked(
        question=question,
        text=_BY_THE_DOCUMENT.sub("", whole),
        kind=Kind.HEAD if heads else kind,
        words=tuple(content_terms(_BY_THE_DOCUMENT.sub(" ", whole))),
        focus=tuple(term for term in content_terms(" ".join(said)) if term not in figures),
        follows=follows,
        own=own,
        heads=heads,
        units=units_of(plain) | {quantity.unit for quantity in stated},
        needs=needs_of(plain),
        places=places,
        prior=_decided(
            prior(whole, regions, sources) if follows and not any(own_prior.values()) else own_prior, mentions
        ),
        mentions=mentions,
        compares=compares,
    )


def _settled(kind: Kind, plain: str, *, compares: bool, states: bool) -> Kind:
    """The kind of a question whose words alone said `kind`: of one that compares (哪些不同, 谁更高), or states a number."""
    if compares and kind == Kind.LIST:
        kind = kind_of(HOW_UNLIKE.sub(" ", plain))
    if states and kind == Kind.OTHER:
        kind = Kind.NUMBER
    if compares and kind == Kind.WHO and not _BODIES.search(plain):  # 谁 is one of the documents
        kind = Kind.NUMBER if _FIGURE.search(plain) else Kind.OTHER
    return kind


def _places_named(
    plain: str, whole: str, sources: Sequence[Source], strangers: Collection[str]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The places that a question names, those of the earlier ones (`whole`) where it names none, with the national
    bodies that issued documents; and those of them that documents are from."""
    known = {region for source in sources for region in regions_of(source)}
    known |= {name for name in strangers if not any(region in name for region in known)}
    places = places_in(plain, known) or (places_in(whole, known) if whole != plain else ())
    national = {source.issuer for source in sources if source.issuer and NATIONAL in regions_of(source)}
    issuers = tuple(sorted(issuer for issuer in national if issuer in plain))
    nation = [NATIONAL] if issuers or is_national(plain) else []
    return places + issuers, frozenset({*places, *issuers, *nation} & known)


# of whatever document, 按规划 and 照文件里的要求 ask for nothing
_BY_THE_DOCUMENT = re.compile(
    "(?:按照?|依照|依据|根据|照着?)(?:[这那该本]?[份个]?|[二两三四五六七八九十]年|现行的?)(?:规划|计划|方案|文件|办法|意见|通知|规定|要求)"
    "(?:[里中上]?的?(?:规定|要求|说法|安排))?(?:来[说讲看]|[里中上])?[，,]?"
    "(?=最|总|一共|到|得|要|应|该|需|须|必|能|可|多|几|哪|什|啥|怎|如|由|谁|每)"
)


_STATED_BODY = re.compile(
    "(?:是|由|归)(?P<body>[一-龥]{2,14}?(?:[局部委厅办处会院]|中心|政府))(?:来|去)?(?:统一|具体|独家)?"
    "(?:牵头|负责|组织|主办|主管|管|实施|承担|[建办])"
)


def doubting(asked: Asked) -> Asked:
    """A question that wants it confirmed who does a thing, without that body among the words it asks by: another may
    do it."""
    text = asked.text
    if asked.kind != Kind.WHO or not PREMISE.search(fold(asked.question)):
        return asked
    bodies = (*asked.departments, *(match["body"] for match in _STATED_BODY.finditer(text)))
    for body in bodies:
        text = text.replace(body, " ")
    left = set(content_terms(text))
    focus = tuple(term for term in asked.focus if term in left)
    return replace(asked, text=text, focus=focus, words=tuple(content_terms(text))) if focus else asked


_THAT_FOR_WHICH = re.compile(
    "(?<=[给是由有归在和跟])那(?=[些个几家](?:单位|部门|处室|机构|人|地方|事|任务|条件|材料))"
)


def _which(text: str) -> str:
    """A question that asks with 那些 for 哪些 and with nothing else, put right."""
    return text if _ASKS.search(text) else _THAT_FOR_WHICH.sub("哪", text)


def _goes_on(text: str) -> bool:
    """Whether a question after others may leave its subject unsaid: a short one, or several of a few words each."""
    pieces = [len(piece) for piece in re.split("[，,。？?；;！!]", text) if piece.strip()]
    few_words = len(pieces) > 1 and max(pieces) <= SHORT_PIECE
    return len(text) <= SHORT_QUESTION or few_words or bool(FOLLOW_UP.search(text))


def _turns_away(own: frozenset[str], mentions: Sequence[Mention], sources: Sequence[Source]) -> bool:
    """Whether all words of a follow-up stand in another title than those that words of a title name (大篷车的呢)."""
    if not own or not any(mark.kind == "subject" for one in mentions for mark in one.marks):
        return False
    named = {work.source.name for one in mentions for work in one.works}
    holding = {source.name for source in sources if title_share(own, source) == len(own)}
    return bool(holding) and not holding & named


def _decided(points: dict[str, float], mentions: Sequence[Mention]) -> dict[str, float]:
    """Points of documents, where some are named clearly: these first, the others as they stand but low."""
    named = {work.source.name for mention in mentions for work in mention.works}
    if not named:
        return points
    return {name: EXPLICIT + value if name in named else min(value, 0.0) for name, value in points.items()}


def recent(history: Sequence[str]) -> list[str]:
    """The earlier questions that a follow-up can go on from, oldest first."""
    return [earlier for earlier in history if earlier.strip()][-EARLIER_QUESTIONS:]


_SPEAKS_OF_MONEY = re.compile("[补奖助拨投钱]|资金|经费|预算|费用|费是|收费|罚")
_BARE_SUM = re.compile(r"(?<=\d)\s?[万亿](?=[^\w]|$|[对吗吧是没的和到])")


def full_sums(text: str) -> str:
    """Sums of money as they are said, with their unit: 每家补15万对吗 → 每家补15万元对吗."""
    return _BARE_SUM.sub(r"\g<0>元", text) if _SPEAKS_OF_MONEY.search(text) else text


def full_years(text: str) -> str:
    """Years and periods as they are said, as documents write them: 23年那版 → 2023年那版; 一年要换多少 is
    每年要换多少, 每个月 is 每月."""
    return _EACH.sub("每", _A_YEAR.sub("每年", _SHORT_YEAR.sub(r"20\1年", text)))


_OF_ANOTHER = re.compile(
    "(?:废|旧|老|原|替代|取代)[^，,。？?]{0,10}(?:文号|字号|几号文)|(?:依据|根据|按照|落实|贯彻)[^，,。？?]{0,12}哪[^，,。？?]{0,8}(?:文|字号)"
)


ASKS_TERM = re.compile(
    "有效期|(?:哪天|哪一天|什么时候|何时|啥时候|几时|几号)(?:开始|起)*(?:施行|实施|执行|生效|起?用|管用|算数|作数)"
    "|(?:哪天|哪一天|什么时候|何时|啥时候|几时|哪一?年)(?:就|会|才)*(?:到期|失效|作废|过期)"
    "|(?:管|有效|用|执行|施行)到(?:什么时候|哪一?[天年]|何时|啥时候|几时|几号)"
)
_ASKS = re.compile("多少|几|谁|哪|什么|啥|怎|如何|何")
_OF_A_DOCUMENT = re.compile("文件|办法|意见|通知|规定|若干措施|方案|规划|细则|条例|政策|若干举措|[这那]份")


def heads_in(text: str) -> tuple[Head, ...]:
    """The facts of a document's head that a text asks for, in its order; how long it holds beside
    another, or where a question says that it is a document that it asks of."""
    found = [(match.start(), head) for head, pattern in HEADS if (match := pattern.search(text))]
    if _OF_ANOTHER.search(text):
        found = [(at, head) for at, head in found if head != Head.DOC_NUMBER]
    match = ASKS_TERM.search(text)
    alone = (
        _OF_A_DOCUMENT.search(text) and Head.TERM not in text and not _ASKS.search(ASKS_TERM.sub("", text))
    )
    if match and (found or alone):
        found.append((match.start(), Head.TERM))
    return tuple(head for _, head in sorted(found, key=lambda pair: pair[0]))


def units_of(text: str) -> frozenset[str]:
    """Units that a folded question counts in (多少名)."""
    return frozenset(match["unit"] for match in UNIT.finditer(text))


def stated_in(text: str) -> tuple[Quantity, ...]:
    """What a folded question states in figures and asks to confirm (是6名吗: 6名)."""
    if not PREMISE.search(text):
        return ()
    return tuple(q for q in quantities(text) if not q.han and q.unit not in UNCOUNTED)


def needs_of(text: str) -> tuple[Need, ...]:
    """What a folded question asks for that only some clauses hold."""
    return tuple(need for need in NEEDS if need.asked.search(text))


def kind_of(text: str) -> Kind:
    """The kind of answer a folded question wants, by its words."""
    return next((kind for kind, pattern in KINDS if pattern.search(text)), Kind.OTHER)


def asks_for_duties(text: str) -> bool:
    """Whether a question wants the tasks of a department, not one fact."""
    return bool(DUTIES.search(fold(text)))
