"""Collections of others: questions with gold quotes, and statutes, as cases and files of ours.

`questions with gold quotes`: JSON lines of id, doc (beginning of a file name, or several), category
(unanswerable: must be refused), question, history, gold_quotes, alt_quotes, must_include,
must_not_include, answer. `statutes`: articles.jsonl (id, law, article, text) and questions.jsonl
(id, question, gold: ids of articles).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.cases import Case, begins
from knowledge.errors import UserError


def is_quotes(path: Path) -> bool:
    """Whether a file holds questions with gold quotes."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return '"gold_quotes"' in next(lines, "")
    except (OSError, UnicodeDecodeError):
        return False  # what reads it next will say so


def load_quotes(path: Path) -> tuple[Case, ...]:
    """Questions with gold quotes as cases. UserError names the broken line."""
    cases: dict[str, Case] = {}
    for number, row in _rows(path, ("id", "doc", "category", "question", "gold_quotes")):
        try:
            case = _of_quotes(row)
            if case.id in cases:
                raise ValueError(f"编号 {case.id} 与前面的题重复")
        except ValueError as error:
            raise UserError(f"题库 {path.name} 第 {number} 行有误：{error}。") from error
        cases[case.id] = case
    return tuple(cases.values())


def sample(source: Path, target: Path, keep: int) -> None:
    """Copy `keep` files of a folder, chosen by a digest of their names: the same ones every time."""
    files = sorted(source.glob("*.txt"), key=lambda path: _mixed(path.name))
    _emptied(target)
    for path in files[:keep]:
        shutil.copyfile(path, target / path.name)


def of_sample(cases: Sequence[Case], folder: Path) -> tuple[Case, ...]:
    """The cases all of whose files a sampled folder has, and as large a share of those to be refused."""
    names = [path.name for path in folder.glob("*.txt")]
    answered = [case for case in cases if case.expect == "answer"]
    kept = [case for case in answered if all(any(begins(n, one) for n in names) for one in case.source)]
    refused = sorted((case for case in cases if case.expect == "refuse"), key=lambda case: _mixed(case.id))
    share = len(kept) / len(answered) if answered else 1.0
    return (*kept, *refused[: round(share * len(refused))])


def statutes(source: Path, target: Path, keep: int) -> tuple[Case, ...]:
    """`keep` questions, chosen by a digest of their ids; written are the articles that answer them and as
    many others, one file a law."""
    asked = [row for _, row in _rows(source / "questions.jsonl", ("id", "question", "gold"))]
    rows = sorted(asked, key=lambda row: _mixed(str(row["id"])))[:keep]
    articles = {
        str(row["id"]): row for _, row in _rows(source / "articles.jsonl", ("id", "law", "article", "text"))
    }
    gold = {str(one) for row in rows for one in row["gold"]}
    if lost := sorted(one for one in gold if not str(articles.get(one, {}).get("text", "")).strip()):
        raise UserError(f"题库 {source} 里没有条文 {'、'.join(lost[:3])}。")
    others = sorted(articles.keys() - gold, key=_mixed)[: len(gold)]
    laws: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, article in articles.items():
        if name in gold or name in others:
            laws[_file_name(article)].append(article)
    _emptied(target)
    for name, own in laws.items():
        lines = [f"{article['article']}　{article['text'].strip()}" for article in own]
        (target / name).write_text(f"{own[0]['law']}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return tuple(_of_articles(row, articles) for row in rows)


def _of_quotes(row: Mapping[str, Any]) -> Case:
    answered = row["category"] != "unanswerable"
    others, must = (row.get(key) or [] for key in ("alt_quotes", "must_include"))
    if not isinstance(others, list) or not isinstance(must, list) or not all(must):
        raise ValueError("alt_quotes 和 must_include 应当是列表，且不含空的一组")
    sets = [_texts(row, "gold_quotes"), *(_list(one, "alt_quotes") for one in others)]
    sets = [quotes for quotes in sets if quotes]
    docs = (row["doc"],) if isinstance(row["doc"], str) else _texts(row, "doc")
    forms = [(fact,) if isinstance(fact, str) else _list(fact, "must_include") for fact in must]
    if not isinstance(row["id"], str | int) or isinstance(row["id"], bool):
        raise ValueError("id 应当是文字或整数")
    if not isinstance(row["question"], str) or not row["question"].strip():
        raise ValueError("question 应当是不空的文字")
    return Case(
        id=str(row["id"]),
        question=row["question"],
        expect="answer" if answered else "refuse",
        history=_texts(row, "history"),
        source=docs if answered else (),
        quotes=sets[0] if answered and sets else (),
        alternatives=tuple(sets[1:]) if answered else (),
        facts=tuple(forms) if answered else (),
        forbidden=_texts(row, "must_not_include") if answered else (),
        reference=str(row.get("answer") or ""),
        tags=(str(row["category"]),),
    )


def _of_articles(row: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]) -> Case:
    gold = [articles[str(one)] for one in row["gold"]]
    return Case(
        id=f"statute-{row['id']}",
        question=row["question"],
        expect="answer",
        source=tuple(dict.fromkeys(_file_name(article) for article in gold)),
        quotes=tuple(dict.fromkeys(article["text"].strip().splitlines()[0] for article in gold)),
        tags=("statute",),
    )


def _file_name(article: Mapping[str, Any]) -> str:
    return f"{re.sub('[^一-龥〇-〕《》（）A-Za-z0-9]', '', str(article['law']))[:60] or 'law'}.txt"


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return _list(row.get(key) or [], key)


def _list(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError(f"{key} 应当是文字的列表，且不含空文字")
    return tuple(value)


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of every line of a file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"题库 {path} 无法读取，请检查文件是否存在、是否为 UTF-8 编码。") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise UserError(f"题库 {path.name} 第 {number} 行有误：不是完整的 JSON 对象。")
        if missing := [key for key in needed if key not in row]:
            raise UserError(f"题库 {path.name} 第 {number} 行有误：缺少字段 {'、'.join(missing)}。")
        yield number, row


def _mixed(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8")).hexdigest()


def _emptied(folder: Path) -> None:
    """An empty folder for copies; what is there must be copies too."""
    if folder.exists() and any(path.suffix != ".txt" for path in folder.iterdir()):
        raise UserError(f"“{folder}”里有别的文件，不能用来放抽样的文件，请换一个 --data 目录。")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
