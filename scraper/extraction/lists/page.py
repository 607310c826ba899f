"""Reads pages as lists of posts: home pages, archives, calendars. Which links are entries, and which lead to more of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from scraper.extraction.lists.addresses import ARCHIVE_PATH, SECTION, is_calendar, shared_pages
from scraper.extraction.lists.declared import feeds, related, translations
from scraper.extraction.lists.entries import ListedLink, entries_of, says_month
from scraper.extraction.lists.links import Anchor, anchors_of, in_heading, is_permalink
from scraper.extraction.lists.paging import older_lists
from scraper.extraction.lists.words import ARCHIVE
from scraper.extraction.page import base_url, parse_html
from scraper.extraction.post import extract_post
from scraper.extraction.shown.terms import has_term_rel
from scraper.items import Page, PageSigns
from scraper.shapes import is_below_posts, shape_of
from scraper.text import squeeze
from scraper.urls import canonical_url, loose_key, may_be_page, path_of, site_of, without_index

_FEED_PATH = re.compile(r"/(?:feed|rss|atom)/?$|/(?:feed|rss2?|atom|index)\.(?:xml|rss|atom|json)$", re.IGNORECASE)
_LEAST_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """What a page says as a list. All addresses are canonical."""

    url: str
    title: str | None
    language: str | None
    feeds: tuple[tuple[str, str], ...]  # address, title
    sitemaps: tuple[str, ...]
    translations: tuple[str, ...]  # of this page, in other languages
    home: str | None
    frames: tuple[str, ...]  # of a set of frames, or of a page that shows nothing else
    entries: tuple[ListedLink, ...]
    older: tuple[str, ...]
    archives: tuple[str, ...]
    calendar: tuple[str, ...]  # archives of a year or a month
    sections: tuple[str, ...]  # lists of a category or a tag
    terms: frozenset[str]
    parted: frozenset[str]  # pages that posts share, by the links to their places
    has_places: bool  # it leads to several places of one page
    links: tuple[str, ...]
    signs: PageSigns

    @property
    def post_feeds(self) -> tuple[str, ...]:
        """The addresses of its feeds without those of comments."""
        return tuple(url for url, title in self.feeds if "comment" not in f"{url} {title}".lower())


def read_listing(page: Page) -> ListingPage:
    """Read a page as a list of posts; raises ExtractionError when the answer is no page."""
    tree = parse_html(page)
    base = base_url(tree, page)
    anchors = list(anchors_of(tree, base, page.url))
    site = site_of(page.url)
    terms = frozenset(a.url for a in anchors if has_term_rel(a.element)) - _titled(anchors)
    places = {(a.url, a.place) for a in anchors if a.place}
    entries = entries_of([a for a in anchors if a.url not in terms], page, site)
    own = [a for a in anchors if a.url.startswith(site) and may_be_page(a.url)]
    stated = (url for url in related(tree, "archives", base) if url.startswith(site))
    return ListingPage(
        url=page.url,
        title=squeeze(tree.findtext(".//title") or "") or None,
        language=tree.get("lang"),
        feeds=tuple(feeds(tree, base)) or tuple(_linked_feeds(anchors, site)),
        sitemaps=tuple(related(tree, "sitemap", base)),
        translations=tuple(dict.fromkeys(url for url in translations(tree, base) if loose_key(url) != loose_key(page.url))),
        home=next(related(tree, "home", base), None) or _logo_link(anchors, site),
        frames=tuple(dict.fromkeys(_shown(tree, "frame", base) or ([] if anchors else _shown(tree, "iframe", base)))),
        entries=entries,
        older=tuple(url for url in dict.fromkeys([*related(tree, "next", base), *older_lists(anchors, page.url)]) if url != page.url),
        archives=tuple(dict.fromkeys(a.url for a in own if ARCHIVE.match(a.text) or ARCHIVE_PATH.search(path_of(without_index(a.url))))),
        calendar=tuple(dict.fromkeys((*filter(is_calendar, (*stated, *(a.url for a in own))), *_named_months(own, entries)))),
        sections=tuple(dict.fromkeys(a.url for a in own if a.url in terms or SECTION.search(a.url))),
        terms=terms,
        parted=shared_pages(places),
        has_places=len({url for url, _ in places}) < len(places),
        links=tuple(dict.fromkeys(a.url for a in anchors)),
        signs=extract_post(page).signs,
    )


def _titled(anchors: list[Anchor]) -> frozenset[str]:
    """What links lead to as entries, by their heading or as a permalink: Drupal marks the link "Read more" to a post as one to a tag."""
    return frozenset(a.url for a in anchors if not has_term_rel(a.element) and (is_permalink(a.element) or in_heading(a.element)))


def _linked_feeds(anchors: list[Anchor], site: str) -> Iterator[tuple[str, str]]:
    """Feeds of this host that a page which declares none has for its readers to click on; one deep below it is a category's or a post's."""
    found = (anchor for anchor in anchors if anchor.url.startswith(site) and _FEED_PATH.search(anchor.url))
    for anchor in sorted(found, key=lambda anchor: len(anchor.url)):
        if _FEED_PATH.sub("", anchor.url.removeprefix(site)).count("/") <= 1:
            yield anchor.url, anchor.text


def _logo_link(anchors: list[Anchor], site: str) -> str | None:
    """The home of a blog is the shortest address of its host that the head of its pages links to."""
    first = [a.url for a in anchors[:15] if a.url.startswith(site) and may_be_page(a.url) and "?" not in a.url]
    return min(first, key=len, default=None)


def _shown(tree: HtmlElement, tag: str, base: str) -> list[str]:
    """What frames show; one without height counts visitors."""
    frames = (frame for frame in tree.iter(tag) if frame.get("height") not in {"0", "1"})
    return [url for frame in frames if (url := canonical_url(frame.get("src") or "", base))]


def _named_months(anchors: list[Anchor], entries: tuple[ListedLink, ...]) -> tuple[str, ...]:
    """What links called by nothing but a month and its year lead to, where there are several: the archives, whatever their addresses.

    Posts may be called so too: what has a heading or a day of its own, or an address like those of the posts.
    """
    months = [a for a in anchors if says_month(a.text)]
    urls = {a.url for a in months}
    posts = {entry.url for entry in entries if entry.published is not None} | {a.url for a in months if in_heading(a.element)}
    shapes = {shape_of(entry.url) for entry in entries if entry.url not in urls}
    months = [a for a in months if a.url not in posts and shape_of(a.url) not in shapes and not is_below_posts(a.url)]
    found = tuple(dict.fromkeys(a.url for a in months))
    return found if len(found) >= _LEAST_MONTHS and len({a.text for a in months}) >= _LEAST_MONTHS else ()
