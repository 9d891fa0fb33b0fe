"""What PDF/UA-1 (ISO 14289-1) asks of a file, as far as a machine can tell. Numbers: Matterhorn Protocol 1.1."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject

_SHOWS = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"Do",
    b"S",
    b"s",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"sh",
    b"INLINE IMAGE",
}
_HEADING = re.compile(r"/H([1-6])")
# Where each kind of element may stand (ISO 32000-1, 14.8.4.3).
_PARENTS = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/Lbl": {"/LI", "/Note", "/Reference"},
    "/LBody": {"/LI"},
}  # fmt: skip
_KINDS = (
    "Document Part Sect Div P H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Caption Span Link "
    "Figure Art Quote BlockQuote NonStruct Code Note Reference Form Annot"
)
_STANDARD = {f"/{kind}" for kind in _KINDS.split()}


def faults_of(content: bytes) -> list[str]:
    """Each fault with the number of its check; nothing when a machine finds none."""
    reader = PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    elements = list(_elements(root.get("/StructTreeRoot", DictionaryObject())))
    return [
        *_document(reader, root),
        *_tree(root, elements),
        *_headings(elements),
        *_tables(elements),
        *(f for number, page in enumerate(reader.pages, 1) for f in _page(reader, page, number)),
        *_fonts(reader),
    ]


def _document(reader: PdfReader, root: Any) -> Iterator[str]:
    metadata = root["/Metadata"].get_data() if "/Metadata" in root else b""
    if not re.search(rb"pdfuaid:part(?:>|=\")1", metadata):
        yield "06-002 the metadata do not say that it is PDF/UA-1"
    if b"dc:title" not in metadata or not (reader.metadata and reader.metadata.title):
        yield "06-003 no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001 the window shows the file's name, not the title"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "06-001 not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects"):
        yield "01-007 the tags are suspect"
    if not root.get("/Lang"):
        yield "11-006 no language"
    if "/Encrypt" in reader.trailer:
        yield "26-001 encrypted"
    if "/JavaScript" in root.get("/Names", {}) or ("/OpenAction" in root and "/JS" in str(root["/OpenAction"])):
        yield "29-001 runs a script"


def _elements(node: Any, parent: str = "", mapped: Any = None) -> Iterator[tuple[str, str, Any]]:
    """Every element of the tree in reading order: its kind, its parent's kind, itself."""
    mapped = node.get("/RoleMap", {}) if mapped is None else mapped
    kind = str(node.get("/S", ""))
    kind = str(mapped.get(kind, kind))
    if kind:
        yield kind, parent, node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        inner = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(inner, DictionaryObject) and ("/S" in inner):
            yield from _elements(inner, kind, mapped)


def _tree(root: Any, elements: list[tuple[str, str, Any]]) -> Iterator[str]:
    if not elements:
        yield "01-006 nothing is tagged"
    if "/ParentTree" not in root.get("/StructTreeRoot", {}):
        yield "01-005 no parent tree"
    for kind, parent, node in elements:
        if kind not in _STANDARD:
            yield f"02-001 {kind} is no standard kind"
        if kind in _PARENTS and parent not in _PARENTS[kind]:
            yield f"09-004 {kind} stands in {parent or 'nothing'}"
        if kind == "/Figure" and not (node.get("/Alt") or node.get("/ActualText")):
            yield "13-004 a figure without words"
        if kind == "/Link" and not _link_is_told(node):
            yield "28-012 a link without words"


def _link_is_told(node: Any) -> bool:
    return bool(node.get("/Alt") or node.get("/K"))


def _headings(elements: list[tuple[str, str, Any]]) -> Iterator[str]:
    levels = [int(found[1]) for kind, _, _ in elements if (found := _HEADING.fullmatch(kind))]
    if levels[:1] != [1]:
        yield f"14-002 the first heading is {levels[:1]}"
    for above, below in pairwise(levels):
        if below > above + 1:
            yield f"14-003 level {above} is followed by level {below}"


def _tables(elements: list[tuple[str, str, Any]]) -> Iterator[str]:
    kinds = Counter(kind for kind, _, _ in elements)
    if kinds["/Table"] and not kinds["/TH"]:
        yield "15-003 tables without headers"
    known = [str(node["/ID"]) for kind, _, node in elements if kind == "/TH" and "/ID" in node]
    if len(known) != len(set(known)):
        yield "15-003 two headers have one name"
    for kind, _, node in elements:
        if kind == "/TH" and "/ID" not in node and not _attribute(node, "/Scope"):
            yield "15-003 a header without its scope or its name"
        if kind == "/TD" and not {str(one) for one in _attribute(node, "/Headers") or ["none"]} <= set(known):
            yield "15-003 a cell without its header"


def _attribute(node: Any, name: str) -> Any:
    told = node.get("/A", [])
    for one in told if isinstance(told, ArrayObject) else [told]:
        inner = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(inner, DictionaryObject) and name in inner:
            return inner[name]
    return None


def _page(reader: PdfReader, page: Any, number: int) -> Iterator[str]:
    if "/Annots" in page and page.get("/Tabs") != "/S":
        yield f"28-008 page {number}: the tab key does not follow the tags"
    if "/StructParents" not in page:
        yield f"01-005 page {number} is outside the tree"
    for note in page.get("/Annots", []):
        if note.get_object().get("/Subtype") == "/Link" and "/StructParent" not in note.get_object():
            yield f"28-010 page {number}: a link is not tagged"
    yield from _loose(reader, page, number)


def _loose(reader: PdfReader, page: Any, number: int) -> Iterator[str]:
    """Anything painted that is neither tagged nor said to be decoration, and one of the two within the other."""
    inside: list[str] = []
    loose: Counter[str] = Counter()
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            kind = "artifact" if operands[0] == "/Artifact" else "tagged" if _has_id(operands) else "other"
            if kind != "other" and {"artifact", "tagged"} & set(inside):
                yield f"01-001 page {number}: {kind} within {inside}"
            inside.append(kind)
        elif operator == b"EMC":
            inside.pop()
        elif operator in _SHOWS and not {"artifact", "tagged"} & set(inside):
            loose[operator.decode()] += 1
    if loose:
        yield f"01-003 page {number}: painted outside the tags: {dict(loose)}"
    if inside:
        yield f"01-003 page {number}: marks are left open"


def _has_id(operands: Any) -> bool:
    return len(operands) > 1 and isinstance(operands[1], DictionaryObject) and "/MCID" in operands[1]


def _fonts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        fonts: Any = page.get("/Resources", {}).get("/Font", {})
        for name, reference in fonts.items():
            font = reference.get_object()
            if "/ToUnicode" not in font:
                yield f"10-001 {name}: letters that cannot be read out"
            for inner in font.get("/DescendantFonts", [font]):
                told = inner.get_object().get("/FontDescriptor", DictionaryObject()).get_object()
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & told.keys():
                    yield f"31-009 {name} is not in the file"
