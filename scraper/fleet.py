"""Many blogs in one process: one event loop, one pool of reading processes, one writer; one blog's trouble never stops the others."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from scraper.config import Config
from scraper.errors import BlogError, NotABlog
from scraper.opening import UNKNOWN, ensure_blog, outcome_of
from scraper.session import BlogBusy, Session, Workshop
from scraper.settings import user_agent
from storage import queries
from storage.archive import Archive
from storage.records import Blog

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

logger = logging.getLogger(__name__)

CONNECTIONS = 8  # to one host, when the user lifted the pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One blog to visit: an address to add, or a blog of the archive to update."""

    kind: Literal["add", "update"]
    target: str | Blog
    full: bool = False
    since: date | datetime | None = None
    no_crawl: bool = False
    platform: str | None = None

    @property
    def address(self) -> str:
        """Where the visit begins."""
        return self.target.home_url if isinstance(self.target, Blog) else self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogResult:
    """How one visit ended. ``known`` counts the posts that sources name, ``held`` those in the archive."""

    address: str
    blog: Blog | None
    outcome: str  # unchanged, changed, incomplete, unreachable, refused, not_a_blog, busy, limit, stopped
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


class _Process(AsyncCrawlerProcess):
    """Remembers the signal that ended it: the exit status must tell it."""

    signal: int | None = None

    def _signal_shutdown(self, signum: int, _: Any) -> None:
        self.signal = signum
        super()._signal_shutdown(signum, _)


class Fleet:
    """The visits of one run."""

    def __init__(self, archive: Archive, config: Config, report: Report) -> None:
        self._workshop = Workshop(archive, config)
        self._config = config
        self._report = report
        self._process = _Process(_settings(config))
        self._room = asyncio.Semaphore(config.jobs)
        self._open: dict[Session, str] = {}
        self._results: list[BlogResult] = []

    def run(self, tasks: Sequence[Task]) -> RunSummary:
        """Visit all; blocks until the last has ended or a signal came."""
        loop = asyncio.get_event_loop()
        main = loop.create_task(self._all(tasks))
        try:
            self._process.start(stop_after_crawl=False)
            if main.done():
                main.result()
        finally:
            for session, address in tuple(self._open.items()):  # a signal came: what is stored is kept
                self._end(session, address, "stopped", f"ended by {signal.Signals(self._process.signal or signal.SIGTERM).name}")
            self._workshop.close()
        return RunSummary(tuple(self._results), self._process.signal)

    async def _all(self, tasks: Sequence[Task]) -> None:
        from twisted.internet import reactor

        try:
            async with asyncio.TaskGroup() as group:
                for task in tasks:
                    await self._room.acquire()
                    if self._process.signal is not None:
                        break
                    group.create_task(self._visit(task)).add_done_callback(lambda _: self._room.release())
        finally:
            if self._process.signal is None:
                cast("ReactorBase", reactor).stop()

    async def _visit(self, task: Task) -> None:
        try:
            session = self._session(task)
        except BlogBusy as error:
            blog = task.target if isinstance(task.target, Blog) else queries.find_blog(self._workshop.archive, task.address)
            self._tell(BlogResult(address=task.address, blog=blog, outcome="busy", message=str(error)))
            return
        self._open[session] = task.address
        self._report.started(task.address, session)
        reason = "finished"
        try:
            await self._crawl(task, session)
        except BlogError as error:
            session.fail(error)
        except Exception as error:  # the door of one blog: the others go on
            logger.exception("crawl failed blog=%s", session.blog.slug)
            reason = f"{type(error).__name__}: {error}"
        if self._process.signal is None:
            self._end(session, task.address, *outcome_of(session, reason))

    def _session(self, task: Task) -> Session:
        blog = task.target if isinstance(task.target, Blog) else ensure_blog(self._workshop.archive, task.address)
        hosts = {urlsplit(url).hostname or "" for url in (task.address, blog.home_url)}
        return Session(self._workshop, blog, private_hosts=hosts, since=task.since)

    async def _crawl(self, task: Task, session: Session) -> None:
        platform, home = task.platform or session.blog.platform, None
        if platform == UNKNOWN:
            from scraper.detector import Detector

            detector = await self._spider(Detector, session, url=task.address)
            if detector.home is None:
                raise session.trouble or NotABlog(f"{task.address}: its home was not found")
            platform, home = session.blog.platform, detector.home
        spider_class = self._process.spider_loader.load(platform)
        address = session.blog.home_url if session.blog.platform != UNKNOWN else task.address
        await self._spider(spider_class, session, url=address, home=home, full=task.full, listing_only=task.no_crawl)

    async def _spider(self, spider_class: type[Spider], session: Session, **arguments: Any) -> Any:
        delay_s = self._config.delay_of(session.blog.slug, urlsplit(session.blog.home_url).hostname or "", session.blog.home_url)
        settings = self._process.settings.copy()
        settings.set("DOWNLOAD_DELAY", delay_s, priority="cmdline")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", CONNECTIONS if delay_s == 0 else 1, priority="cmdline")
        crawler = Crawler(spider_class, settings)
        await self._process.crawl(crawler, session=session, **arguments)
        return crawler.spider

    def _end(self, session: Session, address: str, outcome: str, message: str | None) -> None:
        self._open.pop(session, None)
        session.close(outcome, message)
        failures = session.counts["failures"]
        if failures and outcome in {"changed", "unchanged"}:  # the last batch may have failed while it was written
            outcome, message = "incomplete", f"{failures} could not be written"
        state = next(iter(queries.status(self._workshop.archive, [session.blog_id])), None)
        names = ("new_posts", "new_revisions", "gone", "requests", "not_modified", "bytes", "failures")
        self._tell(
            BlogResult(
                address=address,
                blog=session.blog,
                outcome=outcome,
                message=message,
                known=state.known if state else 0,
                held=state.posts if state else 0,
                **{name: session.counts[name] for name in names},
            )
        )

    def _tell(self, result: BlogResult) -> None:
        self._results.append(result)
        self._report.finished(result)


def _settings(config: Config) -> Settings:
    settings = get_project_settings()
    settings.setmodule("scraper.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # the command line shows the log in its own way
    if config.user_agent:
        settings.set("USER_AGENT", config.user_agent, priority="cmdline")
    elif config.contact:
        settings.set("USER_AGENT", user_agent(config.contact), priority="cmdline")
    return settings


def run_blogs(archive: Archive, config: Config, tasks: Sequence[Task], report: Report) -> RunSummary:
    """Visit blogs in one process; returns when all are done or a signal came."""
    return Fleet(archive, config, report).run(tasks)
