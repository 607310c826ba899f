"""How long a host asked to be left alone, and who may speak to it after that."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.failures import HostGivenUpError

PAUSE_STATUSES = frozenset({429, 503})
LONGEST_WAIT_S = 3600.0  # in one crawl, without a good answer in between: beyond it the next crawl is the better time
FIRST_BACKOFF_S = 5.0
LONGEST_BACKOFF_S = 60.0
MOST_REFUSALS = 6  # in a row, without a good answer in between
LONGEST_NAP_S = 1.0
# A second's fraction is lost in Retry-After and clocks differ a little: rather late than inside the pause.
MARGIN_S = 0.25


@dataclass(slots=True)
class _Host:
    connections: asyncio.Semaphore
    resume_at: float = 0.0
    refusals: int = 0
    waited_s: float = 0.0
    given_up: str | None = None
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pauses:
    """The pauses of all hosts of one crawl, and at most ``connections`` requests to each at a time.

    Scrapy's slots count a request only once its task runs, so that a burst of requests exceeds their concurrency (2.19, without
    a delay); hence the count here.

    After a pause one request goes ahead; the others follow when it is answered well. So a host that is still down sees one request
    a pause, however many connections are allowed.
    """

    def __init__(
        self, connections: int, clock: Callable[[], float] = time.monotonic, is_ending: Callable[[], bool] = lambda: False
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._is_ending = is_ending
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait until the host may be spoken to; raises :class:`HostGivenUpError` when that is not in this crawl."""
        host = self._host(key)
        async with host.connections:
            goes_ahead = await self._queue_up(host)
            try:
                await self._wait(key, host)
                yield
            finally:
                if goes_ahead:
                    host.gate.release()

    def _host(self, key: str) -> _Host:
        if key not in self._hosts:
            self._hosts[key] = _Host(asyncio.Semaphore(self._connections))
        return self._hosts[key]

    async def _wait(self, key: str, host: _Host) -> None:
        while host.given_up is None and (left := host.resume_at - self._clock()) > 0:
            if self._is_ending():  # a crawl that is told to stop must not sit out an hour's pause
                raise HostGivenUpError(f"{key}: the crawl ends during the host's pause; the next crawl tries again")
            await asyncio.sleep(min(left, LONGEST_NAP_S))
        if host.given_up is not None:
            raise HostGivenUpError(f"{key}: {host.given_up}")

    async def _queue_up(self, host: _Host) -> bool:
        if not host.refusals:
            return False
        await host.gate.acquire()
        if host.refusals:
            return True
        host.gate.release()
        return False

    def observe(self, key: str, status: int, retry_after: str | None) -> float | None:
        """Take note of an answer; returns for how many seconds from now the host is left alone, when it asks for that."""
        host = self._host(key)
        if status not in PAUSE_STATUSES:
            if status < 500:
                host.refusals, host.waited_s = 0, 0.0
            return None
        asked = retry_after_s(retry_after, datetime.now(UTC))
        now = self._clock()
        if now >= host.resume_at:  # answers to requests that were under way together count once
            host.refusals += 1
        # A host that says "again at once" and refuses again is not believed a second time.
        doublings = host.refusals - (1 if asked is None else 2)
        pause = max(asked or 0.0, min(FIRST_BACKOFF_S * 2**doublings, LONGEST_BACKOFF_S) if doublings >= 0 else 0.0)
        self._extend(host, status, now, pause + MARGIN_S)
        return pause

    def _extend(self, host: _Host, status: int, now: float, pause: float) -> None:
        longer = now + pause - max(host.resume_at, now)
        if longer > 0:
            host.waited_s += longer
            host.resume_at = now + pause
        if host.waited_s > LONGEST_WAIT_S:
            host.given_up = f"asks for a pause of {host.waited_s:.0f} s (status {status}); the next crawl tries again"
        elif host.refusals >= MOST_REFUSALS:
            host.given_up = f"answered {host.refusals} times in a row with status {status}; the next crawl tries again"


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in both its forms (RFC 9110 §10.2.3); ``None`` when it says nothing usable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
