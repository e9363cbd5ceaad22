"""Three small documents of invented cities in a real catalog and a real vector store."""

from __future__ import annotations

from pathlib import Path

from ingest.split import split
from knowledge.catalog import Catalog
from knowledge.documents import PolicyDocument
from knowledge.vectors import Vectors

TEXTS = {
    "夜市.txt": "云州市夜市办法\n云科协发[2031]7号\n第一条 科学夜市每周六晚上开放。\n第二条 摊位经费每晚三十元。\n第三条 雨天全市夜市停办。\n",
    "小屋.txt": "河湾县天文小屋办法\n第一条 天文小屋由县科协管理。\n第二条 小屋经费每年三万元，用于购买望远镜。\n",
    "书屋.txt": "海屿市灯塔书屋办法\n第一条 书屋设在码头。\n第二条 原夜市办法（云科协发〔2031〕7号）同时废止。\n",
}


def document(name: str, text: str | None = None) -> PolicyDocument:
    return split(TEXTS[name] if text is None else text, name)


def fill(catalog: Catalog, vectors: Vectors | None = None) -> None:
    for name in TEXTS:
        made = document(name)
        for _ in vectors.put(made.clauses) if vectors else ():
            pass
        catalog.replace(made, digest=f"digest of {name}", place=str(Path("/files")))
