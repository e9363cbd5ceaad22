"""The bodies that issue a document, one or several."""

from __future__ import annotations

import pytest

from ingest.identity.issuers import is_organisation, issuer_of_signature, organisations_before, signatories


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("云州市科学技术协会关于举办夜市的通知", ("云州市科学技术协会",)),
        ("云州市科协、云州市财政局关于举办夜市的通知", ("云州市科协", "云州市财政局")),
        ("云州市科协 云州市财政局关于印发《夜市办法》的通知", ("云州市科协", "云州市财政局")),
        ("云州市科协等七部门关于举办夜市的通知", ("云州市科协",)),
        ("云州市人民政府办公厅印发《关于夜市的意见》", ("云州市人民政府办公厅",)),
        ("云州市人民政府办公室印发关于夜市政策措施的通知", ("云州市人民政府办公室",)),
        ("云州市科协就《夜市办法（征求意见稿）》公开征求意见的通知", ("云州市科协",)),
        ("关于举办夜市的通知", ()),
        ("新时代夜市发展规划", ()),
    ],
)
def test_issuers_stand_before_what_the_title_is_about(title: str, found: tuple[str, ...]) -> None:
    assert organisations_before(title, []) == found


def test_issuers_stand_alone_in_the_head() -> None:
    assert organisations_before("关于夜市的通知", ["云州市科学技术协会文件"]) == ("云州市科学技术协会",)
    assert organisations_before("关于夜市的通知", ["云州市科协  云州市财政局"]) == (
        "云州市科协",
        "云州市财政局",
    )
    assert organisations_before("关于夜市的通知", ["云 州 市 科 协"]) == ("云州市科协",)
    assert organisations_before("关于夜市的通知", ["新闻发布", "阅读全文"]) == ()


def test_a_body_at_the_front_of_a_plan_s_title_issued_it() -> None:
    assert organisations_before("云州市科协事业发展规划", []) == ("云州市科协",)


def test_all_who_sign_are_named_once_in_order() -> None:
    lines = ["云州市科协", "云州市财政局　云州市教育局", "云州市科协", "2031年4月9日"]
    assert signatories(lines) == ("云州市科协", "云州市财政局", "云州市教育局")
    assert signatories(["抄送：市委办公室"]) == () and signatories(["李四", "请予支持。"]) == ()


def test_the_signature_names_the_issuer_where_the_head_does_not() -> None:
    assert issuer_of_signature(["李四", "河湾县科学技术协会", "2031年4月9日"]) == "河湾县科学技术协会"
    assert issuer_of_signature(["2031年4月9日"]) is None


@pytest.mark.parametrize(
    "name", ["国务院", "中央军委", "云州市发展改革委", "某某大学", "云州市第一中级人民法院"]
)
def test_names_of_bodies(name: str) -> None:
    assert is_organisation(name)
