"""Fetches the further pages of a post, and of its comments, that its first page names."""

import logging
from collections import deque
from dataclasses import replace

from scraper.errors import Refused, Unreachable
from scraper.extraction.body.joined_pages import content, join_pages
from scraper.extraction.post import extract_post
from scraper.fetcher import Fetcher
from scraper.items import Extraction, Hints, Rules
from scraper.responses import is_html, is_trouble, page_of

logger = logging.getLogger(__name__)

MAX_FURTHER_PAGES = 500  # 25,000 comments at WordPress's fifty a page


async def read_further(fetcher: Fetcher, first: Extraction, post_url: str, rules: Rules) -> Extraction:
    """The post with what its other pages hold, each of which may name more, and the first that gave no answer, or none but its server's
    trouble.

    Raises Refused when the crawl ends before all are read.
    """
    read: dict[str, Extraction] = {}
    lacks: str | None = None
    hints = Hints(title=first.post.title)  # the title stands above each part of the text
    waiting, known = deque(first.further), set(first.further)
    said = _said(first)
    for _ in range(MAX_FURTHER_PAGES):
        if not waiting:
            break
        url = waiting.popleft()
        try:
            response = await fetcher.fetch(url)
        except Refused:  # robots.txt may close the pages of comments
            if fetcher.session.is_over_limit():
                raise
            continue
        except Unreachable as error:
            lacks = lacks or str(error)
            continue
        if is_trouble(response.status):
            lacks = lacks or f"{url}: the server answered {response.status}"
        if response.status == 200 and is_html(response):
            read[url] = await fetcher.session.read(extract_post, page_of(response), rules, hints, post_url=post_url)
            brings_news = not _said(read[url]) <= said  # a number beyond the last shows the last page again, and a link to one beyond that
            said |= _said(read[url])
            if brings_news and len(known) <= MAX_FURTHER_PAGES:  # more would wait for nothing
                waiting.extend(new for new in read[url].further if new not in known)
                known.update(read[url].further)
    if waiting:
        logger.warning("%s: only its first %d further pages were read", post_url, MAX_FURTHER_PAGES)
    return replace(join_pages(first, read, post_url, rules) if read else first, lacks=lacks)


def _said(page: Extraction) -> set[str | tuple[str, ...]]:
    """What a page holds of its post: the text or pictures, and the comments by their keys."""
    return {content(page.post), *(comment.key for comment in page.post.comments)}
