"""XML that was made to do harm is refused; honest XML comes back in every allowed encoding."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits import safe_xml
from ingest.limits.safe_xml import parse
from knowledge.errors import UserError

LAUGHS = "<!DOCTYPE a [" + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10 if i else "ha"}">' for i in range(9)
)


@pytest.mark.parametrize(
    "data",
    [
        "<a>星桥</a>".encode(),
        codecs.BOM_UTF8 + "<?xml version='1.0'?><a>星桥</a>".encode(),
        "<?xml version='1.0' encoding='UTF-16'?><a>星桥</a>".encode("utf-16"),
        '<?xml version="1.0" encoding="GB2312"?>\n<a>星桥</a>'.encode("gb18030"),
    ],
)
def test_honest_xml_is_read(data: bytes) -> None:
    assert parse(data, "a.ofd").text == "星桥"


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS + "]><a>&j;</a>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]><a/>',
        "<?xml version='1.0'?><!--x--><!DOCTYPE a><a/>",
    ],
    ids=["laughs", "file", "net", "parameter", "plain"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(UserError, match=r"“a\.docx”含有不该有的文档类型声明"):
        parse(text.encode(encoding), "a.docx")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"\x00\x01",
        b"<a>&nothing;</a>",
        b"<a>" * 300 + b"</a>" * 300,
        b"<a>" + b"x" * 11_000_000 + b"</a>",
        b"<?xml version='1.0' encoding='UTF-7'?><a>+ADw-b/+AD4-</a>",
        "<?xml version='1.0' encoding='cp037'?><a/>".encode("cp037"),
        b"<?xml version='1.0' encoding='no-such'?><a/>",
    ],
    ids=["empty", "open", "binary", "entity", "deep", "long", "utf-7", "ebcdic", "unknown"],
)
def test_damaged_or_odd_xml_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"“a\.docx”已损坏，读不出其中的内容"):
        parse(data, "a.docx")


@pytest.mark.parametrize("piece", [b"<b/>", b'<b a="" c="" d=""/>'])
def test_a_tree_that_would_take_the_memory_is_refused_before_it_grows(
    piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_xml, "MOST_MARKS", 3_000)
    assert len(parse(b"<a>" + piece * 100 + b"</a>", "a.docx")) == 100
    with pytest.raises(UserError, match=r"“a\.docx”内容过于庞大"):
        parse(b"<a>" + piece * 3_000 + b"</a>", "a.docx")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.sampled_from([b"", b"<a>", b"<?xml version='1.0' encoding='"]))
def test_arbitrary_bytes_give_a_tree_or_a_user_error(data: bytes, head: bytes) -> None:
    try:
        assert parse(head + data, "a.ofd").tag
    except UserError:
        return
