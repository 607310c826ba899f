"""Reads comments that are listed apart from their posts, for a whole blog at once: by an API, or by the feed of its comments."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from scrapy.http import Response
from w3lib.url import add_or_replace_parameter

from scraper.errors import Refused, Unreachable
from scraper.extraction.answers.comment_feed import read_comment_feed
from scraper.extraction.answers.entry import ReadComments
from scraper.fetcher import Fetcher
from scraper.flight import read_ahead
from scraper.inventory import Inventory
from scraper.items import Extraction, Page
from scraper.listing.answers import Answer, Keys, PageAddress, json_pages, knock
from scraper.listing.api import is_compare_due
from scraper.listing.reader import MAX_FEED_PAGES
from scraper.listing.sightings import Sightings
from scraper.responses import is_html, is_trouble, page_of
from scraper.session import Session
from storage import queries, writer
from storage.events import ClaimSeen, CommentsEnded, PostComment
from storage.queries import COMMENTS, Claim
from storage.records import BlogId

logger = logging.getLogger(__name__)

# A comment is listed under the moment at which it was written, also when it was approved weeks later.
APPROVED_WITHIN = timedelta(days=30)
SOME = 3  # old comments that seem new may be such as were approved late
CommentsOf = Callable[[Page], ReadComments]  # runs in a reading process


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentApi:
    """How an API lists all comments of a blog: ``pages`` in an order that does not shift, ``changes`` the latest first.

    ``keys`` and ``total`` read an answer, ``read`` makes its comments in a reading process; ``threads`` are the pages of what an answer
    cuts short. ``is_latest_first``: it knows no other order, so that nothing of ``pages`` is kept before all are read.
    """

    pages: PageAddress
    changes: PageAddress
    keys: Keys
    total: Callable[[Answer], int | None]
    read: CommentsOf
    threads: Callable[[Any], Iterable[PageAddress]] = lambda _answer: ()
    is_latest_first: bool = False


@dataclass(slots=True)
class DiscussionReader:
    """Reads one blog's comments in one crawl; ``is_open`` once an API has answered, ``first`` is what was asked of it first."""

    fetcher: Fetcher
    sightings: Sightings
    inventory: Inventory
    is_full: bool  # ask again also for what was long gone
    is_open: bool = False
    first: str | None = None

    @property
    def session(self) -> Session:
        """The crawl that reads."""
        return self.fetcher.session

    @property
    def blog_id(self) -> BlogId:
        """The blog's id."""
        return self.session.blog_id

    async def read(self, api: CommentApi) -> None:
        """Read all comments; what an API leaves out that named as many as it says there are, the blog shows no more."""
        began_at = datetime.now(UTC)
        named = 0
        total: int | None = None
        pages: list[list[PostComment]] = []
        try:
            async for answer, comments in read_ahead(self._whole(api), partial(self._read_whole, api)):
                total = api.total(answer) if total is None else total
                named += answer.new
                if api.is_latest_first:
                    pages.append(comments)
                else:
                    self._keep(comments, is_whole=True)
        finally:
            self._keep_oldest_first(pages, is_whole=True)
        if self.session.is_over_limit():
            return
        if named and total is not None and named >= total:
            self.session.put(CommentsEnded(blog_id=self.blog_id, began_at=began_at, ended_at=datetime.now(UTC)))
        self._claim(named if total is None else total, datetime.now(UTC))

    async def update(self, api: CommentApi) -> None:
        """Read the latest comments, until the number that the API states is explained by those that are new.

        A comment that was approved late stands among older ones, and only that number tells. When it fell, something vanished, which may
        hide others: then those of the last weeks are compared. Once a month all are read: one that vanished and one that was approved
        late leave the number as it was.
        """
        claimed = await self.session.ask(queries.claim, self.blog_id, COMMENTS)
        if claimed is None:
            await knock(self.session, api.pages(1, None))
        if claimed is None or is_compare_due(claimed):  # no claim: the visit before did not come to the end of them
            await self.read(api)
            return
        pages: list[list[PostComment]] = []
        total: int | None = None
        new = old = 0
        async for answer in self._answers(api.changes, api.keys):
            total = api.total(answer) if total is None else total
            held = await self._held(api.keys(answer.value), is_listed=True)  # a page tells less of a comment
            page = await self._read_unless_held(api, answer, held)
            news = [found for found in page if found.comment.key not in held and self._is_news(found, claimed)]
            new += len(news)
            old += sum(not _is_later(found, claimed) for found in news)
            pages.append(page)
            if _is_enough(None if total is None else total - claimed.total - new, held, claimed):
                break
        if total is not None and min(old, new - (total - claimed.total)) > max(SOME, 0.5 * new):  # an import numbered them anew
            await self.session.ask(writer.forget_lists_of_comments, self.blog_id)
        self._keep_oldest_first(pages, is_whole=True)
        total = claimed.total + new if total is None else total
        if total != claimed.total and not self.session.is_over_limit():
            self._claim(total, claimed.compared_at)

    async def read_feed(self, url: str, page_parameter: str, time_zone: Callable[[], Awaitable[str | None]]) -> bool:
        """Read a feed of a blog's comments, page by page, until one names nothing new; tells whether there is a feed.

        The blog's ``time_zone`` is asked for when there are news. All or nothing is kept: what is held ends the walk, and would hide
        from the next one what a walk that was cut off did not reach.
        """
        pages: list[list[PostComment]] = []
        seen: set[str] = set()
        is_there = False
        zone: str | None = None
        while (response := await self._feed_page(url, page_parameter, len(pages) + 1)) is not None:
            is_there |= not is_html(response)
            comments = await self.session.read(read_comment_feed, page_of(response), zone)
            new = {found.comment.key for found in comments} - seen  # some caches give the first page whatever page is asked for
            seen |= new
            held = await self._held(new)
            of_posts = {found.comment.key for found in comments if self._is_of_post(found)}
            if not new or (held and new & of_posts <= held.keys()):  # those of pages that are no posts are never held
                break
            if not pages and (zone := await time_zone()):
                comments = await self.session.read(read_comment_feed, page_of(response), zone)
            pages.append(comments)
        if not self.session.is_over_limit():
            self._keep_oldest_first(pages, is_whole=False)
        return is_there

    async def _feed_page(self, url: str, page_parameter: str, number: int) -> Response | None:
        """A page of a feed; ``None`` where it ends, or robots.txt closes the rest.

        Never asked for as it was: an unchanged first page tells nothing of the others. One that was not there three times is asked for
        once a month.
        """
        if number > MAX_FEED_PAGES or self.session.is_over_limit():
            return None
        if number == 1 and not self.is_full and await self.session.ask(queries.is_long_gone, self.blog_id, url, datetime.now(UTC)):
            return None
        url = url if number == 1 else add_or_replace_parameter(url, page_parameter, str(number))
        with suppress(Refused):
            response = await self.fetcher.fetch(url)
            if is_trouble(response.status):
                raise Unreachable(f"{url}: the server answered {response.status}")
            return response if response.status == 200 else None
        return None

    def keep_shown(self, post_url: str, extraction: Extraction) -> None:
        """Keep the comments that a post's own pages show."""
        self._keep([PostComment(url=post_url, comment=comment) for comment in extraction.post.comments], is_whole=False)

    async def was_closed_before(self) -> bool:
        """Whether the visit before this one was not answered either: then that is how the blog is, and not how it is today."""
        session = self.session
        if self.first is None:
            return False
        earlier = await session.ask(queries.capture_before, self.blog_id, self.first, session.started_at)
        return earlier is not None and earlier.status not in {200, 304}

    async def _answers(self, address: PageAddress, keys: Keys, seen: set[str] | None = None) -> AsyncIterator[Answer]:
        self.first = address(1, None)
        async for answer in json_pages(self.fetcher, address, keys, seen=seen):
            self.is_open = True
            yield answer

    async def _whole(self, api: CommentApi) -> AsyncIterator[Answer]:
        """All answers, each before those that hold what it cuts short. One that does not come is raised when the others were given."""
        seen: set[str] = set()
        trouble: Refused | Unreachable | None = None
        async for answer in self._answers(api.pages, api.keys, seen):
            yield answer
            for pages in api.threads(answer.value):
                try:
                    async for further in json_pages(self.fetcher, pages, api.keys, seen=seen):
                        yield further
                except (Refused, Unreachable) as error:
                    trouble = trouble or error
        if trouble is not None:
            raise trouble

    async def _read_whole(self, api: CommentApi, answer: Answer) -> tuple[Answer, list[PostComment]]:
        return answer, await self._read(api, answer)

    async def _read(self, api: CommentApi, answer: Answer) -> list[PostComment]:
        read = await self.session.read(api.read, page_of(answer.response))
        for fault in read.faults:
            logger.warning("comment not readable blog=%s id=%s", self.session.blog.slug, fault)
        return read.comments

    async def _held(self, keys: Iterable[str], *, is_listed: bool = False) -> dict[str, datetime | None]:
        return await self.session.ask(queries.held_comments, self.blog_id, set(keys), is_listed=is_listed)

    async def _read_unless_held(self, api: CommentApi, answer: Answer, held: dict[str, datetime | None]) -> list[PostComment]:
        """The comments of an answer; none when all are held, which costs no reading."""
        if set(api.keys(answer.value)) <= held.keys():
            return []
        return await self._read(api, answer)

    def _is_news(self, found: PostComment, claimed: Claim) -> bool:
        """Whether the number stated last did not count a comment: one of a page that is no post is never held, but was counted."""
        return _is_later(found, claimed) or self._is_of_post(found)

    def _is_of_post(self, found: PostComment) -> bool:
        return self.sightings.spelled(found.url) in self.inventory.posts

    def _claim(self, total: int, compared_at: datetime | None) -> None:
        now = datetime.now(UTC)
        self.session.put(ClaimSeen(blog_id=self.blog_id, source=COMMENTS, total=total, stated_at=now, compared_at=compared_at))

    def _keep_oldest_first(self, pages: list[list[PostComment]], *, is_whole: bool) -> None:
        """What is answered comes before its answers."""
        for page in reversed(pages):
            self._keep(page[::-1], is_whole=is_whole)

    def _keep(self, comments: list[PostComment], *, is_whole: bool) -> None:
        ours = [replace(found, url=self.sightings.spelled(found.url)) for found in comments if self.session.in_scope(found.url)]
        if ours:
            self.session.saw_comments(ours, datetime.now(UTC), is_whole=is_whole)


def _is_enough(unexplained: int | None, held: dict[str, datetime | None], claimed: Claim) -> bool:
    """Whether no page after this one can hold what is new, given by how much more the API states than is accounted for."""
    if unexplained is not None and unexplained >= 0:
        return unexplained == 0
    return any(published is not None and published < claimed.stated_at - APPROVED_WITHIN for published in held.values())


def _is_later(found: PostComment, claimed: Claim) -> bool:
    published = found.comment.published
    return published is not None and published.utc > claimed.stated_at
