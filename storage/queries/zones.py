"""Where a blog is, as far as its times tell it: those of posts that are told in UTC only, and the offsets that it states elsewhere."""

from dataclasses import dataclass

from sqlalchemy import func, select, union_all

from storage import models
from storage.archive import Archive
from storage.engine import reading
from storage.records import BlogId, PostId, StatedDate

DATES = ("published", "updated")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacelessDate:
    """A date of a post of which only the moment is certain; ``field`` is one of ``DATES``."""

    post_id: PostId
    field: str
    date: StatedDate


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOffset:
    """The first moment of a month that a blog tells at an offset from UTC, and how many of that month it tells so."""

    moment: StatedDate
    times: int


def placeless_dates(archive: Archive, blog_id: BlogId) -> list[PlacelessDate]:
    """Return the dates of a blog's posts whose day is uncertain, for they are told in UTC only."""
    post, source = models.post, models.field_source
    is_uncertain = (source.c.post_id == post.c.id) & source.c.field.in_(DATES) & source.c.uncertain
    columns = (post.c.id, source.c.field, *(post.c[f"{name}_iso"] for name in DATES))
    statement = select(*columns).join(source, is_uncertain).where(post.c.blog_id == blog_id)
    with reading(archive.engine) as connection:
        rows = connection.execute(statement).mappings().all()
    found = [(row["id"], row["field"], StatedDate(iso)) for row in rows if (iso := row[f"{row['field']}_iso"]) is not None]
    return [PlacelessDate(post_id=PostId(key), field=name, date=date) for key, name, date in found if date.is_placeless]


def stated_offsets(archive: Archive, blog_id: BlogId) -> list[StatedOffset]:
    """Return at which offsets the blog tells times, in its listings and in the discussions that it holds itself.

    The posts' own times are left out: some of them were told in the blog's zone by us.
    """
    comment, post, sighting, address = models.comment, models.post, models.sighting, models.address
    is_own = (post.c.id == comment.c.post_id) & (post.c.blog_id == blog_id) & post.c.comment_system.is_(None)
    is_listed = (address.c.id == sighting.c.address_id) & (address.c.blog_id == blog_id)
    told = union_all(
        select(comment.c.published_iso.label("iso")).join(post, is_own),
        select(sighting.c.published_iso).join(address, is_listed),
        select(sighting.c.modified_iso).join(address, is_listed),
    ).subquery()
    month, offset = func.substr(told.c.iso, 1, 7), func.substr(told.c.iso, 20)
    statement = select(func.min(told.c.iso), func.count()).where(offset.not_in(["", "+00:00"])).group_by(month, offset)
    with reading(archive.engine) as connection:
        return [StatedOffset(moment=StatedDate(iso), times=times) for iso, times in connection.execute(statement)]
