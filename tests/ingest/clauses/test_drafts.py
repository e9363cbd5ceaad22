"""Addresses, paths and kinds of the clauses of tables, articles and lists."""

from __future__ import annotations

from ingest.clauses.drafts import GLUED_LENGTH, table_name
from tests.ingest.readers import notice
from tests.ingest.texts import by_address

TASKS = "任务分工表\n序号\t任务\t责任单位\n1\t办好夜市\t科普部\n2\t管好书屋\t学会部\n"


def test_a_row_of_a_task_table_is_a_clause_and_its_columns_are_named_in_its_path() -> None:
    found = by_address("云州市科普要点\n一、夜市\n办好夜市。\n" + TASKS)
    assert found["任务分工表"].text == "任务分工表 序号 任务 责任单位"
    row = found["任务分工表第2行"]
    assert (row.text, row.kind) == ("2 管好书屋 学会部", "table")
    assert row.path == ("一、夜市", "任务分工表", "序号｜任务｜责任单位")


def test_the_notice_of_every_format_has_its_table_apart_from_its_items() -> None:
    found = by_address(notice.text())
    assert found["附件第三部分（二）"].text.endswith("80万元。")
    assert found["附件任务分工表第3行"].raw == "\t".join(notice.TABLE[3])
    assert found["标题"].text == "".join(notice.TITLE)
    assert found["发文字号"].text == notice.NUMBER


def test_a_table_without_a_title_is_counted_under_its_heading() -> None:
    found = by_address("云州市科普要点\n一、夜市：\n任务\t责任单位\n办好夜市\t科普部\n二、书屋。\n")
    assert found["第一部分表1第1行"].path == ("一、夜市", "任务｜责任单位")


def test_a_table_that_closes_the_document_keeps_its_last_row() -> None:
    found = by_address("云州市科普要点\n一、夜市\n" + TASKS)
    assert list(found)[-1] == "任务分工表第2行"


def test_a_short_table_of_another_kind_is_one_clause() -> None:
    found = by_address("云州市科普要点\n一、书目。\n书目\n书名\t册数\n海岛\t30\n")
    assert found["书目"].text == "书目 书名 册数 海岛 30" and list(found)[-1] == "书目"


def test_a_long_table_is_cut_between_rows_and_its_header_stands_in_the_paths() -> None:
    rows = "".join(f"海岛故事第{n}册，讲潮汐和灯塔\t{n}\n" for n in range(1, 101))
    found = by_address("云州市科普要点\n一、书目。\n书目\n书名\t册数\n" + rows)
    parts = [clause for address, clause in found.items() if address.startswith("书目第")]
    assert len(parts) > 2 and all(clause.end - clause.start <= GLUED_LENGTH for clause in parts)
    assert {clause.path[-2:] for clause in parts} == {("书目", "书名｜册数")}
    assert parts[0].address.startswith("书目第1至") and parts[0].raw.startswith("海岛故事第1册")
    assert "".join(clause.raw for clause in parts).replace("\n", "") == rows.replace("\n", "")


def test_a_header_that_a_new_page_repeats_is_noise_and_no_row() -> None:
    header = "任务\t责任单位\n"
    found = by_address(f"云州市科普要点\n一、夜市。\n{header}办好夜市\t科普部\n{header}管好书屋\t学会部\n")
    assert found["第一部分表1第2行"].text == "管好书屋 学会部"


def test_paragraphs_and_items_of_articles_have_their_legal_names() -> None:
    long = "各县（区）科协应当认真组织夜市活动，" * 40
    text = (
        f"云州市科学馆办法\n第一章 总则\n第一条 {long}好。\n{long}妥。\n"
        "第二条 有下列情形之一的，应当改正：\n（一）不开门；\n（二）不打扫。\n前款规定的情形，由市科协认定。\n"
        "第二条之一 守时。\n第七条 免费。\n"
    )
    found = list(by_address(text))
    assert found[found.index("第一章") :] == [
        "第一章",
        "第一条",
        "第一条第二款",
        "第二条",
        "第二条第（一）项",
        "第二条第（二）项",
        "第二条第二款",
        "第二条之一",
        "第七条",
    ]


def test_signs_that_hold_their_brackets_have_the_ordinary_addresses() -> None:
    marks = ("一、目标\n（一）夜市\n1.摊位\n（1）东街。\n（2）西街。\n2.灯光\n明亮。\n（二）书屋\n开放。\n", "一、目标\n㈠夜市\n⒈摊位\n⑴东街。\n⑵西街。\n⒉灯光\n明亮。\n㈡书屋\n开放。\n")  # fmt: skip
    ordinary, signs = (list(by_address("云州市科普要点\n" + text)) for text in marks)
    assert signs == ordinary and "第一部分（一）1.（2）" in signs


def test_an_article_of_more_paragraphs_than_numerals_reach_is_read() -> None:
    found = list(by_address("云州市夜市办法\n第一条 夜市。\n" + "摊位应当整洁。\n" * 10_002))
    assert found[-2:] == ["第一条第10002款", "第一条第10003款"] and "第一条第九千九百九十九款" in found


def test_what_stands_below_a_second_part_one_is_told_apart_with_it() -> None:
    found = list(
        by_address("云州市科普要点\n一、夜市\n（一）东街。\n二、书屋。\n一、小屋\n（一）西街。\n二、课堂。\n")
    )
    assert found[-3:] == ["第一部分〔2〕", "第一部分〔2〕（一）", "第二部分〔2〕"]


def test_the_name_of_a_table_is_short_and_without_white_space() -> None:
    assert table_name("## 2033 年任务 分工表") == "2033年任务分工表"
    assert len(table_name("任务" * 40)) == 20
