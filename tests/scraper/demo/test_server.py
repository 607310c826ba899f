"""The demo blog over HTTP: what a good host answers, and what a test may ask it to do wrong."""

import gzip
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from scraper.demo import DemoBlog, DemoServer, serve


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with serve(DemoBlog(12)) as running:
        yield running


def ask(server: DemoServer, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_pages_carry_the_address_under_which_they_were_asked_for(server: DemoServer) -> None:
    assert f'href="{server.origin}/about/"'.encode() in ask(server, "/")[1]
    assert b'href="http://blog.example/about/"' in ask(server, "/", Host="blog.example")[1]


def test_a_hostile_host_header_is_not_echoed(server: DemoServer) -> None:
    assert b"<script>alert" not in ask(server, "/", Host="x<script>alert(1)</script>")[1]


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/sitemap.xml", "/robots.txt"])
def test_an_unchanged_page_is_304_by_tag_and_by_time(server: DemoServer, path: str) -> None:
    first, _ = ask(server, path)
    by_tag, body = ask(server, path, If_None_Match=first.headers["ETag"])
    by_time, _ = ask(server, path, If_Modified_Since=first.headers["Last-Modified"])
    assert (by_tag.status, body, by_time.status) == (304, b"", 304)


def test_the_tag_decides_when_both_are_sent(server: DemoServer) -> None:
    first, _ = ask(server, "/")
    assert ask(server, "/", If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])[0].status == 200


def test_a_changed_blog_is_sent_again(server: DemoServer) -> None:
    first, _ = ask(server, "/")
    server.blog.edit(11, title="Changed")
    assert ask(server, "/", If_None_Match=first.headers["ETag"])[0].status == 200
    assert ask(server, "/", If_Modified_Since=first.headers["Last-Modified"])[0].status == 200


def test_a_date_that_is_none_is_ignored(server: DemoServer) -> None:
    assert ask(server, "/", If_Modified_Since="yesterday")[0].status == 200


def test_gzip_only_for_those_who_ask(server: DemoServer) -> None:
    plain, body = ask(server, "/")
    packed, packed_body = ask(server, "/", Accept_Encoding="gzip, br")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed_body) == body


def test_head_has_the_head_of_get(server: DemoServer) -> None:
    get, body = ask(server, "/about/")
    head, nothing = ask(server, "/about/", "HEAD")
    assert nothing == b""
    assert int(head.headers["Content-Length"]) == len(body)
    assert head.headers["ETag"] == get.headers["ETag"]


def test_404_and_410(server: DemoServer) -> None:
    gone = server.blog.remove(3)
    assert ask(server, "/no/such/page/")[0].status == 404
    assert ask(server, gone.path)[0].status == 410
    assert server.paths(status=410) == [gone.path]


def test_failures_happen_as_often_as_asked(server: DemoServer) -> None:
    server.fail_next("/about/", 503, times=2)
    assert [ask(server, "/about/")[0].status for _ in range(3)] == [503, 503, 200]


def test_without_validators_nothing_is_conditional() -> None:
    with serve(DemoBlog(3), validators=False) as server:
        response, _ = ask(server, "/")
        assert (response.headers["ETag"], response.headers["Last-Modified"]) == (None, None)
        assert ask(server, "/", If_Modified_Since="Sun, 18 Oct 2099 07:00:00 GMT")[0].status == 200


def test_latency_delays_each_answer() -> None:
    with serve(DemoBlog(3), latency_s=0.2) as server:
        start = time.monotonic()
        ask(server, "/")
        assert time.monotonic() - start >= 0.2


def test_one_can_wait_for_a_number_of_requests(server: DemoServer) -> None:
    assert not server.wait_for_requests(1, timeout_s=0.05)
    client = threading.Thread(target=ask, args=(server, "/"))
    client.start()
    assert server.wait_for_requests(1, timeout_s=10)
    client.join()


def test_closing_drops_idle_connections() -> None:
    with serve(DemoBlog(3)) as server:
        connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=10)
        connection.request("GET", "/about/")
        connection.getresponse().read()
    assert connection.sock is not None
    assert connection.sock.recv(1) == b""
    connection.close()


def test_the_command_says_where_it_is_and_ends_on_sigterm() -> None:
    command = [sys.executable, "-m", "scraper.demo", "--port", "0", "--posts", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        address = urlsplit(process.stdout.readline().strip())
        connection = http.client.HTTPConnection(address.netloc, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
