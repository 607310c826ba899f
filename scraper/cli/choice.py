"""Which blogs a command is about: named by slug, host, address or ``@tag``; nothing named means all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scraper.cli.invocation import invocation
from scraper.errors import UsageError
from storage.records import IMPORTED, UNKNOWN

if TYPE_CHECKING:
    from scraper.config import Config
    from storage.archive import Archive
    from storage.queries import BlogStatus
    from storage.records import Blog, BlogId


NOT_FOUND_S = 3600.0  # between two tries of a blog whose home was never found


def chosen_blogs(archive: "Archive", config: "Config", names: Sequence[str]) -> "list[Blog]":
    """The blogs of those names, each once, in the order named; a name that fits none is a mistake."""
    from storage.queries import all_blogs

    if not names:
        return list(all_blogs(archive))
    found = {blog.slug: blog for name in names for blog in _named(archive, config, name)}
    return list(found.values())


def chosen_ids(archive: "Archive", config: "Config", names: Sequence[str]) -> "list[BlogId] | None":
    """The ids of the blogs of those names; ``None``, which means all, where none is named."""
    from storage.records import id_of

    return [id_of(blog) for blog in chosen_blogs(archive, config, names)] if names else None


def _named(archive: "Archive", config: "Config", name: str) -> "list[Blog]":
    from storage.queries import all_blogs, find_blog

    if name.startswith("@"):
        blogs = [blog for blog in all_blogs(archive) if name[1:] in tags_of(blog, config)]
    else:
        blog = find_blog(archive, name)
        blogs = [blog] if blog else []
    if not blogs:
        raise UsageError(f"{name}: no such blog in {archive.root}; `{invocation().spoken} status` lists them")
    return blogs


def is_visited(blog: "Blog") -> bool:
    """Whether ``update`` visits a blog without being told its name: a paused one and one only known from imported files are left alone."""
    return blog.platform != IMPORTED and blog.paused_at is None


def was_never_found(blog: "Blog") -> bool:
    """Whether every visit so far failed before the blog's home was found: it was down, or its address is wrong."""
    return blog.platform == UNKNOWN


def tags_of(blog: "Blog", config: "Config") -> tuple[str, ...]:
    """The tags of a blog: its own, and those of its table in the settings."""
    return tuple(dict.fromkeys((*blog.tags, *config.settings_of(blog).tags)))


def due_at(status: "BlogStatus", config: "Config") -> datetime | None:
    """When a blog is to be visited next; ``None``: now, because it never was, not to the end, or was left with posts pending."""
    from scraper.values import interval_s

    if status.last_crawl_at is None or status.was_cut_short or status.pending:
        return None
    own = config.settings_of(status.blog).every
    every_s = interval_s(own or status.every or config.every)
    if own is None and was_never_found(status.blog):  # it was down when it was added: the next run of a daily job must not miss it
        every_s = min(every_s, NOT_FOUND_S)
    return status.last_crawl_at + timedelta(seconds=every_s)


def is_due(status: "BlogStatus", config: "Config", now: datetime) -> bool:
    """Whether a blog is to be visited now."""
    due = due_at(status, config)
    return due is None or due <= now
