"""Many blogs in one process: one event loop, one pool of reading processes, one writer; one blog's trouble never stops the others."""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

# First of all: it looks for three deprecated classes through the whole stack of imports and all modules so far, a tenth of a start.
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from scraper.config import Config
from scraper.errors import ArchiveLost, BlogBusy, BlogError, BlogPaused, NotABlog, Unreachable
from scraper.opening import ensure_blog
from scraper.platforms import all_aliases, all_platforms, project_settings
from scraper.session import Session
from scraper.settings import user_agent
from scraper.signals import handled
from scraper.text import first_line
from scraper.workshop import Workshop
from storage import queries, writer
from storage.archive import Archive
from storage.engine import again_when_lost
from storage.forgetting import forget
from storage.records import UNVISITED, Blog, id_of

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

logger = logging.getLogger(__name__)

READERS = 2  # for each blog that is asked once a second: one that is stuck at a page holds up no other, and each takes much memory
CONNECTIONS = 8  # to one host, when the user lifted the pause
STOP_S = 2.5  # for what is under way when a signal comes; with the closing after it less than five seconds
CANCEL_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One blog to visit: an address to add, or a blog of the archive to update."""

    target: str | Blog
    full: bool = False
    since: date | datetime | None = None
    tags: tuple[str, ...] = ()
    every: str | None = None
    no_crawl: bool = False
    is_kept: bool = False  # also where nothing answers: a list of addresses is not looked through for the one that was down
    pages: bool = False  # fetch each post's own page, though an API carries the post
    platform: str | None = None

    @property
    def blog(self) -> Blog | None:
        """The blog, where it is one of the archive."""
        return self.target if isinstance(self.target, Blog) else None

    @property
    def address(self) -> str:
        """Where the visit begins."""
        return self.target.home_url if isinstance(self.target, Blog) else all_aliases().own_address(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogResult:
    """How one visit ended. ``known`` counts the posts that sources name, ``held`` those in the archive."""

    address: str
    blog: Blog | None
    outcome: str  # unchanged, changed, incomplete, unreachable, refused, not_a_blog, busy, paused, limit, stopped, same (as another result)
    message: str | None = None
    new_posts: int = 0
    new_revisions: int = 0
    gone: int = 0
    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    failures: int = 0
    known: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class RunSummary:
    """All visits of a run; ``signal`` is the one that ended it early."""

    blogs: tuple[BlogResult, ...]
    signal: int | None = None


class Report(Protocol):
    """Who shows a run while it goes on."""

    def started(self, address: str, session: Session) -> None:
        """A visit begins; the session's counts grow while it lasts."""

    def finished(self, result: BlogResult) -> None:
        """A visit ended."""


class Fleet:
    """The visits of one run."""

    def __init__(self, archive: Archive, config: Config, report: Report) -> None:
        self._workshop = Workshop(archive, config)
        self._config = config
        self._report = report
        self._process = AsyncCrawlerProcess(_settings(config))
        logging.getLogger("scrapy").setLevel(logging.NOTSET)  # else it makes a record of each request and item, though nobody listens
        self._room = asyncio.Semaphore(config.jobs)
        self._open: dict[Session, str] = {}
        self._results: list[BlogResult] = []
        self._signal: int | None = None
        self._visits: asyncio.Task[None]
        self._stopping: asyncio.Task[None]

    def run(self, tasks: Sequence[Task]) -> RunSummary:
        """Visit all; blocks until the last has ended or a signal came. Raises ArchiveLost when the archive took nothing more."""
        config = self._workshop.config
        if config.delay_s >= 1 and "extraction.workers" not in config.origins:
            self._workshop.pool.limit(READERS * max(1, len(tasks)))
        loop = asyncio.get_event_loop()
        self._visits = loop.create_task(self._all(tasks))
        gc.freeze()  # what is loaded by now stays: looking through it again and again would hold the loop for 0.1 s each time
        with handled(self._on_signal):
            try:
                self._process.start(stop_after_crawl=False, install_signal_handlers=False)
                _cancel_all(loop)
                for session, address in tuple(self._open.items()):  # what is stored is kept
                    self._tell(self._ended(session, address, *self._stopped))
            finally:
                self._workshop.close()
        if self._visits.done() and not self._visits.cancelled():  # a busy machine may not have ended it within the time for that
            self._visits.result()
        if self._workshop.lost is not None:
            raise self._workshop.lost
        return RunSummary(_each_once(self._results), self._signal)

    # Signals

    def _on_signal(self, number: int) -> None:
        """End in order; told so a second time, end at once: the next run finds everything as after a ``kill -9``."""
        from twisted.internet import reactor

        if self._signal is not None:
            os._exit(128 + number)
        self._signal = number
        self._workshop.is_ending = True
        self._workshop.archive.hurry()
        cast("ReactorBase", reactor).callFromThread(self._stop_soon)

    def _stop_soon(self) -> None:
        self._stopping = asyncio.get_event_loop().create_task(self._stop())

    async def _stop(self) -> None:
        """Let what is under way end, but not for long: a slow host and a slow page are left to the next run."""
        logger.info("run ends: %s", self._stopped[1])
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                await self._process.stop()
                await asyncio.wait([self._visits])
        _stop_reactor()

    @property
    def _stopped(self) -> tuple[str, str]:
        """How a visit ends that a signal cut short."""
        return "stopped", f"ended by {signal.Signals(self._signal or signal.SIGTERM).name}"

    # Visits

    async def _all(self, tasks: Sequence[Task]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for task in tasks:
                    await self._room.acquire()
                    if self._workshop.is_ending or self._workshop.lost is not None:
                        break
                    if limit := self._workshop.limit_reached():
                        self._room.release()
                        self._tell(BlogResult(address=task.address, blog=task.blog, outcome="limit", message=limit))
                        continue
                    group.create_task(self._visit(task)).add_done_callback(lambda _: self._room.release())
        finally:
            _stop_reactor()

    async def _visit(self, task: Task) -> None:
        try:
            session = await asyncio.to_thread(self._session, task)
        except (BlogBusy, BlogPaused) as error:
            self._tell(BlogResult(address=task.address, blog=error.blog, outcome=error.outcome, message=str(error)))
        except Exception as error:  # noqa: BLE001  # the door of one blog: the others go on
            message = self._told(task.address, error)
            self._tell(BlogResult(address=task.address, blog=task.blog, outcome="incomplete", message=message, failures=1))
        else:
            self._open[session] = task.address
            self._report.started(task.address, session)
            reason = await self._crawled(task, session)
            ending = session.outcome(reason) if self._signal is None else self._stopped
            result = await asyncio.to_thread(self._ended, session, task.address, *ending)
            result = await asyncio.to_thread(self._without_mistyped, task, result)
            del self._open[session]
            self._tell(result)

    async def _crawled(self, task: Task, session: Session) -> str:
        """Crawl, and return why that ended: "finished", or what went wrong."""
        try:
            if session.why_ended() is None:
                await self._crawl(task, session)
        except BlogError as error:
            session.fail(error)
        except Exception as error:  # noqa: BLE001  # the same door
            return self._told(task.address, error)
        return "finished"

    def _told(self, address: str, error: Exception) -> str:
        """Take note of what no visit should raise, and return it as one line."""
        if isinstance(error, ArchiveLost):  # the run ends with it, in one line
            self._workshop.lose(error)
        else:
            logger.info("visit failed blog=%s", address, exc_info=error)
        return first_line(f"{type(error).__name__}: {error}")

    def _session(self, task: Task) -> Session:
        blog = self._blog(task)
        if blog.paused_at is not None:
            raise BlogPaused(blog)
        hosts = {urlsplit(url).hostname or "" for url in (task.address, blog.home_url)}
        return Session(self._workshop, blog, private_hosts=hosts, since=task.since)

    def _blog(self, task: Task) -> Blog:
        """Return the blog of a task, in which what the user says of it is kept: a run that is killed must not lose that."""
        archive, since = self._workshop.archive, task.since.date() if isinstance(task.since, datetime) else task.since
        if task.blog is not None:
            return again_when_lost(writer.lift_since, archive, id_of(task.blog)) if task.full and task.blog.since else task.blog
        blog = again_when_lost(ensure_blog, archive, task.address)
        return again_when_lost(writer.note_wishes, archive, id_of(blog), tags=task.tags, every=task.every, since=since)

    async def _crawl(self, task: Task, session: Session) -> None:
        if not urlsplit(task.address).netloc:
            raise NotABlog(f"{task.address}: holds imported files alone, and has no address to visit")
        platform, home = task.platform or session.blog.platform, None
        if platform in UNVISITED:
            from scraper.detector import Detector

            detector = await self._spider(Detector, session, url=task.address)
            if session.is_over_limit():
                return
            if detector.home is None or session.trouble is not None:
                raise session.trouble or NotABlog(f"{task.address}: its home was not found")
            platform, home = session.blog.platform, detector.home
        elif platform != session.blog.platform and not session.blog.is_unvisited:
            await session.change_platform(platform)
        spider_class = self._process.spider_loader.load(platform)
        address = session.blog.home_url if not session.blog.is_unvisited else task.address
        wishes = {"full": task.full, "pages": task.pages, "listing_only": task.no_crawl}
        platforms = all_platforms() if home is None and task.platform is None else ()
        spider = await self._spider(spider_class, session, url=address, home=home, platforms=platforms, **wishes)
        if (other := spider.other_software) is not None:
            logger.warning("%s", other)
            await session.change_platform(other.platform.name)
            await self._spider(other.platform, session, url=session.blog.home_url, home=other.home, **wishes)

    async def _spider(self, spider_class: type[Spider], session: Session, **arguments: Any) -> Any:
        """Run a spider to its end, and return it. Raises what it raised where Scrapy would only log it."""
        delay_s = self._config.delay_of(session.blog)
        crawler = Crawler(spider_class, self._process.settings)  # it has a copy of its own
        crawler.settings.set("DOWNLOAD_DELAY", delay_s, priority="cmdline")
        crawler.settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", CONNECTIONS if delay_s == 0 else 1, priority="cmdline")
        faults: list[BaseException] = []
        crawler.signals.connect(lambda failure: faults.append(failure.value), signals.spider_error, weak=False)
        await self._process.crawl(crawler, session=session, **arguments)
        if faults:
            raise faults[0]
        return crawler.spider

    def _ended(self, session: Session, address: str, outcome: str, message: str | None) -> BlogResult:
        """Close a session, and return what came of its visit."""
        try:
            session.close(outcome, message)
            state = next(iter(again_when_lost(queries.status, self._workshop.archive, [session.blog_id])), None)
        except Exception as error:  # noqa: BLE001  # the same door: its database may be gone
            told, state = self._told(address, error), None
            outcome, message = ("incomplete", told) if self._signal is None else self._stopped
        failures = session.counts["failures"]
        if failures and outcome in {"changed", "unchanged"}:  # the last batch may have failed while it was written
            outcome, message = "incomplete", f"{failures} could not be written"
        names = ("new_posts", "new_revisions", "gone", "requests", "not_modified", "bytes", "failures")
        return BlogResult(
            address=address,
            blog=session.blog,
            outcome=outcome,
            message=message,
            known=state.known if state else 0,
            held=state.posts if state else 0,
            **{name: session.counts[name] for name in names},
        )

    def _without_mistyped(self, task: Task, result: BlogResult) -> BlogResult:
        """The result; an address at which nothing ever answered, or where no blog is, does not stay to be tried for ever."""
        is_none = result.outcome == NotABlog.outcome
        is_silent = result.outcome == Unreachable.outcome and not task.is_kept
        if task.blog is not None or result.blog is None or not (is_none or is_silent):
            return result
        try:
            is_forgotten = again_when_lost(forget, self._workshop.archive, id_of(result.blog), is_none=is_none)
        except Exception as error:  # noqa: BLE001  # the same door: then it stays
            self._told(task.address, error)
            return result
        return replace(result, blog=None, message=f"{result.message}; not added") if is_forgotten else result

    def _tell(self, result: BlogResult) -> None:
        self._results.append(result)
        self._report.finished(result)


def _each_once(results: Iterable[BlogResult]) -> tuple[BlogResult, ...]:
    """Several addresses of one blog are one visit of it: the results of the others say only that."""
    results = tuple(results)
    visited = {result.blog.id for result in results if result.blog and result.outcome != "busy"}
    return tuple(
        replace(result, outcome="same", message=f"an address of {result.blog.slug}", known=0, held=0)
        if result.outcome == "busy" and result.blog and result.blog.id in visited
        else result
        for result in results
    )


def _stop_reactor() -> None:
    from twisted.internet import reactor

    with suppress(RuntimeError):  # it has stopped already
        cast("ReactorBase", reactor).stop()


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    """End the tasks that the run leaves behind when it is stopped."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=CANCEL_S))


def _settings(config: Config) -> Settings:
    settings = project_settings()
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # the command line shows the log in its own way
    if config.user_agent:
        settings.set("USER_AGENT", config.user_agent, priority="cmdline")
    elif config.contact:
        settings.set("USER_AGENT", user_agent(config.contact), priority="cmdline")
    return settings


def run_blogs(archive: Archive, config: Config, tasks: Sequence[Task], report: Report) -> RunSummary:
    """Visit blogs in one process; returns when all are done or a signal came."""
    return Fleet(archive, config, report).run(tasks)
