"""A small real index for the tabs of newcomers and of evaluation, with a document full of hostile text."""

from __future__ import annotations

from pathlib import Path

from ingest.parse import parsed
from knowledge.catalog import Catalog
from knowledge.documents import Clause, Source
from tests.ui.fakes import FakeAnswering
from ui.desk import Desk, OneDesk, Role

PLAN = """云栖市科学技术协会文件
云科协发〔2031〕7号
关于印发《云栖市科普计划（2031—2040年）》的通知
机关各部室：
现印发给你们，请认真执行。
云栖市科学技术协会
2031年3月9日
云栖市科普计划（2031—2040年）
一、总体要求
为让居民就近学到科学知识，制定本计划。本计划所称科普驿站，是指设在社区的服务点<img src=x onerror=alert(1)>。
二、主要任务
1.建设科普驿站。到2032年底，新建科普驿站20个。（牵头部门：科普部；配合部门：办公室）
2.培训辅导员。每年培训辅导员30个班次。（牵头部门：学会部；配合部门：科普部）
3.编印读本。到2033年底，编印<script>alert(1)</script>读本5种。（责任部门：宣传部）
4.服务农村。每季度到村授课一次，到2035年底，建成示范村12个。（责任部门：科普部）
5.举办灯塔夜谈。每月举办一次，到2036年底，办成品牌讲座8个。（责任部门：企业服务部）
6.布置流动展。每两年更换一次，到2034年底，布置展点30个。（责任部门：人才工作部）
三、保障
1.报送情况。每年11月底前报送总结。（责任部门：机关各部室）
"""
DEPARTMENT = "科普部（云栖市科学技术协会）"


class CatalogLibrary:
    """The documents of a catalog, as the page wants them."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def documents(self) -> tuple[Source, ...]:
        return self.catalog.snapshot().sources

    def clauses(self, name: str) -> tuple[Clause, ...]:
        return tuple(self.catalog.snapshot().clauses[name])


def make_data(folder: Path, **texts: str) -> Catalog:
    """A catalog in a folder, with the plan and further texts."""
    catalog = Catalog(folder, create=True)
    for name, text in {"计划": PLAN, **texts}.items():
        made = parsed(f"{name}.txt", text.encode())
        catalog.replace(made.document, made.commitments, digest=name, place="")
    return catalog


def desk_of(catalog: Catalog, folder: Path, *, user: str = "本机", role: Role = "admin") -> OneDesk:
    """Everybody's desk over a catalog."""
    library = CatalogLibrary(catalog)
    return OneDesk(Desk(FakeAnswering(), library, catalog, folder, None, user, role))
