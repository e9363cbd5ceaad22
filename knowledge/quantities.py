"""Chinese quantities in normal form; used by splitting, answering, verification and evals alike.

A quantity is a value with the unit that follows it: 1 000 余项 → (1000, 项), 1.5万 → 15000,
百分之十 and 10% → (10, %), 三成 → (30, %), 二十名 → (20, 名).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "廿": 20}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿"

UNITS = (
    "人次 人月 平方米 公里 平方公里 个百分点 百分点 小时 分钟 工作日 美元 欧元 亿元 万元 元 "
    "个月 学时 课时 年度 周年 季度 星期 "
    "项 个 名 家 场 次 篇 套 辆 所 座 条 人 位 期 天 日 年 月 周 件 份 种 类 户 村 县 区 支 处 门 部 本 册 台 "
    "级 批 届 例 字 吨 亩 米 岁 倍 成 步 站 点 组 对 档 讲 队 轮 号 章 款 万 亿 % ％ ‰"
).split()
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    r"百分之(?P<percent>[零〇一二两三四五六七八九十百点\d.]+)"
    r"|(?P<arabic>\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+(?:[ \u00a0\u3000]\d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"|(?P<han>[零〇一二两三四五六七八九十百千万亿]+)"
)
_TAIL = re.compile(rf"\s*(?P<scale>[十百千]?[万亿])?\s*(?P<about>余|多|来|几)?\s*(?P<unit>{_UNIT})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text: value, unit ('' if none), and its place `text[start:end]`."""

    value: float
    unit: str
    start: int
    end: int
    han: bool = False


def parse_han(numeral: str) -> int | None:
    """Value of a Chinese numeral (二十四 → 24, 二〇一八 → 2018, 三千五百 → 3500); None if it is none."""
    if not numeral or any(c not in HAN_NUMERAL and c != "廿" for c in numeral):
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
    folded = "".join(narrow if len(narrow := fold(c)) == 1 else c for c in text)
    position = 0
    while match := _NUMBER.search(folded, position):
        position = match.end()
        value = _value(match)
        if value is None:
            continue
        tail = _TAIL.match(folded, match.end())
        unit, end, scale = "", match.end(), 1.0
        if match["percent"]:
            yield Quantity(value, "%", match.start(), end, han=True)
            continue
        if tail and (tail["unit"] or tail["scale"]):
            unit, end = tail["unit"] or "", tail.end()
            for char in tail["scale"] or "":
                scale *= _SCALES.get(char) or _MYRIADS[char]
        if unit == "成" and value <= 10:
            value, unit = value * 10, "%"
        elif unit == "％":
            unit = "%"
        elif unit in ("万元", "亿元"):
            scale, unit = scale * _MYRIADS[unit[0]], "元"
        position = max(position, end)
        yield Quantity(value * scale, unit, match.start(), end, han=bool(match["han"]))


def _value(match: re.Match[str]) -> float | None:
    if match["arabic"]:
        return float(re.sub(r"[,，\s]", "", match["arabic"]))
    if match["percent"]:
        whole, _, part = match["percent"].partition("点")
        if re.fullmatch(r"[\d.]+", match["percent"]):
            try:
                return float(match["percent"])
            except ValueError:
                return None
        value = parse_han(whole)
        return None if value is None else float(f"{value}.{parse_han(part) or 0}" if part else value)
    value = parse_han(match["han"])
    return None if value is None else float(value)
