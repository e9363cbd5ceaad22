"""The timeline of deadlines and recurring duties: time to the right, one line for each document.

Plotly reads a subset of HTML in every label, links included; `label` makes any text from outside plain.
"""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from knowledge.commitments import Commitment
from knowledge.documents import Source
from knowledge.timetable import Timetable, day_of
from knowledge.validity import issued_title
from ui.exports.columns import clean
from ui.exports.recurrence import due_days, recurrence

LONGEST_NAME = 22
LONGEST_TASK = 30
MOST_TASKS = 5
MOST_DOCUMENTS = 40
LINE_HEIGHT, MARGINS = 48, 140
GRID = "#e2e8f0"
LINE_NAME = {"x": 0, "xref": "paper", "xanchor": "left", "yshift": 20, "showarrow": False}
CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
Points = Mapping[tuple[Source, date], Sequence[Commitment]]
# Colours of at least 3:1 against white; the shape tells the groups apart without them.
LOOKS: dict[str, tuple[str, str]] = {
    "期限已过": ("#b45309", "circle"),
    "期限已过（文件已失效）": ("#6b7280", "x"),
    "今年": ("#1f5a96", "diamond"),
    "以后": ("#2e7d4f", "square"),
    "定期任务": ("#7c3aed", "diamond-open"),
}


def chart(table: Timetable) -> str | None:
    """The figure as JSON, with its configuration; None where nothing has a day.

    Shows the recurring duties of this year and the next, but not those of days and weeks.
    """
    groups = {name: points for name, points in _groups(table).items() if points}
    shown = _documents(groups.values())
    if not shown:
        return None
    lines = {source: label(_name(source, number)) for number, source in enumerate(shown, 1)}
    figure = go.Figure([_trace(name, points, lines) for name, points in groups.items()])
    figure.add_vline(x=table.today.isoformat(), line={"color": "#334155", "width": 1, "dash": "dot"})
    figure.update_layout(**_layout(lines, table.today))
    return json.dumps({**json.loads(figure.to_json()), "config": CONFIG}, ensure_ascii=False)


def label(text: str) -> str:
    """A text for plotly that shows as it is: no tag, no link, no invisible character."""
    return html.escape(clean(text).replace("\n", " "), quote=False)


def _groups(table: Timetable) -> dict[str, Points]:
    dated = (table.past, table.past_outdated, table.this_year, table.later)
    pairs: list[Iterable[tuple[Commitment, date | None]]] = [
        ((row, day_of(row)) for row in rows) for rows in dated
    ]
    return dict(zip(LOOKS, map(_points, (*pairs, _due(table))), strict=True))


def _due(table: Timetable) -> Iterator[tuple[Commitment, date]]:
    """The days of recurring duties in this year and the next."""
    since, until = date(table.today.year, 1, 1), date(table.today.year + 1, 12, 31)
    for rows in table.recurring.values():
        for row in rows:
            found = recurrence(row, table.today)
            if found and found.rule["FREQ"] not in ("DAILY", "WEEKLY") and not row.source.outdated:
                yield from ((row, day) for day in due_days(found, since, until))


def _points(pairs: Iterable[tuple[Commitment, date | None]]) -> Points:
    """(document, day) → rows: one mark however many fall together."""
    found: dict[tuple[Source, date], list[Commitment]] = defaultdict(list)
    for row, day in pairs:
        if day is not None:
            found[row.source, day].append(row)
    return found


def _documents(groups: Iterable[Points]) -> list[Source]:
    """The documents with the most rows, those first that come first by name."""
    counts: dict[Source, int] = defaultdict(int)
    for points in groups:
        for (source, _), rows in points.items():
            counts[source] += len(rows)
    most = sorted(counts, key=lambda source: -counts[source])[:MOST_DOCUMENTS]
    return sorted(most, key=lambda source: source.name)


def _name(source: Source, number: int) -> str:
    """The title of what a document issues, short; its number on the chart keeps equal ones apart."""
    name = issued_title(source.title) or source.name
    return f"{number}. {name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + '…'}"


def _trace(group: str, points: Points, lines: Mapping[Source, str]) -> go.Scatter:
    colour, symbol = LOOKS[group]
    shown = [(source, day, rows) for (source, day), rows in points.items() if source in lines]
    return go.Scatter(
        x=[day.isoformat() for _, day, _ in shown],
        y=[lines[source] for source, _, _ in shown],
        hovertext=[_hover(group, day, rows) for _, day, rows in shown],
        hoverinfo="text",
        customdata=[rows[0].id for *_, rows in shown],
        mode="markers",
        name=group,
        marker={"color": colour, "symbol": symbol, "size": [_size(len(rows)) for *_, rows in shown]},
    )


def _size(count: int) -> int:
    return min(8 + 2 * count, 20)


def _hover(group: str, day: date, rows: Sequence[Commitment]) -> str:
    """The day, how many, and the first tasks; the line breaks are ours."""
    tasks = [f"· {label(_short(row.task))}" for row in rows[:MOST_TASKS]]
    more = [f"……另有 {len(rows) - MOST_TASKS} 项，见下表"] if len(rows) > MOST_TASKS else []
    return "<br>".join([f"{day.isoformat()}　{group}　{len(rows)} 项", *tasks, *more])


def _short(task: str) -> str:
    return task if len(task) <= LONGEST_TASK else task[: LONGEST_TASK - 1] + "…"


def _layout(lines: Mapping[Source, str], today: date) -> dict[str, object]:
    names = list(lines.values())
    return {
        "height": MARGINS + LINE_HEIGHT * max(len(names), 3),
        "margin": {"l": 10, "r": 10, "t": 30, "b": 60},
        "xaxis": {
            "type": "date", "tickformat": "%Y-%m", "nticks": 8, "tickangle": 0, "fixedrange": True, "gridcolor": GRID,
        },
        "yaxis": {
            "type": "category", "categoryorder": "array", "categoryarray": names[::-1], "fixedrange": True,
            "showticklabels": False, "gridcolor": GRID, "range": [-0.5, len(names) - 0.2],
        },
        "legend": {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
        "dragmode": False,
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "font": {"family": "system-ui, Microsoft YaHei, Noto Sans CJK SC, sans-serif", "size": 13, "color": "#1e293b"},
        "annotations": [
            {"x": today.isoformat(), "y": 1, "yref": "paper", "yanchor": "bottom", "text": "今天", "showarrow": False},
            *({**LINE_NAME, "y": name, "text": name} for name in names),
        ],
    }  # fmt: skip
