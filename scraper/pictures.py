"""Fetches the pictures that held posts show; like all that is fetched they lie in the WARCs, each once."""

import asyncio
import logging
from contextlib import suppress

from scraper.errors import BlogError, NotAsked
from scraper.fetcher import Fetcher
from scraper.responses import is_html
from storage import queries
from storage.events import PictureAsked
from storage.queries import Picture
from storage.records import TRIES

logger = logging.getLogger(__name__)


async def keep_pictures(fetcher: Fetcher, *, is_full: bool) -> None:
    """Ask for the pictures that the archive does not hold yet, and with ``is_full`` for those that were not there at several visits.

    One that gives no answer is no trouble of the visit: the blog may show what was lost long ago.
    """
    session = fetcher.session
    await asyncio.to_thread(session.workshop.writer.flush)
    after, tries = 0, None if is_full else TRIES
    while pictures := await session.ask(queries.unkept_pictures, session.blog_id, after=after, tries=tries):
        await asyncio.gather(*(_keep(fetcher, picture) for picture in pictures))
        if session.is_over_limit():
            return
        after = pictures[-1].id


async def _keep(fetcher: Fetcher, picture: Picture) -> None:
    with suppress(NotAsked):  # the next visit asks
        capture_url = await _fetched(fetcher, picture)
        blog_id, attempts = fetcher.session.blog_id, picture.attempts + 1
        fetcher.session.put(PictureAsked(blog_id=blog_id, media_id=picture.id, attempts=attempts, capture_url=capture_url))


async def _fetched(fetcher: Fetcher, picture: Picture) -> str | None:
    """The address that gave a picture: that of the original, which may be a guess of ours, else the one that the page shows."""
    for url in dict.fromkeys((picture.url, picture.found_url or picture.url)):
        try:
            response = await fetcher.fetch(url)
        except NotAsked:
            raise
        except BlogError as error:
            logger.info("picture not kept: %s", error)
            continue
        if response.status == 200 and not is_html(response):  # a page that says that it is not there
            return response.url.partition("#")[0]
        logger.info("picture not kept: %s: the server answered %d", url, response.status)
    return None
