"""A folder of files that goes in, over real SQLite and real Chroma."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ingest.run import Outcome, ingest
from knowledge.catalog import Catalog
from knowledge.search import HybridSearch, Query
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder

OLD = "云州市夜市办法\n第一条 夜市每周六开放。\n第二条 摊位费每晚十元。\n"
NEW = "云州市夜市办法\n第一条 夜市每周日开放。\n第二条 摊位费每晚十二元。\n第三条 雨天停办。\n"
DUTIES = (
    "云州市夜市办法\n云科协发〔2031〕7号\n第一条 到2033年，新建夜市20个。\n第二条 每年培训摊主300人次。\n"
)


@dataclass
class Library:
    """A data folder, a folder of files, and an embedder that can be changed."""

    data: Path
    files: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)

    def __post_init__(self) -> None:
        self.files.mkdir()
        self.data.mkdir()
        self.catalog = Catalog(self.data, create=True)
        self.vectors = Vectors(self.data, self.embedder)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, *files: Path) -> list[Outcome]:
        return list(ingest(files, self.catalog, self.vectors))

    def answer(self, question: str) -> list[str]:
        found = HybridSearch(self.catalog, self.vectors).search(Query(question), limit=1)
        return [evidence.clause.text for evidence in found]

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()


def statuses(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.name, outcome.status) for outcome in outcomes]
