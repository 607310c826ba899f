"""``python -m benchmarks.serving``: made-up blogs in a process of their own, each answer made once and then sent from memory.

A benchmark measures its client. Blogs have hosts of their own on loopback (127.0.1.1, 127.0.1.2, …), so that none waits for another.
"""

import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import urlopen

import click
from twisted.internet import reactor as installed_reactor
from twisted.web.http import CACHED
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site

from benchmarks.furniture import FurnishedBlog
from benchmarks.measuring import PROJECT
from scraper.demo import DemoBlog
from scraper.demo.pages import Reply

# Twisted's reactor and web server are not annotated so that mypy could follow.
reactor: Any = installed_reactor
make_site: Any = Site

LOG_PATH = "/-/requests"  # what was asked, and when the first of it, since the last time that this was
FIRST_HOST = 257  # 127.0.1.1


@dataclass(frozen=True)
class Answer:
    """A reply, ready to be sent."""

    reply: Reply
    tag: bytes
    zipped: bytes

    @classmethod
    def of(cls, reply: Reply) -> "Answer":
        """Compress and tag it once."""
        tag = f'"{hashlib.sha1(reply.body, usedforsecurity=False).hexdigest()[:20]}"'
        return cls(reply, tag.encode(), gzip.compress(reply.body, mtime=0))


class Blogs(Resource):
    """The blogs by host."""

    isLeaf = True  # noqa: N815 -- Twisted's name

    def __init__(self, blogs: dict[str, DemoBlog], latency_s: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._blogs = blogs
        self._latency_s = latency_s
        self._answers: dict[tuple[str, str], Answer] = {}
        self._log: list[str] = []
        self._first_at: float | None = None

    def render(self, request: Any) -> bytes | int:
        """Answer now, or later by the latency."""
        path = request.uri.decode()
        if path == LOG_PATH:
            told = {"urls": self._log, "first_at": self._first_at}
            self._log, self._first_at = [], None
            return json.dumps(told).encode()
        host = request.getHeader("host") or ""
        self._first_at = self._first_at or time.time()
        self._log.append(f"http://{host}{path}")
        answer = self._answers.get((host, path)) or self._make(host, path)
        if not self._latency_s:
            return _body(request, answer)
        reactor.callLater(self._latency_s, _send, request, answer)
        return NOT_DONE_YET

    def _make(self, host: str, path: str) -> Answer:
        answer = Answer.of(self._blogs[host.partition(":")[0]].page(path, f"http://{host}"))
        self._answers[host, path] = answer
        return answer


def _send(request: Any, answer: Answer) -> None:
    if request.channel is not None:  # the client may have gone
        request.write(_body(request, answer))
        request.finish()


def _body(request: Any, answer: Answer) -> bytes:
    reply = answer.reply
    request.setResponseCode(reply.status)
    request.setHeader("content-type", reply.content_type)
    for name, value in reply.headers:
        request.setHeader(name, value)
    if reply.status == 200 and request.setETag(answer.tag) is CACHED:
        return b""
    if "gzip" not in (request.getHeader("accept-encoding") or ""):
        return reply.body
    request.setHeader("content-encoding", "gzip")
    request.setHeader("content-length", str(len(answer.zipped)))
    return answer.zipped


@click.command()
@click.option("--kind", type=click.Choice(["demo", "furnished", "wordpress"]), default="demo")
@click.option("--posts", default=44)
@click.option("--blogs", default=1)
@click.option("--latency", "latency_s", default=0.0)
def main(kind: str, posts: int, blogs: int, latency_s: float) -> None:
    """Serve until the pipe on standard input closes; the port on one line."""
    made = {host_of(number): make_blog(kind, posts, number) for number in range(blogs)}
    port = reactor.listenTCP(0, make_site(Blogs(made, latency_s)), backlog=512)
    click.echo(port.getHost().port)
    reactor.callInThread(_stop_with_parent)
    reactor.run()


def _stop_with_parent() -> None:
    sys.stdin.read()
    reactor.callFromThread(reactor.stop)


def make_blog(kind: str, posts: int, number: int) -> DemoBlog:
    """The blog of that number: the same arguments give the same bytes."""
    if kind == "demo":
        return DemoBlog(posts, seed=number + 1)
    if kind == "furnished":
        return FurnishedBlog(posts, seed=number + 1)
    from scraper.demo.wordpress import DemoWordPress

    return DemoWordPress(posts, seed=number + 1)


def host_of(number: int) -> str:
    """An address of this machine for each blog."""
    place = FIRST_HOST + number
    return f"127.0.{place // 256}.{place % 256}"


@dataclass(frozen=True)
class Asked:
    """Requests in the order in which they came, and the time of the first."""

    urls: tuple[str, ...]
    first_at: float


@dataclass
class Served:
    """Blogs being served."""

    port: int
    kind: str
    posts: int
    blogs: int
    _process: "subprocess.Popen[str]" = field(repr=False)

    def origin(self, number: int = 0) -> str:
        """Where a blog is."""
        return f"http://{host_of(number)}:{self.port}"

    def homes(self) -> list[str]:
        """The addresses of all."""
        return [f"{self.origin(number)}/" for number in range(self.blogs)]

    def post_urls(self) -> list[str]:
        """The addresses of all posts of all blogs."""
        return [self.origin(number) + post.path for number in range(self.blogs) for post in make_blog(self.kind, self.posts, number).posts]

    def asked(self) -> Asked:
        """What was asked since the last call."""
        with urlopen(f"{self.origin()}{LOG_PATH}") as response:
            told = json.load(response)
        return Asked(tuple(told["urls"]), told["first_at"] or 0.0)


@contextmanager
def served(kind: str = "demo", *, posts: int, blogs: int = 1, latency_s: float = 0.0) -> Iterator[Served]:
    """Serve blogs from a process of their own for as long as the block runs."""
    options = [f"--kind={kind}", f"--posts={posts}", f"--blogs={blogs}", f"--latency={latency_s}"]
    command = [sys.executable, "-m", "benchmarks.serving", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Served(int(process.stdout.readline()), kind, posts, blogs, process)
        finally:
            process.stdin.close()


if __name__ == "__main__":
    main()
