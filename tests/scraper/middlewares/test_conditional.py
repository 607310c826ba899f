from storage.captures import read_exchange
from tests.scraper.middlewares.conftest import Asked, Crawl, Serve, page, without_robots

DATE = "Tue, 24 Nov 2026 10:00:00 GMT"


def test_an_unchanged_page_is_answered_304_and_leads_to_the_first_answer(serve: Serve, crawl: Crawl) -> None:
    def answer(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"one"' and asked.headers.get("if-modified-since") == DATE:
            return f'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\nLast-Modified: {DATE}\r\n\r\n'.encode()
        return page(b"whole", ETag='"one"', Last_Modified=DATE)

    server = serve(without_robots(answer))
    crawled = crawl([f"{server.url}/a"], [f"{server.url}/a"], meta={"conditional": True})

    first, second = crawled.results
    assert (first["status"], first["has_earlier"], second["status"], second["has_earlier"]) == (200, False, 304, True)
    assert len(server.asked_for("/a")) == 2
    whole, unchanged = [capture for capture in crawled.captures if capture.url.endswith("/a")]
    assert read_exchange(crawled.root, unchanged, original=whole).body == b"whole"


def test_without_being_told_to_no_condition_is_sent(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page(b"whole", ETag='"one"')))

    crawl([f"{server.url}/a"], [f"{server.url}/a"])

    assert ["if-none-match" in asked.headers for asked in server.asked_for("/a")] == [False, False]


def test_a_redirect_does_not_carry_the_condition_of_another_address(serve: Serve, crawl: Crawl) -> None:
    def answer(asked: Asked) -> bytes:
        if asked.path == "/a" and asked.count == 2:
            return page(b"", "302 Found", Location="/b")
        return page(b"whole", ETag='"one"')

    server = serve(without_robots(answer))
    crawled = crawl([f"{server.url}/a"], [f"{server.url}/a"], meta={"conditional": True})

    assert ["if-none-match" in asked.headers for asked in server.asked_for("/a")] == [False, True]
    assert "if-none-match" not in server.asked_for("/b")[0].headers
    assert crawled.result(f"{server.url}/b")["has_earlier"] is False


def test_unchanged_is_no_answer_to_who_did_not_ask_for_that(serve: Serve, crawl: Crawl) -> None:
    def answer(asked: Asked) -> bytes:
        return b"HTTP/1.1 304 Not Modified\r\n\r\n" if asked.count == 1 else page(b"whole")

    server = serve(without_robots(answer))
    crawled = crawl([f"{server.url}/a"], [f"{server.url}/b"], meta={"conditional": True})

    assert [(result["status"], result["has_earlier"]) for result in crawled.results] == [(200, False)] * 2
