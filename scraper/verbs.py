"""What a platform's file says in its listings: declare one, and read a feed, a sitemap, an API or comments at an address of the blog."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy.settings import BaseSettings

from scraper.aliases import Aliases
from scraper.detect import Home
from scraper.errors import BlogError, ExtractionError, Refused, Unreachable, UsageError
from scraper.extraction.answers.entry import Frame
from scraper.extraction.post import extract_post
from scraper.fetcher import Fetcher
from scraper.further_pages import read_further
from scraper.inventory import Inventory
from scraper.items import PostItem, Rules
from scraper.listing.answers import read_json
from scraper.listing.api import Api, ApiReader
from scraper.listing.discussion import CommentApi, DiscussionReader
from scraper.listing.reader import Listed, ListingReader
from scraper.listing.sections import read_sections
from scraper.listing.shared_pages import SharedPages
from scraper.listing.sightings import Sightings
from scraper.listing.threads import ThreadApi, ThreadReader
from scraper.listing.translations import read_translations
from scraper.responses import is_html, page_of
from scraper.session import Session
from scraper.urls import loose_key, scope_of
from storage import queries

logger = logging.getLogger(__name__)

_Method = Callable[[Any], Awaitable[Listed | None]]


@dataclass(frozen=True, slots=True)
class ListingTraits:
    """What a listing can give: all posts or the newest, bodies or addresses, how many posts a request, and when it is asked."""

    complete: bool
    bodies: bool
    per_request: int
    fallback: bool
    check: bool


def listing(
    *, complete: bool = False, bodies: bool = False, per_request: int = 0, fallback: bool = False, check: bool = False
) -> Callable[[_Method], _Method]:
    """Declare a method as a listing.

    A ``fallback`` is asked only when those before it leave posts unexplained; a ``check`` on whole crawls, to compare with the others, and
    on an update when none before it tells what changed.
    """

    def declare(method: _Method) -> _Method:
        method.traits = ListingTraits(complete, bodies, per_request, fallback, check)  # type: ignore[attr-defined]
        return method

    return declare


def wish(arguments: dict[str, Any], name: str) -> bool:
    """Tell whether an argument of a spider wants something; ``scrapy crawl -a`` gives it as a word."""
    try:
        return BaseSettings(arguments).getbool(name)
    except ValueError as error:
        raise UsageError(f"{name}={arguments[name]}: 0 or 1, please") from error


class Verbs:
    """The verbs of a platform; addresses are relative to the blog's home."""

    rules: ClassVar[Rules] = Rules()
    aliases: ClassVar[Aliases] = Aliases()
    has_moments: ClassVar[bool] = False  # its feeds tell moments; those of others may mean a bare day by midnight in UTC

    is_full: bool = False  # ask again for every post that is held
    is_listing_only: bool = False
    wants_pages: bool = False  # fetch the page of each post, though an API carried it
    session: Session
    fetcher: Fetcher
    sightings: Sightings
    inventory: Inventory
    reader: ListingReader
    home: Home | None = None

    @property
    def is_update(self) -> bool:
        """Whether the archive is whole as far as it knows: then only what is new or changed is asked for."""
        return self.reader.is_update

    async def hand_over(self, post: PostItem) -> None:
        """Take a post that a listing carried; waits while too many are under way."""
        raise NotImplementedError

    async def time_zone(self) -> str | None:
        """The zone in which the blog shows times, where it says so apart from them."""
        return None

    async def read_feed(self, address: str, *, page_parameter: str | None = None) -> Listed | None:
        """Read a feed at an address of this blog, with all its pages."""
        self.inventory.shares_pages |= self.home is not None and self.home.listing.has_places
        return await self.reader.read_feed(self.at(address), page_parameter=page_parameter)

    async def is_due(self, *urls: str, every: timedelta) -> bool:
        """Whether none of these was asked for within that time."""
        session = self.session
        asked = [await session.ask(queries.capture_before, session.blog_id, url, session.started_at) for url in urls]
        return not any(capture and session.started_at - capture.fetched_at < every for capture in asked)

    def declared_feeds(self) -> list[str]:
        """The feeds of posts that the home page declares, else those of earlier visits."""
        return self.home.feeds if self.home is not None else self.session.documents("feed")

    async def read_sitemap(self, address: str, *, posts_only: bool = False) -> Listed | None:
        """Read a sitemap, and those that it names."""
        return await self.reader.read_sitemap(self.at(address), posts_only=posts_only)

    async def read_sections(self) -> Listed | None:
        """Read the lists of categories and tags that the list pages so far lead to."""
        return await read_sections(self.reader)

    async def read_translations(self, *, page_parameter: str | None = None) -> Listed | None:
        """Read the front pages in the blog's other languages, with their feeds."""
        return await read_translations(self.reader, self.home.listing if self.home else None, page_parameter=page_parameter)

    async def read_shared_pages(self) -> Listed | None:
        """Read the pages that several posts share, where posts have none of their own; on an update those with news."""
        shared = SharedPages(self.reader, self.rules, None if self.is_listing_only else self.hand_over)
        if self.is_update:
            return await shared.update()
        return await shared.read(self.home) if self.home is not None else None

    async def read_json(self, address: str) -> Any | None:
        """Get a JSON answer of this blog."""
        return await read_json(self.fetcher, self.at(address))

    async def read_api(self, api: Api) -> Listed | None:
        """Read an API that lists posts with their bodies; they are stored from it, unless the user wants their pages."""
        frame = Frame(rules=self.rules, language=self.session.blog.language)
        reader = ApiReader(self.fetcher, self.sightings, frame, self.hand_over, stores=not (self.wants_pages or self.is_listing_only))
        return await (reader.update(api) if self.is_update else reader.read(api))

    async def read_comments(self, api: CommentApi, *, feeds: Iterable[str] = (), are_shown: bool = True) -> None:
        """Read an API that lists the comments of all posts, or where it is closed the first of these feeds that is there, else the pages
        of the posts, unless the platform says that no page shows any (``are_shown``).

        That an API refuses its first page is a fact about the blog, and that it fails to give one for the second visit in a row is one to
        be noted; what else keeps comments from being read is raised.
        """
        discussion = DiscussionReader(self.fetcher, self.sightings, self.inventory, is_full=self.is_full)
        try:
            await (discussion.update(api) if self.is_update else discussion.read(api))
        except BlogError as error:
            if discussion.is_open:
                raise
            has_feed = await self._read_comment_feeds(discussion, feeds)
            is_refused = isinstance(error, Refused)
            if not is_refused and not (isinstance(error, Unreachable) and await discussion.was_closed_before()):
                raise
            logger.info("comments not listed blog=%s: %s", self.session.blog.slug, error)
            if not is_refused:
                self.session.note = f"its comments are not listed: {error}"
            if are_shown and not has_feed:
                await self._read_shown_comments(discussion)

    async def read_threads(self, api: ThreadApi) -> None:
        """Read the discussions that an API lists post by post; where it is closed, those that the pages of the posts show."""
        try:
            await ThreadReader(self.fetcher, api, is_full=self.is_full).read()
        except Refused as error:
            logger.info("comments not listed blog=%s: %s", self.session.blog.slug, error)
            await self._read_shown_comments(DiscussionReader(self.fetcher, self.sightings, self.inventory, is_full=self.is_full))

    async def _read_comment_feeds(self, discussion: DiscussionReader, feeds: Iterable[str]) -> bool:
        for feed in feeds:
            if await discussion.read_feed(self.at(feed), "paged", self._stated_zone):
                return True
        return False

    async def _read_shown_comments(self, discussion: DiscussionReader) -> None:
        """Read the comments that the pages of posts show which an API carried: a request each, once, and again where all is asked for.

        A page that gives no answer, or none to be read, is no matter of the others; the first such trouble is raised when all were asked.
        """
        session = self.session
        since = session.started_at if self.is_full else None
        trouble: Unreachable | ExtractionError | None = None
        for url in await session.ask(queries.unseen_pages, session.blog_id, session.crawl_id, datetime.now(UTC), since=since):
            if session.is_over_limit():
                return
            try:
                await self._read_shown_comments_of(url, discussion)
            except Refused:
                continue
            except (Unreachable, ExtractionError) as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble

    async def _read_shown_comments_of(self, url: str, discussion: DiscussionReader) -> None:
        response = await self.fetcher.fetch(url)
        if response.status == 200 and is_html(response) and not self._leads_elsewhere(url, response.url):
            extraction = await self.session.read(extract_post, page_of(response), self.rules, post_url=url)
            discussion.keep_shown(url, extraction)  # whatever becomes of its further pages
            if extraction.further:
                whole = await read_further(self.fetcher, extraction, url, self.rules)
                discussion.keep_shown(url, whole)
                if whole.lacks:
                    raise Unreachable(whole.lacks)

    def _leads_elsewhere(self, url: str, final_url: str) -> bool:
        """Whether a post's address led to what is known as another page: what that shows is not the post's."""
        if loose_key(final_url) == loose_key(url):
            return False
        known = self.sightings.spelled(final_url)
        is_known = known in self.inventory.posts or known in self.inventory.others
        return is_known or loose_key(known) == loose_key(self.session.blog.home_url) or not self.session.in_scope(final_url)

    async def _stated_zone(self) -> str | None:
        """The zone of the blog's times, where it can be asked: else they stay as the feed states them."""
        with suppress(BlogError):
            return await self.time_zone()
        return None

    def at(self, address: str) -> str:
        """Return an address relative to the blog's home as a whole one; ``/x`` lies under the blog's own folder."""
        home = self.session.blog.home_url
        if address.startswith("/"):
            folder = "/" + scope_of(home).partition("/")[2]
            return urljoin(home, folder + address[1:])
        return urljoin(home, address)
