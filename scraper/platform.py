"""The base of all platforms: a Scrapy spider that declares its listings and fields, while this class does the rest.

A platform's file says *where* things are: how to recognise it, its listings best first, and its ``rules``. The way of the data is here:
list → inventory → fetch what is pending → extract → yield, until nothing is left.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.answered import kind_of_answer, post_url
from scraper.detect import Finder, Home, HomePage
from scraper.errors import BlogError, ExtractionError, Unreachable, UsageError
from scraper.extraction.post import VERSION, extract_post
from scraper.failures import HostGivenUpError, RefusedError, error_text
from scraper.fetcher import Fetcher
from scraper.flight import Flight
from scraper.frontier import Frontier
from scraper.further_pages import read_further
from scraper.inventory import Inventory, own_date, when_replaced
from scraper.items import Extraction, Hints, Page, PostItem
from scraper.kept import held_pages
from scraper.listing.linked import LinkedPosts
from scraper.listing.reader import Listed, ListingReader
from scraper.listing.shared_pages import read_part
from scraper.listing.sightings import Sightings
from scraper.opening import open_session
from scraper.pictures import keep_pictures
from scraper.responses import is_unchanged, page_of, refresh_of
from scraper.shapes import Fit
from scraper.software import OtherSoftware, look_for_other
from scraper.urls import at_home, loose_key, user_url
from scraper.verbs import ListingTraits, Verbs, listing, wish
from storage import queries, writer
from storage.queries import PendingAddress
from storage.records import Access, AddressState, Post

__all__ = ["Platform", "listing"]

logger = logging.getLogger(__name__)

POSTS_IN_FLIGHT = 200  # posts of an API between its answer and the store: two batches of the writer
MAX_LEADING_ON = 4_096  # bytes of a page that does nothing but lead on: static generators leave them in place of redirects


class Platform(Verbs, scrapy.Spider):
    """A platform. ``rules`` say where fields are; methods with ``@listing`` are asked in the order in which they are written."""

    example: ClassVar[str] = "https://blog.example/"
    knows_software: ClassVar[bool] = True  # so that a complete listing is one of posts alone
    post_path: ClassVar[str] = ""  # regular expression of what stands behind the home in the address of each post, where no other can

    address: str

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """How sure are we, 0 to 1, that this home page is of our platform."""
        raise NotImplementedError

    @classmethod
    def listings(cls) -> dict[str, ListingTraits]:
        """Return the listings by name, best first."""
        return {name: value.traits for base in reversed(cls.__mro__) for name, value in vars(base).items() if hasattr(value, "traits")}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Open the session before Scrapy builds the middlewares, which need it."""
        session, archive, home, platforms = (kwargs.pop(name, None) for name in ("session", "archive", "home", "platforms"))
        spider = super().from_crawler(crawler, *args, **kwargs)
        address = user_url(str(kwargs.get("url") or ""))
        if address is None:
            raise UsageError(f"url={kwargs.get('url')}: not the address of a blog; try -a url={cls.example}")
        spider.address = address = cls.aliases.own_address(address)
        wishes = (wish(kwargs, name) for name in ("full", "listing_only", "pages"))
        spider.is_full, spider.is_listing_only, spider.wants_pages = wishes
        spider.home, spider._platforms = home, platforms or ()
        spider.session = session or open_session(crawler, address, archive=archive)
        spider.inventory = Inventory(home_url=spider.session.blog.home_url, post_path=cls.post_path)
        spider.fetcher = Fetcher(crawler, spider.session)
        spider.sightings = Sightings(spider.session, cls.aliases)
        is_discussed_apart = cls.comments is not Platform.comments
        spider.reader = ListingReader(spider.fetcher, spider.sightings, spider.inventory, lists_comments=is_discussed_apart)
        spider._posts = Flight(POSTS_IN_FLIGHT)
        spider._handed_over = asyncio.Queue()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider._post_landed, signal=signal)
        spider._linked = LinkedPosts(spider.reader)
        spider._frontier = Frontier(spider.session, spider.inventory, spider._linked)
        return spider

    _posts: Flight
    _handed_over: asyncio.Queue[PostItem | None]
    _linked: LinkedPosts
    _frontier: Frontier
    _platforms: tuple[type["Platform"], ...]  # those whose the blog may be now
    _is_listed_fully: bool = False
    doubt: OtherSoftware | None = None  # a front page like any other tells nothing where a platform's own listing answers
    other_software: OtherSoftware | None = None  # found where the visit began: it goes on as one of that

    async def start(self) -> AsyncIterator[Any]:
        """List, then fetch what is pending, until nothing is left."""
        with self.session.blamed(self.address):
            await self._recall()
            try:
                async for post in self._posts_of_listings():
                    yield post
            except OtherSoftware as other:
                self.other_software = other
                return
        if self.is_listing_only or self.session.trouble is not None or self.session.is_over_limit():
            return
        await self.session.ask(writer.reopen_troubled, self.session.blog_id, datetime.now(UTC))
        async for address in self._frontier.addresses(is_listed_fully=self._is_listed_fully or self.sightings.has_sitemap_of_all()):
            yield self._request(address)
        await self._discuss()
        await self.session.place_dates(midnights=self.has_moments)
        if self.session.workshop.config.pictures:
            await keep_pictures(self.fetcher, is_full=self.is_full)
        if left := self._frontier.dead_ends.left or self._gap():
            self.session.fail(BlogError(f"{self.address}: {left}; the rest is left to the next visit"))
        if self.session.limit is None and (nothing := self._frontier.nothing_found(self.address)):
            lack = self.home.lack if self.home is not None else None
            self.session.fail(lack or nothing)

    # What is known before the first request

    async def _recall(self) -> None:
        """Take in what the archive holds: posts and other pages teach the shapes; an archive with nothing pending is only updated."""
        blog_id = self.session.blog_id
        await self.session.ask(writer.reopen_too_old, blog_id, self.session.too_old)
        if self.is_full:
            self.session.is_resumed = False  # all is asked anew
            await self.session.ask(writer.recheck_all, blog_id)
        rows = await self.session.ask(lambda archive: list(queries.inventory(archive, blog_id)))
        await asyncio.to_thread(self.sightings.recall, (row.url for row in rows))
        posts = {row.url for row in rows if row.post_id is not None and row.state is not AddressState.DUPLICATE}
        others = {row.url for row in rows if row.state is AddressState.NOT_A_POST}
        pending = any(row.state is AddressState.PENDING for row in rows)
        self.inventory.learn(posts=posts, others=others)
        is_whole = not pending and (self.session.blog.gap is None or self.session.blog.has_lasting_gap)
        self.reader.is_update = bool(posts) and is_whole and not self.is_full and not self.session.is_resumed
        if posts and not self.is_update:
            await self._relearn_template()

    async def _relearn_template(self) -> None:
        """A crawl that goes on knows posts but not their template: read a few again from our own WARCs."""
        for page in await asyncio.to_thread(held_pages, self.session, 6):
            with suppress(ExtractionError):
                extraction = await self._extracted(page)
                self.inventory.model.add_post(extraction.signs, is_dated=own_date(extraction) is not None)

    # Listing

    async def _list(self) -> None:
        """Ask the listings, best first. An update stops at the ones that answered; fallbacks are asked while posts are unexplained."""
        was_known = self.is_update or (self.session.blog.gap is not None and bool(self.inventory.posts))
        if self.home is not None:  # nothing is known of its listings
            self.reader.is_update = False
        elif not self.is_update:
            self.home = await self.find_home()
        answered = await self._ask(list(self.listings()))
        if self.is_update and not any(map(self._tells_all, answered, answered.values())) and (self.reader.has_gap or not answered):
            why = "its newest posts follow none that is held" if answered else "nothing that listed posts lists any"
            logger.info("%s blog=%s: all of its listings are asked", why, self.session.blog.slug)
            self.reader.is_update = False
            self.home = self.home or await self.find_home()
            answered |= await self._ask([name for name in self.listings() if name not in answered])
        if self.home is None and self.fetcher.moved_to is not None:
            home_url = at_home(self.session.blog.home_url, self.fetcher.moved_to)
            await self.session.update_blog(replace(self.session.blog, home_url=home_url))
            self.inventory.home_url = home_url
        self._is_listed_fully = self.sightings.names_all(self.fetcher.gaps)
        if was_known and self.home is not None and not self.fetcher.gaps and self.sightings.has_sitemap_of_all():
            await self._recheck_unnamed()
        gap = self._gap(but_for="api")  # whose own number of posts tells the next visit
        if gap is not None or (answered and not self.is_update):
            await self.session.note_gap(gap)
        if not answered and was_known:
            raise self.fetcher.trouble or Unreachable(f"{self.address}: none of its listings can be read")

    async def _recheck_unnamed(self) -> None:
        """The lists that named a post may have gone with a redesign: what a sitemap of all posts leaves out now is looked at again."""
        await asyncio.to_thread(self.session.workshop.writer.flush)
        await self.session.ask(writer.reopen_unnamed, self.session.blog_id, self.session.crawl_id)

    async def _posts_of_listings(self) -> AsyncIterator[PostItem]:
        """List, and give the posts that listings carry; ends when all of them have gone through the pipelines."""
        listing = asyncio.create_task(self._list())
        listing.add_done_callback(lambda _: self._handed_over.put_nowait(None))
        try:
            while (post := await self._handed_over.get()) is not None:
                yield post
            await listing
        finally:
            listing.cancel()
        await self._posts.landed()

    async def hand_over(self, post: PostItem) -> None:
        """Give a post that a listing carried to the pipelines; waits while too many are under way."""
        if self.session.is_too_old(post.address, post.post.published, post.post.updated):
            return
        await self._posts.enter()
        self.inventory.posts.add(post.address)
        self._handed_over.put_nowait(post)

    def _post_landed(self, response: Response | None) -> None:
        if response is None:  # else it came from a page
            self._posts.leave()

    async def _discuss(self) -> None:
        try:
            await self.comments()
        except (BlogError, ExtractionError) as error:  # the posts are stored: the visit is only incomplete
            self.session.fail(BlogError(f"not all comments were read: {error}"))

    async def comments(self) -> None:
        """Read the discussions where the platform keeps them apart from the posts; called when the posts are stored."""

    async def _ask(self, names: Iterable[str]) -> dict[str, Listed]:
        """Ask these listings, and return the answers of those that did."""
        answered: dict[str, Listed] = {}
        for name in names:
            traits = self.listings()[name]
            if answered and traits.fallback and (self.is_update or self.sightings.names_all(self.fetcher.gaps)):
                continue
            if traits.check and self.is_update and any(map(self._tells_all, answered, answered.values())):
                continue
            listed = await self._asked(name)
            if listed is None and await self._has_home_of_lost() and self.doubt is None:
                listed = await self._asked(name)
            if listed is None and self.doubt is not None:
                raise self.doubt
            if listed is not None:
                answered[name] = listed
                self.doubt = None if traits.complete else self.doubt
                self.inventory.is_trusted |= traits.complete and self.knows_software and self.sightings.are_posts(listed.urls)
        return answered

    async def _asked(self, name: str) -> Listed | None:
        """Ask one listing; ``None`` where it is not there or fails."""
        try:
            listed: Listed | None = await getattr(self, name)()
        except (BlogError, ExtractionError) as error:
            logger.info("listing failed blog=%s listing=%s: %s", self.session.blog.slug, name, error)
            return None
        logger.info("listing done blog=%s listing=%s posts=%s", self.session.blog.slug, name, len(listed.urls) if listed else "not there")
        return listed

    async def _has_home_of_lost(self) -> bool:
        """Look at the front page where a listing that was there is not: it may lie elsewhere, or the blog may be of other software."""
        if self.home is not None or not self.fetcher.is_lost:
            return False
        self.fetcher.is_lost = False
        with suppress(BlogError, ExtractionError):
            self.home = await self.find_home()
        return self.home is not None

    def _gap(self, *, but_for: str | None = None) -> BlogError | None:
        """Why posts may exist that no listing named; ``None`` where that is known, or has lasted."""
        if self._is_listed_fully or (self.is_update and self.session.blog.has_lasting_gap):
            return None
        return next((error for source, error in self.fetcher.gaps.items() if source != but_for), None)

    def _tells_all(self, name: str, listed: Listed) -> bool:
        """Whether the answer of a listing tells what was new and changed since the last visit."""
        return self.listings()[name].complete and (listed.is_whole or listed.is_unchanged)

    async def find_home(self) -> Home:
        """Find the blog's home page, and keep what it tells of the blog."""
        known = not self.session.blog.is_unvisited
        home = await Finder(self.fetcher, self.aliases).find(self.session.blog.home_url if known else self.address)
        if known and not self.session.in_scope(home.url):
            raise Unreachable(f"{self.session.blog.home_url}: leads to {home.url}; has the blog moved there? add its new address")
        other = await look_for_other(type(self), self.session, home, of=self._platforms, posts=self.inventory.posts)
        if other is not None and other.platform.knows_software:
            raise other
        self.doubt = other
        if home.fault is not None:
            self.fetcher.gaps["home-page"] = BlogError(f"{home.url}: its home page is {home.fault}")
        blog_id = self.session.blog_id
        await self.session.update_blog(home.describe(self.session.blog, self.name), home.entries, next(iter(home.feeds), None))
        self.inventory.home_url = home.url
        if self.session.blog_id != blog_id:  # the home is another blog's: the visit goes on as one of that blog
            await self._recall()
        return home

    # Fetching

    def _request(self, address: PendingAddress) -> Request:
        page, place, _ = address.url.partition("#")
        return Request(
            self.aliases.page(at_home(page, self.session.blog.home_url)),
            callback=self.parse_post,
            errback=self.no_answer,
            cb_kwargs={"address": address},
            # of what failed, a part may be lacking; of what posts share, each of them may have gone; servers exist that say "not modified"
            # for ever, whatever a list says
            meta={"conditional": address.is_known_post and not (address.attempts or place or address.has_changed or self.is_full)},
            dont_filter=True,
        )

    async def parse_post(self, response: Response, address: PendingAddress) -> AsyncIterator[PostItem]:
        """Turn an answer into a post, or settle what else the address is."""
        self.session.count("answers")
        try:
            if response.status == 200 and len(response.body) <= MAX_LEADING_ON and (target := refresh_of(response)):
                response = await self.fetcher.fetch(target)
            item = await self._read(response.replace(url=self.aliases.post(response.url)), address)
        except (BlogError, ExtractionError) as error:
            self._frontier.settle(address, AddressState.FAILED, f"not readable: {error}")
            item = None
        finally:
            self._frontier.land()
        if item is not None:
            self._frontier.note_post(address)
            yield replace(item, capture_url=response.url)

    def no_answer(self, failure: Failure) -> None:
        """Settle an address that gave no answer."""
        address: PendingAddress = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        self._frontier.land()
        if isinstance(failure.value, HostGivenUpError) and "asked_at" not in failure.request.meta:  # type: ignore[attr-defined]
            self.session.leave_pending()
            return
        refused = isinstance(failure.value, RefusedError) and failure.value.reason == "robots"
        self._frontier.settle(address, AddressState.ROBOTS if refused else AddressState.FAILED, error_text(failure.value))

    async def _read(self, response: Response, address: PendingAddress) -> PostItem | None:
        if is_unchanged(response):
            self._frontier.dead_ends.note_there()
            self.session.unchanged(address.url)
            return None
        own_page = replace(address, url=address.url.partition("#")[0])
        state, reason = kind_of_answer(response, own_page, self.sightings, self.inventory)
        if state is not None:
            self._frontier.settle(address, state, reason)
            return None
        page = page_of(response)
        if own_page != address:
            if (part := await read_part(self.session, self.rules, page, address.url)) is None:
                state = AddressState.GONE if address.is_known_post else AddressState.NOT_A_POST
                self._frontier.settle(address, state, "its page does not show it")
            return part
        hints = self._hints(address)
        extraction = await self._extracted(page, hints)
        verdict = self.inventory.judge(address, extraction)
        logger.debug("page judged url=%s post=%s %s", address.url, verdict.is_post, "; ".join(verdict.reasons))
        if extraction.post.access is Access.MEMBERS and not verdict.is_post and self.inventory.is_vouched(address):
            self._frontier.settle(address, AddressState.MEMBERS_ONLY, "its page shows nothing to strangers")
            return None
        held = await self.session.ask(queries.held_text, self.session.blog_id, address.url) if address.is_known_post else None
        if self.inventory.is_replaced(address, extraction, verdict, self.sightings.own(response.url), held):
            self._frontier.settle(address, *when_replaced(address, extraction.post.title))
            return None
        if not verdict.is_post and not (address.is_known_post and not extraction.signs.looks_missing):
            state = AddressState.GONE if address.is_known_post else AddressState.NOT_A_POST
            self._frontier.settle(address, state, "; ".join(verdict.reasons))
            return None
        url = post_url(response.url, extraction.post, address, self.sightings, self.inventory)
        url = self._frontier.dead_ends.own_address(address, extraction.post, url, self.inventory.posts)
        self._frontier.dead_ends.note_post(response.url, extraction.post, url)
        if loose_key(url) == loose_key(response.url) or url not in self.inventory.posts:  # else its links are those of the post's own page
            self._linked.note(extraction.links, response.url, Fit.STRONG)
        base = response.url
        if self.rules.further_pages and not extraction.further and loose_key(url) != loose_key(base):
            base = url  # the other pages of a post are named by its own address, wherever it was reached
            extraction = await self._extracted(page, hints, post_url=base)
        extraction = await read_further(self.fetcher, extraction, base, self.rules)
        if extraction.lacks and address.is_known_post:  # what is held may be whole
            self._frontier.settle(address, AddressState.FAILED, extraction.lacks, is_shown=True)
            return None
        return replace(self._item(extraction.post.at(url), response, address, page), lacks=extraction.lacks)

    async def _extracted(self, page: Page, hints: Hints | None = None, *, post_url: str | None = None) -> Extraction:
        return await self.session.read(extract_post, page, self.rules, hints, post_url=post_url, blog_title=self.session.blog.title)

    def _hints(self, address: PendingAddress) -> Hints:
        """What listings said: this crawl's feed, and what the archive remembers of the sightings."""
        return self.sightings.hints(address.url).filled("listing", title=address.title, listed=address.published, updated=address.modified)

    def _item(self, post: Post, response: Response, address: PendingAddress, page: Page) -> PostItem:
        self.inventory.titles[post.url] = post.title or ""
        return PostItem(post=post, address=address.url, captured_at=page.fetched_at, capture_url=response.url, version=VERSION)
