"""Addresses that are settled: gone, failed, unchanged, and opened again for the next crawl."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.queries import inventory, pending, posts, status
from storage.records import AddressState, PostStatus
from storage.writer import recheck_all, reopen_troubled
from tests.storage.samples import HOME, Story, at, make_capture, make_post

ONE = HOME + "one"


def state(story: Story, name: str = "one") -> AddressState:
    return {row.url: row.state for row in inventory(story.archive, story.blog_id)}[HOME + name]


def post_status(story: Story) -> PostStatus:
    return next(posts(story.archive)).status


def test_a_post_whose_address_is_gone_is_gone_with_the_evidence_and_kept(story: Story) -> None:
    story.read(make_post())
    story.capture(make_capture(ONE, status=410, digest=None))
    story.settle(ONE, AddressState.GONE, "410")
    stored = next(posts(story.archive))
    assert (stored.status, stored.status_reason, stored.post) == (PostStatus.GONE, "410", make_post())
    assert state(story) is AddressState.GONE


def test_a_post_that_comes_back_is_live_again(story: Story) -> None:
    story.read(make_post())
    story.settle(ONE, AddressState.GONE, "404")
    outcome = story.read(make_post(), hours=9)
    assert not outcome.is_revised
    assert (post_status(story), next(posts(story.archive)).status_reason) == (PostStatus.LIVE, None)


def test_a_duplicate_address_that_is_gone_takes_no_post_with_it(story: Story) -> None:
    story.read(make_post(), address=HOME + "?p=1")
    story.settle(HOME + "?p=1", AddressState.GONE, "404")
    assert post_status(story) is PostStatus.LIVE


def test_failures_are_counted_until_a_success(story: Story) -> None:
    story.listing(["one"])
    story.settle(ONE, AddressState.FAILED, "503")
    story.settle(ONE, AddressState.FAILED, "503")
    reopen_troubled(story.archive, story.blog_id, at(0))
    assert pending(story.archive, story.blog_id, 1)[0].attempts == 2
    story.read(make_post())
    recheck_all(story.archive, story.blog_id)
    assert pending(story.archive, story.blog_id, 1)[0].attempts == 0


def test_what_failed_three_times_is_tried_once_a_month(story: Story) -> None:
    story.listing(["one"])
    for _ in range(3):
        reopen_troubled(story.archive, story.blog_id, at(0))
        assert [row.url for row in pending(story.archive, story.blog_id, 9)] == [ONE]
        story.settle(ONE, AddressState.FAILED, "503")
    reopen_troubled(story.archive, story.blog_id, at(0) + timedelta(days=20))
    assert pending(story.archive, story.blog_id, 9) == []
    reopen_troubled(story.archive, story.blog_id, at(0) + timedelta(days=40))
    assert [row.url for row in pending(story.archive, story.blog_id, 9)] == [ONE]


@pytest.mark.parametrize("state", [AddressState.GONE, AddressState.MEMBERS_ONLY])
def test_news_that_is_not_there_yet_is_tried_again_and_what_only_a_sitemap_names_is_not(story: Story, state: AddressState) -> None:
    story.listing(["one"], source="feed", document=HOME + "feed")
    story.listing(["one", "two"], source="sitemap")
    for _ in range(3):
        assert ONE in {row.url for row in pending(story.archive, story.blog_id, 9)}
        story.settle(ONE, state, "not there")
        story.settle(HOME + "two", state, "not there")
        reopen_troubled(story.archive, story.blog_id, at(0))
        assert HOME + "two" not in {row.url for row in pending(story.archive, story.blog_id, 9)}
    assert pending(story.archive, story.blog_id, 9) == []


@pytest.mark.parametrize("state", [AddressState.MEMBERS_ONLY, AddressState.ROBOTS])
def test_a_post_that_was_closed_once_is_asked_for_at_the_next_visit(story: Story, state: AddressState) -> None:
    story.read(make_post())
    story.settle(ONE, state, "403")
    reopen_troubled(story.archive, story.blog_id, at(0))
    assert [row.url for row in pending(story.archive, story.blog_id, 9)] == [ONE]


def test_a_post_that_fails_is_unreachable_and_a_gone_one_stays_gone(story: Story) -> None:
    story.read(make_post())
    story.settle(ONE, AddressState.FAILED, "timeout")
    assert post_status(story) is PostStatus.UNREACHABLE
    story.settle(ONE, AddressState.GONE, "410")
    story.settle(ONE, AddressState.FAILED, "timeout")
    assert post_status(story) is PostStatus.GONE


def test_an_unchanged_post_is_held_and_live(story: Story) -> None:
    story.read(make_post(), address=HOME + "?p=1")
    story.settle(ONE, AddressState.FAILED, "timeout")
    recheck_all(story.archive, story.blog_id)
    story.unchanged(ONE)
    story.unchanged(HOME + "?p=1")
    assert (state(story), state(story, "?p=1")) == (AddressState.HELD, AddressState.DUPLICATE)
    assert post_status(story) is PostStatus.LIVE


def test_an_unchanged_answer_without_a_post_is_tried_again_by_the_next_crawl(story: Story) -> None:
    story.listing(["one"])
    story.unchanged(ONE)
    assert state(story) is AddressState.FAILED


def test_an_address_nobody_named_can_be_settled(story: Story) -> None:
    story.settle(ONE, AddressState.NOT_A_POST, "a tag page")
    assert state(story) is AddressState.NOT_A_POST


def test_an_address_cannot_be_held_without_a_post(story: Story) -> None:
    with pytest.raises(IntegrityError):
        story.settle(ONE, AddressState.HELD)


def test_a_full_check_opens_all_that_might_have_changed(story: Story) -> None:
    story.read(make_post())
    for name, settled in (("a", AddressState.FAILED), ("b", AddressState.ROBOTS), ("c", AddressState.NOT_A_POST), ("d", AddressState.GONE)):
        story.settle(HOME + name, settled)
    assert recheck_all(story.archive, story.blog_id) == 4
    assert {address.url for address in pending(story.archive, story.blog_id, 9)} == {ONE, HOME + "a", HOME + "b", HOME + "d"}
    assert pending(story.archive, story.blog_id, 9)[0].is_known_post is (pending(story.archive, story.blog_id, 9)[0].url == ONE)


def test_the_status_counts_posts_and_addresses(story: Story) -> None:
    story.listing(["one", "two", "three", "four", "five"])
    story.read(make_post())
    story.read(make_post("two"))
    story.settle(HOME + "two", AddressState.GONE, "410")
    story.settle(HOME + "three", AddressState.FAILED, "503")
    story.settle(HOME + "four", AddressState.NOT_A_POST)
    (blog_status,) = status(story.archive)
    assert (blog_status.posts, blog_status.gone, blog_status.pending, blog_status.failed, blog_status.known) == (2, 1, 1, 1, 4)
    assert blog_status.counts == {"held": 1, "gone": 1, "failed": 1, "not_a_post": 1, "pending": 1}


def test_a_post_that_became_members_only_is_unreachable_and_says_why(story: Story) -> None:
    story.read(make_post())
    story.settle(ONE, AddressState.MEMBERS_ONLY, "the server answered 403")
    (stored,) = posts(story.archive)
    assert (stored.status, stored.status_reason) == (PostStatus.UNREACHABLE, "the server answered 403")
