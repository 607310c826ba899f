"""Where the comments begin that stand right below a text, in no element of their own."""

import re

from lxml.etree import _Element

from scraper.extraction.elements import elements_of, text_of

_PING = re.compile(r"/(?:mt-)?tb\.(?:f?cgi|pl|php)\b|/trackback\b", re.IGNORECASE)  # the address for trackbacks that is shown to readers
# as Movable Type numbered them up to 3.2, and WordPress's themes do
_COMMENT = re.compile(r"c\d+|(?:li-|div-)?comment-\d+")


def discussion_below(container: _Element) -> list[_Element]:
    """The heading of the comments where none follow, or they too, and that of the trackbacks; an author's own section may be called so."""
    for heading in elements_of(container, "h2", "h3", "h4"):
        name = (heading.get("id") or "").lower()
        behind = [sibling for sibling in heading.itersiblings() if text_of(sibling)] if name in {"comments", "trackbacks"} else []
        if (name == "comments" and (not behind or _COMMENT.fullmatch(_first_id(behind[0])))) or (
            name == "trackbacks" and behind and _PING.search(text_of(behind[0]))
        ):
            return [heading, *behind]
    return []


def _first_id(element: _Element) -> str:
    """The id of an element, or of the first item of a list: that of a theme's comments may have any name."""
    item = next(elements_of(element, "li"), None) if element.tag in {"ol", "ul"} else element
    return (item.get("id") or "") if item is not None else ""
