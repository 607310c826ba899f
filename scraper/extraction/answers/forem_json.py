"""What the API of Forem (dev.to and others) says of a member's articles and of their comments.

Sources: of forem/forem app/views/api (v0 and v1: articles/index, articles/_article, comments/_comment), Api::ArticlesController,
Api::CommentsController and ArticleApiIndexService.
"""

from collections.abc import Iterator

from scraper.dates import if_later, parse_date
from scraper.extraction.answers.entry import Frame, ReadComments, ReadEntry, Record, Stamp, comments_of, posts_of, records_in, threads_of
from scraper.extraction.page import parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Hints, Page
from scraper.json_values import json_value, string_at
from scraper.text import count_of, squeeze
from scraper.urls import canonical_url, site_of
from storage.events import PostComment
from storage.records import REMOVED, Author, Comment, Counter, Media, Sighting, Term

_COUNTERS = (("comments", "comments_count"), ("likes", "public_reactions_count"))
_TOLD = ("title", "edited_at", "published_at", "canonical_url", "comments_count")


def keys_of(answer: object) -> list[str]:
    """The ids of an answer's articles."""
    return [key for record in records_in(answer) if (key := _id(record))]


def stamps_of(answer: object) -> list[Stamp]:
    """The articles that an answer names, each at its own address there, whatever page it calls the original."""
    return [stamp for _record, stamp in _stamped(answer)]


def read_articles(page: Page, _frame: Frame) -> list[ReadEntry]:
    """What a list says of its articles; the text is on their pages."""
    return posts_of(_stamped(json_value(page.body)), lambda record, stamp: _entry(record, stamp, page))


def read_comments(page: Page, url: str) -> ReadComments:
    """The comments of an answer on the article at ``url``, each before its answers; one that was removed or hidden without its words."""

    def read(node: tuple[Record, str | None]) -> Iterator[PostComment]:
        yield PostComment(url=url, comment=_comment(*node, url, page))

    return comments_of(threads_of(json_value(page.body), _code), read, lambda node: _code(node[0]))


def _id(record: Record) -> str | None:
    number = record.get("id")
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else None


def _code(record: Record) -> str | None:
    return string_at(record, "id_code")


def _stamped(answer: object) -> Iterator[tuple[Record, Stamp]]:
    for record in records_in(answer):
        url, key = canonical_url(string_at(record, "url") or ""), _id(record)
        if url and key:
            yield record, Stamp(key=key, url=url, fingerprint=" ".join(str(record.get(name)) for name in _TOLD))


def _entry(record: Record, stamp: Stamp, page: Page) -> ReadEntry:
    published = parse_date(string_at(record, "published_at") or "", not_after=page.last_day)
    updated = if_later(parse_date(string_at(record, "edited_at") or "", not_after=page.last_day), published)
    title, name, cover = (
        string_at(record, "title"),
        string_at(record, "user", "name"),
        canonical_url(string_at(record, "cover_image") or ""),
    )
    tags = record.get("tag_list")
    hints = Hints(
        source="api",
        title=squeeze(title) if title else None,
        authors=(Author(name=squeeze(name), url=_profile(record, page.url)),) if name else (),
        published=published,
        updated=updated,
        terms=tuple(Term(name=tag) for tag in tags if isinstance(tag, str) and tag) if isinstance(tags, list) else (),
        excerpt=string_at(record, "description"),
        platform_id=stamp.key,
        language=string_at(record, "language"),
        cover=Media(url=cover) if cover else None,
        counters=tuple(Counter(name=name, value=value) for name, key in _COUNTERS if (value := count_of(record.get(key))) is not None),
    )
    sighting = Sighting(
        url=stamp.url, source="api", title=hints.title, published=published, modified=updated, fingerprint=stamp.fingerprint
    )
    return ReadEntry(sighting, None, hints=hints)


def _profile(record: Record, base: str) -> str | None:
    name = string_at(record, "user", "username")
    return canonical_url(f"{site_of(base)}/{name}") if name else None


def _comment(record: Record, parent: str | None, url: str, page: Page) -> Comment:
    name = string_at(record, "user", "name")  # of what was removed or hidden, Forem names nobody
    body = parse_text(string_at(record, "body_html") or "" if name else "").find("body")
    return Comment(
        key=_code(record) or "",
        text=plain_text(body),
        html=safe_html(body, url),
        author=squeeze(name) if name else None,
        author_url=_profile(record, url),
        published=parse_date(string_at(record, "created_at") or "", not_after=page.last_day),
        parent=parent,
        status="approved" if name else REMOVED,
    )
