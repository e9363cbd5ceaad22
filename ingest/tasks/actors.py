"""Who acts in a half-sentence: 市科协负责…, 由科普部牵头…, 会同市科委…, 各学会要…

The rules look for a body's name where a duty names its bearer: at the head of a half-sentence before
a modal verb or a verb of duty, after 由, 会同, 联合, 与, and before 牵头, 负责, 配合. A name counts
only when it ends as names of bodies end (科协, 部, 局, 中心 …).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.bodies import BODY, SUFFIX, names
from knowledge.words import is_place, is_verb

_NEVER_IN = re.compile(
    r"会同|[的了为对把将从是被使让以]|第(?!三方)|由|(?<!所)在(?!京)|\d|支持|鼓励|引导|加强|通过|深入|进入|走进|提高|促进|开展|制定"
)
_NO_BODY = re.compile(
    "每|该|本|其|有关组织|一个|一家|科技$|全国科技|新建|国际(?!部|处|联络|合作|交流|科技|学术)|所(?!在地|属|辖)|同一|入选|不|这|那|首个|各类|各种|多|几|全部|全体|全面|全过程|整个|总部|内部|外部|局部|好处|之处|.*(?:部署|布局|仍处|之处|好处|跨部门|全部|内部|干部|外部|局部|高效|验收|直接|主体|格局|大局|全局|当局|开局)$"
)
_ALONE = frozenset(
    "承办 主办 协办 举办 督办 开办 兴办 组织 机构 单位 企业 系统 部门 团体 办 部 科 处 局 院 委 厅 署 馆 所 两级 干部 学科 本科 专科 公司 集团".split()
)
_VERBS_BEFORE = re.compile(
    "^(?:[，,、：:]|要求|依法|落实|拓宽|利用|有序|深化|健全|优化|认真|积极|加大|做优|做大|做强|按照|继续|切实|强化|成立|组建|设立|确立|建立健全|建立|明确|形成|实行|推动|支持|鼓励|引导|指导|督促|组织(?!人事|部|委|关系|宣传|处|科)|动员|发挥|依托|协调|并|再|也|都|还|则|即|同时|其中|经|请|须|应|要|由|将|可|让)+"
)
_VERBS_IN_NAMES = frozenset(
    "组织 管理 保障 推广 审批 执法 出版 退役 统计 服务 促进 扶贫 投资 外联 联络 采购 培育 创业 创新 承办 主管 主办 科协".split()
)
_OFFICE = re.compile("(?:部|处|科|局|委|办|室|厅|中心|院|站|委员会|小组)$")
_NOUN_NEXT = "(?![部局委处室厅院会所站馆队]|中心|协会|机构|人员|单位|部门|能力|体系|工程|平台|机制)"
_DUTY = re.compile(
    "应当|应该|应(?!急|用|届)|要(?!求|素|点)|须|必须|需要|需(?!求)|将|不得|每|按照?|于|负责(?!人(?!才|员|力)|同志)|牵头|承担|承办|主办|主抓|分工负责|"
    rf"(?:统筹|组织(?=实施|开展|制定|编制|召开|评审|专家|力量|人员|本|有关|学生|不[少低]于|\d|[一-龥]{{0,4}}(?:调研|检查|培训|活动|考核|评估))|研究|建设|管理|运营|指导|监督|监测|推进|推广|协助|发布|服务){_NOUN_NEXT}|"
    "会同|联合(?!会|体)|与(?=[^，。；的]{2,24}(?:共同|联合|合作|共建|签订|开展|协同|携手))|和(?=[^，。；]{2,20}(?:共同|联合|合作))|制定|制订|建立|开展|落实|提供|审核|审定|认定|评审|受理|推送|汇总|采集|举办|通报|"
    "编制|编发|设立|成立|确定|选派|推介|安排|遴选|组建|开设|打造|共同|共建|定期|强化|做好|抓好|配合|参与|初审|备案|报送|提交|完成|加大|积极|把|对|从|"
    r"结合|根据|召开|委托|履行|出台|纳入|拟定|拟订|为(?:牵头|责任|主管|配合)|作为|给予|进行|出台|推出|利用|组成|拍摄|分别|具体|原则上|至少|全面(?=落实|推进|负责|加强|完成|开展|建立|实行)|主动|切实|高度|认真|加强|聚焦|在(?=\d|本|印发|收到|作出|规定|每|[一二三四五六七八九十])"
)
_TASK = (
    "负责|牵头|承办|承担|主办|组织实施|组织|实施|建设|运营|运维|管理|主管|统筹|评审|审核|审定|认定|初审|申报|推荐|落实|制定|编制|解释|召集|"
    "聘任|管护|核验|提供|开展|发布|采集|汇总|召开|监督|指导|征集|约谈|保障|选派|受理"
)
_BY = re.compile(r"(?<![理缘自经原])由(?P<after>[^，。；,;：]{2,80})")
_BY_TASK = re.compile(
    rf"(?:按照?职责(?:分工)?|共同|分别|具体|统一|联合|组织|统筹|各自)*(?:{_TASK}){_NOUN_NEXT}"
)
_BY_TIME = re.compile("(?<!^)(?:会同|于(?=[\\d今本明每]))")
_NAMES_ALONE = re.compile("由([^会]{2,40})(?:会同(.{2,60}?))?")
_CHAINED = re.compile(rf"[、，,](?P<bodies>[^，。；,;、：]{{2,20}}?)(?:{_TASK})(?=[、，,。；]|$)")
_PARTNER = re.compile(r"(?P<how>会同|联合|协同|与|和)(?=(?P<after>[^，。；,;]{2,60}))")
_ENDS_A_BODY = re.compile(rf"(?:{SUFFIX})$")
_URGES = re.compile("促进|推动|鼓励|支持|引导")
_PARTNERED = re.compile("联合|共同|共建|合作|协同|携手")
_NO_PARTNER = re.compile(
    "国(?!资|税|土)|体|会(?!同)|高峰|课题|培养|攻关|推荐|举办|印发|发文|主办|开展|组建|实施|授牌|研究|惩戒|执法|检查|创新|发展|推进|治理|效应|机制"
)
_ROLE = re.compile(
    "(?P<role>牵头|主抓|主办|承办|分工负责|负责(?!人(?!才|员|力)|同志)|配合|协助|(?:予以|给予|提供)(?:大力|积极)?支持$|为(?:牵头|责任|主管)(?:部门|单位))"
)
_FOUNDED = re.compile(
    "(?:成立|组建|建立|设立)(?P<bodies>[一-龥“”]{2,24}?(?:领导小组|小组|委员会|联席会议|办公室|专班|指挥部|工作组|中心))$"
)
_SEAT = re.compile("(?:办公室|秘书处|日常工作|具体工作)(?:设在|挂靠在?|放在)(?P<bodies>[^，。；,;]{2,20})")
_COMMISSIONED = re.compile("委托(?P<bodies>[^，。；,;]{2,24}?)(?=每|开展|组织|负责|承担|进行|发布|实施)")
_OPENING = re.compile("(?:其中|同时|此外|另外)?[，,]?")
_CHIEF = re.compile("牵头|统筹")
_SUPPORTING = re.compile("配合|协助|支持")
# Before what a subject helps with: 学会部要积极配合…
_HELPING = re.compile(
    "(?:按照?各?自?职责(?:分工)?|应当?|要|须|需要?|负责|积极|主动|密切|共同|全力|认真|分别|具体)*(?:配合|协助$)"
)
_HELPED = re.compile("(?:配合|协助)(?:好)?(?P<after>[^，。；,;]{2,30})")
_HINTS = re.compile(
    "由|支持$|会同|联合|协同|负责|牵头|配合|协助|主抓|共同|共建|合作|委托|设在|挂靠|承办|主办|成立|组建|设立|建立"
)
_NO_SUBJECT = re.compile("会同|联合(?!会|体|社)|与|和|由|委托|成立|组建|设立|依托|经|报|向|凡|如|面向")
_FARTHEST = 48


_PLAUSIBLE = re.compile(
    "[省市区县州镇乡各全本]|中国|国家|国务院|自治|基层|机关|有关|相关|所在|责任|牵头|主管|组织|宣传|学会|科协|科普|科技|企业|人才|国际|办公|调研|财务|计划|普及|行业|政府|人民"
)


def plausible(name: str) -> bool:
    """Whether a body named in running text begins as bodies do, so that nobody need look at it."""
    return len(name) <= 5 or bool(_PLAUSIBLE.match(name)) or is_place(name[:2]) or is_place(name[:3])


@dataclass(frozen=True, slots=True)
class Actors:
    """Bodies that a half-sentence names: `lead` and `support`, and how far the naming reaches.

    `subject` is true for a subject at the head, which goes on for the half-sentences after it;
    `closing` for 由…负责, which may cover the half-sentences before it, `chief` for A牵头; `waits` if what
    they do stands in the half-sentence after it.
    """

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    subject: bool = False
    closing: bool = False
    chief: bool = False
    waits: bool = False


NOBODY = Actors()


def actors(text: str, times: Sequence[int] = ()) -> Actors:
    """The bodies that act in a half-sentence; `times` are the places where its times begin."""
    acting, after = _subject(text, times)
    helps = bool(_HELPING.match(text, after))
    lead, support = dict.fromkeys(() if helps else acting), dict.fromkeys(acting if helps else ())
    subject, closing, waits = bool(acting), False, False
    if _HINTS.search(text):
        waits = _waits(text)
        for match in _BY.finditer(text):
            bodies, partners = _by(match)
            bodies = bodies or (_bodies(match["after"], strip=False) if waits else ())
            lead.update(dict.fromkeys(bodies))
            support.update(dict.fromkeys(partners))
            closing = closing or bool(bodies)
        subject = subject or waits
        _roles(text, lead, support)
        for pattern in (_SEAT, _COMMISSIONED):
            for match in pattern.finditer(text):
                lead.update(dict.fromkeys(_bodies(match["bodies"])))
        support.update(dict.fromkeys(_partners(text)))
        lead.update(dict.fromkeys(_helped(text) if support and not lead else ()))
    partners = tuple(body for body in support if body not in lead)
    if not lead and not partners:
        return NOBODY
    return Actors(tuple(lead), partners, subject, closing and not subject, bool(_CHIEF.search(text)), waits)


def _waits(text: str) -> bool:
    """Whether a half-sentence names bodies and nothing else (由A会同B、C等部门，…)."""
    match = None if _BY_TASK.search(text) or _ROLE.search(text) else _NAMES_ALONE.fullmatch(text)
    named = [_bodies(part, strip=False) for part in match.groups() if part] if match else []
    return bool(named) and all(bodies and all(map(plausible, bodies)) for bodies in named)


def founded(text: str) -> tuple[str, ...]:
    """The body that a half-sentence founds (成立…领导小组): the next one may give it its duty (负责…)."""
    match = _FOUNDED.search(text)
    return _bodies(match["bodies"]) if match else ()


def _subject(text: str, times: Sequence[int]) -> tuple[tuple[str, ...], int]:
    """The bodies at the head of a half-sentence, right before a verb of duty or a time, and where they end."""
    opening = _OPENING.match(text)
    begin = opening.end() if opening else 0
    if _NO_SUBJECT.match(text, begin):
        return (), 0
    verbs = [verb.start() for verb in _DUTY.finditer(text, begin, begin + _FARTHEST)]
    for end in (*verbs, *times):
        if end > begin and (found := _bodies(text[begin:end], strip=False)):
            return found, end
    return (), 0


def _helped(text: str) -> tuple[str, ...]:
    """The body that another one helps (学会部配合科普部开展培训): it leads."""
    match = _HELPED.search(text)
    after = match["after"] if match else ""
    ends = (*(verb.start() for verb in _DUTY.finditer(after)), len(after))
    return next((found for end in ends if (found := _bodies(after[:end], strip=False))), ())


def _by(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leading bodies and their partners of 由…负责 and of what follows it in a chain (A申报、B审核)."""
    after, verbs = match["after"], list(_BY_TASK.finditer(match["after"]))
    verbs = verbs or list(_BY_TIME.finditer(after))
    for read in (_bodies, _any_names):
        for verb in verbs:
            written, _, partners = after[: verb.start()].partition("会同")
            if bodies := read(written):
                chain = _CHAINED.finditer(after, verb.end())
                return (*bodies, *(name for link in chain for name in _bodies(link["bodies"]))), _bodies(
                    partners
                )
    return (), ()


def _any_names(written: str) -> tuple[str, ...]:
    """What stands between 由 and its verb, where it does not end as a body's name does (市和区县两级)."""
    plain = len(written) <= 16 and not _NEVER_IN.search(written) and not re.search("[“《]", written)
    return tuple(name for name in names(written) if not _NO_BODY.match(name)) if plain else ()


def _roles(text: str, lead: dict[str, None], support: dict[str, None]) -> None:
    """Bodies before 牵头, 负责, 配合 …"""
    begin = 0
    for role in _ROLE.finditer(text):
        written = re.split("由|[：:]", text[begin : role.start()])[-1]
        written = re.sub("(?:共同|联合|分别|具体|主动|积极)+$", "", written)
        into = support if _SUPPORTING.search(role["role"]) else lead
        into.update(dict.fromkeys(_bodies(written)))
        begin = role.end()


def _partners(text: str) -> tuple[str, ...]:
    """Bodies after 会同, 联合, and after 与 where the work is a common one."""
    found: list[str] = []
    for match in _PARTNER.finditer(text):
        after = match["after"]
        if _NO_PARTNER.match(after):
            continue
        if match["how"] == "和" and match.start() and not _ENDS_A_BODY.search(text[: match.start()]):
            continue
        common = _PARTNERED.search(after)
        if match["how"] in ("与", "和"):
            if _URGES.match(text):
                continue
            found.extend(_bodies(after[: common.start()]) if common else ())
            continue
        for verb in _DUTY.finditer(after):
            if verb.start() > 1 and (bodies := _bodies(after[: verb.start()], strip=False)):
                found.extend(bodies)
                break
        else:
            place = re.match("[一-龥]{2,4}?(?=打造|建设|举办|开展|推进|设立|共建|实施|组建)", after)
            found.extend([place.group()] if place else _bodies(after, strip=False))
    return tuple(found)


def _bodies(written: str, *, strip: bool = True) -> tuple[str, ...]:
    """The names of a list, all of them names of bodies; () if one of them is not."""
    if strip:
        written = _VERBS_BEFORE.sub("", written)
        while len(written) > 3 and is_verb(written[:2]) and _begins_with_verb(written):
            written = written[2:]
    found = names(written)
    return found if found and all(is_body(name) for name in found) else ()


def _begins_with_verb(name: str) -> bool:
    """进一步争取党委 does, and so does 探索学会; 组织人事部 and 管理服务中心 are names of offices."""
    if is_verb(name[:3]):
        return True
    return is_verb(name[:2]) and not (name[:2] in _VERBS_IN_NAMES and _OFFICE.search(name))


def is_body(name: str) -> bool:
    """Whether a name ends and begins as names of bodies do."""
    return (
        name not in _ALONE
        and bool(BODY.fullmatch(name))
        and not _NEVER_IN.search(name)
        and not _NO_BODY.match(name)
        and not _VERBS_BEFORE.match(name)
        and not _begins_with_verb(name)
    )
