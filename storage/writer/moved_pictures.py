"""Posts of which the pictures alone are told otherwise now: a blog that moves to another scheme, host or folder has edited none of its
posts, nor has one whose theme shows covers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import unescape

from sqlalchemy import Connection, select

from storage import models
from storage.bodies import content_digest, expand
from storage.records import Media, Post
from storage.writer.reading import Reading
from storage.writer.upsert import chunks


def with_moved_pictures(connection: Connection, readings: Sequence[Reading]) -> set[int]:
    """Return the ids of the known posts that are held with this very text, and with pictures of these names, the cover aside."""
    held = _held_contents(connection, [reading.post_id for reading in readings])
    return {
        reading.post_id
        for reading in readings
        if _has_same_pictures(reading.post, held[reading.post_id])
        and content_digest(replace(reading.post, media=())) == content_digest(replace(held[reading.post_id], media=()))
    }


def _held_contents(connection: Connection, post_ids: Sequence[int]) -> dict[int, Post]:
    pictures = _held_pictures(connection, post_ids)
    post, revision = models.post, models.revision
    is_current = (revision.c.post_id == post.c.id) & (revision.c.number == post.c.revision)
    texts = (revision.c.title, revision.c.subtitle, revision.c.body_html, revision.c.body_text)
    statement = select(post.c.id, post.c.url, *texts).join(revision, is_current)
    return {
        row.id: Post(
            url=row.url,
            title=row.title,
            subtitle=row.subtitle,
            body_html=expand(row.body_html),
            body_text=expand(row.body_text),
            media=tuple(pictures[row.id]),
        )
        for chunk in chunks(post_ids)
        for row in connection.execute(statement.where(post.c.id.in_(chunk)))
    }


def _held_pictures(connection: Connection, post_ids: Sequence[int]) -> dict[int, list[Media]]:
    place = models.post_media
    statement = select(place.c.post_id, place.c.found_url, models.media.c.url).join(models.media)
    pictures: dict[int, list[Media]] = defaultdict(list)
    for chunk in chunks(post_ids):
        for row in connection.execute(statement.where(place.c.post_id.in_(chunk)).order_by(place.c.post_id, place.c.position)):
            pictures[row.post_id].append(Media(url=row.url, found_url=row.found_url))
    return pictures


def _has_same_pictures(one: Post, other: Post) -> bool:
    """Whether two readings show the same pictures; a cover above the text is shown by an API or a theme and left out by another."""
    names, others = _names(one.media), _names(other.media)
    return names == others or _names(_without_cover(one)) == others or names == _names(_without_cover(other))


def _without_cover(post: Post) -> tuple[Media, ...]:
    """The pictures without a first one that does not stand in the text: one that does is its author's."""
    text = unescape(post.body_html or "")
    is_in_text = any(_name(url) in text for medium in post.media[:1] for url in (medium.url, medium.found_url) if url)
    return post.media if is_in_text else post.media[1:]


def _names(media: Iterable[Media]) -> list[str]:
    """The names of the files, each once."""
    return list(dict.fromkeys(_name(medium.url) for medium in media))


def _name(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rpartition("/")[2]
