"""The sample notices, indexed with the bundled model."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import Settings
from evals.target import indexed

EVALS = Path(__file__).parents[2] / "evals"


def sample_index(data: Path) -> Settings:
    """Settings of an index of evals/corpus; costs nothing where it is made already."""
    settings = Settings(data=data)
    indexed(EVALS / "corpus", settings)
    return settings
