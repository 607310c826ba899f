"""The links of a body, and all links of a page."""

from urllib.parse import parse_qsl, urldefrag, urlsplit

from lxml.etree import _Element
from w3lib.url import url_query_cleaner

from scraper.extraction.elements import elements_of, text_of
from scraper.extraction.page import absolute
from scraper.text import bounded
from scraper.urls import hostname
from storage.records import Link

MAX_LINKS = 20_000
MAX_TEXT = 200


def body_links(body: _Element, base: str, page_url: str) -> tuple[Link, ...]:
    """The outgoing links of a body in order, each address once; links within the page are none."""
    found: dict[str, Link] = {}
    for element in elements_of(body, "a", "area"):
        address = absolute(element.get("href"), base)
        if address is None or urldefrag(address)[0] == urldefrag(page_url)[0]:
            continue
        address = _without_referrer(address, page_url)
        found.setdefault(address, Link(url=address, text=bounded(text_of(element), MAX_TEXT) or None, rel=element.get("rel")))
    return tuple(found.values())[:MAX_LINKS]


def _without_referrer(address: str, page_url: str) -> str:
    """The address as its author set it: software adds the blog's own host as ``ref`` to what leads elsewhere."""
    if "ref=" not in address or not any(_is_own(name, value, page_url) for name, value in parse_qsl(urlsplit(address).query)):
        return address
    return str(url_query_cleaner(address, ("ref",), remove=True, unique=False, keep_fragments=True))


def _is_own(name: str, value: str, page_url: str) -> bool:
    return name == "ref" and value.lower().removeprefix("www.") == hostname(page_url)


def page_links(tree: _Element, base: str) -> dict[str, str]:
    """The addresses of all links of a page without their fragments, in order, each with the first text that it has."""
    found: dict[str, str] = {}
    for element in elements_of(tree, "a", "area"):
        address = absolute(element.get("href"), base)
        if address is None:
            continue
        address = urldefrag(address)[0]
        if not found.get(address) and (len(found) < MAX_LINKS or address in found):
            found[address] = bounded(text_of(element), MAX_TEXT)
    return found
