"""Each year's number is a row of its own, with that year as its deadline and what it leaves out carried to it."""

from __future__ import annotations

import pytest

from tests.ingest.ledger_rows import counts, due, ledger


@pytest.mark.parametrize(
    ("text", "what", "numbers"),
    [
        ("2032年改造90个、2033年110个、2034年120个", "改造", "90个 110个 120个"),
        ("2032年改造90个、2033年改造110个、2034年改造120个", "改造", "90个 110个 120个"),
        ("2032年改造90个，2033年110个，2034年120个", "改造", "90个 110个 120个"),
        ("2032年改造90个；2033年110个；2034年120个", "改造", "90个 110个 120个"),
        (
            "2032年培训馆员500人、2033年培训馆员800人、2034年培训馆员700人",
            "培训馆员",
            "500人 800人 700人",
        ),
        ("2032年安排经费800万元，2033年安排950万元，2034年990万元", "安排经费", "800万元 950万元 990万元"),
        ("新增座位2032年200个、2033年240个和2034年180个", "新增座位", "200个 240个 180个"),
        ("覆盖率2032年达到60%、2033年达到70%、2034年达到80%", "覆盖率", "60% 70% 80%"),
        ("建设书屋（2032年10个、2033年20个、2034年30个）", "建设书屋", "10个 20个 30个"),
        (
            "到2032年底建成书屋20个、到2033年底建成40个、到2034年底建成60个",
            "建成书屋",
            "20个 40个 60个",
        ),
        ("2032年、2033年、2034年分别改造书屋30个、40个、50个", "改造书屋", "30个 40个 50个"),
        ("到2032年、2033年、2034年，覆盖率分别达到60%、70%、80%", "覆盖率", "60% 70% 80%"),
    ],
)
def test_each_year_has_its_number(text: str, what: str, numbers: str) -> None:
    rows = ledger(f"一、任务\n1.{text}。\n2.抓好落实。\n")
    assert [(row.indicators[0].as_written, due(row)) for row in rows] == [
        (number, f"{year}-12-31") for number, year in zip(numbers.split(), (2032, 2033, 2034), strict=True)
    ]
    assert {row.indicators[0].object.strip("（") for row in rows} == {what}
    assert all(row.task == row.quote and what[:2] in row.task for row in rows)
    assert not any(row.needs_review for row in rows)


def test_what_a_year_leaves_out_stands_in_the_words_of_its_row() -> None:
    rows = ledger(
        "一、任务\n1.2032年至2033年，改造书屋90家，其中2032年40家、2033年50家。\n2.科普部2032年新建书屋7个；2033年8个。\n"
    )
    assert [(row.quote, due(row), row.lead) for row in rows] == [
        ("2032年至2033年，改造书屋90家", "2033-12-31", ()),
        ("2032年至2033年，改造书屋90家，其中2032年40家", "2032-12-31", ()),
        ("2032年至2033年，改造书屋90家，其中2032年40家、2033年50家", "2033-12-31", ()),
        ("科普部2032年新建书屋7个", "2032-12-31", ("科普部",)),
        ("科普部2032年新建书屋7个；2033年8个", "2033-12-31", ("科普部",)),
    ]


def test_a_year_that_is_over_hides_no_later_one() -> None:
    found = counts(ledger("一、任务\n1.2030年改造80个、2031年改造90个、2032年110个。\n2.抓好落实。\n"))
    assert {number: due(row) for number, row in found.items()} == {
        "90个": "2031-12-31",
        "110个": "2032-12-31",
    }


@pytest.mark.parametrize(
    "text",
    [
        "2032年和2033年共建成书屋20个",
        "面向2032年和2033年入职馆员提供岗位20个",
        "新建书屋20个（2032年底前完成）",
        "新建书屋20个、2033年底前投用",
    ],
)
def test_years_without_numbers_of_their_own_stay_together(text: str) -> None:
    (row,) = ledger(f"一、任务\n1.{text}。\n2.抓好落实。\n")
    assert (row.quote, len(row.indicators)) == (text, 1)
