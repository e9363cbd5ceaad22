"""Figures of a run as SVG: nothing is fetched, nothing runs, and a screen reader has the numbers too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.statistics import CurvePoint, Mean, percentile

WIDTH = 640
ROW, LABEL, RIGHT = 22, 210, 70
SIDE, EDGE = 260, 40
BINS = 20


def bars(means: Mapping[str, Mean], captions: Mapping[str, str], before: Mapping[str, float]) -> str:
    """Means of 0..1 with their intervals; a tick where the earlier run stood."""
    rows = [(name, found) for name, found in means.items() if found.interval[1] <= 1]
    scale = WIDTH - LABEL - RIGHT
    parts = []
    for place, (name, found) in enumerate(rows):
        y = place * ROW
        low, high = (LABEL + scale * bound for bound in found.interval)
        parts += [
            _text(LABEL - 8, y + 15, captions[name], anchor="end"),
            f'<rect class="track" x="{LABEL}" y="{y + 5}" width="{scale}" height="12"/>',
            f'<rect class="bar" x="{LABEL}" y="{y + 5}" width="{scale * found.value:.1f}" height="12"/>',
            f'<path class="interval" d="M{low:.1f} {y + 11}H{high:.1f}M{low:.1f} {y + 7}v8M{high:.1f} {y + 7}v8"/>',
            _text(WIDTH - RIGHT + 8, y + 15, f"{found.value:.3f}"),
        ]
        if name in before:
            x = LABEL + scale * before[name]
            parts.append(f'<path class="before" d="M{x:.1f} {y + 3}v16"/>')
    return _svg("各项得分和 95% 区间", WIDTH, len(rows) * ROW + 6, parts)


def refusal_plot(curve: Sequence[CurvePoint], at: CurvePoint | None) -> str:
    """Refused of the unanswerable (up) against refused of the answerable (right) over all thresholds."""
    if not curve:
        return ""
    points = " ".join(f"{_x(point.false_refusal):.1f},{_y(point.refused):.1f}" for point in curve)
    parts = [*_axes("误拒", "该拒答的已拒答"), f'<polyline class="line" points="{points}"/>']
    if at:
        parts.append(f'<circle class="dot" cx="{_x(at.false_refusal):.1f}" cy="{_y(at.refused):.1f}" r="5"/>')
        parts.append(_text(_x(at.false_refusal) + 10, _y(at.refused) + 16, "现在"))
    return _svg("拒答曲线", SIDE + 2 * EDGE, SIDE + 2 * EDGE, parts)


def histogram(title: str, labels: Sequence[str], counts: Sequence[int]) -> str:
    """Counts as columns, each with its label and number."""
    if not any(counts):
        return ""
    column, height, most = (WIDTH - 20) / len(counts), 140, max(counts)
    parts = []
    for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
        x, tall = 10 + place * column, height * count / most
        parts += [
            f'<rect class="bar" x="{x + 2:.1f}" y="{20 + height - tall:.1f}" width="{column - 4:.1f}" height="{tall:.1f}"/>',
            _text(x + column / 2, 14 + height - tall, str(count), anchor="middle") if count else "",
            _text(x + column / 2, height + 36, label, anchor="middle"),
        ]
    return _svg(title, WIDTH, height + 46, parts)


def latencies(times: Sequence[float]) -> str:
    """How long answers took, in milliseconds, up to the 99th percentile."""
    if not times:
        return ""
    longest = max(float(BINS), percentile(times, 0.99))
    step = longest / BINS
    counts = [0] * (BINS + 1)
    for time in times:
        counts[BINS if time > longest else min(BINS - 1, int(time / step))] += 1
    labels = [f"{step * place:.0f}" if place % 2 == 0 else "" for place in range(BINS)] + ["更久"]
    return histogram("耗时（毫秒）", labels, counts)


def _x(share: float) -> float:
    return EDGE + SIDE * share


def _y(share: float) -> float:
    return EDGE + SIDE * (1 - share)


def _axes(right: str, up: str) -> list[str]:
    return [
        f'<path class="axis" d="M{EDGE} {EDGE}V{EDGE + SIDE}H{EDGE + SIDE}"/>',
        f'<path class="chance" d="M{EDGE} {EDGE + SIDE}L{EDGE + SIDE} {EDGE}"/>',
        _text(EDGE + SIDE / 2, EDGE + SIDE + 28, f"{right}（0 到 1）", anchor="middle"),
        _text(EDGE, EDGE - 12, f"{up}（0 到 1）"),
    ]


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}">{"".join(parts)}</svg></figure>'
    )
