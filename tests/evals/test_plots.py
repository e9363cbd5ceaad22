"""Figures as SVG: well-formed, to scale, silent where there is nothing to show."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from evals.plots import EDGE, LABEL, RIGHT, SIDE, WIDTH, bars, histogram, latencies, refusal_plot
from evals.statistics import CurvePoint, Mean

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
