"""The commands on the ledger, over an index made with the fake embedder: data on standard output only."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from ingest.extract import RULES
from ingest.parse import parsed
from ingest.run import ingest
from knowledge.audit import read_deeds
from knowledge.catalog import Catalog
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder
from ui.cli import main

KEXIE = Path(__file__).parents[3] / "shared" / "corpus" / "kexie"
OLD, NEW = "云栖市计划（2031年）.txt", "云栖市计划（2033年）.txt"
COUNTY = "河湾县方案.txt"
TEXTS = {
    OLD: """云栖市科学技术协会文件
云科协发〔2031〕7号
关于印发《云栖市科普计划（2031—2033年）》的通知
机关各部室：
现印发给你们，请认真执行。
云栖市科学技术协会
2031年3月9日
云栖市科普计划（2031—2033年）
一、主要任务
1.建设科普驿站。到2032年底，新建科普驿站20个。（牵头部门：科普部；配合部门：办公室）
2.培训科普辅导员。每年培训科普辅导员300人次。（责任部门：学会部）
3.编印科普读本。到2032年6月30日前，编印科普读本5种。（责任部门：科普部）
4.抓好任务落实。每年11月底前报送总结。（责任部门：机关各部室）
""",
    NEW: """云栖市科学技术协会文件
云科协发〔2033〕9号
关于印发《云栖市科普计划（2034—2036年）》的通知
机关各部室：
现印发给你们，请认真执行。
云栖市科学技术协会
2033年12月9日
云栖市科普计划（2034—2036年）
一、主要任务
1.建设科普驿站。到2035年底，新建科普驿站35个。（牵头部门：科普部；配合部门：办公室）
2.培训科普辅导员。每年培训科普辅导员300人次。（责任部门：学会部）
3.开设灯塔夜谈。每季度举办一次灯塔夜谈。（责任部门：宣传部）
""",
    COUNTY: """河湾县科学技术协会
关于落实科普计划的方案
河科协发〔2032〕2号
一、主要任务
1.建设科普驿站。到2032年底，新建科普驿站3个。（责任部门：普及科）
2.培训科普辅导员。培训科普辅导员40人次。
3.编写讲解手册。（责任部门：讲解员老王）
""",
}


def make(folder: Path, texts: dict[str, str | bytes]) -> Path:
    files, data = folder / "files", folder / "data"
    files.mkdir(parents=True)
    data.mkdir()
    for name, text in texts.items():
        (files / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    catalog = Catalog(data, create=True)
    vectors = Vectors(data, FakeEmbedder())
    list(ingest(sorted(files.iterdir()), catalog, vectors))
    vectors.close()
    catalog.close()
    return data


@cache
def index() -> Path:
    """The index of the session; read only."""
    folder = Path(mkdtemp(prefix="zhice-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make(folder, {**TEXTS, "坏.txt": b""})


def prepared(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """A copy of the index that the test may write in, an empty working folder, no setting from outside."""
    for name in [name for name in os.environ if name.startswith("ZHICE_")]:
        monkeypatch.delenv(name)
    data = Path(shutil.copytree(index(), folder / "data"))
    monkeypatch.setenv("ZHICE_DATA", str(data))
    (folder / "work").mkdir()
    monkeypatch.chdir(folder / "work")
    return data


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return prepared(monkeypatch, tmp_path)


class Shell:
    """Runs commands; what they print, and what they say on standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[str, str]:
        assert main(arguments) == 0
        shown = self._capsys.readouterr()
        assert not re.search("Traceback|Warning", shown.err)
        return shown.out, shown.err

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*arguments, "--json")[0].split("\n") if line]

    def mistake(self, *arguments: str) -> str:
        """The one Chinese sentence of a mistake: status 1, nothing on standard output."""
        assert main(arguments) == 1
        shown = self._capsys.readouterr()
        (sentence,) = shown.err.splitlines()
        assert shown.out == "" and re.search("[一-龥]{2}", sentence) and sentence.endswith("。")
        assert not re.search("Traceback|Error|argument|invalid|expected", sentence)
        return sentence


@pytest.fixture
def zhice(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def row_id(zhice: Shell, words: str) -> str:
    return next(str(row["id"]) for row in zhice.rows("ledger", "--source", OLD) if words in row["quote"])


# --- ledger ------------------------------------------------------------------------------------


def test_the_ledger_is_printed_whole_with_its_coverage_on_standard_error(zhice: Shell) -> None:
    out, said = zhice("ledger")
    count = len(zhice.rows("ledger"))
    assert f"共 {count} 项，来自 3 份文件；查了 3 份文件。" in said and "未查：坏.txt。" in said
    numbers = re.findall(r"^(\d+)\. ", out, re.M)
    assert numbers == [str(n) for n in range(1, count + 1)] and "共" not in out.splitlines()[-1]
    assert "20个" in out and "科普部" in out and "第一部分1." in out and "编号" in out


CLAUSES = {
    (): {(OLD, 1), (OLD, 2), (OLD, 3), (OLD, 4), (NEW, 1), (NEW, 2), (NEW, 3), (COUNTY, 1), (COUNTY, 2), (COUNTY, 3)},
    ("--department", "科普部"): {(OLD, 1), (OLD, 3), (NEW, 1)},
    ("--department", "云栖市科协科普部"): {(OLD, 1), (OLD, 3), (NEW, 1)},
    ("--department", "办公室", "--role", "牵头"): set(),
    ("--department", "办公室", "--role", "配合"): {(OLD, 1), (NEW, 1)},
    ("--department", "办公室", "--role", "support"): {(OLD, 1), (NEW, 1)},
    ("--department", "学会部", "--all-offices"): {(OLD, 2), (NEW, 2), (OLD, 4)},
    ("--source", OLD[:10]): {(OLD, 1), (OLD, 2), (OLD, 3), (OLD, 4)},
    ("--region", "河湾"): {(COUNTY, 1), (COUNTY, 2), (COUNTY, 3)},
    ("--kind", "时限"): {(OLD, 1), (OLD, 3), (OLD, 4), (NEW, 1), (COUNTY, 1)},
    ("--kind", "frequency"): {(OLD, 2), (OLD, 4), (NEW, 2), (NEW, 3)},
    ("--kind", "指标", "--kind", "频次", "--source", OLD): {(OLD, 1), (OLD, 2), (OLD, 3), (OLD, 4)},
    ("--before", "2032"): {(OLD, 1), (OLD, 3), (COUNTY, 1)},
    ("--before", "2032-06"): {(OLD, 3)},
    ("--before", "2032-06-30"): {(OLD, 3)},
    ("--before", "2032年6月29日"): set(),
    ("--after", "2032-07-01"): {(OLD, 1), (NEW, 1), (COUNTY, 1)},
    ("--after", "2033"): {(NEW, 1)},
    ("--after", "2032/6/30", "--before", "2032年底"): {(OLD, 1), (OLD, 3), (COUNTY, 1)},
    ("--frequency", "每季度"): {(NEW, 3)},
    ("--frequency", "year"): {(OLD, 2), (OLD, 4), (NEW, 2)},
    ("--text", "驿站 新建"): {(OLD, 1), (NEW, 1), (COUNTY, 1)},
    ("--review",): {(COUNTY, 3)},
}  # fmt: skip


@pytest.mark.parametrize("wanted", CLAUSES, ids=" ".join)
def test_a_filter_gives_the_clauses_it_asks_for(zhice: Shell, wanted: tuple[str, ...]) -> None:
    found = {
        (row["source"], int(row["clause"][-2]))
        for row in zhice.rows("ledger", *wanted)
        if "部分" in row["clause"]
    }
    assert found == CLAUSES[wanted]


def test_no_row_is_an_empty_list_that_says_so(zhice: Shell) -> None:
    out, said = zhice("ledger", "--text", "没有的词")
    assert out == "" and said.startswith("共 0 项")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".docx", ".ics", ".jsonl"])
def test_an_export_is_a_file_and_nothing_on_standard_output(zhice: Shell, suffix: str) -> None:
    out, said = zhice("ledger", "--department", "科普部", "--out", f"台账{suffix}")
    content = Path(f"台账{suffix}").read_bytes()
    assert out == "" and "已写入" in said and f"台账{suffix}" in said and "共 " in said
    marks = {
        ".xlsx": b"PK",
        ".docx": b"PK",
        ".ics": b"BEGIN:VCALENDAR",
        ".csv": b"\xef\xbb\xbf",
        ".jsonl": b"{",
    }
    assert content.startswith(marks[suffix]) and os.listdir() == [f"台账{suffix}"]
    if suffix == ".jsonl":
        rows = [json.loads(line) for line in content.decode().splitlines()]
        assert rows == zhice.rows("ledger", "--department", "科普部")


def test_the_columns_of_an_export_can_be_chosen(zhice: Shell) -> None:
    zhice("ledger", "--out", "a.csv", "--columns", "任务，牵头部门、时限")
    head = Path("a.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == "任务,牵头部门,时限"


# --- compare, cascade, gaps, departments ---------------------------------------------------------


def test_compare_tells_changed_same_and_only(zhice: Shell) -> None:
    out, said = zhice("compare", OLD, NEW)
    assert "指标提高：20个 → 35个" in out and "[相同]" in out
    assert f"[只有甲（{OLD}）] 第一部分3." in out and f"[只有乙（{NEW}）] 第一部分3." in out
    rows = zhice.rows("compare", OLD, NEW)
    counts = {result: sum(row["result"] == result for row in rows) for result in ("same", "changed", "only_first", "only_second")}  # fmt: skip
    assert said == (
        f"对上 {counts['same'] + counts['changed']} 项（相同 {counts['same']}，有变化 {counts['changed']}），"
        f"只有甲 {counts['only_first']} 项，只有乙 {counts['only_second']} 项。\n"
    )
    (stations,) = [row for row in rows if row.get("changes") and "20个" in row["first"]["text"]]
    assert {change["kind"] for change in stations["changes"]} == {"raised", "deadline"}
    assert stations["first"]["source"] == OLD and stations["second"]["clause"] == "第一部分1."


def test_cascade_tells_what_became_of_each_upper_task(zhice: Shell) -> None:
    out, said = zhice("cascade", OLD, COUNTY)
    assert "[落实] 第一部分1." in out and "低于上级指标：上级 20个，本级 3个" in out
    rows = {row["upper"]["clause"]: row for row in zhice.rows("cascade", OLD, COUNTY)}
    assert rows["第一部分1."]["result"] == "carried" and rows["第一部分1."]["lower"]["clause"] == "第一部分1."
    assert rows["第一部分3."]["result"] == "none" and rows["第一部分3."]["lower"] is None
    assert said.startswith(f"上级任务 {len(rows)} 项：落实 ") and said.endswith("；低于上级指标 1 项。\n")


def test_gaps_tells_what_is_missing(zhice: Shell) -> None:
    out, said = zhice("gaps")
    assert "[任务没有写明责任主体]" in out and "[指标没有写明时限]" in out and COUNTY[:3] not in said
    assert "没有部门名册，未查“不在名册”" in said and "未查：坏.txt" in said
    rows = zhice.rows("gaps", "--source", COUNTY)
    assert {row["kind"] for row in rows} >= {"no_lead", "no_time"}
    assert {one["source"] for row in rows for one in row["rows"]} == {COUNTY}
    assert all(set(row) == {"kind", "words", "rows"} and row["rows"] for row in rows)


def test_departments_are_listed_by_issuer_written_and_put_in_place(zhice: Shell, data: Path) -> None:
    out, said = zhice("departments")
    rows = zhice.rows("departments")
    assert said == f"共 {len(rows)} 个部门和单位。\n" and "【云栖市科学技术协会】" in out
    assert {"科普部", "学会部", "办公室", "宣传部", "普及科", "讲解员老王"} == {row["name"] for row in rows}
    assert all(not row["listed"] and row["duties"] > 0 for row in rows)
    out, said = zhice("departments", "--write", "名册.toml")
    assert out == "" and "departments.toml" in said
    shutil.copy("名册.toml", data / "departments.toml")
    assert all(row["listed"] for row in zhice.rows("departments"))
    assert "不在名册" not in zhice("gaps")[1]


# --- correct -----------------------------------------------------------------------------------


def test_a_row_is_confirmed_corrected_rejected_and_withdrawn(zhice: Shell, data: Path) -> None:
    name = row_id(zhice, "新建科普驿站20个")
    out, said = zhice("correct", name, "--confirm", "--who", "王")
    assert out == "" and said.startswith("已记下：确认（王）。第一部分1.：")
    assert "已确认" in zhice("ledger")[0]
    zhice("correct", name, "--set", "牵头部门=宣传部", "--set", "时限＝2032-11-30", "--who", "李")
    (row,) = [row for row in zhice.rows("ledger", "--department", "宣传部") if row["id"] == name]
    assert (row["lead"], row["support"], row["deadline"]["date"]) == (["宣传部"], ["办公室"], "2032-11-30")
    zhice("correct", name, "--reject", "--who", "王")
    assert name not in {row["id"] for row in zhice.rows("ledger")}
    assert "已剔除人工否定的 1 项。" in zhice("ledger")[1]
    zhice("correct", name, "--withdraw", "--who", "王")
    (row,) = [row for row in zhice.rows("ledger") if row["id"] == name]
    assert row["lead"] == ["科普部"]
    out, said = zhice("correct", "--log")
    told = [re.match(r"(\S+) (\S) (\S+)：", line) for line in out.splitlines()]
    assert [match and match[2] + match[3] for match in told] == [
        "王确认", "李更正（牵头部门=宣传部；时限=2032-11-30）", "王否定", "王撤回",
    ]  # fmt: skip
    assert all(match and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d", match[1]) for match in told)
    assert said == "共 4 条。\n" and (data / "corrections.jsonl").read_text(encoding="utf-8").count("\n") == 4
    deeds = read_deeds(data)
    assert [(deed.who, deed.label) for deed in deeds] == [
        (who, "更正台账") for who in ("王", "李", "王", "王")
    ]
    assert "20个" in deeds[0].detail


def test_without_a_name_the_one_who_is_logged_in_decides(
    zhice: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "zhao")
    assert "（zhao）" in zhice("correct", row_id(zhice, "20个"), "--confirm")[1]


def test_a_decision_on_a_changed_clause_is_listed_for_review(zhice: Shell, data: Path) -> None:
    zhice("correct", row_id(zhice, "20个"), "--confirm", "--who", "王")
    zhice("correct", row_id(zhice, "300人次"), "--confirm", "--who", "王")
    assert zhice("correct", "--review") == ("", "共 0 条。\n")
    changed = parsed(OLD, TEXTS[OLD].replace("20个", "25个").encode())
    catalog = Catalog(data)
    catalog.replace(changed.document, changed.commitments, digest="new", place="", rules=RULES)
    catalog.close()
    out, said = zhice("correct", "--review")
    assert "20个" in out and "300人次" not in out
    assert said == "共 1 条，条款已变或已不在，请重看。\n"


# --- a real notice -------------------------------------------------------------------------------

# Read off the fifteen measures by hand: department → numbers of the measures whose note names it.
MEASURES = {
    "组织人事部": [1, 3, 6, 9, 10, 11, 12],
    "企事业部": [1, 4, 6, 10, 12],
    "国际部": [2, 3, 10],
    "学会部": [3, 4, 8, 11, 12],
    "普及部": [5, 7, 8, 9, 10],
    "宣传部": [8, 10, 12, 13, 14],
    "办公室": [6],
    "科明科普服务中心": [6],
    "市科协科技服务中心": [10],
    "机关各部室": [15],
}


@cache
def real() -> Path:
    (file,) = KEXIE.glob("003_*.txt")
    folder = Path(mkdtemp(prefix="zhice-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make(folder, {file.name: file.read_bytes()})


needs_kexie = pytest.mark.skipif(not KEXIE.is_dir(), reason=f"{KEXIE} is not there: no real notice checked")


@needs_kexie
@pytest.mark.parametrize("department", MEASURES)
def test_a_department_of_a_real_notice_has_exactly_the_measures_that_name_it(
    zhice: Shell, department: str
) -> None:
    def measures(*more: str) -> list[int]:
        rows = zhice.rows("ledger", "--data", str(real()), "--department", department, *more)
        return sorted({int(re.sub(r"\D", "", row["clause"])) for row in rows})

    assert measures() == MEASURES[department]
    assert measures("--all-offices") == sorted({*MEASURES[department], 15})


@needs_kexie
def test_the_departments_of_a_real_notice_are_those_of_its_notes(zhice: Shell) -> None:
    named = {row["name"] for row in zhice.rows("departments", "--data", str(real()))}
    assert named - {"市科委", "全市各级科协组织"} == set(MEASURES) - {"机关各部室"}
