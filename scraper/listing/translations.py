"""The front pages that a blog has in its other languages, for posts that only these name.

Each costs a request; one that names nothing but what others have named costs no more.
"""

from collections.abc import Set
from contextlib import suppress

from scraper.errors import BlogError
from scraper.extraction.lists.page import ListingPage
from scraper.listing.reader import Listed, ListingReader, joined
from scraper.urls import hostname, loose_key

MAX_LANGUAGES = 40


async def read_translations(reader: ListingReader, home: ListingPage | None, *, page_parameter: str | None = None) -> Listed | None:
    """Read the front pages that the home page declares as itself in other languages; on an update the feeds of all languages."""
    if home is None:
        return joined([await _read_feed(reader, url) for url in reader.session.documents("feed")])
    own = loose_key(reader.session.blog.home_url)
    fronts = [url for url in home.translations if reader.session.in_scope(url) and loose_key(url) != own]
    return joined([await _read_front(reader, url, page_parameter) for url in fronts[:MAX_LANGUAGES]])


async def _read_front(reader: ListingReader, url: str, page_parameter: str | None) -> Listed | None:
    page = await reader.list_page(url, "home-page")
    if page is None:
        return None
    named = reader.sightings.named()
    new = reader.take_page(page, "home-page") - named
    if not new and any(reader.sightings.spelled(entry.url) in named for entry in page.entries):
        return None
    feeds = [feed for feed, title in page.feeds if hostname(feed) == hostname(url) and "comment" not in f"{feed} {title}".lower()]
    listed = [await _read_feed(reader, feed, page_parameter=page_parameter, known=named) for feed in feeds[:1]]
    return joined([Listed(new) if new else None, *listed, await reader.read_list_pages(page, source="home-page")])


async def _read_feed(reader: ListingReader, url: str, *, page_parameter: str | None = None, known: Set[str] = frozenset()) -> Listed | None:
    with suppress(BlogError):
        return await reader.read_feed(url, page_parameter=page_parameter, known=known)
    return None
