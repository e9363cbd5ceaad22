"""A small real library of two invented notices, one in two versions, and desks over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from assistant.build import build
from assistant.settings import Settings
from ui.desk import Desk, OneDesk, Role
from ui.writing import outcomes

PLAN = (
    "溪口市科协关于印发《科普夜校办法》的通知\n\n各县（区）科协：\n一、总体要求\n到2027年，全市新建科普夜校{}所。"
    "\n二、保障措施\n{}\n溪口市科学技术协会\n2026年3月5日\n"
)
LOWER = (
    "云桥县科协关于贯彻科普夜校办法的通知\n\n各乡镇科协：\n一、总体要求\n到2027年，全县新建科普夜校5所。\n"
    "二、其他\n各乡镇科协每年6月底前报送名单。\n云桥县科学技术协会\n2026年4月6日\n"
)
OLD = PLAN.format(36, "各县（区）科协每年12月底前报送工作总结。")
NEW = PLAN.format(40, "各县（区）科协每年11月底前报送工作总结。")


def small_library(folder: Path) -> Path:
    """A data folder with 夜校.txt in two versions, and 云桥.txt."""
    data, plan, lower = folder / "data", folder / "夜校.txt", folder / "云桥.txt"
    lower.write_text(LOWER, encoding="utf-8")
    for text in (OLD, NEW):
        plan.write_text(text, encoding="utf-8")
        list(outcomes([plan, lower], Settings(data), lambda *_: None))
    return data


def desks_over(data: Path, role: Role = "editor", user: str = "王工") -> OneDesk:
    """The desk of one person over a data folder."""
    assistant = build(Settings(data))
    return OneDesk(Desk(assistant, assistant, assistant.records, data, user=user, role=role))


def click(pick: object) -> gr.EventData:
    """A click on what carries this `data-pick`."""
    return gr.EventData(target=None, _data={"pick": pick})


def value(update: Any) -> Any:
    """What an update sets, or the value itself."""
    return update.get("value") if isinstance(update, dict) else update
