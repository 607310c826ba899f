"""Ghost over HTTP: whole by its API where that is open, by sitemap and pages where it is not, and cheap at the second visit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scraper.demo import DemoServer, serve
from scraper.demo.blog import EXAMPLE_ORIGIN
from scraper.demo.ghost import DemoGhost, comment_id
from scraper.demo.pages import Reply
from scraper.demo.posts import DemoComment
from tests.crawl.shop import Shop, assert_sound, likeness
from tests.crawl.test_kill import after_requests, kill_all

POSTS = 32


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def said(row: dict[str, Any]) -> list[tuple[Any, ...]]:
    return sorted((c["key"], c["parent"], c["author"], datetime.fromisoformat(c["published_at"]), c["text"]) for c in row["comments"])


def said_truly(post: Any) -> list[tuple[Any, ...]]:
    return sorted(
        (comment_id(c.number), None if c.parent is None else comment_id(c.parent), c.author, c.published, c.text) for c in post.comments
    )


def is_of_moment(stated: str, moment: datetime) -> bool:
    """Whether a date is that of a post: its moment, or its day where a page states the moment in UTC, in which it is of another day."""
    return (
        datetime.fromisoformat(stated) == moment if "T" in stated else stated == moment.date().isoformat() != f"{moment.astimezone(UTC):%F}"
    )


def assert_true(shop: Shop, server: DemoServer, *, with_comments: bool = True) -> None:
    """The archive holds what the blog shows to strangers: every post, every field, every comment."""
    got = held(shop)
    base = server.url.rstrip("/")
    assert {url for url, row in got.items() if row["status"] == "live"} == {base + post.path for post in server.blog.posts}
    for post in server.blog.posts:
        row = got[base + post.path]
        assert (row["title"], row["subtitle"], row["access"]) == (post.title, post.subtitle, post.access)
        assert sorted(row["tags"]) == sorted(set(post.tags))
        assert is_of_moment(row["published_at"], post.published)
        assert [author["name"] for author in row["authors"]] == list(post.authors)
        text = "" if post.access == "members" else post.body_text
        assert likeness(row["body_text"] or "", text) >= 0.97, (row["body_text"], text)
        assert row["media"][0]["url"] == f"{base}/content/images/2026/10/cover-{post.number}.png"
        assert said(row) == (said_truly(post) if with_comments else [])
    assert "NOISE" not in str(got)
    assert "for paying subscribers only" not in str(got)


def pages_of_posts(server: DemoServer, since: int = 0) -> list[str]:
    paths = {server.blog.prefix + post.path for post in server.blog.posts}
    return [path for path in server.paths(since=since) if path in paths]


def claims(shop: Shop) -> str:
    return shop.run("audit").out.splitlines()[0].partition(": ")[2]


def costs_of_update(shop: Shop, server: DemoServer) -> list[str]:
    """The requests of an update without news."""
    before, count = shop.export(), len(server.log)
    ended = shop.update()
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert shop.export() == before
    return server.paths(since=count)


@pytest.mark.parametrize(
    "blog",
    [
        pytest.param(lambda: DemoGhost(POSTS), id="whole"),
        pytest.param(lambda: DemoGhost(POSTS, most=15), id="fewer than asked for"),
        pytest.param(lambda: DemoGhost(POSTS, api="lying"), id="lying"),
        pytest.param(lambda: DemoGhost(POSTS, api="repeating"), id="repeating"),
        pytest.param(lambda: DemoGhost(POSTS, prefix="/blog", closed=True), id="below a site, whose robots.txt is another"),
    ],
)
def test_an_open_api_gives_every_post_and_comment_and_no_page_is_asked_for(shop: Shop, blog: Any) -> None:
    with serve(blog()) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert pages_of_posts(server) == []
        assert_sound(shop)
        assert len(costs_of_update(shop, server)) <= 3


@pytest.mark.parametrize(
    "blog",
    [
        pytest.param(lambda: DemoGhost(POSTS, closed=True), id="closed by robots.txt"),
        pytest.param(lambda: DemoGhost(POSTS, api="keyless"), id="no key"),
        pytest.param(lambda: DemoGhost(POSTS, api="wrong key"), id="key refused"),
        pytest.param(lambda: DemoGhost(POSTS, api="missing"), id="no API"),
        pytest.param(lambda: DemoGhost(POSTS, api="html"), id="a page in its place"),
        pytest.param(lambda: DemoGhost(POSTS, api="empty"), id="nothing in it"),
        pytest.param(lambda: DemoGhost(POSTS, closed=True, sitemap=False), id="neither API nor sitemap"),
    ],
)
def test_without_its_api_the_pages_give_the_same(shop: Shop, blog: Any) -> None:
    with serve(blog()) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert len(pages_of_posts(server)) == POSTS
        assert not [path for path in server.paths() if server.blog.setup.is_closed and path.startswith("/ghost/")]  # type: ignore[attr-defined]
        assert len(costs_of_update(shop, server)) <= 4
        assert len(costs_of_update(shop, server)) <= 4


def test_an_update_of_a_closed_one_costs_three_requests(shop: Shop) -> None:
    with serve(DemoGhost(POSTS, closed=True)) as server:
        assert shop.add(server).code == 0
        paths = costs_of_update(shop, server)
        assert [path.partition("?")[0] for path in paths] == ["/robots.txt", "/sitemap-posts.xml", "/members/api/comments/"]


@pytest.mark.parametrize("closed", [False, True])
def test_what_was_edited_removed_and_added_is_seen_and_so_is_a_new_comment(shop: Shop, closed: bool) -> None:
    with serve(DemoGhost(POSTS, closed=closed)) as server:
        assert shop.add(server).code == 0
        edited = server.blog.edit(17, title="Edited")
        removed = server.blog.remove(23)
        server.blog.add("A new one")
        post = server.blog.posts[30]
        late = DemoComment(number=9_000_001, author="Late", published=datetime.now(UTC).replace(microsecond=0), text="Late words.")
        server.blog.edit(post.number, silent=True, comments=(*post.comments, late))
        shop.update()
        rows = held(shop)
        titles = {row["title"]: row for row in rows.values()}
        assert (titles["Edited"]["revision"], rows[server.origin + removed.path]["status"]) == (2, "gone")
        assert "A new one" in titles
        assert edited.number == 17
        assert comment_id(late.number) in [c["key"] for c in rows[server.origin + post.path]["comments"]]
        number = sum(len(post.comments) for post in (*server.blog.posts, removed))
        assert claims(shop).endswith(f"comments {number} of {number}")


def test_the_audit_counts_against_another_source(shop: Shop) -> None:
    with serve(DemoGhost(POSTS)) as server:
        assert shop.add(server).code == 0
        number = sum(len(post.comments) for post in server.blog.posts)
        assert claims(shop) == (
            f"ghost says {POSTS}; api {POSTS}; feed 15; post-sitemap {POSTS}; held {POSTS}; none missing; comments {number} of {number}"
        )


def test_posts_that_the_sitemap_leaves_out_are_found_on_the_older_pages(shop: Shop) -> None:
    """Ghost lists no post that names another page as the original."""
    with serve(DemoGhost(POSTS, closed=True, cross_posts=frozenset({2, 9}))) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)


def with_thread(blog: DemoGhost, number: int, at: datetime | None = None, replies: int = 7) -> None:
    """Give a post a thread of which an answer shows a part."""
    post = blog.posts[number]
    begun = at or post.published + timedelta(hours=1)
    first = DemoComment(number=8_000_000 + 100 * number, author="Ann", published=begun, text="First.")
    answers = tuple(
        DemoComment(number=first.number + n, author="Bo", published=begun + timedelta(minutes=n), text=f"Answer {n}.", parent=first.number)
        for n in range(1, replies + 1)
    )
    blog.edit(post.number, silent=True, comments=(first, *answers))


@pytest.mark.parametrize("uncounted", [0, 2])
def test_threads_with_more_replies_than_are_shown_are_read_whole(shop: Shop, uncounted: int) -> None:
    """Ghost counts the replies that were taken away with the others, and shows them to nobody."""
    blog = DemoGhost(POSTS, closed=True, hidden_replies=uncounted)
    with_thread(blog, 10, replies=2)
    with_thread(blog, 12)
    with_thread(blog, 14)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)


class Troubled(DemoGhost):
    """One of its threads cannot be read."""

    trouble = ""

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path, or that there is trouble."""
        is_troubled = self.trouble and path.startswith(f"/members/api/comments/{self.trouble}/")
        return Reply(500, "text/plain", b"") if is_troubled else super().page(path, origin)


def test_a_thread_that_gives_no_answer_hides_no_other_and_is_read_at_the_next_visit(shop: Shop) -> None:
    blog = Troubled(POSTS, closed=True)
    with_thread(blog, 12)
    with_thread(blog, 14)
    blog.trouble = comment_id(8_001_200)
    with serve(blog) as server:
        assert shop.add(server).code == 3
        texts = {row["url"]: [c["text"] for c in row["comments"]] for row in shop.export()}
        assert [len(texts[server.origin + blog.posts[number].path]) for number in (12, 14)] == [4, 8]
        blog.trouble = ""
        assert shop.update().code == 0
        assert_true(shop, server)


def test_an_update_without_news_asks_for_no_thread(shop: Shop) -> None:
    blog = DemoGhost(POSTS, closed=True)
    for number, post in enumerate(blog.posts):
        if number % 8:
            blog.edit(post.number, silent=True, comments=())
        else:
            with_thread(blog, number, datetime.now(UTC).replace(microsecond=0) - timedelta(days=2))
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert len(costs_of_update(shop, server)) == 3


@pytest.mark.parametrize("closed", [False, True])
def test_a_blog_without_comments_is_asked_for_them_once_a_month_and_its_pages_never(shop: Shop, closed: bool) -> None:
    with serve(DemoGhost(POSTS, closed=closed, comments=False)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, with_comments=False)
        assert not [path for path in server.paths() if path.startswith("/members/")]
        count = len(server.log)
        assert len(costs_of_update(shop, server)) <= 3
        assert not [path for path in costs_of_update(shop, server) if path.startswith("/members/")]
        assert pages_of_posts(server, since=count) == []


def test_an_api_that_was_closed_later_hides_no_new_post(shop: Shop) -> None:
    blog = DemoGhost(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.setup = replace(blog.setup, api="wrong key")
        for title in ("A first one", "A second one"):
            server.blog.add(title)
            assert shop.update().code == 0
        assert {"A first one", "A second one"} <= {row["title"] for row in shop.export()}
        assert {row["status"] for row in shop.export()} == {"live"}


def test_an_api_that_was_opened_later_is_asked_where_an_update_comes_to_the_home_page(shop: Shop) -> None:
    blog = DemoGhost(POSTS, api="keyless", sitemap=False)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.setup = replace(blog.setup, api="open")
        for number in range(20):  # more than the feed holds
            server.blog.add(f"New one {number}")
        count = len(server.log)
        assert shop.update().code == 0
        assert_true(shop, server)
        assert pages_of_posts(server, since=count) == []


def test_with_pages_wanted_the_api_only_says_which(shop: Shop) -> None:
    with serve(DemoGhost(POSTS)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--pages").code == 0
        assert_true(shop, server)
        assert len(pages_of_posts(server)) == POSTS


def test_what_was_killed_goes_on(shop: Shop) -> None:
    with serve(DemoGhost(POSTS, most=10), latency_s=0.05) as server:
        for goal in (4, 6, 9):
            count = len(server.log)
            process = shop.start("add", server.url, "--delay", "0", "-q")
            after_requests(server, goal)(process, count)
            kill_all(process)
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert {row["revision"] for row in shop.export()} == {1}
        assert_sound(shop)
