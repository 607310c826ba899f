"""The blog's own time: moments that a feed tells in UTC get the day that they had where the blog is.

No zone is guessed: of all there are, those count that agree with what the blog states elsewhere, and only where these agree with each
other is a moment told in their time.
"""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from storage import queries, writer
from storage.archive import Archive
from storage.queries import StatedOffset
from storage.records import BlogId, StatedDate

AGREEING = 0.9  # of the times that the blog states: a host's table of zones may be a few years old


class Zones:
    """The zones in which a blog may be."""

    def __init__(self, stated: Iterable[StatedOffset]) -> None:
        told = [(datetime.fromisoformat(said.moment.iso), said.times) for said in stated if _is_movable(said.moment)]
        fixed = (timezone(offset) for offset in {_offset(moment, moment.tzinfo) for moment, _ in told})  # a site may have set no more
        agreeing = {zone: sum(times for moment, times in told if _agrees(moment, zone)) for zone in (*_all_zones(), *fixed)}
        most = max(agreeing.values(), default=0)
        is_told = most > 0 and most >= AGREEING * sum(times for _, times in told)
        self._zones = [zone for zone, times in agreeing.items() if times == most] if is_told else []

    def place(self, date: StatedDate) -> StatedDate | None:
        """Return the same moment in the blog's time; ``None`` where the zones that the blog may be in differ."""
        if not _is_movable(date):
            return None
        moment = date.utc
        offsets = {_offset(moment, zone) for zone in self._zones}
        return StatedDate(moment.astimezone(timezone(offsets.pop())).isoformat()) if len(offsets) == 1 else None


def place_dates(archive: Archive, blog_id: BlogId, *, midnights: bool) -> None:
    """Tell the dates of a blog's posts in its own time that are told in UTC only, as far as it states that time.

    Midnight in UTC is a bare day to many a generator; with ``midnights`` it is a moment as any other.
    """
    dates = [found for found in queries.placeless_dates(archive, blog_id) if midnights or not found.date.iso.endswith("T00:00:00+00:00")]
    if dates:
        zones = Zones(queries.stated_offsets(archive, blog_id))
        placed = {(found.post_id, found.field): there for found in dates if (there := zones.place(found.date)) is not None}
        writer.set_placed_dates(archive, placed)


def _offset(moment: datetime, zone: tzinfo | None) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _is_movable(date: StatedDate) -> bool:
    """Whether every zone can tell it: the calendar ends with the years 1 and 9999."""
    return MINYEAR < date.day.year < MAXYEAR


def _agrees(moment: datetime, zone: tzinfo) -> bool:
    return _offset(moment, zone) == moment.utcoffset()


@lru_cache(maxsize=1)
def _all_zones() -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))
