"""Letters: subject and text; attachments by themselves; names in every encoding that is met."""

from __future__ import annotations

from contextlib import suppress
from email.header import Header
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.readers import members as members_by_suffix
from ingest.readers.mail import members, read, words
from ingest.split import split
from knowledge.errors import UserError
from tests.ingest.hostile import packed
from tests.ingest.readers import notice, web_pages

SUBJECT = "转发：关于做好星桥工程的通知"
TEXT = "各位同事：\n请于6月底前报送进展。\n> 原文：每季度一次。\n--\n云溪市科协 办公室"


def letter(text: str = TEXT, **attached: bytes) -> EmailMessage:
    """An honest letter; names of attachments end in _suffix."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", SUBJECT
    message.set_content(text)
    for name, data in attached.items():
        message.add_attachment(data, "application", "octet-stream", filename=name.replace("_", "."))
    return message


def raw(headers: bytes, body: bytes = b"x") -> bytes:
    return b"From: a@example.org\r\nMIME-Version: 1.0\r\n" + headers + b"\r\n" + body


def test_subject_and_text_come_with_quotes_and_signature() -> None:
    assert read(letter().as_bytes(), "a.eml").text == f"{SUBJECT}\n{TEXT}\n"


def test_the_notice_in_a_letter_is_the_notice() -> None:
    text = read(letter(notice.text()).as_bytes(), "a.eml").text
    assert text == f"{SUBJECT}\n{notice.text()}"
    clauses = split(text.removeprefix(SUBJECT + "\n"), "a.eml").clauses
    assert [c.address for c in clauses] == [c.address for c in split(notice.text(), "a.eml").clauses]


def test_the_plain_text_is_preferred_and_html_taken_where_it_is_blank() -> None:
    page = web_pages.page(web_pages.paragraphs())
    both = letter()
    both.add_alternative(page, subtype="html")
    assert read(both.as_bytes(), "a.eml").text == f"{SUBJECT}\n{TEXT}\n"
    blank = letter(" \n")
    blank.add_alternative(page, subtype="html")
    assert read(blank.as_bytes(), "a.eml").text == f"{SUBJECT}\n{notice.text()}"


def test_nothing_of_an_html_letter_is_taken_for_a_menu() -> None:
    message = letter(" ")
    message.set_content(
        "<div>请办理。</div><div>" + "<a href=x>链接</a> " * 6 + "</div><p>办公室</p>", subtype="html"
    )
    assert read(message.as_bytes(), "a.eml").text.splitlines()[1:] == [
        "请办理。",
        " ".join(["链接"] * 6),
        "办公室",
    ]


def test_a_letter_of_pictures_has_its_subject_and_a_warning() -> None:
    message = letter(" ")
    message.set_content("<img src=cid:1>", subtype="html")
    reading = read(message.as_bytes(), "a.eml")
    assert reading.text == SUBJECT + "\n" and "没有可入库的文字" in reading.warnings[0]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "x-unknown", ""])
def test_the_text_is_decoded_by_what_it_declares_or_is(charset: str) -> None:
    data = TEXT.encode("utf-8" if charset == "utf-8" else "gb18030")
    headers = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n".encode()
    assert read(raw(headers, data), "a.eml").text == TEXT + "\n"


@pytest.mark.parametrize(
    "header",
    [
        SUBJECT.encode(),
        SUBJECT.encode("gb18030"),
        Header(SUBJECT, "utf-8").encode().encode(),
        Header(SUBJECT, "gb2312").encode().encode(),
        Header(SUBJECT * 3, "gb18030", maxlinelen=40).encode().encode(),
    ],
)
def test_a_subject_is_decoded_from_every_form(header: bytes) -> None:
    subject = read(raw(b"Subject: " + header + b"\r\n"), "a.eml").text.splitlines()[0]
    assert subject in (SUBJECT, SUBJECT * 3)


def test_attachments_come_in_order_and_each_by_itself() -> None:
    message = letter(通知_txt="星桥".encode(), 内_zip=packed({"a": b"x"}), 程序_exe=b"MZ", 表_xlsx=b"PK")
    found = list(members(message.as_bytes(), "a.eml"))
    assert [(m.name, bool(m.refused)) for m in found] == [
        *[("通知.txt", False), ("内.zip", True), ("程序.exe", True), ("表.xlsx", False)]
    ]
    assert found[0].data == "星桥".encode()
    assert list(members_by_suffix(message.as_bytes(), "a.EML")) == found


@pytest.mark.parametrize(
    "header",
    [
        'attachment; filename="通知.txt"'.encode(),
        'attachment; filename="通知.txt"'.encode("gb18030"),
        b"attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.txt",
        b"attachment; filename*=GB2312''%CD%A8%D6%AA.txt",
        b"attachment; filename*0*=UTF-8''%E9%80%9A; filename*1*=%E7%9F%A5.txt",
        b'attachment; filename="' + Header("通知.txt", "utf-8").encode().encode() + b'"',
        b'attachment; filename="' + Header("通知.txt", "gb18030").encode().encode() + b'"',
        "attachment; filename=通知.txt".encode(),
        'attachment; filename="C:\\\\甲\\\\通知.txt"'.encode(),
    ],
    ids="utf-8 gb18030 rfc2231 rfc2231-gb parts rfc2047 rfc2047-gb bare drive".split(),
)
def test_the_name_of_an_attachment_is_decoded_from_every_form(header: bytes) -> None:
    headers = b"Content-Type: application/octet-stream\r\nContent-Disposition: " + header + b"\r\n"
    (found,) = members(raw(headers), "a.eml")
    assert found.name == "通知.txt" and (found.data == b"x" or found.refused)


def test_pictures_in_the_text_are_no_attachments_and_letters_are() -> None:
    message = letter()
    message.add_attachment(b"\x89PNG", "image", "png", cid="<1>", filename="标志.png")
    message.add_attachment(letter("内文。"))
    (inner,) = members(message.as_bytes(), "a.eml")
    assert inner.name == SUBJECT.replace("：", "：") + ".eml"
    assert read(inner.data, inner.name).text == f"{SUBJECT}\n内文。\n"


def test_an_attachment_with_a_path_that_leads_outside_is_refused() -> None:
    message = letter()
    message.add_attachment(b"x", "text", "plain", filename="../../根.txt")
    (found,) = members(message.as_bytes(), "a.eml")
    assert "没有取出" in found.refused and not found.data


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04", "通知\n".encode(), b"<html>x: y"])
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"文件“a\.eml”不是邮件"):
        read(data, "a.eml")


def _nested(depth: int) -> bytes:
    data = b""
    for level in range(depth):
        data += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return raw(data, b"Content-Type: text/plain\n\nx\n")


@pytest.mark.parametrize(
    "data",
    [
        _nested(3_000),
        raw(b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n\nx\n" * 30_000),
        raw(b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n\nx\n" * 1_500),
        raw(b"Content-Type: multipart/mixed; boundary=b\n", b"multipart/\n" * 100_000),
    ],
    ids=["deep", "borders", "parts", "toil"],
)
def test_a_letter_that_swells_is_refused(data: bytes) -> None:
    for use in (read, lambda data, name: list(members(data, name))):
        with pytest.raises(UserError, match=r"邮件“a\.eml”[^\n]*。$"):
            use(data, "a.eml")


def test_a_header_without_an_end_is_cut() -> None:
    headers = (
        b"Content-Type: text/plain"
        + b"; a=b" * 400_000
        + b"\r\nSubject: "
        + b"=?utf-8?q?a?= " * 100_000
        + b"\r\n"
    )
    assert len(read(raw(headers), "a.eml").text) < 5_000


def test_a_letter_without_subject_and_text_is_refused() -> None:
    with pytest.raises(UserError, match=r"邮件“a\.eml”没有主题和正文"):
        read(raw(b"", b" \n"), "a.eml")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=40))
def test_words_come_back(text: str) -> None:
    if "=?" not in text:
        assert words(Header(text, "utf-8").encode()) == text
        assert words(f"科{text}".encode().decode("ascii", "surrogateescape")) == f"科{text}"


@settings(max_examples=150, deadline=None)
@example(b"\n\x1f", b"")
@given(
    st.binary(max_size=120),
    st.sampled_from([b"", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", b"Subject: =?"]),
)
def test_arbitrary_letters_give_text_and_members_or_a_user_error(data: bytes, head: bytes) -> None:
    with suppress(UserError):
        assert read(b"From: a\n" + head + data, "a.eml").text.strip()
    with suppress(UserError):
        assert all(m.name for m in members(b"From: a\n" + head + data, "a.eml"))
