"""Settings from the environment; a wrong one is named, a key never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import NAMES, ChatSettings, Settings, read_settings
from knowledge.errors import UserError

KEY = "sk-very-secret-0003"
CHAT = {"ZHICE_CHAT_MODEL": "m", "ZHICE_CHAT_BASE_URL": "http://127.0.0.1:9/v1", "ZHICE_CHAT_API_KEY": KEY}


def test_nothing_set_needs_no_model_and_no_network() -> None:
    settings = read_settings({"PATH": "/bin", "OPENAI_API_KEY": KEY})
    assert settings == Settings()
    assert settings.data == Path("data")
    assert settings.chat.model == "" and settings.embedding.kind == "bundled"


def test_every_setting_is_read() -> None:
    settings = read_settings(
        {
            **CHAT,
            "ZHICE_DATA": "/somewhere",
            "ZHICE_EMBEDDING": "endpoint",
            "ZHICE_EMBEDDING_MODEL": "e",
            "ZHICE_EMBEDDING_BASE_URL": "http://127.0.0.1:8/v1",
            "ZHICE_EMBEDDING_API_KEY": "k",
        }
    )
    assert settings.data == Path("/somewhere")
    assert (settings.chat.model, settings.chat.base_url, settings.chat.api_key) == (
        "m",
        CHAT["ZHICE_CHAT_BASE_URL"],
        KEY,
    )
    embedding = settings.embedding
    assert (embedding.kind, embedding.model, embedding.base_url, embedding.api_key) == (
        "endpoint",
        "e",
        "http://127.0.0.1:8/v1",
        "k",
    )


def test_a_local_chat_model_needs_its_folder_alone() -> None:
    chat = read_settings({"ZHICE_CHAT": "transformers", "ZHICE_CHAT_MODEL": "/models/small"}).chat
    assert chat == ChatSettings("/models/small", kind="transformers")
    assert read_settings({**CHAT, "ZHICE_CHAT": "endpoint"}).chat == read_settings(CHAT).chat


def test_the_option_goes_before_the_environment() -> None:
    assert read_settings({"ZHICE_DATA": "a"}, Path("b")).data == Path("b")


def test_blanks_around_a_value_are_dropped_and_a_blank_value_is_none() -> None:
    assert read_settings({"ZHICE_CHAT_MODEL": "  ", "ZHICE_DATA": " a "}) == Settings(data=Path("a"))


@pytest.mark.parametrize("name", ["ZHICE_CHATMODEL", "ZHICE_", "ZHICE_chat_model", "ZHICE_CHAT_APIKEY"])
def test_an_unknown_name_is_a_mistake_that_lists_the_known_ones(name: str) -> None:
    with pytest.raises(UserError) as error:
        read_settings({name: KEY})
    assert f"“{name}”" in str(error.value)
    assert all(known in str(error.value) for known in NAMES)
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"ZHICE_EMBEDDING": "openai"}, "bundled、transformers"),
        ({"ZHICE_EMBEDDING": "Bundled"}, "bundled、transformers"),
        ({"ZHICE_EMBEDDING": "transformers"}, "ZHICE_EMBEDDING_MODEL"),
        ({"ZHICE_EMBEDDING": "endpoint"}, "ZHICE_EMBEDDING_MODEL"),
        ({"ZHICE_CHAT_MODEL": "m", "ZHICE_CHAT_API_KEY": KEY}, "ZHICE_CHAT_BASE_URL"),
        ({"ZHICE_CHAT": "ollama", "ZHICE_CHAT_MODEL": "m"}, "endpoint、transformers"),
        ({"ZHICE_CHAT": "endpoint"}, "ZHICE_CHAT_MODEL"),
        ({"ZHICE_CHAT": "transformers"}, "ZHICE_CHAT_MODEL"),
        ({**CHAT, "ZHICE_CHAT": "transformers"}, "ZHICE_CHAT_BASE_URL"),
    ],
)
def test_a_wrong_or_missing_value_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(UserError) as error:
        read_settings(environment)
    assert named in str(error.value)
    assert str(error.value).endswith("。") and KEY not in str(error.value)


@pytest.mark.parametrize("name", ["ZHICE_CHAT_BASE_URL", "ZHICE_CHAT_API_KEY"])
def test_an_endpoint_without_a_model_is_a_mistake(name: str) -> None:
    with pytest.raises(UserError, match="ZHICE_CHAT_MODEL"):
        read_settings({name: CHAT[name]})


def test_a_key_is_never_in_the_text_of_settings() -> None:
    settings = read_settings({**CHAT, "ZHICE_EMBEDDING_API_KEY": KEY})
    assert settings.chat.api_key == settings.embedding.api_key == KEY
    for text in (repr(settings), str(settings), repr(settings.chat), f"{settings.embedding}"):
        assert KEY not in text


# --- the judge -----------------------------------------------------------------------------

JUDGE = {
    "ZHICE_JUDGE_MODEL": "j",
    "ZHICE_JUDGE_BASE_URL": "http://127.0.0.1:7/v1",
    "ZHICE_JUDGE_API_KEY": KEY,
}


def test_the_judge_is_set_apart_from_the_chat() -> None:
    judge = read_settings(JUDGE).judge
    assert (judge.model, judge.base_url, judge.api_key) == ("j", "http://127.0.0.1:7/v1", KEY)
    assert read_settings(JUDGE).chat == ChatSettings() == read_settings(CHAT).judge
    both = read_settings({**CHAT, **JUDGE})
    assert (both.chat.model, both.judge.model) == ("m", "j")


def test_a_judge_without_an_address_is_a_mistake() -> None:
    with pytest.raises(UserError, match="ZHICE_JUDGE_BASE_URL") as error:
        read_settings({"ZHICE_JUDGE_MODEL": "j", "ZHICE_JUDGE_API_KEY": KEY})
    assert KEY not in str(error.value) and "CHAT" not in str(error.value)


@pytest.mark.parametrize("name", ["ZHICE_JUDGE_BASE_URL", "ZHICE_JUDGE_API_KEY"])
def test_a_judge_without_a_model_is_a_mistake(name: str) -> None:
    with pytest.raises(UserError, match=r"评判模型.*ZHICE_JUDGE_MODEL") as error:
        read_settings({**CHAT, name: JUDGE[name]})
    assert KEY not in str(error.value)


def test_the_key_of_a_judge_is_never_in_the_text_of_settings() -> None:
    settings = read_settings(JUDGE)
    assert settings.judge.api_key == KEY
    for text in (repr(settings), str(settings), repr(settings.judge), f"{settings.judge}"):
        assert KEY not in text and "http://127.0.0.1:7/v1" in text


def test_the_number_of_reading_processes_is_by_cores_unless_it_is_set() -> None:
    assert read_settings({}).workers == 0
    assert read_settings({"ZHICE_WORKERS": "3"}).workers == 3
    with pytest.raises(UserError, match="ZHICE_WORKERS"):
        read_settings({"ZHICE_WORKERS": "0"})


def test_no_reranker_is_used_unless_its_folder_is_set() -> None:
    assert read_settings({"ZHICE_RERANKER": " "}).reranker == "" == read_settings({}).reranker
    assert read_settings({"ZHICE_RERANKER": "/models/reranker"}).reranker == "/models/reranker"
