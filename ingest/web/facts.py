"""The table of particulars that government pages print above a document (索引号、发文机关、有效性 …).

It is the site's word on the document, not the document's: it is kept apart from the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LABELS = (
    "索引号 信息索引号 索取号 主题分类 组配分类 体裁分类 分类 主题词 关键词 内容概述 发文机关 发文单位 发布机构 发布单位 "
    "公开责任部门 责任部门 信息来源 来源 成文日期 生成日期 发文日期 发布日期 发布时间 发布机关 公开日期 公开方式 公开形式 "
    "公开时限 公开范围 生效日期 实施日期 失效日期 废止日期 发文字号 文号 文件编号 有效性 时效性 是否有效 效力状态 标题 名称 "
    "信息名称 文件名称 服务对象 浏览次数 阅读次数 访问量 点击量 点击数 字体 字号 责任编辑 作者 编辑 统一登记号 统一编号 登记号"
).split()
_LABEL = r"[【\[（(]?(?P<label>" + "|".join(sorted(_LABELS, key=len, reverse=True)) + r")[】\])）]?"
_STARTS = re.compile(_LABEL)
_FIELD = re.compile(f"{_LABEL}[:：]|^{_LABEL.replace('label', 'bare')}$", re.M)
LONGEST = 800
FEWEST = 2


def particulars(runs: Sequence[str]) -> dict[str, str]:
    """Label → value of a block of a page given as its runs of text without blanks; empty unless the
    block consists of particulars alone."""
    if sum(map(len, runs)) > LONGEST or any("。" in run for run in runs):
        return {}
    text = "\n".join(runs)
    found = list(_FIELD.finditer(text))
    if len(found) < FEWEST or found[0].start() > 0:
        return {}
    ends = [match.start() for match in found[1:]] + [len(text)]
    values = [text[match.end() : end].strip() for match, end in zip(found, ends, strict=True)]
    if any("\n" in value for value in values[:-1]) or values[-1].count("\n") > 1:
        return {}
    return dict(zip((match["label"] or match["bare"] for match in found), values, strict=True))


def begins_with_label(text: str, place: int) -> bool:
    """Whether the name of a particular stands at a place of a text: a quick look before `particulars`."""
    return bool(_STARTS.match(text, place))
