"""XML from a document: no entity is expanded, nothing is fetched, a document type is refused.

Office formats and OFD have no document type declaration (ECMA-376 part 2 forbids it), so one that has
it was made to do harm.
"""

from __future__ import annotations

from lxml import etree

from knowledge.errors import UserError


def parse(data: bytes, name: str) -> etree._Element:
    """The root element. Raises UserError for damaged XML and for a document type declaration."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError(f"文件“{name}”已损坏，读不出其中的内容，请重新另存后再入库。") from error
    if root.getroottree().docinfo.doctype:
        raise UserError(f"文件“{name}”含有不该有的文档类型声明，可能有害，没有入库。")
    return root
