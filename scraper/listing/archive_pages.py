"""The pages that a blog links to as its archives: lists of all posts, and those of a year or a month."""

from collections.abc import Iterable
from contextlib import suppress

from scraper.errors import BlogError
from scraper.extraction.lists.entries import ListedLink
from scraper.extraction.lists.page import ListingPage
from scraper.listing.reader import BARREN_PAGES, Listed, ListingReader, joined
from scraper.shapes import shape_of
from scraper.urls import loose_key, may_be_page

MAX_ARCHIVES = 6
MAX_LINKS_OF_CARD = 12  # of a front page that says who its author is and where the posts are
LEAST_DATED = 3  # entries, to be a list of posts
MAX_KNOWN_MONTHS = 12  # in a row whose posts are all named already: the newest, which the front page shows


def archives_of(reader: ListingReader, page: ListingPage) -> list[str]:
    """The addresses of the archives that a page shows in frames or links to."""
    home = loose_key(reader.session.blog.home_url)
    return [url for url in (*page.frames, *page.archives) if reader.session.in_scope(url) and loose_key(url) != home][:MAX_ARCHIVES]


async def read_archives(reader: ListingReader, urls: Iterable[str]) -> Listed | None:
    """Read pages as archives; one that gives no answer says nothing about the next."""
    return joined([await _read(reader, url) for url in dict.fromkeys(urls)])


async def read_calendar(reader: ListingReader) -> Listed | None:
    """Read the archives of years and months that the list pages lead to, those of these archives too, until some in a row name nothing, or
    many nothing new.

    Those of months first: behind that of its year, which may show the latest alone, each would name nothing new. A calendar leads from each
    month to the one before.
    """
    urls: set[str] = set()
    linked: dict[str, bool] = {}  # whether it was read
    barren = known = read_pages = 0
    while barren < BARREN_PAGES and known < MAX_KNOWN_MONTHS:
        further = (url for page in reader.pages[read_pages:] for url in page.calendar if reader.session.in_scope(url))
        linked |= {url: False for url in further if url not in linked and not reader.inventory.is_post_address(url)}
        read_pages = len(reader.pages)
        url = min((url for url, was_read in linked.items() if not was_read), key=_is_year, default=None)
        if url is None:
            break
        linked[url] = True
        listed = await _read(reader, url)
        is_news = listed is not None and not listed.urls <= urls
        known = 0 if is_news else known + 1
        barren = 0 if is_news or any(page.entries for page in reader.pages[read_pages:]) else barren + 1
        urls |= listed.urls if listed is not None else set()
    return Listed(urls) if urls else None


async def read_linked_lists(reader: ListingReader, front: ListingPage) -> Listed | None:
    """Read the lists of dated posts among the pages that a front page leads to, whatever they are called; it leads to few."""
    home = loose_key(reader.session.blog.home_url)
    links = [url for url in front.links if reader.session.in_scope(url) and may_be_page(url) and loose_key(url) != home]
    if len(links) > MAX_LINKS_OF_CARD:
        return None
    return joined([await _read_if_dated(reader, url) for url in links])


async def _read_if_dated(reader: ListingReader, url: str) -> Listed | None:
    with suppress(BlogError):
        page = await reader.list_page(url, None)
        if page is not None and sum(map(_is_dated, page.entries)) >= LEAST_DATED:
            return await _read(reader, page)
    return None


def _is_dated(entry: ListedLink) -> bool:
    """Whether a list or its address gives the day of an entry."""
    return entry.published is not None or shape_of(entry.url).is_dated


def _is_year(url: str) -> bool:
    return shape_of(url).classes[-1:] == ("{year}",)


async def _read(reader: ListingReader, start: str | ListingPage) -> Listed | None:
    with suppress(BlogError):
        listed = await reader.read_list_pages(start, source="archive-page")
        if listed is not None:
            reader.inventory.note_archive(reader.sightings.by_source["archive-page"])
        return listed
    return None
