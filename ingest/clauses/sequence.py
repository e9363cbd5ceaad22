"""What comes after each mark: the look ahead that tells a list that skips from a number in passing."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.text.numbering import Family, Mark


def following(marks: Sequence[Mark | None]) -> tuple[Mark | None, ...]:
    """For each mark the next one of its family in the same list. A list ends at a mark of an outer
    family; articles run on through chapters and sections. Only a doubtful mark may be followed by
    another doubtful one."""
    coming: dict[tuple[tuple[Family, int], bool], Mark] = {}
    found: list[Mark | None] = []
    for mark in reversed(marks):
        found.append(coming.get((mark.rank, mark.doubtful)) if mark else None)
        if mark and mark.ordered:
            for key in [key for key in coming if key[0] > mark.rank and key[0][0] != Family.ARTICLE]:
                del coming[key]
            coming[mark.rank, True] = mark
            if not mark.doubtful:
                coming[mark.rank, False] = mark
    return tuple(reversed(found))


def doubt_settled(mark: Mark, last: int, coming: Mark | None) -> bool:
    """Whether digits that may be a decimal (1.60周岁) count an item: they go on after number `last`, and
    the list does not come to that number later."""
    expected = mark.number == last + 1
    return expected and (coming.number == mark.number + 1 if coming else mark.number > 1)


class Articles:
    """The articles of a division so far. They may leave some out and start anew; where they go back
    (a selection of articles), only a line that can be nothing else counts."""

    def __init__(self) -> None:
        self._last = (0, 0)
        self._taken: set[tuple[int, int]] = set()

    def fits(self, mark: Mark, coming: Mark | None, alone: bool) -> str:
        """Why an article may stand here, "" if it is a reference in passing. `alone` says that a sentence
        ends before it and a blank or the end of the line follows its number."""
        here, (number, branch) = (mark.number, mark.branch), self._last
        if here in ((number + 1, 0), (number, branch + 1), (number, max(branch, 1) + 1)):
            return "编号与前一条相接" if number else "新的一组编号"
        if here > self._last and (coming is None or (coming.number, coming.branch) > here):
            return "编号有跳号" if number else "新的一组编号"
        if alone and here not in self._taken:
            return "条号不按次序"
        restarts = here == (1, 0) and coming is not None and coming.number == 2
        return "编号重新开始" if restarts else ""

    def take(self, mark: Mark) -> None:
        """The article stands."""
        self._last = (mark.number, mark.branch)
        self._taken.add(self._last)
