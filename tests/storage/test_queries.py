"""Named reads: filters, order, streaming, and the plans that serve them."""

import gc
import sqlite3
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, text

from storage import models
from storage.archive import Archive
from storage.batch import Writer
from storage.engine import reading, writing
from storage.events import CommentsRead, PostComment
from storage.queries import (
    AuthorRow,
    CommentRow,
    LinkRow,
    MediaRow,
    TermRow,
    captures,
    check_integrity,
    list_rows,
    posts,
    validators,
)
from storage.queries.crawls import validators_statement
from storage.queries.inventory import _words, inventory_rows, pending_statement
from storage.queries.posts import posts_statement
from storage.records import (
    AddressState,
    Author,
    Comment,
    Counter,
    Link,
    Media,
    Post,
    PostStatus,
    Sighting,
    StatedDate,
    Term,
    TermKind,
    Validators,
)
from storage.writer import register_blog
from tests.storage.samples import HOME, Story, at, make_blog, make_capture, make_post


def names(story: Story, **filters: Any) -> list[str]:
    return [stored.post.url.removeprefix(HOME) for stored in posts(story.archive, **filters)]


def dated(name: str, iso: str | None, **changes: Any) -> Any:
    return make_post(name, published=iso and StatedDate(iso), **changes)


def test_what_changed_since_a_moment_is_what_was_read_or_judged_or_commented_since(story: Story) -> None:
    for name in ("same", "gone", "back", "edited", "commented"):
        story.read(make_post(name), hours=1)
    story.settle(HOME + "back", AddressState.GONE, hours=2)
    story.settle(HOME + "gone", AddressState.GONE, hours=5)
    story.unchanged(HOME + "back", hours=5)
    story.unchanged(HOME + "same", hours=5)
    story.read(make_post("edited", title="Another"), hours=5)
    new = Comment(key="c9", text="Late")
    story.write(
        CommentsRead(blog_id=story.blog_id, crawl_id=None, comments=(PostComment(url=HOME + "commented", comment=new),), read_at=at(5))
    )
    assert set(names(story, changed_since=at(4))) == {"gone", "back", "edited", "commented"}
    assert set(names(story, changed_since=at(1))) == {"same", "gone", "back", "edited", "commented"}
    assert names(story, changed_since=at(6)) == []


def test_posts_come_by_blog_and_newest_first_and_those_without_a_date_last(story: Story) -> None:
    other = Story(story.archive, register_blog(story.archive, make_blog(home_url="https://x.example/", slug="x", scope="x.example/")))
    other.read(dated("x", "2030-01-01"))
    for name, iso in (("undated", None), ("old", "2001-02-03"), ("new", "2025-01-01"), ("mid", "2020-01-01T00:00:00+02:00")):
        story.read(dated(name, iso))
    assert names(story) == ["new", "mid", "old", "undated", "x"]
    assert names(story, blog_ids=[other.blog_id]) == ["x"]
    assert names(story, blog_ids=[]) == []
    assert names(story, limit=2) == ["new", "mid"]


def test_posts_are_filtered_by_what_is_known_of_them(story: Story) -> None:
    story.read(dated("a", "2024-01-01", authors=(Author(name="Ada"),), terms=(Term(name="Rivers"),)))
    story.read(
        dated("b", "2024-02-01", authors=(Author(name="Ada"), Author(name="Bo")), terms=(Term(name="Rivers", kind=TermKind.CATEGORY),))
    )
    story.read(dated("c", None, authors=(), terms=()))
    story.settle(HOME + "b", AddressState.GONE, "410")
    assert names(story, author="Ada") == ["b", "a"]
    assert names(story, author="Bo") == ["b"]
    assert names(story, term="Rivers") == ["b", "a"]
    assert names(story, since=datetime(2024, 1, 1, tzinfo=UTC), until=datetime(2024, 2, 1, tzinfo=UTC)) == ["a"]
    story.read(dated("d", "2024-05-31T00:30:00+09:00", authors=(), terms=()))  # the author's day, whatever it was in Greenwich
    assert names(story, since=datetime(2024, 5, 31, tzinfo=UTC), until=datetime(2024, 6, 1, tzinfo=UTC)) == ["d"]
    assert names(story, statuses=[PostStatus.GONE]) == ["b"]
    assert names(story, post_url=HOME + "c") == ["c"]
    assert names(story, author="Ada", statuses=[PostStatus.LIVE]) == ["a"]


def test_a_post_keeps_its_parts_among_many(story: Story) -> None:
    with Writer(story.archive) as writer:
        for number in range(450):
            links = tuple(Link(url=f"https://e.example/{number}/{place}") for place in range(number % 4))
            writer.put(story.read_event(make_post(f"p{number}", links=links, counters=(Counter(name="views", value=number),))))
    stored = {post.post.url: post.post for post in posts(story.archive)}
    assert len(stored) == 450
    for number in range(450):
        post = stored[f"{HOME}p{number}"]
        assert [link.url for link in post.links] == [f"https://e.example/{number}/{place}" for place in range(number % 4)]
        assert post.counters == (Counter(name="views", value=number),)


def test_streaming_posts_takes_the_memory_of_a_few(story: Story) -> None:
    body = "word " * 10_000
    with Writer(story.archive) as writer:
        for number in range(300):
            writer.put(story.read_event(Post(url=f"{HOME}{number}", body_text=f"{number} {body}")))
    gc.collect()
    tracemalloc.start()
    try:
        assert sum(len(stored.post.body_text or "") for stored in posts(story.archive)) > 15_000_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_the_last_whole_answer_gives_the_validators(story: Story) -> None:
    assert validators(story.archive, story.blog_id, HOME + "one") is None
    story.capture(make_capture(etag='"old"'))
    story.capture(make_capture(etag='"new"', last_modified="Sun, 01 Mar 2026 12:00:00 GMT"))
    story.capture(make_capture(status=304, etag='"304"'))
    story.capture(make_capture(status=500, etag='"500"'))
    story.capture(make_capture(HOME + "two", etag='"two"'))
    found = validators(story.archive, story.blog_id, HOME + "one")
    assert found is not None
    assert (found.etag, found.last_modified) == ('"new"', "Sun, 01 Mar 2026 12:00:00 GMT")
    assert found.capture == make_capture(etag='"old"')  # the same payload, which lies in the first record that had it
    story.capture(make_capture(digest="sha1:BBBB"))
    assert validators(story.archive, story.blog_id, HOME + "one") == Validators(
        etag='"e1"', last_modified=None, capture=make_capture(digest="sha1:BBBB")
    )


def test_only_an_answer_that_was_stored_gives_validators_for_what_was_asked(story: Story) -> None:
    def etag(url: str, *asked: str) -> str | None:
        found = validators(story.archive, story.blog_id, url, asked={url, *asked})
        return None if found is None else found.etag

    story.capture(make_capture())
    assert etag(HOME + "one") is None
    story.read(make_post("one"), hours=1.5)
    assert etag(HOME + "one") == '"e1"'
    story.capture(make_capture(etag='"e2"', digest="sha1:BBBB", fetched_at=at(4)))
    assert etag(HOME + "one") == '"e1"'  # what came with the newer one was never stored
    story.capture(make_capture(HOME + "two/"))
    story.read(replace(make_post("two"), url=HOME + "two"), hours=1.5)
    assert etag(HOME + "two/") is None
    assert etag(HOME + "two/", HOME + "two") == '"e1"'  # a redirect led there
    story.capture(make_capture(HOME + "feed.xml", fetched_at=at(-1)))
    assert etag(HOME + "feed.xml") is None
    story.listing(["one"], source="feed", document=HOME + "feed.xml")
    assert etag(HOME + "feed.xml") == '"e1"'


def test_captures_come_latest_first_and_as_they_were_made(story: Story) -> None:
    failed = make_capture(
        HOME + "x" * 4000, status=None, digest=None, etag=None, warc_file=None, warc_offset=None, warc_length=None, error="DNS"
    )
    for capture in (make_capture(), failed):
        story.capture(capture)
    assert list(captures(story.archive)) == [failed, make_capture()]
    assert len(list(captures(story.archive, limit=1))) == 1


def test_lists_tell_how_many_posts_each_thing_belongs_to(story: Story) -> None:
    picture = Media(url=HOME + "i.jpg")
    link = Link(url="https://e.example/")
    story.read(
        make_post("a", authors=(Author(name="Ada"),), terms=(Term(name="T"),), media=(picture, picture), links=(link, link), comments=())
    )
    story.read(make_post("b", authors=(Author(name="Bo"), Author(name="Ada")), terms=(), media=(picture,), links=(link,), comments=()))
    story.read(make_post("c", authors=(), terms=(), media=(), links=(), comments=(Comment(key="k", text="t", parent=None),)))
    rows = {
        kind: list(list_rows(story.archive, kind, blog_ids=[story.blog_id])) for kind in ("authors", "terms", "media", "links", "comments")
    }
    slug = "blog.example"
    assert rows["authors"] == [AuthorRow(blog=slug, name="Ada", url=None, posts=2), AuthorRow(blog=slug, name="Bo", url=None, posts=1)]
    assert rows["terms"] == [TermRow(blog=slug, kind=TermKind.TAG, name="T", url=None, posts=1)]
    assert rows["media"] == [MediaRow(blog=slug, url=HOME + "i.jpg", kind="image", posts=2)]
    assert rows["links"] == [LinkRow(blog=slug, url="https://e.example/", posts=2)]
    assert rows["comments"] == [CommentRow(blog=slug, post_url=HOME + "c", comment=Comment(key="k", text="t"), is_missing=False)]


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        ("UPDATE post SET revision = 7", "post without its current revision"),
        ("UPDATE post SET content_digest = 'x'", "post whose digest is not its revision's"),
        ("UPDATE revision SET number = 3", "post with a gap in its revisions"),
        ("DELETE FROM address", "post without an address"),
        ("UPDATE capture SET warc_offset = NULL", "capture without its place in the WARC file"),
    ],
)
def test_the_check_of_integrity_names_what_is_wrong(story: Story, harm: str, problem: str) -> None:
    story.capture(make_capture())
    story.read(make_post())
    assert check_integrity(story.archive) == []
    with writing(story.archive.engine) as connection:
        connection.execute(text(harm))
    assert f"{problem}: {HOME}one" in check_integrity(story.archive)


def test_the_check_of_integrity_sees_rows_of_sqlite_without_their_parent(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive:
        Story(archive, register_blog(archive, make_blog())).read(make_post())
        with closing(sqlite3.connect(tmp_path / "archive.db")) as file:  # a plain connection does not enforce foreign keys
            file.execute("DELETE FROM author")
            file.commit()
        assert any(problem.startswith("post_author") and "author" in problem for problem in check_integrity(archive))


@pytest.mark.parametrize(
    ("make_statement", "indexes"),
    [
        (lambda blog_id: pending_statement(blog_id, 100), ["ix_address_order"]),
        (lambda blog_id: validators_statement(blog_id, HOME + "one"), ["ix_capture_url"]),
        (lambda _: posts_statement([], None), ["ix_post_newest", "uq_revision_post_id_number"]),
        (lambda blog_id: posts_statement([_post_column("blog_id") == blog_id], 20), ["ix_post_newest"]),
    ],
    ids=["pending", "validators", "posts", "posts of a blog"],
)
def test_an_index_serves_the_reads_of_large_tables(
    tmp_path: Path, make_statement: Callable[[int], Select[Any]], indexes: list[str]
) -> None:
    with Archive.create(tmp_path) as archive:
        plan = _plan(archive, make_statement(1))
    for index in indexes:
        assert any(_uses(line, index) for line in plan), plan
    assert not [line for line in plan if line.startswith("SCAN") and "INDEX" not in line], plan
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan


def test_an_index_finds_a_post_by_its_address(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive:
        plan = _plan(archive, posts_statement([_post_column("url") == HOME + "one"], None))
    assert any("ix_post_url" in line for line in plan), plan


def _plan(archive: Archive, statement: Select[Any]) -> list[str]:
    sql = str(statement.compile(archive.engine, compile_kwargs={"literal_binds": True}))
    with reading(archive.engine) as connection:
        return [row.detail for row in connection.execute(text("EXPLAIN QUERY PLAN " + sql.replace(":", "\\:")))]


def _post_column(name: str) -> Any:
    return models.post.c[name]


def _uses(line: str, index: str) -> bool:
    # SQLite gives the indexes of UNIQUE constraints names of its own.
    return index in line or (index.startswith("uq_") and f"SEARCH {index.split('_')[1]} USING INDEX sqlite_autoindex" in line)


def test_sightings_are_read_by_their_address(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive, reading(archive.engine) as connection:
        assert _words(connection, [1, 2]) == {}
        plan = [row.detail for row in connection.execute(text("EXPLAIN QUERY PLAN SELECT * FROM sighting WHERE address_id IN (1, 2)"))]
    assert all(line.startswith("SEARCH sighting USING INDEX") for line in plan), plan


def test_sightings_of_a_thousand_addresses_reach_their_address(story: Story) -> None:
    story.listing([Sighting(url=f"{HOME}{number}", source="feed") for number in range(1200)], source="feed")
    with reading(story.archive.engine) as connection:
        named = [[word["source"] for word in words] for _, words in inventory_rows(connection, story.blog_id)]
    assert named == [["feed"]] * 1200
