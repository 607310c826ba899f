"""Blogs and crawls: registered once, found by any of their names."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from storage.archive import Archive
from storage.queries import all_blogs, crawls, find_blog, status
from storage.records import Blog
from storage.writer import finish_crawl, register_blog, set_pace, start_crawl, update_blog
from tests.storage.samples import at, make_blog


def test_a_blog_is_registered_once(archive: Archive) -> None:
    first = register_blog(archive, make_blog(tags=("news", "日本")))
    assert first.id is not None
    assert register_blog(archive, make_blog(title="Later")) == first
    assert all_blogs(archive) == [first]


def test_the_other_scheme_of_a_scope_is_the_same_blog(archive: Archive) -> None:
    first = register_blog(archive, make_blog())
    assert register_blog(archive, make_blog(home_url="http://blog.example/", slug="other")) == first


def test_a_slug_that_is_taken_gets_a_number(archive: Archive) -> None:
    slugs = [register_blog(archive, make_blog(home_url=f"https://{n}.example/", scope=f"{n}.example/", slug="a_b")).slug for n in range(3)]
    assert slugs == ["a_b", "a_b-2", "a_b-3"]


def test_blogs_registered_at_once_are_all_there_once(archive: Archive) -> None:
    wanted = [make_blog(home_url=f"https://{n % 4}.example/", scope=f"{n % 4}.example/", slug="same") for n in range(16)]
    with ThreadPoolExecutor(4) as pool:
        registered = list(pool.map(lambda blog: register_blog(archive, blog), wanted))
    assert {blog.id for blog in registered} == {blog.id for blog in all_blogs(archive)}
    assert sorted(blog.slug for blog in all_blogs(archive)) == ["same", "same-2", "same-3", "same-4"]


def test_what_is_learned_of_a_blog_is_written_and_its_slug_stays(archive: Archive, blog: Blog) -> None:
    update_blog(archive, replace(blog, title="A title", language="de", platform="wix", slug="never"))
    assert all_blogs(archive) == [replace(blog, title="A title", language="de", platform="wix")]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("blog.example", "blog.example"),
        ("https://blog.example", "blog.example"),
        ("http://BLOG.example/2024/post?x=1", "blog.example"),
        ("blog.example/travel/one", "travel"),
        ("https://blog.example/travel", "travel"),
        ("https://blog.example/travelling", "blog.example"),
        ("travel", "travel"),
        ("large.example", "large"),
        ("https://large.example/about", None),
        ("https://unknown.example/", None),
    ],
)
def test_a_blog_is_found_by_any_of_its_names(archive: Archive, blog: Blog, name: str, found: str | None) -> None:
    register_blog(archive, make_blog(home_url="https://blog.example/travel/", scope="blog.example/travel/", slug="travel"))
    register_blog(archive, make_blog(home_url="https://large.example/blog/", scope="large.example/blog/", slug="large"))
    match = find_blog(archive, name)
    assert (match.slug if match else None) == found


def test_a_crawl_is_told_with_its_counts(archive: Archive, blog: Blog) -> None:
    assert blog.id is not None
    crawl_id = start_crawl(archive, blog.id, at(0))
    (running,) = crawls(archive)
    assert (running.finished_at, running.outcome) == (None, None)
    finish_crawl(archive, crawl_id, finished_at=at(1), outcome="changed", counts={"requests": 7, "new_posts": 2}, error=None)
    second = start_crawl(archive, blog.id, at(2))
    finish_crawl(archive, second, finished_at=at(3), outcome="unreachable", counts={"failures": 1}, error="DNS")
    latest, earlier = crawls(archive, blog.id)
    assert (earlier.outcome, earlier.counts["requests"], earlier.counts["new_posts"], earlier.counts["bytes"]) == ("changed", 7, 2, 0)
    assert (latest.id, latest.blog, latest.error) == (second, "blog.example", "DNS")
    (blog_status,) = status(archive)
    assert (blog_status.last_crawl_at, blog_status.last_outcome, blog_status.last_error) == (at(2), "unreachable", "DNS")
    assert blog_status.last_change_at == at(1)


def test_a_count_that_a_crawl_does_not_have_is_refused(archive: Archive, blog: Blog) -> None:
    assert blog.id is not None
    crawl_id = start_crawl(archive, blog.id, at(0))
    with pytest.raises(ValueError, match="cookies"):
        finish_crawl(archive, crawl_id, finished_at=at(1), outcome="changed", counts={"cookies": 1}, error=None)


def test_the_pace_of_a_blog_is_kept(archive: Archive, blog: Blog) -> None:
    assert blog.id is not None
    set_pace(archive, blog.id, delay_s=2.5, every="1d")
    (blog_status,) = status(archive, [blog.id])
    assert (blog_status.delay_s, blog_status.every) == (2.5, "1d")
