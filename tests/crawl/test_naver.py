"""A blog of Naver over HTTP: all posts by its list of titles, whatever editor wrote them, and two requests at the next visit."""

from typing import Any

import pytest

from scraper.demo import DemoServer, serve
from scraper.demo.blocks import Picture
from scraper.demo.naver import BLOG_ID, NICKNAME, DemoNaver, log_no, picture_of
from scraper.demo.posts import DemoPost
from tests.crawl.shop import Shop, assert_sound, likeness

POSTS = 33


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def assert_true(shop: Shop, server: DemoServer) -> None:
    """The archive holds every post under its own address, with all that its page, the list and the tags say, and nothing around it."""
    got = {url: row for url, row in held(shop).items() if row["status"] == "live"}
    assert set(got) == {server.origin + server.blog.prefix + post.path for post in server.blog.posts}
    for post in server.blog.posts:
        row = got[server.origin + server.blog.prefix + post.path]
        assert (row["title"], row["subtitle"], row["access"]) == (post.title, None, "public")
        assert (row["published_at"], row["updated_at"]) == (post.published.isoformat(), None)
        assert [author["name"] for author in row["authors"]] == [NICKNAME]
        assert (row["tags"], row["categories"]) == (list(post.tags), [post.category])
        assert row["counters"]["comments"] == len(post.comments)
        assert [medium["url"] for medium in row["media"]] == pictures(post)
        assert likeness(row["body_text"] or "", post.body_text) >= 0.97, (row["body_text"], post.body_text)
        assert row["comments"] == []
    assert "NOISE" not in str(got)


def pictures(post: DemoPost) -> list[str]:
    return [picture_of(block) for block in post.body if isinstance(block, Picture)]


def asked(server: DemoServer, path: str, since: int = 0) -> list[str]:
    return [seen for seen in server.paths(since=since) if seen.partition("?")[0] == path]


@pytest.mark.parametrize(("taglists", "tag_requests"), [(True, 2), (False, 2 + POSTS - 1)])
def test_every_post_behind_its_frame_and_then_two_requests(shop: Shop, taglists: bool, tag_requests: int) -> None:
    with serve(DemoNaver(POSTS, taglists=taglists)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert_sound(shop)
        assert len(asked(server, "/PostTitleListAsync.naver")) == 2
        assert len(asked(server, "/PostView.naver")) == POSTS
        assert len(asked(server, "/BlogTagListInfo.naver")) == tag_requests
        assert not asked(server, "/PostList.naver"), "robots.txt closes it"
        before, count = shop.export(), len(server.log)
        assert shop.update().err == ""
        assert [path.partition("?")[0] for path in server.paths(since=count)] == ["/robots.txt", "/PostTitleListAsync.naver"]
        assert shop.export() == before


def test_a_new_post_a_new_title_and_a_removed_post(shop: Shop) -> None:
    with serve(DemoNaver(POSTS)) as server:
        shop.add(server)
        gone = server.blog.remove(3)
        server.blog.edit(31, title="Another title")
        new = server.blog.add("A new one")
        count = len(server.log)
        shop.update()
        assert sorted(path.partition("logNo=")[2] for path in asked(server, "/PostView.naver", count)) == sorted(
            [log_no(gone), str(223_000_000_031), log_no(new)]
        )
        assert_true(shop, server)
        assert held(shop)[server.origin + server.blog.prefix + gone.path]["status"] == "gone"


def test_what_neighbours_alone_may_see_is_named_and_not_asked_for(shop: Shop) -> None:
    with serve(DemoNaver(POSTS, closed=frozenset({7, 8}))) as server:
        shop.add(server)
        rows = [row for row in held(shop).values() if row["access"] == "members"]
        assert {(row["title"], row["body_text"]) for row in rows} == {(post.title, "") for post in server.blog.posts[7:9]}
        assert len(asked(server, "/PostView.naver")) == POSTS - 2
        assert "NOISE" not in str(rows)


@pytest.mark.parametrize(
    "address",
    [
        f"/{BLOG_ID}/223000000005",
        f"/PostView.naver?blogId={BLOG_ID}&logNo=223000000005&redirect=Dlog",
        f"/PostList.naver?from=x&blogId={BLOG_ID}",
    ],
)
def test_any_address_of_a_blog_leads_to_it(shop: Shop, address: str) -> None:
    with serve(DemoNaver(6)) as server:
        shop.run("add", server.origin + address, "--delay", "0", "-q")
        assert_true(shop, server)


def test_where_the_list_is_closed_the_feed_names_the_newest(shop: Shop) -> None:
    with serve(DemoNaver(POSTS, titles=False, feed=True)) as server:
        shop.add(server)
        assert set(held(shop)) == {server.origin + server.blog.prefix + post.path for post in server.blog.posts}
        row = held(shop)[f"{server.origin}{server.blog.prefix}{server.blog.posts[5].path}"]
        assert likeness(row["body_text"], server.blog.posts[5].body_text) >= 0.97, "the feed has its beginning alone"
