"""What is closed or not there for a moment is asked for again, and what stays so is left alone."""

from collections.abc import Callable

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from scraper.demo.posts import DemoPost
from tests.crawl.shop import Shop, assert_clear, assert_whole


def add(blog: DemoBlog) -> DemoPost:
    return blog.add("News of the day")


def edit(blog: DemoBlog) -> DemoPost:
    return blog.edit(5, title="A new title after the edit")


CASES = [(add, 404), (add, 403), (edit, 403)]  # a held post that answers 404 is gone until a listing says otherwise


@pytest.mark.parametrize(("change", "status"), CASES)
def test_a_post_that_is_not_shown_for_a_moment_is_held_as_it_is_after_the_next_visit(
    shop: Shop, change: Callable[[DemoBlog], DemoPost], status: int
) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        server.fail_next(change(server.blog).path, status)
        assert shop.update().code == 0
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_a_post_that_always_fails_ends_three_updates_incomplete_and_is_then_tried_once_a_month(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        path = server.blog.edit(5, title="A new title after the edit").path
        server.fail_next(path, 500, times=10_000)
        for _ in range(3):
            assert_clear(shop.update(), 3)
        count = len(server.log)
        assert shop.update().code == 0
        assert path not in server.paths(since=count)
        assert "1 address failed" in shop.run("status").out


@pytest.mark.parametrize("status", [404, 403])
def test_of_many_posts_that_are_not_shown_one_is_asked_for_at_a_visit_and_all_when_it_is_there(shop: Shop, status: int) -> None:
    with serve(DemoBlog(12)) as server:
        closed = {post.path for post in server.blog.posts[-8:]}
        for path in closed:
            server.fail_next(path, status, times=10_000)
        assert shop.add(server).code == 0
        asked: list[str] = []
        for _ in range(3):
            count = len(server.log)
            assert shop.update().code == 0
            assert len(server.log) - count <= 4, server.log[count:]
            asked += [path for path in server.paths(since=count) if path in closed]
        assert len(set(asked)) == len(asked) == 3  # each time another one
        for path in closed:
            server.fail_next(path, status, times=-10_000)
        count = len(server.log)
        assert shop.update().code == 0
        assert_whole(shop, server)
        assert len(server.log) - count <= 11


def test_a_feed_and_a_sitemap_that_are_gone_are_left_alone_after_three_visits_and_come_back(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        for path in ("/feed.xml", "/sitemap.xml"):
            server.fail_next(path, 404, times=10_000)
        for _ in range(4):  # within a day: it may be a mistake of that day
            count = len(server.log)
            assert shop.update().code == 0
            assert "/feed.xml" in server.paths(since=count)
        for _ in range(2):
            shop.day_goes_by()
            assert shop.update().code == 0
        count = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=count) == ["/robots.txt", "/"]
        new = server.blog.add("News of the day")
        assert shop.update().code == 0
        assert server.origin + new.path in shop.held_urls()
        for path in ("/feed.xml", "/sitemap.xml"):
            server.fail_next(path, 404, times=-10_000)
        count = len(server.log)
        assert shop.update("--full").code == 0
        assert {"/feed.xml", "/sitemap.xml"} <= set(server.paths(since=count))


POSTS = 15
PER_PAGE = 5
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def bare(origin: str, *, sitemap: bool) -> DemoBlog:
    """A blog whose posts nothing names but its front page and either the older ones or a sitemap in parts."""
    blog = DemoBlog(0, feed=False, sitemap=False)
    paths = [f"/2024/{POSTS - number:02}/a-day-at-sea/" for number in range(POSTS)]
    for path in paths:
        words = f"<p>{'The tide came in and went out again as it does. ' * 8}</p>" * 3
        blog.put(
            path,
            f"<title>{path}</title><article><h1>A day {path}</h1><time datetime={path[1:8].replace('/', '-')}-01>{words}</article>".encode(),
        )
    for number, start in enumerate(range(0, POSTS, PER_PAGE), 1):
        part = paths[start : start + PER_PAGE]
        articles = "".join(f'<article><h2><a href="{path}">A day {path}</a></h2><p>The tide came in.</p></article>' for path in part)
        older = "" if sitemap or number * PER_PAGE >= POSTS else f'<a rel="next" href="/page/{number + 1}/">Older posts</a>'
        blog.put("/" if number == 1 else f"/page/{number}/", f"<title>Tides</title><main>{articles}{older}</main>".encode())
        locs = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in part)
        blog.put(f"/post-sitemap{number}.xml", URLSET.format(locs).encode(), content_type="application/xml")
    if sitemap:
        files = "".join(f"<sitemap><loc>{origin}/post-sitemap{number}.xml</loc></sitemap>" for number in range(1, POSTS // PER_PAGE + 1))
        blog.put("/sitemap.xml", INDEX.format(files).encode(), content_type="application/xml")
    return blog


@pytest.mark.parametrize("answer", ["cut off", "304"])
def test_a_sitemap_that_cannot_be_read_whole_is_told_and_asked_for_again(shop: Shop, answer: str) -> None:
    """Its connection was closed in the midst of it, or a broken cache calls it unchanged to who has never seen it."""
    with serve(DemoBlog(0)) as server:
        server.blog = bare(server.origin, sitemap=True)
        whole = server.blog.page("/post-sitemap2.xml", server.origin)
        assert isinstance(whole, Reply)
        cut = whole.body[: len(whole.body) // 3].rpartition(b"<url>")[0]
        server.blog.put("/post-sitemap2.xml", cut, content_type="application/xml")
        server.fail_next("/post-sitemap2.xml", 304, times=100 if answer == "304" else 0)
        assert_clear(shop.add(server), 3, "/post-sitemap2.xml", answer)
        assert "more may be there" in shop.run("audit").out
        server.fail_next("/post-sitemap2.xml", 304, times=-100)
        server.blog.put("/post-sitemap2.xml", whole.body, content_type="application/xml")
        assert shop.update().code == 0
        assert len(shop.held_urls()) == POSTS


@pytest.mark.parametrize(("sitemap", "document", "held"), [(False, "/page/2/", 5), (True, "/post-sitemap2.xml", 10)])
def test_a_part_of_a_listing_that_fails_is_told_and_asked_for_again(shop: Shop, sitemap: bool, document: str, held: int) -> None:
    with serve(DemoBlog(0)) as server:
        server.blog = bare(server.origin, sitemap=sitemap)
        server.fail_next(document, 500, times=100)
        assert_clear(shop.add(server), 3, document, "500")
        assert len(shop.held_urls()) == held
        assert "more may be there" in shop.run("audit").out
        server.fail_next(document, 500, times=-100)
        assert shop.update().code == 0
        assert len(shop.held_urls()) == POSTS
        assert "none missing" in shop.run("audit").out
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 6, server.log[count:]  # an update again


def test_a_part_of_a_listing_that_fails_for_good_ends_three_visits_incomplete_and_is_then_told_alone(shop: Shop) -> None:
    with serve(DemoBlog(0)) as server:
        server.blog = bare(server.origin, sitemap=False)
        server.fail_next("/page/2/", 500, times=10_000)
        assert_clear(shop.add(server), 3)
        server.fail_next("/", 500, times=3)  # a visit that reaches nothing is no try of a part
        shop.update()
        assert "unreachable" in shop.run("status").out
        for _ in range(2):
            assert_clear(shop.update(), 3, "/page/2/")
        for _ in range(2):
            count = len(server.log)
            assert shop.update().code == 0
            assert "/page/2/" not in server.paths(since=count)
            assert "/page/2/: the server answered 500" in shop.run("audit").out
        server.fail_next("/page/2/", 500, times=-10_000)
        assert shop.update("--full").code == 0
        assert len(shop.held_urls()) == POSTS
        assert "none missing" in shop.run("audit").out


def test_a_part_that_fails_when_nothing_but_the_list_is_asked_for_has_not_lasted(shop: Shop) -> None:
    with serve(DemoBlog(0)) as server:
        server.blog = bare(server.origin, sitemap=False)
        server.fail_next("/page/2/", 500, times=100)
        shop.run("add", server.url, "--delay", "0", "-q", "--no-crawl")
        assert "lasted" not in shop.run("audit").out


class Rationed(DemoBlog):
    """Answers a few requests for posts, then asks for a pause that is longer than a crawl waits."""

    left = 4

    def page(self, path: str, origin: str = "") -> Reply:
        if path in {post.path for post in self.posts}:
            self.left -= 1
            if self.left < 0:
                return Reply(429, HTML, b"", headers=(("Retry-After", "7200"),))
        return super().page(path, origin)


def test_posts_that_are_not_asked_for_since_the_host_wants_a_pause_are_asked_for_at_every_visit(shop: Shop) -> None:
    blog = Rationed(12)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3)
        for visit in range(2, 6):
            held = len(shop.held_urls())
            blog.left = 3
            shop.update()
            assert len(shop.held_urls()) == min(12, held + 3), visit


class Closed(DemoBlog):
    """Asks at its newest post for a pause that is longer than a crawl waits."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == self.posts[-1].path:
            return Reply(429, HTML, b"", headers=(("Retry-After", "7200"),))
        return super().page(path, origin)


def test_a_post_that_always_ends_the_visit_hides_the_others_at_three_visits_alone(shop: Shop) -> None:
    with serve(Closed(12)) as server:
        for visit in range(3):
            assert (shop.add(server) if not visit else shop.update()).code == 3
        assert shop.update().code == 0
        assert len(shop.held_urls()) == 11
