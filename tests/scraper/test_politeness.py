import asyncio
import itertools
import time
from datetime import UTC, datetime

import pytest

from scraper.failures import CrawlEndedError, HostGivenUpError
from scraper.politeness import MOST_REFUSALS, Hosts, Visitor, retry_after_s

VISITOR = Visitor(connections=8)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60.0),
        ("Tuesday, 24-Nov-26 12:01:00 GMT", 60.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("9" * 40, 999999999999.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Tue, 24 Nov 2026 12:01:00 +99999999999999999999", None),
        ("Tue, 24 Nov 2026 99999999999999999999:01:00 GMT", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_both_forms_of_retry_after_are_read(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_answers_to_requests_that_were_under_way_together_count_once() -> None:
    clock = Clock()
    hosts = Hosts(clock)
    for _ in range(8):
        assert hosts.observe("blog.example", 503, None) == 5.0
    clock.now = 6.0
    assert hosts.observe("blog.example", 503, None) == 10.0


def test_a_host_that_says_again_at_once_and_refuses_again_is_not_believed_twice() -> None:
    clock = Clock()
    hosts = Hosts(clock)
    seen = []
    for _ in range(3):
        seen.append(hosts.observe("blog.example", 429, "0"))
        clock.now += 100
    assert seen == [0.0, 5.0, 10.0]


@pytest.mark.parametrize("asked", ["9" * 40, "Fri, 31 Dec 9999 23:59:59 GMT", "99999999"])
def test_a_pause_that_nobody_means_is_as_good_as_none(asked: str) -> None:
    assert Hosts(Clock()).observe("blog.example", 503, asked) == 5.0
    assert Hosts(Clock()).observe("blog.example", 503, "86400") == 86400.0


def test_a_good_answer_ends_the_backing_off() -> None:
    clock = Clock()
    hosts = Hosts(clock)
    hosts.observe("blog.example", 503, None)
    clock.now = 6.0
    hosts.observe("blog.example", 200, None)
    clock.now = 7.0
    assert hosts.observe("blog.example", 503, None) == 5.0


def test_a_host_that_never_answers_well_is_given_up() -> None:
    async def crawl() -> None:
        clock = Clock()
        hosts = Hosts(clock)
        for _ in range(MOST_REFUSALS):
            async with hosts.turn("blog.example", VISITOR):
                hosts.observe("blog.example", 503, None)
            clock.now += 100
        with pytest.raises(HostGivenUpError, match=r"blog\.example: answered 6 times in a row with status 503"):
            async with hosts.turn("blog.example", VISITOR):
                pass
        async with hosts.turn("other.example", VISITOR):
            pass

    asyncio.run(crawl())


def test_a_request_that_fails_ahead_of_the_others_lets_the_next_one_try() -> None:
    async def crawl() -> list[int]:
        clock = Clock()
        hosts = Hosts(clock)
        hosts.observe("blog.example", 503, "1")
        clock.now = 2.0
        done: list[int] = []

        async def ask(number: int) -> None:
            async with hosts.turn("blog.example", VISITOR):
                if number == 0:
                    raise ConnectionError
                hosts.observe("blog.example", 200, None)
                done.append(number)

        await asyncio.gather(*(ask(number) for number in range(4)), return_exceptions=True)
        return done

    assert asyncio.run(crawl()) == [1, 2, 3]


def most_at_once(*visitors: Visitor, each: int) -> int:
    """How many requests of several crawls to one host were open at the same time at most."""

    async def crawl() -> int:
        hosts = Hosts()
        now = most = 0

        async def ask(visitor: Visitor) -> None:
            nonlocal now, most
            async with hosts.turn("blog.example", visitor):
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(ask(visitor) for _ in range(each) for visitor in visitors))
        return most

    return asyncio.run(crawl())


def test_no_more_than_the_allowed_connections_are_open_to_a_host() -> None:
    assert most_at_once(Visitor(connections=3), each=20) == 3


def starts(hosts: Hosts, *visitors: Visitor, each: int = 3) -> list[float]:
    """When the requests of several crawls to one host left, in their order."""

    async def crawl() -> list[float]:
        times: list[float] = []

        async def ask(visitor: Visitor) -> None:
            async with hosts.turn("blog.example", visitor):
                times.append(time.monotonic())

        await asyncio.gather(*(ask(visitor) for _ in range(each) for visitor in visitors))
        return times

    return asyncio.run(crawl())


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_the_longest_delay_of_all_crawls_is_kept_between_any_two_requests_to_a_host() -> None:
    times = starts(Hosts(), Visitor(delay_s=0.02), Visitor(delay_s=0.06))
    assert min(gaps(times)) >= 0.059


def test_the_pause_of_robots_txt_is_kept_by_crawls_that_have_none() -> None:
    hosts = Hosts()
    hosts.slow_down("blog.example", 0.05)
    assert min(gaps(starts(hosts, Visitor(connections=8)))) >= 0.049


def test_the_fewest_connections_of_all_crawls_are_open_to_a_host() -> None:
    assert most_at_once(Visitor(connections=2), Visitor(connections=8), each=5) == 2


def test_a_crawl_that_has_ended_waits_for_nothing() -> None:
    async def crawl() -> None:
        hosts = Hosts()
        hosts.observe("blog.example", 503, "600")
        with pytest.raises(CrawlEndedError, match=r"blog\.example: not asked: the run was told to stop"):
            async with hosts.turn("blog.example", Visitor(why_ended=lambda: "the run was told to stop")):
                pass

    asyncio.run(crawl())


def test_a_host_is_forgotten_when_nobody_owes_it_patience() -> None:
    async def crawl() -> list[str]:
        clock = Clock()
        hosts, visitor = Hosts(clock), Visitor()
        for name in ("done.example", "paused.example"):
            async with hosts.turn(name, visitor):
                pass
        hosts.observe("paused.example", 503, "600")
        clock.now = 1.0
        hosts.leave(visitor)
        return list(hosts)

    assert asyncio.run(crawl()) == ["paused.example"]
