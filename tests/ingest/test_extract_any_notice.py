"""Any notice, any document, any heap of signs: every row is sound, and no printed count is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import extract
from tests.ingest.ledger_rows import HEAD, UNDATED, counts, document, ledger
from tests.ingest.texts import documents

WHAT = ("新建书屋", "培训管理员", "举办读书会", "更新图书", "办好夜市")
TIMES = ("", "到2033年，", "每年", "力争2032年底前", "规划期内", "每两年", "今年")
NUMBERS = ("80个", "三十名", "不少于1,200场次", "５至８家", "1.5万册", "10%以上", "", "约20项", "3—5种")
BODIES = ("科普部", "学会部", "市文化和旅游局", "各区（县）科协", "机关各部室")
ROLES = ("", "", "{}要", "由{}负责", "{}牵头，")
NOTES = ("", "", "（责任部门：{}）", "（牵头单位：{}；配合单位：办公室）", "\n（责任部门：{}）", "（{}负责）")
MARKS = (
    "1.",
    "2．",
    "（一）",
    "——",
    "一、",
    "专栏一：",
    "第三条 ",
    "",
    "到2032年：\n",
    "第二步，到2033年：\n",
)
SPACES = ("", "", "\n", "\u3000", " ", "\r\n\u3000\u3000")
AFTER_WHAT = ("", "", "共计", "总数达到")


@st.composite
def notices(draw: st.DrawFn) -> str:
    """A body with lists, notes, lead-ins and boxes in any order, with white space anywhere."""
    pick = lambda choices: draw(st.sampled_from(choices))  # noqa: E731
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        halves = [
            f"{pick(TIMES)}{pick(ROLES).format(pick(BODIES))}{pick(WHAT)}{pick(AFTER_WHAT)}{pick(NUMBERS)}"
            for _ in range(draw(st.integers(1, 3)))
        ]
        ending = f"。{pick(NOTES).format('、'.join(draw(st.lists(st.sampled_from(BODIES), min_size=1, unique=True))))}"
        lines.append(f"{pick(SPACES)}{pick(MARKS)}{pick(['，', '；', '。']).join(halves)}{ending}\n")
    return "".join(lines)


@settings(max_examples=300, deadline=None)
@given(notices(), st.sampled_from([HEAD, UNDATED, "", "青禾市书屋计划\n一、任务\n"]))
def test_every_value_of_any_notice_stands_in_the_text(body: str, head: str) -> None:
    rows = ledger(body, head)
    assert all(indicator.object for row in rows for indicator in row.indicators)
    assert rows == extract(document(body, head))
    order = {clause.address: place for place, clause in enumerate(document(body, head).clauses)}
    places = [order[row.clause.address] for row in rows]
    assert places == sorted(places)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_any_document_at_all_gives_sound_rows(text: str) -> None:
    rows = ledger(text, "")
    assert rows == extract(document(text, ""))
    assert all("".join(text[row.start : row.end].split()) == "".join(row.quote.split()) for row in rows)


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="一二、1.（）()：:。；，\n 责任部门科普部到203年底新建80个每由负责第步——", max_size=120)
)
def test_any_heap_of_signs_gives_sound_rows(text: str) -> None:
    rows = ledger(text, "")
    assert rows == extract(document(text, ""))
    assert all("".join(text[row.start : row.end].split()) == "".join(row.quote.split()) for row in rows)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(WHAT), st.integers(11, 9999), st.sampled_from("个名场册项")),
        min_size=2,
        max_size=8,
        unique_by=lambda line: line[1],
    ),
    st.sampled_from(BODIES[:4]),
)
def test_every_printed_count_of_a_plan_is_a_row_with_its_note(
    lines: list[tuple[str, int, str]], body: str
) -> None:
    text = "".join(
        f"{n}.{what}{number}{unit}。（责任部门：{body}）\n" for n, (what, number, unit) in enumerate(lines, 1)
    )
    found = counts(ledger(f"一、任务\n{text}"))
    assert list(found) == [f"{number}{unit}" for _, number, unit in lines]
    for what, number, unit in lines:
        row = found[f"{number}{unit}"]
        (indicator,) = row.indicators
        assert (indicator.value, indicator.unit, indicator.object, row.lead) == (number, unit, what, (body,))
