"""The tables of an archive. What must hold is said here, in the database: keys, closed sets, what may be unknown."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.column_types import UtcDateTime, closed_set
from storage.records import Access, AddressState, PostStatus, TermKind


class Base(DeclarativeBase):
    """All tables, with constraint names that are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own idiom
        str: Text(),
        datetime: UtcDateTime(),
        bytes: LargeBinary(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


class Blog(Base):
    """One publication; the lease says which process crawls it now, and until when."""

    __tablename__ = "blog"

    id: Mapped[int] = mapped_column(primary_key=True)
    home_url: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    platform: Mapped[str]
    scope: Mapped[str]
    title: Mapped[str | None]
    language: Mapped[str | None]
    tags: Mapped[list[str]]
    every: Mapped[str | None]
    since: Mapped[date | None]
    lease_holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]


class Crawl(Base):
    """One run over one blog, with its counts and outcome."""

    __tablename__ = "crawl"
    __table_args__ = (Index(None, "blog_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    requests: Mapped[int] = mapped_column(default=0, server_default="0")
    not_modified: Mapped[int] = mapped_column(default=0, server_default="0")
    bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    new_posts: Mapped[int] = mapped_column(default=0, server_default="0")
    new_revisions: Mapped[int] = mapped_column(default=0, server_default="0")
    gone: Mapped[int] = mapped_column(default=0, server_default="0")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]


class Capture(Base):
    """One HTTP exchange, and where its record lies."""

    __tablename__ = "capture"
    __table_args__ = (
        # A hash index on PostgreSQL: an address may be longer than a B-tree entry there can be.
        Index("ix_capture_url", "url", postgresql_using="hash"),
        Index(None, "blog_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"))
    url: Mapped[str]
    method: Mapped[str]
    status: Mapped[int | None]
    fetched_at: Mapped[datetime]
    content_type: Mapped[str | None]
    digest: Mapped[str | None]
    warc_file: Mapped[str | None]
    warc_offset: Mapped[int | None] = mapped_column(BigInteger)
    warc_length: Mapped[int | None] = mapped_column(BigInteger)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    error: Mapped[str | None]


class Post(Base):
    """The thing at a canonical address; ``revision`` is the number of the current one, ``content_digest`` its digest."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("blog_id", "url"),
        Index("ix_post_url", "url", postgresql_using="hash"),
        Index("ix_post_newest", "blog_id", text("published_at DESC"), "id"),
        Index(None, "blog_id", "content_digest"),
        Index(None, "blog_id", "status"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    url: Mapped[str]
    status: Mapped[PostStatus] = mapped_column(closed_set(PostStatus, "status"))
    status_reason: Mapped[str | None]
    status_at: Mapped[datetime | None]
    status_capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))
    published_iso: Mapped[str | None]
    published_at: Mapped[datetime | None]
    updated_iso: Mapped[str | None]
    updated_at: Mapped[datetime | None]
    language: Mapped[str | None]
    canonical_url: Mapped[str | None]
    licence: Mapped[str | None]
    access: Mapped[Access] = mapped_column(closed_set(Access, "access"))
    comment_system: Mapped[str | None]
    platform_id: Mapped[str | None]
    revision: Mapped[int]
    content_digest: Mapped[str]
    first_captured_at: Mapped[datetime]
    last_captured_at: Mapped[datetime]


class Revision(Base):
    """One distinct content of a post; bodies are zstd frames of UTF-8."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("post_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    number: Mapped[int]
    content_digest: Mapped[str]
    title: Mapped[str | None]
    subtitle: Mapped[str | None]
    body_html: Mapped[bytes | None]
    body_text: Mapped[bytes | None]
    words: Mapped[int]
    captured_at: Mapped[datetime]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))


class Address(Base):
    """One address of a blog's inventory.

    Its two times repeat the latest word of its sightings, so that the order of fetching has an index.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("blog_id", "url"),
        Index("ix_address_order", "blog_id", "state", text("published_at DESC"), text("modified_at DESC"), "id"),
        Index(None, "post_id"),
        CheckConstraint("state <> 'held' OR post_id IS NOT NULL", name="held_has_post"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    url: Mapped[str]
    state: Mapped[AddressState] = mapped_column(closed_set(AddressState, "state"))
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    published_at: Mapped[datetime | None]
    modified_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]


class Sighting(Base):
    """One source's word about an address; ``document`` is the listing that says so."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("address_id", "source"), Index("ix_sighting_document", "document", postgresql_using="hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    source: Mapped[str]
    document: Mapped[str]
    title: Mapped[str | None]
    published_iso: Mapped[str | None]
    published_at: Mapped[datetime | None]
    modified_iso: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    fingerprint: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"))
    missing_since: Mapped[datetime | None]


class Listing(Base):
    """A document that lists the blog's posts, or (an index) other such documents; an update asks these again."""

    __tablename__ = "listing"

    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    named: Mapped[int]
    last_seen_at: Mapped[datetime]


class Claim(Base):
    """How many posts a source says the blog has; the source ``comments`` says how many comments.

    ``compared_at`` is when all that the source names was last compared with what is held; without one it never was.
    """

    __tablename__ = "claim"
    __table_args__ = (CheckConstraint("total >= 0", name="total"),)

    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    total: Mapped[int]
    stated_at: Mapped[datetime]
    compared_at: Mapped[datetime | None]


class Author(Base):
    """Somebody who signs posts of a blog."""

    __tablename__ = "author"
    __table_args__ = (UniqueConstraint("blog_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    name: Mapped[str]
    url: Mapped[str | None]


class PostAuthor(Base):
    """Who signed a post, in order."""

    __tablename__ = "post_author"
    __table_args__ = (UniqueConstraint("post_id", "author_id"), Index(None, "author_id"), {"sqlite_with_rowid": False})

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


class Term(Base):
    """A tag, category or series of a blog."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("blog_id", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    kind: Mapped[TermKind] = mapped_column(closed_set(TermKind, "kind"))
    name: Mapped[str]
    url: Mapped[str | None]


class PostTerm(Base):
    """What a post is filed under, in order."""

    __tablename__ = "post_term"
    __table_args__ = (UniqueConstraint("post_id", "term_id"), Index(None, "term_id"), {"sqlite_with_rowid": False})

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))


class Comment(Base):
    """What a reader wrote under a post; one that vanished stays, with the time since when it is missing.

    ``listed_at`` is when a list of all comments of the blog named it last; one that only its page shows has none.
    """

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("post_id", "key"), Index(None, "parent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    key: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    position: Mapped[int]
    text: Mapped[str]
    html: Mapped[str | None]
    author: Mapped[str | None]
    author_url: Mapped[str | None]
    published_iso: Mapped[str | None]
    published_at: Mapped[datetime | None]
    status: Mapped[str]
    first_seen_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(default="comment", server_default="comment")


class Media(Base):
    """A picture, video, sound or file that posts of a blog show."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("blog_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    url: Mapped[str]
    kind: Mapped[str]


class PostMedia(Base):
    """Where in a post a medium stands, and how the page describes it."""

    __tablename__ = "post_media"
    __table_args__ = (Index(None, "media_id"), {"sqlite_with_rowid": False})

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"))
    alt: Mapped[str | None]
    found_url: Mapped[str | None]


class Link(Base):
    """An outgoing link of a post's body."""

    __tablename__ = "link"
    __table_args__ = ({"sqlite_with_rowid": False},)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    text: Mapped[str | None]
    rel: Mapped[str | None]


class Counter(Base):
    """A number that the page showed at a time; a row only where it differs from the one before."""

    __tablename__ = "counter"
    __table_args__ = ({"sqlite_with_rowid": False},)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    observed_at: Mapped[datetime] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class FieldSource(Base):
    """Which extractor gave a field of a post, and which others said something else."""

    __tablename__ = "field_source"
    __table_args__ = ({"sqlite_with_rowid": False},)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str | None]
    version: Mapped[str]
    doubt: Mapped[str | None]
    uncertain: Mapped[bool]


class Template(Base):
    """What a blog's pages have in common, as it was learned."""

    __tablename__ = "template"
    __table_args__ = (UniqueConstraint("blog_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    number: Mapped[int]
    rules: Mapped[dict[str, Any]]
    learned_at: Mapped[datetime]


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


blog = _table(Blog)
crawl = _table(Crawl)
capture = _table(Capture)
post = _table(Post)
revision = _table(Revision)
address = _table(Address)
sighting = _table(Sighting)
listing = _table(Listing)
claim = _table(Claim)
author = _table(Author)
post_author = _table(PostAuthor)
term = _table(Term)
post_term = _table(PostTerm)
comment = _table(Comment)
media = _table(Media)
post_media = _table(PostMedia)
link = _table(Link)
counter = _table(Counter)
field_source = _table(FieldSource)
template = _table(Template)
