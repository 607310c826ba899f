"""Pages that the archive holds, from its WARCs."""

from contextlib import suppress

from w3lib.encoding import http_content_type_encoding

from scraper.detect import HomePage
from scraper.errors import BlogArchiveError
from scraper.items import Page
from scraper.session import Session
from storage import queries
from storage.captures import decoded_body, read_exchange
from storage.records import Capture


def held_pages(session: Session, limit: int) -> list[Page]:
    """Return pages of posts, newest first."""
    pages = []
    for stored in queries.posts(session.archive, blog_ids=[session.blog_id], limit=limit):
        is_page = stored.capture is not None and stored.capture.status == 200 and "html" in (stored.capture.content_type or "html")
        if stored.capture is None or not is_page or "#" in stored.post.url:
            continue  # an answer of an API holds the post, and no page; what several posts share is none of theirs
        with suppress(BlogArchiveError, OSError):
            first = queries.original(session.archive, session.blog_id, stored.capture)
            exchange = read_exchange(session.archive.root, stored.capture, first)
            charset = http_content_type_encoding(stored.capture.content_type or "")
            body = decoded_body(exchange)
            pages.append(Page(url=stored.post.url, body=body, fetched_at=stored.captured_at, charset=charset))
    return pages


def kept_front(session: Session, capture: Capture) -> HomePage | None:
    """Return a front page that was captured; ``None`` where its record cannot be read any more."""
    with suppress(BlogArchiveError, OSError):
        exchange = read_exchange(session.archive.root, capture)
        headers = {name.lower(): value for name, value in exchange.response_headers}
        return HomePage(url=exchange.url, html=decoded_body(exchange).decode("utf-8", "replace"), headers=headers)
    return None
