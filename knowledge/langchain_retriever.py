"""Our search for those who come from LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.search import Query


class ClauseRetriever(BaseRetriever):
    """Any `knowledge.search.Retriever` as a LangChain retriever.

    A document is a clause; its metadata holds `source`, `doc_number`, `clause` (address), `path`,
    `start`, `end` (offsets in the source) and `score`.
    """

    search: Any
    limit: int = 10
    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.search.search(Query(query), limit=self.limit)
        return [
            Document(
                id=item.clause.id,
                page_content=item.clause.text,
                metadata={
                    "source": item.clause.source.name,
                    "doc_number": item.clause.source.doc_number,
                    "clause": item.clause.address,
                    "path": list(item.clause.path),
                    "start": item.clause.start,
                    "end": item.clause.end,
                    "score": item.score,
                },
            )
            for item in found
        ]
