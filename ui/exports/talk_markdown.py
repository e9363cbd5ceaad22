"""A conversation as Markdown in which no text from outside can become markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ui.exports.talk_blocks import Block, Kind

# Any ASCII mark may carry a backslash; these may not go without one somewhere in a paragraph.
_MARKS = re.compile(r"[!#$&()*+\-:<=>@\[\\\]^_`{|}~]|(?<!\d)\.|\.(?!\d)")
_FORMS: dict[Kind, str] = {
    "title": "# {}",
    "remark": "> {}",
    "heading": "## {}",
    "question": "**问：** {}",
    "label": "**{}**",
    "text": "{}",
    "source": "- {}",
}


def markdown(blocks: Sequence[Block]) -> str:
    """The text of the file. A blank line stands after every block, so none runs into the next."""
    return "\n\n".join(_FORMS[block.kind].format(escaped(block.text)) for block in blocks) + "\n"


def escaped(text: str) -> str:
    """One line of text as Markdown that shows exactly it."""
    return _MARKS.sub(r"\\\g<0>", text)
