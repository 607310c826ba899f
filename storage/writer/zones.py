"""Dates that were told in UTC only, once the blog's own time is known."""

from collections.abc import Mapping

from sqlalchemy import update

from storage import models
from storage.archive import Archive
from storage.columns import moment
from storage.engine import writing
from storage.records import PostId, StatedDate


def set_placed_dates(archive: Archive, placed: Mapping[tuple[PostId, str], StatedDate]) -> None:
    """Tell dates of posts, given by post and field, in the blog's own time; one that is another moment by now stays."""
    post, source = models.post, models.field_source
    with writing(archive.engine) as connection:
        for (post_id, field), date in placed.items():
            is_same = (post.c.id == post_id) & (post.c[f"{field}_at"] == moment(date))
            if connection.execute(update(post).where(is_same).values({f"{field}_iso": date.iso})).rowcount:
                is_its = (source.c.post_id == post_id) & (source.c.field == field)
                connection.execute(update(source).where(is_its).values(uncertain=False))
