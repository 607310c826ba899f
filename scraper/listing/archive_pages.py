"""The pages that a blog links to as its archives: lists of all posts, and those of a year or a month."""

from collections.abc import Iterable
from contextlib import suppress

from scraper.errors import BlogError
from scraper.extraction.list_page import ListingPage
from scraper.listing.reader import BARREN_PAGES, Listed, ListingReader, joined
from scraper.shapes import shape_of
from scraper.urls import loose_key

MAX_ARCHIVES = 6


def archives_of(reader: ListingReader, page: ListingPage) -> list[str]:
    """The addresses of the archives that a page links to."""
    home = loose_key(reader.session.blog.home_url)
    return [url for url in page.archives if reader.session.in_scope(url) and loose_key(url) != home][:MAX_ARCHIVES]


async def read_archives(reader: ListingReader, urls: Iterable[str]) -> Listed | None:
    """Read pages as archives; one that gives no answer says nothing about the next."""
    return joined([await _read(reader, url) for url in dict.fromkeys(urls)])


async def read_calendar(reader: ListingReader) -> Listed | None:
    """Read the archives of years and months that the list pages so far lead to, until some in a row name nothing new.

    Those of months first: behind that of its year, which may show the latest alone, each would name nothing new.
    """
    urls: set[str] = set()
    barren = 0
    linked = dict.fromkeys(url for page in reader.pages for url in page.calendar if reader.session.in_scope(url))
    for url in sorted(linked, key=lambda url: shape_of(url).classes[-1:] == ("{year}",)):
        listed = await _read(reader, url)
        barren = barren + 1 if listed is None or listed.urls <= urls else 0
        urls |= listed.urls if listed is not None else set()
        if barren >= BARREN_PAGES:
            break
    return Listed(urls) if urls else None


async def _read(reader: ListingReader, url: str) -> Listed | None:
    with suppress(BlogError):
        listed = await reader.read_list_pages(url, source="archive-page")
        if listed is not None:
            reader.inventory.note_archive(reader.sightings.by_source["archive-page"])
        return listed
    return None
