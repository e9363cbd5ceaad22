"""What comes through the door of uploads: whole names, nothing too large, nothing from readers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from gradio.data_classes import FileData, ListFiles

from ingest.files import MAX_BYTES
from knowledge.errors import UserError
from tests.ui.fakes import make_desks
from ui.app import CSP, create_app
from ui.desk import Desk, Desks, OneDesk
from ui.upload_box import NOT_ALLOWED, NOT_HERE, TOO_LARGE, UPLOAD_PATH, Brought, upload_box


def client(desks: Desks) -> TestClient:
    async def build() -> FastAPI:
        return create_app(desks, with_history=False)

    return TestClient(asyncio.run(build()))


def desks(role: str = "editor") -> Desks:
    made = make_desks()(None)
    return OneDesk(Desk(made.answering, made.library, made.records, Path(), role=role))  # type: ignore[arg-type]


def test_an_editor_may_send_a_file() -> None:
    answer = client(desks()).post(UPLOAD_PATH, files={"files": ("通知.txt", b"x" * 64)})
    assert answer.status_code == 200
    (path,) = answer.json()
    brought = Brought(Path(path), "通知.txt")
    assert brought.at.read_bytes() == b"x" * 64
    brought.forget()
    assert not brought.at.parent.exists()
    brought.forget()


def test_a_file_too_large_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.app.MAX_BYTES", 32)
    answer = client(desks()).post(UPLOAD_PATH, files={"files": ("通知.txt", b"x" * 64)})
    assert (answer.status_code, answer.text) == (413, TOO_LARGE)
    assert answer.headers["content-security-policy"] == CSP


def test_an_upload_too_large_as_a_whole_is_refused_before_it_is_read() -> None:
    headers = {"content-length": str(MAX_BYTES * 100), "content-type": "multipart/form-data; boundary=x"}
    answer = client(desks()).post(UPLOAD_PATH, content=b"--x--", headers=headers)
    assert (answer.status_code, answer.text) == (413, TOO_LARGE)


def test_a_reader_may_not_send_a_file() -> None:
    answer = client(desks("reader")).post(UPLOAD_PATH, files={"files": ("通知.txt", b"x")})
    assert (answer.status_code, answer.text) == (403, NOT_ALLOWED)


def test_who_is_not_signed_in_may_not_send_a_file() -> None:
    class Closed(OneDesk):
        def __call__(self, request: gr.Request | None) -> Desk:
            if request is not None:
                raise UserError("请先登录。")
            return self.desk

    answer = client(Closed(make_desks()(None))).post(UPLOAD_PATH, files={"files": ("通知.txt", b"x")})
    assert (answer.status_code, answer.text) == (403, "请先登录。")


def test_names_stay_whole() -> None:
    files = ListFiles(
        [FileData(path="/tmp/x/办法.txt", orig_name="《办法》“一”.txt"), FileData(path="/tmp/y/b.txt")]
    )

    async def made() -> gr.File:  # outside a running loop Gradio would open loops and leave them open
        with gr.Blocks():
            return upload_box()

    box = asyncio.run(made())
    assert [one.name for one in box.preprocess(files)] == ["《办法》“一”.txt", "b.txt"]  # type: ignore[union-attr,arg-type]
    assert box.preprocess(None) == []  # type: ignore[comparison-overlap]


@pytest.mark.parametrize("door", ["process_recording", "component_server", "run-history/list"])
def test_gradios_other_doors_are_closed(door: str) -> None:
    answer = client(desks()).post(f"/gradio_api/{door}", files={"file": ("通知.txt", b"x")})
    assert (answer.status_code, answer.text) == (404, NOT_HERE)
