"""The tables of an archive. What must hold is said here, in the database: keys, closed sets, what may be unknown.

Tables without classes for their rows: nothing here reads or writes by SQLAlchemy's ORM, which takes a fifth of a command's start to load.
``info["about"]`` says what a table holds.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.column_types import UtcDateTime, closed_set
from storage.records import Access, AddressState, PostStatus, TermKind

METADATA = MetaData(
    naming_convention={  # names of constraints that are the same on both databases
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

blog = Table(
    "blog",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("home_url", Text, nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("title", Text),
    Column("language", Text),
    Column("tags", JSON, nullable=False),
    Column("every", Text),
    Column("since", Date),
    Column("lease_holder", Text),
    Column("lease_until", UtcDateTime),
    Column("paused_at", UtcDateTime),
    Column("pause_reason", Text),
    Column("gap", Text),
    Column("gap_tries", Integer, nullable=False, default=0, server_default="0"),
    info={
        "about": "One publication; the lease says which process crawls it now, and until when. A gap is what of its listings could not be "
        "read when all were asked for last, at so many visits in a row."
    },
)
crawl = Table(
    "crawl",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", Text),
    Column("requests", Integer, nullable=False, default=0, server_default="0"),
    Column("not_modified", Integer, nullable=False, default=0, server_default="0"),
    Column("bytes", BigInteger, nullable=False, default=0, server_default="0"),
    Column("new_posts", Integer, nullable=False, default=0, server_default="0"),
    Column("new_revisions", Integer, nullable=False, default=0, server_default="0"),
    Column("gone", Integer, nullable=False, default=0, server_default="0"),
    Column("failures", Integer, nullable=False, default=0, server_default="0"),
    Column("error", Text),
    Index(None, "blog_id"),
    info={"about": "One run over one blog, with its counts and outcome."},
)
capture = Table(
    "capture",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("crawl_id", ForeignKey("crawl.id")),
    Column("url", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("status", Integer),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("content_type", Text),
    Column("digest", Text),
    Column("warc_file", Text),
    Column("warc_offset", BigInteger),
    Column("warc_length", BigInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("error", Text),
    # A hash index on PostgreSQL: an address may be longer than a B-tree entry there can be.
    Index("ix_capture_url", "url", postgresql_using="hash"),
    Index(None, "blog_id"),
    info={"about": "One HTTP exchange, and where its record lies."},
)
post = Table(
    "post",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("status", closed_set(PostStatus, "status"), nullable=False),
    Column("status_reason", Text),
    Column("status_at", UtcDateTime),
    Column("status_capture_id", ForeignKey("capture.id")),
    Column("published_iso", Text),
    Column("published_at", UtcDateTime),
    Column("updated_iso", Text),
    Column("updated_at", UtcDateTime),
    Column("language", Text),
    Column("canonical_url", Text),
    Column("licence", Text),
    Column("access", closed_set(Access, "access"), nullable=False),
    Column("comment_system", Text),
    Column("platform_id", Text),
    Column("revision", Integer, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("first_captured_at", UtcDateTime, nullable=False),
    Column("last_captured_at", UtcDateTime, nullable=False),
    UniqueConstraint("blog_id", "url"),
    Index("ix_post_url", "url", postgresql_using="hash"),
    Index("ix_post_newest", "blog_id", text("published_at DESC"), "id"),
    Index(None, "blog_id", "content_digest"),
    Index(None, "blog_id", "status"),
    CheckConstraint("revision >= 1", name="revision"),
    info={"about": "The thing at a canonical address; `revision` is the number of the current one, `content_digest` its digest."},
)
revision = Table(
    "revision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("post_id", ForeignKey("post.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("title", Text),
    Column("subtitle", Text),
    Column("body_html", LargeBinary),
    Column("body_text", LargeBinary),
    Column("words", Integer, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    Column("capture_id", ForeignKey("capture.id")),
    UniqueConstraint("post_id", "number"),
    CheckConstraint("number >= 1", name="number"),
    info={"about": "A content of a post that differs from the one before it; bodies are zstd frames of UTF-8."},
)
address = Table(
    "address",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("state", closed_set(AddressState, "state"), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("post_id", ForeignKey("post.id")),
    Column("published_at", UtcDateTime),
    Column("modified_at", UtcDateTime),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("checked_at", UtcDateTime),
    UniqueConstraint("blog_id", "url"),
    Index("ix_address_order", "blog_id", "state", text("published_at DESC"), text("modified_at DESC"), "id"),
    Index(None, "post_id"),
    CheckConstraint("state <> 'held' OR post_id IS NOT NULL", name="held_has_post"),
    info={
        "about": "One address of a blog's inventory. "
        "Its two times repeat the latest word of its sightings, so that the order of fetching has an index."
    },
)
sighting = Table(
    "sighting",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("address_id", ForeignKey("address.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("title", Text),
    Column("published_iso", Text),
    Column("published_at", UtcDateTime),
    Column("modified_iso", Text),
    Column("modified_at", UtcDateTime),
    Column("fingerprint", Text),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_crawl_id", ForeignKey("crawl.id")),
    Column("missing_since", UtcDateTime),
    UniqueConstraint("address_id", "source"),
    Index("ix_sighting_document", "document", postgresql_using="hash"),
    info={"about": "One source's word about an address; `document` is the listing that says so."},
)
listing = Table(
    "listing",
    METADATA,
    Column("blog_id", ForeignKey("blog.id"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("named", Integer, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    info={"about": "A document that lists the blog's posts, or (an index) other such documents; an update asks these again."},
)
claim = Table(
    "claim",
    METADATA,
    Column("blog_id", ForeignKey("blog.id"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("stated_at", UtcDateTime, nullable=False),
    Column("compared_at", UtcDateTime),
    CheckConstraint("total >= 0", name="total"),
    info={
        "about": "How many posts a source says the blog has; the source `comments` says how many comments. "
        "`compared_at` is when all that the source names was last compared with what is held; without one it never was."
    },
)
author = Table(
    "author",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text),
    UniqueConstraint("blog_id", "name"),
    info={"about": "Somebody who signs posts of a blog."},
)
post_author = Table(
    "post_author",
    METADATA,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("author_id", ForeignKey("author.id"), nullable=False),
    UniqueConstraint("post_id", "author_id"),
    Index(None, "author_id"),
    sqlite_with_rowid=False,
    info={"about": "Who signed a post, in order."},
)
term = Table(
    "term",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("kind", closed_set(TermKind, "kind"), nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text),
    UniqueConstraint("blog_id", "kind", "name"),
    info={"about": "A tag, category or series of a blog."},
)
post_term = Table(
    "post_term",
    METADATA,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("term_id", ForeignKey("term.id"), nullable=False),
    UniqueConstraint("post_id", "term_id"),
    Index(None, "term_id"),
    sqlite_with_rowid=False,
    info={"about": "What a post is filed under, in order."},
)
comment = Table(
    "comment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("post_id", ForeignKey("post.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("parent_id", ForeignKey("comment.id")),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("author", Text),
    Column("author_url", Text),
    Column("published_iso", Text),
    Column("published_at", UtcDateTime),
    Column("status", Text, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("listed_at", UtcDateTime),
    Column("missing_since", UtcDateTime),
    Column("kind", Text, nullable=False, default="comment", server_default="comment"),
    Column("changed_at", UtcDateTime),
    UniqueConstraint("post_id", "key"),
    Index(None, "parent_id"),
    info={
        "about": "What a reader wrote under a post; one that vanished stays, with the time since when it is missing. "
        "`listed_at` is when a list of all comments of the blog named it last; one that only its page shows has none. "
        "`changed_at` is when it was last read otherwise than before, or was back."
    },
)
media = Table(
    "media",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("blog_id", ForeignKey("blog.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    UniqueConstraint("blog_id", "url"),
    info={"about": "A picture, video, sound or file that posts of a blog show."},
)
picture = Table(
    "picture",
    METADATA,
    Column("media_id", ForeignKey("media.id"), primary_key=True),
    Column("capture_id", ForeignKey("capture.id")),
    Column("attempts", Integer, nullable=False),
    info={"about": "A medium that was asked for: the capture that holds its bytes, or how often it was asked for."},
)
post_media = Table(
    "post_media",
    METADATA,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("media_id", ForeignKey("media.id"), nullable=False),
    Column("alt", Text),
    Column("found_url", Text),
    Index(None, "media_id"),
    sqlite_with_rowid=False,
    info={"about": "Where in a post a medium stands, and how the page describes it."},
)
link = Table(
    "link",
    METADATA,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("text", Text),
    Column("rel", Text),
    sqlite_with_rowid=False,
    info={"about": "An outgoing link of a post's body."},
)
counter = Table(
    "counter",
    METADATA,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("observed_at", UtcDateTime, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
    info={"about": "A number that the page showed at a time; a row only where it differs from the one before."},
)
field_source = Table(
    "field_source",
    METADATA,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("source", Text),
    Column("version", Text, nullable=False),
    Column("doubt", Text),
    Column("uncertain", Boolean, nullable=False),
    sqlite_with_rowid=False,
    info={"about": "Which extractor gave a field of a post, and which others said something else."},
)
