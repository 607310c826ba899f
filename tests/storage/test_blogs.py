"""Blogs and crawls: registered once, found by any of their names."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from storage.archive import Archive
from storage.events import ClaimSeen
from storage.forgetting import forget
from storage.lease import acquire
from storage.queries import all_blogs, crawls, find_blog, held_among, keeper_of, status
from storage.records import AddressState, Blog, id_of
from storage.writer import finish_crawl, lift_since, merge_blog, note_wishes, register_blog, start_crawl, update_blog
from tests.storage.samples import HOME, Story, at, make_blog, make_capture, make_post


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
        ("https://www.blog.example/", "blog.example"),
        ("www.large.example", "large"),
        ("http://BLOG.example/2024/post?x=1", "blog.example"),
        ("blog.example/travel/one", "travel"),
        ("https://blog.example/travel", "travel"),
        ("https://blog.example/travelling", "blog.example"),
        ("travel", "travel"),
        ("large.example", "large"),
        ("https://large.example/about", None),
        ("port.example", "port"),
        ("port.example:8080", "port"),
        ("port.example:80", None),
        ("https://port.example", None),
        ("https://port.example/", None),
        ("two.example", None),
        ("[::1]", "v6"),
        ("https://unknown.example/", None),
        ("Bücher.example", "books"),
        ("https://www.bücher.example:8080/a/post", "books"),
        ("b\udcfccher.example", None),
    ],
)
def test_a_blog_is_found_by_any_of_its_names(archive: Archive, blog: Blog, name: str, found: str | None) -> None:
    register_blog(archive, make_blog(home_url="https://blog.example/travel/", scope="blog.example/travel/", slug="travel"))
    register_blog(archive, make_blog(home_url="https://large.example/blog/", scope="large.example/blog/", slug="large"))
    for slug, host in (
        ("port", "port.example:8080"),
        ("v6", "[::1]:8080"),
        ("one", "two.example:8080"),
        ("other", "two.example:8081"),
        ("books", "xn--bcher-kva.example:8080"),
    ):
        register_blog(archive, make_blog(home_url=f"https://{host}/", scope=f"{host}/", slug=slug))
    match = find_blog(archive, name)
    assert (match.slug if match else None) == found


@pytest.mark.parametrize(("entries", "is_list"), [(["a", "b", "c"], True), (["a", "x", "y"], False), ([], False)])
def test_a_list_of_posts_of_the_blog_around_it_is_no_blog_of_its_own(
    archive: Archive, blog: Blog, story: Story, entries: list[str], is_list: bool
) -> None:
    for name in ("a", "b"):
        story.read(make_post(name))
    inner = register_blog(archive, make_blog(home_url=f"{HOME}news/", scope="blog.example/news/", slug="news"))
    elsewhere = register_blog(archive, make_blog(home_url="https://planet.example/", scope="planet.example/", slug="planet"))
    urls = [HOME + name for name in entries]
    assert keeper_of(archive, inner, urls) == (blog if is_list else None)
    assert keeper_of(archive, elsewhere, urls) is None
    assert keeper_of(archive, blog, urls) is None


@pytest.mark.parametrize(
    ("entries", "feed", "is_same"),
    [
        (["news/a", "news/b"], None, True),
        (["news/a", "news/b"], "news/feed", True),
        (["news/a", "news/b"], "feed", False),
        (["news/a", "news/b", "reviews/c"], "news/feed", False),
        (["news/a", "news/x", "news/y"], "news/feed", False),
        ([], "news/feed", True),
        ([], "feed", False),
        ([], None, False),
    ],
)
def test_a_front_page_is_an_address_of_the_blog_below_it_where_it_shows_nothing_else(
    archive: Archive, entries: list[str], feed: str | None, *, is_same: bool
) -> None:
    news = register_blog(archive, make_blog(home_url=f"{HOME}news/", scope="blog.example/news/", slug="news"))
    story = Story(archive, news)
    for name in ("news/a", "news/b"):
        story.read(make_post(name))
    story.listing(["news/a", "news/b"], source="feed", document=f"{HOME}news/feed")
    front = register_blog(archive, make_blog(slug="front"))
    assert keeper_of(archive, front, [HOME + name for name in entries], feed and HOME + feed) == (news if is_same else None)


def test_a_held_post_is_found_however_far_down_a_long_list_it_stands(archive: Archive, blog: Blog, story: Story) -> None:
    story.read(make_post("a"))
    assert held_among(archive, id_of(blog), [*(f"{HOME}{number}" for number in range(1_200)), f"{HOME}a"]) == {f"{HOME}a"}


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


def test_a_blog_that_is_none_leaves_with_all_of_its_visit_and_its_files(archive: Archive, blog: Blog, story: Story) -> None:
    story.capture(make_capture(), start_crawl(archive, id_of(blog), at(0)))
    story.listing(["about", "dead"])
    story.write(ClaimSeen(blog_id=id_of(blog), source="api", total=0, stated_at=at(0)))
    story.settle(HOME + "about", AddressState.NOT_A_POST)
    story.settle(HOME + "dead", AddressState.GONE)
    file = archive.root / str(make_capture().warc_file)
    file.parent.mkdir(parents=True)
    file.touch()
    lease = acquire(archive, id_of(blog))
    assert lease is not None
    assert not forget(archive, id_of(blog), is_none=True)  # another visit is under way
    lease.release()
    assert not forget(archive, id_of(blog), is_none=False)  # something answered
    assert forget(archive, id_of(blog), is_none=True)
    assert not forget(archive, id_of(blog), is_none=True)
    assert all_blogs(archive) == []
    assert list(crawls(archive)) == []
    assert not file.parent.exists()


@pytest.mark.parametrize("state", [None, AddressState.PENDING, AddressState.MEMBERS_ONLY])
def test_a_blog_stays_of_which_something_is_held_or_may_be_read(
    archive: Archive, blog: Blog, story: Story, state: AddressState | None
) -> None:
    if state is None:
        story.read(make_post())
    else:
        story.listing(["one"])
        story.settle(HOME + "one", state)
    assert not forget(archive, id_of(blog), is_none=True)
    assert not forget(archive, id_of(blog), is_none=False)
    assert all_blogs(archive) == [blog]


def test_what_the_user_says_of_a_blog_is_kept_until_said_otherwise(archive: Archive, blog: Blog) -> None:
    note_wishes(archive, id_of(blog), tags=("news",), every="1d", since=date(2024, 1, 2))
    kept = note_wishes(archive, id_of(blog), tags=("news", "日本"))
    assert (kept.tags, kept.since) == (("news", "日本"), date(2024, 1, 2))
    update_blog(archive, replace(blog, title="Learned by a visit that began before"))
    (blog_status,) = status(archive, [id_of(blog)])
    assert (blog_status.blog.tags, blog_status.blog.since, blog_status.every) == (kept.tags, kept.since, "1d")
    assert lift_since(archive, id_of(blog)).since is None


def test_the_home_of_another_blog_is_told_and_not_taken(archive: Archive, blog: Blog) -> None:
    further = register_blog(archive, make_blog(home_url="https://old.example/", scope="old.example/", slug="old"))
    assert update_blog(archive, replace(further, home_url=blog.home_url)) == blog
    assert update_blog(archive, replace(further, scope=blog.scope)) == blog
    assert all_blogs(archive) == [blog, further]


def test_blogs_that_turn_out_to_be_one_at_once_get_one_home(archive: Archive) -> None:
    addresses = [register_blog(archive, make_blog(home_url=f"https://{n}.example/", scope=f"{n}.example/", slug=f"{n}")) for n in range(6)]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(
            lambda blog: update_blog(archive, replace(blog, home_url="https://home.example/", scope="home.example/")), addresses
        )
    assert len({blog.id for blog in found}) == 1


def test_a_blog_that_is_another_one_leaves_it_its_visits_and_wishes(archive: Archive, blog: Blog) -> None:
    further = register_blog(archive, make_blog(home_url="https://old.example/", scope="old.example/", slug="old", tags=("old",)))
    note_wishes(archive, id_of(blog), tags=("news",), every="1d")
    note_wishes(archive, id_of(further), every="2h")
    crawl_id = start_crawl(archive, id_of(further), at(0))
    merged = merge_blog(archive, id_of(further), id_of(blog))
    assert merged == replace(blog, tags=("news", "old"))
    assert merge_blog(archive, id_of(further), id_of(blog)) == merged  # the answer to the first may be lost
    assert [(crawl.id, crawl.blog) for crawl in crawls(archive)] == [(crawl_id, blog.slug)]
    (blog_status,) = status(archive)
    assert blog_status.every == "2h"
