"""Our search behind LangChain's retriever interface."""

from __future__ import annotations

from pathlib import Path

from knowledge.catalog import Catalog
from knowledge.langchain_retriever import ClauseRetriever
from knowledge.search import HybridSearch, Query
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder
from tests.knowledge.library import fill


def test_documents_are_the_clauses_of_the_search_in_its_order(tmp_path: Path) -> None:
    catalog, vectors = Catalog(tmp_path, create=True), Vectors(tmp_path, FakeEmbedder())
    fill(catalog, vectors)
    search = HybridSearch(catalog, vectors)
    documents = ClauseRetriever(search=search, limit=3).invoke("摊位经费每晚多少")
    clauses = [item.clause for item in search.search(Query("摊位经费每晚多少"), limit=3)]
    assert [document.id for document in documents] == [clause.id for clause in clauses]
    first = documents[0]
    assert first.page_content == clauses[0].text
    assert (first.metadata["source"], first.metadata["clause"]) == (
        clauses[0].source.name,
        clauses[0].address,
    )
    vectors.close()
    catalog.close()
