"""A mark of secrecy refuses a document; the same words in its text do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.split import split
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from ui.cli import main

NOTICE = "{}\n云州市科学技术协会文件\n云科协发〔2031〕7号\n关于举办夜市的通知\n各县科协：\n请办好夜市。\n"


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("机密★10年", "机密★10年"),
        ("秘密", "秘密"),
        ("绝 密 ★ 长期", "绝密★长期"),
        ("000012　　机密★1年　　特急", "机密★1年"),
        ("000012\t秘密★6个月\t加急", "秘密★6个月"),
        ("密级：机密", "机密"),
        ("【秘密】", "秘密"),
        ("**机密★启用前**", "机密★启用前"),
        ("密级：机密级", "机密级"),
        ("机密★2030年12月31日前", "机密★2030年12月31日前"),
        ("秘密★至2030年12月31日", "秘密★至2030年12月31日"),
        ("机密（10年）", "机密(10年)"),
        ("机密·10年", "机密·10年"),
        ("密级 机密 保密期限 10年", "机密保密期限10年"),
        ("機密★10年", "机密★10年"),
        ("机密文件", "机密文件"),
        ("机\u200b密★10年", "机密★10年"),
        ("秘密★1年 云科协发〔2031〕6号", "秘密★1年"),
    ],
)
def test_a_marked_document_is_refused_and_says_how_it_can_go_in(line: str, mark: str) -> None:
    with pytest.raises(UserError, match="涉密文件不能入库") as refused:
        split(NOTICE.format(line), "通知.txt")
    assert "“通知.txt”" in str(refused.value) and f"“{mark}”" in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        "秘密投票选举办法",
        "关于加强国家秘密管理的通知",
        "密级：公开",
        "内部资料",
        "商业秘密",
        "机密文件管理要点",
    ],
)
def test_the_words_alone_are_no_mark(line: str) -> None:
    assert split(NOTICE.format(line), "通知.txt").clauses


def test_a_mark_with_its_star_counts_over_every_part() -> None:
    with pytest.raises(UserError, match="秘密★3年"):
        split(NOTICE.format("") + "一、办好夜市。\n附件\n秘密★3年\n摊位名单\n", "通知.txt")
    assert split(NOTICE.format("") + "一、来文标有“秘密★3年”的，专人保管。\n", "通知.txt").clauses


def test_only_the_head_bears_the_mark_without_a_star() -> None:
    assert split(NOTICE.format("") + "采取下列方式：\n秘密\n公开\n", "通知.txt").clauses
    assert split("\n".join(["一、夜市"] * 30) + "\n机密\n", "通知.txt").clauses


def test_nothing_of_a_marked_document_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, data = tmp_path / "files", tmp_path / "data"
    files.mkdir()
    (files / "密.txt").write_text(NOTICE.format("机密★10年"), encoding="utf-8")
    (files / "明.txt").write_text(NOTICE.format(""), encoding="utf-8")
    assert main(["ingest", "--data", str(data), str(files)]) == 1
    assert "涉密文件不能入库" in capsys.readouterr().err
    catalog = Catalog(data)
    assert [source.name for source in catalog.snapshot().sources] == ["明.txt"]
    assert list(catalog.failures()) == ["密.txt"] and catalog.names() == ("明.txt",)
    catalog.close()
