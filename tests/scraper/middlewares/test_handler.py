from tests.scraper.middlewares.conftest import Asked, Crawl, Serve, page


def test_the_bytes_of_a_crawl_are_those_that_came_over_the_wire(serve: Serve, crawl: Crawl) -> None:
    def answer(asked: Asked) -> bytes:
        statuses = {"/gone": "404 Not Found", "/robots.txt": "404 Not Found"}
        return page(asked.path.encode() * 50, statuses.get(asked.path, "200 OK"), X_Header="x" * len(asked.path))

    server = serve(answer)
    crawled = crawl([f"{server.url}{path}" for path in ("/one", "/two-is-longer", "/gone")])

    assert crawled.counts["bytes"] == server.sent_bytes > 0
