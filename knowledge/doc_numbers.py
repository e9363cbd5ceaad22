"""Document numbers (发文字号) in one form, whatever brackets, blanks and zeros they are printed with."""

from __future__ import annotations

import re

from knowledge.documents import CLOSING, DOC_NUMBER, OPENING, ORDER_NUMBER
from knowledge.quantities import fold

_BRACKETS = str.maketrans(OPENING + CLOSING, "〔" * len(OPENING) + "〕" * len(CLOSING))
_PADDED = re.compile(r"(?<=〕)第?0*(?=\d)")
_OF_STATE = re.compile("^中华人民共和国(?=[一-龥]{2,20}令第)")


def plain_number(doc_number: str) -> str:
    """A document number in its canonical form: 京科协发〔2011〕4号, 国务院令第707号."""
    return _OF_STATE.sub("", _PADDED.sub("", re.sub(r"\s", "", fold(doc_number)).translate(_BRACKETS)))


def number_in(text: str) -> str | None:
    """The first document number of a text as printed, blanks left out; None if it holds none."""
    found = DOC_NUMBER.search(text) or ORDER_NUMBER.search(text)
    return re.sub(r"\s", "", found.group()) if found else None
