"""When a host may be spoken to: its delay, its connections, and how long it asked to be left alone."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.failures import CrawlEndedError, HostGivenUpError

PAUSE_STATUSES = frozenset({429, 503})
LONGEST_ASKED_S = 30 * 86400.0  # of a pause that somebody means; what is longer is a mistake, and no reason to lose a blog
LONGEST_WAIT_S = 3600.0  # in one crawl, without a good answer in between: beyond it the next crawl is the better time
FIRST_BACKOFF_S = 5.0
LONGEST_BACKOFF_S = 60.0
MOST_REFUSALS = 6  # in a row, without a good answer in between
LONGEST_NAP_S = 1.0
# A second's fraction is lost in Retry-After and clocks differ a little: rather late than inside the pause.
MARGIN_S = 0.25


def _never_ends() -> str | None:
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Visitor:
    """One crawl as its hosts see it: how long it waits between two requests, and how many it makes at a time.

    ``why_ended`` says why it must make no more requests, in words; asked at least once a second while one waits.
    """

    delay_s: float = 0.0
    connections: int = 1
    why_ended: Callable[[], str | None] = _never_ends


@dataclass(slots=True)
class _Host:
    visitors: set[Visitor] = field(default_factory=set)
    crawl_delay_s: float = 0.0  # what its robots.txt asks for
    left_at: float = -math.inf  # when the last request left
    active: int = 0
    resume_at: float = -math.inf
    refusals: int = 0
    waited_s: float = 0.0
    given_up: str | None = None
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def connections(self) -> int:
        """The most requests at a time: what all of its visitors keep to, and one where robots.txt asks for a pause."""
        return 1 if self.crawl_delay_s else min((visitor.connections for visitor in self.visitors), default=1)

    @property
    def free_at(self) -> float:
        """When the next request may leave: the longest delay of its visitors after the last one, and after any pause."""
        delay_s = max((self.crawl_delay_s, *(visitor.delay_s for visitor in self.visitors)))
        return max(self.resume_at, self.left_at + delay_s)


class Hosts:
    """All hosts that this process speaks to, whichever crawl does: two blogs on one host share its pauses, delay and connections.

    Scrapy's slots belong to one crawl each, and count a request only once its task runs, so that a burst of requests exceeds their
    concurrency (2.19, without a delay); hence the count here.

    After a pause one request goes ahead; the others follow when it is answered well. So a host that is still down sees one request
    a pause, however many connections are allowed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, key: str, visitor: Visitor) -> AsyncIterator[None]:
        """Wait until the host may be spoken to; raises :class:`HostGivenUpError` when that is not in this crawl."""
        host = self._host(key)
        host.visitors.add(visitor)
        await host.door.acquire()  # in the order in which they came
        try:
            await self._wait(key, host, visitor)
        except BaseException:
            host.door.release()
            raise
        host.left_at = self._clock()
        host.active += 1
        goes_ahead = host.refusals > 0  # alone: the door stays shut until it is answered
        if not goes_ahead:
            host.door.release()
        try:
            yield
        finally:
            host.active -= 1
            host.answered.set()
            if goes_ahead:
                host.door.release()

    def leave(self, visitor: Visitor) -> None:
        """Forget a crawl that has ended, and the hosts to which nobody owes any patience: a long run meets thousands."""
        now = self._clock()
        for key, host in tuple(self._hosts.items()):
            host.visitors.discard(visitor)
            if not host.visitors and not host.door.locked() and now >= host.free_at:
                del self._hosts[key]

    def __iter__(self) -> Iterator[str]:
        """The hosts that are remembered."""
        return iter(self._hosts)

    def slow_down(self, key: str, crawl_delay_s: float) -> None:
        """Keep the pause that the host's robots.txt asks for between two requests, and one connection with it."""
        host = self._host(key)
        host.crawl_delay_s = max(host.crawl_delay_s, crawl_delay_s)

    def _host(self, key: str) -> _Host:
        return self._hosts.setdefault(key, _Host())

    async def _wait(self, key: str, host: _Host, visitor: Visitor) -> None:
        while True:
            if host.given_up is not None:
                raise HostGivenUpError(f"{key}: {host.given_up}")
            if reason := visitor.why_ended():  # a crawl that is told to stop must not sit out an hour's pause
                raise CrawlEndedError(f"{key}: not asked: {reason}; the next crawl tries again")
            if host.active >= host.connections:
                host.answered.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(host.answered.wait(), LONGEST_NAP_S)
            elif (left := host.free_at - self._clock()) > 0:
                await asyncio.sleep(min(left, LONGEST_NAP_S))
            else:
                return

    def observe(self, key: str, status: int, retry_after: str | None) -> float | None:
        """Take note of an answer; returns for how many seconds from now the host is left alone, when it asks for that."""
        host = self._host(key)
        if status not in PAUSE_STATUSES:
            if status < 500:
                host.refusals, host.waited_s = 0, 0.0
            return None
        asked = retry_after_s(retry_after, datetime.now(UTC))
        if asked is not None and asked > LONGEST_ASKED_S:
            asked = None
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
    except (ValueError, OverflowError):  # an hour or an offset of twenty digits
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
