"""What the metrics are called in Chinese, for everything that shows them."""

from __future__ import annotations

from collections.abc import Mapping

CAPTIONS: Mapping[str, str] = {
    "passed": "通过",
    "facts": "事实正确",
    "focused": "正确且简短",
    "completeness": "应列的列全",
    "order": "部门次序正确",
    "misled": "出现错误说法（越低越好）",
    "verbatim": "引文与原文一致",
    "number_support": "数字有出处",
    "date_support": "日期有出处",
    "department_support": "部门有出处",
    "quantity_support": "数量和单位有出处",
    "support": "句句有引用支持",
    "citation_recall": "引用召回",
    "citation_precision": "引用准确",
    "citation_f1": "引用 F1",
    "decision": "答与不答判断正确",
    "refused": "该拒答的已拒答",
    "refusal_precision": "拒答的都该拒答",
    "grade": "拒答种类正确",
    "false_refusal": "误拒（越低越好）",
    "clause_recall_at_1": "条款召回 前1",
    "clause_recall_at_3": "条款召回 前3",
    "clause_recall_at_5": "条款召回 前5",
    "clause_recall_at_10": "条款召回 前10",
    "mrr": "首个正确条款的倒数名次",
    "ndcg_at_10": "条款排序 nDCG 前10",
    "evidence_at_1": "依据齐全 前1",
    "evidence_at_3": "依据齐全 前3",
    "evidence_at_5": "依据齐全 前5",
    "evidence_at_10": "依据齐全 前10",
    "evidence_within_1000": "依据齐全 前1000字",
    "span_recall_at_5": "依据字数召回 前5",
    "span_precision_at_5": "依据字数准确 前5",
    "stability": "换说法结果不变",
    "auroc": "把握程度区分可答与不可答",
    "latency_ms": "平均耗时（毫秒）",
}
