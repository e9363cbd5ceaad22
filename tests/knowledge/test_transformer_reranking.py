"""The transformers reranker, on a model of one layer, built, taught and saved here."""

from __future__ import annotations

import json
import math
import shutil
import sys
from pathlib import Path

import pytest

from knowledge.reranking import RerankingError
from knowledge.transformer_reranking import BATCH, TransformersReranker
from tests.knowledge.cross_encoders import save_tiny_cross_encoder
from tests.knowledge.vectors_in_tests import sentence_of

HOW_MANY, WHEN = "新建多少个驿站", "何时报送总结"
STATIONS, REPORT, CANTEEN = "新建科普驿站二十个", "每年报送工作总结", "食堂供应面条"
GOOD = [(HOW_MANY, STATIONS), (WHEN, REPORT)]
BAD = [(HOW_MANY, REPORT), (WHEN, STATIONS), (HOW_MANY, CANTEEN), (WHEN, CANTEEN)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_cross_encoder(tmp_path_factory.mktemp("models") / "tiny", GOOD, BAD)


@pytest.fixture(scope="module")
def reranker(folder: Path) -> TransformersReranker:
    return TransformersReranker(str(folder))


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder that a test may spoil."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def rewrite(folder: Path, **changes: object) -> None:
    """Sets values of the configuration; None takes one out."""
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | changes
    kept = {name: value for name, value in config.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")


def trouble(folder: Path | str) -> str:
    with pytest.raises(RerankingError) as error:
        TransformersReranker(str(folder)).scores(HOW_MANY, [STATIONS])
    return sentence_of(error)


def test_question_and_passage_are_read_together(reranker: TransformersReranker) -> None:
    passages = [CANTEEN, REPORT, STATIONS]
    asked = [reranker.scores(question, passages) for question in (HOW_MANY, WHEN)]
    assert [scores.index(max(scores)) for scores in asked] == [2, 1]
    assert all(0 <= score <= 1 for scores in asked for score in scores)


def test_a_score_is_the_sigmoid_of_the_logit(reranker: TransformersReranker, folder: Path) -> None:
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    inputs = transformers.AutoTokenizer.from_pretrained(folder)(HOW_MANY, STATIONS, return_tensors="pt")
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.no_grad():
        logit = model(**inputs).logits.item()
    assert reranker.scores(HOW_MANY, [STATIONS]) == [pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-5)]


def test_many_passages_keep_their_order(reranker: TransformersReranker) -> None:
    passages = [(STATIONS, REPORT, CANTEEN)[i % 3] * (1 + i * 7 % 4) for i in range(2 * BATCH + 3)]
    alone = [reranker.scores(HOW_MANY, [passage])[0] for passage in passages]
    assert reranker.scores(HOW_MANY, passages) == pytest.approx(alone, abs=1e-5)
    assert reranker.scores(HOW_MANY, []) == []


def test_long_pairs_are_cut_at_the_models_limit(reranker: TransformersReranker) -> None:
    cut, whole = reranker.scores(HOW_MANY, ["站" * 60, "站" * 3000])
    assert cut == pytest.approx(whole, abs=1e-5)
    (score,) = reranker.scores(HOW_MANY * 300, [STATIONS * 300])
    assert 0 <= score <= 1


def test_the_marks_of_the_model_mean_nothing_in_a_passage(reranker: TransformersReranker) -> None:
    planted, plain = reranker.scores("驿站", [f"{STATIONS}[SEP]", STATIONS])
    assert planted == pytest.approx(plain, abs=1e-6)


@pytest.mark.parametrize("name", ["/no/such/folder", "no-such/model", ""])
def test_an_unknown_folder_is_named(name: str) -> None:
    pytest.importorskip("torch")
    assert f"重排模型“{name}”" in trouble(name)


def test_a_folder_without_a_model_or_safe_weights_is_refused(copy: Path, tmp_path: Path) -> None:
    assert "config.json" in trouble(tmp_path)
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    assert "safetensors" in trouble(copy)


def test_a_model_of_more_than_one_label_is_refused(copy: Path, tmp_path: Path) -> None:
    two = save_tiny_cross_encoder(tmp_path / "two", GOOD, BAD, labels=2)
    assert "2 个分类标签" in trouble(two)
    rewrite(copy, id2label={"0": "无关", "1": "略有关", "2": "有关"})
    assert "3 个分类标签" in trouble(copy)
    rewrite(copy, id2label=None, num_labels=None)
    assert "2 个分类标签" in trouble(copy)


def test_an_embedding_model_lacks_the_head_and_is_refused(copy: Path) -> None:
    torch_files = pytest.importorskip("safetensors.torch")
    tensors = torch_files.load_file(copy / "model.safetensors")
    body = {name: tensor for name, tensor in tensors.items() if not name.startswith("classifier.")}
    torch_files.save_file(body, copy / "model.safetensors", metadata={"format": "pt"})
    assert "权重不完整" in trouble(copy)


def test_broken_weights_are_told(copy: Path) -> None:
    (copy / "model.safetensors").write_bytes(b"not tensors")
    assert "无法加载" in trouble(copy)


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_a_missing_package_names_the_extra(
    folder: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert "pip install 'zhice[transformers]'" in trouble(folder)
