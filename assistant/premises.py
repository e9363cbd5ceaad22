"""What a question states and wants confirmed (是50名对吗), set against what the clauses say: 文件写的不是50名."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answers import Statement
from assistant.binding import misplaced
from assistant.facts import Date, Fact, facts, fits, unit_of
from assistant.measures import counted, folded
from assistant.patterns import ASKS_STATUS, PREMISE, Kind
from assistant.question import Asked
from assistant.responsible import role_asked_for
from assistant.wording import normal
from knowledge.bodies import Note, ends_as_body, names
from knowledge.departments import is_short_form
from knowledge.quantities import Quantity


def correction(asked: Asked, quote: str, told: str) -> str:
    """A word of warning where a question states what a quote gives otherwise, or what the text around it (`told`)
    says of something else; "" where it states nothing, or nothing that is wrong."""
    question = folded(asked.question)
    if _OF_A_CASE.search(question):  # 400人的村能单独设吗: a case, not what the document says
        return ""
    wrong = _other_number(asked, quote)
    if not wrong and PREMISE.search(question) and not ASKS_STATUS.search(question):
        said = _DOCUMENT_YEAR.sub(" ", normal(PREMISE.sub("", asked.question.strip())))
        shown = normal(quote)
        wrong = _other_time(said, shown) or _other_body(said, shown) or _mixed_up(said, normal(told))
        at = normal(asked.question).find(wrong)
        if at >= 0 and len(normal(asked.question)) == len(asked.question):  # B类, as it was asked
            wrong = asked.question[at : at + len(wrong)]
    return f"文件写的不是{wrong}。" if wrong else ""


def wrong_bodies(asked: Asked, note: Note) -> str:
    """The same of bodies that a note of responsibility does not name, or not as leading where the question says so."""
    leads = PREMISE.search(folded(asked.question)) and role_asked_for(asked.question) == "lead"
    wrong = [body for body in asked.departments if body not in (note.lead if leads else note.bodies)]
    return f"文件写的不是{'、'.join(wrong)}。" if wrong and len(wrong) == len(asked.departments) else ""


_OF_A_CASE = re.compile("(?:能|可以|算|够)[^，,。？?对是]{0,12}吗[？?]?$")
_DOCUMENT_YEAR = re.compile(
    r"(?:19|20)\d\d年(?:版|度?的?那?[份个]?[一-龥]{0,10}?(?:办法|通知|意见|规划|方案|文件|措施|纲要|细则|规定|计划)|印发|出台|发布|发的|印的)"
)


def _other_number(asked: Asked, quote: str) -> str:
    """A number that the question states and the quote gives otherwise. One of a thing (一天, 一家) is mostly no number
    but what the number is per: it counts only where it alone is to be confirmed."""
    stated = [q for q in counted(asked.question) if q.unit and asked.question[q.end : q.end + 1] != "的"]
    several = [q for q in stated if not (q.han and q.value == 1)]
    if not PREMISE.search(asked.question):  # of what is asked how much, a number said is a condition
        stated = [] if asked.kind == Kind.NUMBER else several
    else:
        stated = several or stated
    given = [q for q in counted(quote) if q.unit]
    for one in stated:
        others = [other for other in given if unit_of(other) == unit_of(one)]
        conditions = [other for other in others if _is_condition(other, quote)]
        meets = len(conditions) == len(others) and any(_meets(one, other, quote) for other in conditions)
        if meets or _adds_up(one, given, quote):
            continue
        if others and all(other.value != one.value for other in given):
            return asked.question[one.start : one.end]
    return ""


_CONDITION_BEFORE = re.compile("(?:满|连续|(?P<below>不足|不满|未满))$")
_CONDITION_AFTER = re.compile("[^，,。；;]{0,16}的(?:[，,。；;]|$)")


def _is_condition(given: Quantity, text: str) -> bool:
    """Whether a number says for whom or when something holds (满7天的, 连续3个月, 不足500人的村)."""
    return bool(_CONDITION_BEFORE.search(text[: given.start]) or _CONDITION_AFTER.match(text[given.end :]))


def _meets(stated: Quantity, given: Quantity, text: str) -> bool:
    """Whether a number that is stated meets a condition that a text gives (旷课8天: 满7天的; 300人: 不足500人的)."""
    if stated.comparator != "=":
        return False
    before = _CONDITION_BEFORE.search(text[: given.start])
    bound = given.comparator if given.comparator != "=" or not before else "<" if before["below"] else ">="
    return (
        stated.value >= given.value
        if bound in (">", ">=")
        else bound in ("<", "<=") and stated.value <= given.value
    )


def _other_time(said: str, shown: str) -> str:
    """A date, a frequency or a span of years that is stated and that none of those shown agrees with."""
    stated, given = facts(said), facts(shown)
    dates = [one.value for one in given if isinstance(one.value, Date)]
    ends = [one for one in given if _UNTIL.search(shown[: one.start] + one.written[:2])]
    until = [one.value for one in ends if isinstance(one.value, Date)]
    if ratio := _other_ratio(said, shown):
        return ratio
    for one in stated:
        if said[one.end : one.end + 1] == "的":  # of what is asked, not what is asked
            continue
        if isinstance(one.value, Date):
            wrong = bool(dates) and not any(_agree(one.value, other) for other in dates)
            wrong = wrong and not _lies_within(one.value, dates)
            wrong = wrong and not any(_is_before(one.value, other) for other in until)
        else:
            same = [_measure(other) for other in given if other.kind == one.kind]
            wrong = bool(same) and _measure(one) not in same and (one.kind == "often" or _is_span(one, said))
        if wrong:
            return one.written
    return ""


def _agree(one: Date, other: Date) -> bool:
    """Whether two dates name no year, month or day that differs."""
    named = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(ours is None or theirs is None or ours == theirs for ours, theirs in named)


_UNTIL = re.compile(r"截[至止](?:当年|每年)?.{0,2}$")


def _is_before(one: Date, other: Date) -> bool:
    """Whether a day of a year that is not named is no later than another (8月1日: 截至8月31日)."""
    days = [(date.month, date.day) for date in (one, other) if date.year is None and date.month and date.day]
    return len(days) == 2 and days[0] <= days[1]


def _lies_within(one: Date, dates: Sequence[Date]) -> bool:
    """Whether a year lies between years of a text (2026年: 2025年至2027年)."""
    years = [date.year for date in dates if date.year]
    return one.year is not None and one.month is None and bool(years) and min(years) < one.year < max(years)


_RATIO = re.compile(r"\d+(?:\s*[:比]\s*\d+)+")


def _other_ratio(said: str, shown: str) -> str:
    """A ratio that is stated (7:3) where a text gives others."""
    stated, given = (
        [re.sub(r"\s*[:比]\s*", ":", one) for one in _RATIO.findall(text)] for text in (said, shown)
    )
    wrong = [one for one in stated if given and one not in given]
    return wrong[0] if wrong else ""


_LASTS = re.compile("(?:满|期限?|为|是|用|限|超过|低于|少于|至少|最多|最长)$")


def _is_span(fact: Fact, text: str) -> bool:
    """Whether a fact is a length of time in years that something lasts, not one in which something is counted."""
    bounded = isinstance(fact.value, Quantity) and fact.value.comparator != "="
    return fact.kind == "number 年" and (bounded or bool(_LASTS.search(text[: fact.start])))


def _measure(fact: Fact) -> object:
    """What a fact comes to, whatever its bound (不超过3年: 3)."""
    return fact.value.value if isinstance(fact.value, Quantity) else fact.value


_DOES = re.compile("(?:统一|具体|共同|直接)?(?P<verb>牵头|负责|承担|承办|主办)")
_PLACED = re.compile("设在(?P<where>[一-龥]{2,16})")
_HEAD = "(?:组长|主任|会长|主席|总?召集人)"
_HEADED = re.compile(
    f"由(?P<who>[一-龥]{{2,12}}?)(?:担?任|兼任){_HEAD}|{_HEAD}(?:是|为|由)(?P<named>[一-龥]{{2,12}}?)(?:担任|兼任|[，,。；;)]|$)"
)


def _other_body(said: str, shown: str) -> str:
    """A body that is stated to do something, to house an office or to head a group, where another is shown to."""
    for find in (_doers, _houses, _heads):
        stated, given = list(find(said)), list(find(shown))
        wrong = [one for one in stated if not any(_same_body(one, other) for other in given)]
        if stated and given and wrong:
            return "、".join(wrong)
    return ""


def _doers(text: str) -> Iterator[str]:
    """The bodies that lead or answer for something, as a sentence names them before the verb."""
    for piece in re.split("[，,；;。：:\n]", text):
        if verb := _DOES.search(piece):
            named = names(re.split("[由是归]", piece[: verb.start()])[-1])
            yield from (name for name in named if ends_as_body(name))


def _houses(text: str) -> Iterator[str]:
    for match in _PLACED.finditer(text):
        yield from (name for name in names(match["where"])[:1] if ends_as_body(name))


def _heads(text: str) -> Iterator[str]:
    return (match["who"] or match["named"] for match in _HEADED.finditer(text))


def _same_body(one: str, other: str) -> bool:
    """Whether two names can mean one body: 市民政局 and 云溪市民政局, but not 市长 and 副市长."""
    short, long = sorted((one, other), key=len)
    if long.endswith(short):
        return not long.endswith(f"副{short}")
    return is_short_form(short, long)


_MEASURED = ("number", "date", "often", "level", "opposed")
_UPPER_AGE = re.compile(r"(?:不满|未满)\d+周?岁")  # of whom the next group begins


def _mixed_up(said: str, told: str) -> str:
    """The number that is stated, with what it is stated of, where the text says it of something else."""
    given = [q for q in counted(told) if q.unit]
    if any(_adds_up(one, given, told) for one in counted(said) if one.unit):
        return ""
    mixed = misplaced(said, _UPPER_AGE.sub("", told), strictly=False)
    measured = [fact for fact in facts(said) if fact.kind.startswith(_MEASURED) and fact.kind != "number "]
    one = next((fact for fact in measured if fact.written == mixed), None)
    if one is None or (one.kind == "number 岁" and said[: one.start].endswith("满")):
        return ""
    others = [fact for fact in measured if fact is not one and not fact.kind.startswith("opposed")]
    numbers = [fact for fact in others if fact.kind.startswith("number")] or others
    near = min(numbers, key=lambda fact: abs(fact.start - one.start), default=one)
    known = near is not one and any(fits(near, other) for other in facts(told))
    if one.kind.startswith("opposed") and not known:  # 85分是良好: of 80分至89分
        return ""
    return said[min(one.start, near.start) : max(one.end, near.end)].strip()


_SET_RIGHT = re.compile("文件写的不是(?P<said>[^。]+)。")


def agreeing(statements: Sequence[Statement]) -> list[Statement]:
    """The statements of one answer, where one that sets a number right stands beside one that quotes the number
    without that word: the clauses may speak of two things."""
    agreed = []
    for one in statements:
        match = _SET_RIGHT.match(one.text)
        said = counted(match["said"]) if match else ()
        quoted = [
            q for other in statements if other is not one for s in other.supports for q in counted(s.quote)
        ]
        known = any((q.value, q.unit) == (it.value, it.unit) for q in quoted for it in said)
        agreed.append(replace(one, text=one.text[match.end() :]) if match and known else one)
    return agreed


def _adds_up(stated: Quantity, given: Sequence[Quantity], text: str) -> bool:
    """Whether a number is the sum of numbers that a text gives one after the other, or so many times what it gives of
    each (3处，每处500平方米): then the text does not say otherwise."""
    same = [one for one in given if one.unit == stated.unit]
    sums = (
        sum(one.value for one in same[i:j]) for i in range(len(same)) for j in range(i + 2, len(same) + 1)
    )
    each = [one for one in same if _PER.search(text[: one.start])]
    times = (one.value * per.value for per in each for one in given if one.unit != stated.unit)
    return any(math.isclose(value, stated.value) for value in (*sums, *times))


_PER = re.compile(r"每[^，。；\d]{0,8}$")


def contradicted(question: str, text: str) -> bool:
    """Whether a question counts things that a text counts otherwise (200个骨干: 100个骨干)."""
    question, text = folded(question), folded(text)
    given = [(q, _counted_thing(text, q)) for q in counted(text) if q.unit]
    for one in (q for q in counted(question) if q.unit):
        thing = _counted_thing(question, one)
        same = [q for q, other in given if q.unit == one.unit and thing and other == thing]
        if same and all(q.value != one.value for q in same):
            return True
    return False


def _counted_thing(text: str, quantity: Quantity) -> str:
    """The two characters after a quantity, which begin the name of what it counts; "" for none."""
    after = text[quantity.end : quantity.end + 2]
    return after if len(after) == 2 and after.isalpha() else ""
