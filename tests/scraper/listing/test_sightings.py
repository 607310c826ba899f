"""What sources say of one another."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from scraper.aliases import Aliases
from scraper.listing.sightings import Sightings
from tests.scraper.listing.test_limits import HOME, Site

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


@pytest.mark.parametrize(
    ("dated", "other", "named"),
    [
        (3, "<pubDate>01 Jan 0001 08:00:00 +0000</pubDate>", 3),
        (2, "<pubDate>01 Jan 0001 08:00:00 +0000</pubDate>", 5),
        (3, "", 5),
        (4, "", 4),
    ],
)
def test_an_entry_without_a_date_is_no_post_where_most_of_its_feed_have_one(dated: int, other: str, named: int) -> None:
    """Hugo's feed of a whole site names its pages too, each as of the year 1; an author may have left out the dates of some posts."""
    days = [f"<pubDate>0{n + 1} May 2014 08:00:00 +0000</pubDate>" for n in range(dated)] + [other] * (5 - dated)
    items = (f"<item><title>{n}</title><link>{HOME}{n}/</link>{day}</item>" for n, day in enumerate(days))
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Walks</title>{"".join(items)}</channel></rss>'
    listed = asyncio.run(Site(lambda _path: feed).reader().read_feed(f"{HOME}index.xml"))
    assert listed is not None
    assert len(listed.urls) == named
