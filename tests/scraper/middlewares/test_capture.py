import gzip
import subprocess
import sys
import time

import pytest

from storage.captures import CaptureUnreadableError, decoded_body, read_exchange, verify
from tests.scraper.middlewares.conftest import Asked, Crawl, Serve, page, without_robots


def test_every_exchange_is_kept_as_it_came_over_the_wire(serve: Serve, crawl: Crawl) -> None:
    packed = gzip.compress(b"<p>Hello</p>" * 100)

    def answer(asked: Asked) -> bytes:
        match asked.path:
            case "/robots.txt":
                return page(b"User-agent: *\nAllow: /\n", Content_Type="text/plain")
            case "/old":
                return page(b"", "301 Moved Permanently", Location="/new")
            case "/gone":
                return b"HTTP/1.1 410 Gone\r\nContent-Type: text/html\r\n\r\ngone"  # whole when the connection closes (RFC 9112 §6.3)
            case _:
                return page(packed, Content_Encoding="gzip", ETag='"1"')

    server = serve(answer)
    crawled = crawl([f"{server.url}/old", f"{server.url}/gone"])

    kept = {capture.url.removeprefix(server.url): capture for capture in crawled.captures}
    assert {path: capture.status for path, capture in kept.items()} == {"/robots.txt": 200, "/old": 301, "/new": 200, "/gone": 410}
    exchange = read_exchange(crawled.root, kept["/new"])
    assert exchange.body == packed
    assert decoded_body(exchange) == b"<p>Hello</p>" * 100
    gone = read_exchange(crawled.root, kept["/gone"])
    assert (gone.body, gone.truncated) == (b"gone", None)
    assert exchange.ip == "127.0.0.1"
    assert dict(exchange.request_headers)["User-Agent"].startswith("blogarchive/")
    assert dict(exchange.request_headers)["Host"] == f"127.0.0.1:{server.port}"
    assert crawled.result(f"{server.url}/new")["capture"]["digest"] == kept["/new"].digest
    assert list(verify(crawled.root, crawled.captures)) == []


def test_an_exchange_is_dated_by_when_it_began(serve: Serve, crawl: Crawl) -> None:
    def answer(asked: Asked) -> bytes:
        time.sleep(0.5)
        return page()

    server = serve(without_robots(answer))
    crawled = crawl([f"{server.url}/slow"])

    (asked,) = server.asked_for("/slow")
    (kept,) = [capture for capture in crawled.captures if capture.status == 200]
    assert kept.fetched_at.timestamp() <= asked.at
    assert read_exchange(crawled.root, kept).fetched_at == kept.fetched_at


def test_warcio_finds_the_crawl_sound(serve: Serve, crawl: Crawl) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"
    server = serve(without_robots(lambda asked: chunked if asked.path == "/chunked" else page()))

    crawled = crawl([f"{server.url}/chunked", f"{server.url}/plain"], [f"{server.url}/plain"])

    files = [str(path) for path in crawled.root.glob("warc/blog/*.warc.gz")]
    assert len(files) == 1
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    statuses = [capture.status for capture in crawled.captures]
    assert statuses == [404, 200, 200, 200]


def test_the_same_answer_again_is_a_revisit_of_the_first(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page(b"same")))

    crawled = crawl([f"{server.url}/a"], [f"{server.url}/a"])

    first, second = [capture for capture in crawled.captures if capture.status == 200]
    assert second.digest == first.digest
    with pytest.raises(CaptureUnreadableError, match="refers to a record that was lost"):
        read_exchange(crawled.root, second)
    assert read_exchange(crawled.root, second, original=first).body == b"same"


def test_a_request_without_an_answer_is_noted_with_its_reason(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page()))
    server.close()

    crawled = crawl([f"{server.url}/a"], settings={"RETRY_TIMES": 0})

    assert crawled.result(f"{server.url}/a")["error"] == "connection refused"
    assert {(capture.status, capture.error, capture.warc_file) for capture in crawled.captures} == {(None, "connection refused", None)}


def test_an_answer_goes_on_only_when_it_is_on_disk_and_the_loop_is_not_held(serve: Serve, crawl: Crawl) -> None:
    body = b"<p>" + bytes(range(32, 127)) * 20_000
    server = serve(without_robots(lambda _: page(body)))

    started = time.time()
    crawled = crawl([f"{server.url}/{n}" for n in range(8)])

    assert time.time() - started < 30
    for result in crawled.results:
        assert result["capture"]["warc_offset"] > 0
    assert len({capture.warc_offset for capture in crawled.captures}) == 9


def test_the_proxys_password_is_not_kept(serve: Serve, crawl: Crawl) -> None:
    proxy = serve(without_robots(lambda _: page(b"by proxy")))

    crawled = crawl(["http://blog.example/a"], env={"http_proxy": f"http://user:secret@127.0.0.1:{proxy.port}"})

    assert proxy.asked_for("http://blog.example/a")[0].headers["proxy-authorization"].startswith("Basic ")
    (capture,) = [capture for capture in crawled.captures if capture.url == "http://blog.example/a"]
    exchange = read_exchange(crawled.root, capture)
    assert "Proxy-Authorization" not in dict(exchange.request_headers)
    assert exchange.ip is None
