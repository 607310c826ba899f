"""The plain values that go into the archive and come out of it.

Frozen data classes, no behaviour beyond reading themselves. *Unknown* is ``None``; *known to be empty* is ``""`` or ``()``.
Those that come from a reading process have no slots: pickle takes a ``__dict__`` whole, and slots one by one, in three times the time.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

BlogId = NewType("BlogId", int)
CrawlId = NewType("CrawlId", int)
PostId = NewType("PostId", int)

REMOVED = "removed"  # of a comment: its words are shown no more, and its place among the others is
WHOLE = 0.95  # of what others name: a source that names so much is taken to name all
TRIES = 3  # visits in a row at which what gives no answer is asked for
TRIED_EVERY = timedelta(days=30)  # what was closed, or could not be read at several visits
CHANGED = "changed in"  # why an address is asked for again: before the name of the source that says so


class Access(StrEnum):
    """How much of a post a stranger may read."""

    PUBLIC = "public"
    PREVIEW = "preview"
    MEMBERS = "members"


class PostStatus(StrEnum):
    """Whether the blog still shows the post."""

    LIVE = "live"
    GONE = "gone"
    UNREACHABLE = "unreachable"


class AddressState(StrEnum):
    """What became of an address of the inventory; only ``pending`` ones are fetched."""

    PENDING = "pending"
    HELD = "held"  # a post is stored for it
    DUPLICATE = "duplicate"  # another address of a post that is held
    GONE = "gone"  # 404 or 410
    NOT_A_POST = "not_a_post"
    OUT_OF_SCOPE = "out_of_scope"
    ROBOTS = "robots"
    MEMBERS_ONLY = "members_only"  # 401, 402, 403, 451
    FAILED = "failed"  # tried and tried; the next crawl tries again, after three of them one a month
    TOO_OLD = "too_old"  # published before the day that the user named


class TermKind(StrEnum):
    """What a term is to its blog."""

    TAG = "tag"
    CATEGORY = "category"
    SERIES = "series"


@dataclass(frozen=True)
class StatedDate:
    """A date exactly as precise as the blog stated it, in ISO 8601.

    ``iso`` is ``YYYY-MM-DD``, or ``YYYY-MM-DDTHH:MM:SS`` with the stated offset (``+09:00``, ``+00:00``) or, where none was stated,
    without one. It never carries more than what was stated.
    """

    iso: str

    @property
    def day(self) -> date:
        """The author's local day."""
        return date.fromisoformat(self.iso[:10])

    @property
    def has_time(self) -> bool:
        """Whether a moment was stated, and not its day alone, for which midnight stands too."""
        return datetime.fromisoformat(self.iso).time() != time.min

    @property
    def has_offset(self) -> bool:
        """Whether it is a moment whose offset was stated."""
        return datetime.fromisoformat(self.iso).tzinfo is not None

    @property
    def is_placeless(self) -> bool:
        """Whether it tells a moment in UTC, as feeds do: where the author is, that may be another day."""
        return self.iso.endswith("+00:00")

    @property
    def utc(self) -> datetime:
        """The moment for sorting: a stated day counts from its midnight, a missing offset counts as UTC."""
        moment = datetime.fromisoformat(self.iso)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# The platforms of a blog whose home was not found yet: one that was added by its address, and one that files were imported into.
UNKNOWN, IMPORTED = UNVISITED = "unknown", "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """One publication. ``scope`` is the address prefix that belongs to it, without scheme: ``blog.example/`` or ``host/blog/``.

    The user's are ``tags``, words to choose it by; ``since``, the day before which its posts are not wanted; and ``paused_at``, when he
    had it visited no more. ``gap`` says what of its listings could not be read when all were asked for last, at ``gap_tries`` visits in a
    row.
    """

    home_url: str
    slug: str
    platform: str
    scope: str
    title: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    since: date | None = None
    paused_at: datetime | None = None
    pause_reason: str | None = None
    gap: str | None = None
    gap_tries: int = 0
    id: BlogId | None = None

    @property
    def is_unvisited(self) -> bool:
        """Whether no visit has found its home yet."""
        return self.platform in UNVISITED

    @property
    def has_lasting_gap(self) -> bool:
        """Whether a part of its listings could not be read at several visits."""
        return self.gap is not None and self.gap_tries >= TRIES


def id_of(blog: Blog) -> BlogId:
    """Return the id of a blog, which every registered blog has."""
    if blog.id is None:
        raise ValueError(f"{blog.slug} is not registered")
    return blog.id


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One source said that there is a post at this address.

    ``fingerprint`` digests what the source said of the post's content (title, times, text): when it changes, the post is fetched again.
    """

    url: str
    source: str  # "api", "feed", "post-sitemap", "sitemap", "home-page", "archive-page", "section-page", "shared-page", "link"
    title: str | None = None
    published: StatedDate | None = None
    modified: StatedDate | None = None
    fingerprint: str | None = None


IMPORT = "IMPORT"  # the method of a capture that came from a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange kept as WARC records, and where its response or revisit record lies."""

    url: str
    method: str = "GET"
    status: int | None  # None: no answer came (refused, timed out): nothing lies in a WARC
    fetched_at: datetime
    content_type: str | None = None
    digest: str | None = None  # payload digest as in the WARC: "sha1:BASE32"
    warc_file: str | None = None  # relative to the archive's folder
    warc_offset: int | None = None
    warc_length: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last whole answer of an address said for a conditional request (RFC 9110 §13), and where that answer lies."""

    etag: str | None
    last_modified: str | None
    capture: Capture


@dataclass(frozen=True, kw_only=True)
class Author:
    name: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Term:
    name: str
    kind: TermKind = TermKind.TAG
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Comment:
    """``key`` names it within its post (the platform's id, else a digest of author, time and text); ``parent`` is another's key.

    ``kind`` tells a reader's words, "comment", from what another blog's software left: "pingback", "trackback".
    """

    key: str
    text: str
    html: str | None = None
    author: str | None = None
    author_url: str | None = None
    published: StatedDate | None = None
    parent: str | None = None
    status: str = "approved"
    kind: str = "comment"


@dataclass(frozen=True, kw_only=True)
class Media:
    """``url`` is the original's address where it can be derived, ``found_url`` what the page says."""

    url: str
    found_url: str | None = None
    alt: str | None = None
    kind: str = "image"  # "image", "video", "audio", "file"


@dataclass(frozen=True, kw_only=True)
class Link:
    """An outgoing link of the body."""

    url: str
    text: str | None = None
    rel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A number that the page showed: "views", "comments", "likes", "shares", …"""

    name: str
    value: int


@dataclass(frozen=True, kw_only=True)
class Post:
    """The content of one post as it was read once.

    ``sources`` names for each filled field the extractor that said so ("api", "feed", "json-ld", "microdata", "microformats",
    "open-graph", "platform", "trackback", "html", "url", "listing", "trafilatura", "text"); ``uncertain`` names fields that are a guess;
    ``doubts`` records disagreements between sources, field → what the others said.
    """

    url: str
    title: str | None = None
    subtitle: str | None = None
    body_html: str | None = None  # sanitised
    body_text: str | None = None
    authors: tuple[Author, ...] = ()
    published: StatedDate | None = None
    updated: StatedDate | None = None
    terms: tuple[Term, ...] = ()
    language: str | None = None
    canonical_url: str | None = None
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    comments: tuple[Comment, ...] = ()
    counters: tuple[Counter, ...] = ()
    comment_system: str | None = None  # "disqus", "giscus", …: an external system holds the discussion
    licence: str | None = None
    access: Access = Access.PUBLIC
    platform_id: str | None = None
    sources: dict[str, str] = field(default_factory=dict)
    uncertain: tuple[str, ...] = ()
    doubts: dict[str, str] = field(default_factory=dict)

    def at(self, url: str) -> "Post":
        """Return the same content under another address."""
        return replace(self, url=url)
