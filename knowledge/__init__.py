"""What is known: documents, clauses, their vectors and words, the ledger."""

from knowledge.arenas import one_arena

one_arena()  # before an import of Chroma's starts the first thread, which would leave a second heap
