"""What our code asks of a Scrapy response, in one place."""

from datetime import UTC, datetime

from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_meta_refresh
from w3lib.encoding import http_content_type_encoding

from scraper.items import Page
from scraper.urls import canonical_url, hostname, loose_key

MAX_SECONDS_TO_READ = 15  # of a page that leads on by itself: one that is shown for longer is there to be read
_UNTELLING = frozenset({"*/*", "unknown/unknown", "text/plain", "application/octet-stream", "text/xml", "application/xml"})
_FEED_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf")
CLOSED = frozenset({401, 402, 403, 451})  # something is there, and not for us
GONE = frozenset({404, 410})


def content_type(response: Response) -> str:
    """Return the media type without parameters, in lower case; ``""`` when none was stated."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()


def page_of(response: Response) -> Page:
    """Return a response as the reading processes get it, of the time at which it was asked for, as its capture is."""
    asked_at = response.request.meta.get("asked_at") if response.request is not None else None
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return Page(
        url=response.url,
        body=response.body,
        fetched_at=asked_at or datetime.now(UTC),
        content_type=content_type(response) or None,
        charset=http_content_type_encoding(header),
    )


def is_html(response: Response) -> bool:
    """Whether a response holds a page: by its type, and where that tells nothing, or of any XML, by its first bytes."""
    kind = content_type(response).split(",")[0].rstrip()
    if kind in {"text/html", "application/xhtml+xml"}:
        return True
    head = response.body[:1024].lstrip().lower()
    is_telling = "/" in kind and kind not in _UNTELLING and "php" not in kind
    holds_body = b"<body" in head and not any(root in head for root in _FEED_ROOTS)  # an item's text may have one
    return not is_telling and (head.startswith((b"<!doctype html", b"<html")) or holds_body)


def is_trouble(status: int) -> bool:
    """Whether a server says that it cannot answer now, and nothing of what was asked for (RFC 9110 §15.6, RFC 6585 §4)."""
    return status >= 500 or status == 429


def is_unchanged(response: Response) -> bool:
    """Whether a server confirms what we hold; a 304 that nobody asked for (a broken cache's, RFC 9110 §15.4.5) tells nothing."""
    return response.status == 304 and response.request is not None and "earlier" in response.request.meta


def has_moved_for_good(response: Response) -> bool:
    """Whether each redirect on the way to a response was a permanent one (RFC 9110 §15.4)."""
    reasons = response.meta.get("redirect_reasons", ())
    return bool(reasons) and all(reason in {301, 308} for reason in reasons)


def refresh_of(response: Response) -> str | None:
    """Another page of its host to which a page leads by itself, as ``<meta http-equiv=refresh>`` says."""
    seconds, stated = get_meta_refresh(response) if isinstance(response, TextResponse) else (None, None)
    url = canonical_url(stated) if stated and seconds is not None and seconds <= MAX_SECONDS_TO_READ else None
    is_other = url is not None and hostname(url) == hostname(response.url) and loose_key(url) != loose_key(response.url)
    return url if is_other else None
