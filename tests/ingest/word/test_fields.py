"""Fields: the result is shown, the instruction is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.word.fields import Fields


def _drawn(instruction: str) -> str:
    fields = Fields()
    fields.step("begin")
    fields.instruct(instruction)
    return fields.step("end")


def test_words_are_shown_once_every_instruction_around_is_over() -> None:
    fields = Fields()
    shown = [fields.shown]
    for kind in ("begin", "begin", "separate", "end", "separate", "end"):
        fields.step(kind)
        shown.append(fields.shown)
    assert shown == [True, False, False, False, False, True, True]


@pytest.mark.parametrize(
    ("instruction", "drawn"),
    [
        (r"eq \o\ac(○,3)", "③"),
        (r" EQ \o\ac(○; 12)", "⑫"),
        (r"eq \o\ac(○,21)", "21"),
        (r"eq \o\ac(□,密)", "密"),
        (r"eq \f(1,2)", ""),
        ("PAGE", ""),
    ],
)
def test_a_character_in_a_frame_is_drawn_from_the_instruction(instruction: str, drawn: str) -> None:
    assert _drawn(instruction) == drawn


def test_a_field_inside_an_instruction_draws_nothing() -> None:
    fields = Fields()
    fields.step("begin")
    fields.step("begin")
    fields.instruct(r"eq \o\ac(○,3)")
    assert fields.step("end") == ""


@given(st.lists(st.sampled_from(["begin", "separate", "end", None, "乱"]), max_size=30))
def test_any_order_of_marks_ends_well(kinds: list[str | None]) -> None:
    fields = Fields()
    for kind in kinds:
        fields.step(kind)
    for _ in kinds:
        fields.step("end")
    assert fields.shown
