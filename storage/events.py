"""What can happen to an archive during a crawl or an import, and what writing it down came to."""

from dataclasses import dataclass
from datetime import datetime

from storage.records import AddressState, BlogId, Capture, Comment, CrawlId, Post, PostId, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureMade:
    """An exchange was kept; its record is in a WARC file."""

    blog_id: BlogId
    crawl_id: CrawlId | None
    capture: Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSeen:
    """A source said how many posts the blog has, or how many comments; all of them were last compared at ``compared_at``."""

    blog_id: BlogId
    source: str
    total: int
    stated_at: datetime
    compared_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingSeen:
    """A document named addresses of posts; ``document`` is its own address."""

    blog_id: BlogId
    crawl_id: CrawlId | None
    source: str
    document: str
    sightings: tuple[Sighting, ...]
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEnded:
    """A document that lists all of its posts was read to its end in this crawl: what it no longer names has left it."""

    blog_id: BlogId
    crawl_id: CrawlId | None
    source: str
    document: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRead:
    """A post was read at ``address``; ``version`` is that of the extractor, ``capture_url`` the exchange that it came from, and ``lacks``
    says why it is not the whole post, which the next crawl asks for again.
    """

    blog_id: BlogId
    crawl_id: CrawlId | None
    address: str
    post: Post
    captured_at: datetime
    capture_url: str | None
    version: str
    lacks: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUnchanged:
    """The server said that what we hold for the address is still right (304)."""

    blog_id: BlogId
    crawl_id: CrawlId | None
    address: str
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSettled:
    """It is known what an address is, other than a post that was read. ``is_shown``: it shows its post, but not all of it."""

    blog_id: BlogId
    address: str
    state: AddressState
    reason: str | None
    settled_at: datetime
    is_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostComment:
    """A comment, and the address of the post that it stands under."""

    url: str
    comment: Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsRead:
    """Comments were read apart from their posts. ``is_whole``: each with all that the platform states of it, so that it may correct what
    is held; else it only adds what is not.
    """

    blog_id: BlogId
    crawl_id: CrawlId | None
    comments: tuple[PostComment, ...]
    read_at: datetime
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsEnded:
    """All comments of the blog, or of the post at ``url``, were read, from ``began_at`` on: what was listed before and was not read now,
    the blog shows no more.
    """

    blog_id: BlogId
    began_at: datetime
    ended_at: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAsked:
    """A picture was asked for, for the time ``attempts``; ``capture_url`` is the exchange that brought it, ``None`` where none did."""

    blog_id: BlogId
    media_id: int
    attempts: int
    capture_url: str | None


Event = (
    CaptureMade
    | ClaimSeen
    | ListingSeen
    | ListingEnded
    | PostRead
    | PostUnchanged
    | AddressSettled
    | CommentsRead
    | CommentsEnded
    | PictureAsked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOutcome:
    """What a reading did: a new post, a new revision, or nothing new.

    ``was_gone_at``: when the post had been taken for gone, which it is not.
    """

    post_id: PostId
    revision: int
    is_new: bool = False
    is_revised: bool = False
    was_gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressOutcome:
    """Whether a post went with its address."""

    is_gone: bool


Outcome = PostOutcome | AddressOutcome | None
