"""Names the authors whom an API only numbers, because the site hides its users: the page of one post of each shows the name."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field, replace

from scraper.errors import BlogError, ExtractionError
from scraper.extraction.post import extract_post
from scraper.fetcher import Fetcher
from scraper.items import Extraction, Rules
from scraper.responses import is_html, page_of
from storage.records import Post

logger = logging.getLogger(__name__)

MAX_TRIES = 3  # pages of one author: some themes name nobody


@dataclass(slots=True)
class Bylines:
    """The authors of one blog in one crawl, each, or each group, looked up until a page names them alone."""

    fetcher: Fetcher
    rules: Rules
    _pages: dict[str, Post] = field(default_factory=dict)  # one that its author signed alone, of each; or just its group
    _tries: Counter[str] = field(default_factory=Counter)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def signed(self, post: Post, key: str) -> Post:
        """Return a post with the author whom the API numbers ``key``.

        Other names than that stands for are believed only of the page of the post itself.
        """
        async with self._looking:  # several answers are read at once: the second waits for what the first has asked
            page = self._pages.get(key)
            if page is None and self._tries[key] < MAX_TRIES:
                self._tries[key] += 1
                page = await self._page(post.url)
                if page is not None and len(page.authors) == len(key.split(",")):
                    self._pages[key] = page
        if page is None or not page.authors:
            return post
        return replace(post, authors=page.authors, sources={**post.sources, "authors": page.sources["authors"]})

    async def _page(self, url: str) -> Post | None:
        try:
            response = await self.fetcher.fetch(url)
            if response.status != 200 or not is_html(response):
                return None
            extraction: Extraction = await self.fetcher.session.read(extract_post, page_of(response), self.rules)
        except (BlogError, ExtractionError) as error:
            logger.info("author not found url=%s: %s", url, error)
            return None
        return extraction.post
