"""Servers that break the protocol or never end: each costs one failed request, a bounded time and bounded memory."""

import gzip
import itertools
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from tests.scraper.middlewares.conftest import Answer, Asked, Crawl, Crawled, Serve, page, without_robots

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MIB = 1024 * 1024


def endless_headers(_: Asked) -> Iterator[bytes]:
    yield HEAD
    for number in range(64 * 64):
        yield b"X-%d: " % number + b"x" * 16_000 + b"\r\n"


def endless_interim_answers(_: Asked) -> Iterator[bytes]:
    return itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: <" + b"x" * 8000 + b">\r\n\r\n", 8000)


def endless_chunks(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    yield from itertools.repeat(b"10000\r\n" + b"x" * 65536 + b"\r\n", 8000)


def bomb(_: Asked) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(bytes(MIB)) for _ in range(300)) + packer.flush()
    return page(packed, Content_Encoding="gzip")


def double_bomb(_: Asked) -> bytes:
    return page(gzip.compress(gzip.compress(bytes(100 * MIB))), Content_Encoding="gzip, gzip")


def promised_too_much(_: Asked) -> bytes:
    return HEAD + b"Content-Length: 1000\r\n\r\n<p>half"


def promised_beyond_the_limit(_: Asked) -> bytes:
    return HEAD + b"Content-Length: 1000000000\r\n\r\n<p>start"


def no_last_chunk(_: Asked) -> bytes:
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"


def http_09(_: Asked) -> bytes:
    return b"<html>No headers here</html>"


def ssh(_: Asked) -> bytes:
    return b"SSH-2.0-OpenSSH_9.6\r\n"


def bad_status(_: Asked) -> bytes:
    return b"HTTP/1.1 abc OK\r\n\r\n"


def silence(_: Asked) -> Iterator[bytes]:
    time.sleep(10)
    yield b""


def drip(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 1000\r\n\r\n"
    for _ in range(100):
        time.sleep(0.1)
        yield b"x"


def nothing(_: Asked) -> bytes:
    return b""


TOO_LARGE = f"larger than {16 * MIB} bytes"
TRAPS: list[tuple[Callable[[Asked], Answer], str, int]] = [
    (endless_headers, "more than 262144 bytes of headers", 1),
    (endless_interim_answers, "more than 262144 bytes of headers", 1),
    (endless_chunks, TOO_LARGE, 1),
    (promised_beyond_the_limit, "Expected to receive 1000000000 bytes", 1),
    (bomb, "exceeded DOWNLOAD_MAXSIZE", 1),
    (double_bomb, "exceeded DOWNLOAD_MAXSIZE", 1),
    (promised_too_much, "the answer was cut short", 3),
    (no_last_chunk, "the answer was cut short", 3),
    (http_09, "ParseError", 3),
    (ssh, "ParseError", 3),
    (bad_status, "ParseError", 3),
    (nothing, "ConnectionDone", 3),
    (silence, "no whole answer within the time limit", 2),
    (drip, "no whole answer within the time limit", 2),
]


@pytest.fixture
def trapped(serve: Serve, crawl: Crawl) -> Callable[[Callable[[Asked], Answer]], tuple[Crawled, list[Asked], int]]:
    """Crawl a trap between two honest posts."""

    def run(trap: Callable[[Asked], Answer]) -> tuple[Crawled, list[Asked], int]:
        server = serve(without_robots(lambda asked: trap(asked) if asked.path == "/trap" else page(b"post")))
        crawled = crawl([f"{server.url}/1", f"{server.url}/trap", f"{server.url}/2"], settings={"DOWNLOAD_TIMEOUT": 1})
        assert [crawled.result(f"{server.url}/{number}")["text"] for number in (1, 2)] == ["post", "post"]
        return crawled, server.asked_for("/trap"), server.sent_bytes

    return run


@pytest.mark.parametrize(("trap", "error", "tries"), TRAPS, ids=lambda value: value.__name__ if callable(value) else None)
def test_a_broken_answer_is_one_clear_failure_and_the_rest_goes_on(
    trapped: Callable[[Callable[[Asked], Answer]], tuple[Crawled, list[Asked], int]],
    trap: Callable[[Asked], Answer],
    error: str,
    tries: int,
) -> None:
    crawled, asked, sent_bytes = trapped(trap)

    (failed,) = [result for result in crawled.results if result["url"].endswith("/trap")]
    assert error in failed["error"]
    assert "\n" not in failed["error"]
    assert "object at 0x" not in failed["error"]
    assert len(asked) <= tries
    assert sent_bytes < 40 * MIB
    assert crawled.peak_mb < 400
    assert crawled.seconds < 20


def test_a_connection_that_closes_unannounced_after_each_answer_loses_nothing(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page(b"post")))

    crawled = crawl([f"{server.url}/{number}" for number in range(30)], settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 2})

    assert [result["status"] for result in crawled.results] == [200] * 30


def test_an_answer_that_was_cut_once_and_came_whole_then_is_held_whole(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda asked: promised_too_much(asked) if asked.count == 1 else page(b"whole")))

    crawled = crawl([f"{server.url}/post"])

    assert crawled.results[0]["text"] == "whole"
    assert [capture.status for capture in crawled.captures] == [404, None, 200]
