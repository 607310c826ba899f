import itertools

import pytest

from tests.scraper.middlewares.conftest import Asked, Crawl, Serve, page


def test_what_robots_txt_forbids_is_not_asked_for_and_counted(serve: Serve, crawl: Crawl) -> None:
    rules = b"User-agent: *\nDisallow: /private/\nSitemap: http://blog.example/map.xml\n"
    server = serve(lambda asked: page(rules if asked.path == "/robots.txt" else b"post"))

    crawled = crawl([f"{server.url}/private/1", f"{server.url}/open", f"{server.url}/private/2"])

    assert sorted(asked.path for asked in server.asked) == ["/open", "/robots.txt"]
    refused = crawled.result(f"{server.url}/private/1")
    assert (refused["error_type"], refused["error"]) == ("RobotsRefusedError", "forbidden by robots.txt")
    assert crawled.counts["refused_by_robots"] == 2
    assert crawled.robots == {server.url: [["http://blog.example/map.xml"], None, None]}


def test_what_robots_txt_forbids_behind_a_redirect_is_named(serve: Serve, crawl: Crawl) -> None:
    answers = {"/robots.txt": page(b"User-agent: *\nDisallow: /private/\n"), "/open": page(b"", "302 Found", Location="/private/1")}
    server = serve(lambda asked: answers[asked.path])

    crawled = crawl([f"{server.url}/open"])

    assert crawled.results[0]["error"] == f"{server.url}/private/1: forbidden by robots.txt"


def test_robots_txt_is_read_by_the_name_that_is_sent(serve: Serve, crawl: Crawl) -> None:
    rules = b"User-agent: my-archive\nDisallow: /private/\nCrawl-delay: 0.1\n\nUser-agent: blogarchive\nDisallow: /open\n"
    server = serve(lambda asked: page(rules if asked.path == "/robots.txt" else b"post"))

    crawled = crawl([f"{server.url}/private/1", f"{server.url}/open"], settings={"USER_AGENT": "my-archive/1.0 (+https://you.example/)"})

    assert sorted(asked.path for asked in server.asked) == ["/open", "/robots.txt"]
    assert crawled.robots == {server.url: [[], 0.1, None]}


def test_a_server_error_for_robots_txt_forbids_everything_for_now(serve: Serve, crawl: Crawl) -> None:
    server = serve(lambda asked: page(b"", "500 Oops") if asked.path == "/robots.txt" else page())

    crawled = crawl([f"{server.url}/a", f"{server.url}/b"])

    assert {asked.path for asked in server.asked} == {"/robots.txt"}
    assert len(server.asked) == 3
    assert "robots.txt answered 500" in crawled.result(f"{server.url}/a")["error"]


def test_robots_txt_is_followed_over_five_redirects(serve: Serve, crawl: Crawl) -> None:
    def answer(asked: Asked) -> bytes:
        hop = asked.path.removeprefix("/robots").removesuffix(".txt")
        if not asked.path.startswith("/robots"):
            return page()
        number = int(hop or 0)
        return page(b"User-agent: *\nDisallow: /private/\n") if number == 5 else page(b"", "302 Found", Location=f"/robots{number + 1}.txt")

    server = serve(answer)
    crawled = crawl([f"{server.url}/private/", f"{server.url}/open"])

    assert crawled.result(f"{server.url}/open")["status"] == 200
    assert server.asked_for("/private/") == []


def test_robots_txt_that_redirects_for_ever_is_as_good_as_none(serve: Serve, crawl: Crawl) -> None:
    server = serve(lambda asked: page(b"", "302 Found", Location="/robots.txt?again") if "robots" in asked.path else page())

    crawled = crawl([f"{server.url}/open"])

    assert crawled.result(f"{server.url}/open")["status"] == 200
    assert len(server.asked) == 7


@pytest.mark.parametrize("delay", [0, 0.1])
def test_crawl_delay_is_kept_also_where_the_user_asked_for_no_pause(serve: Serve, crawl: Crawl, delay: float) -> None:
    server = serve(lambda asked: page(b"User-agent: *\nCrawl-delay: 0.5\n" if asked.path == "/robots.txt" else b"post"))

    crawl([f"{server.url}/{n}" for n in range(4)], settings={"DOWNLOAD_DELAY": delay})

    times = [asked.at for asked in server.asked]
    assert len(times) == 5
    assert times[-1] - times[0] >= 4 * 0.5 - 0.1
    assert all(later - earlier >= 0.3 for earlier, later in itertools.pairwise(times))  # a loaded machine notes some late


def test_an_unreachable_host_fails_with_its_own_error_not_with_robots(serve: Serve, crawl: Crawl) -> None:
    server = serve(lambda _: page())
    server.close()

    crawled = crawl([f"{server.url}/a", f"{server.url}/b"])

    assert {result["error"] for result in crawled.results} == {"connection refused"}


def test_a_foreign_spider_goes_without_our_middlewares(serve: Serve, crawl: Crawl) -> None:
    server = serve(lambda _: page())

    crawled = crawl([f"{server.url}/a"], foreign=True)

    assert crawled.result(f"{server.url}/a")["status"] == 200
    assert [asked.path for asked in server.asked] == ["/a"]
