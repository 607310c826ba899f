"""Shows a run while it goes on: a line a blog on a terminal, one line a minute elsewhere, nothing under ``-q``."""

import logging
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from scraper.cli.invocation import Invocation
from scraper.cli.output import paragraphs, printable
from scraper.cli.summary import name_of
from scraper.text import first_line, many

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.fleet import BlogResult
    from scraper.session import Session
    from storage.records import BlogId

REDRAW_S, LOG_S = 0.5, 60.0
SUMMED = ("new_posts", "requests", "failures")
LONGEST_LINE = 500  # characters of a log line: some libraries put whole tracebacks into a message
LEVELS = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}


class Progress:
    """The visits under way. Told by the crawl's thread, read by the one that shows them."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}
        self._done: Counter[str] = Counter()
        self._lock = threading.Lock()

    def started(self, address: str, session: "Session") -> None:
        """A visit begins."""
        with self._lock:
            self._open[address] = session

    def finished(self, result: "BlogResult") -> None:
        """A visit ended."""
        with self._lock:
            self._open.pop(result.address, None)
            self._done.update(blogs=1, **{name: getattr(result, name) for name in SUMMED})
        logging.getLogger(__name__).info("visited blog=%s outcome=%s new=%d", name_of(result), result.outcome, result.new_posts)

    def lines(self) -> list[str]:
        """One line a blog."""
        with self._lock:
            sessions = list(self._open.values())
        return _lines(sessions)

    def summary(self) -> str:
        """One line for all blogs, whether done or under way."""
        with self._lock:
            sessions, total = list(self._open.values()), self._done.copy()
        if not total and len(sessions) == 1:
            return _lines(sessions)[0]
        for session in sessions:
            total.update({name: session.counts[name] for name in SUMMED})
        blogs = f"{many(total['blogs'], 'blog')} done, {len(sessions)} under way"
        return f"{blogs}: {many(total['new_posts'], 'new post')}, {many(total['requests'], 'request')}{_failed(total)}"


@contextmanager
def make_report(call: Invocation) -> Iterator[Progress]:
    """A report whose lines are shown until the context ends; log lines never get into them."""
    progress = Progress()
    if sys.stderr.isatty() and not call.is_quiet:
        with _live(progress) as console:
            _log_to(call, console)
            yield progress
        return
    _log_to(call, None)
    ended = threading.Event()
    if not call.is_quiet:
        threading.Thread(target=_log_lines, args=(progress, ended), daemon=True).start()
    try:
        yield progress
    finally:
        ended.set()


def _lines(sessions: "Sequence[Session]") -> list[str]:
    """A line a blog, after one look at the archive for all of them."""
    from scraper.errors import BlogArchiveError
    from storage.engine import again_when_lost
    from storage.queries import pending_counts

    waiting: Mapping[BlogId, int] = {}
    if sessions:
        with suppress(BlogArchiveError):  # the crawl itself says what is wrong with the archive
            waiting = again_when_lost(pending_counts, sessions[0].archive, [session.blog_id for session in sessions])
    return [_line(session, waiting.get(session.blog_id)) for session in sessions]


def _line(session: "Session", pending: int | None) -> str:
    """What is new, what is left, and what it cost."""
    counts, waiting = session.counts, "?" if pending is None else f"{pending:,}"
    new, requests = many(counts["new_posts"], "new post"), many(counts["requests"], "request")
    return printable(f"{session.blog.slug}: {new}, {waiting} to fetch, {requests}{_failed(counts)}")


def _failed(counts: "Counter[str]") -> str:
    return f", {counts['failures']:,} failed" if counts["failures"] else ""


def _log_lines(progress: Progress, ended: threading.Event) -> None:
    while not ended.wait(LOG_S):
        print(progress.summary(), file=sys.stderr, flush=True)  # noqa: T201 -- one line a minute, where no terminal shows it live


@contextmanager
def _live(progress: Progress) -> "Iterator[Console]":
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(stderr=True)
    with Live(console=console, transient=True, auto_refresh=False) as live:
        console.show_cursor()  # a second signal ends the process at once, and a hidden cursor would outlive it
        ended = threading.Event()

        def redraw() -> None:
            while not ended.wait(REDRAW_S):
                live.update(Text("\n".join(progress.lines()), no_wrap=True, overflow="ellipsis"), refresh=True)

        thread = threading.Thread(target=redraw, daemon=True)
        thread.start()
        try:
            yield console
        finally:
            ended.set()
            thread.join()


class OneLine(logging.Formatter):
    """A record on one line, without what a terminal would obey; how it came about is shown to who asked with ``-v``."""

    def __init__(self, *, with_traces: bool) -> None:
        super().__init__("%(levelname)s %(message)s")
        self._with_traces = with_traces

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        error = record.exc_info[1] if record.exc_info else None
        line = f"{record.levelname.lower()}: {record.getMessage()}"
        if self._with_traces:
            return paragraphs(f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info and error else line)
        cause = f": {type(error).__name__}: {first_line(str(error))[:LONGEST_LINE]}" if error else ""
        return printable(first_line(line)[:LONGEST_LINE] + cause)


def _log_to(call: Invocation, console: "Console | None") -> None:
    handler: logging.Handler = logging.StreamHandler()
    if console is not None:
        from rich.logging import RichHandler

        handler = RichHandler(console=console, show_time=False, show_level=False, show_path=False, markup=False, highlighter=None)
    handler.setLevel(LEVELS.get(call.verbosity, logging.DEBUG))  # on the handler: Scrapy sets the levels of loggers itself
    handler.setFormatter(OneLine(with_traces=call.verbosity > 0))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(handler.level)
