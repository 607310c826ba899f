"""The blog's own time is told only as far as the blog states it."""

import pytest

from scraper.zones import Zones
from storage.queries import StatedOffset
from storage.records import StatedDate

SUMMER, WINTER = "2019-07-05T12:00:00+02:00", "2019-01-05T12:00:00+01:00"
SAO_PAULO = ("2018-07-05T12:00:00-03:00", "2018-12-05T12:00:00-02:00", "2019-12-05T12:00:00-03:00")


def zones(*stated: str, times: int = 1) -> Zones:
    return Zones(StatedOffset(moment=StatedDate(iso), times=times) for iso in stated)


def placed(blog: Zones, iso: str) -> str | None:
    date = blog.place(StatedDate(iso))
    return date.iso if date else None


@pytest.mark.parametrize(
    ("stated", "moment", "there"),
    [
        ((), "2019-07-04T23:30:00+00:00", None),
        ((SUMMER, WINTER), "2021-07-04T22:30:00+00:00", "2021-07-05T00:30:00+02:00"),
        ((SUMMER, WINTER), "2021-01-04T22:30:00+00:00", "2021-01-04T23:30:00+01:00"),
        ((SUMMER,), "2019-07-20T22:30:00+00:00", "2019-07-21T00:30:00+02:00"),
        ((SUMMER,), "2019-01-20T22:30:00+00:00", None),  # Berlin, or Cairo?
        ((SUMMER, "2019-07-08T12:00:00-07:00"), "2019-07-20T22:30:00+00:00", None),
        (SAO_PAULO, "2018-12-31T01:30:00+00:00", "2018-12-30T23:30:00-02:00"),
        (SAO_PAULO, "2020-12-31T01:30:00+00:00", "2020-12-30T22:30:00-03:00"),  # since when there is no summer time
        (("2019-07-05T12:00:00+03:17", "2019-01-05T12:00:00+03:17"), "2021-03-31T21:00:00+00:00", "2021-04-01T00:17:00+03:17"),
    ],
)
def test_a_moment_is_told_where_all_zones_that_agree_with_the_blog_tell_it_so(
    stated: tuple[str, ...], moment: str, there: str | None
) -> None:
    assert placed(zones(*stated), moment) == there


@pytest.mark.parametrize("odd", ["9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_no_zone_can_tell_is_passed_over(odd: str) -> None:
    blog = zones(SUMMER, WINTER, odd)
    assert placed(blog, "2021-07-04T22:30:00+00:00") == "2021-07-05T00:30:00+02:00"
    assert placed(blog, f"{odd[:19]}+00:00") is None


def test_a_few_times_out_of_step_do_not_hide_the_zone() -> None:
    """A host's table of zones may be old: then its last months have an hour more or less."""
    months = [f"2018-{month:02}-15T12:00:00{'+02:00' if 4 <= month <= 10 else '+01:00'}" for month in range(1, 13)]
    stated = [
        *(StatedOffset(moment=StatedDate(iso), times=5) for iso in months),
        StatedOffset(moment=StatedDate("2019-07-05T12:00:00+01:00"), times=4),
    ]
    assert placed(Zones(stated), "2018-08-01T22:30:00+00:00") == "2018-08-02T00:30:00+02:00"
    assert (
        placed(Zones([*stated, StatedOffset(moment=StatedDate("2020-07-05T12:00:00+01:00"), times=4)]), "2018-08-01T22:30:00+00:00") is None
    )
