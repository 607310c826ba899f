"""What sources say of one another."""

from types import SimpleNamespace
from typing import Any

import pytest

from scraper.listing.sightings import Sightings

NEWEST = {"https://blog.example/a/", "https://blog.example/b/"}
OLDER = {"https://blog.example/c/"}


@pytest.mark.parametrize(
    ("sitemap", "names_all", "names_newest"),
    [(NEWEST | OLDER, True, True), (NEWEST, False, True), (set(list(NEWEST)[:1]) | OLDER, False, False), (set(), False, False)],
)
def test_a_sitemap_of_no_more_than_the_newest_posts_may_be_cut_and_is_a_sitemap_of_all_that_is_named(
    sitemap: set[str], *, names_all: bool, names_newest: bool
) -> None:
    session: Any = SimpleNamespace()
    sightings = Sightings(session)
    sightings.by_source |= {"feed": NEWEST, "sitemap": sitemap}
    sightings.newest = NEWEST
    assert sightings.names_all({}) is names_all
    assert sightings.has_sitemap_of_all() is names_newest
