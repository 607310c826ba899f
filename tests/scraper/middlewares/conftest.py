"""Servers on loopback that answer byte by byte what a test says, and crawls against them in processes of their own."""

import contextlib
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from storage.records import Capture
from tests import forked
from tests.scraper.middlewares import crawl_script

NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    at: float
    count: int  # how often this path was asked, this time included
    total: int


Answer = bytes | Iterable[bytes]
Answerer = Callable[[Asked], Answer]


@dataclass
class Server:
    """Answers each connection once; keeps what it was asked."""

    answer: Answerer
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    sent_bytes: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def asked_for(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # ends a waiting accept()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(20)
            wire = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with wire:
                head = read_head(wire)
                if not head:
                    return
                answer = self._answer_to(head)
                for piece in [answer] if isinstance(answer, bytes) else answer:
                    wire.sendall(piece)
                    self.sent_bytes += len(piece)

    def _answer_to(self, head: bytes) -> Answer:
        first, *lines = head.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        with self._lock:
            count = sum(asked.path == path for asked in self.asked) + 1
            asked = Asked(path, headers, time.time(), count, len(self.asked) + 1)
            self.asked.append(asked)
        return self.answer(asked)


def read_head(wire: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = wire.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


def page(body: bytes = b"<p>Hello</p>", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; ``Content_Type="x"`` becomes a header."""
    named = {"Content-Type": "text/html; charset=utf-8"} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{lines}\r\n".encode() + body


def without_robots(answer: Answerer) -> Answerer:
    """Most tests are about something else than robots.txt."""
    return lambda asked: NO_ROBOTS if asked.path == "/robots.txt" else answer(asked)


class Serve(Protocol):
    def __call__(self, answer: Answerer, tls: ssl.SSLContext | None = None) -> Server: ...


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that answers as the function says."""
    servers: list[Server] = []

    def start(answer: Answerer, tls: ssl.SSLContext | None = None) -> Server:
        servers.append(Server(answer, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl did."""

    root: Path
    results: list[dict[str, Any]]
    captures: list[Capture]
    counts: dict[str, int]
    robots: dict[str, list[Any]]
    stats: dict[str, Any]
    seconds: float
    peak_mb: float
    log: str

    def result(self, url: str) -> dict[str, Any]:
        (found,) = [result for result in self.results if result["url"] == url]
        return found


Crawl = Callable[..., Crawled]


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Crawl rounds of addresses with the project's own settings, except for the pause; loopback is allowed unless a test says otherwise."""

    def run(*rounds: list[str], env: dict[str, str] | None = None, settings: dict[str, Any] | None = None, **plan: Any) -> Crawled:
        plan = {"allow_nets": ["127.0.0.0/8"], **plan, "root": str(tmp_path), "rounds": rounds}
        plan["settings"] = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, **(settings or {})}
        clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and name != "SSL_CERT_FILE"}
        done = forked.run(
            ["crawl_script"], stdin=json.dumps(plan), timeout_s=90, cwd=tmp_path, env=clean | (env or {}), program=crawl_script.main
        )
        assert done.returncode == 0, done.stderr
        out = json.loads(done.stdout)
        return Crawled(
            root=tmp_path, results=out["results"], captures=[capture_of(c) for c in out.get("captures", ())], counts=out.get("counts", {}),
            robots=out.get("robots", {}), stats=out["stats"], seconds=out["seconds"], peak_mb=out["peak_mb"], log=done.stderr,
        )  # fmt: skip

    return run


def capture_of(fields: dict[str, Any]) -> Capture:
    from datetime import datetime

    return Capture(**{**fields, "fetched_at": datetime.fromisoformat(fields["fetched_at"])})
