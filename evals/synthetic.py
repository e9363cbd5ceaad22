"""A collection of any size for `evals.bench`: invented notices of fictional cities, and questions on them.

The notices go through the program's own ingest; only their vectors are made up. Texts that differ in
numbers and places alone share one vector of the real model, each moved by noise of its own, so that tens
of thousands of clauses need some hundred embeddings and lie as near to questions as real ones do.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from assistant.build import EMBEDDING_FACT
from ingest.run import ingest
from knowledge.catalog import Catalog
from knowledge.embedding import Embedder
from knowledge.quantities import to_han
from knowledge.vectors import Vectors

SEED = 20260101
SECTIONS, ITEMS = 9, 10
CONSTRUCTION = 100  # of the graph of vectors: a quarter of the program's time, and searched at the same width
NOISE = 0.25
NOISE_LENGTH = 50_000
CITIES = tuple(first + second for second in "渡屿陂崦汀" for first in "霁岚芷澹翎萱翊黛皎潋")
FIRST_YEAR, YEARS = 2016, 20
_KINDS = ("行动计划", "实施方案", "管理办法", "若干措施", "发展规划")
_TOPICS = (
    "流动展车 乡村讲堂 院士工作站 校园气象站 青年托举项目 企业技术驿站 数字展厅 科学夏令营 社区读书角 竞赛集训队 志愿服务队 专家服务团 "
    "学术年会 科技小院 科普期刊 天文观测点 药用植物园 防灾体验馆"
).split()
_OFFICES = "科普部 学会部 组织人事部 计划财务部 调研宣传部 国际联络部 企业工作部 青少年中心".split()
_FORMS = (
    ("新建{topic}{n}个，每个面积不少于{m}平方米。由{office}负责选址并组织验收。", "{topic}要新建多少个？"),
    ("每年举办{topic}活动{n}场，{year}年底前覆盖所有乡镇。", "{topic}活动每年举办几场？"),
    (
        "对{topic}给予一次性补助{n}万元，由{office}会同市财政局审核。",
        "{topic}一次性补助多少万元？",
    ),
    ("建立{topic}名录，每{k}年更新一次。名录由{office}向社会公布。", "{topic}名录由谁公布？"),
    ("开展{topic}培训，每年培训{m}人次。", "{topic}每年培训多少人次？"),
    ("遴选{topic}带头人{n}名，每届任期{k}年。任期届满由{office}考核。", "{topic}带头人每届任期几年？"),
    ("于{year}年{k}月底前制定{topic}标准，施行前征求公众意见。", "{topic}标准什么时候制定？"),
    ("每年安排{topic}专项资金{m}万元，专款专用，接受审计监督。", "{topic}每年安排专项资金多少？"),
    ("支持企业、高校、院所共建{topic}，力争总数达到{n}家。", "哪些单位可以共建{topic}？"),
    (
        "将{topic}纳入年度考核，结果分为优秀、合格、不合格（责任部门：{office}、办公室）。",
        "{topic}考核结果分为哪几档？",
    ),
    ("{topic}每周开放不少于{k}天，法定节日照常开放。", "{topic}每周开放几天？"),
    ("本文件所称{topic}，是指面向公众、由{office}认定的公益性项目。", "什么是{topic}？"),
)
_HEADING = re.compile("^发展.*?[:：]")
_VARIES = re.compile(rf"\d+|{'|'.join(CITIES)}")


@dataclass(frozen=True, slots=True)
class Notice:
    """One invented notice: which city's, of which year and kind, and the topics of its sections."""

    city: str
    year: int
    kind: str
    topics: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        return f"{self.city}市{self.year}年{self.kind}.txt"


def notices(count: int, sections: int = SECTIONS) -> Iterator[Notice]:
    """The first `count` notices of some eleven clauses a section; the same on every machine, 1,000 at most."""
    for number in range(count):
        chance = random.Random(SEED + number)
        city, year = CITIES[number % len(CITIES)], FIRST_YEAR + number // len(CITIES)
        kind, topics = _KINDS[number % len(_KINDS)], tuple(chance.sample(_TOPICS, sections))
        yield Notice(city, year, kind, topics, _text(chance, city, year, kind, topics))


def _text(chance: random.Random, city: str, year: int, kind: str, topics: Sequence[str]) -> str:
    body, issuer = f"{city}市公共科学服务{kind}", f"{city}市科学技术协会"
    lines = [
        f"{issuer}关于印发《{body}》的通知",
        f"{city}科协发〔{year}〕{chance.randint(1, 90)}号",
        f"各区县科协，市直有关学会：\n现将《{body}》印发给你们，请认真执行。",
        f"{issuer}\n{year}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        body,
    ]
    for number, topic in enumerate(topics):
        lines.append(f"{to_han(number + 1)}、发展{topic}")
        forms = chance.sample(_FORMS, ITEMS)
        lines += [f"{place}.{_filled(form, chance, topic, year)}" for place, (form, _) in enumerate(forms, 1)]
    return "\n".join(lines)


def _filled(form: str, chance: random.Random, topic: str, year: int) -> str:
    return form.format(
        topic=topic,
        office=_OFFICES[_TOPICS.index(topic) % len(_OFFICES)],
        year=year + chance.randint(1, 4),
        n=chance.randint(2, 90),
        m=chance.randint(100, 900),
        k=chance.randint(2, 7),
    )


def questions(asked_of: Sequence[Notice], count: int) -> list[str]:
    """`count` questions that these notices answer, each another one; every second one names its notice."""
    found = []
    for number in range(count):
        notice = asked_of[number % len(asked_of)]
        topic = notice.topics[number // len(asked_of) % SECTIONS]
        plain = _FORMS[number % len(_FORMS)][1].format(topic=topic)
        found.append(f"{notice.city}市{notice.year}年的{notice.kind}里，{plain}" if number % 2 else plain)
    return found


class NearbyVectors:
    """An Embedder of the same name and questions as another, whose passages are its vectors moved a little."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self._known: dict[str, list[float]] = {}
        chance = random.Random(SEED)
        self._noise = [chance.gauss(0, 1) for _ in range(NOISE_LENGTH)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text, the same for the same text."""
        new = [key for key in dict.fromkeys(map(_key, texts)) if key not in self._known]
        self._known.update(zip(new, self._embedder.embed_documents(new), strict=True))
        return [self._moved(self._known[_key(text)], text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of the real model, in its time."""
        return self._embedder.embed_query(text)

    def _moved(self, vector: list[float], text: str) -> list[float]:
        start = crc32(text.encode()) % (NOISE_LENGTH - len(vector))
        width = NOISE / math.sqrt(len(vector))
        moved = [a + width * b for a, b in zip(vector, self._noise[start:], strict=False)]
        length = math.hypot(*moved)
        return [value / length for value in moved]


def _key(text: str) -> str:
    """What texts share whose vectors are alike: their words without headings, numbers and places."""
    return _VARIES.sub("0", _HEADING.sub("", text))


def collection(folder: Path, count: int, embedder: Embedder) -> int:
    """Ingest `count` notices into a new data folder for this embedder; the number of their clauses."""
    papers = folder / "notices"
    papers.mkdir(parents=True)
    for notice in notices(count):
        (papers / notice.name).write_text(notice.text, encoding="utf-8")
    catalog = Catalog(folder, create=True)
    catalog.set_fact(EMBEDDING_FACT, embedder.fingerprint)
    vectors = Vectors(folder, NearbyVectors(embedder), construction=CONSTRUCTION)
    clauses = sum(outcome.clauses for outcome in ingest(sorted(papers.iterdir()), catalog, vectors))
    vectors.close()
    catalog.close()
    return clauses
