"""What every generated notice must give, however its lines were broken."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from ingest.clauses.pieces import LONGEST_CLAUSE
from ingest.clauses.validate import faults
from ingest.split import split
from tests.ingest.notices import Notice, flattened_notices, notices, wrapped_notices
from tests.ingest.texts import bare

SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)


def wrong(notice: Notice) -> list[str]:
    """What a notice's clauses are not as they should be."""
    document = split(notice.text, "a.txt")
    clauses = document.clauses
    right = {
        "addresses": [clause.address for clause in clauses] == list(notice.addresses),
        "words": "".join(bare(clause.raw) for clause in clauses) == notice.words,
        "checks": not faults(notice.text, clauses, document.noise),
        "warnings": not document.warnings,
        "cap": all(clause.end - clause.start <= LONGEST_CLAUSE for clause in clauses),
        "noise": {zone.name for zone in document.noise} <= {"页码"},
    }
    return [name for name, held in right.items() if not held]


@SLOW
@given(notices())
def test_tables_boxes_attachments_and_page_numbers(notice: Notice) -> None:
    assert wrong(notice) == []


@SLOW
@given(wrapped_notices())
def test_paragraphs_broken_into_lines(notice: Notice) -> None:
    assert wrong(notice) == []


@SLOW
@given(flattened_notices())
def test_text_that_lost_its_lines(notice: Notice) -> None:
    assert wrong(notice) == []
