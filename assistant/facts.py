"""The facts of a text that a model may not change, in normal form: numbers, dates, ordinals, document
numbers, frequencies, bodies, levels, modal words, and words that exclude one another.

Facts of one kind compete for the same subject (驾驶员1名、讲解员2名), which is what `assistant.binding` looks at.
All texts are in the form of `assistant.wording.normal`; offsets refer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from assistant.wording import IDIOM, OPPOSITES
from knowledge.dates import number_of
from knowledge.departments import is_short_form
from knowledge.frequencies import frequencies
from knowledge.quantities import HAN_NUMERAL, Quantity, parse_han, quantities

_NUMERAL = rf"(?:\d+|[{HAN_NUMERAL}]+)"
_YEAR = r"(?:(?:19|20)\d\d(?!\d)|[一二][〇零○九][〇零○一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?!\d)"
_DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_PART = r"(?P<part>上半年|下半年|年?[初中底末](?![级小高央心国等])|[上中下]旬|第?[一二三四1-4]季度)?"
_SIDE = r"\s*(?P<by>(?:之|以)?前(?![期来言往])|为?止)?(?P<since>起|(?:之|以)后|以来|后(?![续勤期备]))?"
_DATE = re.compile(
    rf"(?P<lead>自|从|到|至|截至)?\s*(?:"
    rf"(?P<y>{_YEAR})\s*年度?\s*(?:(?P<m>{_MONTH})\s*月份?\s*(?:(?P<d>{_DAY})\s*[日号])?)?"
    rf"|(?P<y2>(?:19|20)\d\d)(?P<gap>[-./])(?P<m2>\d{{1,2}})(?:(?P=gap)(?P<d2>\d{{1,2}}))?(?!\d|年)"
    rf"|(?P<y3>{_YEAR})(?=\s*(?:[-—–~]{{1,2}}|至|到)\s*{_YEAR}\s*年?|版)"
    rf"|(?<![\d{HAN_NUMERAL}])(?P<m4>{_MONTH})\s*月份?\s*(?:(?P<d4>{_DAY})\s*[日号])?"
    rf"|(?<=[至到\-—–~])(?P<d5>{_DAY})\s*[日号]"
    rf"){_PART}{_SIDE}"
)
_ORDINAL = re.compile(rf"第\s*(?P<n>{_NUMERAL})\s*(?P<unit>部分|阶段|季度|[一-龥])?")
_PLAN = re.compile(r"(?<![一二三四五六七八九百千万])十[一二三四五六]五(?![个名家项人次场万亿])")
NUMBERED = re.compile(
    r"(?P<head>[一-龥]{0,2})\s*[〔\[(【]\s*(?P<year>(?:19|20)\d\d)\s*[〕\])】]\s*第?\s*(?P<n>\d{1,5})\s*号"
)
BODY = re.compile(
    r"(?:[一-龥]|\([一-龥]{1,4}\)){1,10}?(?:(?:科协|学会|协会)(?![部处室])|联合会|基金会|委员会|管委会|办公室|领导小组|联席会议|指挥部|工会|妇联|团委|人民政府|(?<=[省市区县镇乡级])政府|大学|学院|公司|集团|街道办|办(?=牵头|负责|配合|承担|主管|会同|承办)"
    "|(?<![内外各全])部(?![署分门位件队属])|(?<![布格结大全定])局(?![限面势部长])|(?<!原)委(?![员托派任培屈会])|(?<![到好之问办用益坏害])处(?![理置于罚分在所室])"
    "|(?<![教科温])室(?![内外])|(?<![展大客餐门])厅|(?<![为以])中心(?![城思任化])|(?<![医])院(?![士长校内外])|馆(?![员长校藏])|站(?!点)(?<=工作站|服务站))"
)
_BEFORE_BODY = re.compile(
    "[由和与向在于对]|(?<!普)及|以及|会同|联合|负责|牵头|配合|协助|协调|指导|组织|请示|部门是|单位是|部门为|单位为"
)
_LEVEL = re.compile("(?:国家|[省市区县州校院村]|乡镇|街道|社区)级|(?<![a-z])[a-z][级类]")
_MODAL = re.compile(
    "(?P<never>不得(?!不|少于|低于|超过|多于|高于)|禁止|严禁|不准|不可(?!或缺|避免)|不能|不予|不再|不允许|(?<!不)得不到)"
    "|(?P<may>可以|(?<![许不认尚方])可(?=[一-龥])(?![获享得持能靠以行见视研比操燃再循])|(?<!不)允许|鼓励|提倡|倡导|自愿)"
    "|(?P<must>必须|务必|应当|应(?![用急对聘届邀变战])|须|不得不)"
)
_UNIT_GROUPS = (
    "名 人 位",
    "天 日",
    "平方米 平米 ㎡",
    "公里 千米",
    "公斤 千克",
    "% ％",
    "星期 周",
    "年 年度",
    "岁 周岁",
)
_UNIT_OF = {unit: group.split()[0] for group in _UNIT_GROUPS for unit in group.split()}
_OPPOSED = {word: n for n, row in enumerate(OPPOSITES) for word in re.split("[ |]", row)}
_SIDE_OF = {word: side for row in OPPOSITES for side in row.split("|") for word in side.split()}
_OPPOSED_WORD = re.compile("|".join(sorted(_OPPOSED, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Date:
    """A written date: what it names (None: not named; year and month may come from the date before it)."""

    year: int | None
    month: int | None
    day: int | None
    part: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact `text[start:end]`. Facts of one `kind` exclude one another unless their values fit."""

    kind: str
    value: str | Quantity | Date
    start: int
    end: int
    written: str

    @property
    def token(self) -> str:
        """What the fact is called where it stands beside another (2027年 beside 20个)."""
        if isinstance(self.value, Date):
            return f"date {self.value.year} {self.value.month} {self.value.day}"
        if isinstance(self.value, Quantity):
            return f"number{unit_of(self.value)} {self.value.value}"
        return f"{self.kind} {self.value}"


def unit_of(quantity: Quantity) -> str:
    """The unit of a quantity, one for units that mean the same (名, 人, 位)."""
    return _UNIT_OF.get(quantity.unit, quantity.unit)


@lru_cache(maxsize=512)
def facts(text: str) -> tuple[Fact, ...]:
    """The facts of a text in normal form, in order."""
    masked = IDIOM.sub(lambda idiom: "□" * len(idiom.group()), text)
    found: list[Fact] = []
    for read in (_numbered, _plans, _ordinals, _dates):
        for fact in read(masked):
            found.append(fact)
            masked = masked[: fact.start] + "□" * (fact.end - fact.start) + masked[fact.end :]
    often = [
        Fact("often", one.per, one.start, one.mark, text[one.start : one.mark]) for one in frequencies(text)
    ]
    found += often
    found += [n for n in _quantities(masked) if not any(o.start <= n.start < o.end for o in often)]
    bodies = list(_bodies(text))
    named = [(body.start, body.end) for body in bodies]
    found += bodies
    found += [
        fact
        for fact in (*_levels(text), *_modals(text), *_opposed(text))
        if not any(start <= fact.start < end for start, end in named)
    ]
    return tuple(sorted(found, key=lambda fact: fact.start))


def _numbered(text: str) -> list[Fact]:
    return [
        Fact("文号", f"{m['head']}〔{m['year']}〕{int(m['n'])}", *m.span(), m.group())
        for m in NUMBERED.finditer(text)
    ]


def _plans(text: str) -> list[Fact]:
    return [Fact("plan", m.group(), *m.span(), m.group()) for m in _PLAN.finditer(text)]


def _ordinals(text: str) -> list[Fact]:
    return [
        Fact(f"ordinal {m['unit'] or ''}", str(number_of(m["n"])), *m.span(), m.group())
        for m in _ORDINAL.finditer(text)
    ]


def _dates(text: str) -> list[Fact]:
    """Dates in order; a month or day without its year is of the year named last in the sentence."""
    found: list[Fact] = []
    before: Date | None = None
    last = 0
    for match in _DATE.finditer(text):
        if re.search("[。;\n]", text[last : match.start()]):
            before = None
        date = _date(match, before)
        before, last = date, match.end()
        found.append(Fact("date", date, *match.span(), match.group().strip()))
    return found


def _date(match: re.Match[str], before: Date | None) -> Date:
    year, month, day = (
        next((_number(match[name]) for name in names if match[name]), None)
        for names in (("y", "y2", "y3"), ("m", "m2", "m4"), ("d", "d2", "d4", "d5"))
    )
    if year is None and before is not None:
        year = before.year
        month = before.month if month is None else month
    since = match["since"] or match["lead"] in ("自", "从")
    by = match["by"] or match["lead"] in ("到", "至", "截至")
    part = (match["part"] or "").removeprefix("年").removeprefix("第").replace("末", "底")
    return Date(year, month, day, part, "since" if since else "by" if by else "")


def _number(written: str) -> int:
    return (
        int(written) if written.isdecimal() else parse_han(written.replace("○", "〇")) or number_of(written)
    )


def _quantities(text: str) -> Iterator[Fact]:
    for quantity in quantities(text):
        start, end = quantity.start, quantity.end
        yield Fact(f"number {unit_of(quantity)}", quantity, start, end, text[start:end].strip())


def _bodies(text: str) -> Iterator[Fact]:
    for match in BODY.finditer(text):
        name = _BEFORE_BODY.split(match.group())[-1].lstrip("个名家座项次")
        if len(name) > 1:
            yield Fact("body", name, match.end() - len(name), match.end(), name)


def _levels(text: str) -> Iterator[Fact]:
    return (Fact("level", m.group(), *m.span(), m.group()) for m in _LEVEL.finditer(text))


def _modals(text: str) -> Iterator[Fact]:
    return (Fact("modal", m.lastgroup or "", *m.span(), m.group()) for m in _MODAL.finditer(text))


def _opposed(text: str) -> Iterator[Fact]:
    for m in _OPPOSED_WORD.finditer(text):
        yield Fact(f"opposed {_OPPOSED[m.group()]}", _SIDE_OF[m.group()], *m.span(), m.group())


def fits(said: Fact, cited: Fact) -> bool:
    """Whether a fact said is what a fact of the clauses says, or less (2025年 of 2025年3月)."""
    if isinstance(said.value, Quantity) and isinstance(cited.value, Quantity):
        return _number_fits(said.value, cited.value)
    if isinstance(said.value, Date) and isinstance(cited.value, Date):
        return _date_fits(said.value, cited.value)
    if said.kind == "body" and cited.kind == "body":
        return _body_fits(str(said.value), str(cited.value))
    return said.kind == cited.kind and said.value == cited.value


def _number_fits(said: Quantity, cited: Quantity) -> bool:
    units = (unit_of(said), unit_of(cited))
    return said.value == cited.value and said.upper == cited.upper and (not said.unit or units[0] == units[1])


_IMPLIED = {"=": "= >= <= > < ~", ">=": ">= >", "<=": "<= <", ">": ">", "<": "<", "~": "~ >"}


def bound_fits(said: Quantity, cited: Quantity) -> bool:
    """Whether the bound of a number said follows from that of the same number in the clauses."""
    return cited.comparator in _IMPLIED[said.comparator].split()


def _date_fits(said: Date, cited: Date) -> bool:
    named = ((said.year, cited.year), (said.month, cited.month), (said.day, cited.day))
    if not all(ours is None or ours == theirs for ours, theirs in named):
        return False
    if said.side and cited.side and said.side != cited.side:
        return False
    if said.side == "since" and not cited.side:
        return False
    if said.part in ("", "底"):
        return cited.part in ("", "底") or (said.part == "" and not said.month)
    return said.part == cited.part


def _body_fits(said: str, cited: str) -> bool:
    """Equal, or one the end of the other (市科协 of 云溪市科协), whatever word stands before both (报市科协)."""
    pairs = zip(reversed(said), reversed(cited), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    named = shared == min(len(said), len(cited)) or (shared > 2 and said[-shared] in "国省市区县州")
    return named or (len(said) > 2 and is_short_form(said, cited))
