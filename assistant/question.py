"""What is asked: the kind of answer wanted, the scope, and what a follow-up leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.documents import Source
from knowledge.errors import UserError
from knowledge.words import content_terms, fold

LONGEST_QUESTION = 2000


class Kind(StrEnum):
    """The kind of answer wanted."""

    NUMBER = "number"
    WHEN = "when"
    OFTEN = "often"
    WHO = "who"
    DEFINITION = "definition"
    LIST = "list"
    METHOD = "method"
    HEAD = "head"
    DUTIES = "duties"
    COMPARE = "compare"
    OTHER = "other"


class Head(StrEnum):
    """Facts that stand in a document's head."""

    DOC_NUMBER = "发文字号"
    ISSUED_ON = "成文日期"
    ISSUER = "发文机关"
    RECIPIENTS = "主送机关"
    TITLE = "标题"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood.

    `text` is what to search for (follow-ups completed from the history), `focus` the terms of the
    question itself, `units` the units it counts in, `regions` the places it names, `outside` a
    place it names that no document is from.
    """

    question: str
    text: str
    kind: Kind
    focus: tuple[str, ...]
    head: Head | None = None
    units: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    outside: str = ""
    departments: tuple[str, ...] = ()
    prior: dict[str, float] = field(default_factory=dict)


_HEADS: tuple[tuple[Head, re.Pattern[str]], ...] = (
    (Head.DOC_NUMBER, re.compile("文号|发文字号|发文号|几号文|多少号文|编号是|字号")),
    (
        Head.RECIPIENTS,
        re.compile("主送|发给(了)?(谁|哪|什么)|发文对象|印发给|下发给|给哪些单位(发|印)|发到哪|收文|抄送给"),
    ),
    (
        Head.ISSUED_ON,
        re.compile(
            "(什么时候|何时|哪天|哪年|几时|啥时候|日期|几月几[号日]|哪一[天年]).{0,4}(印发|发布|发文|下发|成文|出台|落款|发的|印的)"
            "|(印发|发布|发文|下发|成文|出台|落款|制发).{0,4}(什么时候|何时|哪天|日期|几月几[号日]|啥时候|时间|哪一[天年])"
        ),
    ),
    (
        Head.ISSUER,
        re.compile(
            "(谁|哪个(单位|部门|机关)|哪家(单位|机关)?|什么(单位|机关)).{0,4}(印发|发布|发文|出台|下发|发的|制发)|发文(单位|机关)|印发(单位|机关)"
        ),
    ),
    (Head.TITLE, re.compile("(全称|标题|题目)")),
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.OFTEN,
        re.compile(
            "多久|多长时间.{0,8}[一1]?(次|回|遍)|几年.{0,6}一次|隔多|周期|频次|频率|多长周期|每隔|几个月一|多少年.{0,4}一次|(一|每)年.{0,4}几(次|回)"
        ),
    ),
    (
        Kind.WHEN,
        re.compile(
            "什么时候|啥时候|何时|哪一?年|几年(?!内)|哪天|几月|期限|时限|截止|截至|最迟|最晚|什么时间|时间节点|时点|到什么时|多少天|几天内|多长时间|几号|哪个月|多少日"
        ),
    ),
    (
        Kind.NUMBER,
        re.compile(
            "多少|(?<!哪)几(?!乎|种方|类方|大|级)|百分之|比例|占比|数量|人数|总数|指标|目标值|数字|多大|多高|几成|多远|规模"
        ),
    ),
    (
        Kind.WHO,
        re.compile(
            "谁|哪个(部|局|委|单位|机构|科室|处|中心|办)|哪些(部|局|委|单位|机构|科室|处|机关|方面)|哪几(家|个)?(部|局|委|单位|家)|"
            "牵头|归口|负责|责任(部门|单位|人)|主管|主责|联合|会同|配合|哪个委办局|什么(部门|班子|机构)|哪级|哪几级|跟哪|和哪|由哪"
        ),
    ),
    (
        Kind.DEFINITION,
        re.compile(
            "是什么意思|什么是|是什么|是啥|指什么|指的是|是指|啥意思|含义|定义|什么叫|怎么理解|旨在|目的|宗旨|为什么|为啥"
        ),
    ),
    (
        Kind.LIST,
        re.compile(
            "哪些|哪几|有啥|列出|列一|几大|包括什么|包含|有什么|都有|各是|分别是|名单|清单|哪类|哪五|哪四|哪三|哪两"
        ),
    ),
    (Kind.METHOD, re.compile("怎么|怎样|如何|咋|办法|途径|方式|措施|手段|做法|通过什么")),
)
_COMPARE = re.compile(
    "相比|对比|比较|区别|不同|差别|差异|一样吗|一致吗|变化|差在|哪个(更)?(高|多|早|大)|(比|跟|和|与).{2,30}(高|低|多|少|早|晚|大|小|长|短)(了|还是|吗|多少|哪)|谁(更|定|高|多|早)"
)
_DUTIES = re.compile(
    "(哪些|什么|几[项条件]|多少[项条件]|啥|列出|逐条|清单|都有|要做).{0,12}(任务|工作|职责|举措|措施|事项|事情|活|条款|项目|责任)|"
    "(任务|工作|职责|举措|措施|事项|责任|条款)(有|是|都|包括)?.{0,6}(哪些|什么|几|啥|清单|列)|(负责|承担|牵头|分管|参与|主抓|管|扛|担|干)(了|着)?.{0,6}(哪些|什么|几|啥)|"
    "(哪些|哪几)(是|项|条|件|举措|措施|任务).{0,20}(负责|承担|牵头|单扛|分担|共同|单干|合伙|参与|扛|头上)|共同(负责|承担).{0,6}(举措|措施|任务|吗|的)"
)
_UNIT = re.compile(
    "(?:多少|几)(?:余|来|多)?(?P<unit>人次|个月|万元|亿元|元|钱|平方米|[个名家场次篇套辆所座条人位期天年月件份种类户村项级批届例字亩成支门部站])"
)
_FOLLOW_UP = re.compile(
    "^(那|这|它|其|该|还有|另外|然后|再|换成|上面|刚才|前面)|呢[？?]?$|上述|前面(说|提)|刚(才|刚)"
)
SHORT_QUESTION = 14
PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 "
    "陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 深圳 广州 杭州 南京 成都 武汉 西安 青岛 大连 宁波 厦门 苏州"
).split()
_PLACE = re.compile(
    r"([一-龥]{2,5}?)(?:市|省|自治区|自治州)(?!委|政府工作|场|民|级|里|内|外|直|属|区|科|财|教|容|面|值|长|区县)"
)
_REGION = re.compile(r"^(?:关于印发《?)?(中国|全国|国家|国务院|[一-龥]{2,6}?(?=市|省|自治区|自治州|县))")


def understand(question: str, history: Sequence[str], sources: Sequence[Source]) -> Asked:
    """Understand a question against the documents at hand. UserError if it is empty or over-long."""
    question = question.strip()
    if not question:
        raise UserError("问题是空的，请输入要查询的内容。")
    if len(question) > LONGEST_QUESTION:
        raise UserError(f"问题太长（{len(question)} 字），请缩短到 {LONGEST_QUESTION} 字以内。")
    plain = fold(question)
    previous = [fold(earlier) for earlier in history if earlier.strip()][-2:]
    follows = bool(previous) and (len(plain) <= SHORT_QUESTION or bool(_FOLLOW_UP.search(plain)))
    whole = " ".join([plain, *reversed(previous)]) if follows else plain
    kind = _kind(plain)
    if kind == Kind.OTHER and follows:
        kind = _kind(previous[-1])
    known = {region for source in sources for region in regions_of(source)}
    named = _regions_in(plain, known) or (_regions_in(whole, known) if follows else set())
    head = next((head for head, pattern in _HEADS if pattern.search(plain)), None)
    return Asked(
        question=question,
        text=whole,
        kind=Kind.HEAD if head and kind not in (Kind.COMPARE, Kind.DUTIES) else kind,
        focus=tuple(content_terms(plain)) or tuple(content_terms(whole)),
        head=head,
        units=frozenset(match["unit"] for match in _UNIT.finditer(plain)),
        regions=frozenset(named & known),
        outside=next(iter(sorted(named - known)), "") if not named & known else "",
        prior=_prior(whole, named & known, sources),
    )


def _kind(text: str) -> Kind:
    if _COMPARE.search(text):
        return Kind.COMPARE
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), Kind.OTHER)


def asks_for_duties(text: str) -> bool:
    """Whether a question wants the tasks of a department, not one fact."""
    return bool(_DUTIES.search(fold(text)))


def regions_of(source: Source) -> frozenset[str]:
    """Places a document is from, by its issuer and title, short form (北京, 中国)."""
    found = set()
    for name in (source.issuer or "", source.title):
        if match := _REGION.search(name):
            found.add("中国" if match[1] in ("全国", "国家", "国务院") else match[1])
    return frozenset(found)


def _regions_in(text: str, known: set[str]) -> set[str]:
    places = {place for place in {*PROVINCES, *known} if place in text and place != "中国"}
    for match in _PLACE.finditer(text):
        name = match[1]
        if not any(place in name or name in place for place in places) and len(name) <= 4:
            places.add(name)
    if re.search("全国|国家(级|层面)|中国科协|我国", text) and "中国" in known:
        places.add("中国")
    return places


def _prior(text: str, regions: set[str], sources: Sequence[Source]) -> dict[str, float]:
    """Document name → what the question's own words say for that document, 0..1."""
    prior: dict[str, float] = {}
    terms = [content_terms(source.title + " " + (source.doc_number or "")) for source in sources]
    asked = set(content_terms(text))
    for source, own in zip(sources, terms, strict=True):
        points = 0.0
        if regions & regions_of(source):
            points += 0.6
        if source.year and re.search(rf"{source.year}\s*(年|版)?", text):
            points += 0.25
        if (
            source.doc_number
            and (number := re.search(r"(\d+)号", source.doc_number))
            and f"{number[1]}号文" in text
        ):
            points += 1.0
        rare = [
            term for term in own if term in asked and sum(term in other for other in terms) * 2 <= len(terms)
        ]
        points += min(0.4, 0.1 * len(rare))
        prior[source.name] = min(1.0, points)
    return prior
