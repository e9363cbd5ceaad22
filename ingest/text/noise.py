"""Noise of crawls and of page layout: lines that belong to no clause, each kind with its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.text.numbering import mark_of
from knowledge.documents import Clause, NoiseZone

BLANK = (
    " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)
CONTENTS = "目录"
MENU = "网页菜单"
REPEATED_HEADER = "重复的表头"
RULE = "分隔线"
INVISIBLE = "不可见字符"
_KINDS = {
    MENU: r"返回(资讯|首页|顶部|列表|上一页)?|首\s*页|上一[篇条页].*|下一[篇条页].*|打印(本页)?|关闭(窗口|本页)?|收藏|"
    r"(【?字体|字号)[:：\s【】大中小]*(打印.*|分享.*)?|(分享到|分享|浏览次数|阅读次数|点击数?|访问量)[:：].*|扫一扫.*|"
    r"(当前位置|您的位置|您现在的位置|现在位置|首\s*页\s*[>＞/›»]).*|(相关附件|相关链接|相关文章|附件下载|文件下载)[:：]?",
    "网页来源": r"(责任编辑|编辑|来源|信息来源|文章来源|作者|审核)[:：]\s*\S{0,20}",
    "网页页脚": r"(版权所有|主办单位|承办单位|技术支持|网站标识码|网站地图|联系我们|.{0,6}ICP备|Copyright|Produced\s+By).*",
    "页码": r"[—\-－–\s]*\d{1,4}[\s—\-－–]*|第\s*\d+\s*页.{0,12}|#\s*Page\s*\d+\s*:?|-*\s*\d+\s*/\s*\d+\s*-*",
    RULE: r"[|\-—_=*\s·.。]+|\|[|:\-\s]+",
}
NOISE = re.compile("|".join(f"(?P<k{i}>(?:{kind}))" for i, kind in enumerate(_KINDS.values())), re.I)
_BODY = re.compile(
    r"[，。、：；:》）\d]|科协|部|局|委|办|^目\s*[录次]$|.{3}(?:要点|办法|方案|规划|意见|规定|细则|条例|计划|措施|通知|报告)$"
)
LONGEST_MENU_WORD = 8


def noise_name(text: str) -> str:
    """What kind of noise a line is, "" if it is none."""
    match = NOISE.fullmatch(text)
    return list(_KINDS)[int(match.lastgroup[1:])] if match and match.lastgroup else ""


def noise_names(lines: Sequence[str]) -> list[str]:
    """The kind of noise of every line; menu words (short, no punctuation) are noise too where they
    stand beside noise at either end of the text."""
    names = [noise_name(line) for line in lines]
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for i in order:
            if names[i]:
                continue
            beside = (names[i - 1] if i else "") or (names[i + 1] if i + 1 < len(lines) else "")
            if not (beside and _is_menu_word(lines[i])):
                break
            names[i] = MENU
    return names


def _is_menu_word(line: str) -> bool:
    return len(line) <= LONGEST_MENU_WORD and not _BODY.search(line) and not mark_of(line)


def outside(zones: Sequence[NoiseZone], clauses: Sequence[Clause]) -> tuple[NoiseZone, ...]:
    """The zones, in order, that no clause takes up (a torn sentence runs on over a page number)."""
    free, place = [], 0
    for zone in sorted(zones):
        while place < len(clauses) and clauses[place].end <= zone.start:
            place += 1
        if place == len(clauses) or zone.end <= clauses[place].start:
            free.append(zone)
    return tuple(free)


def invisible(text: str, clauses: Sequence[Clause]) -> Iterator[NoiseZone]:
    """Characters of no width that stand between clauses."""
    end = 0
    for start, stop in [*((clause.start, clause.end) for clause in clauses), (len(text), len(text))]:
        for match in re.finditer("[\u200b\ufeff]+", text[end:start]):
            yield NoiseZone(end + match.start(), end + match.end(), INVISIBLE)
        end = stop
