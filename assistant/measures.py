"""What a sentence counts, set against what a question counts: numbers, their units and the things counted."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.patterns import UNIT, Kind
from assistant.question import Asked
from knowledge.quantities import Quantity, parse_han, quantities
from knowledge.words import fold

SPAN_WORDS = re.compile(
    r"(?<!月)(?<!月 )[\d一二三四五六七八九十两百]+\s*(?:个)?(?:工作)?(?:天|日|月|年|小时|周|星期|学期|学年|分钟)(?!月|日|\d)"
)
ASKS_LARGE, LARGE = re.compile("多少[万亿]"), 1000  # 多少万人 asks for no 34 of anything
ASKED_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]{1,2}|[2-9]|1\d)\s*(?:大|项|个|类|套|种|条|方面|块|步|句|点|样|拨|家)(?!月)"
)
_REACHES = re.compile("[超达破近约逾]过?到?$")  # 超千万 counts, 千万不要 does not
SHORTEST_RUN = 3
SPANS = frozenset("天 日 月 个月 年 小时 周".split())
_RUN = re.compile("[^，。；：:;]+")
_ORDINAL = re.compile(r"第\s*[\d一二三四五六七八九十百]*\s*$")
_PLACES = frozenset("条 款 项 章 节 编 点 页 段 部分".split())  # 第十条 counts nothing
_MONEY = frozenset("元 万元 亿元 美元 欧元".split())
LONGEST_THING = 4
THINGS = frozenset("项 个 类 套 种 条 方面 块 步 样 家 大".split())
_PEOPLE = frozenset("名 人 位 人次 个 队 岁 支".split())


def spans_in(units: frozenset[str], text: str) -> bool:
    """Whether a text holds a length of time in one of the units asked for (几年: 四年)."""
    wanted = tuple(units & SPANS) + (("日",) if "天" in units else ())
    spans = (match.group() for match in SPAN_WORDS.finditer(text))
    return bool(wanted) and any(span.endswith(wanted) and "工作" not in span for span in spans)


def count_of(match: re.Match[str]) -> int:
    """The number of things that a question counts."""
    return int(match["n"]) if match["n"].isdecimal() else parse_han(match["n"]) or 0


def enumerates(question: str, text: str) -> bool:
    """Whether a text names several things in a row: as many as a question counts (五种), three where it
    counts none."""
    match = ASKED_COUNT.search(question)
    wanted = count_of(match) if match else 0
    runs = [len(re.split("、|和|与|及", run)) for run in _RUN.findall(text)]
    return any(run >= wanted if wanted else run >= SHORTEST_RUN for run in runs)


_BEFORE = re.compile(
    "(?P<thing>[一-龥”]{2,20}?)(?:数量|总数|规模|人数|的保有量|保有量)?(?:累计|总共|共|均|要|应|可|将)*(?:达到?|为|是|有|增至|发展到|建成|不少于|不低于|不超过|突破|超过?|约|至少|近)*(?:以?上|左右)?$"
)
_AFTER = re.compile("(?:以上|左右|以内|余|多)?的?(?P<thing>[一-龥“”]{2,24}?)(?=[，,。；;、：:（(和及与]|$)")


def counts_the_thing(asked: Asked, text: str) -> float:
    """How far a sentence counts what the question asks the number of (0..1): the end of what stands before or
    after one of its fitting numbers, as many characters of it as stand in the question (几个院士: 院士5名)."""
    if asked.kind != Kind.NUMBER or not asked.units or asked.units & SPANS:
        return 0.0
    question, text = folded(asked.question), folded(text)
    runs = [match[2] for match in _ASKED_THING.finditer(question) if match[2]]
    best = 0
    for quantity in counted(text):
        if not fits_units(quantity, asked):
            continue
        before, after = _BEFORE.search(text[: quantity.start]), _AFTER.match(text, quantity.end)
        things = [match["thing"].rstrip("”") for match in (before, after) if match]
        for thing in things:
            best = max(
                best, *(_shared_end(thing, run) for run in runs), 0 if runs else _said_end(thing, question)
            )
    return best / LONGEST_THING


def meets_a_condition(asked: Asked, text: str) -> bool:
    """Whether a text holds a number that a question states beside the one it asks for (80岁以上每餐补多少: 80周岁)."""
    stated = {
        (q.value, _CALLED.get(q.unit, q.unit))
        for q in counted(folded(asked.question))
        if q.unit and not q.han
    }
    text = folded(text)
    given = (q for q in counted(text) if not _FALLS_SHORT.search(text[: q.start]))
    return any((q.value, _CALLED.get(q.unit, q.unit)) in stated for q in given)


_CALLED = {"周岁": "岁", "日": "天"}
_FALLS_SHORT = re.compile("(?:不满|未满|不足|不到)$")
_ASKED_THING = re.compile(UNIT.pattern + "([^，,。？?；;、：:]*)")


def _shared_end(thing: str, other: str) -> int:
    """How many characters two names end in alike, LONGEST_THING at most."""
    lengths = range(min(LONGEST_THING, len(thing), len(other)), 0, -1)
    return next((n for n in lengths if thing[-n:] == other[-n:]), 0)


def _said_end(thing: str, question: str) -> int:
    """How many characters of the end of a name a question says, LONGEST_THING at most; one alone is chance."""
    lengths = range(min(LONGEST_THING, len(thing)), 1, -1)
    return next((n for n in lengths if thing[-n:] in question), 0)


@lru_cache(maxsize=4096)
def counted(text: str) -> tuple[Quantity, ...]:
    """Quantities of a text that count something: no years, dates, ordinals, item or document numbers."""
    return tuple(
        quantity
        for quantity in quantities(text)
        if not text[: quantity.start].rstrip().endswith("Page")
        and not (quantity.unit in _PLACES and _ORDINAL.search(text[: quantity.start]))
        and not (
            quantity.unit in ("年", "月", "日", "号")
            or (quantity.unit == "" and 1900 <= quantity.value <= 2100)
        )
        and not (
            quantity.han
            and quantity.unit in ("", "些", "级", "点")
            and not (quantity.value >= LARGE and _REACHES.search(text[: quantity.start]))
        )
        and not (quantity.han and quantity.value == 1 and quantity.unit in ("批", "支", "步", "种", "类"))
        and not (quantity.start == 0 and quantity.unit == "")
        and not text[: quantity.start].endswith(("多少", "几"))
    )


_SHARE = re.compile("百分之几|什么比例|比[例重](?:是|为|要|达)?多少|多少比[例重]|占比|几成")
_ASKS_MONEY = re.compile("多少钱|金额|经费|奖补|补助多少|资助多少|给多少(?![人名位个家])")


def asks_share(asked: Asked) -> bool:
    """Whether a question asks what part of a whole."""
    return bool(
        asked.units & {"成", "%"} or re.search("百分之几|比[例重]|占比|份额|几成|百分比|率", asked.text)
    )


_LENGTHS = frozenset("天 日 个月 年 小时 周 星期 分钟 个工作日 工作日".split())
_SPANS = frozenset({"年", "周", "小时", "分钟"})
_ASKS_SPAN = re.compile("(?:几|多少)个?(?:半?年|周|星期|礼拜|小时|钟头|分钟)")
_ASKS_TIME = re.compile("时间|时长|时限|期限|多久|[天年月小时周]数|[天年月周]")


def fits_units(quantity: Quantity, asked: Asked) -> bool:
    """Whether a quantity is in a unit that the question counts in."""
    wanted = asked.units
    if quantity.han and quantity.unit == "" and wanted:
        return False
    if quantity.han and quantity.value == 1 and quantity.unit == "个" and wanted and "个" not in wanted:
        return False  # 在一个年度内
    if ASKS_LARGE.search(asked.question) and quantity.value < LARGE:
        return False
    says_share = bool(_SHARE.search(asked.question))
    if wanted & {"元", "万元", "亿元", "钱", "块"} or (
        not wanted and not says_share and _ASKS_MONEY.search(asked.text)
    ):
        return quantity.unit in _MONEY
    if says_share or asks_share(asked):
        return quantity.unit in ("%", "个百分点", "百分点", "倍") or quantity.unit == ""
    if wanted & {"名", "人", "位", "人次"}:
        return quantity.unit in _PEOPLE
    if wanted & {"期", "天", "月", "个月", "届"}:
        return quantity.unit in wanted | {"日" if "天" in wanted else "期"}
    if wanted:
        once = quantity.unit == "次" and quantity.han and quantity.value == 1  # 每年评定一次
        span = quantity.unit in _SPANS and not _ASKS_SPAN.search(asked.text)
        if quantity.unit not in wanted and (once or span):
            return False
        return quantity.unit not in _MONEY | {"%", "岁", "天", "个月"} and (
            quantity.unit != "" or quantity.value > 9
        )
    return quantity.unit not in _LENGTHS or bool(_ASKS_TIME.search(asked.question))


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """`words.fold`, remembered."""
    return fold(text)
