"""The first schema: the inventory, the evidence, and the posts with all that belongs to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    _create_blog_tables()
    _create_capture_tables()
    _create_post_tables()
    _create_inventory_tables()
    _create_name_tables()
    _create_body_tables()
    _create_observation_tables()


def _create_blog_tables() -> None:
    # Blogs, their crawls and what is known of their pages.
    op.create_table(
        "blog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_url", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("every", sa.Text()),
        sa.Column("since", sa.Date()),
        sa.Column("lease_holder", sa.Text()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_blog"),
        sa.UniqueConstraint("home_url", name="uq_blog_home_url"),
        sa.UniqueConstraint("slug", name="uq_blog_slug"),
    )
    op.create_table(
        "crawl",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text()),
        sa.Column("requests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_modified", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("new_posts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("new_revisions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("gone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_crawl_blog_id"),
        sa.PrimaryKeyConstraint("id", name="pk_crawl"),
    )
    op.create_index("ix_crawl_blog_id", "crawl", ["blog_id"])
    op.create_table(
        "template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_template_blog_id"),
        sa.PrimaryKeyConstraint("id", name="pk_template"),
        sa.UniqueConstraint("blog_id", "number", name="uq_template_blog_id_number"),
    )
    op.create_table(
        "claim",
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("total >= 0", name=op.f("ck_claim_total")),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_claim_blog_id"),
        sa.PrimaryKeyConstraint("blog_id", "source", name="pk_claim"),
    )


def _create_capture_tables() -> None:
    # Where the evidence lies.
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("crawl_id", sa.Integer()),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_type", sa.Text()),
        sa.Column("digest", sa.Text()),
        sa.Column("warc_file", sa.Text()),
        sa.Column("warc_offset", sa.BigInteger()),
        sa.Column("warc_length", sa.BigInteger()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_capture_blog_id"),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_capture_crawl_id"),
        sa.PrimaryKeyConstraint("id", name="pk_capture"),
    )
    op.create_index("ix_capture_blog_id", "capture", ["blog_id"])
    op.create_index("ix_capture_url", "capture", ["url"], postgresql_using="hash")


def _create_post_tables() -> None:
    # Posts and the states of their content.
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("live", "gone", "unreachable", name="status", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text()),
        sa.Column("status_at", sa.DateTime(timezone=True)),
        sa.Column("status_capture_id", sa.Integer()),
        sa.Column("published_iso", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("updated_iso", sa.Text()),
        sa.Column("updated_at", sa.DateTime(timezone=True)),
        sa.Column("language", sa.Text()),
        sa.Column("canonical_url", sa.Text()),
        sa.Column("licence", sa.Text()),
        sa.Column(
            "access",
            sa.Enum("public", "preview", "members", name="access", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("comment_system", sa.Text()),
        sa.Column("platform_id", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("first_captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_post_revision")),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_post_blog_id"),
        sa.ForeignKeyConstraint(["status_capture_id"], ["capture.id"], name="fk_post_status_capture_id"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("blog_id", "url", name="uq_post_blog_id_url"),
    )
    op.create_index("ix_post_blog_id_content_digest", "post", ["blog_id", "content_digest"])
    op.create_index("ix_post_blog_id_status", "post", ["blog_id", "status"])
    op.create_index("ix_post_url", "post", ["url"], postgresql_using="hash")
    op.create_index("ix_post_newest", "post", ["blog_id", sa.text("published_at DESC"), "id"])
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("subtitle", sa.Text()),
        sa.Column("body_html", sa.LargeBinary()),
        sa.Column("body_text", sa.LargeBinary()),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capture_id", sa.Integer()),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revision_number")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_revision_capture_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_revision_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("post_id", "number", name="uq_revision_post_id_number"),
    )


def _create_inventory_tables() -> None:
    # Who said that there is a post, and what became of it.
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "held",
                "duplicate",
                "gone",
                "not_a_post",
                "out_of_scope",
                "robots",
                "members_only",
                "failed",
                "too_old",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text()),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("post_id", sa.Integer()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("modified_at", sa.DateTime(timezone=True)),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state <> 'held' OR post_id IS NOT NULL", name=op.f("ck_address_held_has_post")),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_address_blog_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_address_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.UniqueConstraint("blog_id", "url", name="uq_address_blog_id_url"),
    )
    op.create_index("ix_address_post_id", "address", ["post_id"])
    op.create_index("ix_address_order", "address", ["blog_id", "state", sa.text("published_at DESC"), sa.text("modified_at DESC"), "id"])
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("published_iso", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("modified_iso", sa.Text()),
        sa.Column("modified_at", sa.DateTime(timezone=True)),
        sa.Column("fingerprint", sa.Text()),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_crawl_id", sa.Integer()),
        sa.Column("missing_since", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_sighting_address_id"),
        sa.ForeignKeyConstraint(["last_seen_crawl_id"], ["crawl.id"], name="fk_sighting_last_seen_crawl_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sighting"),
        sa.UniqueConstraint("address_id", "source", name="uq_sighting_address_id_source"),
    )
    op.create_index("ix_sighting_document", "sighting", ["document"], postgresql_using="hash")
    op.create_table(
        "listing",
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_listing_blog_id"),
        sa.PrimaryKeyConstraint("blog_id", "source", "document", name="pk_listing"),
    )


def _create_name_tables() -> None:
    # Who wrote, what about.
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_author_blog_id"),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
        sa.UniqueConstraint("blog_id", "name", name="uq_author_blog_id_name"),
    )
    op.create_table(
        "post_author",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_post_author_author_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_author_post_id"),
        sa.PrimaryKeyConstraint("post_id", "position", name="pk_post_author"),
        sa.UniqueConstraint("post_id", "author_id", name="uq_post_author_post_id_author_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_author_author_id", "post_author", ["author_id"])
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("tag", "category", "series", name="kind", native_enum=False, create_constraint=True, length=20), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_term_blog_id"),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
        sa.UniqueConstraint("blog_id", "kind", "name", name="uq_term_blog_id_kind_name"),
    )
    op.create_table(
        "post_term",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_term_post_id"),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name="fk_post_term_term_id"),
        sa.PrimaryKeyConstraint("post_id", "position", name="pk_post_term"),
        sa.UniqueConstraint("post_id", "term_id", name="uq_post_term_post_id_term_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_term_term_id", "post_term", ["term_id"])


def _create_body_tables() -> None:
    # What stands in and under a post.
    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blog_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["blog_id"], ["blog.id"], name="fk_media_blog_id"),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
        sa.UniqueConstraint("blog_id", "url", name="uq_media_blog_id_url"),
    )
    op.create_table(
        "post_media",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.Text()),
        sa.Column("found_url", sa.Text()),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name="fk_post_media_media_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_media_post_id"),
        sa.PrimaryKeyConstraint("post_id", "position", name="pk_post_media"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_media_media_id", "post_media", ["media_id"])
    op.create_table(
        "link",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("rel", sa.Text()),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_link_post_id"),
        sa.PrimaryKeyConstraint("post_id", "position", name="pk_link"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("author_url", sa.Text()),
        sa.Column("published_iso", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True)),
        sa.Column("missing_since", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name="fk_comment_parent_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_comment_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("post_id", "key", name="uq_comment_post_id_key"),
    )
    op.create_index("ix_comment_parent_id", "comment", ["parent_id"])


def _create_observation_tables() -> None:
    # Numbers that were shown, and who said what.
    op.create_table(
        "counter",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_counter_post_id"),
        sa.PrimaryKeyConstraint("post_id", "name", "observed_at", name="pk_counter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "field_source",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("doubt", sa.Text()),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_field_source_post_id"),
        sa.PrimaryKeyConstraint("post_id", "field", name="pk_field_source"),
        sqlite_with_rowid=False,
    )
