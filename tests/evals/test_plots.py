"""Figures as SVG: well-formed, to scale, silent where there is nothing to show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from evals.plots import BINS, EDGE, LABEL, RIGHT, SIDE, WIDTH, bars, histogram, latencies, refusal_plot
from evals.statistics import CurvePoint, Mean, refusal_curve, wilson

SHARES = st.floats(0, 1)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def of_class(svg: str, name: str) -> list[ElementTree.Element]:
    return [element for element in parsed(svg).iter() if element.get("class") == name]


@given(st.lists(SHARES, min_size=1, max_size=5), st.text(alphabet="<>&'\"甲a", max_size=5))
def test_bars_are_as_long_as_their_means(values: list[float], caption: str) -> None:
    means = {str(n): Mean(value, 9, (value, value)) for n, value in enumerate(values)}
    svg = bars(means, dict.fromkeys(means, caption), {"0": 0.5})
    lengths = [float(bar.get("width", "")) for bar in of_class(svg, "bar")]
    room = WIDTH - LABEL - RIGHT
    assert all(abs(length - room * value) < 0.1 for length, value in zip(lengths, values, strict=True))
    assert len(of_class(svg, "before")) == 1 and caption in [
        text.text or "" for text in parsed(svg).iter("text")
    ]


def test_what_is_no_share_has_no_bar() -> None:
    assert not of_class(bars({"ms": Mean(50.0, 3, (40.0, 60.0))}, {"ms": "耗时"}, {}), "bar")


def test_the_curve_and_the_point_of_now() -> None:
    curve = [CurvePoint(0.0, 0.0, 0.0), CurvePoint(1.0, 1.0, 1.0)]
    svg = refusal_plot(curve, CurvePoint(0.5, 1.0, 0.0))
    (line,) = of_class(svg, "line")
    assert line.get("points") == f"{EDGE:.1f},{EDGE + SIDE:.1f} {EDGE + SIDE:.1f},{EDGE:.1f}"
    (dot,) = of_class(svg, "dot")
    assert (float(dot.get("cx", "")), float(dot.get("cy", ""))) == (EDGE, EDGE)
    assert not of_class(refusal_plot(curve, None), "dot")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=11))
def test_columns_are_as_high_as_their_counts(counts: list[int]) -> None:
    svg = histogram("名次", [str(n) for n in range(len(counts))], counts)
    if not any(counts):
        assert svg == ""
        return
    heights = [float(bar.get("height", "")) for bar in of_class(svg, "bar")]
    assert all(
        abs(h * max(counts) - c * max(heights)) < 0.1 * max(counts)
        for h, c in zip(heights, counts, strict=True)
    )


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_every_latency_is_counted(times: list[float]) -> None:
    # a column's count stands above it, at its own middle; labels stand on the last line
    texts = list(parsed(latencies(times)).iter("text"))
    lowest = max(float(text.get("y", "")) for text in texts)
    assert sum(int(t.text or "") for t in texts if float(t.get("y", "")) < lowest) == len(times)


def test_nothing_to_show_is_nothing() -> None:
    assert refusal_plot([], None) == latencies([]) == histogram("空", ["1"], [0]) == ""


# --- sound, and within their frames --------------------------------------------------------

# What XML may hold at all; what else stands in a caption must be escaped.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]))
MEANS = st.builds(lambda share, n: Mean(share, n, wilson(share, n)), SHARES, st.integers(1, 500))
SCALE = WIDTH - LABEL - RIGHT


def numbers(text: str | None) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", text or "")]


def at(element: ElementTree.Element, name: str) -> float:
    return float(element.attrib[name])


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in parsed(svg).iter("text")]


def point(share: float) -> Mean:
    return Mean(share, 10, (share, share))


@settings(deadline=None)
@given(st.dictionaries(WORDS, st.tuples(MEANS, WORDS, st.none() | SHARES), max_size=6))
def test_bars_intervals_and_ticks_stay_on_their_track(
    rows: dict[str, tuple[Mean, str, float | None]],
) -> None:
    before = {name: tick for name, (_, _, tick) in rows.items() if tick is not None}
    captions = {name: caption for name, (_, caption, _) in rows.items()}
    svg = bars({name: found for name, (found, _, _) in rows.items()}, captions, before)
    assert [text for text in texts(svg) if text not in captions.values()] == [
        shown for found, _, _ in rows.values() if (shown := f"{found.value:.3f}") not in captions.values()
    ]
    tracks, drawn = of_class(svg, "track"), of_class(svg, "bar")
    assert len(of_class(svg, "before")) == len(before)
    for track, bar, interval in zip(tracks, drawn, of_class(svg, "interval"), strict=True):
        assert (at(track, "x"), at(track, "y"), at(track, "width")) == (LABEL, at(bar, "y"), SCALE)
        end = LABEL + at(bar, "width")
        low, _, high, *_ = numbers(interval.get("d"))
        assert LABEL - 0.1 <= low <= end + 0.2 and end - 0.2 <= high <= LABEL + SCALE + 0.1
    for tick in of_class(svg, "before"):
        assert LABEL <= numbers(tick.get("d"))[0] <= LABEL + SCALE


def test_a_tick_stands_where_the_earlier_run_stood() -> None:
    means = {"a": point(0.25), "b": point(0.5)}
    svg = bars(means, {"a": "甲", "b": "乙"}, {"b": 0.75, "gone": 1.0})
    (tick,) = of_class(svg, "before")
    x, y, _ = numbers(tick.get("d"))
    assert x == LABEL + SCALE * 0.75 and y == at(of_class(svg, "track")[1], "y") - 2


def drawn(words: str) -> list[str]:
    return [bars({"a": point(0.5)}, {"a": words}, {}), histogram(words, [words], [1])]


def test_a_hostile_caption_adds_no_element() -> None:
    hostile = "</text><script>&\"'<img src=x onerror=alert(1)>"
    for plain, poisoned in zip(drawn("甲"), drawn(hostile), strict=True):
        assert [e.tag for e in parsed(poisoned).iter()] == [e.tag for e in parsed(plain).iter()]
        assert [sorted(e.attrib) for e in parsed(poisoned).iter()] == [
            sorted(e.attrib) for e in parsed(plain).iter()
        ]
        assert hostile in texts(poisoned)


@settings(deadline=None)
@given(st.lists(SHARES, min_size=1, max_size=20), st.lists(SHARES, min_size=1, max_size=20))
def test_the_curve_stays_within_its_axes(sure: list[float], unsure: list[float]) -> None:
    curve = refusal_curve(sure, unsure)
    (line,) = of_class(refusal_plot(curve, None), "line")
    places = numbers(line.get("points"))
    assert len(places) == 2 * len(curve) and all(EDGE <= place <= EDGE + SIDE for place in places)
    assert places[:2] == [EDGE, EDGE + SIDE] and places[-2:] == [EDGE + SIDE, EDGE]


@settings(deadline=None)
@given(WORDS, st.lists(st.tuples(WORDS, st.integers(0, 10_000)), min_size=1, max_size=30))
def test_columns_show_their_counts_and_labels(title: str, rows: list[tuple[str, int]]) -> None:
    svg = histogram(title, [label for label, _ in rows], [count for _, count in rows])
    if not svg:
        return
    assert texts(svg) == [text for label, n in rows for text in ([str(n)] if n else []) + [label]]
    picture = parsed(svg).find("svg")
    assert picture is not None and picture.get("aria-label") == title
    _, _, width, height = numbers(picture.get("viewBox"))
    for column in of_class(svg, "bar"):
        assert at(column, "x") >= 0 and at(column, "x") + at(column, "width") <= width
        assert at(column, "y") >= 0 and at(column, "y") + at(column, "height") <= height


def counted(times: Sequence[float]) -> list[int]:
    """The count above every column of the latencies; 0 where none stands."""
    found: list[int] = []
    for element in parsed(latencies(times)).iter():
        if element.get("class") == "bar":
            found.append(0)
        elif element.tag == "text" and at(element, "y") < 160:
            found[-1] = int(element.text or "")
    return found


def test_times_stand_in_their_columns() -> None:
    found = counted([0.0, 0.9, 1.0, 4.5, 19.9])
    assert len(found) == BINS + 1
    assert {place: n for place, n in enumerate(found) if n} == {0: 2, 1: 1, 4: 1, 19: 1}


def test_the_slowest_hundredth_took_longer() -> None:
    assert counted([*range(1, 200), 10_000])[BINS] in (2, 3)
    assert texts(latencies([5.0] * 9))[-1] == "更久"


def test_what_does_not_exceed_the_percentile_did_not_take_longer() -> None:
    assert counted([100.0] * 10)[BINS] == 0
