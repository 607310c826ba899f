"""Several addresses that lead to one blog make one blog of the archive, and one visit of it."""

from urllib.parse import urlsplit

import pytest

from scraper.demo import DemoBlog, DemoServer, serve, truth_rows
from scraper.demo.pages import HTML, Reply
from scraper.urls import scope_of
from storage.archive import Archive
from storage.queries import all_blogs, captures, crawls, status
from storage.records import Blog
from storage.writer import register_blog
from tests import forked
from tests.crawl.shop import PROJECT, Shop, assert_sound, assert_whole, post_hits


class Doorplate(DemoBlog):
    """An address whose every page only leads to a blog elsewhere."""

    def __init__(self, target: str) -> None:
        super().__init__(empty=True)
        self._target = target

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/robots.txt":
            return Reply(404, HTML, b"")
        return Reply(301, HTML, b"", headers=(("Location", self._target),))


class MovedInside(DemoBlog):
    """A blog in a folder, to which the site's front page leads."""

    def page(self, path: str, origin: str = "") -> Reply:
        return Reply(301, HTML, b"", headers=(("Location", f"{origin}{self.prefix}/"),)) if path == "/" else super().page(path, origin)


class Network(DemoBlog):
    """A blog at the root of a host, with another one in a folder of it."""

    inner = DemoBlog(4, seed=2, prefix="/annex")

    def page(self, path: str, origin: str = "") -> Reply:
        is_inner = path.split("?")[0].startswith(f"{self.inner.prefix}/")
        return self.inner.page(path, origin) if is_inner else super().page(path, origin)


class NamesItsPort(DemoBlog):
    """A blog that a proxy asks for under a name of its own; an old address leads to it with the port that http has anyway."""

    def page(self, path: str, origin: str = "") -> Reply:
        path = urlsplit(path).path
        return Reply(301, HTML, b"", headers=(("Location", f"{origin}:80/"),)) if path == "/old/" else super().page(path, origin)


class MovesToWww(DemoBlog):
    """A blog that a proxy asks for under a name of its own; once it has moved, the bare name only leads to the one with ``www``."""

    host = "blog.example"

    def page(self, path: str, origin: str = "") -> Reply:
        if self.host.startswith("www.") and urlsplit(path).hostname == "blog.example":
            return Reply(301, HTML, b"", headers=(("Location", f"http://{self.host}{urlsplit(path).path}"),))
        return super().page(urlsplit(path).path, f"http://{self.host}")


class ShownAtTheRoot(DemoBlog):
    """A blog in a folder, which the site's front page shows too: its list itself, or its feed alone."""

    def __init__(self, *, lists: bool) -> None:
        super().__init__(6, prefix="/blog")
        self._lists = lists

    def page(self, path: str, origin: str = "") -> Reply:
        if path != "/":
            return super().page(path, origin)
        front = '<title>Ropes</title><link rel=alternate type="application/atom+xml" href="/blog/feed.xml"><h1>Ropes</h1><p><a href=/blog/>Blog</a>'
        return super().page("/blog/", origin) if self._lists else Reply(200, HTML, front.encode())


def assert_one_blog(shop: Shop, server: DemoServer) -> None:
    """It has the one home, its platform, all posts once, and every capture and crawl of the archive."""
    assert_whole(shop, server)
    assert max(post_hits(server).values()) == 1
    assert_sound(shop)
    with Archive.open(shop.root, shop.database_url) as archive:
        (blog,) = all_blogs(archive)
        assert (blog.home_url, blog.platform) == (server.url, "generic")
        assert {crawl.blog for crawl in crawls(archive)} == {blog.slug}
        assert all(crawl.finished_at for crawl in crawls(archive))
        assert len(list(captures(archive, blog.id))) == len(list(captures(archive)))


@pytest.mark.parametrize("jobs", ["1", "4"])
@pytest.mark.parametrize("names", [("", "feed.xml", "about/"), ("about/", "feed.xml", ""), ("about/", "archive/", "")])
def test_addresses_of_one_new_blog_are_one_visit(shop: Shop, jobs: str, names: tuple[str, ...]) -> None:
    with serve(DemoBlog(6)) as server:
        ended = shop.run("add", *(server.url + name for name in names), "--delay", "0", "--jobs", jobs)
        assert ended.code == 0, ended
        assert ended.out.startswith("1 blog: 6 new posts, 2 more addresses of the same, 6 posts held"), ended.out
        assert_one_blog(shop, server)


@pytest.mark.parametrize("is_known", [False, True])
def test_an_address_that_leads_to_a_known_blog_is_a_visit_of_that_one(shop: Shop, is_known: bool) -> None:
    with serve(DemoBlog(6)) as server, serve(Doorplate(server.url)) as doorplate:
        if is_known:
            assert shop.add(server).code == 0
            server.blog.add("One more")
        addresses = [doorplate.url] if is_known else [server.url, doorplate.url]
        ended = shop.run("add", *addresses, "--delay", "0", "--jobs", "1", "--tag", "lamps", "--every", "1h")
        assert ended.code == 0, ended
        assert f"{doorplate.url}: an address of {server.url}" in ended.err
        assert_one_blog(shop, server)
        with Archive.open(shop.root) as archive:
            (state,) = status(archive)
        assert (state.blog.tags, state.every) == (("lamps",), "1h")


def test_an_address_that_leads_to_a_paused_blog_does_not_wake_it(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server, serve(Doorplate(server.url)) as doorplate:
        assert shop.add(server).code == 0
        assert shop.run("pause", server.url).code == 0
        server.blog.add("One more")
        ended = shop.run("add", doorplate.url, "--delay", "0")
        assert ended.out.startswith("1 blog: 1 paused"), ended
        assert len(shop.export()) == 6


def test_a_platform_that_the_user_names_changes_nothing_of_that(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server, serve(Doorplate(server.url)) as doorplate:
        assert shop.add(server).code == 0
        server.blog.add("One more")
        assert shop.run("add", doorplate.url, "--delay", "0", "--platform", "generic", "-q").code == 0
        assert_one_blog(shop, server)


def test_scrapy_crawl_goes_the_same_way(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server, serve(Doorplate(server.url)) as doorplate:
        assert shop.add(server).code == 0
        server.blog.add("One more")
        words = ("crawl", "generic", "-a", f"url={doorplate.url}", "-a", f"archive={shop.root}", "-s", "DOWNLOAD_DELAY=0")
        ended = forked.run(["scrapy", *words], env=shop.env, cwd=PROJECT, program=forked.scrapy)
        assert ended.returncode == 0, ended
        assert_one_blog(shop, server)


@pytest.mark.parametrize("names", [("", "annex/"), ("annex/", "")])
def test_a_blog_in_a_folder_of_a_known_one_is_a_blog_of_its_own(shop: Shop, names: tuple[str, ...]) -> None:
    with serve(Network(6)) as server:
        for name in names:
            assert shop.run("add", server.url + name, "--delay", "0", "-q").code == 0
        addresses = (f"{server.url}annex/", server.origin + Network.inner.posts[0].path, f"{server.url}about/")
        for address in addresses:  # each leads to one of the two, whichever is larger
            assert shop.run("add", address, "--delay", "0", "-q").code == 0
        held = {row["url"]: row["blog"] for row in shop.export()}
        with Archive.open(shop.root) as archive:
            slugs = {blog.home_url: blog.slug for blog in all_blogs(archive)}
        ours = {post["url"]: slugs[server.url] for post in truth_rows(server.blog, server.origin)}
        assert held == ours | {post["url"]: slugs[f"{server.url}annex/"] for post in truth_rows(Network.inner, server.origin)}


@pytest.mark.parametrize("lists", [False, True])
def test_a_front_page_that_shows_a_known_blog_alone_is_an_address_of_that_one(shop: Shop, *, lists: bool) -> None:
    with serve(ShownAtTheRoot(lists=lists)) as server:
        assert shop.add(server).code == 0
        server.blog.add("One more")
        ended = shop.run("add", f"{server.origin}/", "--delay", "0")
        assert ended.code == 0, ended
        assert f"{server.origin}/: an address of {server.url}" in ended.err
        assert_one_blog(shop, server)


def test_a_redirect_that_names_the_port_of_its_scheme_leads_to_no_other_host(shop: Shop) -> None:
    with serve(NamesItsPort(6)) as server:
        shop.env["http_proxy"] = server.origin
        ended = shop.run("add", "http://blog.example/old/", "--delay", "0")
        assert ended.code == 0, ended
        assert {row["url"] for row in shop.export()} == {f"http://blog.example{post.path}" for post in server.blog.posts}
        with Archive.open(shop.root) as archive:
            assert [blog.home_url for blog in all_blogs(archive)] == ["http://blog.example/"]


def test_a_blog_that_moved_to_www_costs_no_redirects_from_the_second_visit_on(shop: Shop) -> None:
    with serve(MovesToWww(6)) as server:
        shop.env["http_proxy"] = server.origin
        assert shop.run("add", "http://blog.example/", "--delay", "0").code == 0
        server.blog.host = "www.blog.example"  # type: ignore[attr-defined]
        for title in ("One more", "And another"):
            server.blog.add(title)
            asked = len(server.log)
            ended = shop.run("update", "--all", "--delay", "0")
            assert (ended.code, "1 new post" in ended.out) == (0, True), ended
        assert {urlsplit(path).hostname for path in server.paths(since=asked)} == {"www.blog.example"}
        assert len(shop.export()) == 8
        with Archive.open(shop.root) as archive:
            assert [blog.home_url for blog in all_blogs(archive)] == ["http://www.blog.example/"]
        asked = len(server.log)
        assert shop.run("update", "--all", "--delay", "0").code == 0
        assert len(server.paths(since=asked)) <= 3


def test_an_address_that_holds_imported_posts_stays_a_blog_of_its_own(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server, serve(Doorplate(server.url)) as doorplate:
        assert shop.add(server).code == 0
        with Archive.create(shop.root) as archive:
            register_blog(archive, Blog(home_url=doorplate.url, slug="old", platform="unknown", scope=scope_of(doorplate.url)))
        (shop.folder / "old.html").write_text("<title>An old post</title><article><h1>An old post</h1><p>" + "Words of it. " * 40)
        ended = shop.run("import", str(shop.folder / "old.html"), "--url", f"{doorplate.url}an-old-post")
        assert ended.code == 0, ended
        ended = shop.run("update", "old", "--delay", "0")
        assert f"leads to {server.url}, the home of" in ended.out
        assert f"{doorplate.url}an-old-post" in shop.held_urls()


def test_a_known_blog_whose_home_now_leads_to_another_one_stays_as_it_is(shop: Shop) -> None:
    with serve(MovedInside(6, prefix="/log")) as server:
        front = Blog(home_url=f"{server.origin}/", slug="front", platform="generic", scope=scope_of(f"{server.origin}/"))
        with Archive.create(shop.root) as archive:
            register_blog(archive, Blog(home_url=server.url, slug="log", platform="generic", scope=scope_of(server.url)))
            register_blog(archive, front)
        assert shop.update("log").code == 0
        ended = shop.run("update", "front", "--delay", "0")
        assert "1 unreachable" in ended.out, ended
        assert f"leads to {server.url}, the home of log" in ended.out
        assert_whole(shop, server)
        with Archive.open(shop.root) as archive:
            assert [blog.home_url for blog in all_blogs(archive)] == [server.url, front.home_url]


def test_a_blog_without_tls_is_found_when_the_scheme_is_left_out(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server:
        ended = shop.run("add", urlsplit(server.url).netloc, "--delay", "0", "-q")
        assert (ended.code, ended.err) == (0, ""), ended
        assert_whole(shop, server)
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 3


class ServesFolders(DemoBlog):
    """A host of folders: a blog that names its posts without the slash is led to each with one. One of them is a file."""

    file = ""
    removed = ""

    def page(self, path: str, origin: str = "") -> Reply:
        bare = {post.path.rstrip("/"): post.path for post in self.posts}
        if path.rstrip("/") == self.file:
            return super().page(bare[path], origin) if path == self.file else Reply(404, HTML, b"")
        if path.rstrip("/") == self.removed and path.endswith("/"):
            return Reply(404, HTML, b"")
        if path in bare:
            return Reply(301, HTML, b"", headers=(("Location", bare[path]),))
        reply = super().page(path, origin)
        body = reply.body
        for name in bare:
            body = body.replace(f"{name}/".encode(), name.encode())
        return reply._replace(body=body)


def test_a_host_that_adds_a_slash_to_each_address_is_asked_for_those_at_once(shop: Shop) -> None:
    blog = ServesFolders(40)
    blog.file, blog.removed = blog.posts[-1].path.rstrip("/"), blog.posts[-2].path.rstrip("/")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert {row["url"] for row in shop.export()} == {
            f"{server.origin}{post.path.rstrip('/')}" for post in blog.posts if post.path.rstrip("/") != blog.removed
        }
        assert sum(seen.status == 301 for seen in server.log) < 20  # some are under way while that is learned
        assert sum(seen.path.rstrip("/") == blog.removed for seen in server.log) <= 3


class BareFront(DemoBlog):
    """A blog whose front page names its few posts without their days, as its feed does with them."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path != "/":
            return super().page(path, origin)
        links = "".join(f'<p><a href="{post.path}">{post.title}</a></p>' for post in self.posts)
        feed = '<link rel="alternate" type="application/atom+xml" href="/feed.xml">'
        return Reply(200, HTML, f"<title>Ropes</title>{feed}<h1>Ropes</h1>{links}".encode())


def test_no_post_that_a_feed_names_is_looked_at_for_a_list(shop: Shop) -> None:
    with serve(BareFront(4, sitemap=False)) as server:
        assert shop.add(server).code == 0
        assert set(post_hits(server).values()) == {1}
