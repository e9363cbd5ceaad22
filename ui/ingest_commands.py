"""zhice ingest and zhice watch, and the list of files that could not be read."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.files import named
from ingest.run import Outcome
from knowledge.errors import UserError
from ui.arguments import catalog_of, json_line, settings_of
from ui.progress import Meter
from ui.terminal import printable
from ui.writing import outcomes

NAMES = {
    "new": "新入库",
    "changed": "已更新",
    "moved": "已移动",
    "same": "内容相同",
    "unchanged": "无变化",
    "opened": "压缩包",
    "vanished": "已不在",
    "failed": "失败",
}
MOST_LINES = 20  # of files without a change
EVERY = 10


def add_ingest(command: Callable[[str, Any, str], argparse.ArgumentParser]) -> None:
    """The commands that bring files in."""
    ingest = command("ingest", _ingest, "把文件或文件夹入库，再次运行只处理有变化的")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="路径", help="文件或文件夹")
    watch = command("watch", _watch, "守着文件夹：有新文件或改动就入库，按 Ctrl-C 结束")
    watch.add_argument("paths", nargs="+", type=Path, metavar="文件夹", help="要守着的文件夹")
    watch.add_argument(
        "--every", type=int, default=EVERY, metavar="秒", help=f"每隔几秒看一次（默认 {EVERY}）"
    )


def _ingest(options: argparse.Namespace) -> int:
    return 1 if ingest_paths(options.paths, settings_of(options)) else 0


def ingest_paths(paths: Sequence[Path], settings: Any) -> int:
    """Ingest with progress on standard error and a report at the end; the number of files and paths that failed."""
    from ingest.files import find

    found = find(paths)
    report = Report(len(found.files), Meter(sys.stderr))
    folders = [path for path in paths if path.is_dir()]
    for outcome in outcomes(found.files, settings, report.meter.texts, folders):
        report.add(outcome)
    report.end(found.others, found.closed)
    for reason in found.refused:
        _tell(reason)
    return report.counts["failed"] + len(found.refused)


class Report:
    """Tells what becomes of each file, one line each, and sums up."""

    def __init__(self, total: int, meter: Meter) -> None:
        self.counts: Counter[str] = Counter()
        self.meter = meter
        self._total = total
        meter.total = total

    def add(self, outcome: Outcome) -> None:
        """One more outcome; files without a change are told only when they are few."""
        self.counts[outcome.status] += 1
        if outcome.status == "vanished":
            _tell(f"提示：{outcome.message}；不再需要“{outcome.name}”时运行 zhice remove。")
            return
        self.meter.done(worked=outcome.status in ("new", "changed", "failed"))
        if outcome.status != "unchanged" or self._total <= MOST_LINES:
            number = sum(self.counts.values())
            self.meter.clear()
            _tell(f"[{number}/{max(number, self._total)}] {line_of(outcome)}")

    def end(self, others: Sequence[str], closed: Mapping[str, str]) -> None:
        """The sums, and what was left out."""
        self.meter.clear()
        for folder, why in closed.items():
            _tell(f"提示：文件夹“{folder}”打不开（{why}），其中的文件没有入库。")
        if others:
            _tell(f"另有格式不支持、没有入库的文件：{named(others)}。")
        count = sum(self.counts.values()) - self.counts["vanished"]
        _tell(f"共 {count} 个文件：{sums(self.counts)}。")
        if self.counts["failed"]:
            _tell("失败的文件可用 zhice docs --failed 查看；处理好以后再次运行 zhice ingest。")


def sums(counts: Mapping[str, int]) -> str:
    """How many files of each outcome."""
    return "，".join(f"{name} {counts[status]}" for status, name in NAMES.items() if counts.get(status))


def line_of(outcome: Outcome) -> str:
    """An outcome in one line."""
    count = f"{outcome.clauses} 个条款" if outcome.status not in ("failed", "opened") else ""
    detail = "；".join(part for part in (count, outcome.message) if part)
    return f"{NAMES[outcome.status]}：{outcome.name}（{detail}）"


def _tell(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)


# --- watching ----------------------------------------------------------------------------------


def _watch(options: argparse.Namespace) -> int:
    if not 1 <= options.every <= 86_400:
        raise UserError(f"间隔 {options.every} 秒不可用，请换成 1 到 86400 之间的整数。")
    for folder in options.paths:
        if not folder.is_dir():
            raise UserError(f"找不到文件夹“{folder}”，请检查路径。")
    counts = watch_folders(options.paths, settings_of(options), lambda: time.sleep(options.every))
    _tell(f"已停止。其间{sums(counts) or '没有变化'}。")
    return 0


def watch_folders(folders: Sequence[Path], settings: Any, wait: Callable[[], None]) -> Counter[str]:
    """Ingest what changes until interrupted, one line an event; how many files had which outcome.

    `wait` is called between two looks. The writer's lock is held only while there is something to write.
    """
    from ingest.watch import Watch
    from knowledge.embedding import embedder_from

    watch, embedder = Watch(folders), embedder_from(settings.embedding)
    counts: Counter[str] = Counter()
    told: set[str] = set()
    _tell(f"正在守着 {'、'.join(map(str, folders))}，按 Ctrl-C 结束。")
    try:
        while True:
            change = watch.look()
            try:
                gone = folders if change.gone else ()
                for outcome in (
                    outcomes(change.files, settings, Meter(None).texts, gone, embedder) if change else ()
                ):
                    _event(outcome, counts, told)
                watch.dealt_with(change)
            except UserError as error:  # another writer: what changed is told again at the next look
                if str(error) not in told:
                    told.add(str(error))
                    _tell(f"{time.strftime('%H:%M:%S')} {error}")
            wait()
    except KeyboardInterrupt:
        return counts


def _event(outcome: Outcome, counts: Counter[str], told: set[str]) -> None:
    if outcome.status == "unchanged" or (outcome.status == "vanished" and outcome.name in told):
        return
    counts[outcome.status] += 1
    if outcome.status == "vanished":
        told.add(outcome.name)
    _tell(f"{time.strftime('%H:%M:%S')} {line_of(outcome)}")


# --- what failed -------------------------------------------------------------------------------


def failed_docs(options: argparse.Namespace) -> int:
    """List the files that could not be read the last time."""
    for name, (folder, reason) in catalog_of(options).failures().items():
        if options.json:
            print(json_line({"source": name, "folder": folder, "reason": reason}))
        else:
            print(printable(f"{name}（{folder}）：{reason}"))
    return 0
