"""trafilatura: the body of last resort, and the second opinion where the container is in doubt."""

import logging

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement, fragment_fromstring

from scraper.extraction.elements import elements_of

MAX_CHARACTERS = 3_000_000  # its own limit of patience is far above ours

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings speak of pages, which our own errors do


def second_opinion(tree: HtmlElement) -> _Element | None:
    """The body that trafilatura finds, as HTML in one ``div``; ``None`` where it finds none."""
    from trafilatura import extract  # heavy: the main process never reads a page, and an update without news reads none

    html = etree.tostring(tree, encoding="unicode", method="html")
    if len(html) > MAX_CHARACTERS:
        return None
    found = extract(html, output_format="html", include_comments=False, include_links=True, include_images=True, include_formatting=True)
    if not found:
        return None
    body: _Element = fragment_fromstring(found.partition("<body>")[2].rpartition("</body>")[0] or found, create_parent="div")
    for link in elements_of(body, "graphic"):
        link.tag = "img"
    return body
