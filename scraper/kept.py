"""Pages that the archive holds, from its WARCs."""

from collections.abc import Iterator
from contextlib import suppress

from scrapy.http import Headers, HtmlResponse
from w3lib.encoding import http_content_type_encoding

from scraper.errors import BlogArchiveError
from scraper.items import Page
from scraper.session import Session
from storage import queries
from storage.captures import Exchange, decoded_body, read_exchange
from storage.records import Capture


def held_pages(session: Session, limit: int) -> list[Page]:
    """Return pages of posts, newest first."""
    pages = []
    for stored in queries.posts(session.archive, blog_ids=[session.blog_id], limit=limit):
        is_page = stored.capture is not None and stored.capture.status == 200 and "html" in (stored.capture.content_type or "html")
        if stored.capture is None or not is_page or "#" in stored.post.url:
            continue  # an answer of an API holds the post, and no page; what several posts share is none of theirs
        if (exchange := _exchange(session, stored.capture)) is not None:
            charset = http_content_type_encoding(stored.capture.content_type or "")
            body = decoded_body(exchange)
            pages.append(Page(url=stored.post.url, body=body, fetched_at=stored.captured_at, charset=charset))
    return pages


def kept_fronts(session: Session, limit: int) -> Iterator[HtmlResponse]:
    """Give the front pages of the visits before this one, the last first."""
    before = session.started_at
    for _ in range(limit):
        capture = queries.capture_before(session.archive, session.blog_id, session.blog.home_url, before)
        if capture is None:
            return
        before = capture.fetched_at
        if capture.status == 200 and (exchange := _exchange(session, capture)) is not None:
            headers = Headers()
            for name, value in exchange.response_headers:
                headers.appendlist(name, value)
            yield HtmlResponse(capture.url, headers=headers, body=decoded_body(exchange))


def _exchange(session: Session, capture: Capture) -> Exchange | None:
    with suppress(BlogArchiveError, OSError):
        return read_exchange(session.archive.root, capture, queries.original(session.archive, session.blog_id, capture))
    return None
