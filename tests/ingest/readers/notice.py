"""One invented notice that every format must give back alike: its lines and its table."""

from __future__ import annotations

# (style, line): what a writer needs to set it. Numbers marked auto are made by the word processor.
TITLE = ("云溪市科学技术协会", "关于印发《云溪市科普提升三年行动方案》的通知")
NUMBER = "云科协发〔2031〕12号"
RECIPIENTS = "各区县科协、市级学会："
OPENING = "现将《云溪市科普提升三年行动方案》印发给你们，请结合实际抓好落实。"
SIGNATURE = ("云溪市科学技术协会", "2031年3月18日")
ATTACHMENT = "附件"
PLAN = "云溪市科普提升三年行动方案"
# (level, number as printed, text): 1 一、  2 （一）  3 1.
ITEMS = (
    (1, "一、", "总体要求"),
    (0, "", "坚持就近就便，让居民走出家门就能看展览、听讲座。"),
    (1, "二、", "重点任务"),
    (2, "（一）", "建设科普驿站。到2033年，全市新建科普驿站36个，每个驿站每年开展活动不少于20场。"),
    (3, "1.", "选址靠近公交站点，由各区县科协会同街道办事处确定。"),
    (3, "2.", "每个驿站配备2名专职讲解员，由科学技术普及部统一培训。"),
    (2, "（二）", "办好科技下乡。每季度组织一次专家下乡，全年服务农户1200户以上。"),
    (3, "1.", "农技专家名单由学会学术部于每年1月底前公布。"),
    (1, "三、", "保障措施"),
    (2, "（一）", "加强组织领导。各单位明确一名负责人，每半年报送一次进展。"),
    (2, "（二）", "落实经费保障。市级财政每年安排专项经费80万元。"),
)
TABLE_TITLE = "任务分工表"
TABLE = (
    ("序号", "任务", "责任单位", "完成时限"),
    ("1", "新建科普驿站36个", "科学技术普及部", "2033年12月底前"),
    ("2", "公布农技专家名单", "学会学术部", "每年1月底前"),
    ("3", "报送工作进展", "办公室", "每半年"),
)


def lines() -> tuple[str, ...]:
    """The notice as paragraphs and table rows, numbers printed, cells joined by tabs."""
    items = tuple(number + text for _, number, text in ITEMS)
    rows = tuple("\t".join(row) for row in TABLE)
    head = (NUMBER, "".join(TITLE), RECIPIENTS, OPENING, *SIGNATURE)
    return (*head, ATTACHMENT, PLAN, *items, TABLE_TITLE, *rows)


def text() -> str:
    """The notice as a .txt file."""
    return "\n".join(lines()) + "\n"
