"""Which numbers of a half-sentence are targets, and what they count.

Names that hold a number (第33届, “十百千万”活动), ages and other conditions (32岁以下), counts of
kinds (三个等级), times and shares of the past are no targets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.documents import Clause
from knowledge.quantities import HAN_NUMERAL, Quantity, quantities

_NO_TARGET_UNITS = frozenset("年 月 号 届 级 章 款 度 岁 周岁 周年 年度 季度 字 轮 档 步 点 讲".split())
_SPAN_UNITS = frozenset("日 周 星期 个月 工作日 个工作日 小时 分钟 个学期 学期 天".split())
_QUOTED = re.compile('“[^“”]*”|《[^《》]*》|"[^"]*"|「[^「」]*」|『[^『』]*』|〔[^〕]*〕')
_TARGET_VERB = re.compile(
    "新建|建设|建成|建立|设立|开设|举办|组织|开展|培育|培养|培训|遴选|评选|选拔|选树|引进|支持|资助|扶持|奖补|表彰|命名|认定|推出|打造|形成|发布|编制|编发|"
    "出版|完成|服务|达到|达|增加|提高|提升|升至|占|突破|新增|配备|选派|安排|招收|聘请|推广|覆盖|带动|采集|拍摄|累计|总数|超过|创建|配送|研发|落地|上线|"
    "组建|造就|营造|实现|共建|布局|建有|建好|办好|推荐|入选|招募|吸纳|发展|每"
)
# 对年产值达到3亿元的企业…: whom a rule is for; 由1000元提高到1500元: what was; 罚款: what a breach costs.
_WHOSE = re.compile(
    "(?:及?以上|及?以下|以内|左右)?[^，。；、]{1,12}?的(?:企业|单位|个人|项目|人员|用户|机构|学校|地区|区县|家庭|农户|主体|组织|团体|申请人|供应商|社区|村)"
)
_OF_WHOM = re.compile("的(?:企业|单位|个人|项目|机构|学校|园区|社区|农户|主体|组织)")
_AIMED = re.compile("(?:对|凡|达到|年产值|年收入)[^，。；、]{0,14}$")
_FROM = re.compile("(?:由|从)[^，。；、]{0,14}$")
_CHANGE = "提高|提升|增加|增长|扩大|压缩|压减|精简|减少|降低|下降|缩短|调整|延长|放宽|上升|扩展|上调|下调"
_TO_NEW = re.compile(f"[^，。；、]{{0,8}}(?:{_CHANGE})(?:到|至|为)")
_WAS = re.compile(f"(?:由|从)[^，。；、]{{1,22}}?(?=(?:{_CHANGE})(?:到|至|为))")
_RATES = re.compile("罚款|罚金|税率|征收率|费率|利率|滞纳金")
_PER_HEAD = re.compile("拥有|均|发明|平均|[一-龥]{0,6}(?:拥有量|保有量)")
_MEASURES = re.compile("措施|政策|意见|举措|规定|办法|细则")
_FIVE_YEARS = re.compile("十[一二三四五六]五")
_SHORTENED = re.compile("(?:压缩|压减|缩短|延长|缩减)[到至为]?\\s*$")
_ABSTRACT = re.compile(
    "\\s*(?:[“《]|结合|体系|格局|方面|关系|机制|原则|环节|层次|层级|维度|阶段|转变|统一|大局|联盟|要素|行动|工程|等级|等次|档|内容|模式|板块|重点|单元|特色|类|"
    "意识|自信|维护|能力|作用|价值|领域|目标|任务|步骤|计划|人才计划|面向|坚持|必须|结合|文明|问题|着力点|抓手|专项行动|主体|主线|条件|程序|产业|主要|部分|链条|方向|渠道|市场|资源|手段)"
)
_SOFT_VERB = re.compile(
    "(?:构建|形成|推动|实现|落实|抓好|把握|坚持|按照|围绕|分为?|评定|实行|贯通|(?<!建)设|聚焦|突出|处理好|做到|完善|统筹|打好)[一-龥]{0,6}$"
)
_IDIOM = re.compile(
    "千家万户|百家争鸣|千方百计|百花齐放|千人计划|千头万绪|百年|万众|千差万别|十分|万无一失|百折不挠|千军万马|千人千面|二十四节气|千篇一律|一[一-龥]一[一-龥]"
)
_CONDITION_AFTER = re.compile("(?:以上|以下|以内|左右)?[^，。；、]{0,10}的(?:$|[，,；;。])")
_GIVEN = re.compile("(?:及?以上|及?以下)的[一-龥]{1,8}(?:可以|可|应当|应|须|必须|不得|给予|享受)")
_BEFORE_RANK = re.compile(
    "(?:第|前|后|连续|近|过去|满|每逢|不满|隔|同比|环比|首批|届|原有?|现有|目前有?|已有|仅有?)$"
)
_SMALL = 10
_ANY_NUMBER = re.compile(rf"[\d{HAN_NUMERAL}半翻]")
_LIST_GAP = re.compile("[^，。；,;]{0,8}[、和及与][^，。；,;\\d]{0,3}$")


def targets(text: str, taken: Sequence[tuple[int, int]]) -> list[Quantity]:
    """The quantities of a half-sentence that are targets; `taken` are spans of times and frequencies."""
    if not _ANY_NUMBER.search(text):
        return []
    quoted = [match.span() for match in _QUOTED.finditer(text)] + [m.span() for m in _IDIOM.finditer(text)]
    found = [_with_unit(text, quantity) for quantity in quantities(text)]
    kept: list[Quantity] = []
    for quantity in reversed(found):
        blocked = any(b < quantity.end and quantity.start < e for b, e in [*taken, *quoted])
        if blocked or _names_a_thing(text, quantity):
            continue
        follower = kept[0] if kept else None
        in_list = follower is not None and bool(_LIST_GAP.fullmatch(text[quantity.end : follower.start]))
        if quantity.han and quantity.comparator == "=" and not in_list and not _counts(text, quantity):
            continue
        kept.insert(0, quantity)
    return kept


def _with_unit(text: str, quantity: Quantity) -> Quantity:
    """服务人次突破1000万: the unit stands in the noun before the number."""
    before = not quantity.unit and _UNIT_BEFORE.search(text[: quantity.start])
    return replace(quantity, unit=_UNITS_BEFORE[before["unit"]]) if before else quantity


_UNITS_BEFORE = {"人次": "人次", "人数": "人", "户数": "户", "场次": "场", "次数": "次"}
_UNIT_BEFORE = re.compile(
    "(?P<unit>人次|人数|户数|场次|次数)(?:累计|总数)?(?:达到|达|突破|超过|增[加至]到?|提高到|不[少低]于|至少)*$"
)


def _names_a_thing(text: str, quantity: Quantity) -> bool:
    """Whether a number belongs to a name, a time, an age, a condition or a rank."""
    before, after = _DIGIT_COMMA.sub("0", text[: quantity.start]), text[quantity.end :]
    unit, bounded = quantity.unit, quantity.comparator in (">=", "<=", "<", ">")
    if not unit or unit in _NO_TARGET_UNITS or _BEFORE_RANK.search(before):
        return True
    if unit in _SPAN_UNITS and not (bounded or unit in ("天", "小时", "分钟") or _SHORTENED.search(before)):
        return True
    if unit == "人" and quantity.han and quantity.value < _SMALL:
        return True
    if (
        before.endswith(("每", "以", "等", "（含", "(含"))
        or (unit == "家" and after[:1] in ("庭", "长", "园"))
        or after.startswith("口")
    ):
        return True
    if unit == "条" and (_MEASURES.match(after) or _MEASURES.search(before[-2:])):
        return True
    if unit == "期" and _FIVE_YEARS.search(text[quantity.start : quantity.end]):
        return True
    if unit == "期" and re.match("工程|项目|建设|规划", after):
        return True
    if unit == "次" and (re.match("全委?会|会议|代表|常委|主席|党组|党代", after) or before.endswith("届")):
        return True
    if after.startswith(("之一", "以上会员联名", "以上联名", "大", "中全会")) and not after.startswith(
        ("大型", "大学", "中全会以")
    ):
        return True
    if (
        (bounded and _GIVEN.match(after))
        or _WHOSE.match(after)
        or (_AIMED.search(before) and (after.startswith("的") or _OF_WHOM.search(after)))
        or (_FROM.search(before) and _TO_NEW.match(after))
    ):
        return True
    if _RATES.search(text) or (unit == "部" and after.startswith("门")):
        return True
    if (
        unit in ("人", "户")
        and _PER_HEAD.match(after)
        and text[quantity.start : quantity.end - 1] in ("百", "千", "万", "十万")
    ):
        return True
    return bool(_CONDITION_AFTER.match(after)) and (bounded or "其中" not in before)


def _counts(text: str, quantity: Quantity) -> bool:
    """Whether an unbounded Chinese numeral counts something to be reached (二十名), not kinds (三个等级)."""
    before, after = text[: quantity.start], text[quantity.end :]
    if quantity.unit in ("%", "番"):
        return True
    if quantity.value == 1 and quantity.upper is None:
        return False
    if quantity.value > _SMALL or quantity.upper is not None:
        return True
    if (
        _ABSTRACT.match(after)
        or _SOFT_VERB.search(before)
        or quantity.unit in ("种", "类", "项", "门", "部", "处")
    ):
        return False
    return bool(_TARGET_VERB.search(before[-12:])) and text[quantity.start - 1 : quantity.start] != "这"


_DIGIT_COMMA = re.compile(r"(?<=\d)[,，](?=\d{3})")


def counted(text: str, quantity: Quantity, cut: Sequence[tuple[int, int]]) -> str:
    """What a quantity counts: the words around it without times, bounds and the number itself."""
    flat = _IN_BRACKETS.sub(lambda inner: "（" * len(inner.group()), _DIGIT_COMMA.sub("0", text))
    begin = max((m.end() for m in re.finditer("[、，,；;：:]", flat[: quantity.start])), default=0)
    stop = re.search("[、，,；;。：:]|$", flat[quantity.end :])
    end = quantity.end + (stop.start() if stop else 0)
    before, after = (
        "".join(char for i, char in enumerate(text[b:e], b) if not any(x <= i < y for x, y in cut))
        for b, e in ((begin, quantity.start), (quantity.end, end))
    )
    words = _BOUND_BEFORE.sub("", _WAS.sub("", before)) + _BOUND_AFTER.sub("", after)
    return re.sub(r"[（(]\s*[)）]", "", words).strip(" \u3000、，,；;。：:的")


_IN_BRACKETS = re.compile("[（(][^（）()]*[)）]")
_BOUND_BEFORE = re.compile(
    "(?:力争|争取|确保|不得?(?:少于|低于|超过|多于|高于|小于)|至少|最少|最多|至多|保持在|达到|达|为|超过|突破|控制在|累计|"
    "增加到|提高到|升至|缩小到|每次|总数|约|近|上|一般)*\\s*$"
)
_BOUND_AFTER = re.compile("^\\s*(?:[（(][^（）()]{1,6}[)）])?(?:余|及?以上|以内|左右|以下)")


def past(clause: Clause) -> bool:
    """Whether a clause stands under a heading of what has been (回顾, 现状, 形势)."""
    return any(_PAST_HEADING.search(line[:40]) for line in clause.path)


_PAST_HEADING = re.compile(
    "回顾|现状|形势|背景|取得的?成|主要成[就效绩]|工作成[就效绩]|发展成[就效绩]|基础与|(?:发展|工作|良好)基础$|重要意义|重大意义"
)
_PAST_WORDS = re.compile(
    r"[一-龥\d]年来|被[^，。]{2,12}(?:确定|认定|列)为|近年来|过去|以来|截至|目前|现有|已经|已(?=[由有建成开达取实认定]|[一-龥]{1,4}\d)|曾|此前|先后|(?:(?![为除])[一-龥])了(?!解|结|望|然)|(?<![比较])(?:去年|上年)|历[年届]|现状|得到[一-龥]{2,6}(?:批示|肯定)"
)
_FUTURE_WORDS = re.compile(
    r"每|要|力争|将|到(?:20)?\d\d|到十|确保|争取|计划|须|应(?!急)|新建|今后|未来|下一步|改为|增加到|累计|新增|再建|再增"
)


def is_past(text: str, before: bool) -> bool:
    """Whether a half-sentence tells of the past; `before`: whether the one before it did."""
    if _PAST_WORDS.search(text):
        return not re.search("要在此基础|将|基础上", text)
    return before and not _FUTURE_WORDS.search(text)
