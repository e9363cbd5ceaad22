"""How often: written frequencies in Chinese policy text and the periods they mean (每年, 每两年一次, 按季度)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dates import NUMERAL, number_of
from knowledge.quantities import narrow


@dataclass(frozen=True, slots=True)
class Often:
    """A written frequency `text[start:end]`: the period (year, quarter, month, 2 years …) and times in it.

    `text[start:mark]` is the period alone (每五年 of 每五年评估两次).
    """

    start: int
    mark: int
    end: int
    per: str
    times: float | None


_OFTEN = re.compile(
    rf"每(?:隔)?\s*(?P<n>{NUMERAL}|半)?\s*个?(?P<unit>学年|学期|季度|季|年|月|周|星期|日|天)(?!度?都|来|夜)"
    r"|(?P<count>[一二两三四五六七八九十半]|\d)\s*个?(?P<of>年|季度|季|月|周)(?P<once>[一两二三]|\d)\s*[次届]|(?P<other>隔年)"
    r"|(?P<yearly>年均|全年|(?<![\d今每本去当半多数两几第年前后近全青少老成童幼壮中一二三四五六七八九十])年(?=接待|培训|服务|举办|评估))|(?<![一本当各历上下跨该])年度(?=[一-龥]{0,8}(?:调查|评估|考核(?!体系|结果|等次|指标)|计划|要点|总结|评优|评价|通报|检查|核验|综述|任务分解))"
    r"|按(?P<by>年度|季度|月|年|季|周)(?!期|边|年|龄)(?=[一-龥])"
)
_UNITS_OF_TIME = {"年": "year", "年度": "year", "学年": "year", "季度": "quarter", "季": "quarter", "月": "month",
                  "周": "week", "星期": "week", "日": "day", "天": "day", "学期": "term"}  # fmt: skip
_SPOKEN = {"year": "年", "term": "个学期", "quarter": "个季度", "month": "个月", "week": "周", "day": "天"}
_PERIOD = re.compile(rf"(?:(?P<n>\d+) )?(?P<unit>{'|'.join(_SPOKEN)})s?")
_TIMES = re.compile(rf"(?P<n>{NUMERAL})\s*[次回](?![人均]|数|会员)|(?P<one>一)[场期届轮份批]")
_CHANGED = re.compile("改为|调整为|变为")


def frequencies(text: str) -> Iterator[Often]:
    """Every written frequency of a text in order: 每年, 每两年, 每季度, 每五年评估两次, 两年一次, 年度评估.

    Where one is changed into another (由两年一次改为每年一次) only the new one is given.
    """
    text = narrow(text)
    changed = _CHANGED.search(text)
    begin = changed.end() if changed and _OFTEN.search(text, changed.end()) else 0
    for match in _OFTEN.finditer(text, begin):
        per = _per(match)
        if per is None:
            continue
        following = text[match.end() :]
        counted = None if match["once"] else _TIMES.search(re.split("[，,；。、]", following)[0])
        number = match["once"] or (counted and (counted["n"] or counted["one"]))
        times = float(number_of(number)) if number else None
        more = counted.end() if counted and counted.end() <= _NEAR else 2 if match["yearly"] == "年" else 0
        yield Often(match.start(), match.end(), match.end() + more, per, times)


_NEAR = 10


def _per(match: re.Match[str]) -> str | None:
    """The period in the contract's words: year, quarter, 2 years, 6 months …"""
    if match["other"]:
        return "2 years"
    if match["once"]:
        if match["count"] == "半":
            return "6 months" if match["of"] == "年" else None
        return _several(number_of(match["count"]), _UNITS_OF_TIME[match["of"]])
    if match["by"]:
        return _UNITS_OF_TIME[match["by"]]
    if not match["unit"]:
        return "year"
    unit = _UNITS_OF_TIME[match["unit"]]
    if match["n"] == "半":
        return "6 months" if unit == "year" else None
    return _several(number_of(match["n"]) if match["n"] else 1, unit)


def _several(number: int, unit: str) -> str | None:
    return unit if number == 1 else f"{number} {unit}s" if number else None


def spoken(per: str) -> str:
    """A period as people say it: year → 每年, 2 years → 每两年, 6 months → 每半年; any other text as it is."""
    match = _PERIOD.fullmatch(per)
    if match is None:
        return per
    if per == "6 months":
        return "每半年"
    unit, count = _SPOKEN[match["unit"]], match["n"]
    return f"每{'两' if count == '2' else count}{unit}" if count else f"每{unit.removeprefix('个')}"
