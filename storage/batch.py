"""The one writing thread of a process: events in from anywhere, batches out, one transaction each.

Nothing is done by halves: an event's future is set only after its commit. Where a connection breaks at the commit itself a batch may be
written again: events say what is so, and come to the same rows; of a capture there are two then.
"""

import asyncio
import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.archive import Archive
from storage.engine import is_locked, reading, writing
from storage.errors import ArchiveLost, ConnectionLost
from storage.events import Event, Outcome
from storage.writer import apply

_ROOM_POLL_S = 0.01  # how often a coroutine looks for room in a full queue
_BATCH_TRIES = 3  # a lost connection or a lock that was not released in time
_log = logging.getLogger(__name__)

BeforeCommit = Callable[[Sequence[Event]], None]


@dataclass(slots=True)
class _Waiting:
    """An event in the queue, or without one a request to commit what is there."""

    event: Event | None
    future: Future[Outcome] = field(default_factory=Future)


class Writer:
    """Collects events and writes them in batches of ``max_events``, after ``max_delay_s``, or when none comes for ``max_pause_s``.

    ``before_commit`` is called in the writing thread with the events of each commit right before it; when it raises, nothing is committed.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        max_events: int = 100,
        max_delay_s: float = 1.0,
        max_pause_s: float = math.inf,
        before_commit: BeforeCommit | None = None,
    ) -> None:
        self._archive = archive
        self._max_events = max_events
        self._max_delay_s = max_delay_s
        self._max_pause_s = max_pause_s
        self._before_commit = before_commit
        self._max_waiting = max_events * 10
        self._queue: queue.Queue[_Waiting | None] = queue.Queue()
        self._closing = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="archive-writer", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> Future[Outcome]:
        """Queue an event and return its outcome to come; waits while the queue is full."""
        while self._is_full():
            time.sleep(_ROOM_POLL_S)
        return self.put_at_once(event)

    async def put_async(self, event: Event) -> Future[Outcome]:
        """Queue an event as ``put`` does; the event loop goes on while the queue is full."""
        while self._is_full():
            await asyncio.sleep(_ROOM_POLL_S)
        return self.put_at_once(event)

    def put_at_once(self, event: Event) -> Future[Outcome]:
        """Queue an event however many wait: for small facts of an event loop whose large ones wait for room."""
        self._check_open()
        waiting = _Waiting(event)
        self._queue.put(waiting)
        return waiting.future

    def _is_full(self) -> bool:
        self._check_open()
        return self._queue.qsize() >= self._max_waiting

    def flush(self) -> None:
        """Return when all that was put before is committed or has failed."""
        waiting = _Waiting(None)
        self._check_open()
        self._queue.put(waiting)
        waiting.future.result()

    def close(self) -> None:
        """Write what is queued and end the thread; a second call does nothing."""
        with self._closing:
            if self._is_closed:
                return
            self._is_closed = True
            self._queue.put(None)
        self._thread.join()
        self._refuse_latecomers()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("the writer is closed")

    def _refuse_latecomers(self) -> None:
        # Another thread may have passed the check of put() just before close().
        while True:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return
            if waiting is not None:
                waiting.future.set_exception(RuntimeError("the writer is closed"))

    def _run(self) -> None:
        is_open = True
        while is_open:
            batch, is_open = self._collect()
            events = [waiting for waiting in batch if waiting.event is not None and waiting.future.set_running_or_notify_cancel()]
            if events:
                self._write(events)
            for waiting in batch:
                if waiting.event is None:
                    waiting.future.set_result(None)

    def _collect(self) -> tuple[list[_Waiting], bool]:
        """Wait for a first event, then for more; returns them, and whether there can be more."""
        batch: list[_Waiting] = []
        deadline: float | None = None
        while len(batch) < self._max_events:
            patience = None if deadline is None else max(0.0, min(deadline - time.monotonic(), self._max_pause_s))
            try:
                waiting = self._queue.get(timeout=patience)
            except queue.Empty:
                break
            if waiting is None:
                return batch, False
            batch.append(waiting)
            # A flush takes along what is queued already, and waits for nothing.
            deadline = time.monotonic() if waiting.event is None else deadline or time.monotonic() + self._max_delay_s
        return batch, True

    def _write(self, batch: Sequence[_Waiting]) -> None:
        try:
            outcomes = self._commit_with_patience(batch)
        except Exception as error:  # noqa: BLE001  whatever it is, it belongs to the futures, and the thread lives on
            if len(batch) == 1 or self._is_hopeless(error):
                # What is lost is told once, and who gave the events tells of the others.
                level = logging.INFO if isinstance(error, ArchiveLost) or is_locked(error) else logging.WARNING
                _log.log(level, "writing failed events=%d error=%s", len(batch), error, exc_info=True)
                _fail(batch, error)
                return
            for waiting in batch:  # one of them is bad: it must not take the others along
                self._write([waiting])
        else:
            for waiting, outcome in zip(batch, outcomes, strict=True):
                waiting.future.set_result(outcome)

    def _commit_with_patience(self, batch: Sequence[_Waiting]) -> list[Outcome]:
        for left in range(_BATCH_TRIES - 1, -1, -1):
            try:
                return self._commit([waiting.event for waiting in batch if waiting.event is not None])
            except (OperationalError, ConnectionLost) as error:
                if not left or not (is_locked(error) or isinstance(error, ConnectionLost)):
                    raise
                _log.info("writing again tries_left=%d error=%s", left, error)
        raise AssertionError("the loop returns or raises")

    def _commit(self, events: Sequence[Event]) -> list[Outcome]:
        with writing(self._archive.engine) as connection:
            outcomes = apply(connection, events)
            if self._before_commit is not None:
                self._before_commit(events)
        return outcomes

    def _is_hopeless(self, error: Exception) -> bool:
        """Tell whether the fault is the database's, not that of one event."""
        if is_locked(error) or isinstance(error, ArchiveLost):
            return True
        if not isinstance(error, DBAPIError):
            return False
        try:
            with reading(self._archive.engine) as connection:
                connection.execute(text("SELECT 1 FROM blog LIMIT 1"))
        except (DBAPIError, ArchiveLost):
            return True
        return False


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        waiting.future.set_exception(error)
