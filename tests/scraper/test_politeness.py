import asyncio
from datetime import UTC, datetime

import pytest

from scraper.failures import HostGivenUpError
from scraper.politeness import MOST_REFUSALS, Pauses, retry_after_s

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
    pauses = Pauses(8, clock)
    for _ in range(8):
        assert pauses.observe("blog.example", 503, None) == 5.0
    clock.now = 6.0
    assert pauses.observe("blog.example", 503, None) == 10.0


def test_a_host_that_says_again_at_once_and_refuses_again_is_not_believed_twice() -> None:
    clock = Clock()
    pauses = Pauses(8, clock)
    seen = []
    for _ in range(3):
        seen.append(pauses.observe("blog.example", 429, "0"))
        clock.now += 100
    assert seen == [0.0, 5.0, 10.0]


def test_a_good_answer_ends_the_backing_off() -> None:
    clock = Clock()
    pauses = Pauses(8, clock)
    pauses.observe("blog.example", 503, None)
    clock.now = 6.0
    pauses.observe("blog.example", 200, None)
    clock.now = 7.0
    assert pauses.observe("blog.example", 503, None) == 5.0


def test_a_host_that_never_answers_well_is_given_up() -> None:
    async def crawl() -> None:
        clock = Clock()
        pauses = Pauses(8, clock)
        for _ in range(MOST_REFUSALS):
            async with pauses.turn("blog.example"):
                pauses.observe("blog.example", 503, None)
            clock.now += 100
        with pytest.raises(HostGivenUpError, match=r"blog\.example: answered 6 times in a row with status 503"):
            async with pauses.turn("blog.example"):
                pass
        async with pauses.turn("other.example"):
            pass

    asyncio.run(crawl())


def test_a_request_that_fails_ahead_of_the_others_lets_the_next_one_try() -> None:
    async def crawl() -> list[int]:
        clock = Clock()
        pauses = Pauses(8, clock)
        pauses.observe("blog.example", 503, "1")
        clock.now = 2.0
        done: list[int] = []

        async def ask(number: int) -> None:
            async with pauses.turn("blog.example"):
                if number == 0:
                    raise ConnectionError
                pauses.observe("blog.example", 200, None)
                done.append(number)

        await asyncio.gather(*(ask(number) for number in range(4)), return_exceptions=True)
        return done

    assert asyncio.run(crawl()) == [1, 2, 3]


def test_no_more_than_the_allowed_connections_are_open_to_a_host() -> None:
    async def crawl() -> int:
        pauses = Pauses(3)
        now = most = 0

        async def ask() -> None:
            nonlocal now, most
            async with pauses.turn("blog.example"):
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(ask() for _ in range(20)))
        return most

    assert asyncio.run(crawl()) == 3
