"""Invented notices as random trees: their text as lines, wrapped or flattened, and the address of every place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from knowledge.quantities import to_han

HEAD = (
    "澜湾市科学技术协会关于办好星桥工程的通知",
    "澜科协发〔2033〕5号",
    "各县（区）科协：",
    "为办好星桥工程，现将有关事项通知如下，请结合实际认真抓好落实。",
)
HEAD_ADDRESSES = ("标题", "发文字号", "主送机关", "第1段")
SIGNATURE = ("澜湾市科学技术协会", "2033年4月9日")
WIDTH = 34
_THINGS = ("天文小屋", "流动课堂", "灯塔书屋", "科学夜市", "展品仓库", "星桥站点")
_MARKS = {
    "part": lambda n: f"{to_han(n)}、",
    "paren": lambda n: f"（{to_han(n)}）",
    "digit": lambda n: f"{n}.",
    "paren_digit": lambda n: f"（{n}）",
    "circle": lambda n: chr(ord("①") + n - 1),
    "chapter": lambda n: f"第{to_han(n)}章\u3000",
    "article": lambda n: f"第{to_han(n)}条\u3000",
    "dash": lambda n: "——",
}
_PLAN = ("part", "paren", "digit", "paren_digit", "circle")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a notice: its words, the address of the clause that it begins ("" if it begins none),
    and whether it is long enough to be wrapped."""

    text: str
    address: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: its text, the addresses of its clauses in order, and the words that are no noise."""

    text: str
    addresses: tuple[str, ...]
    words: str


def _sentence(draw: st.DrawFn) -> str:
    one, other = draw(st.sampled_from(_THINGS)), draw(st.sampled_from(_THINGS))
    count = draw(st.integers(11, 999))
    return (
        f"办好{one}，各县（区）科协要会同有关单位认真组织，做到有人管、有人问，把{other}建在群众身边，"
        f"全年服务居民不少于{count}人次，年底前把办理情况报送市科协办公室汇总。"
    )


def _plan(draw: st.DrawFn, label: str, depth: int = 0, parent: str = "") -> Iterator[Line]:
    """Numbered levels one below the other, each list from 1."""
    family = _PLAN[depth]
    for number in range(1, draw(st.integers(2, 3) if depth == 0 else st.integers(0, 3)) + 1):
        mark = _MARKS[family](number)
        address = f"{label}第{to_han(number)}部分" if family == "part" else parent + mark
        if depth < 2 and draw(st.booleans()):
            yield Line(f"{mark}{draw(st.sampled_from(_THINGS))}", address)
            inner = list(_plan(draw, label, depth + 1, address)) or [Line(_sentence(draw), "", True)]
        else:
            yield Line(mark + _sentence(draw), address, True)
            inner = list(_plan(draw, label, depth + 1, address)) if depth < 4 and draw(st.booleans()) else []
        yield from inner
        if not inner and depth == 1 and draw(st.booleans()):
            for bullet in (1, 2):
                yield Line("——" + _sentence(draw), f"{address}第{bullet}点", True)


def _articles(draw: st.DrawFn, label: str) -> Iterator[Line]:
    """Chapters with articles whose numbers run on and may skip, some with items and a second paragraph."""
    number = 0
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        yield Line(
            f"{_MARKS['chapter'](chapter)}{draw(st.sampled_from(_THINGS))}", f"{label}第{to_han(chapter)}章"
        )
        for _ in range(draw(st.integers(1, 3))):
            number += draw(st.integers(1, 4))
            address = f"{label}第{to_han(number)}条"
            items = draw(st.integers(0, 3))
            if not items:
                yield Line(_MARKS["article"](number) + _sentence(draw), address, True)
                continue
            yield Line(f"{_MARKS['article'](number)}有下列情形之一的，应当及时改正：", address)
            for item in range(1, items + 1):
                yield Line(f"（{to_han(item)}）{_sentence(draw)}", f"{address}第（{to_han(item)}）项", True)
            if draw(st.booleans()):
                yield Line(f"按照第{to_han(number)}条改正的，{_sentence(draw)}", f"{address}第二款", True)


def _table(draw: st.DrawFn, label: str) -> Iterator[Line]:
    title = "任务分工表"
    yield Line(title, f"{label}{title}")
    yield Line("序号\t任务\t责任单位\t完成时限")
    for row in range(1, draw(st.integers(1, 4)) + 1):
        thing = draw(st.sampled_from(_THINGS))
        yield Line(f"{row}\t新建{thing}{row + 10}个\t科普部\t2033年底前", f"{label}{title}第{row}行")


def _box(draw: st.DrawFn, label: str) -> Iterator[Line]:
    yield Line(f"专栏一：{draw(st.sampled_from(_THINGS))}", f"{label}专栏一")
    for bullet in range(1, draw(st.integers(1, 3)) + 1):
        yield Line(f"·{_sentence(draw)}", f"{label}专栏一第{bullet}点", True)


def _division(draw: st.DrawFn, label: str, extras: bool) -> list[Line]:
    lines = list((_plan if draw(st.booleans()) else _articles)(draw, label))
    if extras and draw(st.booleans()):
        lines += _box(draw, label)
    if extras and draw(st.booleans()):
        lines += _table(draw, label)
    return lines


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    """Notices with tables, boxes, attachments and page numbers, a line a paragraph."""
    lines = [Line(text, address) for text, address in zip(HEAD, HEAD_ADDRESSES, strict=True)]
    lines += _division(draw, "", extras=True)
    if draw(st.booleans()):
        lines += [Line(SIGNATURE[0], "落款"), Line(SIGNATURE[1], "落款〔2〕")]
        for number in range(1, draw(st.integers(0, 2)) + 1):
            lines += [Line(f"附件{number}", f"附件{number}"), Line("星桥工程名单")]
            lines += _division(draw, f"附件{number}", extras=True)
    return _noticed(lines, "\n".join(_with_pages(draw, lines)) + "\n")


@st.composite
def wrapped_notices(draw: st.DrawFn) -> Notice:
    """Notices whose long paragraphs are broken every WIDTH characters, as a PDF gives them."""
    lines = [Line(text, address) for text, address in zip(HEAD, HEAD_ADDRESSES, strict=True)]
    while sum(line.long for line in lines) < 12:
        lines = [*lines[: len(HEAD)], *_division(draw, "", extras=False)]
    broken = [
        "\n".join(line.text[i : i + WIDTH] for i in range(0, len(line.text), WIDTH))
        if line.long
        else line.text
        for line in lines
    ]
    return _noticed(lines, "\n".join(broken) + "\n")


@st.composite
def flattened_notices(draw: st.DrawFn) -> Notice:
    """Notices whose body lost its line breaks, as a crawl gives them."""
    lines = [Line(text, address) for text, address in zip(HEAD, HEAD_ADDRESSES, strict=True)]
    body = _division(draw, "", extras=False)
    while sum(line.long for line in body) < 4:
        body = _division(draw, "", extras=False)
    return _noticed([*lines, *body], "\n".join(HEAD) + "\n" + " ".join(line.text for line in body) + "\n")


def _with_pages(draw: st.DrawFn, lines: list[Line]) -> Iterator[str]:
    for place, line in enumerate(lines):
        at_row = "\t" in line.text or (place + 1 < len(lines) and "\t" in lines[place + 1].text)
        yield line.text
        goes_on = place + 1 < len(lines) and not lines[place + 1].address  # on the same page
        if place > len(HEAD) and not at_row and not goes_on and draw(st.integers(0, 9)) == 0:
            yield f"— {place} —"


def _noticed(lines: list[Line], text: str) -> Notice:
    words = "".join("".join(line.text for line in lines).split())
    return Notice(text, tuple(line.address for line in lines if line.address), words)
