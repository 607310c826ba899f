"""Reads APIs that list posts with their bodies: whole at the first visit, what changed at the next ones, and what is gone.

Posts go on to the archive while the next answer is fetched; nothing of them stays in memory.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from scrapy.http import Response

from scraper.errors import Refused
from scraper.extraction.answers.entry import Frame, ReadEntry, Stamp
from scraper.extraction.answers.feeds import FeedEntry
from scraper.extraction.post import VERSION
from scraper.failures import RefusedError
from scraper.fetcher import Fetcher
from scraper.flight import read_ahead
from scraper.items import Page, PostItem
from scraper.listing.answers import Answer, Keys, PageAddress, is_closed, json_pages, knock, last_answer
from scraper.listing.bylines import Bylines
from scraper.listing.reader import BARREN_PAGES, COMPARE_EVERY, Listed, joined
from scraper.listing.sightings import Sightings
from scraper.responses import page_of
from scraper.session import Session
from storage import queries
from storage.events import ClaimSeen
from storage.queries import Claim
from storage.records import WHOLE

logger = logging.getLogger(__name__)

SOURCE = "api"
PER_REQUEST = 100
_Take = Callable[[PostItem], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """How an API lists posts.

    ``root`` is remembered, so that an update needs no home page; ``pages`` gives whole records in an order that does not shift,
    ``changes`` short ones, last changed first, ``chosen`` whole ones by their ids; without it those of ``changes`` are whole. ``keys``,
    ``stamps`` and ``total`` read an answer (of all its records, and of the public posts among them), ``read`` makes its posts in a
    reading process. ``is_counted``: it states a total; the end of one that never does is where its answers end.
    """

    root: str
    pages: PageAddress
    changes: PageAddress
    keys: Keys
    stamps: Callable[[Any], Sequence[Stamp]]
    total: Callable[[Answer], int | None]
    read: Callable[[Page, Frame], list[ReadEntry]]
    chosen: Callable[[Sequence[str]], str] | None = None
    is_counted: bool = True


@dataclass(slots=True)
class ApiReader:
    """Reads one blog's API in one crawl; ``take`` hands a post on and waits while too many are under way."""

    fetcher: Fetcher
    sightings: Sightings
    frame: Frame
    take: _Take
    stores: bool = True  # False: the user wants pages; the API only says which
    bylines: Bylines = field(init=False)
    _is_at_end: bool = field(default=False, init=False)  # the last answer named nothing

    def __post_init__(self) -> None:
        """Authors are looked up for all answers together."""
        self.bylines = Bylines(self.fetcher, self.frame.rules)

    @property
    def session(self) -> Session:
        """The crawl that reads."""
        return self.fetcher.session

    async def read(self, api: Api) -> Listed | None:
        """Read all posts; ``None`` when it names none, of which other listings may know."""
        self.session.saw_listing("api-root", api.root, ())
        urls: set[str] = set()
        total: int | None = None
        barren = 0
        async with aclosing(read_ahead(self._pages(api, api.pages), partial(self._read_whole, api))) as answers:
            async for stated, named in answers:
                total = stated if total is None else total
                barren = barren + 1 if named and named <= urls else 0
                urls |= named
                if barren >= BARREN_PAGES:  # its ids are new, and its posts are not
                    break
        if not urls:
            return None
        self._close(api, urls, total)
        compared_at = None if self.session.is_resumed else datetime.now(UTC)  # answers of several days are no comparison
        self._claim(len(urls) if total is None else total, compared_at)
        return Listed(urls)

    def _pages(self, api: Api, address: PageAddress) -> AsyncIterator[Answer]:
        def keys(value: Any) -> list[str]:
            named = list(api.keys(value))
            self._is_at_end = not named
            return named

        return json_pages(self.fetcher, address, keys)

    async def _read_whole(self, api: Api, answer: Answer) -> tuple[int | None, set[str]]:
        return api.total(answer), await self._read(api, answer.response)

    async def update(self, api: Api) -> Listed | None:
        """Read what changed since the last visit; ``None`` when it names nothing.

        An API that names the posts of one language alone does not tell all that did.
        """
        session = self.session
        try:
            listed = await self._update(api)
        except Refused as error:
            if isinstance(error.__cause__, RefusedError):  # by robots.txt: it was not asked
                raise
            last = await last_answer(session, api.pages(1, None), api.changes(1, None))
            has_answered = await session.ask(queries.claim, session.blog_id, SOURCE) is not None
            self.fetcher.is_lost |= has_answered and last is not None and not is_closed(last)
            raise
        if listed is None:
            return None
        if api.root not in session.documents("api-root"):  # it lies elsewhere since the last visit
            session.saw_listing("api-root", api.root, ())
        share = await session.ask(queries.share_named, session.blog_id, SOURCE, ("feed", "post-sitemap"))
        return listed if share >= WHOLE else Listed(listed.urls, is_whole=False)

    async def _update(self, api: Api) -> Listed | None:
        """Read what changed since the last visit, and all ids when the number of posts is not what it should be, or once a month.

        The last changed come first, and every answer states how many posts there are: one request tells both. A filter by date would not
        do: what was written early and published late, or was deleted, is changed at no new date. Where one of each came together
        the number is what it was, and only all ids tell.
        """
        claimed = await self.session.ask(queries.claim, self.session.blog_id, SOURCE)
        if claimed is None:
            await knock(self.session, api.pages(1, None), api.changes(1, None))
        if claimed is None or is_compare_due(claimed):
            return await self._compare(api)
        urls: set[str] = set()
        total: int | None = None
        added = 0
        answer: Answer | None = None
        async for answer in self._pages(api, api.changes):
            total = api.total(answer) if total is None else total
            changed, new = await self._changed(self._ours(api.stamps(answer.value)))
            added += new
            urls |= await self._read_changed(api, changed, answer)
            if not changed:
                break
        if answer is None:
            return None
        if total is not None and total != claimed.total + added:
            return joined([Listed(urls), await self._compare(api, urls)])
        stated = claimed.total + added if total is None and not api.is_counted else total
        if stated is not None and stated != claimed.total:
            self._claim(stated, claimed.compared_at)
        return Listed(urls, is_unchanged=not urls)

    async def _compare(self, api: Api, read: Collection[str] = ()) -> Listed | None:
        """Read the ids of all posts: what the API names no more has left it, and its page tells whether it is gone.

        What this visit has ``read`` is not asked for again.
        """
        named: set[str] = set()
        urls: set[str] = set()
        total: int | None = None
        async for answer in self._pages(api, api.changes):
            total = api.total(answer) if total is None else total
            stamps = self._ours(api.stamps(answer.value))
            changed, _new = await self._changed([stamp for stamp in stamps if stamp.url not in read])
            named |= {stamp.url for stamp in stamps}
            self.session.saw_listing(SOURCE, api.root, [stamp.sighting for stamp in stamps])
            urls |= await self._read_changed(api, changed, answer)
        if not named:
            return None
        self._close(api, named, total)
        self._claim(len(named) if total is None else total, datetime.now(UTC))
        return Listed(urls, is_unchanged=not urls)

    def _ours(self, stamps: Iterable[Stamp]) -> list[Stamp]:
        """The stamps of this blog's posts, under the addresses by which the archive knows them."""
        spelled = (replace(stamp, url=self.sightings.spelled(stamp.url)) for stamp in stamps)
        return [stamp for stamp in spelled if self.session.in_scope(stamp.url)]

    async def _changed(self, stamps: Sequence[Stamp]) -> tuple[list[Stamp], int]:
        """Those that the archive does not hold as they are now, and how many of them it does not know at all."""
        session = self.session
        known = await session.ask(queries.fingerprints, session.blog_id, SOURCE, [stamp.url for stamp in stamps])
        changed = [stamp for stamp in stamps if stamp.url not in known or known[stamp.url] != stamp.fingerprint]
        return changed, sum(stamp.url not in known for stamp in changed)

    def _claim(self, total: int, compared_at: datetime | None) -> None:
        """Keep how many posts the API says there are, once all that follows from it is done."""
        session, now = self.session, datetime.now(UTC)
        if not session.is_over_limit():
            session.put(ClaimSeen(blog_id=session.blog_id, source=SOURCE, total=total, stated_at=now, compared_at=compared_at))

    def _close(self, api: Api, named: Collection[str], total: int | None) -> None:
        """Only an API that named as many posts as it says there are has named all: what it left out has left it. One that states no number
        may repeat an answer in place of the next: it is at its end when it names nothing.
        """
        is_all = len(named) >= total if total is not None else not api.is_counted and self._is_at_end
        if is_all and not self.session.is_over_limit():
            self.session.saw_listing(SOURCE, api.root, (), is_whole=True)

    async def _read_changed(self, api: Api, stamps: Sequence[Stamp], answer: Answer) -> set[str]:
        if not self.stores:
            self.session.saw_listing(SOURCE, api.root, [stamp.sighting for stamp in stamps])
            return {stamp.url for stamp in stamps}
        if api.chosen is None:
            return await self._read(api, answer.response, {stamp.url for stamp in stamps}) if stamps else set()
        urls: set[str] = set()
        for start in range(0, len(stamps), PER_REQUEST):
            ids = [stamp.key for stamp in stamps[start : start + PER_REQUEST]]
            async for answer in json_pages(self.fetcher, _once(api.chosen(ids)), api.keys):
                urls |= await self._read(api, answer.response)
        left = [stamp for stamp in stamps if stamp.url not in urls]  # chosen, and not given: their pages tell
        self.session.saw_listing(SOURCE, api.root, [stamp.sighting for stamp in left])
        return urls | {stamp.url for stamp in left}

    async def _read(self, api: Api, response: Response, wanted: Collection[str] | None = None) -> set[str]:
        """Read one answer in a reading process, record what it names, all or of those ``wanted``, and hand on its posts."""
        page = page_of(response)
        session = self.session
        spelled = [(self.sightings.spelled(entry.sighting.url), entry) for entry in await session.read(api.read, page, self.frame)]
        named = {url: entry for url, entry in spelled if session.in_scope(url) and (wanted is None or url in wanted)}
        self.sightings.take(SOURCE, api.root, {url: replace(entry.sighting, url=url) for url, entry in named.items()})
        for url, entry in named.items() if self.stores else ():
            if entry.hints is not None:
                self.sightings.keep_hints([FeedEntry(sighting=replace(entry.sighting, url=url), hints=entry.hints)])
                continue
            if entry.post is None:
                logger.warning("record of the API not readable, its page is fetched: %s: %s", url, entry.fault)
                continue
            post = entry.post.at(url)
            post = await self.bylines.signed(post, entry.author_key) if entry.author_key else post
            await self.take(PostItem(post=post, address=url, captured_at=page.fetched_at, capture_url=response.url, version=VERSION))
        return set(named)


def is_compare_due(claimed: Claim) -> bool:
    """Whether all that an API names is to be compared again with what is held."""
    return claimed.compared_at is None or datetime.now(UTC) - claimed.compared_at >= COMPARE_EVERY


def _once(url: str) -> PageAddress:
    return lambda number, _before: url if number == 1 else None
