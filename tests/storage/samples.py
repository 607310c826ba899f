"""Small, self-made facts for the tests of storage."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.archive import Archive
from storage.batch import Writer
from storage.events import (
    AddressSettled,
    CaptureMade,
    Event,
    ListingEnded,
    ListingSeen,
    Outcome,
    PostOutcome,
    PostRead,
    PostUnchanged,
)
from storage.records import (
    AddressState,
    Author,
    Blog,
    BlogId,
    Capture,
    Comment,
    Counter,
    CrawlId,
    Link,
    Media,
    Post,
    Sighting,
    StatedDate,
    Term,
    TermKind,
)

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOME = "https://blog.example/"
LONG_TEXT = "A paragraph about rivers and the towns on their banks. " * 8


def at(hours: float) -> datetime:
    """Return a moment some hours after the beginning of a test's story."""
    return START + timedelta(hours=hours)


def make_blog(**changes: Any) -> Blog:
    return Blog(**{"home_url": HOME, "slug": "blog.example", "platform": "generic", "scope": "blog.example/", **changes})


def make_post(name: str = "one", **changes: Any) -> Post:
    """Return a post with something in every field; its text is its own."""
    fields: dict[str, Any] = {
        "url": HOME + name,
        "title": f"Title of {name}",
        "subtitle": "A subtitle",
        "body_html": f"<p>{name}: {LONG_TEXT}</p>",
        "body_text": f"{name}: {LONG_TEXT}",
        "authors": (Author(name="Ada Ämter", url=HOME + "author/ada"), Author(name="Bo")),
        "published": StatedDate("2024-05-06T23:30:00-07:00"),
        "updated": StatedDate("2024-05-08"),
        "terms": (Term(name="Rivers"), Term(name="Travel", kind=TermKind.CATEGORY, url=HOME + "c/travel")),
        "language": "en",
        "canonical_url": HOME + name,
        "links": (Link(url="https://elsewhere.example/", text="elsewhere", rel="nofollow"), Link(url="https://other.example/")),
        "media": (Media(url=HOME + "i.jpg", alt="A river", found_url=HOME + "i.jpg?w=300"), Media(url=HOME + "i.jpg")),
        "comments": (
            Comment(key="c1", text="First!", author="Cy", published=StatedDate("2024-05-07")),
            Comment(key="c2", text="Second", parent="c1"),
        ),
        "counters": (Counter(name="comments", value=2), Counter(name="views", value=10)),
        "comment_system": "disqus",
        "licence": "CC-BY-4.0",
        "platform_id": f"id-{name}",
        "sources": {"title": "json-ld", "published": "feed", "body_text": "trafilatura"},
        "uncertain": ("subtitle",),
        "doubts": {"title": "open-graph: Another"},
    }
    return Post(**fields | changes)


def make_capture(url: str = HOME + "one", **changes: Any) -> Capture:
    fields: dict[str, Any] = {
        "url": url,
        "status": 200,
        "fetched_at": at(1),
        "content_type": "text/html",
        "digest": "sha1:AAAA",
        "warc_file": "warc/blog.example/a-00000.warc.gz",
        "warc_offset": 17,
        "warc_length": 4711,
        "etag": '"e1"',
    }
    return Capture(**fields | changes)


class Story:
    """Writes events of one blog, one after another, and returns their outcomes."""

    def __init__(self, archive: Archive, blog: Blog) -> None:
        assert blog.id is not None
        self.archive = archive
        self.blog_id: BlogId = blog.id

    def write(self, *events: Event) -> list[Outcome]:
        with Writer(self.archive) as writer:
            futures = [writer.put(event) for event in events]
        return [future.result() for future in futures]

    def capture(self, capture: Capture, crawl_id: CrawlId | None = None) -> None:
        self.write(CaptureMade(blog_id=self.blog_id, crawl_id=crawl_id, capture=capture))

    def listing(
        self,
        sightings: Sequence[Sighting | str],
        *,
        source: str = "sitemap",
        document: str = HOME + "sitemap.xml",
        crawl_id: CrawlId | None = None,
    ) -> None:
        named = tuple(Sighting(url=HOME + s, source=source) if isinstance(s, str) else s for s in sightings)
        event = ListingSeen(blog_id=self.blog_id, crawl_id=crawl_id, source=source, document=document, sightings=named, seen_at=at(0))
        self.write(event)

    def listing_end(self, *, source: str = "sitemap", document: str = HOME + "sitemap.xml", crawl_id: CrawlId | None = None) -> None:
        self.write(ListingEnded(blog_id=self.blog_id, crawl_id=crawl_id, source=source, document=document, seen_at=at(1)))

    def read_event(
        self, post: Post, *, address: str | None = None, hours: float = 2, capture_url: str | None = None, crawl_id: CrawlId | None = None
    ) -> PostRead:
        return PostRead(
            blog_id=self.blog_id,
            crawl_id=crawl_id,
            address=address or post.url,
            post=post,
            captured_at=at(hours),
            capture_url=capture_url,
            version="1",
        )

    def read(self, post: Post, *, address: str | None = None, hours: float = 2, capture_url: str | None = None) -> PostOutcome:
        (outcome,) = self.write(self.read_event(post, address=address, hours=hours, capture_url=capture_url))
        assert isinstance(outcome, PostOutcome)
        return outcome

    def unchanged(self, address: str, hours: float = 3) -> None:
        self.write(PostUnchanged(blog_id=self.blog_id, crawl_id=None, address=address, checked_at=at(hours)))

    def settle(self, address: str, state: AddressState, reason: str | None = None, hours: float = 3) -> None:
        self.write(AddressSettled(blog_id=self.blog_id, address=address, state=state, reason=reason, settled_at=at(hours)))
