"""What the APIs of Ghost say of posts (the Content API) and of the comments that its members wrote.

Sources: docs.ghost.org/content-api; of TryGhost/Ghost the mappers of posts and comments, post-gating.js (what of a closed post is shown).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scraper.dates import if_later, parse_date
from scraper.extraction.answers.entry import Frame, ReadComments, ReadEntry, Stamp, comments_of, posts_of, read_entry
from scraper.extraction.answers.feeds import FeedEntry
from scraper.extraction.page import parse_text
from scraper.extraction.people import unique
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Hints, Page
from scraper.json_values import json_value, string_at, value_at
from scraper.text import count_of, squeeze
from scraper.urls import canonical_url
from storage.events import PostComment
from storage.records import REMOVED, Access, Author, Comment, Media, StatedDate, Term

UNPLACED = "/404/"  # where Ghost says that a post is which no route of the site shows
ROOT_MARK = "__GHOST_URL__"  # stands for the site's address in its database, and in what a careless plugin or proxy lets through
Record = Mapping[str, Any]


def read_posts(page: Page, frame: Frame) -> list[ReadEntry]:
    """The posts of an answer: whole, or as much as strangers may read."""
    return posts_of(_stamped(json_value(page.body)), lambda record, stamp: _read_post(record, stamp, page, frame))


def read_comments(page: Page) -> ReadComments:
    """The comments of an answer with the replies that it holds, each with the address of its post; taken away ones without their words."""
    return comments_of(_threads(json_value(page.body)), lambda record: _comment(record, page), lambda record: string_at(record, "id"))


def keys_of(answer: object) -> list[str]:
    """The ids of an answer's posts."""
    return [key for record in _records(answer, "posts") if (key := string_at(record, "id"))]


def stamps_of(answer: object) -> list[Stamp]:
    """The posts that an answer names."""
    return [stamp for _record, stamp in _stamped(answer)]


def comment_keys(answer: object) -> list[str]:
    """The ids of an answer's comments and of the replies among them."""
    return [key for record in _threads(answer) if (key := string_at(record, "id"))]


def cut_threads(answer: object) -> list[str]:
    """The ids of comments of which the answer holds fewer replies than there are: it gives the first three."""
    records = _records(answer, "comments")
    cut = (record for record in records if (count_of(value_at(record, "count", "replies")) or 0) > len(_replies(record)))
    return [key for record in cut if _replies(record) and (key := string_at(record, "id"))]


def total_of(answer: object) -> int | None:
    """How many records there are on all pages."""
    return count_of(value_at(answer, "meta", "pagination", "total"))


def next_page(answer: object) -> int | None:
    """The number of the page after this one, as the answer states it."""
    return count_of(value_at(answer, "meta", "pagination", "next"))


def _records(answer: object, name: str) -> list[Record]:
    records = value_at(answer, name)
    return [record for record in records if isinstance(record, Mapping)] if isinstance(records, list) else []


def _stamped(answer: object) -> Iterator[tuple[Record, Stamp]]:
    for record in _records(answer, "posts"):
        link, key = string_at(record, "url"), string_at(record, "id")
        url = canonical_url(link) if link else None
        is_public = record.get("status", "published") == "published" and record.get("page") is not True
        if url and key and is_public and not urlsplit(url).path.endswith(UNPLACED):
            yield record, Stamp(key=key, url=url, fingerprint=string_at(record, "updated_at"))


def _read_post(record: Record, stamp: Stamp, page: Page, frame: Frame) -> ReadEntry:
    read = read_entry(FeedEntry(sighting=stamp.sighting, hints=_hints(record, stamp, page)), frame)
    if read.post is None:
        return read
    excerpt, canonical = string_at(record, "custom_excerpt"), string_at(record, "canonical_url")
    subtitle = squeeze(excerpt) if excerpt and read.post.access is not Access.PUBLIC else read.post.subtitle  # shown before the wall
    return replace(read, post=replace(read.post, subtitle=subtitle, canonical_url=canonical_url(canonical) if canonical else None))


def _hints(record: Record, stamp: Stamp, page: Page) -> Hints:
    published = _date(record, "published_at", page)
    updated = if_later(_date(record, "updated_at", page), published)
    root = page.url.partition("/ghost/api/")[0]
    return Hints(
        source="api",
        title=squeeze(string_at(record, "title") or ""),
        authors=_authors(record),
        published=published,
        updated=updated,
        terms=_terms(record),
        body_html=(string_at(record, "html") or "").replace(ROOT_MARK, root),
        body_is_whole=True,
        excerpt=string_at(record, "custom_excerpt"),
        platform_id=stamp.key,
        cover=_cover(record, root),
        access=_access(record),
    )


def _access(record: Record) -> Access:
    """How much of a post a stranger gets; versions before 4 state only for whom it is."""
    has_access = record.get("access")
    is_public = has_access if isinstance(has_access, bool) else record.get("visibility", "public") == "public"
    if is_public:
        return Access.PUBLIC
    return Access.PREVIEW if string_at(record, "html") else Access.MEMBERS


def _date(record: Record, name: str, page: Page) -> StatedDate | None:
    stated = string_at(record, name)
    return parse_date(stated, not_after=page.last_day) if stated else None


def _authors(record: Record) -> tuple[Author, ...]:
    people = record.get("authors")
    stated = people if isinstance(people, list) else [record.get("primary_author") or record.get("author")]
    return unique(tuple(author for person in stated if (author := _author(person))))


def _author(person: object) -> Author | None:
    name, link = string_at(person, "name"), string_at(person, "url")
    if not name:
        return None
    url = canonical_url(link) if link else None
    return Author(name=squeeze(name), url=url if url and not urlsplit(url).path.endswith(UNPLACED) else None)


def _terms(record: Record) -> tuple[Term, ...]:
    """The tags that the blog shows; ``#name`` is a note of its editors."""
    tags = record.get("tags")
    named = [(tag, string_at(tag, "name")) for tag in tags] if isinstance(tags, list) else []
    shown = ((tag, name) for tag, name in named if name and not name.startswith("#") and value_at(tag, "visibility") != "internal")
    return tuple(Term(name=squeeze(name), url=string_at(tag, "url")) for tag, name in shown)


def _cover(record: Record, root: str) -> Media | None:
    stated = string_at(record, "feature_image")
    url = canonical_url(stated.replace(ROOT_MARK, root), root) if stated else None
    return Media(url=url, alt=string_at(record, "feature_image_alt")) if url else None


def _replies(record: Record) -> list[Record]:
    return _records(record, "replies")


def _threads(answer: object) -> Iterator[Record]:
    """All comments of an answer, each before its replies, which are given its post."""
    for record in _records(answer, "comments"):
        yield record
        for reply in _replies(record):
            yield {"post": record.get("post"), "parent_id": record.get("id"), **reply}


def _comment(record: Record, page: Page) -> Iterator[PostComment]:
    link, key = string_at(record, "post", "url"), string_at(record, "id")
    url = canonical_url(link) if link else None
    if not url or not key or urlsplit(url).path.endswith(UNPLACED):
        return
    is_removed = record.get("status", "published") != "published"
    body = parse_text("" if is_removed else string_at(record, "html") or "").find("body")
    name = string_at(record, "member", "name")
    comment = Comment(
        key=key,
        text=plain_text(body),
        html=safe_html(body, url),
        author=squeeze(name) if name else None,
        published=_date(record, "created_at", page),
        parent=string_at(record, "in_reply_to_id") or string_at(record, "parent_id"),
        status=REMOVED if is_removed else "approved",
    )
    yield PostComment(url=url, comment=comment)
