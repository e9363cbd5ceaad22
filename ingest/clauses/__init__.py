"""Lines → clauses: the divisions of a document, the tree of each, the drafts of its clauses and checks on them."""
