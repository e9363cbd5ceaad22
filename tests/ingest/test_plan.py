"""What is to be done with each file; `test_run` does it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.plan import CLOSED, Planner, Seen, look, look_inside, names, other_name
from ingest.reading import Member
from knowledge.files import File


def seen(path: str, digest: str = "d") -> Seen:
    return Seen(path, path.rpartition("/")[2], Path(path), digest)


def changes(planner: Planner, *files: Seen) -> list[tuple[str, str]]:
    return [(step.change, step.name) for step in planner.steps(files)]


def test_a_document_whose_file_was_never_noted_is_known_by_its_place() -> None:
    planner = Planner({}, {"通知.txt": ("d", "/甲")})
    assert changes(planner, seen("/甲/通知.txt")) == [("unchanged", "通知.txt")]
    assert changes(planner, seen("/乙/通知.txt", "e")) == [("new", "通知（乙）.txt")]


def test_a_name_that_looks_like_one_told_apart_is_no_trap() -> None:
    files = [seen("/乙/通知（乙）.txt", "1"), seen("/甲/通知.txt", "2"), seen("/乙/通知.txt", "3")]
    found = [name for _, name in changes(Planner({}, {}), *files)]
    assert found[:2] == ["通知（乙）.txt", "通知.txt"] and len(set(found)) == 3


def test_a_file_that_failed_keeps_its_name() -> None:
    known = {
        path: File(path, name)
        for path, name in (("/甲/通知.txt", "通知.txt"), ("/乙/通知.txt", "通知（乙）.txt"))
    }
    planner = Planner(known, {})
    assert changes(planner, seen("/乙/通知.txt")) == [("new", "通知（乙）.txt")]


def test_names_begin_with_the_plain_one_and_never_end() -> None:
    found = list(islice(names(seen("/档案/二〇三一/通知.tar.txt")), 6))
    assert found[:3] == ["通知.tar.txt", "通知.tar（二〇三一）.txt", "通知.tar（档案·二〇三一）.txt"]
    assert found[3:5] == ["通知.tar（2）.txt", "通知.tar（3）.txt"]


FOLDERS = st.sampled_from(["/甲", "/乙", "/甲/乙", "/乙/甲"])
PATHS = st.builds("{}/{}".format, FOLDERS, st.sampled_from(["一.txt", "二.txt", "一（甲）.txt"]))
FILES = st.dictionaries(PATHS, st.sampled_from("abcde"), max_size=8)


@given(before=FILES, after=FILES)
def test_no_two_files_share_a_document_unless_they_are_the_same(
    before: dict[str, str], after: dict[str, str]
) -> None:
    known: dict[str, File] = {}
    documents: dict[str, tuple[str, str]] = {}
    for files in (before, after):
        contents: dict[str, str] = {}
        for step in Planner(known, documents).steps([seen(p, d) for p, d in files.items()]):
            held = contents.setdefault(step.name, step.seen.digest)
            assert held == step.seen.digest
        for step in Planner(known, documents).steps([seen(p, d) for p, d in files.items()]):
            known.pop(step.was, None)
            own = step.change != "same"
            known[step.seen.key] = File(step.seen.key, step.name, step.seen.digest, own)
            if own:
                documents[step.name] = (step.seen.digest, step.seen.place)
    again = Planner(known, documents).steps([seen(p, d) for p, d in after.items()])
    assert all(step.change in ("unchanged", "same") for step in again)


def test_a_file_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text("文")
    (here,) = look(tmp_path / "一.txt")
    assert (here.base, here.place, len(here.digest)) == ("一.txt", str(tmp_path), 64)
    (missing,) = look(tmp_path / "无.txt")
    assert "路径不存在" in missing.refused


def test_a_member_with_a_wild_name_is_text(tmp_path: Path) -> None:
    (tmp_path / "0").write_text("文")
    inside = look_inside("/归档.zip!", Member("\udcff.txt", "../\udcff.txt", b"x"), tmp_path / "0")
    assert inside.key.encode() and inside.base.encode() and inside.key.startswith("/归档.zip!/")


def test_files_that_cannot_be_read_are_told_by_their_name() -> None:
    assert [other_name(name) for name in ("一.txt", "乙/图.PNG", "说明")] == ["", "乙/图.PNG", "说明"]


def test_what_comes_by_the_name_of_a_file_that_is_gone_is_its_new_version(tmp_path: Path) -> None:
    planner = Planner({"/甲/通知.txt": File("/甲/通知.txt", "通知.txt", "d")}, {"通知.txt": ("d", "/甲")})
    (step,) = planner.steps([seen("/乙/通知.txt", "e")])
    assert (step.change, step.name, step.was) == ("changed", "通知.txt", "/甲/通知.txt")
    there = tmp_path / "通知.txt"
    there.write_text("旧")
    planner = Planner({str(there): File(str(there), "通知.txt", "d")}, {"通知.txt": ("d", str(tmp_path))})
    assert changes(planner, seen("/乙/通知.txt", "e")) == [("new", "通知（乙）.txt")]


def test_a_closed_document_is_neither_changed_nor_moved() -> None:
    closed = frozenset({"秘密.txt"})
    own, gone = "/甲/附件.zip!/秘密.txt", "/乙/附件.zip!/秘密.txt"

    def told(file: Seen) -> tuple[str, str]:
        known = {own: File(own, "秘密.txt", "d")}
        (step,) = Planner(known, {"秘密.txt": ("d", "/甲/附件.zip!")}, closed).steps([file])
        return step.change, step.message

    refused = ("failed", f"“秘密.txt”：{CLOSED}")
    assert told(seen(own, "e")) == told(seen(gone, "e")) == refused
    assert told(seen("/乙/别名.txt")) == ("failed", f"“别名.txt”：{CLOSED}")
    assert told(seen(own)) == ("unchanged", "") and told(seen("/乙/别名.txt", "e")) == ("new", "")
