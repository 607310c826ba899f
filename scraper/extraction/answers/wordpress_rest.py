"""What the REST APIs of WordPress say of posts and comments: ``wp/v2`` of any site, and version 1.1 of wordpress.com.

Whatever an answer holds beside published posts (drafts, private and trashed ones that a careless plugin lets through) is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import MAXYEAR, datetime
from html import unescape
from typing import Any

from scraper.dates import if_later, told_twice
from scraper.extraction.answers.entry import Frame, ReadComments, ReadEntry, Stamp, comments_of, posts_of, read_entry
from scraper.extraction.answers.feeds import FeedEntry
from scraper.extraction.elements import cut_all, elements_of, select
from scraper.extraction.media import spell_emoji
from scraper.extraction.noise import is_noise
from scraper.extraction.page import parse_text
from scraper.extraction.people import unique
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Hints, Page, Rules
from scraper.json_values import json_value, string_at, value_at
from scraper.text import count_of, squeeze
from scraper.urls import canonical_url
from storage.events import PostComment
from storage.records import Access, Author, Comment, Counter, Media, Sighting, StatedDate, Term, TermKind

_KINDS = {"category": TermKind.CATEGORY, "post_tag": TermKind.TAG, "series": TermKind.SERIES}
_COMMENT_PAGE = re.compile(r"(?<=/)comment-page-\d+/?$|[?&]cpage=\d+")
_TAGS = re.compile(r"</?[a-zA-Z!][^<>]*>")  # "2 < 3 and 5 > 4" holds none
_NAMED = re.compile(r"<[a-z]+\s[^<>]*\b(?:class|id)=", re.IGNORECASE)
_TITLE_PREFIX = re.compile(r"^(?:Protected|Private): ")


def read_posts(page: Page, frame: Frame) -> list[ReadEntry]:
    """The published posts of an answer, whole."""
    return posts_of(_stamped(json_value(page.body)), lambda record, stamp: _read_post(record, stamp, page.url, frame))


def read_comments(page: Page) -> ReadComments:
    """The approved comments of an answer, each with the address of its post."""
    return comments_of(records_of(json_value(page.body)), _comment, _id)


def stamps_of(answer: object) -> list[Stamp]:
    """The published posts that an answer names."""
    return [stamp for _record, stamp in _stamped(answer)]


def keys_of(answer: object) -> list[str]:
    """The ids of an answer's records, whatever they are."""
    return [key for record in records_of(answer) if (key := _id(record))]


def records_of(answer: object) -> list[Mapping[str, Any]]:
    """The records of an answer: a list in ``wp/v2``, under a name in version 1.1; none in what is neither."""
    if isinstance(answer, Mapping):
        answer = answer.get("posts") or answer.get("comments")
    return [record for record in answer if isinstance(record, Mapping)] if isinstance(answer, list) else []


def _id(record: Mapping[str, Any]) -> str | None:
    number = record.get("id", record.get("ID"))
    return str(number) if isinstance(number, int | str) else None


def _is_public(record: Mapping[str, Any]) -> bool:
    return (record.get("status", "publish"), record.get("type", "post")) == ("publish", "post")


def _stamped(answer: object) -> Iterator[tuple[Mapping[str, Any], Stamp]]:
    for record in records_of(answer):
        if _is_public(record) and (stamp := _stamp(record)):
            yield record, stamp


def _stamp(record: Mapping[str, Any]) -> Stamp | None:
    link, key = record.get("link") or record.get("URL"), _id(record)
    url = canonical_url(link) if isinstance(link, str) else None
    changed = string_at(record, "modified_gmt") or string_at(record, "modified")
    return Stamp(key=key, url=url, fingerprint=changed) if url and key else None


def _read_post(record: Mapping[str, Any], stamp: Stamp, base: str, frame: Frame) -> ReadEntry:
    stated = _entry(record, stamp, base, frame.rules)
    if not stated.hints.body_is_whole:
        return ReadEntry(stamp.sighting, None, hints=stated.hints)
    entry = read_entry(stated, frame)
    is_named = entry.post is not None and entry.post.authors
    return replace(entry, author_key=_signers_key(record) or (None if is_named else _user_key(record)))


def _user_key(record: Mapping[str, Any]) -> str | None:
    number = record.get("author")
    return str(number) if isinstance(number, int) and number > 0 else None


def _signers_key(record: Mapping[str, Any]) -> str | None:
    """Under whom Co-Authors Plus files a post, where that is not just the user whom the API names: its terms have no names for people."""
    numbers = record.get("coauthors")
    if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
        return None
    terms = [term for taxonomy, term in _stated_terms(record) if taxonomy == "author" and value_at(term, "id") in numbers]
    user = string_at(value_at(record, "_embedded", "author", 0), "slug")
    is_user = len(numbers) == 1 and user is not None and [string_at(term, "slug") for term in terms] in ([user], [f"cap-{user}"])
    return None if is_user else ",".join(f"coauthor-{number}" for number in numbers) or None


def _entry(record: Mapping[str, Any], stamp: Stamp, base: str, rules: Rules) -> FeedEntry:
    published = _date(record, "date")
    updated = if_later(_date(record, "modified"), published)
    title = _title(record)
    hints = Hints(
        source="api",
        title=title,
        authors=_authors(record, base),
        published=published,
        updated=updated,
        terms=_terms(record),
        body_html=_rendered(record, "content"),
        body_is_whole=_has_text(record),
        excerpt=_excerpt(record, rules),
        platform_id=stamp.key,
        language=string_at(record, "lang"),
        cover=_cover(record, base),
        counters=tuple(_counters(record)),
        access=_access(record),
    )
    sighting = Sighting(url=stamp.url, source="api", title=title, published=published, modified=updated, fingerprint=stamp.fingerprint)
    return FeedEntry(sighting=sighting, hints=hints)


def _rendered(record: Mapping[str, Any], name: str) -> str | None:
    """``{"rendered": …}`` in ``wp/v2``, the text itself in version 1.1."""
    return string_at(record, name, "rendered") or string_at(record, name)


def _has_text(record: Mapping[str, Any]) -> bool:
    """Whether a text, be it empty, stands where the post's belongs: a filter of some plugin may leave something else there."""
    content = record.get("content", "")
    return isinstance(content.get("rendered", "") if isinstance(content, Mapping) else content, str)


def _excerpt(record: Mapping[str, Any], rules: Rules) -> str | None:
    """The excerpt without what plugins put before it, as they do before the text."""
    html = _rendered(record, "excerpt")
    if html and _NAMED.search(html):
        tree = parse_text(html)
        for selector in rules.noise:
            cut_all(select(tree, selector))
        cut_all([element for element in elements_of(tree) if is_noise(element)])
        return squeeze(plain_text(tree)) or None
    return (squeeze(unescape(_TAGS.sub(" ", html))) or None) if html else None


def _title(record: Mapping[str, Any]) -> str | None:
    title = _rendered(record, "title")
    text = squeeze(unescape(_TAGS.sub("", title))) if title else ""
    return (_TITLE_PREFIX.sub("", text) if _access(record) is Access.MEMBERS else text) or None


def _access(record: Mapping[str, Any]) -> Access:
    is_protected = value_at(record, "content", "protected") is True or bool(record.get("password"))
    return Access.MEMBERS if is_protected else Access.PUBLIC


def _date(record: Mapping[str, Any], name: str) -> StatedDate | None:
    """The moment with the site's offset, which is the difference of its two statements; version 1.1 states the offset itself."""
    local, utc = _moment(string_at(record, name)), _moment(string_at(record, f"{name}_gmt"))
    if local is None or local.tzinfo is not None:
        return StatedDate(local.isoformat()) if local else None
    return told_twice(local, None if utc is None or utc.tzinfo is not None else utc)


def _moment(text: str | None) -> datetime | None:
    """Odd imports state ``0000-00-00T00:00:00``; the last year of the calendar cannot be moved to another zone."""
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0) if text else None
    except ValueError:
        return None
    return moment if moment and 1970 < moment.year < MAXYEAR else None


def _authors(record: Mapping[str, Any], base: str) -> tuple[Author, ...]:
    """Those of the plugins for several authors first; users that the site hides are named by its SEO plugin, if at all."""
    for name in ("coauthors", "authors"):
        people = record.get(name)
        if isinstance(people, list) and (found := [author for person in people if (author := _author(person, base))]):
            return unique(tuple(found))
    for person in (
        value_at(record, "_embedded", "author", 0),
        record.get("author"),
        {"name": value_at(record, "yoast_head_json", "author")},
    ):
        if author := _author(person, base):
            return (author,)
    return ()


def _author(person: object, base: str) -> Author | None:
    name = string_at(person, "display_name") or string_at(person, "name")
    link = string_at(person, "link") or string_at(person, "URL")
    return Author(name=squeeze(unescape(name)), url=canonical_url(link, base) if link else None) if name else None


def _terms(record: Mapping[str, Any]) -> tuple[Term, ...]:
    """Categories and tags apart; what other plugins file posts under is theirs."""
    stated = _stated_terms(record)
    for kind, group in (("category", "categories"), ("post_tag", "tags")):  # version 1.1
        named = record.get(group)
        stated += [(kind, term) for term in named.values()] if isinstance(named, Mapping) else []
    found = {
        (kind, squeeze(unescape(name))): Term(name=squeeze(unescape(name)), kind=_KINDS[kind], url=string_at(term, "link"))
        for kind, term in stated
        if kind in _KINDS and (name := string_at(term, "name"))
    }
    return tuple(found.values())


def _stated_terms(record: Mapping[str, Any]) -> list[tuple[str | None, Any]]:
    """All terms of ``wp/v2``, each with its taxonomy."""
    groups = value_at(record, "_embedded", "wp:term")
    lists = [group for group in groups if isinstance(group, list)] if isinstance(groups, list) else []
    return [(string_at(term, "taxonomy"), term) for group in lists for term in group]


def _cover(record: Mapping[str, Any], base: str) -> Media | None:
    embedded = value_at(record, "_embedded", "wp:featuredmedia", 0)
    stated = string_at(embedded, "source_url") or string_at(record, "jetpack_featured_media_url") or string_at(record, "featured_image")
    url = canonical_url(stated, base) if stated else None
    return Media(url=url, alt=string_at(embedded, "alt_text")) if url else None


def _counters(record: Mapping[str, Any]) -> Iterator[Counter]:
    """Version 1.1 states them."""
    for name, value in (("comments", value_at(record, "discussion", "comment_count")), ("likes", record.get("like_count"))):
        if (count := count_of(value)) is not None:
            yield Counter(name=name, value=count)


def _comment(record: Mapping[str, Any]) -> Iterator[PostComment]:
    link, key = string_at(record, "link") or string_at(record, "URL"), _id(record)
    url = canonical_url(_COMMENT_PAGE.sub("", link.partition("#")[0])) if link else None
    html = _rendered(record, "content")
    if not url or not key or not html or record.get("status", "approved") != "approved":
        return
    body = parse_text(html).find("body")
    spell_emoji(body)
    parent = record.get("parent")
    parent_id = _id(parent) if isinstance(parent, Mapping) else str(parent) if isinstance(parent, int) and parent else None
    author = record.get("author") if isinstance(record.get("author"), Mapping) else None
    name = string_at(record, "author_name") or string_at(author, "name")
    comment = Comment(
        key=key,
        text=plain_text(body),
        html=safe_html(body, url),
        author=squeeze(unescape(name)) if name else None,
        author_url=canonical_url(string_at(record, "author_url") or string_at(author, "URL") or ""),
        published=_date(record, "date"),
        parent=parent_id,
        kind=kind if (kind := string_at(record, "type")) in {"pingback", "trackback"} else "comment",
    )
    yield PostComment(url=url, comment=comment)
