"""Reads sitemaps (sitemaps.org protocol 0.9: index and urlset, feeds, gzip, plain text; Google's news extension) in bounded memory."""

import io
import re
from collections import Counter
from dataclasses import dataclass, replace

from lxml import etree

from scraper.dates import parse_date
from scraper.extraction.answers.feeds import Feed, in_bytes_of_ascii, read_feed
from scraper.items import Page
from scraper.text import clean_text
from scraper.urls import canonical_url
from storage.gzipped import gunzip
from storage.records import StatedDate

MAX_BYTES = 52_428_800  # the protocol's limit for one file, uncompressed
MAX_URLS = 50_000  # likewise


@dataclass(frozen=True, kw_only=True)
class SitemapEntry:
    """One address of a sitemap. ``modified`` is ``lastmod`` where that seems to say when a page changed, not when the file was built."""

    url: str
    lastmod: StatedDate | None = None  # as the file states it
    modified: StatedDate | None = None
    published: StatedDate | None = None  # news:publication_date
    title: str | None = None  # news:title


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap file: an index names other files, a urlset names pages."""

    is_index: bool
    entries: tuple[SitemapEntry, ...]
    is_whole: bool = True  # nothing is cut off, by the server, or because it is longer than the protocol allows
    feed: Feed | None = None  # that stands for one: the protocol lets it, but it may name the latest pages alone


def read_sitemap(page: Page) -> Sitemap | None:
    """Return what a sitemap file says, ``None`` when the answer is no sitemap. Broken XML gives what stands before the break."""
    body, fault = gunzip(page.body, MAX_BYTES)
    page = in_bytes_of_ascii(replace(page, body=body))
    body = page.body
    if re.match(rb"\s*https?://", body):
        entries = _plain(body, page.url)
        return Sitemap(is_index=False, entries=tuple(entries[:MAX_URLS]), is_whole=fault is None and len(entries) <= MAX_URLS)
    start = re.search(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]", body[:20_000])
    if not start:
        feed = read_feed(page)
        return _of_feed(feed) if feed is not None else None
    entries = _xml_entries(body[start.start() :], page)
    end = re.compile(rb"</(?:\w+:)?" + start[1] + rb"\s*>|<(?:\w+:)?" + start[1] + rb"\b[^<>]*/>")  # the latter where it names nothing
    is_closed = end.search(body, start.start()) is not None
    rest = body.rpartition(b">")[2].strip()
    if not is_closed and rest and b"<" not in rest:  # it breaks off within an address
        entries = entries[:-1]
    is_whole = fault is None and is_closed and len(entries) <= MAX_URLS
    return Sitemap(is_index=start[1] == b"sitemapindex", entries=_without_build_times(entries[:MAX_URLS]), is_whole=is_whole)


def _of_feed(feed: Feed) -> Sitemap:
    sightings = (entry.sighting for entry in feed.entries)
    entries = tuple(
        SitemapEntry(url=s.url, lastmod=s.modified, modified=s.modified, published=s.published, title=s.title) for s in sightings
    )
    return Sitemap(is_index=False, entries=entries, is_whole=feed.is_complete, feed=feed)


def _plain(body: bytes, base: str) -> list[SitemapEntry]:
    lines = body.decode("utf-8", "replace").split()[: MAX_URLS + 1]
    return [SitemapEntry(url=url) for line in lines if (url := canonical_url(line, base))]


def _xml_entries(body: bytes, page: Page) -> list[SitemapEntry]:
    """Read elements by their local names: wrong namespaces are common. Entities stay unresolved. One more than there may be tells that the
    file is longer.
    """
    entries: dict[str, SitemapEntry] = {}
    context = etree.iterparse(io.BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        for _, element in context:
            if _name(element) in {"url", "sitemap"}:
                entry = _entry(element, page)
                if entry:
                    entries.setdefault(entry.url, entry)
                element.clear()
                if len(entries) > MAX_URLS:
                    break
    except (etree.XMLSyntaxError, UnicodeDecodeError):  # the latter of half a surrogate pair in a namespace
        pass  # what was read so far counts
    return list(entries.values())


def _name(element: etree._Element) -> str:
    """The local name of an element; a prefix that nothing declares (``image:loc``) is no part of it."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _entry(element: etree._Element, page: Page) -> SitemapEntry | None:
    said: dict[str, str] = {}
    for child in (*element, *element.iter()):  # its own first: a picture may stand before the address
        if child.text and child.text.strip():
            said.setdefault(_name(child), child.text.strip())
    url = canonical_url(said.get("loc", ""), page.url)
    if not url:
        return None
    lastmod = parse_date(said.get("lastmod", ""), not_after=page.last_day)
    return SitemapEntry(
        url=url,
        lastmod=lastmod,
        modified=lastmod,
        published=parse_date(said.get("publication_date", ""), not_after=page.last_day),
        title=clean_text(said["title"]) if "publication_date" in said and "title" in said else None,
    )


def _without_build_times(entries: list[SitemapEntry]) -> tuple[SitemapEntry, ...]:
    """Believe no ``lastmod`` that most pages share: static generators write the time of the build there."""
    times = Counter(e.modified for e in entries if e.modified)
    common = {time for time, n in times.items() if n >= 10 and n > len(entries) / 2}
    if not common:
        return tuple(entries)
    return tuple(replace(e, modified=None) if e.modified in common else e for e in entries)
