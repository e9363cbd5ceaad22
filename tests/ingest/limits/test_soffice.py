"""LibreOffice as a converter: it answers, or a sentence says why not; it leaves nothing and calls nobody."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.limits import heartbeat, soffice
from ingest.readers.docx import read
from knowledge.errors import UserError
from tests.ingest.readers.writers_word import needs_soffice

RTF = rb"{\rtf1\ansi\ansicpg936 \u31185?\u25216?\par second}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary folder of conversions; at the end nothing may be left in it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def program(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice, a script to be written."""
    path = tmp_path_factory.mktemp("programs") / "soffice"
    monkeypatch.setattr(soffice.shutil, "which", lambda _: str(path))
    return path


def _write(program: Path, script: str) -> None:
    program.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    program.chmod(0o755)


def _wait(condition: Callable[[], bool]) -> None:
    """Return once it holds; a test that waits for ever is ended by its own limit."""
    while not condition():
        time.sleep(0.05)


def _is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@needs_soffice
def test_a_file_is_converted_and_nothing_is_left(folder: Path) -> None:
    assert read(soffice.to_docx(RTF, ".rtf", "a.rtf"), "a.rtf").text == "科技\nsecond\n"


@needs_soffice
def test_a_damaged_file_gives_no_document(folder: Path) -> None:
    with pytest.raises(UserError, match=r"LibreOffice 读不出文件“a\.doc”，可能已损坏；请用"):
        soffice.to_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), ".doc", "a.doc")


@needs_soffice
def test_pictures_on_the_net_are_not_fetched(folder: Path) -> None:
    called: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    called.append(connection.recv(100))

        listener = threading.Thread(target=answer, daemon=True)
        listener.start()
        page = f'<html><body><p>word</p><img src="http://127.0.0.1:{server.getsockname()[1]}/a.png"></body></html>'
        assert "word" in read(soffice.to_docx(page.encode(), ".html", "a.html"), "a.html").text
        server.shutdown(socket.SHUT_RDWR)
        listener.join(10)
    assert called == []


def test_a_machine_without_libreoffice_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice.shutil, "which", lambda _: None)
    with pytest.raises(
        UserError,
        match=r"读取“a\.doc”需要 LibreOffice（Debian 软件包 libreoffice-writer-nogui）.*另存为 \.docx",
    ):
        soffice.to_docx(b"x", ".doc", "a.doc")


def test_a_conversion_that_hangs_is_ended_with_all_its_children(
    folder: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = program.with_name("child")
    _write(program, f"sleep 600 &\necho $! > {child}\nwait\n")
    monkeypatch.setattr(soffice, "LONGEST_SECONDS", 1)
    with pytest.raises(UserError, match=r"“a\.doc”转换超过 1 秒，没有入库；请用 Word"):
        soffice.to_docx(b"x", ".doc", "a.doc")
    _wait(lambda: _is_gone(int(child.read_text())))


def test_a_conversion_ends_with_the_process_that_asked_for_it(folder: Path, program: Path) -> None:
    started = program.with_name("started")
    _write(program, f"echo $$ > {started}.new\nmv {started}.new {started}\nexec sleep 600\n")
    code = "import sys, tempfile; from ingest.limits.soffice import to_docx; tempfile.tempdir = sys.argv[1]; to_docx(b'x', '.doc', 'a.doc')"
    environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], env=environment) as asking:
        _wait(started.exists)
        asking.kill()
    _wait(lambda: not any(folder.iterdir()) and _is_gone(int(started.read_text())))


def test_the_converter_has_limits_no_input_and_a_home_of_its_own(folder: Path, program: Path) -> None:
    seen = program.with_name("seen")
    _write(program, f'{{ ulimit -S -v; ulimit -S -t; echo "$HOME" "$http_proxy"; cat; }} > {seen}\n')
    with pytest.raises(UserError):
        soffice.to_docx(b"x", ".doc", "a.doc")
    memory, seconds, places = seen.read_text().splitlines()
    assert int(memory) * 1024 == soffice.MOST_MEMORY and int(seconds) == soffice.LONGEST_SECONDS
    home, proxy = places.split()
    assert Path(home).parent == folder and proxy == "http://127.0.0.1:9"


def test_a_document_that_grows_too_large_is_refused(
    folder: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(program, "mkdir out; head -c 1000000 /dev/zero > out/document.docx\n")
    monkeypatch.setattr(soffice, "MOST_OUTPUT", 10_240)
    with pytest.raises(UserError, match="LibreOffice 读不出"):
        soffice.to_docx(b"x", ".doc", "a.doc")


def test_macros_and_links_are_switched_off_in_the_profile(tmp_path: Path) -> None:
    soffice._write_profile(tmp_path / "user")
    settings = (tmp_path / "user" / "registrymodifications.xcu").read_text()
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert '"Link" oor:op="fuse"><value>2<' in settings


def test_the_reader_beats_before_and_after(
    folder: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[None] = []
    monkeypatch.setattr(heartbeat, "_listener", lambda: beats.append(None))
    _write(program, f"mkdir out; printf x > out/document.docx; cd {os.sep}\n")
    assert soffice.to_docx(b"x", ".doc", "a.doc") == b"x"
    assert len(beats) == 2
