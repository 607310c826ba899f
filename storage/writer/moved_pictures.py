"""Posts of which the pictures alone are told otherwise now: a blog that moves to another scheme, host or folder has edited none of its
posts, nor has one whose theme shows covers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from storage import models
from storage.bodies import content_digest, expand
from storage.records import Post
from storage.writer.reading import Reading
from storage.writer.upsert import chunks


def with_moved_pictures(connection: Connection, readings: Sequence[Reading]) -> set[int]:
    """Return the ids of the known posts that are held with this very text, and with pictures of these names, the cover aside."""
    pictures = _held_pictures(connection, [reading.post_id for reading in readings])
    held = _held_texts(connection, [reading.post_id for reading in readings])
    return {
        reading.post_id
        for reading in readings
        if _are_same(_names(medium.url for medium in reading.post.media), _names(pictures[reading.post_id]))
        and content_digest(replace(reading.post, media=())) == content_digest(held[reading.post_id])
    }


def _held_texts(connection: Connection, post_ids: Sequence[int]) -> dict[int, Post]:
    post, revision = models.post, models.revision
    is_current = (revision.c.post_id == post.c.id) & (revision.c.number == post.c.revision)
    statement = select(post.c.id, post.c.url, revision.c.title, revision.c.subtitle, revision.c.body_text).join(revision, is_current)
    return {
        row.id: Post(url=row.url, title=row.title, subtitle=row.subtitle, body_text=expand(row.body_text))
        for chunk in chunks(post_ids)
        for row in connection.execute(statement.where(post.c.id.in_(chunk)))
    }


def _held_pictures(connection: Connection, post_ids: Sequence[int]) -> dict[int, list[str]]:
    place = models.post_media
    statement = select(place.c.post_id, models.media.c.url).join(models.media).order_by(place.c.post_id, place.c.position)
    pictures: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks(post_ids):
        for post_id, url in connection.execute(statement.where(place.c.post_id.in_(chunk))):
            pictures[post_id].append(url)
    return pictures


def _names(urls: Iterable[str]) -> list[str]:
    """The names of the files, each once."""
    return list(dict.fromkeys(url.partition("?")[0].partition("#")[0].rpartition("/")[2] for url in urls))


def _are_same(one: list[str], other: list[str]) -> bool:
    """Whether pictures are the same; the first may be a cover, which an API or a theme shows and another leaves out."""
    return one == other or one[1:] == other or one == other[1:]
