"""Two versions of an invented city's measures side by side, and two real documents where they are there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge.alignment import Comparison, Pair, compare
from knowledge.commitments import Commitment
from knowledge.documents import PolicyDocument

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "evals" / "corpus"
KEXIE = ROOT.parent / "shared" / "corpus" / "kexie"


@cache
def loaded(path: Path) -> tuple[PolicyDocument, tuple[Commitment, ...]]:
    document = split(path.read_text(encoding="utf-8"), path.name)
    return document, extract(document)


@cache
def revised() -> Comparison:
    old, new = (loaded(path) for path in sorted(CORPUS.glob("云溪市*")))
    return compare(old[0].clauses, new[0].clauses, [*old[1], *new[1]])


# Read off the two files by hand: words of the old task, of the new one, kind, before, after.
REVISED = [
    ("院士专家工作站12家", "院士专家工作站累计达到20家", "raised", "12家", "20家"),
    ("院士专家工作站12家", "院士专家工作站累计达到20家", "deadline", "到2025年", "到2027年"),
    ("高层次专家60名左右", "高层次专家90名左右", "raised", "60名", "90名"),
    ("“专家云溪行”活动不少于4场", "“专家云溪行”活动每年不少于6场", "raised", "4场", "6场"),
    ("引才联络点8个", "引才联络点增加到11个", "raised", "8个", "11个"),
    ("海外青年学者云溪论坛", "海外青年学者云溪论坛", "frequency", "每两年", "每年"),
    ("二十名左右", "“青禾”托举项目每年遴选30名", "raised", "二十名", "30名"),
    ("培训一线工程师300人次", "培训一线工程师500人次", "raised", "300人次", "500人次"),
    ("三年累计建成45个", "工程师创新工作室到2027年累计建成80个", "raised", "45个", "80个"),
    ("每季度到村授课一次", "每两个月到村授课一次", "frequency", "每季度", "每两个月"),
    ("不少于80名中学生", "不少于120名中学生", "raised", "80名", "120名"),
    ("学习不少于20学时", "学习不少于30学时", "raised", "20学时", "30学时"),
    (
        "科学副校长的中小学占比达到百分之九十",
        "中小学科学副校长实现全覆盖",
        "deadline",
        "到2025年",
        "到2027年",
    ),
    ("科学素质的比例升至16%", "科学素质的比例升至18.5%", "raised", "16%", "18.5%"),
    ("科学素质的比例升至16%", "科学素质的比例升至18.5%", "deadline", "到2025年", "到2027年"),
    ("科普讲座不少于700场", "科普讲座每年不少于900场", "raised", "700场", "900场"),
    ("新建社区科普馆28个", "新建社区科普馆36个", "raised", "28个", "36个"),
    ("每次不超过40名", "每次不超过50名", "raised", "40名", "50名"),
    ("优秀学术论文50篇", "优秀学术论文每年评选60篇", "raised", "50篇", "60篇"),
    ("状况调查站点18个", "状况调查站点增加到24个", "raised", "18个", "24个"),
    ("每半年形成一份分析报告", "每季度形成一份分析报告", "frequency", "每半年", "每季度"),
    ("30日内拿出落实方案", "20日内报送落实方案", "deadline", "30日内", "20日内"),
    ("每年11月底前报送进展", "每年10月底前报送进展", "deadline", "11月底前", "10月底前"),
]
# Only who is responsible changed: the old note names all bodies alike, the new one says who co-operates.
ONLY_BODIES = [
    (
        "每两年评选一次“云溪市优秀科技工作者”",
        "“云溪市优秀科技工作者”每两年评选一次",
        "人才工作部、学会学术部",
        "人才工作部（配合：学会学术部）",
    ),
    (
        "提升全民科学素质",
        "提升公民科学素质",
        "科普部、宣传调研部、市科技馆",
        "科普部（配合：宣传调研部、市科技馆）",
    ),
]
FALSE = ("公示时间不少于5个工作日", "可以延长5个工作日")


def pairs_of(first: str, second: str) -> list[Pair]:
    return [pair for pair in revised().pairs if first in pair.first.text and second in pair.second.text]


@pytest.mark.parametrize(("first", "second", "kind", "before", "after"), REVISED)
def test_a_change_of_the_revised_measures_is_found(
    first: str, second: str, kind: str, before: str, after: str
) -> None:
    (pair,) = pairs_of(first, second)
    changes = [change for change in pair.changes if change.kind == kind]
    assert len(changes) == 1 and before in changes[0].first and after in changes[0].second


@pytest.mark.parametrize(("first", "second", "before", "after"), ONLY_BODIES)
def test_what_the_revision_kept_changed_its_bodies_alone(
    first: str, second: str, before: str, after: str
) -> None:
    (pair,) = pairs_of(first, second)
    assert [(c.kind, c.first, c.second) for c in pair.changes] == [("bodies", before, after)]


def test_nothing_else_is_claimed_of_the_revised_measures() -> None:
    known = (
        [(first, second) for first, second, *_ in REVISED]
        + [(first, second) for first, second, *_ in ONLY_BODIES]
        + [("造就卓越工程师队伍", "培养卓越工程师"), ("15个工作日内予以答复", "压缩到10个工作日")]
    )
    for pair in revised().pairs:
        fits = [1 for first, second in known if first in pair.first.text and second in pair.second.text]
        assert fits, (pair.first.text, pair.second.text)
    assert not any(change.kind == "lowered" for pair in revised().pairs for change in pair.changes)


@pytest.mark.parametrize(
    "gone", ["开设田间班100个", "建设海智驿站5家", "资助学术会议30场", "每月举办一次“成果集市”"]
)
def test_what_the_revision_dropped_stands_in_the_old_measures_only(gone: str) -> None:
    assert [task for task in revised().only_first if gone in task.text]


@pytest.mark.parametrize("new", ["新建科技小院15个", "“算法公开课”", "人工智能学会联合体", "不超过3名"])
def test_what_the_revision_added_stands_in_the_new_measures_only(new: str) -> None:
    assert [task for task in revised().only_second if new in task.text]


def test_the_shorter_time_to_answer_is_found() -> None:
    (pair,) = pairs_of("15个工作日内予以答复", "压缩到10个工作日")
    told = "".join(change.first + change.second for change in pair.changes)
    assert "15个工作日" in told and "10个工作日" in told


def test_showing_names_and_a_longer_answer_are_not_one_task() -> None:
    assert not pairs_of(*FALSE)


@pytest.mark.skipif(not KEXIE.is_dir(), reason=f"{KEXIE} is not there: two real documents not compared")
def test_the_thousand_exchanges_a_year_of_two_real_documents_are_one_task() -> None:
    opinion, outline = (loaded(next(KEXIE.glob(f"{number}_*"))) for number in ("000", "001"))
    found = compare(opinion[0].clauses, outline[0].clauses, [*opinion[1], *outline[1]])
    (pair,) = [
        pair for pair in found.pairs if pair.first.row and "1000项" in pair.first.text.replace(" ", "")
    ]
    assert (pair.first.clause.address, pair.second.clause.address) == ("第4条", "第三部分（二）8.第1点")
    assert "学术交流不少于1000项" in pair.second.text.replace(" ", "")
    told = [(change.kind, change.first, change.second) for change in pair.changes]
    assert told == [("bodies", "市科协（含市级学会）", "未写")]
