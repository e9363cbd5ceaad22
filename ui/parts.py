"""What the tabs of the page share: clickable HTML, quiet events, and what a user reads about an error."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import gradio as gr

from knowledge.errors import UserError

TROUBLE = "出错了，请重试；问题已记录。"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
CLICKS = Path(__file__).with_name("clicks.js").read_text(encoding="utf-8")
log = logging.getLogger(__name__)


def apology(error: Exception) -> str:
    """What the user reads about an error; what we did not expect goes to the log."""
    if isinstance(error, UserError):
        return str(error) or TROUBLE
    log.error("unexpected error on the page", exc_info=error)
    return TROUBLE


def clickable(value: str, label: str, elem_id: str) -> gr.HTML:
    """HTML whose buttons with `data-pick` send their value back (clicks.js)."""
    return gr.HTML(value, label=label, elem_id=elem_id, js_on_load=CLICKS, apply_default_css=False)
