"""Bodies that a clause names responsible, and the notes that name them: （责任部门：A部、B部）.

A note stands in brackets or at the end of a clause: a label with a colon (牵头单位：A；配合单位：B),
or bodies with their role (A牵头，B、C配合). Leading bodies and co-operating ones are told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# How names of bodies end, longer endings first where one holds another.
SUFFIX = (
    "组织|部门|科协|学会|协会|研究会|促进会|联合会|工会|总会|基金会|理事会|委员会|全委会|常委会|妇联|团委|侨联|残联|联社|"
    "小组|指挥部|专班|联席会议|办公厅|办公室|研究室|调研室|督查室|政研室|秘书处|部室|处室|科室|单位|政府|党委|党组|总队|专家团|服务团|"
    "服务站|工作站|馆|中心|院|所|大学|学校|高校|院校|企业|公司|集团|园区|基地|机构|团体|社团|系统|街道|乡镇|支部|支队|"
    "各地|各地区|开发区|高新区|经开区|自治区|新区|管委会|工商联|海关|支行|分行|银行|区县|县区|各区|各县|各市|各级|各级组织|两级|部|局|委|厅|署|处|科|办"
)
BODY = re.compile(
    rf"(?:[一-龥·“”]|[（(〈〔][^（）()〈〉]{{1,12}}[〉〕)）]){{0,22}}?(?:{SUFFIX})(?:[（(][^（）()]{{1,14}}[)）])?(?:等(?:有关|相关)?(?:部门|单位)?)?"
)
_LABEL = (
    "(?:(?:第[一二三四])?(?:责任牵头|主要责任|牵头责任|牵头负责|责任|牵头|主办|负责|主责|承办|实施|配合|协办|参与|参加|协同|协助|支持|(?:业务)?指导|监督|督导|督办)"
    "(?:部门|单位|处室|科室|机构)|责任分工|分工|牵头|配合|责任人)"
)
_DUE = r"(?:完成)?时[限间](?:节点|要求)?\s*[:：]"
_LISTED = r"[^（）()【】〕\[\]［］。]*(?:[（(][^（）()]*[)）][^（）()【】〕\[\]［］。]*)*?"
_LABELLED = re.compile(
    rf"(?:{_DUE}\s*(?P<due>[^；;，,（）()。]{{1,24}})[；;，,。]\s*)?(?P<label>{_LABEL})\s*[:：]\s*"
    rf"(?P<bodies>{_LISTED}(?:。\s*(?:{_LABEL}\s*[:：]|{_DUE}){_LISTED})*)\s*(?=[）)】〕\]］\[［。]|$)"
)
# Inside a note any such word after a mark is a label: 支撑单位：A is no name.
_PART = re.compile(
    rf"(?P<label>{_LABEL}|(?<=[；;，,。\s])[一-龥]{{2,6}}(?:部门|单位|处室|科室|机构)|(?:完成)?时[限间](?:节点|要求)?)\s*[:：]\s*"
)
_BEARS = re.compile("责任|牵头|主办|主责|负责|承办|实施|分工")
_IN_BRACKETS = re.compile(
    "[（(〔【](?P<inner>(?:[^（）()〔〕【】。]|[（(][^（）()]{1,12}[)）]){3,200})[）)〕】]"
)
_WHEN = re.compile(
    "(?:(?:完成)?时[限间][:：])?(?P<time>.{0,12}(?:年|月|季度|底|末).{0,6}?)(?:完成|实施|到位)?$"
)
_ROLE = re.compile(
    "(?:按照?职责分工)?(?:共同|分别|具体|等)?(?P<role>牵头|配合|协助|参与|参加|分工负责|负责|落实|指导|组织实施|承办|协办)(?:负责|落实|实施)?$"
)
_SUPPORTING = re.compile("配合|协办|参与|参加|协同|协助|支持")
_GUIDES = "指导"
_BETWEEN = re.compile(
    "(?:[、，,；;/]|(?:(?<=[部室局委厅院会协馆心处组府学站司校队团体社位门构区县市省织等联关道）])|(?<=企业))(?:以及|和|及|与)(?=[一-龥])(?!单位|机构|部门|所属单位))"
    "(?![^（(]*[)）])"
)
_EDGES = " 　[]【】〔〕"
_NOBODY = frozenset("单位 部门 机构 有关 相关".split())
_TRAILING = re.compile(
    "(?:等[^、，]{0,8}?(?:部门|单位|机构|地区)|等|按(?:照)?职责.*|[（(](?:牵头|负责|主责)[)）]|分别|共同|各自|联合|按职责分工|为主|负责|牵头|(?:主要)?负责(?:人|同志))+$"
)
_HELPS_HERE = re.compile("(?:[（(](?:配合|协助|参与)[)）]|配合)$")
_LEADS_HERE = re.compile("[（(](?:牵头|主办|主责|牵头单位)[)）]")
_AFTER_MARK = re.compile("(?<=(?:牵头|主办|主责|配合|协办|参与)[)）])(?=[一-龥])(?!和|及|等|负责)")
_LINE_END = re.compile(r"\s+|<br\s*/?>")
_JOINED = re.compile("[等和及与、，,；;（(）)/]|以及|会同|牵头|配合|协助|负责|为主|按职责")
_PARTY = re.compile("[省市县区州]委$")
_OTHERS = tuple("省市县区州各")
_PERSON = re.compile("[一-龥]{2,4}(?:[、，,；;][一-龥]{2,4})*")
_DUTY_AFTER = re.compile("(?:具体)?负责.+$")
_LEADING = re.compile("^(?:由|和|与|及|以及|会同|其中|并由|请|省内|原则上由)+")
ALL_OFFICES = re.compile(
    "^[一-龥]{0,6}?(?:科协|委|局)?(?:机关)?(?:各部室|各处室|各科室|各职能部门|各部门|各部|各处|各股室|全体部门)"
    "(?:[、和]?各?(?:直属|所属)?(?:企?事业)?单位)?$|^机关各.{1,4}$"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note of responsibility, `text[begin:stop]`: its words without brackets, and the bodies.

    `time` are the words after 完成时限：, '' if there are none.
    """

    begin: int
    stop: int
    label: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    time: str = ""

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every body named, leading ones first."""
        return self.lead + self.support


def notes_in(text: str) -> tuple[Note, ...]:
    """The notes of responsibility in a text, in order."""
    found = []
    for match in _LABELLED.finditer(text):
        lead, support, time = _by_labels(match)
        time = match["due"] or time
        found.append(Note(match.start("label"), match.end("bodies"), match["label"], lead, support, time))
    for match in _IN_BRACKETS.finditer(text):
        if not any(note.begin < match.end() and match.start() < note.stop for note in found):
            lead, support, time = _by_roles(match["inner"])
            lead = lead or (() if support else _bare(text, match))
            found.append(Note(match.start("inner"), match.end("inner"), "", lead, support, time))
    return tuple(sorted((note for note in found if note.bodies), key=lambda note: note.begin))


_ENDS_BEFORE = re.compile(r"[。；;！]\s*$")
_OFFICE = re.compile("(?:[局委办厅部处科署会联]|政府|中心|科协|法院|检察院|公司|海关|银行|总队|支队)$")
_ENDS_AFTER = re.compile(r"\s*(?:$|\n)")


def _bare(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """The bodies of a bracket that closes a paragraph after its last sentence and names nothing but bodies
    (……。（市教育局、市财政局）): they are responsible."""
    closes = _ENDS_BEFORE.search(text[: match.start()]) and _ENDS_AFTER.match(text, match.end())
    found = names(match["inner"]) if closes else ()
    listed = len(_BETWEEN.split(match["inner"])) == len(found)
    return found if listed and all(len(name) > 2 and _OFFICE.search(name) for name in found) else ()


def names(text: str) -> tuple[str, ...]:
    """The bodies of a list: 科普部、企业服务部和办公室 → three names; 文化和旅游局 stays one."""
    parts = [_DUTY_AFTER.sub("", _LEADING.sub("", part.strip(_EDGES))) for part in _BETWEEN.split(text)]
    found = _whole([_TRAILING.sub("", part).strip() for part in parts])
    return tuple(dict.fromkeys(name for name in found if 1 < len(name) <= 30 and name not in _NOBODY))


def _whole(parts: list[str]) -> list[str]:
    """市、县（区）人民政府 → 市人民政府, 县（区）人民政府: what the names of a list share is said once."""
    whole: list[str] = []
    for part in reversed(parts):
        shared = _SHARED.search(whole[-1]) if whole else None
        if shared and part in _LEVELS:
            whole.append(part + shared["rest"])
        elif whole and len(part) == 1 and part in _LEVELS:
            whole[-1] = f"{part}和{whole[-1]}"  # 市和区县两级 cannot be taken apart
        else:
            whole.append(part)
    return whole[::-1]


_LEVELS = frozenset("省 市 县 区 州 旗 乡 镇 各省 各市 各县 各区 国家 中央 省级 市级 县级 区级".split())
_SHARED = re.compile(
    "^(?:各?(?:区县|县区|市县|[省市县区州旗乡镇])级?|地方)(?:[（(][^（）()]{1,8}[)）])?"
    "(?P<rest>(?:人民政府|政府|党委|科协|科学技术协会|[一-龥]{1,10}(?:局|部门|委|办|厅|处)).*)$"
)


def ends_as_body(name: str) -> bool:
    """Whether a name ends as names of bodies do."""
    return bool(BODY.fullmatch(name)) or name.endswith(("联", "市", "县", "区", "州", "省", "地"))


def means_all_offices(name: str) -> bool:
    """Whether a name stands for every office of the issuer (机关各部室)."""
    return bool(ALL_OFFICES.match(name))


def shared_out(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The leading and the co-operating bodies that a cell of a table names.

    市商务局牵头，市科协配合; 市商务局（牵头）、市科协; 牵头单位：…；配合单位：…. Without such words all lead.
    Where a line of the cell ends behind a body (a blank, <br>) its name ends; a person's name is left out.
    """
    written = _lines_apart(cell)
    if notes := [note for note in notes_in(written) if note.label]:
        return tuple(n for note in notes for n in note.lead), tuple(n for note in notes for n in note.support)
    lead: list[str] = []
    support: list[str] = []
    waiting: list[str] = []
    for part in re.split("[，,；;。]", written):
        role = _ROLE.search(part)
        own, _, partners = (part[: role.start()] if role else part).partition("会同")
        named, marked = _with_marks(own)
        if role and _SUPPORTING.search(role["role"]):
            lead += waiting
            support += named
        elif marked or role:
            lead += [*waiting, *(marked or named)]
            support += [name for name in named if marked and name not in marked]
        if role or marked:
            waiting = []
        else:
            waiting += named
        support += names(partners)
    helpers = [_HELPS_HERE.sub("", name) for name in waiting if lead or _HELPS_HERE.search(name)]
    lead += [name for name in waiting if not lead and not _HELPS_HERE.search(name)]
    return tuple(dict.fromkeys(lead)), tuple(dict.fromkeys([*support, *helpers]))


def _with_marks(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a list, and those of them that a mark in brackets makes leading ones."""
    marked = (names(piece)[:1] for piece in _BETWEEN.split(text) if _LEADS_HERE.search(piece))
    return names(text), tuple(name for one in marked for name in one)


def _lines_apart(cell: str) -> str:
    """The words of a cell with 、 where a line ends behind the name of a body."""
    first, *lines = _LINE_END.split(_AFTER_MARK.sub("、", cell.strip()))
    written = first
    for line in lines:
        last = names(written)[-1:]
        whole = bool(last) and (BODY.fullmatch(last[0]) or (len(last[0]) > 2 and ends_as_body(last[0])))
        ended = whole and written.endswith(last[0])
        if not ended or _JOINED.match(line) or (_PARTY.search(written) and not line.startswith(_OTHERS)):
            written += line
        elif ends_as_body((names(line) or ("",))[0]):
            written += "、" + line
        elif not _PERSON.fullmatch(line):
            written += line
    return written


def _by_labels(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Beside those who lead (牵头单位：A) the others that are responsible (责任单位：B) help, and so do those
    that guide, oversee or have another part (指导单位：C)."""
    lead: list[str] = []
    support: list[str] = []
    time = ""
    pieces = [match["label"], *_PART.split(match["bodies"])]
    labels = pieces[0::2]
    led = any("牵头" in label for label in labels)
    for label, piece in zip(labels, pieces[1::2], strict=True):
        if "时" in label:
            time = piece.strip(" ；;，,。")
            continue
        own, _, partners = piece.rstrip("。 ").partition("会同")
        named, marked = _with_marks(own)
        for name in named:
            helps = not _BEARS.search(label) or _HELPS_HERE.search(name) or (led and "牵头" not in label)
            if len(body := _HELPS_HERE.sub("", name)) > 1:
                (support if helps or (marked and name not in marked) else lead).append(body)
        support.extend(names(partners))
    return tuple(dict.fromkeys(lead)), tuple(dict.fromkeys(support)), time


def _by_roles(inner: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """科普部牵头，企业服务部、办公室配合，2024年底前完成 → ((科普部), (企业服务部, 办公室), 2024年底前).

    Who guides (市科协指导) leads only where nobody else does. Nothing where a piece gives a role to what is
    no body.
    """
    lead: list[str] = []
    support: list[str] = []
    guides: list[str] = []
    waiting: list[str] = []
    time = ""
    for part in re.split("[，,；;]", inner):
        if role := _ROLE.search(part):
            bodies = [*waiting, *names(part[: role.start()])]
            if not bodies or not all(map(ends_as_body, bodies)):
                return (), (), ""
            helps = _SUPPORTING.search(role["role"]) or part.startswith(("会同", "联合"))
            (support if helps else guides if role["role"] == _GUIDES else lead).extend(bodies)
            waiting = []
        elif when := _WHEN.fullmatch(part.strip()):
            time = when["time"]
        else:
            waiting.extend(names(part))
    (support if lead else lead).extend(guides)
    return tuple(dict.fromkeys(lead)), tuple(dict.fromkeys(support)), time
