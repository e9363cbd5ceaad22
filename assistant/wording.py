"""The normal form in which a model's words and the clauses are compared, and the words that count nothing.

The tables are general Chinese: what only joins, what any sentence of an answer may say of a document,
words that mean the same, and words that exclude one another.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from knowledge.words import fold

_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
_FORMAL_RUN = re.compile(
    "[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,}|[壹贰叁肆伍陆柒捌玖拾佰仟](?=[个名元家人项次场万支])"
)

# Words with a numeral in them that count nothing.
IDIOM = re.compile(
    "统一|一律|一致|一定|一般|进一步|一些|一并|一体|同一|唯一|一起|万一|一旦|十分(?!之)|百姓|一系列|逐一|(?<!分)之一|一方面|一样|一切|单一|一直|一是|一经|一线|一同|五一|四川|三农|"
    "第三方|一带一路|一站式|千万(?![元人个])|一共"
)

# Words that carry no claim of their own: joints, and what an answer says of any document.
FREE = frozenset(
    "根据 按照 依据 依照 按 文件 规定 要求 明确 指出 提出 写明 规范 通知 条款 其中 此外 另外 同时 并且 以及 而且 还要 还 也 将 将会 要 需 需要 应 应当 应该 "
    "为 是 由 在 于 对 向 从 到 至 把 被 给 和 与 及 或 等 的 地 得 了 着 过 个 这 该 其 它 他们 各自 分别 即 也就是说 即为 就是 具体 具体来说 来说 而言 方面 关于 针对 "
    "通过 进行 实施 开展 组织 完成 达到 达 实现 做到 做好 加以 予以 有关 相关 情况 内容 事项 工作 任务 活动 项目 措施 数量 规模 总数 目标 人员 成员 人数 队伍 单位 部门 机构 "
    "期限 时间 时限 截止 日期 之前 以前 年底 年末 当年 期间 之间 以内 以上 以下 左右 起 止 前 后 内 中 上 下 里 共 总共 共计 一共 合计 累计 包括 包含 涵盖 如下 以下 设有 共有 "
    "数字 部分 全部 全体 一种 一项 一个 一次 名 家 场 人 次 项 本 每 各 均 都 并 且 而 又 再 则 所 以 来 有 会 如 若 可 请 是否 是的 对此 因此 所以 用于 作为 属于 开始 启动 进入 "
    "负责 承担 牵头 配合 责任 主管 协助 参与 联合 共同 会同 安排 确保 保证 落实 推进 推动 用 使 让 满 个月 来自 第 答 回答 答案 问题 所述 上述 来看 称 说 表示 里面 当中".split()
)

# Words that stand for one another in an honest paraphrase.
_SAME = (
    "建设 新建 建成 建立 设立 建 设 兴建",
    "举办 举行 召开 开办",
    "报送 提交 上报 递交 报 送交 上交",
    "配备 配置 配 配齐 设",
    "老年人 老人 长者",
    "印发 发布 公布 下发",
    "负责 承担 主管 责任",
    "施行 实施 执行 生效",
    "废止 失效 停止执行",
    "提前 事先",
    "培育 培养",
    "组建 成立 建立",
    "评估 评价",
    "经费 资金",
    "比例 占比 比重 占",
    "更新 更换",
    "服务 提供",
    "申请 申报",
    "审核 审批 审查",
    "手机 智能手机",
    "有效期 有效",
    "至少 不少于 不低于 最少 起码",
    "至多 不超过 不高于 最多",
    "免费 无偿 不收费",
    "不得 禁止 严禁 不准 不能 不可 不允许",
    "可以 可 允许 能够 能",
    "应当 应 必须 须 务必 要",
)
_GROUPS = tuple(frozenset(line.split()) for line in _SAME)

# Words that exclude one another: where the clause says one, the other is another claim.
OPPOSITES = (
    "增加 增长 提高 上升 扩大|减少 下降 降低 压缩 缩小",
    "新增 设立|取消 撤销 撤并 停办",
    "线上|线下",
    "校内|校外",
    "城市 城区|农村 乡村",
    "必修|选修",
    "专职|兼职",
    "有偿 收费|无偿 免费",
    "公开|保密",
    "允许|禁止",
    "开放|关闭",
    "合格|不合格",
    "优秀|良好|合格",
    "上半年|下半年",
    "主办|承办|协办",
    "甲类|乙类|丙类",
    "一等奖|二等奖|三等奖",
    "男|女",
    "理论|实操 实践",
    "小学|初中|高中",
    "固定|流动|临时",
    "重点|一般",
    "事前|事后",
    "书面|口头",
    "中央|地方",
    "省内|省外",
    "市内|市外",
    "国内|国外 境外",
    "以内|以外",
    "自愿|强制",
    "优先|最后",
    "短期|中期|长期",
    "大型|中型|小型",
    "初级|中级|高级",
)
_FREE_RUN = re.compile("(?:" + "|".join(sorted(FREE, key=len, reverse=True)) + ")+")


def is_free(word: str) -> bool:
    """Whether a word is made of nothing but words that carry no claim (牵头部门)."""
    return bool(_FREE_RUN.fullmatch(word))


@lru_cache(maxsize=512)
def normal(text: str) -> str:
    """Text for comparison: folded, without invisible characters, formal numerals (贰拾) as plain ones."""
    visible = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc") or char == "\n")
    written = _FORMAL_RUN.sub(lambda run: "".join(_FORMAL.get(char, char) for char in run.group()), visible)
    return fold(written)


def same_words(word: str) -> frozenset[str]:
    """The words that may stand for a word, itself among them."""
    return frozenset({word}).union(*(group for group in _GROUPS if word in group))
