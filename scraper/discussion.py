"""Reads comments that are listed apart from their posts, for a whole blog at once: by an API, or by the feed of its comments."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from w3lib.url import add_or_replace_parameter

from scraper.extraction.comment_feed import read_comment_feed
from scraper.items import Page
from scraper.listings import MAX_FEED_PAGES, Keys, ListingReader, PageAddress
from scraper.responses import page_of
from storage import queries
from storage.events import CommentsRead, PostComment

CommentsOf = Callable[[Page], list[PostComment]]  # runs in a reading process


async def read_discussion(reader: ListingReader, pages: PageAddress, keys: Keys, read: CommentsOf) -> None:
    """Read the pages of an API; on an update those that name only comments that are held cost no reading."""
    async for answer in reader.json_pages(pages, keys):
        if not (reader.conditional and await _are_held(reader, list(keys(answer.value)))):
            _keep(reader, await reader.compute(read, page_of(answer.response)), is_whole=True)


async def read_comment_feeds(reader: ListingReader, url: str, page_parameter: str, zone: str | None) -> bool:
    """Read a feed of a blog's comments, page by page, until one names nothing new; tells whether there is a feed."""
    pages: list[list[PostComment]] = []
    for number in range(1, MAX_FEED_PAGES):
        page = url if number == 1 else add_or_replace_parameter(url, page_parameter, str(number))
        response = await reader.document(page)
        comments = await reader.compute(read_comment_feed, page_of(response), zone) if response is not None else []
        if not comments or await _are_held(reader, [found.comment.key for found in comments]):
            break
        pages.append(comments)
    for comments in reversed(pages):  # the oldest first: what is answered comes before its answers
        _keep(reader, comments[::-1], is_whole=False)
    return bool(pages or comments) or url in reader.unchanged


async def _are_held(reader: ListingReader, keys: Collection[str]) -> bool:
    session = reader.session
    return set(keys) <= await session.ask(queries.held_comments, session.blog_id, keys)


def _keep(reader: ListingReader, comments: list[PostComment], *, is_whole: bool) -> None:
    session = reader.session
    ours = tuple(replace(found, url=reader.spelled(found.url)) for found in comments if session.in_scope(found.url))
    session.put(
        CommentsRead(blog_id=session.blog_id, crawl_id=session.crawl_id, comments=ours, read_at=datetime.now(UTC), is_whole=is_whole)
    )
