"""The sample notices, indexed once a session with the bundled model, and questions embedded once."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from assistant.settings import Settings
from evals.target import indexed

EVALS = Path(__file__).parents[2] / "evals"


@cache
def sample_settings() -> Settings:
    """Settings of an index of evals/corpus."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(data=folder)
    indexed(EVALS / "corpus", settings)
    return settings
