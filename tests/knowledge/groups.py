"""Notices of an invented city, one of which belongs to a group, and the same without that one.

What somebody sees from whom it is hidden must be what stands in the index that never held it.
"""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from assistant.build import open_index
from assistant.settings import Settings
from ingest.run import ingest
from tests.fakes import FakeEmbedder

SECRET, BROKEN = "澜江市内部考核方案.txt", "澜江市内部名单.txt"
HIDDEN = frozenset({SECRET, BROKEN})
OPEN_PLAN, OPEN_RULES = "澜江市科普计划.txt", "澜江市驿站管理办法.txt"
OPEN = {
    OPEN_PLAN: """澜江市科学技术协会文件
澜科协发〔2031〕7号
关于印发《澜江市科普计划（2031—2033年）》的通知
机关各部室：
现印发给你们，请认真执行。
澜江市科学技术协会
2031年3月9日
澜江市科普计划（2031—2033年）
一、主要任务
1.建设科普驿站。到2032年底，新建科普驿站20个。（牵头部门：科普部；配合部门：办公室）
2.培训科普辅导员。每年培训科普辅导员300人次。（责任部门：学会部）
3.编印科普读本。到2032年6月30日前，编印科普读本5种。（责任部门：科普部）
""",
    OPEN_RULES: """澜江市科普驿站管理办法
澜科协规〔2031〕3号
澜江市科学技术协会
2031年1月9日
第一条 科普驿站由科普部管理，经费每年三万元。
第二条 科普驿站每周六开放，由学会部组织讲解。
第三条 本办法有效期至2036年12月31日。
""",
}
EARLIER = """澜江市科学技术协会文件
澜科协密〔2032〕1号
关于印发《澜江市内部考核方案》的通知
科普部：
现印发给你们。
澜江市科学技术协会
2032年5月8日
澜江市内部考核方案
一、考核安排
1.组织谧湖暗访。到2033年底，暗访鎏金档案馆40家。（牵头部门：督查室；配合部门：科普部）
2.建设科普驿站。到2032年底，新建科普驿站99个。（责任部门：科普部）
3.原《澜江市科普驿站管理办法》（澜科协规〔2031〕3号）同时废止。
"""
LATER = EARLIER.replace("40家", "45家")
QUESTIONS = (
    "新建科普驿站多少个？",
    "谧湖暗访由谁负责？",
    "暗访鎏金档案馆多少家？",
    "密湖暗访由谁负责？",
    "流金档案馆有多少家？",
    "澜科协密〔2032〕1号是什么文件？",
    "《澜江市内部考核方案》发给谁？",
    "督查室负责哪些任务？",
    "科普部负责哪些任务？",
    "驿站管理办法还有效吗？",
    "科普驿站什么时候开放？",
    "对照考核方案和科普计划，驿站有什么不同？",
    "2032年有哪些任务？",
    "经费是多少？",
)


def made(folder: Path, *, with_secret: bool) -> Path:
    """An index of the open notices, the later ones with the secret one in two versions and a file that
    could not be read."""
    files, data = folder / "files", folder / "data"
    for place in (files, data):
        place.mkdir(parents=True)
    catalog, vectors = open_index(Settings(data=data), create=True, embedder=FakeEmbedder())
    rounds = [{**OPEN}, {SECRET: EARLIER}, {SECRET: LATER, BROKEN: ""}] if with_secret else [OPEN]
    for texts in rounds:
        for name, text in texts.items():
            (files / name).write_text(text, encoding="utf-8")
        list(ingest(sorted(files.iterdir()), catalog, vectors))
    vectors.close()
    catalog.close()
    return data


@cache
def index(*, with_secret: bool) -> Path:
    """The index of the session; read only."""
    folder = Path(mkdtemp(prefix="zhice-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return made(folder, with_secret=with_secret)
