"""Ledger rows made by hand, and LibreOffice as the reader that is not ours."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.commitments import Commitment, Deadline, Frequency, Indicator
from knowledge.documents import Clause, Source
from knowledge.quantities import Comparator

TODAY = date(2026, 5, 6)
NOTES = ("共 3 行，来自 1 份文件。", "1 行待核。")
PLAN = Source(
    name="规划.txt",
    doc_id="d1",
    title="云溪市科协事业发展规划",
    doc_number="云科协〔2021〕5号",
    issued_on=date(2021, 3, 4),
    period=(date(2021, 1, 1), date(2025, 12, 31)),
)
PLAIN = Source(name="通知.txt", doc_id="d2", title="关于报送总结的通知")


def make_clause(raw: str, source: Source = PLAN, ordinal: int = 0, address: str = "二、（一）") -> Clause:
    return Clause(source, ordinal, address, ("二、主要任务", "（一）"), "item", raw, 0, len(raw))


def make_row(task: str = "新建科普驿站", **changes: Any) -> Commitment:
    """A row whose quote is its whole clause, if the changes do not say otherwise."""
    clause = changes.pop("clause", None) or make_clause(f"{task}。", changes.pop("source", PLAN))
    row = Commitment(
        clause=clause,
        id="d1-0123456789",
        task=task,
        kinds=("responsibility",),
        lead=("科普部",),
        support=(),
        responsible_as_written="科普部",
        indicators=(),
        deadline=None,
        frequency=None,
        quote=clause.raw,
        start=0,
        end=len(clause.raw),
    )
    return replace(row, **changes)


def make_indicator(
    written: str, bound: Comparator = "=", object: str = "科普驿站", value: float = 1.0
) -> Indicator:
    return Indicator(object, value, None, "个", bound, written, 0, len(written))


def by(written: str, day: date | None = None) -> Deadline:
    return Deadline(written, day, "写明")


def every(per: str, written: str = "每年") -> Frequency:
    return Frequency(written, per)


def sample_rows() -> tuple[Commitment, ...]:
    """Three rows of two clauses: everything filled, a hostile task, and almost nothing."""
    stations = make_clause(
        "（一）到2025年，新建科普驿站\n不少于50个。（牵头部门：科普部、办公室；配合部门：学会部）"
    )
    return (
        make_row(
            clause=stations,
            id="d1-1",
            kinds=("target", "deadline", "responsibility"),
            lead=("科普部", "办公室"),
            support=("学会部",),
            indicators=(make_indicator("50个", ">="),),
            deadline=by("到2025年", date(2025, 12, 31)),
            quote="到2025年，新建科普驿站\n不少于50个",
        ),
        make_row(
            '=HYPERLINK("http://evil.example","请点击")',
            clause=stations,
            id="d1-2",
            doubts=("一句话里有几个时限",),
            frequency=every("quarter", "每季度"),
            kinds=("frequency",),
        ),
        make_row("报送总结", source=PLAIN, id="d2-1", lead=()),
    )


def converted(path: Path, target: str, folder: Path) -> Path:
    """The file in another format, by LibreOffice; `target` is a suffix, with a filter if need be."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有安装 LibreOffice（soffice），未检查它能否打开导出的文件")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", target, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return folder / f"{path.stem}.{target.partition(':')[0]}"
