"""Invented notices of invented places that resemble one another: the same subject, other places, years, kinds."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from assistant.works import Work, works_of
from ingest.split import split
from knowledge.documents import PolicyDocument
from tests.assistant.library import make_index, session_folder

OLD, NEW = "砚川市书屋意见（2023年）.txt", "砚川市书屋意见（2027年）.txt"
PLAN, OUTLINE, PACKET = "砚川市规划.txt", "榆沙市纲要.txt", "榆沙市通知.txt"
LIKENESSES = {
    OLD: """砚科协发〔2023〕4号
砚川市科学技术协会
关于建设科学书屋的实施意见

各区科协：

现就建设科学书屋提出以下意见。

一、建设书屋
到2025年，新建科学书屋30家，每家书屋配备管理员2名。
（责任部门：科普部）
二、举办讲座
书屋讲座每月举办一次，每年培训管理员120人次。
（责任部门：科普部、宣传部）

砚川市科学技术协会
2023年5月10日
""",
    NEW: """砚科协发〔2027〕6号
砚川市科学技术协会
关于建设科学书屋的实施意见

各区科协：

现就建设科学书屋提出以下意见。

一、建设书屋
到2029年，新建科学书屋75家，每家书屋配备管理员4名。
（责任部门：科普部）
二、举办讲座
书屋讲座每季度举办一次。
（责任部门：宣传部）

砚川市科学技术协会
2027年6月8日
""",
    PLAN: """砚科协发〔2026〕9号
砚川市科学技术协会
关于印发《砚川市科协事业发展“十五五”规划（2026—2030年）》的通知

各区科协：

现将《砚川市科协事业发展“十五五”规划（2026—2030年）》印发给你们，请遵照执行。

砚川市科学技术协会
2026年2月3日

砚川市科协事业发展“十五五”规划
（2026—2030年）

一、发展目标
到2030年，公民具备科学素质的比例达到21%，建成院士工作站50家。
二、重点任务
1.壮大志愿者队伍。发展注册志愿者8000人，由组织部牵头。
""",
    OUTLINE: """榆科协发〔2026〕11号
榆沙市科学技术协会
关于印发《榆沙市科学素质建设“十五五”规划纲要》的通知

各县科协：

现将《榆沙市科学素质建设“十五五”规划纲要》印发给你们，请认真落实。

榆沙市科学技术协会
2026年4月5日

榆沙市科学素质建设“十五五”规划纲要

一、目标
到2030年，公民具备科学素质的比例达到26%。
二、任务
1.发展注册志愿者3500人，由宣传部牵头。
""",
    PACKET: """榆科协办〔2028〕3号
榆沙市科学技术协会
关于开展青年学者托举工作的通知

各县科协：

现将有关事项通知如下，请按附件执行。

附件：1.榆沙市青年学者托举行动计划（2028—2031年）
2.榆沙市青年学者评审办法

榆沙市科学技术协会
2028年1月9日

附件1
榆沙市青年学者托举行动计划（2028—2031年）

一、目标
四年托举青年学者90名，每人资助3万元。

附件2
榆沙市青年学者评审办法

第一条 评审专家不少于7名，评审每年举行一次。
第二条 评审结果公示5个工作日。
""",
}


@cache
def document(name: str) -> PolicyDocument:
    """One of the notices, as ingested."""
    return split(LIKENESSES[name], name)


def works(names: Iterable[str] = tuple(LIKENESSES)) -> tuple[Work, ...]:
    """What a question can name of these notices."""
    documents = [document(name) for name in names]
    return works_of([one.source for one in documents], {one.source.name: one.clauses for one in documents})


@cache
def ingested_likenesses() -> Path:
    """A data folder that holds these notices; read only, of the whole session."""
    return make_index(session_folder(), LIKENESSES)
