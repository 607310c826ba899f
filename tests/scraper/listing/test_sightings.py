"""What sources say of one another."""

from types import SimpleNamespace
from typing import Any

import pytest

from scraper.aliases import Aliases
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


def test_what_a_platform_shows_at_several_addresses_is_known_by_the_first_of_them() -> None:
    session: Any = SimpleNamespace(blog=SimpleNamespace(home_url="https://ann.host.example/"))
    own = (r"https://host\.example/(\w+)/(\d+)", r"https://\1.host.example/post/\2")
    sightings = Sightings(session, Aliases(own=(own,), posts=((r"(.*/post/\d+)(?:/.*)?", r"\1"),)))
    sightings.recall(["https://ann.host.example/post/7/a-slug"])
    named = ("https://host.example/ann/7", "http://ann.host.example/post/7/", "https://ann.host.example/post/7/a-slug/embed")
    assert {sightings.spelled(url) for url in named} == {"https://ann.host.example/post/7/a-slug"}
    assert sightings.is_known("https://host.example/ann/7")
    assert sightings.spelled("https://host.example/bo/7") == "https://bo.host.example/post/7"
