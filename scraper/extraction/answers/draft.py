"""Draft.js content (flat blocks of text, with ranges of style and of entities) as the Ricos nodes that replaced it."""

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import Any

Node = dict[str, Any]

_BLOCKS = {"blockquote": "BLOCKQUOTE", "code-block": "CODE_BLOCK", "unordered-list-item": "LIST_ITEM", "ordered-list-item": "LIST_ITEM"}
_LISTS = {"unordered-list-item": "BULLETED_LIST", "ordered-list-item": "ORDERED_LIST"}
_HEADINGS = {f"header-{name}": level for level, name in enumerate(("one", "two", "three", "four", "five", "six"), 1)}


def draft_to_nodes(content: Mapping[str, Any]) -> list[Node]:
    """The nodes of a Draft.js content: a run of list items becomes one list."""
    entities = content.get("entityMap")
    entities = entities if isinstance(entities, Mapping) else {}
    blocks = [block for block in content.get("blocks") or [] if isinstance(block, Mapping)]
    nodes: list[Node] = []
    for kind, run in groupby(blocks, key=lambda block: str(block.get("type", ""))):
        made = [_block(block, entities) for block in run]
        nodes += [{"type": _LISTS[kind], "nodes": made}] if kind in _LISTS else made
    return nodes


def _block(block: Mapping[str, Any], entities: Mapping[str, Any]) -> Node:
    kind = str(block.get("type", ""))
    if kind == "atomic":
        return _atomic(block, entities)
    texts = list(_texts(block, entities))
    if kind in _HEADINGS:
        return {"type": "HEADING", "headingData": {"level": _HEADINGS[kind]}, "nodes": texts}
    return {"type": _BLOCKS.get(kind, "PARAGRAPH"), "nodes": texts}


def _ranges(block: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    ranges = block.get(name)
    return [r for r in ranges if isinstance(r, Mapping)] if isinstance(ranges, list) else []


def _texts(block: Mapping[str, Any], entities: Mapping[str, Any]) -> Iterator[Node]:
    """The block's text, cut where a style or a link begins or ends."""
    text = str(block.get("text", ""))
    spans = [(_span(r), {"type": str(r.get("style", ""))}) for r in _ranges(block, "inlineStyleRanges")]
    links = ((_span(r), _link(entities.get(str(r.get("key"))))) for r in _ranges(block, "entityRanges"))
    spans += [(span, link) for span, link in links if link]
    cuts = sorted({0, len(text), *(min(max(edge, 0), len(text)) for span, _ in spans for edge in span)})
    for start, end in pairwise(cuts):
        decorations = [decoration for (first, last), decoration in spans if first <= start and end <= last]
        yield {"type": "TEXT", "textData": {"text": text[start:end], "decorations": decorations}}


def _span(given: Mapping[str, Any]) -> tuple[int, int]:
    offset, length = given.get("offset"), given.get("length")
    return (offset, offset + length) if isinstance(offset, int) and isinstance(length, int) else (0, 0)


def _link(entity: object) -> Node | None:
    if not isinstance(entity, Mapping) or str(entity.get("type", "")).upper() not in {"LINK", "WIX-DRAFT-PLUGIN-LINK"}:
        return None
    data = entity.get("data")
    url = data.get("url") or data.get("href") if isinstance(data, Mapping) else None
    return {"type": "LINK", "linkData": {"link": {"url": str(url)}}} if url else None


def _atomic(block: Mapping[str, Any], entities: Mapping[str, Any]) -> Node:
    """A block that is a picture, a video or a line; of anything else its text stays."""
    keys = [str(r.get("key")) for r in _ranges(block, "entityRanges")]
    entity: Mapping[str, Any] = next((entities[key] for key in keys if isinstance(entities.get(key), Mapping)), {})
    kind, data = str(entity.get("type", "")).upper(), entity.get("data")
    data = data if isinstance(data, Mapping) else {}
    if "DIVIDER" in kind:
        return {"type": "DIVIDER"}
    if "IMAGE" in kind or "PHOTO" in kind:
        return _image(data)
    if "VIDEO" in kind:
        return _video(data.get("src"))
    return {"type": "PARAGRAPH", "nodes": list(_texts(block, {})) if str(block.get("text", "")).strip() else []}


def _image(data: Mapping[str, Any]) -> Node:
    source = data.get("src")
    source = source if isinstance(source, Mapping) else {"file_name": source or data.get("url")}
    about = data.get("metadata")
    about = about if isinstance(about, Mapping) else {}
    image = {
        "src": {"url": source.get("url"), "id": source.get("file_name") or source.get("id")},
        "width": source.get("width"),
        "height": source.get("height"),
    }
    return {"type": "IMAGE", "imageData": {"image": image, "altText": about.get("alt"), "caption": about.get("caption")}}


def _video(source: object) -> Node:
    if isinstance(source, str):
        return {"type": "EMBED", "embedData": {"src": source}}
    pathname = source.get("pathname") if isinstance(source, Mapping) else None
    return {"type": "VIDEO", "videoData": {"video": {"src": {"id": pathname}}}}
