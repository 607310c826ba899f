"""Listings: the inventory grows, opens addresses whose posts changed, and notices what left."""

from typing import NamedTuple

import pytest

from storage.engine import reading
from storage.events import ClaimSeen
from storage.queries import PendingAddress, audit, pending, pending_counts
from storage.queries.inventory import inventory_rows
from storage.records import AddressState, CrawlId, Sighting, StatedDate
from storage.writer import register_blog, start_crawl
from tests.storage.samples import HOME, Story, at, make_blog, make_post


class AddressRow(NamedTuple):
    state: AddressState
    reason: str | None
    sources: tuple[str, ...]  # those that name it still


def rows(story: Story) -> dict[str, AddressRow]:
    with reading(story.archive.engine) as connection:
        return {
            row["url"].removeprefix(HOME): AddressRow(
                row["state"], row["reason"], tuple(word["source"] for word in words if word["missing_since"] is None)
            )
            for row, words in inventory_rows(connection, story.blog_id)
        }


def named(name: str, fingerprint: str | None = None, source: str = "sitemap") -> Sighting:
    return Sighting(url=HOME + name, source=source, fingerprint=fingerprint)


def crawl(story: Story) -> CrawlId:
    return start_crawl(story.archive, story.blog_id, at(0))


def test_a_listing_makes_its_addresses_pending(story: Story) -> None:
    story.listing(["one", "two"])
    story.listing(["two", "three"])
    assert {name: row.state for name, row in rows(story).items()} == dict.fromkeys(["one", "two", "three"], AddressState.PENDING)


def test_an_address_named_twice_in_one_listing_is_one(story: Story) -> None:
    story.listing(["one", "one"])
    assert list(rows(story)) == ["one"]


def test_an_address_too_long_to_be_one_is_left_out(story: Story) -> None:
    story.listing(["one", "x" * 5000])
    assert list(rows(story)) == ["one"]


def test_a_large_listing_is_taken_whole(story: Story) -> None:
    names = [f"post-{number}" for number in range(2500)]
    for _ in range(2):
        story.listing(names)
        assert pending_counts(story.archive, [story.blog_id]) == {story.blog_id: 2500}


def test_two_sources_of_one_address_are_both_told(story: Story) -> None:
    story.listing(["one"])
    story.listing(["one"], source="feed", document=HOME + "feed")
    assert rows(story)["one"].sources == ("sitemap", "feed")


def test_a_changed_fingerprint_of_the_same_source_opens_the_address_again(story: Story) -> None:
    story.listing([named("one", "f1")])
    story.read(make_post())
    story.listing([named("one", "f2")])
    assert (rows(story)["one"].state, rows(story)["one"].reason) == (AddressState.PENDING, "changed in sitemap")


@pytest.mark.parametrize("told", ["2024-05-31T12:00:00+02:00", "2024-05-31"])
def test_a_time_that_is_told_in_another_zone_or_to_the_day_is_no_change(story: Story, told: str) -> None:
    story.listing([named("one", "2024-05-31T10:00:00+00:00")])
    story.read(make_post())
    story.listing([named("one", told)])
    assert rows(story)["one"].state is AddressState.HELD
    story.listing([named("one", "2024-06-01T10:00:00+00:00")])
    assert rows(story)["one"].state is AddressState.PENDING


def test_the_same_fingerprint_leaves_the_address_alone(story: Story) -> None:
    story.listing([named("one", "f1")])
    story.read(make_post())
    story.listing([named("one", "f1")])
    assert rows(story)["one"].state is AddressState.HELD


def test_a_first_fingerprint_or_one_of_another_source_is_no_change(story: Story) -> None:
    story.listing([named("one")])
    story.read(make_post())
    story.listing([named("one", "f1")])
    story.listing([named("one", "g1", source="feed")], source="feed")
    assert rows(story)["one"].state is AddressState.HELD


def test_a_fingerprint_that_is_left_out_once_is_remembered(story: Story) -> None:
    story.listing([named("one", "f1")])
    story.read(make_post())
    story.listing([named("one")])
    story.listing([named("one", "f2")])
    assert rows(story)["one"].state is AddressState.PENDING


def test_what_was_no_post_is_looked_at_again_when_its_listing_changes(story: Story) -> None:
    story.listing([named("one", "f1"), named("two", "f1"), named("three", "f1"), named("four", "f1")])
    story.settle(HOME + "one", AddressState.NOT_A_POST)
    story.settle(HOME + "two", AddressState.GONE)
    story.settle(HOME + "three", AddressState.FAILED)
    story.settle(HOME + "four", AddressState.ROBOTS)
    story.listing([named(name, "f2") for name in ("one", "two", "three", "four")])
    opened = dict.fromkeys(["one", "two", "three"], AddressState.PENDING)
    assert {name: row.state for name, row in rows(story).items()} == opened | {"four": AddressState.ROBOTS}


def test_what_left_a_complete_listing_is_looked_at_again(story: Story) -> None:
    story.listing(["one", "two"], crawl_id=crawl(story))
    story.read(make_post())
    second = crawl(story)
    story.listing(["two"], crawl_id=second)
    story.listing_end(crawl_id=second)
    assert (rows(story)["one"].state, rows(story)["one"].reason) == (AddressState.PENDING, "left sitemap")
    assert rows(story)["one"].sources == ()
    assert rows(story)["two"].sources == ("sitemap",)


def test_the_end_of_one_document_says_nothing_of_another(story: Story) -> None:
    story.listing(["one"], crawl_id=crawl(story), document=HOME + "sitemap-1.xml")
    story.listing(["one"], source="feed", document=HOME + "sitemap-2.xml", crawl_id=crawl(story))
    story.read(make_post())
    story.listing_end(crawl_id=crawl(story), document=HOME + "sitemap-2.xml")
    assert rows(story)["one"].state is AddressState.HELD
    assert rows(story)["one"].sources == ("sitemap", "feed")


def test_the_end_of_a_document_of_one_blog_says_nothing_of_another_blog(story: Story) -> None:
    other = Story(story.archive, register_blog(story.archive, make_blog(home_url="https://x.example/", slug="x", scope="x.example/")))
    other.listing(["one"], crawl_id=crawl(other))
    story.listing_end(crawl_id=crawl(story))
    assert rows(other)["one"].sources == ("sitemap",)


def test_a_post_that_moved_to_the_next_page_of_a_listing_had_not_left(story: Story) -> None:
    first, second = crawl(story), crawl(story)
    story.listing(["one"], crawl_id=first, document=HOME + "page/1")
    story.read(make_post())
    story.listing(["new"], crawl_id=second, document=HOME + "page/1")
    story.listing_end(crawl_id=second, document=HOME + "page/1")
    story.listing(["one"], crawl_id=second, document=HOME + "page/2")
    assert (rows(story)["one"].state, rows(story)["one"].reason, rows(story)["one"].sources) == (AddressState.HELD, None, ("sitemap",))


def test_pending_addresses_come_newest_first(story: Story) -> None:
    def dated(name: str, published: str | None = None, modified: str | None = None) -> Sighting:
        dates = {"published": published and StatedDate(published), "modified": modified and StatedDate(modified)}
        return Sighting(url=HOME + name, source="sitemap", **{key: value or None for key, value in dates.items()})  # type: ignore[arg-type]

    story.listing(
        [dated("none-1"), dated("none-2"), dated("old", "2020-01-01"), dated("mod", modified="2025-01-01"), dated("new", "2024-01-01")]
    )
    order = [address.url.removeprefix(HOME) for address in pending(story.archive, story.blog_id, 10)]
    assert order == ["new", "old", "mod", "none-1", "none-2"]


def test_a_pending_address_tells_what_its_sources_say(story: Story) -> None:
    day = StatedDate("2024-01-01")
    story.listing([Sighting(url=HOME + "one", source="feed", title="One", published=day)], source="feed", document=HOME + "feed")
    story.listing([Sighting(url=HOME + "one", source="sitemap", modified=day)])
    assert pending(story.archive, story.blog_id, 10) == [
        PendingAddress(url=HOME + "one", title="One", published=day, modified=day, sources=("feed", "sitemap"))
    ]


def test_pending_addresses_are_limited(story: Story) -> None:
    story.listing(["one", "two", "three", "four"])
    assert [address.url for address in pending(story.archive, story.blog_id, 2)] == [HOME + "one", HOME + "two"]


def test_the_latest_claim_of_a_source_is_kept(story: Story) -> None:
    for total, hours in ((40, 0), (41, 1)):
        story.write(ClaimSeen(blog_id=story.blog_id, source="api", total=total, stated_at=at(hours)))
    assert audit(story.archive, story.blog_id).claims == {"api": 41}


def test_a_post_that_was_gone_and_is_listed_again_is_looked_at(story: Story) -> None:
    story.listing(["one"], crawl_id=crawl(story))
    story.read(make_post())
    story.listing_end(crawl_id=crawl(story))
    story.settle(HOME + "one", AddressState.GONE, "404")
    story.listing(["one"], crawl_id=crawl(story))
    assert rows(story)["one"].state is AddressState.PENDING
