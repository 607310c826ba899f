"""The audit's statement: what each source knows, what is held, what is missing and why, and how much may be unseen."""

from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.events import ClaimSeen
from storage.queries import CommentGap, Missing, SourceCount, audit, chapman, pending, status
from storage.records import AddressState, Comment, Counter, Link, Post, StatedDate
from storage.writer import reopen_missing, start_crawl
from tests.storage.samples import HOME, Story, at, make_capture, make_post


def test_the_notice_of_another_blog_hides_no_comment_that_is_missing(story: Story) -> None:
    """The total of an API is of readers' comments alone; the number that a post states counts the notices too."""
    found = (Comment(key="1", text="x"), Comment(key="2", text="Other", kind="pingback"))
    story.read(make_post("one", comments=found, counters=(Counter(name="comments", value=3),)))
    told = audit(story.archive, story.blog_id)
    assert (told.comments_held, told.comments_claimed, told.comment_gaps) == (2, 3, (CommentGap(url=HOME + "one", stated=3, held=2),))
    story.write(ClaimSeen(blog_id=story.blog_id, source="comments", total=2, stated_at=at(0)))
    told = audit(story.archive, story.blog_id)
    assert (told.comments_held, told.comments_claimed) == (1, 2)
    (state,) = status(story.archive)
    assert (state.comments, state.comments_stated) == (1, 2)


def dated(name: str, iso: str, **changes: object) -> Post:
    return make_post(name, published=StatedDate(iso), **changes)


def test_the_audit_says_what_each_source_knows_and_what_is_missing_and_why(story: Story) -> None:
    story.listing(["one", "two", "three", "tag"])
    story.listing(["one", "four"], source="feed", document=HOME + "feed")
    story.read(dated("one", "2024-01-31T23:30:00-07:00", body_text="short", comments=(Comment(key="1", text="x"),)))
    story.read(dated("two", "2024-04-01", comments=(), counters=(Counter(name="comments", value=5),)))
    story.settle(HOME + "two", AddressState.GONE, "410")
    story.settle(HOME + "three", AddressState.FAILED, "503")
    story.settle(HOME + "tag", AddressState.NOT_A_POST, "a list")
    story.write(ClaimSeen(blog_id=story.blog_id, source="sitemap", total=4, stated_at=at(0)))
    told = audit(story.archive, story.blog_id)
    assert told.by_source == (
        SourceCount(source="feed", known=2, listed=2, held=1, missing=1),
        SourceCount(source="sitemap", known=3, listed=3, held=2, missing=1),
    )
    assert (told.held, told.gone, told.undated) == (2, 1, 0)
    assert told.missing == (
        Missing(url=HOME + "three", state=AddressState.FAILED, reason="503", sources=("sitemap",)),
        Missing(url=HOME + "four", state=AddressState.PENDING, reason=None, sources=("feed",)),
    )
    assert told.rejected == (Missing(url=HOME + "tag", state=AddressState.NOT_A_POST, reason="a list", sources=("sitemap",)),)
    assert told.only_in == {"feed": 1, "sitemap": 2}
    assert told.months == {"2024-01": 1, "2024-04": 1}
    assert told.empty_months == ("2024-02", "2024-03")
    assert told.thin_posts == (HOME + "one",)
    assert (told.comments_claimed, told.comments_held) == (7, 1)
    assert told.comment_gaps == (CommentGap(url=HOME + "one", stated=2, held=1), CommentGap(url=HOME + "two", stated=5, held=0))
    assert told.claims == {"sitemap": 4}
    assert told.estimates == ()


@pytest.mark.parametrize(
    ("total", "in_api", "in_sitemap", "in_feed", "names_all"),
    [
        (None, 0, 2, 4, False),  # the sitemap leaves out what the feed names
        (4, 4, 0, 2, True),
        (5, 4, 0, 2, False),  # one that the API counts and does not name
        (2, 2, 4, 2, True),  # the API is of one language, and the sitemap of all
        (2, 2, 2, 4, False),  # what only the feed names, or the front page, is not known to be all
        (None, 0, 4, 2, True),  # no total speaks against it
        (None, 0, 0, 4, False),  # a feed may name the newest alone
    ],
)
def test_none_names_all_where_a_total_is_of_more_or_of_less_than_the_lists_or_a_feed_stands_alone(
    story: Story, total: int | None, in_api: int, in_sitemap: int, in_feed: int, *, names_all: bool
) -> None:
    names = ("one", "two", "three", "four")
    for source, number in (("api", in_api), ("sitemap", in_sitemap), ("feed", in_feed)):
        story.listing(names[:number], source=source, document=HOME + source)
    for name in names:
        story.read(make_post(name))
    if total is not None:
        story.write(ClaimSeen(blog_id=story.blog_id, source="api", total=total, stated_at=at(0)))
    assert audit(story.archive, story.blog_id).names_all is names_all


def test_what_an_api_says_of_all_comments_is_no_claim_about_posts(story: Story) -> None:
    story.read(make_post("one"))
    story.write(ClaimSeen(blog_id=story.blog_id, source="comments", total=1210, stated_at=at(0)))
    told = audit(story.archive, story.blog_id)
    assert (told.claims, told.comments_claimed) == ({}, 1210)
    (stands,) = status(story.archive, [story.blog_id])
    assert (stands.comments, stands.comments_stated) == (2, 1210)


def test_a_post_with_two_addresses_counts_once_for_each_source(story: Story) -> None:
    story.listing(["one", "?p=1"])
    story.read(make_post("one"))
    story.read(make_post("one"), address=HOME + "?p=1")
    assert audit(story.archive, story.blog_id).by_source == (SourceCount(source="sitemap", known=1, listed=1, held=1, missing=0),)


def test_the_audit_counts_what_a_source_names_still(story: Story) -> None:
    first, second = (start_crawl(story.archive, story.blog_id, at(hours)) for hours in (0, 1))
    story.listing(["one", "two"], crawl_id=first)
    story.read(make_post("one"))
    story.listing(["two"], crawl_id=second)
    story.listing_end(crawl_id=second)
    assert audit(story.archive, story.blog_id).by_source == (SourceCount(source="sitemap", known=2, listed=1, held=1, missing=1),)


def test_links_between_posts_estimate_what_the_listings_do_not_name(story: Story) -> None:
    """Of ten posts that others link to the sitemap names eight: it leaves out one in five."""
    names = [f"post-{number}" for number in range(20)]
    story.listing([name for name in names if name not in {"post-0", "post-1", "post-10", "post-11"}])
    for number, name in enumerate(names):
        links = (Link(url=HOME + names[number - 10]), Link(url="https://other.example/"), Link(url=HOME + name))
        story.read(make_post(name, links=links if number >= 10 else ()))
    (estimate,) = audit(story.archive, story.blog_id).estimates
    assert (estimate.samples, estimate.sizes, estimate.common) == (("listings", "links in posts"), (16, 10), 8)
    assert estimate.total == pytest.approx(17 * 11 / 9 - 1)
    assert estimate.low == 18  # no fewer than are seen
    assert estimate.high > estimate.total
    assert estimate.unseen(18)[:2] == (2, 0)


def test_what_the_listings_leave_out_and_somebody_saved_is_an_estimate_too(story: Story) -> None:
    names = [f"post-{number}" for number in range(12)]
    story.listing(names[:10])
    story.capture(make_capture())
    for name in names:
        story.read(make_post(name, links=()), capture_url=HOME + "one" if name in names[2:] else None)
    (estimate,) = audit(story.archive, story.blog_id).estimates
    assert (estimate.samples, estimate.sizes, estimate.common) == (("listings", "imported files"), (10, 10), 8)


def test_too_small_an_overlap_gives_no_estimate() -> None:
    assert chapman(("a", "b"), frozenset(range(10)), frozenset(range(4, 20))) is None
    same = chapman(("a", "b"), frozenset(range(7)), frozenset(range(7)))
    assert same is not None
    assert (same.total, same.low, same.high, same.unseen(7)) == (7, 7, 7, (0, 0, 0))


@given(whole=st.integers(200, 400), one=st.floats(0.3, 1), two=st.floats(0.3, 1), draw=st.randoms(use_true_random=True))
def test_the_estimate_of_independent_samples_is_near_the_truth(whole: int, one: float, two: float, draw: Random) -> None:
    samples = [frozenset(draw.sample(range(whole), round(whole * share))) for share in (one, two)]
    found = chapman(("a", "b"), samples[0], samples[1])
    assert found is not None
    first, second = map(len, samples)
    deviation = sqrt(whole * (whole - first) * (whole - second) / (first * second))
    assert abs(found.total - whole) <= 6 * deviation + 2


def test_what_is_missing_is_opened_again_and_nothing_else(story: Story) -> None:
    story.listing(["failed", "robots", "closed", "never", "page", "was", "is"])
    for name in ("was", "is"):
        story.read(make_post(name))
    for name, state in {"failed": "failed", "robots": "robots", "closed": "members_only", "never": "gone", "page": "not_a_post"}.items():
        story.settle(HOME + name, AddressState(state))
    story.settle(HOME + "was", AddressState.GONE)
    assert reopen_missing(story.archive, story.blog_id) == 4
    assert {row.url.removeprefix(HOME) for row in pending(story.archive, story.blog_id, 9)} == {"failed", "robots", "closed", "never"}


def test_the_audit_of_an_empty_blog_says_nothing(story: Story) -> None:
    told = audit(story.archive, story.blog_id)
    assert (told.by_source, told.held, told.missing, told.months, told.empty_months) == ((), 0, (), {}, ())
