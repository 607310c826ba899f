"""The pictures that posts show, and the captures that hold them."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage import models
from storage.archive import Archive
from storage.columns import read_capture
from storage.engine import reading
from storage.records import TRIES, BlogId, Capture

_MEDIA = models.media
_PLACE = models.post_media
_PICTURE = models.picture
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; ``found_url`` is the address that a page has for it, where ``url``, that of the original, may be derived."""

    id: int
    url: str
    attempts: int
    found_url: str | None


def unkept_pictures(archive: Archive, blog_id: BlogId, *, after: int = 0, tries: int | None = TRIES) -> list[Picture]:
    """Return some of the pictures that are not held yet, by id, those above ``after``; none that was asked for in vain so often."""
    attempts = func.coalesce(_PICTURE.c.attempts, 0)
    statement = (
        select(_MEDIA.c.id, _MEDIA.c.url, attempts, func.min(_PLACE.c.found_url))
        .select_from(_MEDIA.join(_PLACE).outerjoin(_PICTURE, _PICTURE.c.media_id == _MEDIA.c.id))
        .where(_MEDIA.c.blog_id == blog_id, _MEDIA.c.kind == "image", _MEDIA.c.id > after, _PICTURE.c.capture_id.is_(None))
        .group_by(_MEDIA.c.id, _MEDIA.c.url, attempts)
        .order_by(_MEDIA.c.id)
        .limit(_CHUNK)
    )
    if tries is not None:
        statement = statement.where(attempts < tries)
    with reading(archive.engine) as connection:
        return [Picture(*row) for row in connection.execute(statement)]


def count_pictures(connection: Connection, blog_id: BlogId) -> tuple[int, int]:
    """How many pictures a blog's posts have shown, and how many are held; none where none was ever asked for."""
    places = _MEDIA.outerjoin(_PICTURE, _PICTURE.c.media_id == _MEDIA.c.id)
    numbers = select(func.count(), func.count(_PICTURE.c.media_id), func.count(_PICTURE.c.capture_id))
    statement = numbers.select_from(places).where(_MEDIA.c.blog_id == blog_id, _MEDIA.c.kind == "image")
    shown, asked, held = connection.execute(statement).one()
    return (shown, held) if asked else (0, 0)


def picture_capture(archive: Archive, url: str) -> tuple[BlogId, Capture] | None:
    """Return the capture that holds a picture, by its own address or one that a page has for it, and the blog that shows it."""
    is_named = (_MEDIA.c.url == url) | _MEDIA.c.id.in_(select(_PLACE.c.media_id).where(_PLACE.c.found_url == url))
    held = models.capture.join(_PICTURE, _PICTURE.c.capture_id == models.capture.c.id).join(_MEDIA, _MEDIA.c.id == _PICTURE.c.media_id)
    statement = select(models.capture).select_from(held).where(is_named).order_by(models.capture.c.id.desc()).limit(1)
    with reading(archive.engine) as connection:
        row = connection.execute(statement).mappings().first()
    return None if row is None else (BlogId(row["blog_id"]), read_capture(row))
