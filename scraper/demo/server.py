"""The demo blog on a port of this machine, with what a good host does: validators, 304, gzip, HEAD, keep-alive.

Whoever holds the ``DemoServer`` sees each request in its log and may make it slow or let it fail.
"""

import gzip
import hashlib
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import unquote

from scraper.demo.blog import DemoBlog
from scraper.demo.pages import HTML, Reply

COMPRESSIBLE = re.compile(r"text/|image/svg|application/(atom\+)?xml")
HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")


class Seen(NamedTuple):
    """One request that the server answered."""

    method: str
    path: str
    status: int


class DemoServer:
    """A blog being served. ``latency_s`` delays every answer; ``validators=False`` sends neither ETag nor Last-Modified."""

    def __init__(self, blog: DemoBlog, port: int, *, validators: bool, latency_s: float) -> None:
        self.blog, self.validators, self.latency_s = blog, validators, latency_s
        self.log: list[Seen] = []
        self._failures: Counter[tuple[str, int]] = Counter()
        self._changed = threading.Condition()
        self._http = _Listener(("127.0.0.1", port), self)

    @property
    def origin(self) -> str:
        """``http://host:port``."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def url(self) -> str:
        """The blog's home address."""
        return f"{self.origin}{self.blog.prefix}/"

    def paths(self, *, since: int = 0, status: int | None = None) -> list[str]:
        """The paths of the requests after the first ``since``, of one status or of all."""
        return [seen.path for seen in self.log[since:] if status in (None, seen.status)]

    def fail_next(self, path: str, status: int, times: int = 1) -> None:
        """Answer the next ``times`` requests for this path with an error status."""
        self._failures[path, status] += times

    def wait_for_requests(self, count: int, timeout_s: float = 60.0) -> bool:
        """Block until the log holds ``count`` requests; false when the time is over first."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.log) >= count, timeout_s)

    def reply(self, path: str, origin: str) -> Reply:
        """The answer to one request, a planned failure first."""
        for (failing, status), left in self._failures.items():
            if failing == path and left > 0:
                self._failures[failing, status] -= 1
                return Reply(status, HTML, b"<h1>Planned failure</h1>")
        return self.blog.page(path, origin)

    def record(self, seen: Seen) -> None:
        """Called by the handler, before the answer leaves."""
        with self._changed:
            self.log.append(seen)
            self._changed.notify_all()

    def run(self) -> None:
        """Answer requests until ``close`` is called from another thread."""
        self._http.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stop answering and drop all connections."""
        self._http.shutdown()
        self._http.server_close()
        self._http.drop_connections()


@contextmanager
def serve(blog: DemoBlog, port: int = 0, *, validators: bool = True, latency_s: float = 0.0) -> Iterator[DemoServer]:
    """Serve a blog from a thread for as long as the block runs; port 0 takes a free one."""
    server = DemoServer(blog, port, validators=validators, latency_s=latency_s)
    thread = threading.Thread(target=server.run, name="demo blog", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], demo: DemoServer) -> None:
        self.demo = demo
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is killed leaves a broken connection: that is its business."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed through unchanged


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo-blog"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True  # head and body are two writes: with Nagle each answer would wait for the client's ACK
    server: _Listener

    def do_GET(self) -> None:
        """Answer with a body."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer with the same head and no body."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: the log is a list."""

    def _answer(self) -> None:
        demo = self.server.demo
        path = unquote(self.path)
        reply = demo.reply(path, self._origin())
        tag = reply.tag or f'W/"{hashlib.sha1(reply.body, usedforsecurity=False).hexdigest()[:20]}"'
        with_validators = demo.validators and reply.status == 200 and reply.modified_at is not None
        status = 304 if with_validators and self._is_fresh(tag, reply) else reply.status
        demo.record(Seen(self.command, self.path, status))
        if demo.latency_s:
            time.sleep(demo.latency_s)
        self.send_response(status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if with_validators and reply.modified_at:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", format_datetime(reply.modified_at.astimezone(UTC), usegmt=True))
        self._send_body(reply, status)

    def _send_body(self, reply: Reply, status: int) -> None:
        if status == 304:
            self.end_headers()
            return
        body = reply.body
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Vary", "Accept-Encoding")
        if body and COMPRESSIBLE.match(reply.content_type) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _origin(self) -> str:
        """As the client calls us, so that the blog also works behind a proxy under a name of its own."""
        host = self.headers.get("Host", "")
        return f"http://{host}" if HOST.fullmatch(host) else self.server.demo.origin

    def _is_fresh(self, tag: str, reply: Reply) -> bool:
        """RFC 9110 §13.2.2: If-None-Match decides where it is sent, else If-Modified-Since."""
        if asked := self.headers.get("If-None-Match"):
            return asked.strip() == "*" or tag in (one.strip() for one in asked.split(","))
        since = _http_date(self.headers.get("If-Modified-Since"))
        return since is not None and reply.modified_at is not None and reply.modified_at.replace(microsecond=0) <= since


def _http_date(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
