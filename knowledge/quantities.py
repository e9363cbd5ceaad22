"""Chinese quantities in normal form; used by splitting, extraction, answering, verification and evals alike.

A quantity is a value with the unit that follows it and the bound it is given as:
1 000 余项 → (> 1000, 项), 1.5万 → 15000, 百分之十 and 10% → (10, %), 三成 → (30, %),
四分之一 → (25, %), 5-10个 → (5 to 10, 个), 不少于二十名 → (>= 20, 名), 翻一番 → (1, 番).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Comparator = Literal["=", ">=", "<=", "~", ">", "<"]

_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "廿": 20}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿"

UNITS = (
    "人次 人月 家次 户次 车次 班次 场次 课次 架次 艘次 平方米 立方米 公里 平方公里 千米 厘米 毫米 公顷 个百分点 百分点 "
    "小时 分钟 个工作日 工作日 周岁 个学期 学期 美元 欧元 亿元 万元 元 千克 公斤 千瓦时 千瓦 兆瓦 学分 "
    "个月 学时 课时 年度 周年 季度 星期 "
    "项 个 名 家 场 次 篇 套 辆 所 座 条 人 位 期 天 日 年 月 周 件 份 种 类 户 村 县 区 支 处 门 部 本 册 台 堂 张 间 幅 笔 页 栋 幢 斤 席 盏 棵 学年 平米 ㎡ "
    "级 批 届 例 字 吨 亩 米 岁 倍 成 步 站 点 组 对 档 讲 队 轮 号 章 款 集 节 枚 块 株 头 艘 番 折 万 亿 % ％ ‰"
).split()
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+(?:[ \u00a0\u3000]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_HAN = rf"[{HAN_NUMERAL}]+"
_NUMBER = re.compile(
    r"百分之(?P<percent>[零〇一二两三四五六七八九十百点\d.]+)"
    r"|(?P<mixed>\d+(?:\.\d+)?(?:亿\d+(?:\.\d+)?万|万\d千))"
    rf"|(?P<decimal>[零〇一二两三四五六七八九十百]+点[零〇一二三四五六七八九]+)(?=[万亿]?(?:{_UNIT}))"
    r"|(?P<over>[1-9])/(?P<under>10|[2-9])(?![\d/])"
    rf"|(?P<parts>{_HAN}|\d+)分之(?P<share>{_HAN}|\d+)"
    r"|翻(?P<double>[一两二三四]?)番"
    rf"|(?P<half>半数|过半(?=[数的，。；、]|$))|(?P<arabic>{_ARABIC})|(?P<han>{_HAN})"
)
_TAIL = re.compile(
    rf"\s*(?:(?P<before>余|多|来|几)(?=[万亿]))?(?P<scale>[十百千]?[万亿]|[百千](?=[余多]?(?:{_UNIT})))?"
    rf"\s*(?P<about>余|多|来|几)?\s*(?P<unit>{_UNIT})?"
)
_TO = re.compile(rf"\s*(?:[-－—–~～]{{1,2}}|至|到)\s*(?=(?:{_ARABIC}|{_HAN}))")
_VAGUE = re.compile("[数几]$")
MOST_DIGITS = 24
# What stands before or after a number and makes a bound of it. Longer words first.
_BEFORE = re.compile(
    "(?P<ge>不得?(?:少|低|小|短)于|大于等于|≥|至少|最少|起码|保底|上(?=$))|(?P<le>小于等于|≤|不得?(?:超过|多于|高于|大于|突破|长于)|至多|最多|最高|"
    "控制在)|(?P<gt>不止|超过|突破|高于|多于|大于|逾|超|>)|"
    "(?P<lt>少于|低于|不足|不到|小于|未满|<)|(?P<near>大约|约|将近|接近|近)"
)
_BOUND_GAP = re.compile(r"(?:[（(]含[^（()）]{0,4}[)）])?(?:达到?|到|至|为|在)?\s*$")
_AFTER = re.compile(
    r"\s*(?P<bracket>[（(][^（()）]{1,6}[)）])?\s*(?:(?P<ge>(?:及|或|和)?以上)|(?P<le>以内|之内|(?:及|或|和)?以下)|(?P<near>左右|上下))"
)
_ABOUT = re.compile(rf"(余|多|来|几)[万亿]?\s*(?:{_UNIT})?$")
_AT_LEAST = re.compile("(?:(?P<ge>至少|最少|起码)|(?P<le>至多|最多|最高))[^，,。；;、\\d]{1,8}$")
# 不低于采购预算总额的30%: the bound stands before what the share is of.
_BOUND_OF = re.compile(r"[^，,。；;、：:\d]{1,16}的\s*$")
_FORBIDDEN = re.compile("(?:不得|不能|不准|严禁)[^，,。；;、]{0,12}$")
_LOOK_BACK = 26


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text: value, unit ('' if none), and its place `text[start:end]`.

    `upper` is the upper end of a range (5-10个), None for a single value; `comparator` the bound
    that the words around the number make of it (不少于 >=, 以上 >=, 超过 >, 余 >, 左右 ~, 不超过 <=, 少于 <).
    """

    value: float
    unit: str
    start: int
    end: int
    han: bool = False
    upper: float | None = None
    comparator: Comparator = "="


def parse_han(numeral: str) -> int | None:
    """Value of a Chinese numeral (二十四 → 24, 二〇一八 → 2018, 三千五百 → 3500); None if it is none."""
    if not numeral or len(numeral) > MOST_DIGITS or any(c not in HAN_NUMERAL and c != "廿" for c in numeral):
        return None
    if not any(c in _SCALES or c in _MYRIADS for c in numeral):
        if len(numeral) > 1 and "廿" not in numeral:
            return int("".join(str(_DIGITS[c]) for c in numeral))
        return sum(_DIGITS[c] for c in numeral)
    total = section = digit = 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SCALES:
            section += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            scale, part = _MYRIADS[char], section + digit
            total = total + (part or 1) * scale if total > scale else (total + part or 1) * scale
            section = digit = 0
    return total + section + digit


def to_count(number: int) -> str:
    """The numeral that stands before a measure word: 两项, not 二项."""
    return "两" if number == 2 else to_han(number)


def to_han(number: int) -> str:
    """Chinese numeral of 0 ≤ number ≤ 9999 (12 → 十二, 105 → 一百零五)."""
    if not 0 <= number <= 9999:
        raise ValueError(number)
    written, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            written += ("零" if zero else "") + "零一二三四五六七八九"[digit] + name
        zero = bool(written) and not digit
    return (written.removeprefix("一") if written.startswith("一十") else written) or "零"


def fold(text: str) -> str:
    """NFKC, same length not guaranteed: full-width digits and letters become ASCII."""
    return unicodedata.normalize("NFKC", text)


def quantities(text: str) -> Iterator[Quantity]:
    """Every number of a text in order. Offsets refer to `text`; widths are folded one by one."""
    folded = narrow(text)
    position = 0
    while match := _NUMBER.search(folded, position):
        found = _read(folded, match)
        position = max(match.end(), found.end if found else 0)
        if found is None:
            continue
        found = _ranged(folded, found)
        position = max(position, found.end)
        yield replace(found, comparator=_comparator(folded, found))


def narrow(text: str) -> str:
    """Full-width letters, digits and marks made narrow, one for one: offsets stay. ① and ² are no digits."""
    return text.translate(_NARROW)


_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    """The single number that a match of _NUMBER stands for, with its unit; None if it is none."""
    start, end = match.span()
    if _VAGUE.search(text[max(0, start - 1) : start]) and match["han"]:
        return None
    if match["double"] is not None:
        return Quantity(float(parse_han(match["double"] or "一") or 1), "番", start, end, han=True)
    if match["half"]:
        return Quantity(50.0, "%", start, end, han=True)
    value = _value(match)
    if value is None:
        return None
    if match["percent"] or match["parts"] or match["over"]:
        return Quantity(value, "%", start, end, han=True)
    tail = _TAIL.match(text, end)
    unit = ""
    if tail and (tail["unit"] or tail["scale"]):
        unit, end = tail["unit"] or "", tail.end()
        for char in tail["scale"] or "":
            value *= _SCALES.get(char) or _MYRIADS[char]
        if match["han"] and (approximate := _neighbours(match["han"])) and unit:
            low, high = approximate
            times = 10 if unit == "成" else 1
            unit = "%" if unit == "成" else unit
            return Quantity(low * times, unit, start, end, han=True, upper=high * times, comparator="~")
    if unit == "成" and value <= 10:
        value, unit = value * 10, "%"
    elif unit == "％":
        unit = "%"
    elif unit in ("万元", "亿元"):
        value, unit = value * _MYRIADS[unit[0]], "元"
    return Quantity(value, unit, start, end, han=bool(match["han"] or match["decimal"]))


def _neighbours(numeral: str) -> tuple[float, float] | None:
    """七八 → (7, 8), 十五六 → (15, 16), 三四十 → (30, 40): two digits one after the other mean from … to."""
    if scaled := _SCALED_PAIR.fullmatch(numeral):
        times = (_SCALES | _MYRIADS)[scaled["scale"]]
        low, high = _DIGITS[scaled["low"]] * times, _DIGITS[scaled["high"]] * times
        return (float(low), float(high)) if high - low == times else None
    last = numeral[-2:]
    if len(last) < 2 or any(c not in "一二两三四五六七八九" for c in last):
        return None
    low, high = _DIGITS[last[0]], _DIGITS[last[1]]
    tens = parse_han(numeral[:-2]) if len(numeral) > 2 else 0
    if high - low not in (1, 2) or tens is None or (numeral[:-2] and numeral[-3] not in "十百千"):
        return None
    return float(tens + low), float(tens + high)


_SCALED_PAIR = re.compile("(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<scale>[十百千万])")


def _ranged(text: str, low: Quantity) -> Quantity:
    """The range 5-10个, 5名至8名, 三到五家 that begins with a quantity, or the quantity itself."""
    joint = _TO.match(text, low.end)
    second = _NUMBER.match(text, joint.end()) if joint else None
    high = _read(text, second) if second else None
    if high is None or low.upper is not None:
        return low
    value = low.value
    if not low.unit and text[low.end - 1] not in _MYRIADS:  # 1-2万人: the scale stands once, for both
        times = max((_MYRIADS[char] for char in text[high.start : high.end] if char in _MYRIADS), default=1)
        value *= times if value * times < high.value else 1
    same = not low.unit or low.unit == high.unit
    if not same or not high.unit or high.unit in _TIME_UNITS or high.value <= value:
        return low
    return replace(low, value=value, unit=high.unit, end=high.end, upper=high.value)


def _comparator(text: str, found: Quantity) -> Comparator:
    """The bound that the words right before or after a quantity give it."""
    written = text[found.start : found.end]
    after = _AFTER.match(text, found.end)
    if after:
        return ">=" if after["ge"] else "<=" if after["le"] else "~"
    before = text[max(0, found.start - _LOOK_BACK) : found.start]
    for words in (before.rstrip(), _BOUND_GAP.sub("", before), _before_the_noun(before)):
        for bound in _BEFORE.finditer(words):
            if bound.end() == len(words):
                forbidden = bound["gt"] and _FORBIDDEN.search(words[: bound.start()])
                return "<=" if forbidden else _BOUNDS[bound.lastgroup or ""]
    if least := _AT_LEAST.search(before):
        return ">=" if least["ge"] else "<="
    if written.startswith("过半"):
        return ">"
    if tail := _ABOUT.search(written):
        return ">" if tail[1] in "余多" else "~"
    return found.comparator


def _before_the_noun(before: str) -> str:
    """What stands before the noun whose share a number is: …不低于|采购预算总额的."""
    of = _BOUND_OF.search(before)
    if of is None:
        return ""
    bounds = [bound.end() for bound in _BEFORE.finditer(before)]
    return before[: bounds[-1]] if bounds and bounds[-1] >= of.start() - 1 else ""


_BOUNDS: dict[str, Comparator] = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "near": "~"}
_TIME_UNITS = frozenset({"年", "月", "日", "号"})


def _value(match: re.Match[str]) -> float | None:
    if len(match.group()) > MOST_DIGITS:
        return None
    if match["mixed"]:
        high, scale, low = re.split("(亿|万)", match["mixed"], maxsplit=1)
        return round(float(high) * _MYRIADS[scale] + float(low[:-1]) * (1e4 if scale == "亿" else 1e3), 2)
    if match["over"]:
        below = int(match["over"]) < int(match["under"])
        return 100.0 * int(match["over"]) / int(match["under"]) if below else None
    if match["decimal"]:
        return _decimal(match["decimal"])
    if match["arabic"]:
        return float(re.sub(r"[,，\s]", "", match["arabic"]))
    if match["parts"]:
        whole, part = (int(n) if n.isdecimal() else parse_han(n) for n in (match["parts"], match["share"]))
        return 100.0 * part / whole if whole and part is not None else None
    if match["percent"]:
        if re.fullmatch(r"[\d.]+", match["percent"]):
            try:
                return float(match["percent"])
            except ValueError:
                return None
        return _decimal(match["percent"])
    value = parse_han(match["han"])
    return None if value is None else float(value)


def _decimal(written: str) -> float | None:
    """三点五 → 3.5, 十 → 10."""
    whole, _, decimals = written.partition("点")
    number = parse_han(whole)
    if number is None or not decimals:
        return None if number is None else float(number)
    digits = "".join(str(_DIGITS[c]) for c in decimals if c in _DIGITS)
    return float(f"{number}.{digits or 0}")
