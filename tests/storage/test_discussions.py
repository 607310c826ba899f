"""Comments that come apart from their posts: each under its post, tied to its parent, written once."""

from dataclasses import replace

import pytest

from storage.events import CaptureMade, CommentsEnded, CommentsRead, PostComment
from storage.queries import CommentRow, discussed, held_comments, last_answers, list_rows, posts, unseen_pages
from storage.records import REMOVED, Comment, Counter, CrawlId, StatedDate
from tests.storage.samples import HOME, Story, at, make_capture, make_post


def comment(key: str, text: str = "Well said.", parent: str | None = None) -> Comment:
    return Comment(key=key, text=text, author="Ann", published=StatedDate("2026-03-01T10:00:00+01:00"), parent=parent)


def read(story: Story, *found: tuple[str, Comment], is_whole: bool = True, hours: float = 2) -> None:
    event = CommentsRead(
        blog_id=story.blog_id,
        crawl_id=None,
        comments=tuple(PostComment(url=HOME + name, comment=said) for name, said in found),
        read_at=at(hours),
        is_whole=is_whole,
    )
    story.write(event)


def discussion(story: Story, name: str) -> list[tuple[str, str | None, str]]:
    (stored,) = [row for row in posts(story.archive) if row.post.url == HOME + name]
    return [(c.key, c.parent, c.text) for c in stored.post.comments]


def test_comments_stand_under_their_posts_in_the_order_of_reading(story: Story) -> None:
    story.read(make_post("one", comments=()))
    story.read(make_post("two", comments=()))
    read(story, ("one", comment("1")), ("two", comment("2")), ("one", comment("3", parent="1")))
    read(story, ("one", comment("4", parent="3")))
    assert discussion(story, "one") == [("1", None, "Well said."), ("3", "1", "Well said."), ("4", "3", "Well said.")]
    assert discussion(story, "two") == [("2", None, "Well said.")]


def test_reading_them_again_changes_what_is_said_otherwise(story: Story) -> None:
    story.read(make_post("one", comments=()))
    read(story, ("one", comment("1")), ("one", comment("2")))
    read(story, ("one", comment("1", "Edited.", parent="2")), ("one", comment("2")))
    assert discussion(story, "one") == [("1", "2", "Edited."), ("2", None, "Well said.")]


def test_a_source_that_knows_less_only_adds(story: Story) -> None:
    story.read(make_post("one", comments=()))
    read(story, ("one", comment("1")), ("one", comment("2", parent="1")))
    read(story, ("one", comment("2", "Cut")), ("one", comment("3", parent="2")), is_whole=False)
    assert discussion(story, "one") == [("1", None, "Well said."), ("2", "1", "Well said."), ("3", "2", "Well said.")]


def test_comments_of_posts_that_are_not_held_are_left_out(story: Story) -> None:
    story.read(make_post("one", comments=()))
    read(story, ("one", comment("1")), ("elsewhere", comment("2")), ("one", comment("x" * 5000)))
    held = held_comments(story.archive, story.blog_id, ["1", "2", "3"])
    assert {key: published and published.isoformat() for key, published in held.items()} == {"1": "2026-03-01T09:00:00+00:00"}


def test_words_that_a_platform_took_away_are_kept_where_they_were_held(story: Story) -> None:
    story.read(make_post("one", comments=()))
    read(story, ("one", comment("1")))
    gone = replace(comment("1", ""), author=None, html="", status=REMOVED)
    read(story, ("one", gone), ("one", replace(gone, key="2", parent="1")))
    (stored,) = posts(story.archive)
    assert [(c.key, c.text, c.author, c.status) for c in stored.post.comments] == [
        ("1", "Well said.", "Ann", REMOVED),
        ("2", "", None, REMOVED),
    ]


def test_a_page_does_not_blur_the_moment_that_a_list_stated(story: Story) -> None:
    said = replace(comment("1"), published=StatedDate("2026-03-01T10:00:00"))
    story.read(make_post("one", comments=(said,)))
    assert held_comments(story.archive, story.blog_id, ["1"], is_listed=True) == {}
    read(story, ("one", comment("1")))
    story.read(make_post("one", comments=(replace(said, text="Edited."),)), hours=3)
    (stored,) = posts(story.archive)
    assert [(c.text, c.published) for c in stored.post.comments] == [("Edited.", StatedDate("2026-03-01T10:00:00+01:00"))]
    assert held_comments(story.archive, story.blog_id, ["1"], is_listed=True).keys() == {"1"}


def test_a_page_does_not_take_from_a_comment_what_a_list_told_of_it(story: Story) -> None:
    story.read(make_post("one", comments=()))
    read(story, ("one", comment("1")), ("one", comment("2", parent="1")))
    story.read(make_post("one", comments=(comment("1"), replace(comment("2"), author=None))), hours=3)
    (stored,) = posts(story.archive)
    assert [(c.key, c.parent, c.author) for c in stored.post.comments] == [("1", None, "Ann"), ("2", "1", "Ann")]


def test_comments_that_pages_showed_under_keys_of_their_own_get_those_of_the_list(story: Story) -> None:
    said = replace(comment("digest"), published=StatedDate("2026-03-01"))
    story.read(make_post("one", comments=(said, replace(comment("other"), author="Bob", parent="digest"))))
    for hours in (2, 3):
        read(story, ("one", comment("1")), ("one", replace(comment("2", parent="1"), author="Bob")), hours=hours)
        read(story, ("one", comment("3")), hours=hours)  # one more of her who says the same
        assert discussion(story, "one") == [("1", None, "Well said."), ("2", "1", "Well said."), ("3", None, "Well said.")]


def test_the_end_of_one_discussion_says_nothing_of_the_others(story: Story) -> None:
    story.read(make_post("one", comments=()))
    story.read(make_post("two", comments=()))
    read(story, ("one", comment("1")), ("one", comment("2")), ("two", comment("3")))
    read(story, ("one", comment("1")), hours=4)
    story.write(CommentsEnded(blog_id=story.blog_id, began_at=at(3), ended_at=at(5), url=HOME + "one"))
    assert missing(story) == {"1": False, "2": True, "3": False}


def test_discussions_are_of_live_posts_that_state_comments_with_the_moment_of_the_number(story: Story) -> None:
    for name, numbers in {"none": (0,), "some": (2,), "more": (2, 5), "fewer": (1, 0)}.items():
        for hour, number in enumerate(numbers):
            post = make_post(name, comments=(), counters=(Counter(name="comments", value=number),), platform_id=name)
            story.read(post, hours=1 + hour)
    story.read(make_post("unnumbered", comments=(), counters=(Counter(name="comments", value=3),), platform_id=None))
    found = {post.key: (post.url, post.comments, post.stated_at) for post in discussed(story.archive, story.blog_id)}
    assert found == {"some": (HOME + "some", 2, at(1)), "more": (HOME + "more", 5, at(2))}


def test_the_last_answers_of_addresses_leave_out_failing_servers(story: Story) -> None:
    for url, status, hours in (("one", 403, 1), ("one", 200, 2), ("two", 200, 1), ("two", 429, 2), ("three", 503, 1), ("four", None, 1)):
        story.write(
            CaptureMade(blog_id=story.blog_id, crawl_id=None, capture=make_capture(HOME + url, status=status, fetched_at=at(hours)))
        )
    blank = make_capture(HOME + "two", fetched_at=at(3), digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")  # of no byte
    story.write(CaptureMade(blog_id=story.blog_id, crawl_id=None, capture=blank))
    asked = [HOME + name for name in ("one", "two", "three", "four", "five")]
    found = last_answers(story.archive, story.blog_id, CrawlId(0), asked)
    assert {url: (answer.status, answer.fetched_at) for url, answer in found.items()} == {
        HOME + "one": (200, at(2)),
        HOME + "two": (200, at(1)),
    }


def test_what_a_whole_list_names_no_more_is_missing_and_comes_back_when_it_is_named_again(story: Story) -> None:
    story.read(make_post("one", comments=(comment("page", "A pingback, which lists leave out."),)))
    read(story, ("one", comment("1")), ("one", comment("2", parent="1")))
    read(story, ("one", comment("1")), hours=4)
    story.write(CommentsEnded(blog_id=story.blog_id, began_at=at(3), ended_at=at(5)))
    assert missing(story) == {"page": False, "1": False, "2": True}
    assert held_comments(story.archive, story.blog_id, ["1", "2", "page"]).keys() == {"1", "page"}
    assert discussion(story, "one")[-1] == ("2", "1", "Well said.")
    read(story, ("one", comment("2", parent="1")), hours=6)
    assert missing(story) == {"page": False, "1": False, "2": False}


def missing(story: Story) -> dict[str, bool]:
    return {row.comment.key: row.is_missing for row in list_rows(story.archive, "comments") if isinstance(row, CommentRow)}


@pytest.mark.parametrize("is_whole", [True, False], ids=["api", "feed"])
def test_a_page_that_shows_fewer_than_a_list_named_hides_none(story: Story, is_whole: bool) -> None:
    story.read(make_post("one", comments=(comment("0", "On the page alone."), comment("1"))))
    read(story, ("one", comment("1")), ("one", comment("2")), is_whole=is_whole)
    story.read(make_post("one", comments=(comment("1"),)), hours=4)
    assert {row.comment.key: row.is_missing for row in list_rows(story.archive, "comments") if isinstance(row, CommentRow)} == {
        "0": True,
        "1": False,
        "2": False,
    }


def test_a_list_says_that_what_looked_like_a_comment_is_a_notice(story: Story) -> None:
    story.read(make_post("one", comments=(comment("1"),)))
    read(story, ("one", replace(comment("1"), kind="pingback")))
    assert [row.comment.kind for row in list_rows(story.archive, "comments") if isinstance(row, CommentRow)] == ["pingback"]


@pytest.mark.parametrize(("status", "is_seen"), [(200, True), (404, True), (429, False), (503, False), (None, False)])
def test_a_page_is_seen_when_it_was_answered_for(story: Story, status: int | None, *, is_seen: bool) -> None:
    for name, number in (("one", 2), ("nobody", 0)):
        story.read(make_post(name, comments=(), counters=(Counter(name="comments", value=number),)))
    assert unseen_pages(story.archive, story.blog_id, CrawlId(1), at(3), since=None) == [HOME + "one"]
    story.capture(make_capture(HOME + "one", status=status))
    seen = unseen_pages(story.archive, story.blog_id, CrawlId(1), at(3), since=None)
    assert seen == ([] if is_seen else [HOME + "one"])
