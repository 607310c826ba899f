"""A page that a browser or a mirror saved as HTML."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml.html import HtmlElement

from scraper.errors import ExtractionError
from scraper.extraction.page import parse_html
from scraper.extraction.post import extract_post
from scraper.extraction.stated.jsonld import post_addresses
from scraper.ingest.format import Format, Imported, Options, Problem, read_bytes, saved_at, urn_of
from scraper.ingest.reading import is_binary
from scraper.items import Page
from scraper.urls import canonical_url

_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# A browser that saves a page writes the address into its first comment.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)


class SavedPage(Format):
    """A file of HTML."""

    name = "page"

    @classmethod
    def recognise(cls, path: Path, head: bytes) -> float:
        """The markup says it; the name alone nearly."""
        if is_binary(head):
            return 0.0
        if _MARKUP.search(head.replace(b"\x00", b"")):
            return 0.95
        return 0.85 if _SUFFIXES & {suffix.lower() for suffix in path.suffixes} else 0.0

    def read(self, path: Path, options: Options) -> Iterator[Imported | Problem]:
        """The post of the page."""
        body = read_bytes(path)
        nowhere = Page(url=options.url or urn_of(body), body=body, fetched_at=saved_at(path), content_type="text/html")
        stated = stated_address(parse_html(nowhere), body)
        page = replace(nowhere, url=options.url or stated or nowhere.url)
        post = replace(extract_post(page, options.rules_for(page)).post, url=page.url, canonical_url=stated)
        if not (post.title or post.body_text):
            raise ExtractionError("neither a title nor a text in it")
        yield Imported(post=post, raw=body, content_type="text/html", url=page.url, captured_at=page.fetched_at, kind=self.name, path=path)


def stated_address(tree: HtmlElement, body: bytes) -> str | None:
    """The address that a saved page gives itself. Mirrors rewrite some of its links to local names, so the first absolute one counts."""
    return next((url for stated in _addresses(tree, body) if (url := _absolute(stated))), None)


def _addresses(tree: HtmlElement, body: bytes) -> Iterator[str | None]:
    yield from (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    yield from (meta.get("content") for meta in tree.iter("meta") if (meta.get("property") or meta.get("name") or "").lower() == "og:url")
    yield from post_addresses(tree)
    yield from (found.decode("ascii", "replace") for found in _SAVED_FROM.findall(body[:4096]))


def _absolute(stated: str | None) -> str | None:
    stated = (stated or "").strip()
    return canonical_url(stated) if stated.lower().startswith(("http://", "https://")) else None
