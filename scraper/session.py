"""One crawl's ties to the archive: its blog, lease, WARC series, counts and outcome."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from scrapy.exceptions import CloseSpider

from scraper.dates import latest_day
from scraper.errors import ArchiveLost, BlogBusy, BlogError, BlogPaused, ExtractionError, NotABlog, NotAsked, Unreachable
from scraper.normalise import normalised
from scraper.politeness import Hosts
from scraper.robots import RobotsRules
from scraper.text import many
from scraper.urls import at_home, in_scope, path_of, site_of
from scraper.workshop import Workshop
from scraper.zones import place_dates
from storage import lease, queries, writer
from storage.archive import Archive
from storage.captures import Exchange
from storage.columns import CRAWL_COUNTS
from storage.engine import again_when_lost, is_locked
from storage.events import (
    AddressOutcome,
    AddressSettled,
    CaptureMade,
    CommentsRead,
    Event,
    ListingEnded,
    ListingSeen,
    Outcome,
    PostComment,
    PostOutcome,
    PostRead,
    PostUnchanged,
)
from storage.mending import mend
from storage.records import AddressState, Blog, BlogId, Capture, CrawlId, Sighting, StatedDate, Validators, id_of

logger = logging.getLogger(__name__)

RESUMED_WITHIN = timedelta(days=30)  # an older answer of a visit that was cut short is asked for again
BELIEVED_WITHIN = timedelta(days=30)  # "not modified", before a whole answer is asked for

P = ParamSpec("P")
T = TypeVar("T")


class Session:
    """One crawl of one blog. Raises BlogBusy when another visit of it is under way, or ended since this run began."""

    def __init__(self, workshop: Workshop, blog: Blog, *, private_hosts: Iterable[str] = (), since: date | datetime | None = None) -> None:
        self.workshop = workshop
        self.archive = workshop.archive
        self.blog = blog
        self.private_hosts = frozenset(private_hosts)
        self.allow_nets = workshop.config.allow_nets
        self.since = (since.date() if isinstance(since, datetime) else since) or blog.since
        self.robots: dict[str, RobotsRules] = {}
        self.counts: Counter[str] = Counter()
        self.trouble: BlogError | None = None
        self.note: str | None = None  # what the blog lastingly keeps from us: a fact, and no trouble of this crawl
        self.limit: str | None = None
        self._is_unkept = False
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._is_closed = False
        self._lease = self._taken(blog)
        try:
            self._repair()
            self.started_at = datetime.now(UTC)
            self.crawl_id: CrawlId = again_when_lost(writer.start_crawl, self.archive, self.blog_id, self.started_at)
            self._recall()
        except BaseException:
            self._lease.release()
            raise

    def _taken(self, blog: Blog) -> lease.Lease:
        """Take the lease of a blog that is not visited and was not since this run began: the list of what is due may be hours old."""
        held = lease.acquire(self.archive, id_of(blog))
        if held is None:
            raise BlogBusy(blog)
        with ExitStack() as undo:
            undo.callback(held.release)
            if again_when_lost(queries.was_visited, self.archive, id_of(blog), since=self.workshop.began_at):
                raise BlogBusy(blog)
            undo.pop_all()
        return held

    def _recall(self) -> None:
        """Take in what the archive holds of the blog, and begin the files for what comes."""
        self._documents = again_when_lost(queries.documents, self.archive, self.blog_id)
        self.is_resumed = again_when_lost(queries.is_first_visit_cut_short, self.archive, self.blog_id, self.crawl_id)
        self._resumed: set[str] = set()
        self._is_known = next(queries.captures(self.archive, self.blog_id, limit=1), None) is not None
        self.warc = self.workshop.open_series(self.blog, f"{self.started_at:%Y%m%dT%H%M%SZ}-{self.crawl_id}")

    def _repair(self) -> None:
        for line in mend(self.archive, self.blog.slug):
            logger.warning("WARC repaired: %s", line)

    @property
    def blog_id(self) -> BlogId:
        """The id of the blog."""
        return id_of(self.blog)

    @property
    def hosts(self) -> Hosts:
        """The hosts that this process speaks to."""
        return self.workshop.hosts

    @property
    def is_ours(self) -> bool:
        """Whether the lease of the blog is still held: a machine that slept for an hour has lost it."""
        return self._lease.is_held

    async def ask(self, function: Callable[Concatenate[Archive, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function on the archive off the event loop; the crawl ends when the database does not answer any more."""
        try:
            return await asyncio.to_thread(lambda: again_when_lost(function, self.archive, *args, **kwargs))
        except ArchiveLost as error:
            self.workshop.lose(error)
            raise CloseSpider(str(error)) from error

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a pure function in a reading process; the crawl ends when none can be started."""
        try:
            return await self.workshop.pool.run(function, *args, **kwargs)
        except ArchiveLost as error:
            self.workshop.lose(error)
            raise CloseSpider(str(error)) from error

    @contextmanager
    def blamed(self, address: str) -> Iterator[None]:
        """Take what goes wrong with the blog itself as the trouble of this crawl."""
        try:
            yield
        except BlogError as error:
            self.fail(error)
        except ExtractionError as error:
            self.fail(NotABlog(f"{address}: its home page is {error}"))

    async def update_blog(self, blog: Blog, entries: Sequence[str] = (), feed: str | None = None) -> None:
        """Keep what was learned of the blog itself. A new blog whose home is another one's was only a further address of that one, and so
        was one whose home lists ``entries``, or has a ``feed``, of a blog in which it lies or that lies below it.
        """
        keeper = await self.ask(queries.keeper_of, blog, entries, feed) if self.blog.is_unvisited else None
        owner = await self.ask(writer.update_blog, blog) if keeper is None else keeper
        if owner.id == blog.id:
            self.blog = blog
        elif not await self._is_only_an_address():
            raise Unreachable(f"{self.blog.home_url}: leads to {owner.home_url}, the home of {owner.slug}")
        else:
            logger.warning("%s: an address of %s, which is visited in its place", self.blog.home_url, owner.home_url)
            await self.ask(lambda _: self._go_on_as(owner))
            if owner.is_unvisited:
                await self.update_blog(replace(blog, id=self.blog.id, slug=self.blog.slug, tags=self.blog.tags, since=self.blog.since))

    async def change_platform(self, platform: str) -> None:
        """Go on as a visit of a blog of another platform."""
        await asyncio.to_thread(self.workshop.writer.flush)
        self.blog = await self.ask(writer.change_platform, self.blog_id, platform)
        self._documents = []

    async def note_gap(self, gap: BlogError | None) -> None:
        """Keep what of the listings could not be read; what was not asked for in this crawl is asked for by each that comes."""
        tries = self.blog.gap_tries + (not isinstance(gap, NotAsked)) if gap is not None else 0
        self.blog = await self.ask(writer.note_gap, self.blog_id, str(gap) if gap is not None else None, tries)

    async def _is_only_an_address(self) -> bool:
        """Whether nothing is known of the blog but the address that it was added by; files may have been imported into it."""
        (state,) = await self.ask(queries.status, [self.blog_id])
        return self.blog.is_unvisited and not state.counts

    def _go_on_as(self, blog: Blog) -> None:
        """Make this a visit of another blog; raises BlogBusy where another visit of that one makes it needless, BlogPaused where none is
        wanted.
        """
        self.workshop.writer.flush()
        first, warc = self._lease, self.warc
        try:
            if blog.paused_at is not None:
                raise BlogPaused(blog)
            self._lease = self._taken(blog)
        finally:
            self.blog = writer.merge_blog(self.archive, self.blog_id, id_of(blog))
        first.release()
        self.since = self.since or self.blog.since
        self._repair()
        self._recall()
        self.workshop.close_series(warc)

    def in_scope(self, url: str) -> bool:
        """Tell whether an address belongs to the blog."""
        return in_scope(url, self.blog.scope)

    @property
    def too_old(self) -> str:
        """Why addresses are left out that are older than what the user wants; another bound has another reason."""
        return f"published before {self.since}"

    def is_too_old(self, url: str, published: StatedDate | None, modified: StatedDate | None) -> bool:
        """Whether a post is from before the day that the user named; a later crawl without it takes such posts."""
        since = self.since
        last_day = published.day if published else latest_day(path_of(url)) or (modified.day if modified else None)
        return since is not None and last_day is not None and last_day < since

    def count(self, name: str, n: int = 1) -> None:
        """Add to one of the crawl's counts; may be called from any thread."""
        with self._lock:
            self.counts[name] += n

    async def place_dates(self, *, midnights: bool) -> None:
        """Tell the dates of posts in the blog's own time, when all is stored that tells it; without a new page they are told so."""
        if self.counts["answers"]:
            await asyncio.to_thread(self.workshop.writer.flush)
            await self.ask(place_dates, self.blog_id, midnights=midnights)

    async def validators(self, url: str, asked: Collection[str] = ()) -> Validators | None:
        """Return what the last whole answer said, with ``asked`` one that was stored for these and is not long ago: servers exist that say
        "not modified" for ever. None on a blog's first visit.
        """
        if not self._is_known:
            return None
        since = self.started_at - BELIEVED_WITHIN if asked else None
        return await self.ask(queries.validators, self.blog_id, url, asked=asked, since=since)

    @property
    def kept_since(self) -> datetime:
        """Since when answers that were kept may stand for those that would be got now."""
        return self.started_at - RESUMED_WITHIN

    async def earlier_answer(self, url: str) -> Exchange | None:
        """Return what the first visit was answered at an address before it was cut short; each answer once: it may not be readable."""
        if not self.is_resumed or url in self._resumed:
            return None
        self._resumed.add(url)
        return await self.ask(queries.settled_answer, self.blog_id, url, since=self.kept_since)

    def record(self, capture: Capture) -> None:
        """Queue the row of an exchange that is in the WARC."""
        self.count("requests")
        self.workshop.requests += 1
        self.count("not_modified", capture.status == 304)
        self.put(CaptureMade(blog_id=self.blog_id, crawl_id=self.crawl_id, capture=capture))

    def put(self, event: Event) -> None:
        """Queue an event for the writer; a failure is logged and counted, and makes the crawl incomplete."""
        future = self.workshop.writer.put_at_once(event)
        future.add_done_callback(lambda done: self._done(event, done))

    def _done(self, event: Event, future: "Future[Outcome]") -> None:
        error = future.exception()
        outcome = None if error else future.result()
        if isinstance(error, ArchiveLost):
            self.workshop.lose(error)
        elif self.workshop.is_ending and is_locked(error):
            logger.info("not written before the end, to be fetched again: %s of %s", type(event).__name__, self.blog.slug)
        elif error is not None:
            self.count("failures")
            logger.error("not written: %s of %s: %s", type(event).__name__, self.blog.slug, error)
        elif isinstance(outcome, PostOutcome):
            self.count("failures", isinstance(event, PostRead) and event.lacks is not None)
            self.count("new_posts", outcome.is_new)
            self.count("new_revisions", outcome.is_revised)
            if outcome.was_gone_at is not None and outcome.was_gone_at >= self.started_at and self.counts["gone"]:
                self.count("gone", -1)  # its old address was read before the new one
        elif isinstance(outcome, AddressOutcome):
            self.count("gone", outcome.is_gone)

    async def store_post(self, event: PostRead) -> PostOutcome | None:
        """Store a post and return what came of it, once it is committed; ``None`` when it could not be written."""
        future = await self.workshop.writer.put_async(event)
        future.add_done_callback(lambda done: self._done(event, done))
        with suppress(Exception):  # logged and counted by the callback
            outcome = await asyncio.shield(asyncio.wrap_future(future))  # a crawl that is stopped keeps what is queued
            return outcome if isinstance(outcome, PostOutcome) else None
        return None

    def robots_sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of an address's host names."""
        rules = self.robots.get(site_of(url))
        return rules.sitemaps if rules else ()

    def documents(self, source: str) -> list[str]:
        """Return the documents that named posts in earlier crawls, by their source, the fullest first, as the home is spelled today."""
        return list(dict.fromkeys(at_home(document, self.blog.home_url) for name, document in self._documents if name == source))

    def saw_listing(self, source: str, document: str, sightings: Iterable[Sighting], *, is_whole: bool = False) -> None:
        """Record what a document lists; ``is_whole``: it lists all of its posts, so what it no longer names has left it."""
        now = datetime.now(UTC)
        self.put(
            ListingSeen(
                blog_id=self.blog_id, crawl_id=self.crawl_id, source=source, document=document, sightings=tuple(sightings), seen_at=now
            )
        )
        if is_whole:
            self.put(ListingEnded(blog_id=self.blog_id, crawl_id=self.crawl_id, source=source, document=document, seen_at=now))

    def saw_comments(self, comments: Iterable[PostComment], read_at: datetime, *, is_whole: bool = True) -> None:
        """Record comments that were read apart from their posts; ``is_whole`` as in the event."""
        clean = tuple(map(normalised, comments))
        self.put(CommentsRead(blog_id=self.blog_id, crawl_id=self.crawl_id, comments=clean, read_at=read_at, is_whole=is_whole))

    def settle(self, address: str, state: AddressState, reason: str, *, is_shown: bool = False) -> None:
        """Record what an address is, other than a post that was read. What the crawl's own end cut off stays pending."""
        if state is AddressState.FAILED:
            if self.why_ended() is not None:
                return
            self.count("failures")
        now = datetime.now(UTC)
        self.put(AddressSettled(blog_id=self.blog_id, address=address, state=state, reason=reason, settled_at=now, is_shown=is_shown))

    def leave_pending(self) -> None:
        """An address was not asked for, since its host has been given up: the next crawl does."""
        if self.why_ended() is None:
            self.count("failures")

    def unchanged(self, address: str) -> None:
        """Record that what we hold for an address is still right (304)."""
        self.put(PostUnchanged(blog_id=self.blog_id, crawl_id=self.crawl_id, address=address, checked_at=datetime.now(UTC)))

    def fail(self, error: BlogError) -> None:
        """Record why the blog could not be visited, or not wholly; what follows from the first trouble is none of its own."""
        self.trouble = self.trouble or error

    def cannot_keep(self, error: Exception) -> None:
        """End the crawl: what it asks for now could not be kept. A full disk ends those of the other blogs too."""
        if isinstance(error, ArchiveLost):
            self.workshop.lose(error)
        else:
            self._is_unkept = True
            self.fail(BlogError(f"{self.blog.slug}: its answers cannot be kept: {error}"))

    def why_ended(self) -> str | None:
        """Why this crawl may ask for nothing more, in words; the rest continues next time."""
        self.limit = self.limit or self.workshop.limit_reached()
        if reason := self.workshop.why_ended():
            return reason
        if self._is_unkept:
            return str(self.trouble)
        return None if self.is_ours else "another run took the blog over"

    def is_over_limit(self) -> bool:
        """Whether something ends this crawl before its work is done."""
        return self.why_ended() is not None

    def outcome(self, reason: str) -> tuple[str, str | None]:
        """Return how the crawl ended, in the words of the crawl table, and why; ``reason`` is Scrapy's for the end of the spider."""
        if reason == "shutdown":
            return "stopped", "ended by a signal"
        if self.workshop.lost is not None:  # nothing is wrong with the blog: it is due again as soon as the archive takes something
            return "stopped", str(self.workshop.lost)
        if self.limit is not None:
            return "limit", self.limit
        if not self.is_ours:
            return "busy", "another run took the blog over"
        if self.trouble is not None:
            return "incomplete" if self.counts["new_posts"] else self.trouble.outcome, str(self.trouble)
        if self.counts["failures"] or reason != "finished":
            return "incomplete", f"{many(self.counts['failures'], 'address')} failed" if self.counts["failures"] else reason
        changed = self.counts["new_posts"] + self.counts["new_revisions"] + self.counts["gone"]
        lasting = f"{self.blog.gap}; it has lasted, and `update --full` alone asks again" if self.blog.has_lasting_gap else None
        return ("changed" if changed else "unchanged"), self.note or lasting

    def close(self, outcome: str, error: str | None = None) -> None:
        """Commit what waits, end the crawl's row, series and lease; closed a second time, it waits for the first."""
        with self._closing:
            if self._is_closed:
                return
            self._is_closed = True
            self._close(outcome, error)

    def _close(self, outcome: str, error: str | None) -> None:
        with self._lease:  # given back even where the files cannot be closed
            try:
                self.workshop.writer.flush()
                again_when_lost(
                    writer.finish_crawl,
                    self.archive,
                    self.crawl_id,
                    finished_at=datetime.now(UTC),
                    outcome=outcome,
                    counts={name: n for name, n in self.counts.items() if name in CRAWL_COUNTS},
                    error=error,
                )
            finally:
                self.workshop.close_series(self.warc)
