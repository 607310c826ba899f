"""Servers that break the protocol or never end: each costs one failed request, a bounded time and bounded memory."""

import gzip
import itertools
import time
from collections.abc import Callable, Iterator

from tests.scraper.middlewares.conftest import Answer, Asked, Crawl, Serve, page, without_robots

Trap = Callable[[Asked], Answer]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MIB = 1024 * 1024
BOMB = gzip.compress(bytes(100 * MIB), compresslevel=1)


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
    return page(BOMB, Content_Encoding="gzip")


def double_bomb(_: Asked) -> bytes:
    return page(gzip.compress(BOMB), Content_Encoding="gzip, gzip")


def promised_too_much(_: Asked) -> bytes:
    return HEAD + b"Content-Length: 1000\r\n\r\n<p>half"


def promised_beyond_the_limit(_: Asked) -> bytes:
    return HEAD + b"Content-Length: 1000000000\r\n\r\n<p>start"


def no_last_chunk(_: Asked) -> bytes:
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"


def http_09(_: Asked) -> bytes:
    return b"<html>No headers here</html>\n"


def ssh(_: Asked) -> bytes:
    return b"SSH-2.0-OpenSSH_9.6\r\n"


def bad_status(_: Asked) -> bytes:
    return b"HTTP/1.1 abc OK\r\n\r\n"


def silence(_: Asked) -> Iterator[bytes]:
    time.sleep(15)
    yield b""


def drip(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 1000\r\n\r\n"
    for _second in range(20):
        time.sleep(0.9)
        yield b"x"


def nothing(_: Asked) -> bytes:
    return b""


TOO_LARGE = f"larger than {16 * MIB} bytes"
TRAPS: list[tuple[Trap, str, int]] = [
    (endless_headers, "more than 262144 bytes of headers", 1),
    (endless_interim_answers, "more than 262144 bytes of headers", 1),
    (endless_chunks, TOO_LARGE, 1),
    (promised_beyond_the_limit, "Expected to receive 1000000000 bytes", 1),
    (bomb, "exceeded DOWNLOAD_MAXSIZE", 1),
    (double_bomb, "exceeded DOWNLOAD_MAXSIZE", 1),
    (promised_too_much, "the answer was cut short", 3),
    (no_last_chunk, "the answer was cut short", 3),
    (http_09, "what came is no HTTP answer", 3),
    (ssh, "what came is no HTTP answer", 3),
    (bad_status, "what came is no HTTP answer", 3),
    (nothing, "the connection was closed before an answer came", 3),
    (silence, "no whole answer within the time limit", 2),
    (drip, "no whole answer within the time limit", 2),
]


def test_each_broken_answer_is_one_clear_failure_and_the_rest_goes_on(serve: Serve, crawl: Crawl) -> None:
    traps = {f"/{trap.__name__}": (trap, error, tries) for trap, error, tries in TRAPS}
    server = serve(without_robots(lambda asked: traps[asked.path][0](asked) if asked.path in traps else page(b"post")))
    urls = [server.url + path for path in traps]

    crawled = crawl([f"{server.url}/first", *urls, f"{server.url}/last"], settings={"DOWNLOAD_TIMEOUT": 4})

    assert [crawled.result(f"{server.url}/{name}")["text"] for name in ("first", "last")] == ["post", "post"]
    errors = {path: crawled.result(server.url + path).get("error", "no error") for path in traps}
    assert {path: text for path, text in errors.items() if traps[path][1] not in text} == {}
    assert [text for text in errors.values() if "\n" in text or "object at 0x" in text] == []
    assert {path: len(server.asked_for(path)) for path in traps if len(server.asked_for(path)) > traps[path][2]} == {}
    assert server.sent_bytes < 80 * MIB
    assert crawled.peak_mb < 500
    assert crawled.seconds < 60


def test_a_connection_that_closes_unannounced_after_each_answer_loses_nothing(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda _: page(b"post")))

    crawled = crawl([f"{server.url}/{number}" for number in range(30)], settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 2})

    assert [result["status"] for result in crawled.results] == [200] * 30


def test_an_answer_that_was_cut_once_and_came_whole_then_is_held_whole(serve: Serve, crawl: Crawl) -> None:
    server = serve(without_robots(lambda asked: promised_too_much(asked) if asked.count == 1 else page(b"whole")))

    crawled = crawl([f"{server.url}/post"])

    assert crawled.results[0]["text"] == "whole"
    assert [capture.status for capture in crawled.captures] == [404, None, 200]
