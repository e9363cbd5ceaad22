"""Saved web pages: the document comes back line by line, the site around it does not."""

from __future__ import annotations

import codecs
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.html import read
from ingest.split import split
from knowledge.errors import UserError
from tests.ingest.readers import notice, web_pages
from tests.ingest.readers.web_pages import page, site

LONG = "各单位要把科普工作列入年度计划，明确责任，按时报送进展情况。"


def lines(body: str, *, head: str = "") -> list[str]:
    return read(page(body, head=head).encode(), "a.html").text.splitlines()


PAGES = {
    "plain": page(web_pages.paragraphs()),
    "numbers": page(web_pages.numbered()),
    "site": page(site(web_pages.paragraphs())),
    "site, numbers": page(site(web_pages.numbered())),
    "old site": page(web_pages.old_site(web_pages.paragraphs())),
    "line breaks": page(site(web_pages.broken_lines())),
    "title apart": page(site(web_pages.without_title()).replace("<!--title-->", web_pages.TITLE)),
    "twice": page(f'<div class="pc">{site(web_pages.paragraphs())}</div><div>{web_pages.paragraphs()}</div>'),
    "in a form": page(f'<form action="x">{site(web_pages.paragraphs())}</form>'),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_notice_comes_back_from_every_page(name: str) -> None:
    reading = read(PAGES[name].encode(), "a.html")
    assert reading.text.splitlines() == list(notice.lines())
    assert [(c.text, c.address) for c in split(reading, "a.html").clauses] == [
        (c.text, c.address) for c in split(notice.text(), "a.html").clauses
    ]


@pytest.mark.parametrize(
    "data",
    [
        page(site(web_pages.paragraphs()), charset="gb2312").encode("gb18030"),
        page(site(web_pages.paragraphs()), charset="gb2312").encode("utf-8"),
        page(site(web_pages.paragraphs()), charset="iso-8859-1").encode("gb18030"),
        codecs.BOM_UTF8 + page(web_pages.paragraphs(), charset="gbk").encode(),
        codecs.BOM_UTF16_LE + page(web_pages.paragraphs()).encode("utf-16-le"),
        web_pages.archived(page(site(web_pages.paragraphs()))),
    ],
    ids=["gb18030", "declared wrongly", "declared Latin", "utf-8 mark", "utf-16 mark", "mht"],
)
def test_every_usual_encoding_is_read(data: bytes) -> None:
    assert read(data, "a.html").text == notice.text()


def test_big5_is_read_where_it_is_declared() -> None:
    text = "關於辦好科普講座的通知，請各單位遵照執行。"
    assert read(f'<meta charset="big5"><p>{text}'.encode("big5"), "a.htm").text == text + "\n"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_a_page_of_the_word_processor_comes_back(tmp_path: Path) -> None:
    document = docx.Document()
    for line in notice.lines()[: -len(notice.TABLE)]:
        document.add_paragraph(line)
    table = document.add_table(len(notice.TABLE), len(notice.TABLE[0]))
    for row, cells in zip(table.rows, notice.TABLE, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    command = [
        "soffice",
        f"-env:UserInstallation={tmp_path.as_uri()}/office",
        "--headless",
        "--convert-to",
        "html",
    ]
    subprocess.run([*command, "a.docx"], cwd=tmp_path, capture_output=True, timeout=120, check=True)
    assert read((tmp_path / "a.html").read_bytes(), "a.html").text == notice.text()


def test_blocks_and_breaks_are_lines() -> None:
    assert lines("<div>甲<p>乙<br>丙</p>丁<span>戊</span></div><div>己</div>") == [
        "甲",
        "乙",
        "丙",
        "丁戊",
        "己",
    ]
    assert lines("<pre>甲\n  乙\n\n丙</pre>") == ["甲", "乙", "丙"]
    assert lines("<h1>甲市科协<br>关于乙的通知</h1><p>丙。</p>") == ["甲市科协关于乙的通知", "丙。"]


def test_white_space_is_what_is_seen() -> None:
    assert lines("<p>\u3000\u3000坚持\n  就近 就便，&nbsp;use   of\nAI&#8203;。 </p>") == [
        "坚持就近 就便， use of AI。"
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        (
            "<ol start=3><li><p>甲</p><p>续</p></li><li value=7>乙</li><li>丙</ol>",
            ["3.甲", "续", "7.乙", "8.丙"],
        ),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.甲", "1.乙"]),
        ("<ol type=a><li>甲<li>乙</ol>", ["a.甲", "b.乙"]),
        ("<ol type=I start=4><li>甲<li>乙</ol>", ["IV.甲", "V.乙"]),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', ["一、甲", "二、乙"]),
        ('<ol style="list-style: none inside"><li>甲</ol>', ["甲"]),
        ("<ol><li>1.甲<li>（2）乙<li>丙</ol>", ["1.甲", "（2）乙", "3.丙"]),
        ("<ol><li>甲<ol type=a><li>乙</ol><li>丙</ol>", ["1.甲", "a.乙", "2.丙"]),
        ("<ul><li>甲<li>乙</ul><li>丙</li>", ["甲", "乙", "丙"]),
        ("<ol start=99999999999999><li>甲</ol>", ["1.甲"]),
        ("<p><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span>甲</p>", ["1.甲"]),
    ],
)
def test_lists_are_numbered_as_printed(markup: str, expected: list[str]) -> None:
    assert lines(markup) == expected


def test_merged_cells_are_repeated() -> None:
    rows = (
        "<tr><td colspan=3>任务分工表</td></tr><tr><th>任务</th><th>责任单位</th><th>时限</th></tr>"
        "<tr><td>甲<br>乙</td><td rowspan=2>办公室</td><td>6月</td></tr><tr><td>丙</td><td>7月</td></tr>"
        "<tr><td colspan=3>二、其他</td></tr>"
        "<tr><td>丁</td><td colspan=2>另定</td></tr><tr><td></td><td></td><td></td></tr>"
    )
    expected = [
        "任务分工表",
        "任务\t责任单位\t时限",
        "甲 乙\t办公室\t6月",
        "丙\t办公室\t7月",
        "二、其他\t\t",
        "丁\t另定\t另定",
    ]
    assert lines(f"<table>{rows}</table>") == expected


def test_a_header_of_two_rows_is_made_one() -> None:
    rows = (
        "<tr><th rowspan=2>任务</th><th colspan=2>分工</th><th rowspan=2>时限</th></tr>"
        "<tr><th>牵头</th><th>配合</th></tr><tr><td>夜市</td><td>科普部</td><td>学会部</td><td>年底</td></tr>"
    )
    assert lines(f"<table>{rows}</table>") == [
        "任务\t分工 牵头\t分工 配合\t时限",
        "夜市\t科普部\t学会部\t年底",
    ]


def test_a_table_of_layout_is_no_table() -> None:
    cell = "".join(f"<p>第{i}段。{LONG}</p>" for i in range(4))
    menu = "<p><a href=1>首页</a></p><p><a href=2>要闻</a></p>"
    found = lines(f"<table><tr><td>{menu}</td><td>{cell}</td></tr></table>")
    assert found == [f"第{i}段。{LONG}" for i in range(4)]


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='color:red;DISPLAY : none'>藏</div>",
        "<div hidden>藏</div>",
        "<p aria-hidden=true>藏</p>",
        "<span style='font-size:0px'>藏</span>",
        "<span style='visibility:hidden'>藏</span>",
        "<script>藏</script><style>藏</style><noscript>藏</noscript><template>藏</template>",
        "<!-- 藏 --><svg><text>藏</text></svg><textarea>藏</textarea><iframe>藏</iframe>",
        "<nav>藏</nav><footer>藏</footer><aside>藏</aside><div role=navigation>藏</div>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert lines(f"<p>{LONG}</p>{hidden}<p>又。</p>") == [LONG, "又。"]


def test_a_page_of_links_without_sentences_is_read_as_a_whole() -> None:
    assert lines("<p>办事指南</p><p><a href=1>申请表</a></p>") == ["办事指南", "申请表"]


def test_a_list_of_attachments_stays_and_a_menu_goes() -> None:
    files = "".join(f'<p><a href="/f{i}.docx">附件{i}.申请表</a></p>' for i in range(1, 6))
    menu = (
        "<div>"
        + "".join(f'<a href="/{word}">{word}</a> ' for word in "首页 要闻 政务 服务 互动".split())
        + "</div>"
    )
    text = "".join(f"<p>{LONG}</p>" for _ in range(4))
    assert lines(f"<div>{text}{menu}<div>{files}</div></div>") == [LONG] * 4 + [
        f"附件{i}.申请表" for i in range(1, 6)
    ]


def test_a_date_under_the_text_belongs_to_it() -> None:
    text = f"<div id=a><p>{LONG}</p><p>{LONG}</p></div><div>云溪市科协</div><div>2031年3月18日</div>"
    assert lines(f"<div>{text}</div>{web_pages.FOOTER}")[-1] == "2031年3月18日"


def test_a_short_notice_is_found_amid_a_large_site() -> None:
    text = "<p>定于2031年4月8日召开科普工作会。</p><p>请准时参加。</p><p>办公室</p><p>2031年3月18日</p>"
    document = f"<h1>关于召开科普工作会的通知</h1>{text}"
    assert lines(site(document)) == [
        *("云科协发〔2031〕12号", "关于召开科普工作会的通知", "定于2031年4月8日召开科普工作会。"),
        *("请准时参加。", "办公室", "2031年3月18日"),
    ]


def test_number_and_date_of_issue_come_from_the_particulars_where_the_text_has_none() -> None:
    document = f"<p>关于办好科普讲座的通知</p><p>各区县科协：</p><p>{LONG}</p><p>{LONG}</p>"
    reading = read(page(site(document)).encode(), "a.html")
    assert reading.text.splitlines()[:3] == [
        "云科协发〔2031〕12号",
        "成文日期：2031年3月18日",
        "关于办好科普讲座的通知",
    ]
    source = split(reading, "a.html").source
    assert source.title == "关于办好科普讲座的通知" and source.doc_number == "云科协发〔2031〕12号"


def test_a_validity_that_has_ended_is_a_warning() -> None:
    ended = page(site(web_pages.paragraphs()).replace('<td colspan="3">有效</td>', "<td>已废止</td>"))
    assert read(ended.encode(), "a.html").warnings == ("网页“a.html”标注的有效性为“已废止”，请核对。",)
    assert read(page(site(web_pages.paragraphs())).encode(), "a.html").warnings == ()


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="ArticleTitle" content="云溪市科普工作要点">',
        "<title>云溪市科普工作要点_云溪市科协</title>",
    ],
)
def test_the_title_of_the_page_is_that_of_a_document_without_one(head: str) -> None:
    assert lines(f"<p>{LONG}</p>", head=head) == ["云溪市科普工作要点", LONG]
    assert lines(f"<p>云溪市科普<br>工作要点</p><p>{LONG}</p>", head=head)[0] == "云溪市科普"


def test_formatting_that_is_never_closed_does_no_harm() -> None:
    body = "".join(f"<p><font color=red><b>第{i}段。" for i in range(400))
    assert lines(body) == [f"第{i}段。" for i in range(400)]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3_000 + "深",
        "<p>" * 500_000,
        "<p>" + "字" * 4_000_000,
        "<table>" + "<tr><td>甲<td rowspan=5000 colspan=100>" + "字" * 5_000 + "</tr><tr><td>乙</tr>" * 100,
        "<table><tr>" + "<td>甲" * 3_000 + "<tr><td>乙<td>丙" * 3_000,
    ],
    ids=["deep", "many", "long", "spans", "uneven"],
)
def test_a_page_that_swells_is_refused(body: str) -> None:
    with pytest.raises(UserError, match=r"网页“a\.html”过大或嵌套过深"):
        read(page(body).encode(), "a.html")


@pytest.mark.parametrize(
    "data", [page("").encode(), page("<img src=a.png>").encode(), b"<!DOCTYPE html>", b"<p> &nbsp; </p>"]
)
def test_a_page_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"网页“a\.html”里没有可入库的文字"):
        read(data, "a.html")


def test_an_archive_without_a_page_is_refused() -> None:
    with pytest.raises(UserError, match=r"“a\.mht”"):
        read(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "a.mht")


@pytest.mark.parametrize(
    "markup",
    [
        "<title>" + " " * 3_000_000 + "</title><p>甲。",
        "<ol style='" + "list-style:1" * 200_000 + "'><li>甲。</ol>",
        "<p style='" + "display " * 300_000 + "'>甲。",
        "<p>" + " \n" * 1_000_000 + "甲。",
        "<meta name=ArticleTitle content='" + "关于 " * 500_000 + "'><p>甲。",
    ],
    ids="title list style blanks meta".split(),
)
@pytest.mark.timeout(60)
def test_long_attributes_and_blanks_cost_little(markup: str) -> None:
    assert read(f"<html>{markup}".encode(), "a.html").text.strip().endswith("甲。")


def test_nothing_is_fetched_and_no_entity_is_made() -> None:
    laughs = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "&x;&x;">]>'
    text = read(f'{laughs}<base href="http://127.0.0.1:9/"><p>甲&x;&y;。</p>'.encode(), "a.html").text
    assert "甲" in text and "root" not in text and len(text) < 80


_WORDS = st.text(
    st.characters(codec="gbk", exclude_categories=["C", "Z"], exclude_characters="<>&"),
    min_size=1,
    max_size=8,
)
_TREES = st.recursive(
    _WORDS,
    lambda parts: st.tuples(
        st.sampled_from("div p span b ul li table tr td h2 section font blockquote center".split()),
        st.lists(parts, max_size=4),
    ),
    max_leaves=25,
)


def _written(tree: str | tuple[str, list[object]]) -> str:
    if isinstance(tree, str):
        return tree
    return f"<{tree[0]}>" + "".join(map(_written, tree[1])) + f"</{tree[0]}>"  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(_TREES)
def test_generated_trees_keep_what_is_seen_in_order(tree: str | tuple[str, list[object]]) -> None:
    written = _written(tree)
    try:
        text = read(page(f"<div>{written}</div>").encode(), "a.html").text
    except UserError:
        assert not "".join(_seen(tree)).strip()
        return
    found, kept = "".join(text.split()), "".join("".join(_seen(tree)).split())
    assert set(found) <= set(kept) if "<t" in written else found == kept


def _seen(tree: str | tuple[str, list[object]]) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    return [word for part in tree[1] for word in _seen(part)]  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.text("<>/=\"' divtabletrspanol&;#甲乙。\n!-[]", max_size=200))
def test_arbitrary_markup_gives_text_or_a_user_error(markup: str) -> None:
    try:
        text = read(f"<html>{markup}".encode(), "a.html").text
    except UserError:
        return
    assert text.strip() and all(line.strip() for line in text.splitlines())
