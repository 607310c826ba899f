import itertools
import time
from collections.abc import Callable
from email.utils import formatdate

import pytest

from tests.scraper.middlewares.conftest import Answerer, Asked, Crawl, Serve, page, without_robots


def refusing(seconds: float, status: str, retry_after: Callable[[], str] = str) -> Answerer:
    """Answers the first two requests, then refuses for some seconds."""
    until: list[float] = []

    def answer(asked: Asked) -> bytes:
        if asked.total == 3:
            until.append(asked.at + seconds)
        return page(b"later", status, Retry_After=retry_after()) if until and asked.at < until[0] else page()

    return without_robots(answer)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_no_request_is_made_inside_the_pause_a_host_asks_for_and_none_is_lost(serve: Serve, crawl: Crawl, form: str) -> None:
    retry_after = {"seconds": lambda: "2", "date": lambda: formatdate(time.time() + 3, usegmt=True)}[form]
    server = serve(refusing(1.5, "429 Too Many Requests", retry_after))

    crawled = crawl([f"{server.url}/first"], [f"{server.url}/{n}" for n in range(20)])

    assert [result["status"] for result in crawled.results] == [200] * 21
    times = sorted(asked.at for asked in server.asked)
    assert max(later - earlier for earlier, later in itertools.pairwise(times)) >= 2.0
    assert 1 <= crawled.counts["throttled"] <= 8


def test_after_a_pause_one_request_goes_ahead_of_the_others(serve: Serve, crawl: Crawl) -> None:
    server = serve(refusing(3.0, "503 Service Unavailable", lambda: "1"))

    crawled = crawl([f"{server.url}/first"], [f"{server.url}/{n}" for n in range(16)], first_backoff_s=2.0)

    assert [result["status"] for result in crawled.results] == [200] * 17
    # 8 under way at once, then one at a time until the host is well: not 8 each time.
    assert crawled.counts["throttled"] <= 8 + 2


def test_a_host_that_says_no_time_is_asked_later_and_later(serve: Serve, crawl: Crawl) -> None:
    server = serve(refusing(2.5, "503 Service Unavailable"))
    one_at_a_time = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1}

    crawled = crawl([f"{server.url}/first"], [f"{server.url}/{n}" for n in range(4)], settings=one_at_a_time, first_backoff_s=1.0)

    assert [result["status"] for result in crawled.results] == [200] * 5
    assert crawled.counts["throttled"] == 2
    times = [asked.at for asked in server.asked]
    assert [int(later - earlier) for earlier, later in itertools.pairwise(times) if later - earlier > 1] == [1, 2]


def test_a_pause_beyond_an_hour_gives_the_host_up_with_a_reason(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page(b"", "429 Too Many Requests", Retry_After="7200")))

    crawled = crawl([f"{server.url}/{n}" for n in range(5)], settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 1})

    assert crawled.seconds < 20
    assert len(server.asked) == 2
    assert {result["error_type"] for result in crawled.results} == {"HostGivenUpError"}
    assert "asks for a pause of 7200 s" in crawled.results[0]["error"]


def test_a_crawl_that_is_told_to_stop_does_not_sit_out_a_pause(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page(b"", "429 Too Many Requests", Retry_After="600")))

    crawled = crawl([f"{server.url}/{n}" for n in range(5)], settings={"CLOSESPIDER_TIMEOUT": 2})

    assert crawled.stats["finish_reason"] == "closespider_timeout"
    assert crawled.seconds < 30


def test_what_fails_at_first_is_asked_again(serve: Serve, crawl: Crawl) -> None:
    server = serve(lambda asked: page(b"", "500 Oops") if asked.count == 1 else page(b"User-agent: *\nDisallow: /private/\n"))

    crawled = crawl([f"{server.url}/{n}" for n in range(5)] + [f"{server.url}/private/"])

    assert [result.get("status") for result in crawled.results if "private" not in result["url"]] == [200] * 5
    assert server.asked_for("/private/") == []


def test_a_page_that_stays_broken_is_given_to_the_spider_after_three_tries(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda asked: page(b"", "500 Oops") if asked.path == "/broken" else page()))

    crawled = crawl([f"{server.url}/broken", f"{server.url}/well"])

    assert crawled.result(f"{server.url}/broken")["status"] == 500
    assert crawled.result(f"{server.url}/well")["status"] == 200
    assert len(server.asked_for("/broken")) == 3


def test_a_clear_no_is_not_asked_again(serve: Serve, crawl: Crawl) -> None:
    codes = (401, 402, 403, 404, 410, 451)
    server = serve(without_robots(lambda asked: page(b"no", f"{asked.path[1:]} No")))

    crawled = crawl([f"{server.url}/{code}" for code in codes])

    assert sorted(result["status"] for result in crawled.results) == list(codes)
    assert len(server.asked) == len(codes) + 1


def test_by_default_requests_to_a_host_are_a_second_apart(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page()))

    crawl([f"{server.url}/{n}" for n in range(3)], settings={"DOWNLOAD_DELAY": 1.0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1})

    times = [asked.at for asked in server.asked]
    assert times[-1] - times[0] >= 2.9
    assert all(later - earlier >= 0.5 for earlier, later in itertools.pairwise(times))  # a loaded machine notes some late
