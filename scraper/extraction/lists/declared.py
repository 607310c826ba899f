"""What a page declares of its blog in links for machines: feeds, sitemaps, the page before, itself in other languages."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from scraper.extraction.elements import attribute_words
from scraper.text import squeeze
from scraper.urls import canonical_url


def related(tree: HtmlElement, name: str, base: str) -> Iterator[str]:
    """Where links of this relation lead."""
    for element in tree.iter("link", "a"):
        if name in attribute_words(element, "rel") and element.get("href"):
            url = canonical_url(element.get("href"), base)
            if url:
                yield url


def feeds(tree: HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    """The addresses and titles of feeds."""
    for element in tree.iter("link"):
        kind = (element.get("type") or "").lower().split(";")[0].strip()
        rels = attribute_words(element, "rel")
        if "alternate" in rels and kind in {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}:
            url = canonical_url(element.get("href") or "", base)
            if url:
                yield url, squeeze(element.get("title") or "")


def translations(tree: HtmlElement, base: str) -> Iterator[str]:
    """What is linked as this page in a language (HTML §4.6.6.1); ``x-default`` chooses among those."""
    for element in tree.iter("link"):
        is_alternate = "alternate" in attribute_words(element, "rel") and "xml" not in (element.get("type") or "")
        if is_alternate and (element.get("hreflang") or "x-default").strip().lower() != "x-default":
            url = canonical_url(element.get("href") or "", base)
            if url:
                yield url
