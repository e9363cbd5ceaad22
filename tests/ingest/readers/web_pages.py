"""The invented notice as web pages: plain, as a word processor saves it, and amid a government site."""

from __future__ import annotations

import email.message
import email.policy
from html import escape

from tests.ingest.readers import notice

SITE = "云溪市科学技术协会网"
TABLE_OPEN = '<table border="1">'


def block(line: str, tag: str = "p") -> str:
    """One element with the text of a line."""
    return f"<{tag}>{escape(line)}</{tag}>"


def table() -> str:
    """The notice's table, header cells as such."""
    head, *rows = notice.TABLE
    lines = ["".join(block(cell, "th") for cell in head)]
    lines += ["".join(block(block_cell, "td") for block_cell in row) for row in rows]
    return TABLE_OPEN + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>"


def paragraphs() -> str:
    """The notice as <p> elements and its table, numbers typed; indents as editors set them."""
    lines = notice.lines()[: -len(notice.TABLE)]
    return "\n".join(block("\u3000\u3000" + line) for line in lines) + "\n" + table()


def numbered() -> str:
    """The notice with 1. 2. as <ol>, whose numbers the browser prints."""
    parts = [block(line) for line in notice.lines()[: -len(notice.ITEMS) - len(notice.TABLE) - 1]]
    open_list = False
    for level, number, text in notice.ITEMS:
        if open_list and level != 3:
            parts.append("</ol>")
            open_list = False
        if level == 3 and not open_list:
            parts.append("<ol>")
            open_list = True
        parts.append(
            f"<li>{escape(text)}</li>"
            if level == 3
            else block(number + text, f"h{level + 1}" if level else "p")
        )
    return "".join([*parts, block(notice.TABLE_TITLE), table()])


def page(body: str, *, head: str = "", charset: str = "utf-8") -> str:
    """A whole page."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="{charset}"><title>{SITE}</title>{head}'
        f"<style>p {{ color: red }}</style></head>\n<body>{body}</body></html>"
    )


MENU = (
    '<div class="nav"><ul>'
    + "".join(
        f'<li><a href="/{i}">{word}</a></li>'
        for i, word in enumerate("首页 机构 要闻 政务公开 办事服务 互动交流 专题".split())
    )
    + "</ul></div>"
)
CRUMBS = (
    '<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/a">政务公开</a> &gt; 通知公告</div>'
)
PARTICULARS = """<table class="xxgk" width="100%"><tr><td>索 引 号：</td><td>YX2031-0012</td><td>主题分类：</td><td>科技</td></tr>
<tr><td>发文机关：</td><td>云溪市科学技术协会</td><td>成文日期：</td><td>2031年3月18日</td></tr>
<tr><td>发文字号：</td><td>云科协发〔2031〕12号</td><td>发布日期：</td><td>2031年3月20日</td></tr>
<tr><td>有 效 性：</td><td colspan="3">有效</td></tr></table>"""
INFO = """<div class="info"><span>发布时间：2031-03-20 09:15</span> <span>来源：云溪市科协</span>
<span>浏览次数：<script>document.write(128)</script></span> <span>字体：[<a>大</a> <a>中</a> <a>小</a>]</span></div>"""
SHARE = '<div class="share-box">分享到：<a href="#">微信</a><a href="#">微博</a><button>打印</button></div>'
ASIDE = (
    '<div class="right"><h3>热点</h3><ul>'
    + "".join(
        f'<li><a href="/n{i}">云溪市举办第{i}届科普周，市民踊跃参加，现场气氛热烈。</a></li>'
        for i in range(8)
    )
    + "</ul></div>"
)
FOOTER = """<div class="bottom"><p>主办单位：云溪市科学技术协会 地址：云溪市滨河路1号</p>
<p><a href="/map">网站地图</a> | <a href="/us">联系我们</a> 溪ICP备00000000号 网站标识码：0000000000</p></div>"""


def site(document: str) -> str:
    """A document in the layout of a government site: everything around it is none of it."""
    main = f'<div class="content"><div id="zoom">{document}</div>{SHARE}<div>上一篇：<a href="/x">无</a></div></div>'
    column = f'<div class="left">{CRUMBS}{PARTICULARS}<!--title-->{INFO}{main}</div>'
    hidden = '<div style="display: none">请选择无障碍阅读模式，本站已为您准备好语音播报，请稍候再试。</div>'
    return f'<div class="wrap">{MENU}{hidden}<div class="box">{column}{ASIDE}</div>{FOOTER}</div>'


TITLE = f'<h1 class="title">{"<br>".join(notice.TITLE)}</h1>'


def without_title() -> str:
    """The notice without its title and number, as sites print that keep those in a place of their own."""
    return (
        paragraphs()
        .replace(block("\u3000\u3000" + "".join(notice.TITLE)), "")
        .replace(block("\u3000\u3000" + notice.NUMBER), "")
    )


def broken_lines() -> str:
    """The notice in one paragraph with line breaks."""
    return (
        "<p>"
        + "<br/>".join("\u3000\u3000" + line for line in notice.lines()[: -len(notice.TABLE)])
        + "</p>"
        + table()
    )


def old_site(document: str) -> str:
    """A document in a layout of nested tables, as sites before the year 2015 have it."""
    inner = f"<table width=760><tr><td>{CRUMBS}</td></tr><tr><td class=nr>{document}</td></tr><tr><td>{SHARE}</td></tr></table>"
    return (
        f"<table width=1000><tr><td colspan=2>{MENU}</td></tr><tr><td width=200>{ASIDE}</td>"
        f"<td>{inner}</td></tr><tr><td colspan=2>{FOOTER}</td></tr></table>"
    )


def archived(html: str) -> bytes:
    """A page as browsers save it in one file (.mht)."""
    message = email.message.MIMEPart(email.policy.default)
    message["From"] = "<Saved by a browser>"
    message["Subject"] = "云溪市科协"
    message["MIME-Version"] = "1.0"
    message.set_content("<p>x</p>", subtype="html")
    message.make_related()
    page_part = email.message.MIMEPart(email.policy.default)
    page_part.set_content(html, subtype="html", cte="quoted-printable")
    message.set_payload([page_part])
    return message.as_bytes()
