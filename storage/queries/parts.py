"""What belongs to a number of posts, each table read once for all of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from storage import models
from storage.columns import Row, is_latest_counter, read_date
from storage.records import Author, Comment, Counter, Link, Media, Term

_Part = TypeVar("_Part")
ByPost = dict[int, list[_Part]]


@dataclass(slots=True, kw_only=True)
class Parts:
    """The parts of posts, by the post's id, in order."""

    authors: ByPost[Author]
    terms: ByPost[Term]
    media: ByPost[Media]
    links: ByPost[Link]
    comments: ByPost[Comment]
    counters: ByPost[Counter]
    field_sources: ByPost[Row]


def load_parts(connection: Connection, post_ids: Sequence[int]) -> Parts:
    """Return all that belongs to the posts."""

    def load(statement: Select[Any], read: Callable[[Row], _Part]) -> ByPost[_Part]:
        parts: ByPost[_Part] = defaultdict(list)
        for row in connection.execute(statement).mappings():
            parts[row["post_id"]].append(read(row))
        return parts

    return Parts(
        authors=load(_authors(post_ids), lambda row: Author(name=row["name"], url=row["url"])),
        terms=load(_terms(post_ids), lambda row: Term(name=row["name"], kind=row["kind"], url=row["url"])),
        media=load(_media(post_ids), lambda row: Media(url=row["url"], found_url=row["found_url"], alt=row["alt"], kind=row["kind"])),
        links=load(_links(post_ids), lambda row: Link(url=row["url"], text=row["text"], rel=row["rel"])),
        comments=load(_comments(post_ids), read_comment),
        counters=load(_counters(post_ids), lambda row: Counter(name=row["name"], value=row["value"])),
        field_sources=load(_field_sources(post_ids), lambda row: row),
    )


def read_comment(row: Row) -> Comment:
    """Return the record of a comment's row that carries its parent's key as ``parent``."""
    names = ("key", "text", "html", "author", "author_url", "status", "kind", "parent")
    return Comment(published=read_date(row["published_iso"]), **{name: row[name] for name in names})


def _authors(post_ids: Sequence[int]) -> Select[Any]:
    place = models.post_author
    statement = select(place.c.post_id, models.author.c.name, models.author.c.url).join(models.author)
    return statement.where(place.c.post_id.in_(post_ids)).order_by(place.c.post_id, place.c.position)


def _terms(post_ids: Sequence[int]) -> Select[Any]:
    place = models.post_term
    statement = select(place.c.post_id, models.term.c.name, models.term.c.kind, models.term.c.url).join(models.term)
    return statement.where(place.c.post_id.in_(post_ids)).order_by(place.c.post_id, place.c.position)


def _media(post_ids: Sequence[int]) -> Select[Any]:
    place = models.post_media
    statement = select(place.c.post_id, place.c.alt, place.c.found_url, models.media.c.url, models.media.c.kind).join(models.media)
    return statement.where(place.c.post_id.in_(post_ids)).order_by(place.c.post_id, place.c.position)


def _links(post_ids: Sequence[int]) -> Select[Any]:
    return select(models.link).where(models.link.c.post_id.in_(post_ids)).order_by(models.link.c.post_id, models.link.c.position)


def _comments(post_ids: Sequence[int]) -> Select[Any]:
    comment, parent = models.comment, models.comment.alias("parent_comment")
    statement = select(comment, parent.c.key.label("parent")).outerjoin(parent, parent.c.id == comment.c.parent_id)
    return statement.where(comment.c.post_id.in_(post_ids)).order_by(comment.c.post_id, comment.c.position, comment.c.id)


def _counters(post_ids: Sequence[int]) -> Select[Any]:
    counter = models.counter
    return select(counter).where(counter.c.post_id.in_(post_ids), is_latest_counter()).order_by(counter.c.post_id, counter.c.name)


def _field_sources(post_ids: Sequence[int]) -> Select[Any]:
    table = models.field_source
    return select(table).where(table.c.post_id.in_(post_ids)).order_by(table.c.post_id, table.c.field)
