"""The links of a page that may be a list: address, words, and how the page marks them."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml.html import HtmlElement

from scraper.extraction.elements import attribute_words
from scraper.extraction.lists.addresses import entry_place
from scraper.extraction.lists.frames import Frames
from scraper.text import clean_text, squeeze
from scraper.urls import at_home, canonical_url


@dataclass(slots=True)
class Anchor:
    """A link to a page, with its canonical address and its words."""

    element: HtmlElement
    url: str
    text: str
    in_frame: bool
    place: str  # of an entry on its page


def anchors_of(tree: HtmlElement, base: str, page_url: str) -> Iterator[Anchor]:
    """The links of a page in their order, without those into the page itself."""
    frames = Frames(tree)
    for element in tree.iter("a", "area"):
        href = element.get("href")
        url = canonical_url(href, base) if href and not href.startswith("#") else None
        if url:
            text = squeeze(clean_text(_words_of(element))) or squeeze(element.get("aria-label") or element.get("title") or "")
            yield Anchor(element, at_home(url, page_url), text[:500], frames.hold(element), entry_place(href))


def _words_of(anchor: HtmlElement) -> str:
    """A link's text without the day that stands in it beside the title, unless the day is all that it has."""
    whole = "".join(anchor.itertext())
    if anchor.find(".//time") is None:
        return whole
    copy = deepcopy(anchor)
    for day in list(copy.iter("time")):
        day.drop_tree()
    copy.tail = None
    words = "".join(copy.itertext())
    return words if words.strip() else whole


def in_heading(element: HtmlElement) -> bool:
    """Whether a link stands in a heading."""
    return any(step.tag in {"h1", "h2", "h3", "h4"} for step in element.iterancestors())


def is_permalink(element: HtmlElement) -> bool:
    """Whether a link is marked as the permanent one of its entry (HTML §4.6.6.3)."""
    return "bookmark" in attribute_words(element, "rel")
