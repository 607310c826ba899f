"""HTML that may be shown again: only harmless elements, no scripts or styles, every address absolute."""

from copy import deepcopy

import nh3
from lxml import etree
from lxml.etree import _Element

from scraper.extraction.elements import elements_of
from scraper.extraction.page import absolute
from scraper.text import clean_text

TAGS = nh3.ALLOWED_TAGS | {"figure", "figcaption", "picture", "source", "video", "audio", "section", "main", "details", "summary", "mark"}
ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "a": {"href", "hreflang", "title", "id"},
    "img": {"src", "alt", "width", "height", "title"},
    "video": {"src", "controls", "poster", "width", "height"},
    "audio": {"src", "controls"},
    "source": {"src", "type"},
    "code": {"class"},
    "pre": {"class"},
    "li": {"id", "value"},
    "sup": {"id"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_ADDRESSES = ("href", "src", "poster", "cite")
_EMBEDS = ("iframe", "embed", "object")


def safe_html(element: _Element, base: str) -> str:
    """The inner HTML of an element, sanitised, with absolute addresses; what a frame showed becomes a link to it."""
    cleaned = nh3.clean(
        _absolute_html(element, base),
        tags=TAGS,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "ftp", "magnet", "tel", "xmpp"},
    )
    return clean_text(cleaned).strip()


def _absolute_html(element: _Element, base: str) -> str:
    """The inner HTML of an element with absolute addresses; the copy for it is gone before the sanitiser makes a tree of its own."""
    copy = deepcopy(element)
    copy.tail = None
    for child in list(elements_of(copy)):
        _make_absolute(child, base)
        if child.tag in _EMBEDS:
            _link_instead(child, base)
    return (copy.text or "").replace("&", "&amp;").replace("<", "&lt;") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in copy if isinstance(child.tag, str)
    )


def _make_absolute(element: _Element, base: str) -> None:
    for name in _ADDRESSES:
        value = element.get(name)
        if value and not value.startswith(("mailto:", "tel:", "magnet:", "ftp:", "xmpp:")):
            address = absolute(value, base)
            if address is None:
                del element.attrib[name]
            else:
                element.set(name, address)


def _link_instead(frame: _Element, base: str) -> None:
    address = absolute(frame.get("src") or frame.get("data-src") or frame.get("data"), base)
    frame.tag = "a" if address else "span"
    frame.text = None
    for child in list(frame):
        frame.remove(child)
    frame.attrib.clear()
    if address:
        frame.set("href", address)
