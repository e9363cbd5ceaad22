"""The one error a user sees.

UserError        a mistake the user can mend: bad file, missing index, busy writer, bad setting
└── EmbeddingError   (knowledge.embedding) the embedding model or its endpoint cannot be used
"""


class UserError(Exception):
    """A mistake the user can mend; `str()` is one clear Chinese sentence."""
