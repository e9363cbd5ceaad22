"""Invented notices of invented cities."""

from __future__ import annotations

from hypothesis import strategies as st

from ingest.split import split
from knowledge.documents import Clause

NOTICE = """云州市科学技术协会
关于印发《云州市星桥工程三年行动
计划（2031—2033年）》的通知
云科协发〔2031〕7号
各县（区）科协，市级学会：
现将《云州市星桥工程三年行动计划（2031—2033年）》印发给你们，请认真落实。
云州市科学技术协会
二〇三一年四月九日
云州市星桥工程三年行动计划（2031—2033年）
为办好星桥工程，制定本计划。
一、总体要求
（一）工作目标
1.建成星桥站点80个。每站配备辅导员两名。
2．每年办流动科学课300场。
（二）工作原则
——以人为本。把方便群众放在首位。
——量力而行。不搞重复建设。
二、主要任务
3、修建天文小屋。选址在河湾镇。
① 小屋面积不少于20平方米。
② 小屋每周开放两次。
专栏一：天文小屋
·河湾镇小屋：建在镇中心小学。
·石桥镇小屋：建在文化站。
4.组织科学夜市。夏季每周一次。
附件1
站点名单
一、城区站点
1.东街站。由东街社区管理。
2.西街站。由西街社区管理。
附件2
经费安排
第一条 经费由市科协统一安排。
第二条 每站每年补助3万元。
云州市科学技术协会办公室 2031年4月12日印发
"""

_WORDS = ("星桥工程", "天文小屋", "流动科学课", "科学夜市", "灯塔书屋", "辅导员", "展品", "竹林镇")
_VERBS = ("要办好", "应当改进", "每年检查", "继续支持", "认真总结")


def sentences() -> st.SearchStrategy[str]:
    """An ordinary sentence, too long for a heading of a contents page only with its full stop."""
    return st.builds(
        "{}{}{}，范围覆盖全市{}个村。".format,
        st.sampled_from(_WORDS),
        st.sampled_from(_VERBS),
        st.sampled_from(_WORDS),
        st.integers(11, 9999),
    )


_MARKS = st.one_of(
    st.just(""),
    st.sampled_from(
        "一、 二、 三、 （一） （二） (三) 1. 2. 3． 4、 （1） （2） ① ② —— · 1 1.1 1.2 2.1 第一条 第二条 第三章 专栏一： 专栏二： 附件1： 附件".split()
    ),
)


def documents() -> st.SearchStrategy[str]:
    """Text without crawl noise: marks in any order, sensible or not, blank lines, blanks at either end."""
    line = st.builds(
        "{}{}{}{}{}".format,
        st.sampled_from(("", "", "\u3000\u3000", " ")),
        _MARKS,
        sentences(),
        st.sampled_from(("", "", "\u3000", "\u2003")),
        st.sampled_from(("\n", "\n", "\n\n", "\n\n\n\n", "\r\n", "\n\u2003\n")),
    )
    heading = st.builds("{}{}\n".format, _MARKS, st.sampled_from(_WORDS))
    closing = st.sampled_from(
        ("", "云州市科学技术协会\n2031年3月5日\n", "云州市科协\n2031年3月5日\n联系人：李四光明\n")
    )
    return st.builds(
        "{}{}{}".format,
        st.sampled_from(
            (
                "",
                "关于办好星桥工程的通知\n云科协发〔2031〕8号\n各县（区）科协：\n",
                "云州市星桥工程管理办法\n",
            )
        ),
        st.lists(st.one_of(line, line, heading), min_size=1, max_size=25).map("".join),
        closing,
    )


def clauses(text: str) -> tuple[Clause, ...]:
    return split(text, "a.txt").clauses


def by_address(text: str) -> dict[str, Clause]:
    found = {clause.address: clause for clause in clauses(text)}
    assert len(found) == len(clauses(text))
    return found


def bare(text: str) -> str:
    """Text without any white space."""
    return "".join(text.split())
