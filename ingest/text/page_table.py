"""The table that a web page or an export sets before a document: 索引号, 发文机关, 成文日期, 有效性 ….

Each line holds one or several pairs, `key：value`, in cells or behind one another. What the document's
own text says goes first; the table fills what the text lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Key as compared (no blanks) → the part of a document's identity it gives; "" is only known to be no text.
_KEYS = {
    **dict.fromkeys(("发文机关", "制发机关", "发文单位", "制定机关", "发布机关", "颁布机关", "印发机关"), "issuer"),
    **dict.fromkeys(("发布机构", "公开机构", "信息来源", "公开主体"), "publisher"),
    **dict.fromkeys(("成文日期", "成文时间", "生成日期", "制发日期", "发文日期", "印发日期", "签发日期"), "issued"),
    **dict.fromkeys(("发文字号", "文号", "文件编号", "文件字号", "公文字号", "文件号", "发文号"), "number"),
    **dict.fromkeys(("标题", "名称", "文件名称", "文件标题", "公文名称", "信息名称"), "title"),
    **dict.fromkeys(("发布日期", "发布时间", "公开日期", "上网日期", "公布日期"), "released"),
    **dict.fromkeys(("有效性", "效力状态", "有效状态", "时效性", "效力", "文件状态", "文件有效性"), "declared"),
    **dict.fromkeys(("实施日期", "施行日期", "生效日期", "执行日期"), "first"),
    **dict.fromkeys(("废止日期", "失效日期", "失效时间", "有效期至", "有效期截止", "截止日期"), "last"),
    **dict.fromkeys(("主送", "主送机关", "主送单位"), "recipients"),
    **dict.fromkeys(("抄送", "抄送机关"), "copies"),
    "索引号": "index", "信息索引号": "index", "公开目录号": "index", "文种": "kind", "公文种类": "kind",
    **dict.fromkeys(
        "主题分类 分类 主题词 关键词 体裁分类 组配分类 公开方式 公开范围 公开形式 责任部门 原文链接 链接 来源 检索时间 检索关键词 "
        "更新时间 更新日期 文档类型 服务对象 有效期 浏览次数 附件 密级 签发人 信息分类 公开类别 所属主题 统一登记号 登记号".split(),
        "",
    ),
}  # fmt: skip
_EMPTY = re.compile(r"(?:无|暂无|没有|不详|[—\-－/]*)$")
_LEAD = r"[\s*#>|·•\-]*"
_PAIR = re.compile(
    rf"{_LEAD}(?P<key>[一-龥](?:[ \u3000]*[一-龥]){{1,7}})[\s*]*[:：][\s*]*(?P<value>.*)", re.S
)
_SPLIT = re.compile(r"\t+|\s*\|\s*|[ \u3000]{3,}")
_MORE = re.compile(r"[ \u3000]+(?=[一-龥](?:[ \u3000]*[一-龥]){1,7}[ \u3000]*[:：])")
_LINK = re.compile(r"[\s*#>•\-]*\[[^\]]*\]\([^()\s]*\s*\).{0,12}")
LONGEST_LINE = 300
_ALSO_IN_NOTICES = frozenset("附件 主送 主送机关 主送单位 抄送 抄送机关 密级 签发人 名称 来源 链接".split())


def pairs_of(line: str) -> dict[str, str]:
    """The pairs of a line of the table, by printed key without blanks; {} where the line is none."""
    if len(line) > LONGEST_LINE or not re.search("[:：\t|]", line):
        return {}
    cells = [cell for part in _SPLIT.split(line.strip("| \t\n")) for cell in _parts(part) if cell.strip()]
    found: dict[str, str] = {}
    key = ""
    for place, cell in enumerate(cells):
        pair = _PAIR.fullmatch(cell)
        name = re.sub(r"\s", "", pair["key"]) if pair else ""
        if pair and name in _KEYS:
            key = name
            found[key] = pair["value"].strip("* ")
        elif re.sub(r"[\s*]", "", cell) in _KEYS and len(cells) > 1 and (not key or found[key]):
            key = re.sub(r"[\s*]", "", cell)
            found[key] = ""
        elif key and not found[key]:
            found[key] = cell.strip("* ")
        elif place == 0:
            return {}
    return found


def _parts(cell: str) -> list[str]:
    """A cell cut where a known key begins behind a blank: 发文机关：云州市科协 成文日期：2031年…"""
    pieces: list[str] = []
    for piece in _MORE.split(cell):
        pair = _PAIR.fullmatch(piece)
        if pieces and not (pair and re.sub(r"\s", "", pair["key"]) in _KEYS):
            pieces[-1] += " " + piece
        else:
            pieces.append(piece)
    return pieces


def is_row(line: str) -> bool:
    """Whether a line at the head of a document belongs to such a table and not to the document.

    One pair that notices write themselves (附件：…, 主送：…) is none; a key in bold type is always one,
    and so is a line that is nothing but a link.
    """
    if _LINK.fullmatch(line):
        return True
    found = pairs_of(line)
    if len(found) > 1 or set(found) - _ALSO_IN_NOTICES:
        return True
    bold = re.match(r"[\s#>\-]*\*\*(?P<key>[一-龥]{2,8})\*\*\s*[:：]", line)
    return bold is not None and not bold["key"].startswith("第")


def fields_of(lines: Iterable[str]) -> Mapping[str, str]:
    """What a table says, by part of identity: issuer, issued, number, title, released, declared, first, last ….

    The body that publishes a page counts as issuer only where the table has a catalogue number
    (索引号): there it is the body's own page.
    """
    found: dict[str, str] = {}
    for line in lines:
        for key, value in pairs_of(line).items():
            if (part := _KEYS[key]) and not _EMPTY.fullmatch(value):
                found.setdefault(part, value)
    publisher = found.pop("publisher", "")
    if publisher and "index" in found:
        found.setdefault("issuer", publisher)
    return found
