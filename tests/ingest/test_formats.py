"""One notice in every format: the same clauses from each of them, at the same addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from ingest.pages import recognition
from ingest.run import Outcome, ingest
from ingest.workers.supervisor import Workers
from knowledge.catalog import Catalog
from knowledge.documents import Clause
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder
from tests.ingest.hostile import packed
from tests.ingest.pages.test_recognition import TOO_MANY, as_pdf, distance, needs_recognition, scanned
from tests.ingest.readers import notice, web_pages, written_ofd
from tests.ingest.readers.printed_notice import printed
from tests.ingest.readers.test_mail import letter
from tests.ingest.readers.writers_word import converted, needs_soffice, notice_docx

PLAIN, SCAN = "纯文本.txt", "扫描.pdf"
OWN = (PLAIN, "标记.md", "网页.html", "打印编号.docx", "自动编号.docx", "版式.ofd", "存档.mht")
CONTAINED = ("压缩包里.txt", "邮件里.txt")
OFFICE = ("旧版.doc", "金山.wps", "交换.rtf", "打印.pdf")
PAGED = ("版式.ofd", "打印.pdf")
EXACT = [*OWN[1:], *CONTAINED, *(pytest.param(name, marks=needs_soffice) for name in OFFICE)]
Ingested = Mapping[str, tuple[str, tuple[Clause, ...]]]


def marked_down() -> str:
    """The notice in Markdown: headings, paragraphs apart, the table between strokes."""
    heads = {1: "## ", 2: "### "}
    lines = list(notice.lines()[: notice.lines().index(notice.PLAN)])
    lines += [f"# {notice.PLAN}", *(heads.get(at, "") + mark + text for at, mark, text in notice.ITEMS)]
    head, *rows = ("| " + " | ".join(row) + " |" for row in notice.TABLE)
    return "\n\n".join([*lines, notice.TABLE_TITLE, "\n".join([head, "|---|---|---|---|", *rows])]) + "\n"


def own_files() -> dict[str, bytes]:
    """The notice by writers that need no office program."""
    site = web_pages.MENU + web_pages.CRUMBS + web_pages.paragraphs()
    return {
        PLAIN: notice.text().encode(),
        "标记.md": marked_down().encode(),
        "网页.html": web_pages.page(site).encode(),
        "打印编号.docx": notice_docx(automatic=False),
        "自动编号.docx": notice_docx(automatic=True),
        "版式.ofd": written_ofd.package(written_ofd.press().pages),
        "存档.mht": web_pages.archived(web_pages.page(web_pages.paragraphs())),
        "归档.zip": packed({"科协/压缩包里.txt": notice.text().encode("gb18030")}),
        "来信.eml": letter(邮件里_txt=notice.text().encode("utf-16")).as_bytes(),
    }


def office_files() -> dict[str, bytes]:
    """The notice as an office program saves and prints it; the last one scanned, where it can be read."""
    document = notice_docx(automatic=True)
    files = {
        "旧版.doc": converted(document, ".docx", "doc"),
        "金山.wps": converted(converted(document, ".docx", "odt"), ".odt", "doc"),
        "交换.rtf": converted(notice_docx(automatic=False), ".docx", "rtf"),
        "打印.pdf": printed(),
    }
    return {**files, SCAN: as_pdf(scanned(printed()))} if recognition.available() else files


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, list[Outcome]]]:
    """All files ingested in one run, by worker processes."""
    folder = tmp_path_factory.mktemp("formats")
    with_office = not needs_soffice.args[0]
    paths = []
    for name, data in {**own_files(), **(office_files() if with_office else {})}.items():
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    (folder / "data").mkdir()
    catalog = Catalog(folder / "data", create=True)
    vectors = Vectors(folder / "data", FakeEmbedder())
    with Workers(1) as workers:
        yield catalog, list(ingest(paths, catalog, vectors, parser=workers))
    vectors.close()
    catalog.close()


@pytest.fixture(scope="module")
def ingested(library: tuple[Catalog, list[Outcome]]) -> Ingested:
    """Text and clauses of each document."""
    catalog, _ = library
    return {name: (catalog.text(name), catalog.clauses(name)) for name in catalog.digests()}


def tree(clauses: tuple[Clause, ...]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """What the clauses say and where they stand, without the marks of Markdown and the gaps of tables."""
    return [(_bare(clause.text), clause.address, clause.kind, clause.path) for clause in clauses]


def _bare(text: str) -> str:
    return text.translate(str.maketrans("", "", "#| "))


def test_every_file_goes_in(library: tuple[Catalog, list[Outcome]]) -> None:
    _, outcomes = library
    told = {outcome.name: (outcome.status, outcome.message) for outcome in outcomes}
    names = {*OWN, *CONTAINED, *(set(OFFICE) & set(told))}
    assert {name: told[name] for name in names} == dict.fromkeys(names, ("new", ""))
    assert told["归档.zip"][0] == told["来信.eml"][0] == "opened"


@pytest.mark.parametrize("name", EXACT)
def test_the_clauses_are_those_of_plain_text(ingested: Ingested, name: str) -> None:
    expected = tree(ingested[PLAIN][1])
    assert len(expected) == 21 and {kind for _, _, kind, _ in expected} >= {"heading", "item", "table"}
    assert tree(ingested[name][1]) == expected


def test_each_clause_is_the_text_at_its_place(ingested: Ingested) -> None:
    for name, (text, clauses) in ingested.items():
        assert all(text[clause.start : clause.end] == clause.raw for clause in clauses), name


def test_commitments_are_those_of_plain_text(library: tuple[Catalog, list[Outcome]]) -> None:
    catalog, _ = library
    found: dict[str, list[tuple[object, ...]]] = {}
    for row in catalog.commitments():
        facts = (row.clause.address, _bare(row.task), row.lead, row.deadline, row.frequency)
        found.setdefault(row.clause.source.name, []).append(facts)
    assert len(found[PLAIN]) == 12
    assert all(found[name] == found[PLAIN] for name in {*OWN, *CONTAINED, *OFFICE} & set(found))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=needs_soffice if name in OFFICE else ()) for name in PAGED]
)
def test_pages_are_those_of_the_paper(ingested: Ingested, name: str) -> None:
    clauses = ingested[name][1]
    attached = next(clause.ordinal for clause in clauses if clause.kind == "attachment")
    pages = [clause.page or 0 for clause in clauses]
    assert pages == sorted(pages) and set(pages[:attached]) == {1}
    assert pages[attached] == 2 and pages[-1] in (2, 3)
    assert not any(clause.scanned for clause in clauses)


def test_formats_without_pages_name_none(ingested: Ingested) -> None:
    without = set(ingested) - {*PAGED, SCAN}
    assert not [clause for name in without for clause in ingested[name][1] if clause.page or clause.scanned]


@needs_soffice
@needs_recognition
def test_a_scan_is_read_within_one_character_in_a_hundred_and_marked(ingested: Ingested) -> None:
    text, clauses = ingested[SCAN]
    assert distance(text, notice.text()) <= TOO_MANY * len(notice.text())
    assert [clause.address for clause in clauses] == [clause.address for clause in ingested[PLAIN][1]]
    assert [clause.kind for clause in clauses] == [clause.kind for clause in ingested[PLAIN][1]]
    assert all(clause.scanned for clause in clauses)
    assert [clause.page for clause in clauses] == [clause.page for clause in ingested["打印.pdf"][1]]
