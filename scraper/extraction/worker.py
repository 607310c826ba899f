"""The processes that read pages: a limit of time and of memory for each page, recycled, replaced when they die.

pebble rather than concurrent.futures: there one dead worker breaks the whole pool. They are forked from a process that has loaded all
they need: it costs the time and the memory of one, however many they are and however often they are replaced.
"""

import asyncio
import logging
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from threading import Lock
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool
from pebble.pool.process import WORKERS_NAME

from scraper.errors import ExtractionError, NoReaders
from scraper.signals import ENDING_SIGNALS

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

READY = ["scraper.extraction.ready"]  # the modules that they find loaded
MAX_TASKS = 2_000  # a worker is replaced after so many pages: parsers leak
_POLL_S = 1.0


class _Reader(ForkServerProcess):
    """A reading process; it is deaf to the signals that ask to end."""

    def terminate(self) -> None:
        """End it."""
        self.kill()


class _Context(ForkServerContext):
    Process = _Reader


_CONTEXT = _Context()


@contextmanager
def _starting() -> Iterator[None]:
    """Raise NoReaders where the system gives no process, pipe, thread or memory; pebble wraps that, and later only says "error"."""
    try:
        yield
    except (OSError, EOFError, MemoryError, RuntimeError) as error:
        raise NoReaders(error.__cause__ or error) from error


@_starting()
def prepare() -> None:
    """Start what the reading processes are forked from; it loads its modules while the caller goes on.

    The signals that end a run are often sent to all of its processes: they are the crawler's to handle, in order.
    """
    _CONTEXT.set_forkserver_preload(READY)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS)  # what is started now, and what it forks, inherits that
    try:
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS)  # the tracker's start has lifted it
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


async def _result(pool: ProcessPool, future: asyncio.Future[T]) -> T:
    """Wait for a future, but for none of a pool that has ended: pebble forgets those that it had not given out yet."""
    try:
        while not future.done():
            await asyncio.wait([future], timeout=_POLL_S)
            if not future.done() and not pool.active:
                raise NoReaders("the last one has ended")
        return future.result()
    finally:
        future.cancel()


class ExtractionPool:
    """Runs pure functions on pages in other processes. Started at the first page, so an update without news starts none."""

    def __init__(self, *, workers: int, timeout_s: float, memory_bytes: int) -> None:
        self._workers = workers
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._starting: asyncio.Future[ProcessPool] | None = None
        self._pool: ProcessPool | None = None
        self._lock = Lock()

    def limit(self, workers: int) -> None:
        """Start no more than so many, however many processors there are; said before the first page."""
        self._workers = min(self._workers, workers)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``function(*args, **kwargs)``; raises ExtractionError when it is too slow, too large or dies, else NoReaders."""
        if self._starting is None:
            self._starting = asyncio.ensure_future(asyncio.to_thread(self._start))
        with _starting():
            pool = await asyncio.shield(self._starting)
            future = pool.schedule(function, args=args, kwargs=kwargs, timeout=self._timeout_s)
        try:
            return await _result(pool, asyncio.wrap_future(future))
        except BrokenProcessPool as error:
            raise NoReaders(error.__cause__ or error) from error
        except (FutureTimeoutError, TimeoutError):
            raise ExtractionError(f"not read within {self._timeout_s:g} s") from None
        except ProcessExpired as error:
            raise ExtractionError(f"the reading process died (exit code {error.exitcode})") from error
        except (MemoryError, RecursionError) as error:
            raise ExtractionError(f"too large to read: {type(error).__name__}") from error
        except (ExtractionError, NoReaders):
            raise
        except Exception as error:  # the door of one page: a fault in reading it is a fact about it, and never ends the crawl
            logger.exception("not read: %s", function.__name__)
            raise ExtractionError(f"{type(error).__name__}: {error}") from error

    def _start(self) -> ProcessPool:
        """Start the processes; it takes until what they are forked from is ready, which is no time for an event loop to wait."""
        prepare()
        with self._lock, _starting():
            self._pool = ProcessPool(
                max_workers=self._workers, max_tasks=MAX_TASKS, initializer=_limit, initargs=(self._memory_bytes,), context=_CONTEXT
            )
            if not self._pool.active:  # asking is what starts it
                raise NoReaders("no reason was given")
            return self._pool

    def close(self) -> None:
        """End the processes; what they still read is given up."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates only some of its methods
                for child in multiprocessing.active_children():
                    if child.name == WORKERS_NAME:  # join() takes their pipes away first, of which one that only starts would complain
                        child.kill()
                self._pool.join()
                self._pool = None
