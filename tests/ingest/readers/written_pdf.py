"""A small writer of PDF files, for what no office program would print."""

from __future__ import annotations

from collections.abc import Sequence


def document(pages: Sequence[str], box: str = "0 0 595 842") -> bytes:
    """A document whose pages hold these drawing commands, with Helvetica as /T."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for i, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {5 + 2 * i} 0 R"
            "/Resources<</Font<</T 3 0 R>>>>>>"
        )
        objects.append(stream(page))
    return file(objects)


def words(text: str, x: float, y: float, turn: str = "1 0 0 1") -> str:
    """Drawing commands for a line of text; `turn` is the first part of its matrix."""
    return f"BT /T 12 Tf {turn} {x} {y} Tm ({text}) Tj ET\n"


def loop(count: int) -> bytes:
    """A page tree whose branches hold each other."""
    return file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Count {count}/Kids[3 0 R]>>",
            "<</Type/Pages/Parent 2 0 R/Count 10/Kids[2 0 R 3 0 R]>>",
        ]
    )


def form_loop(calls: int) -> bytes:
    """A page with a form that draws itself several times."""
    form = stream(
        "/F Do " * calls, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    )
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    return file(
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream("/F Do"), form]
    )


def stream(data: str, more: str = "") -> str:
    """A stream object."""
    return f"<<{more}/Length {len(data)}>>stream\n{data}\nendstream"


def file(objects: Sequence[str]) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, thing in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{thing}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()
