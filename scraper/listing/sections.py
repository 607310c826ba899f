"""The lists of categories and tags, for blogs whose front page is a showcase and leads to no older pages.

They are asked when nothing else names all posts. Where other lists did so unnoticed, it costs the few requests that show it.
"""

import asyncio

from scraper.listing.reader import Listed, ListingReader
from scraper.shapes import Fit

BARREN_SECTIONS = 5  # in a row without a post that nobody else named: the rest is left


async def read_sections(reader: ListingReader) -> Listed | None:
    """Read the sections that the list pages so far lead to, until some in a row name nothing that no source has named."""
    urls: set[str] = set()
    barren = 0
    for start in await asyncio.to_thread(_sections, reader):  # shapes of many addresses, too long for the event loop
        listed = await reader.read_list_pages(start, source="section-page", known=reader.sightings.named())
        fresh = listed.urls if listed is not None else set()
        urls |= fresh
        barren = 0 if fresh else barren + 1
        if barren >= BARREN_SECTIONS:
            break
    return Listed(urls) if urls else None


def _sections(reader: ListingReader) -> list[str]:
    """The addresses of categories and tags; posts may lie under such a word too, and are none."""
    named = reader.sightings.named()
    found = dict.fromkeys(url for page in reader.pages for url in page.sections if reader.session.in_scope(url))
    return [url for url in found if reader.sightings.spelled(url) not in named and reader.inventory.shapes.fit(url) is Fit.NONE]
