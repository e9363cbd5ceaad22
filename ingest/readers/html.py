"""Saved web pages: bytes → the document on the page, without the site around it.

Which part of the page the document is, is told by where its sentences stand (`ingest.web.parts`), what
its elements show by `ingest.web.lines`. The table of particulars that government sites print above a
document stays out of the text; its number and its date of issue are set at the head where the document
itself does not have them, its title where there is none.

Decoding goes by certainty as in `ingest.readers.text`: a byte order mark and strict UTF-8 first, since a
page that was saved anew often keeps the old declaration; Big5 only where the page declares it.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as markup

from ingest.containers.letters import parts_of, payload
from ingest.identify import KINDS
from ingest.readers.text import decode
from ingest.reading import Reading
from ingest.web.lines import TooLarge, lines_of, tidy
from ingest.web.parts import Survey, copies, furniture, main_part, stated, titles_before
from ingest.web.structure import is_left_out
from knowledge.documents import DOC_NUMBER
from knowledge.errors import UserError

SUFFIXES = (".html", ".htm", ".mht", ".mhtml")
MOST_MARKS = 400_000  # tags and attributes; a long page has some ten thousand
HEAD = 600
LONGEST_TITLE = 160

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*(big5[\w-]*)", re.I)
_ARCHIVE = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.I)
_FORMATTING = re.compile(r"</?(?:font|span|b|strong|i|em|u|o:p|st1:\w+)\b[^<>]*>", re.I)
_TITLED = re.compile("关于|(?:" + "|".join(KINDS) + ")$")
_SITE = re.compile(r"[_|]|\s+[-—]\s+|--+|——+")
_TITLE_FACTS = ("标题", "信息名称", "文件名称", "名称")
_NUMBER_FACTS = ("发文字号", "文号", "文件编号")
_DATE_FACTS = ("成文日期", "生成日期", "发文日期")
_VALIDITY_FACTS = ("有效性", "时效性", "是否有效", "效力状态")
_ENDED = re.compile("废止|失效|无效|否|过期|修改|修订")


def read(data: bytes, name: str) -> Reading:
    """The document on a page. Raises UserError for a page without text, or one that swells or is too deep."""
    body = _parsed(_text(data, name), name)
    survey = Survey(body)
    tables = stated(survey)
    survey = _without(body, {*tables, *copies(survey)}, survey)
    main = main_part(body, survey)
    around = furniture(main, survey)
    said = {label: value for table in reversed([*tables.values()]) for label, value in table.items()}
    try:
        lines = lines_of(main, lambda element: element in around or is_left_out(element)) or lines_of(body)
    except TooLarge as error:
        raise _too_large(name) from error
    if not lines:
        raise _empty(name)
    titles = [*_titles_stated(body), *map(_line, titles_before(main, survey)), *_titles_named(body, said)]
    head = [*_head(said, lines), *_title(titles, lines)]
    return Reading("\n".join([*head, *lines]) + "\n", warnings=_warnings(said, name))


def shown(data: bytes, name: str) -> list[str]:
    """All lines that a page shows, for pages that are no part of a site. Raises UserError as `read`."""
    try:
        lines = lines_of(_parsed(_text(data, name), name))
    except TooLarge as error:
        raise _too_large(name) from error
    if not lines:
        raise _empty(name)
    return lines


def _text(data: bytes, name: str) -> str:
    if _ARCHIVE.match(data[:4096]):
        data = _page_of(data, name)
    for encoding in ("utf-8", "big5hkscs") if _DECLARED.search(data[:4096]) else ():
        try:
            return decode(data.decode(encoding).encode(), name)
        except UnicodeDecodeError:
            continue
    return decode(data, name)


def _page_of(data: bytes, name: str) -> bytes:
    """The page in a web archive (.mht): its first part that is HTML."""
    pages = (payload(part) for part in parts_of(data, name) if part.get_content_type() == "text/html")
    return next(pages, b"")


def _parsed(text: str, name: str) -> Any:
    """The body. A page in which formatting is never closed is read again without formatting."""
    if text.count("<") + text.count("=") > MOST_MARKS:
        raise _too_large(name)
    for attempt in (text, _FORMATTING.sub("", text)):
        parser = markup.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
        )
        try:
            root = markup.document_fromstring(attempt.encode(), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise _empty(name) from error
        if not any(entry.level_name == "FATAL" for entry in parser.error_log):
            return next(iter(root.iterchildren("body")), root)
    raise _too_large(name)


def _without(body: Any, left_out: set[Any], survey: Survey) -> Survey:
    """The page seen anew with these elements hidden."""
    for element in left_out:
        element.set("hidden", "")
    return Survey(body) if left_out else survey


def _head(said: dict[str, str], lines: list[str]) -> list[str]:
    """The number and the date of issue, where the site has them and the document has not."""
    text = "".join("".join(lines).split())
    number = next((said[label] for label in _NUMBER_FACTS if DOC_NUMBER.fullmatch(said.get(label, ""))), "")
    day = next((said[label] for label in _DATE_FACTS if said.get(label)), "")
    dates = re.fullmatch(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?(?:\d{2}:.*)?", day)
    written = f"{dates[1]}年{int(dates[2])}月{int(dates[3])}日" if dates else ""
    return [
        *([number] if number and not DOC_NUMBER.search(text[:HEAD]) else []),
        *([f"成文日期：{written}"] if written and written not in text else []),
    ]


def _line(element: Any) -> str:
    return "".join(lines_of(element))


def _titles_stated(body: Any) -> list[str]:
    """The title by the standard of government sites: <meta name="ArticleTitle">."""
    metas = body.getroottree().getroot().iter("meta")
    return [tidy(meta.get("content") or "") for meta in metas if meta.get("name") == "ArticleTitle"]


def _titles_named(body: Any, said: dict[str, str]) -> list[str]:
    """Titles by the table of particulars, and by the window of the browser."""
    windows = body.getroottree().getroot().iter("title")
    pieces = [tidy(piece) for title in windows for piece in _SITE.split((title.text or "")[:HEAD])]
    return [*(said.get(label, "") for label in _TITLE_FACTS), *pieces]


def _title(candidates: list[str], lines: list[str]) -> list[str]:
    """The first candidate that looks like the title of a document, unless the document begins with it."""
    opening = "".join("".join(lines).split())[:HEAD]
    likely = (title for title in candidates if len(title) <= LONGEST_TITLE and _TITLED.search(title))
    title = next(likely, "")
    return [title] if title and "".join(title.split()) not in opening else []


def _warnings(said: dict[str, str], name: str) -> tuple[str, ...]:
    states = [said[label] for label in _VALIDITY_FACTS if said.get(label)]
    return tuple(
        f"网页“{name}”标注的有效性为“{state}”，请核对。" for state in states[:1] if _ENDED.search(state)
    )


def _empty(name: str) -> UserError:
    return UserError(f"网页“{name}”里没有可入库的文字（可能只有图片），请换用文字版后再入库。")


def _too_large(name: str) -> UserError:
    return UserError(f"网页“{name}”过大或嵌套过深，无法读取，请另存为 .docx 或 .txt 后再入库。")
