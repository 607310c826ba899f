"""Reads comments that are listed post by post: each discussion in one answer, asked for only where the number of its comments is news."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from scraper.errors import ExtractionError, Refused, Unreachable
from scraper.extraction.answers.entry import ReadComments
from scraper.fetcher import Fetcher
from scraper.items import Page
from scraper.listing.answers import is_closed, value_of
from scraper.responses import page_of
from scraper.session import Session
from storage import queries
from storage.events import CommentsEnded
from storage.queries import Discussed
from storage.records import TRIED_EVERY, Capture

logger = logging.getLogger(__name__)

MOST_REFUSALS = 3  # of discussions, before any was given: then none is


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadApi:
    """Where all comments of a post are, by the id that its platform gave it, and what makes them of an answer and the post's address."""

    address: Callable[[str], str]
    read: Callable[[Page, str], ReadComments]  # runs in a reading process


@dataclass(slots=True)
class ThreadReader:
    """Reads the discussions of one blog's posts in one crawl."""

    fetcher: Fetcher
    api: ThreadApi
    is_full: bool  # ask again also for what has not changed

    @property
    def session(self) -> Session:
        """The crawl that reads."""
        return self.fetcher.session

    async def read(self) -> None:
        """Ask for each discussion of which a number was stated since it was last asked for.

        Raises Refused when the first ones are refused, and none was ever given: then the API is closed. When all were asked, raises the
        trouble of the first that gave no answer, for which the next visit asks again, or none to be read.
        """
        posts, is_open = await self._due()
        refusals: list[Refused] = []
        trouble: Unreachable | ExtractionError | None = None
        for post in posts:
            if self.session.is_over_limit() or (not is_open and len(refusals) >= MOST_REFUSALS):
                break
            try:
                await self._read(post)
                is_open = True
            except Refused as error:  # readers who pay may have it for themselves
                refusals.append(error)
            except (Unreachable, ExtractionError) as error:
                trouble = trouble or error
        if refusals and not is_open and not self.session.is_over_limit():
            raise refusals[0]
        if trouble is not None:
            raise trouble

    async def _due(self) -> tuple[list[Discussed], bool]:
        """The posts to ask for, and whether the API ever gave a discussion."""
        session = self.session
        posts = await session.ask(queries.discussed, session.blog_id)
        addresses = {self.api.address(post.key) for post in posts}
        answers = await session.ask(queries.last_answers, session.blog_id, session.crawl_id, addresses)
        was_open = not all(map(is_closed, answers.values()))
        if self.is_full:
            return posts, was_open
        _knock(answers.values())
        return [post for post in posts if _is_due(post, answers.get(self.api.address(post.key)))], was_open

    async def _read(self, post: Discussed) -> None:
        session, began_at = self.session, datetime.now(UTC)
        response = await self.fetcher.fetch(self.api.address(post.key))
        await value_of(self.fetcher, response)
        read: ReadComments = await session.read(self.api.read, page_of(response), post.url)
        for fault in read.faults:
            logger.warning("comment not readable blog=%s id=%s", session.blog.slug, fault)
        if read.comments:
            session.saw_comments(read.comments, datetime.now(UTC))
        if len(read.comments) >= post.comments:  # an answer that names fewer is cut off, or hides some from strangers
            session.put(CommentsEnded(blog_id=session.blog_id, began_at=began_at, ended_at=datetime.now(UTC), url=post.url))


def _knock(answers: Collection[Capture]) -> None:
    """Raise Refused where the API was closed each time, and has been tried within a month."""
    if answers and all(is_closed(answer) and not _is_long_ago(answer) for answer in answers):
        last = max(answers, key=lambda answer: answer.fetched_at)
        raise Refused(f"{last.url}: the server answered {last.status} on {last.fetched_at:%Y-%m-%d}; it is tried again after a month")


def _is_due(post: Discussed, last: Capture | None) -> bool:
    """Whether nothing was said of a post's comments since their number is what it is; what was closed may be open after a month."""
    return last is None or last.fetched_at < post.stated_at or (is_closed(last) and _is_long_ago(last))


def _is_long_ago(answer: Capture) -> bool:
    return datetime.now(UTC) - answer.fetched_at >= TRIED_EVERY
