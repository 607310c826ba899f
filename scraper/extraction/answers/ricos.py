"""Ricos, the rich content of Wix, as HTML: a walk over its nodes by a table of their types.

What the table does not know keeps its text: nothing that the author wrote is lost by a new type of node.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from w3lib.url import safe_url_string

from scraper.extraction.answers.draft import draft_to_nodes
from scraper.json_values import value_at

MEDIA_HOST = "https://static.wixstatic.com/media/"
VIDEO_HOST = "https://video.wixstatic.com/"
FILE_HOST = "https://static.wixstatic.com/"
MAX_DEPTH = 100

Node = Mapping[str, Any]
Render = Callable[[Node, str], str]


def rich_content_to_html(content: Mapping[str, Any]) -> str:
    """The HTML of a post's rich content, in whichever of the two forms it is."""
    if isinstance(content.get("nodes"), list):
        return ricos_to_html(content["nodes"])
    return ricos_to_html(draft_to_nodes(content)) if isinstance(content.get("blocks"), list) else ""


def ricos_to_html(nodes: Iterable[Node]) -> str:
    """The HTML of a list of Ricos nodes; every text escaped."""
    return _render_all(nodes, 0)


def _render_all(nodes: Iterable[Node], depth: int) -> str:
    return "".join(_render(node, depth) for node in nodes if isinstance(node, Mapping)) if depth < MAX_DEPTH else ""


def _render(node: Node, depth: int) -> str:
    children = node.get("nodes")
    inner = _render_all(children, depth + 1) if isinstance(children, list) else ""
    render = _NODES.get(str(node.get("type", "")).upper())
    return render(node, inner) if render else inner


def _string(value: object, *path: str) -> str:
    found = value_at(value, *path)  # a text may be a single blank
    return found if isinstance(found, str) else ""


def _wrap(tag: str) -> Render:
    return lambda _node, inner: f"<{tag}>{inner}</{tag}>" if inner else ""


def _element(tag: str, **attributes: str) -> str:
    shown = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    return f"<{tag}{shown}>"


def _link(url: str, inner: str, **attributes: str) -> str:
    if not url.lower().startswith(("http://", "https://", "mailto:", "tel:", "#", "/")):
        return inner
    return f"{_element('a', href=safe_url_string(url), **attributes)}{inner}</a>"


def _heading(node: Node, inner: str) -> str:
    level = value_at(node, "headingData", "level")
    level = level if isinstance(level, int) and 1 <= level <= 6 else 2
    return f"<h{level}>{inner}</h{level}>" if inner else ""


_MARKS = {
    "BOLD": "strong",
    "ITALIC": "em",
    "UNDERLINE": "u",
    "STRIKETHROUGH": "s",
    "SUPERSCRIPT": "sup",
    "SUBSCRIPT": "sub",
    "CODE": "code",
}


def _text(node: Node, _inner: str) -> str:
    html = escape(_string(node, "textData", "text"), quote=False).replace("\n", "<br>")
    decorations = value_at(node, "textData", "decorations")
    for decoration in decorations if isinstance(decorations, list) else []:
        html = _decorated(html, decoration)
    return html


def _decorated(html: str, decoration: object) -> str:
    kind = _string(decoration, "type").upper()
    if kind == "LINK":
        return _link(_string(decoration, "linkData", "link", "url"), html, rel=_rel(value_at(decoration, "linkData", "link", "rel")))
    if kind == "ANCHOR":
        return _link("#" + _string(decoration, "anchorData", "anchor"), html)
    if kind == "BOLD" and value_at(decoration, "fontWeightValue") in (0, 400):  # of any shape, also one that no set takes
        return html
    tag = _MARKS.get(kind)
    return f"<{tag}>{html}</{tag}>" if tag else html


def _rel(rel: object) -> str:
    return " ".join(name for name, is_set in rel.items() if is_set is True and isinstance(name, str)) if isinstance(rel, Mapping) else ""


def _media_url(media: object, host: str) -> str:
    """The address of the original: stated whole, or as a file's name on the platform's media host."""
    source = value_at(media, "src")
    stated = _string(source, "url") or _string(source, "id") or _string(media, "url")
    if not stated or stated.startswith(("http://", "https://")):
        return stated
    return host + stated.removeprefix("/").removeprefix("media/" if host == MEDIA_HOST else "")


def _figure(picture: str, inner: str, caption: str = "") -> str:
    caption = inner or escape(caption, quote=False)
    shown = caption if caption.startswith("<figcaption") or not caption else f"<figcaption>{caption}</figcaption>"
    return f"<figure>{picture}{shown}</figure>" if picture else inner


def _image(node: Node, inner: str) -> str:
    data = value_at(node, "imageData")
    picture = _picture(value_at(data, "image"), _string(data, "altText"))
    link = _string(data, "link", "url")
    return _figure(_link(link, picture) if link and picture else picture, inner, _string(data, "caption"))


def _picture(image: object, alt: str) -> str:
    url = _media_url(image, MEDIA_HOST)
    width, height = (value_at(image, side) for side in ("width", "height"))
    sizes = {"width": str(width), "height": str(height)} if isinstance(width, int) and isinstance(height, int) else {}
    return _element("img", src=url, alt=alt, **sizes) if url else ""


def _gallery(node: Node, inner: str) -> str:
    items = value_at(node, "galleryData", "items")
    return "".join(_gallery_item(item) for item in items if isinstance(item, Mapping)) + inner if isinstance(items, list) else inner


def _gallery_item(item: Node) -> str:
    picture = _picture(value_at(item, "image", "media"), _string(item, "altText"))
    return _figure(picture or _media_tag("video", _media_url(value_at(item, "video", "media"), VIDEO_HOST)), "", _string(item, "title"))


def _media_tag(tag: str, url: str) -> str:
    return f"{_element(tag, src=url)}</{tag}>" if url else ""


def _video(node: Node, inner: str) -> str:
    return _figure(
        _media_tag("video", _media_url(value_at(node, "videoData", "video"), VIDEO_HOST)), inner, _string(node, "videoData", "title")
    )


def _audio(node: Node, inner: str) -> str:
    return _figure(
        _media_tag("audio", _media_url(value_at(node, "audioData", "audio"), FILE_HOST)), inner, _string(node, "audioData", "name")
    )


def _file(node: Node, inner: str) -> str:
    name = escape(_string(node, "fileData", "name") or "file", quote=False)
    return f"<p>{_link(_media_url(node.get('fileData'), FILE_HOST), name)}</p>{inner}"


def _button(node: Node, inner: str) -> str:
    data = value_at(node, "buttonData")
    text = escape(_string(data, "text"), quote=False)
    return (f"<p>{_link(_string(data, 'link', 'url'), text)}</p>" if text else "") + inner


def _embed(node: Node, inner: str) -> str:
    url = _string(node, "embedData", "src") or _string(node, "linkPreviewData", "link", "url")
    title = _string(node, "embedData", "oembed", "title") or _string(node, "linkPreviewData", "title") or url
    return (f"<p>{_link(url, escape(title, quote=False))}</p>" if url else "") + inner


def _html(node: Node, inner: str) -> str:
    """An embedded page: its address where it has one; a script's source is nothing to read."""
    url = _string(node, "htmlData", "url")
    return (f"<p>{_link(url, escape(url, quote=False))}</p>" if url else "") + inner


def _poll(node: Node, inner: str) -> str:
    poll = value_at(node, "pollData", "poll")
    options = value_at(poll, "options")
    shown = "".join(f"<li>{escape(_string(option, 'title'), quote=False)}</li>" for option in options) if isinstance(options, list) else ""
    return f"<p>{escape(_string(poll, 'title'), quote=False)}</p>" + (f"<ul>{shown}</ul>" if shown else "") + inner


def _divider(_node: Node, inner: str) -> str:
    return f"<hr>{inner}"


def _code(_node: Node, inner: str) -> str:
    return f"<pre><code>{inner.replace('<br>', chr(10))}</code></pre>"


_NODES: dict[str, Render] = {
    "PARAGRAPH": _wrap("p"),
    "HEADING": _heading,
    "TEXT": _text,
    "BULLETED_LIST": _wrap("ul"),
    "ORDERED_LIST": _wrap("ol"),
    "LIST_ITEM": _wrap("li"),
    "BLOCKQUOTE": _wrap("blockquote"),
    "CODE_BLOCK": _code,
    "DIVIDER": _divider,
    "IMAGE": _image,
    "GIF": lambda node, inner: _figure(_picture({"src": {"url": _string(node, "gifData", "original", "gif")}}, ""), inner),
    "CAPTION": _wrap("figcaption"),
    "GALLERY": _gallery,
    "VIDEO": _video,
    "AUDIO": _audio,
    "FILE": _file,
    "TABLE": _wrap("table"),
    "TABLE_ROW": _wrap("tr"),
    "TABLE_CELL": lambda _node, inner: f"<td>{inner}</td>",  # an empty cell holds its column
    "COLLAPSIBLE_ITEM": _wrap("details"),
    "COLLAPSIBLE_ITEM_TITLE": _wrap("summary"),
    "BUTTON": _button,
    "LINK_BUTTON": _button,
    "ACTION_BUTTON": _button,
    "EMBED": _embed,
    "LINK_PREVIEW": _embed,
    "HTML": _html,
    "POLL": _poll,
}
