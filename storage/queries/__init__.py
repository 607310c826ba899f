"""Named reads of an archive: what the command line, the exporters and the reading room may ask."""

from storage.queries.audit import Audit, CommentGap, Missing, SourceCount, audit
from storage.queries.blogs import all_blogs, blog_among, find_blog, keeper_of, names_of_blog, plain_address
from storage.queries.comments import Discussed, discussed, held_comments, last_answers, unseen_pages
from storage.queries.crawls import (
    CrawlRow,
    capture_before,
    captures,
    crawls,
    is_first_visit_cut_short,
    is_long_gone,
    original,
    settled_answer,
    validators,
    was_visited,
)
from storage.queries.estimate import Estimate, chapman
from storage.queries.integrity import check_integrity
from storage.queries.inventory import (
    COMMENTS,
    Claim,
    InventoryRow,
    PendingAddress,
    claim,
    documents,
    fingerprints,
    held_among,
    inventory,
    pending,
    pending_counts,
    share_named,
)
from storage.queries.lists import LISTS, AuthorRow, CommentRow, LinkRow, MediaRow, TermRow, list_rows
from storage.queries.pictures import Picture, picture_capture, unkept_pictures
from storage.queries.posts import StoredPost, posts
from storage.queries.revisions import StoredRevision, revisions
from storage.queries.status import BlogStatus, status
from storage.queries.zones import PlacelessDate, StatedOffset, placeless_dates, stated_offsets

__all__ = [
    "COMMENTS",
    "LISTS",
    "Audit",
    "AuthorRow",
    "BlogStatus",
    "Claim",
    "CommentGap",
    "CommentRow",
    "CrawlRow",
    "Discussed",
    "Estimate",
    "InventoryRow",
    "LinkRow",
    "MediaRow",
    "Missing",
    "PendingAddress",
    "Picture",
    "PlacelessDate",
    "SourceCount",
    "StatedOffset",
    "StoredPost",
    "StoredRevision",
    "TermRow",
    "all_blogs",
    "audit",
    "blog_among",
    "capture_before",
    "captures",
    "chapman",
    "check_integrity",
    "claim",
    "crawls",
    "discussed",
    "documents",
    "find_blog",
    "fingerprints",
    "held_among",
    "held_comments",
    "inventory",
    "is_first_visit_cut_short",
    "is_long_gone",
    "keeper_of",
    "last_answers",
    "list_rows",
    "names_of_blog",
    "original",
    "pending",
    "pending_counts",
    "picture_capture",
    "placeless_dates",
    "plain_address",
    "posts",
    "revisions",
    "settled_answer",
    "share_named",
    "stated_offsets",
    "status",
    "unkept_pictures",
    "unseen_pages",
    "validators",
    "was_visited",
]
