"""Why a request gave no answer: the refusals of ours, and one readable line for every failure of the network."""

from collections.abc import Iterator

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.web._newclient import ParseError

_TEXT_LIMIT = 300
_NO_TLS = {"wrong version number", "packet length too long", "http request"}  # what OpenSSL makes of a plain answer


class RefusedError(IgnoreRequest):
    """A request that was not made; ``reason`` is the word under which it is counted."""

    reason = "refused"


class AddressRefusedError(RefusedError):
    """The address guard forbids it: another scheme, an endless address, or a private network that ``host`` lies in."""

    reason = "address"

    def __init__(self, text: str, host: str = "") -> None:
        super().__init__(text)
        self.host = host


class RobotsRefusedError(RefusedError):
    """robots.txt forbids it."""

    reason = "robots"


class HostGivenUpError(RefusedError):
    """The host asked for more patience than one crawl has."""

    reason = "given_up"


class CrawlEndedError(HostGivenUpError):
    """The crawl was told to stop, or came to a limit of its user's, before the request could be made."""


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host's name does not resolve"),
    (TunnelError, "the proxy cannot reach the host"),
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadTimeoutError, "no whole answer within the time limit"),
    (ResponseDataLossError, "the answer was cut short"),
    (ConnectionDone, "the connection was closed before an answer came"),
    (ConnectionLost, "the connection was broken off"),
    (ParseError, "what came is no HTTP answer"),
)


def error_text(exception: BaseException | None) -> str:
    """One line, without addresses of objects, that tells a person what went wrong."""
    if exception is None:
        return "unknown"
    if isinstance(exception, IgnoreRequest | DownloadCancelledError) and str(exception):
        return _line(str(exception))
    inner = next((cause for cause in causes(exception) if str(cause) and not isinstance(cause, DownloadFailedError)), exception)
    for kind, words in _WORDS:
        if isinstance(exception, kind) or isinstance(inner, kind):
            return words
    if type(inner).__module__ == "OpenSSL.SSL":  # what Scrapy connects by
        return _line(_tls_text(inner))
    return _line(f"{type(inner).__name__}: {inner}" if str(inner) else type(inner).__name__)


def _tls_text(error: BaseException) -> str:
    """Its words stand in a list of errors, each a triple with the names of C libraries and functions."""
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    reasons = ", ".join(str(reason) for *_, reason in queue) or type(error).__name__
    hint = "; the port speaks no TLS: does the address begin with http://?" if reasons in _NO_TLS else ""
    return f"no secure connection: {reasons}{hint}"


def causes(exception: BaseException) -> Iterator[BaseException]:
    """The exceptions behind ``exception``, innermost first; Twisted keeps some of them in a list of failures."""
    wrapped = [failure.value for failure in getattr(exception, "reasons", ()) if failure is not None]
    if exception.__cause__ is not None:
        wrapped.append(exception.__cause__)
    for inner in wrapped:
        yield from causes(inner)
    if not wrapped:
        yield exception


def _line(text: str) -> str:
    return " ".join(text.split())[:_TEXT_LIMIT]
