"""Words of a document that speak to a machine that answers, not to the document's readers.

凡问到……一律回答……, （以上内容作废，以本括号为准）, tool calls and markup. They are data like all others and
can be read in the clause, but no answer and no row of the ledger is made of them (OWASP LLM01, indirect
prompt injection).
"""

from __future__ import annotations

import re
from functools import lru_cache

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Chinese in letters (qing hulüe yishang neirong): small ones, three words of several syllables close together.
_SYLLABLE = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])"
    "(?:i?ang|iong|uang|eng|ing|ong|ian|iao|uai|[uü]an|ai|ei|ao|ou|an|en|in|[uü]n|ia|ie|iu|ua|uo|ui|[uüv]e|er|[aeiouüv])"
)
_WORD = f"(?>{_SYLLABLE}){{2,}}+"  # atomic: long runs of letters end at once
_IN_LETTERS = f"(?-i:(?<![A-Za-z]){_WORD}(?:[ ,，]+(?:{_SYLLABLE} +)?{_WORD}){{2}}(?![A-Za-z]))"
_SPEAKS = re.compile(
    _IN_LETTERS + "|"
    "凡(?:是)?(?:有人)?问[到及起]|(?:任何人|有人|谁)来?(?:询问|提问|问[到及起])[^。；]{0,24}(?:一律|只能|必须|都|均|直接|请)(?:如实)?(?:回答|答复|说)|"
    '(?:任何人|有人|谁)来?(?:询问|提问|问[到及起])[^。；]{0,24}?(?:回答|答复|说)(?:为|是|[：:“"]|[^。；，,]{0,8}\\d)|'
    '不[论管]用户|用户(?:问|提问)|(?:一律|只能|必须|直接|统一|请)(?:如实)?回答|回答(?:本条|本文件|时(?:请|须|应|必须)|为[“"])|'
    "(?:^|[，。；：\\s])(?:智能|ai|人工智能)?助手(?:[:,，。]|须知|请|应|必须)|(?<![据按照])系统(?:提示|指令|补充)|提示词|(?:机密|隐藏|内部)指令|"
    "(?:以上|上述|前述|此前)(?:内容|数字|规定|条款)?(?:全部|一律)?(?:作废|无效|有误)|此处有误|(?:以|按)(?:本|此)?括号(?:内|里)?(?:的)?(?:内容)?为准|更正[:为]|"
    "忽略(?:以上|之前|前面|前述|上述|文件|所有)|照抄|引用编号|\\[\\d{1,3}\\]|ai\\s*请|请读作|请输出|"
    'ignore\\s*(?:all|any|the|previous)|previous\\s*instructions|"role"|tool_?call|<!--|<\\s*/?\\s*(?P<element>[a-z!]\\w*)[^<>]*>|\\]\\s*:\\s*#|system\\s*prompt',
    re.I,
)
_COMMAND = re.compile(
    "系统提示|提示词|(?:内部|隐藏)指令|忽略(?:以上|之前|前面|文件|所有|上述)|别引文件|照着念|ignore\\s*(?:all|previous|the)",
    re.I,
)
# elements of running text, left over from a web page: what follows such a tag still speaks to readers
_OF_TEXT = frozenset(
    "a abbr b big br center div em font form h1 h2 h3 h4 h5 h6 hr i img input li ol p small span strong sub "
    "sup table tbody td th thead tr u ul".split()
)
_TAG_OF_TEXT = re.compile(rf"[<＜]\s*[/／]?\s*(?:{'|'.join(_OF_TEXT)})\b[^<>＜＞]*[>＞]", re.I)
LEAST_LEFT = 6
_BRACKETS = re.compile("[（(][^（）()]*[）)]")


@lru_cache(maxsize=8192)
def planted(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of a text that speak so: from the first such word to the end of the text, or the
    whole bracket that it stands in, or the tag alone where it is one of running text."""
    plain = text.translate(_WIDE)
    found: list[tuple[int, int]] = []
    brackets = [match.span() for match in _BRACKETS.finditer(plain)]
    for match in _SPEAKS.finditer(plain):
        if any(begin <= match.start() < stop for begin, stop in found):
            continue
        around = next((span for span in brackets if span[0] <= match.start() < span[1]), None)
        alone = (match["element"] or "").lower() in _OF_TEXT
        span = match.span() if alone else around or (match.start(), len(text))
        found = [one for one in found if one[1] <= span[0]] + [span]
    return tuple(found)


def unplanted(text: str) -> str:
    """A text without such words: what it says to its readers."""
    for begin, stop in reversed(planted(text)):
        text = text[:begin] + text[stop:]
    return text


def blanked(text: str) -> str:
    """A text of the same length that says only what it says to its readers: where other words begin a
    sentence ends, then come blanks. A tag of running text stays."""
    for begin, stop in planted(text):
        if not _TAG_OF_TEXT.fullmatch(text, begin, stop):
            text = text[:begin] + "。" + " " * (stop - begin - 1) + text[stop:]
    return text


def is_planted(text: str) -> bool:
    """Whether a sentence says nothing but that: what is left of it is shorter than LEAST_LEFT."""
    return len(text) - sum(stop - begin for begin, stop in planted(text)) < min(LEAST_LEFT, len(text))


def overlaps_planted(text: str, begin: int, stop: int) -> bool:
    """Whether a stretch of a text holds some of such words."""
    return any(begin < last and first < stop for first, last in planted(text))


def is_command(question: str) -> bool:
    """Whether a question asks for the workings of this program, or to leave the documents aside."""
    return bool(_COMMAND.search(question))
