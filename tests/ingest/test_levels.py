"""Public documents that stand beside the project: every one is split in full, and twenty-one as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.clauses.validate import faults
from ingest.readers import READERS, read
from ingest.split import split
from knowledge.errors import UserError
from tests.ingest.levels import digest, expected, tally

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "gov_dev"
FILES = sorted(path for path in CORPUS.glob("*/*") if path.suffix.lower() in READERS)
missing = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{CORPUS} is not there: real documents not read")


@missing
def test_levels_and_addresses_of_documents_read_by_hand() -> None:
    tallies = {
        file: tally(split(read((CORPUS / file).read_bytes(), file), Path(file).name), wanted)
        for file, wanted in expected().items()
    }
    total = sum(one.total for one in tallies.values())
    wrong = {file: one.wrong for file, one in tallies.items() if one.wrong}
    assert len(tallies) >= 20 and total > 400
    assert sum(one.found for one in tallies.values()) == total, wrong
    assert sum(one.level for one in tallies.values()) >= 0.97 * total, wrong
    assert sum(one.address for one in tallies.values()) >= 0.97 * total, wrong


@missing
@pytest.mark.timeout(600)
def test_every_document_is_read_or_refused_and_split_without_loss() -> None:
    refused = []
    for path in FILES:
        try:
            reading = read(path.read_bytes(), path.name)
        except UserError as error:
            refused.append(f"{path.name}: {error}")
            continue
        document = split(reading, path.name)
        assert faults(document.text, document.clauses, document.noise) == (), path.name
        assert not [one for one in document.warnings if "没有通过检查" in one], path.name
    assert len(refused) < len(FILES) / 10, refused


def test_a_heading_is_known_by_its_words_alone() -> None:
    assert digest("一、 总体\u3000要求") == digest("一、总体要求") != digest("一、总体要求。")
