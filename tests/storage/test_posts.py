"""Reading posts: what becomes a post, a revision, a duplicate, and what comes back out of the archive."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from storage import models
from storage.archive import Archive
from storage.engine import reading
from storage.events import AddressSettled, PostOutcome
from storage.queries import CommentRow, StoredPost, check_integrity, inventory, list_rows, posts, revisions
from storage.records import (
    AddressState,
    Author,
    Comment,
    Counter,
    Media,
    Post,
    PostStatus,
    StatedDate,
)
from storage.writer import start_crawl
from tests.storage.samples import HOME, LONG_TEXT, Story, at, make_capture, make_post


def only(archive: Archive) -> StoredPost:
    (stored,) = posts(archive)
    return stored


def states(story: Story) -> dict[str, AddressState]:
    return {row.url.removeprefix(HOME): row.state for row in inventory(story.archive, story.blog_id)}


def test_a_post_comes_out_as_it_was_read(story: Story) -> None:
    story.capture(make_capture())
    outcome = story.read(make_post(), capture_url=HOME + "one")
    stored = only(story.archive)
    assert outcome.is_new
    assert outcome.revision == 1
    assert not outcome.is_revised
    assert stored.post == make_post()
    assert (stored.id, stored.status, stored.revision, stored.captured_at) == (outcome.post_id, PostStatus.LIVE, 1, at(2))
    assert stored.capture == make_capture()


def test_a_post_of_which_nothing_is_known_but_its_address_comes_out_so(story: Story) -> None:
    story.read(Post(url=HOME + "bare"))
    assert only(story.archive).post == Post(url=HOME + "bare")


def test_known_to_be_empty_is_not_unknown(story: Story) -> None:
    story.read(Post(url=HOME + "empty", title="", body_text=""))
    assert (only(story.archive).post.title, only(story.archive).post.body_text) == ("", "")


def test_reading_the_same_post_again_changes_nothing(story: Story) -> None:
    first = story.read(make_post())
    again = story.read(make_post(), hours=30)
    stored = only(story.archive)
    assert (again.post_id, again.revision, again.is_new, again.is_revised) == (first.post_id, 1, False, False)
    assert stored.post == make_post()
    assert (stored.captured_at, stored.first_captured_at, stored.checked_at) == (at(2), at(2), at(30))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"subtitle": None},
        {"body_text": "Wholly rewritten."},
        {"media": (Media(url=HOME + "other.jpg"),)},
    ],
    ids=str,
)
def test_changed_content_makes_a_revision_and_keeps_the_old_one(story: Story, change: dict[str, Any]) -> None:
    story.read(make_post())
    outcome = story.read(make_post(**change), hours=30)
    assert (outcome.revision, outcome.is_revised, outcome.is_new) == (2, True, False)
    assert only(story.archive).post == make_post(**change)
    assert [(r.number, r.captured_at) for r in revisions(story.archive, outcome.post_id)] == [(1, at(2)), (2, at(30))]
    assert next(revisions(story.archive, outcome.post_id)).body_text == make_post().body_text


@pytest.mark.parametrize(
    "change",
    [
        {"body_text": "one: " + LONG_TEXT.replace(" ", "\n  ")},
        {"media": tuple(replace(medium, url=medium.url + "?v=2") for medium in make_post().media)},
        {"media": tuple(replace(medium, url=medium.url.replace("https://", "http://www.")) for medium in make_post().media)},
        {"media": (Media(url="https://cdn.example/blog/2024/i.jpg"),)},
        {"media": (Media(url=HOME + "cover.jpg"), *make_post().media)},
        {"counters": (Counter(name="views", value=99),)},
        {"comments": (*make_post().comments, Comment(key="c3", text="Third"))},
        {"authors": (Author(name="Somebody else"),)},
        {"published": StatedDate("2024-05-07")},
        {"links": ()},
    ],
    ids=[
        "white space",
        "query of a picture",
        "scheme and host of a picture",
        "folder of a picture",
        "cover",
        "counter",
        "comment",
        "author",
        "date",
        "links",
    ],
)
def test_what_is_not_content_makes_no_revision(story: Story, change: dict[str, Any]) -> None:
    story.read(make_post())
    assert not story.read(make_post(**change), hours=30).is_revised


def test_a_picture_that_the_author_adds_or_takes_out_is_content_wherever_it_stands(story: Story) -> None:
    pictures = (Media(url=HOME + "map.jpg"), *make_post().media)
    illustrated = make_post(media=pictures, body_html=f'<img src="{HOME}map.jpg?w=300">{make_post().body_html}')
    story.read(make_post())
    assert story.read(illustrated, hours=30).is_revised
    assert story.read(make_post(), hours=60).is_revised


def test_content_that_comes_back_is_a_third_revision(story: Story) -> None:
    story.read(make_post())
    story.read(make_post(title="For a day"), hours=30)
    assert story.read(make_post(), hours=60).revision == 3


def test_what_a_reading_does_not_state_is_kept(story: Story) -> None:
    full = make_post()
    story.read(full)
    story.read(Post(url=full.url, title=full.title, subtitle=full.subtitle, body_text=full.body_text, media=full.media), hours=30)
    stored = only(story.archive).post
    assert (stored.published, stored.authors, stored.terms, stored.comments) == (full.published, full.authors, full.terms, full.comments)


def test_a_field_that_was_looked_for_and_is_empty_now_is_empty(story: Story) -> None:
    story.read(make_post())
    story.read(make_post(terms=(), sources={"terms": "api"}), hours=30)
    assert only(story.archive).post.terms == ()


def test_comments_that_vanish_are_kept_and_told_apart(story: Story) -> None:
    first, second = make_post().comments
    story.read(make_post())
    story.read(make_post(comments=(replace(second, text="Edited", parent=None),)), hours=30)
    assert {(row.comment.key, row.comment.text, row.is_missing) for row in _comment_rows(story)} == {
        ("c1", "First!", True),
        ("c2", "Edited", False),
    }
    story.read(make_post(comments=(first, second)), hours=60)
    assert only(story.archive).post.comments == (first, second)


def test_comments_that_other_software_numbers_anew_are_the_same(story: Story) -> None:
    told = (Comment(key="1", text="Thanks!", author="Cy"), Comment(key="2", text="Welcome.", author="Bo", parent="1"))
    story.read(make_post(comments=told))
    answers = (Comment(key="a7", text="Thanks!", author="Cy"), Comment(key="a8", text="Welcome.", author="Bo", parent="a7"))
    story.read(make_post(comments=(*answers, Comment(key="a9", text="Thanks!", author="Cy", parent="a8"))), hours=30)
    assert [(c.key, c.parent) for c in only(story.archive).post.comments] == [("1", None), ("2", "1"), ("a9", "2")]


def test_a_page_that_shows_no_comments_does_not_say_that_there_are_none(story: Story) -> None:
    story.read(make_post())
    story.read(make_post(comments=()), hours=30)
    assert [row.is_missing for row in _comment_rows(story)] == [False, False]
    story.read(make_post(comments=(), counters=(Counter(name="comments", value=0),)), hours=60)
    assert [row.is_missing for row in _comment_rows(story)] == [True, True]


def _comment_rows(story: Story) -> list[CommentRow]:
    return [row for row in list_rows(story.archive, "comments") if isinstance(row, CommentRow)]


def test_counters_are_kept_over_time_only_where_they_differ(story: Story) -> None:
    for hours, views in ((2, 10), (3, 10), (4, 12), (5, 10)):
        story.read(make_post(counters=(Counter(name="views", value=views),)), hours=hours)
    with reading(story.archive.engine) as connection:
        rows = connection.execute(select(models.counter.c.value, models.counter.c.observed_at).order_by(models.counter.c.observed_at)).all()
    assert [tuple(row) for row in rows] == [(10, at(2)), (12, at(4)), (10, at(5))]


def test_the_address_is_done_in_the_transaction_of_the_post(story: Story) -> None:
    story.listing(["one", "two"])
    story.read(make_post())
    assert states(story) == {"one": AddressState.HELD, "two": AddressState.PENDING}


def test_an_address_whose_post_has_another_address_is_its_duplicate(story: Story) -> None:
    outcome = story.read(make_post(), address=HOME + "?p=7")
    assert outcome.is_new
    assert states(story) == {"?p=7": AddressState.DUPLICATE, "one": AddressState.HELD}


def test_an_address_that_was_read_before_its_post_and_is_stored_after_it_is_its_duplicate(story: Story) -> None:
    crawl = start_crawl(story.archive, story.blog_id, at(0))
    story.listing(["en/one", "one"])
    story.write(story.read_event(make_post(), hours=3, crawl_id=crawl))
    story.write(story.read_event(make_post(), address=HOME + "en/one", hours=2, crawl_id=crawl))
    assert states(story) == {"one": AddressState.HELD, "en/one": AddressState.DUPLICATE}


def test_the_same_content_at_another_address_is_no_second_post(story: Story) -> None:
    first = story.read(make_post())
    copy = story.read(make_post(url=HOME + "2024/05/one", canonical_url=None))
    assert (copy.post_id, copy.is_new, copy.is_revised) == (first.post_id, False, False)
    assert states(story) == {"one": AddressState.HELD, "2024/05/one": AddressState.DUPLICATE}


def test_the_same_content_twice_in_one_batch_is_one_post(story: Story) -> None:
    first, copy = story.write(story.read_event(make_post()), story.read_event(make_post(url=HOME + "copy")))
    assert isinstance(first, PostOutcome)
    assert copy == replace(first, is_new=False)
    assert len(list(posts(story.archive))) == 1


@pytest.mark.parametrize(
    "change",
    [{"published": StatedDate("2025-01-01")}, {"title": None}, {"body_text": "No text."}],
    ids=str,
)
def test_posts_that_only_resemble_each_other_are_two(story: Story, change: dict[str, Any]) -> None:
    changed = make_post(**{key: value for key, value in change.items() if key != "published"})
    story.read(changed)
    outcome = story.read(replace(make_post(**change), url=HOME + "two"))
    assert outcome.is_new


@pytest.mark.parametrize("shown", ["2024-05-02", "2024-05-01T22:30:00+00:00", "2024-05-02T00:30:00+02:00"])
def test_a_post_that_other_software_shows_elsewhere_with_other_pictures_is_the_same(story: Story, shown: str) -> None:
    post = make_post("one", body_text="A long text about the sea. " * 20, published=StatedDate("2024-05-02T00:30:00+02:00"), media=())
    story.read(post)
    cover = Media(url="https://cdn.example/cover.png")
    story.read(replace(post, url=f"{HOME}two", subtitle="New", published=StatedDate(shown), media=(cover,)))
    assert len(list(posts(story.archive))) == 1


def test_an_older_capture_adds_a_revision_but_is_not_the_current_one(story: Story) -> None:
    story.read(make_post())
    old = make_post(title="As it was once")
    assert story.read(old, hours=-100).revision == 2
    assert not story.read(old, hours=-100).is_revised
    stored = only(story.archive)
    assert (stored.post.title, stored.revision, stored.first_captured_at) == (make_post().title, 1, at(-100))
    assert story.read(make_post(title="Next"), hours=30).revision == 3
    assert check_integrity(story.archive) == []


def test_an_imported_file_never_outranks_what_a_visit_read(story: Story) -> None:
    crawl = start_crawl(story.archive, story.blog_id, at(0))
    story.capture(make_capture(), crawl)
    story.write(replace(story.read_event(make_post(), capture_url=HOME + "one"), crawl_id=crawl))
    story.write(AddressSettled(blog_id=story.blog_id, address=HOME + "one", state=AddressState.GONE, reason="410", settled_at=at(3)))
    assert story.read(make_post(title="A copy"), hours=30).revision == 2
    stored = only(story.archive)
    assert (stored.post.title, stored.revision, stored.status) == (make_post().title, 1, PostStatus.GONE)
    assert states(story) == {"one": AddressState.GONE}


def test_the_later_word_on_an_address_of_one_batch_holds(story: Story) -> None:
    gone = AddressSettled(blog_id=story.blog_id, address=HOME + "one", state=AddressState.GONE, reason="410", settled_at=at(1))
    story.write(gone, story.read_event(make_post()))
    assert states(story) == {"one": AddressState.HELD}
    story.write(story.read_event(make_post(), hours=4), gone)
    assert states(story) == {"one": AddressState.GONE}


def test_texts_in_any_script_come_back(story: Story) -> None:
    text = "日本語の記事。\u200dمدونة 🎉 " + LONG_TEXT
    story.read(make_post(title="題 🎉", body_text=text, body_html=text))
    assert only(story.archive).post.body_text == text


def test_a_post_that_is_gone_and_shown_at_two_other_addresses_is_at_one_of_them(story: Story) -> None:
    old = story.read(make_post())
    story.settle(HOME + "one", AddressState.GONE, "404")
    crawl_id = start_crawl(story.archive, story.blog_id, at(4))
    moved = [replace(make_post(), url=HOME + name) for name in ("new", "copy")]
    outcomes = story.write(*(story.read_event(post, hours=4, crawl_id=crawl_id) for post in moved))
    assert [(o.post_id, o.is_new) for o in outcomes if isinstance(o, PostOutcome)] == [(old.post_id, False)] * 2
    assert [(p.post.url, p.status) for p in posts(story.archive)] == [(HOME + "new", PostStatus.LIVE)]
    states = {row.url: row.state for row in inventory(story.archive, story.blog_id)}
    assert states == {HOME + "one": AddressState.GONE, HOME + "new": AddressState.HELD, HOME + "copy": AddressState.DUPLICATE}


def test_a_post_whose_address_leads_to_another_post_is_gone(story: Story) -> None:
    story.read(make_post("one"))
    story.read(make_post("two"))
    crawl_id = start_crawl(story.archive, story.blog_id, at(4))
    story.write(story.read_event(make_post("two"), address=HOME + "one", hours=4, crawl_id=crawl_id))
    assert {p.post.url: (p.status, p.status_reason) for p in posts(story.archive)} == {
        HOME + "one": (PostStatus.GONE, f"leads to {HOME}two"),
        HOME + "two": (PostStatus.LIVE, None),
    }


def test_a_file_brings_no_post_back_that_is_gone(story: Story) -> None:
    story.read(make_post())
    story.settle(HOME + "one", AddressState.GONE, "404")
    story.read(replace(make_post(), url="urn:sha1:ABC"), hours=4)
    assert [(p.post.url, p.status) for p in posts(story.archive)] == [(HOME + "one", PostStatus.GONE)]


def test_pictures_of_one_day_under_the_same_words_are_two_posts_where_midnight_stands_for_the_day(story: Story) -> None:
    shown = make_post(
        title="Untitled", body_text="Click on the picture to see it in its full size.", published=StatedDate("2024-05-02T00:00:00Z")
    )
    for url, picture in (("one", "a.jpg"), ("two", "b.jpg")):
        story.read(replace(shown, url=HOME + url, media=(Media(url=HOME + picture),)))
    assert len(list(posts(story.archive))) == 2


def test_a_post_of_the_last_day_that_a_date_can_tell_is_stored(story: Story) -> None:
    assert story.read(make_post(published=StatedDate("9999-12-31"))).is_new
