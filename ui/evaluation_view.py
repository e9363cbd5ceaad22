"""What the tab 「评测」 shows, as HTML. Pure functions over plain values; every text passes through `plain`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.feedback import VERDICTS, Feedback
from ui.render import note, plain

NO_RUNS = "这个数据目录里还没有评测记录。用同一个 --data 运行 zhice eval --suite 题库，或不写 --data 运行 zhice eval all，结果会留在这里。"
NO_REMARKS = "没有待处理的意见。"
FIRST = ("passed", "target_recall", "refused", "false_refusal")


@dataclass(frozen=True, slots=True)
class Score:
    """A mean with its interval and count, and the limits of the gate, where it has any."""

    caption: str
    value: float
    n: int
    low: float
    high: float
    floor: float | None = None
    ceiling: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the mean keeps its limits."""
        return (self.floor is None or self.value >= self.floor - 1e-9) and (
            self.ceiling is None or self.value <= self.ceiling + 1e-9
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A run in the list: what it was of, when, and how it came out."""

    id: str
    suite: str
    at: datetime
    count: int
    scores: Mapping[str, Score]
    verdict: str


def run_table(lines: Sequence[Line], current: str) -> str:
    """The runs, newest first, as a table whose first cells open them."""
    if not lines:
        return note(NO_RUNS)
    heads = ("题库", "时间", "题数", "主要得分（95% 区间）", "该拒答的已拒答", "误拒", "门槛")
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(_run_row(line, heads, line.id == current) for line in lines)
    return f'<div class="documents runs"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _run_row(line: Line, heads: Sequence[str], current: bool) -> str:
    first = next((line.scores[name] for name in FIRST[:2] if name in line.scores), None)
    cells = (
        f"{line.at.astimezone():%Y-%m-%d %H:%M}", str(line.count), _with_interval(first),
        _bare(line.scores.get("refused")), _bare(line.scores.get("false_refusal")), line.verdict,
    )  # fmt: skip
    mark = ' aria-current="true"' if current else ""
    name = f'<button type="button" class="link" data-pick="run:{plain(line.id)}"{mark}>{plain(line.suite)}</button>'
    rest = "".join(
        f'<td data-label="{label}">{plain(cell) or "—"}</td>'
        for label, cell in zip(heads[1:], cells, strict=True)
    )
    return f"<tr><td>{name}</td>{rest}</tr>"


def _bare(score: Score | None) -> str:
    return _number(score.value) if score else ""


def _with_interval(score: Score | None) -> str:
    return f"{_number(score.value)}（{_number(score.low)}–{_number(score.high)}）" if score else ""


def _number(value: float) -> str:
    return f"{value:.1f}" if value > 1 else f"{value:.3f}"


def run_page(
    line: Line,
    about: str,
    breaches: Sequence[str],
    excused: Mapping[str, str],
    failures: Sequence[tuple[str, ...]],
) -> str:
    """One run: its scores against the gate, what the gate found, and the failed cases.

    A failure is id, question, expected, answer, reason.
    """
    rows = "".join(_score_row(score) for score in line.scores.values())
    heads = "".join(f'<th scope="col">{text}</th>' for text in ("指标", "均值", "95% 区间", "题数", "门槛"))
    found = "".join(f"<li>未达标：{plain(breach)}</li>" for breach in breaches)
    allowed = "".join(f"<li>允许变坏：{plain(case)}（{plain(why)}）</li>" for case, why in excused.items())
    listed = "".join(map(_failure, failures)) or "<p>没有未通过的题。</p>"
    return (
        f'<section class="run"><h3 tabindex="-1">{plain(line.suite)}：{plain(line.verdict or "没有门槛")}</h3>'
        f'<p class="caption">{plain(about)}</p><ul>{found}{allowed}</ul>'
        f"<h4>未通过的题（{len(failures)}）</h4>{listed}<h4>各项得分</h4>"
        f'<div class="documents"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _score_row(score: Score) -> str:
    limits = [f"不低于 {score.floor:g}"] if score.floor is not None else []
    limits += [f"不高于 {score.ceiling:g}"] if score.ceiling is not None else []
    broken = "" if score.kept else "（未达标）"
    cells = (
        ("均值", _number(score.value)), ("95% 区间", f"{_number(score.low)}–{_number(score.high)}"),
        ("题数", str(score.n)), ("门槛", "，".join(limits) + broken),
    )  # fmt: skip
    rest = "".join(f'<td data-label="{label}">{plain(cell) or "—"}</td>' for label, cell in cells)
    return f"<tr{'' if score.kept else ' class=broken'}><td>{plain(score.caption)}</td>{rest}</tr>"


def _failure(failure: tuple[str, ...]) -> str:
    name, question, expected, answer, reason = failure
    rows = (("应答", expected), ("实答", answer), ("原因", reason))
    told = "".join(f"<dt>{label}</dt><dd>{plain(text)}</dd>" for label, text in rows if text)
    return (
        f'<details class="failed"><summary>{plain(f"{name}  {question}")}</summary><dl>{told}</dl></details>'
    )


def remark_list(remarks: Sequence[Feedback], current: str) -> str:
    """The remarks that wait, as buttons."""
    if not remarks:
        return note(NO_REMARKS)
    items = "".join(_remark(one, one.id == current) for one in remarks)
    return f'<div class="talks" role="group" aria-label="待处理的意见">{items}</div>'


def _remark(remark: Feedback, current: bool) -> str:
    mark = ' aria-current="true"' if current else ""
    return (
        f'<button type="button" class="talk" data-pick="remark:{plain(remark.id)}"{mark}>'
        f"<span>{verdict_of(remark)}：{plain(remark.question)}</span><small>{plain(remark.at[:16].replace('T', ' '))}</small></button>"
    )


def verdict_of(remark: Feedback) -> str:
    """What was said of the answer, in Chinese."""
    return next(name for name, value in VERDICTS.items() if value == remark.verdict)


def remark_page(remark: Feedback) -> str:
    """A remark with its question, what was answered and what that cited."""
    cited = "；".join(f"{name} {address}" for name, address in remark.places)
    rows = (
        ("问题", remark.question), ("此前问过", "；".join(remark.history)), ("当时的回答", remark.answer),
        ("引用", cited), ("意见", verdict_of(remark)), ("说明", remark.note),
    )  # fmt: skip
    told = "".join(f"<dt>{label}</dt><dd>{plain(text)}</dd>" for label, text in rows if text)
    return f'<section class="run"><h3 tabindex="-1">意见 {plain(remark.id)}</h3><dl>{told}</dl></section>'
