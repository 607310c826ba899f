"""Blogs that lie, repeat themselves or have no end: what is theirs is held once, and the visit ends by itself."""

import re

import pytest

from scraper.dead_ends import LEAST_UNLISTED, MOST_MISSING
from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from scraper.demo.posts import write_post
from scraper.extraction.page import MAX_TAGS
from scraper.listing.reader import MISSING_SITEMAPS
from tests.crawl.shop import Shop, assert_clear, assert_whole

POSTS = 6
MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Told(DemoBlog):
    """A blog whose answers are told anew on their way out."""

    def page(self, path: str, origin: str = "") -> Reply:
        reply = super().page(path, origin)
        return self.told(path, origin, reply)

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        raise NotImplementedError


class OneCanonical(Told):
    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        first = self.posts[0].path.encode()
        return reply._replace(body=re.sub(rb'(<link rel="canonical" href=")[^"]*', rb"\g<1>" + origin.encode() + first, reply.body))


def test_posts_that_all_call_one_of_them_their_canonical_address_stay_apart(shop: Shop) -> None:
    with serve(OneCanonical(POSTS)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)


class Proxied(Told):
    """Its feed names addresses that count the visit and lead on, with the parameters of a campaign."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        if path == "/feed.xml":
            return reply._replace(body=re.sub(rb'(<link[^>]* href=")(http://[^/"]+)(/2)', rb"\1\2/~r\3", reply.body))
        if path.startswith("/~r/"):
            return Reply(302, HTML, b"", headers=(("Location", f"{origin}{path[3:]}?utm_source=feed&utm_medium=feed"),))
        return reply


def test_a_feed_of_redirects_gives_no_second_post(shop: Shop) -> None:
    with serve(Proxied(POSTS)) as server:
        assert shop.add(server).code == 0
        assert len(shop.export()) == POSTS
        assert not any("utm_" in url for url in shop.held_urls())


WALLS = {
    "guard": b"<title>Just a moment...</title><h1>Checking your browser</h1><p>Enable JavaScript and cookies to continue.",
    "consent": b"<title>Before you continue</title><article><h1>Before you continue</h1><p>"
    + b"We keep small files on your machine, and ask for your leave first. " * 40
    + b"</article>",
    "login": b"<title>Log in</title><article><h1>Log in</h1><form><input name=user><input type=password></form></article>",
    "database": b"<title>Database Error</title><h1>Error establishing a database connection</h1>",
}


class Excerpts(Told):
    """Its feed carries no texts."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        body = re.sub(rb"<(content|summary)[ >].*?</\1>", b"", reply.body, flags=re.DOTALL)
        return reply._replace(body=body) if path == "/feed.xml" else reply


@pytest.mark.parametrize("wall", WALLS)
def test_a_page_in_the_place_of_another_is_no_post_and_is_asked_for_again(shop: Shop, wall: str) -> None:
    blog = Excerpts(POSTS)
    hidden = [post.path for post in blog.posts[1:4]]
    for path in hidden:
        blog.put(path, b"<!doctype html><html><body>" + WALLS[wall])
    with serve(blog) as server:
        assert shop.add(server).code != 0
        assert shop.held_urls() == {f"{server.origin}{post.path}" for post in blog.posts if post.path not in hidden}
        for path in hidden:
            blog._instead.pop(path)
        assert shop.add(server).code == 0
        assert len(shop.export()) == POSTS


class Daily(Told):
    """All posts have the same heading; lists tell them apart."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        named = re.sub(rb"(<(title|h1)\b[^>]*>).*?(</\2>)", rb"\1Photo of the day\3", reply.body)
        return reply._replace(body=named) if path in {post.path for post in self.posts} else reply


def test_posts_under_one_heading_are_not_taken_for_each_other(shop: Shop) -> None:
    with serve(Daily(POSTS, feed=False, sitemap=False, structured=False)) as server:
        assert shop.add(server).code == 0
        assert len(shop.held_urls()) == POSTS


class Members(Excerpts):
    """One post leads strangers to a page of its own theme that does not say where one goes on to."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        if path == self.posts[2].path:
            return Reply(302, HTML, b"", headers=(("Location", f"{origin}/members/"),))
        if path == "/members/":
            other = super().page(self.posts[-1].path, origin).body
            return Reply(200, HTML, re.sub(rb"(<h1[^>]*>).*?(</h1>)", rb"\1Sign in\2", other).replace(b"<p>", b"<p>For members. "))
        return super().told(path, origin, reply)


def test_a_page_for_strangers_to_which_a_post_leads_is_no_post(shop: Shop) -> None:
    with serve(Members(POSTS)) as server:
        assert_clear(shop.add(server), 3)
        assert shop.held_urls() == {f"{server.origin}{post.path}" for post in server.blog.posts if post is not server.blog.posts[2]}


class MixedUp(Excerpts):
    """A cache gives the page of one post for two others too."""

    def page(self, path: str, origin: str = "") -> Reply:
        is_other = path in {post.path for post in self.posts[1:3]}
        return super().page(self.posts[-1].path if is_other else path, origin)


def test_the_page_of_another_post_is_not_taken_for_the_one_that_was_asked_for(shop: Shop) -> None:
    with serve(MixedUp(POSTS)) as server:
        for visit in (shop.add, lambda _: shop.update()):
            assert_clear(visit(server), 3)
            assert len(shop.held_urls()) == POSTS - 2
        server.blog = Excerpts(POSTS)
        assert shop.update().code == 0
        assert_whole(shop, server)


class Vanished(Told):
    """Its feed and its front page name posts whose files are not there."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        return Reply(404, HTML, b"<h1>Not found</h1>") if path in {post.path for post in self.posts} else reply


def test_a_blog_none_of_whose_posts_is_there_is_trouble_until_they_are(shop: Shop) -> None:
    with serve(Vanished(POSTS)) as server:
        for visit in (shop.add, lambda _: shop.update()):
            assert_clear(visit(server), 3, "none of which is there")
        server.blog = DemoBlog(POSTS)
        assert shop.update("--full").code == 0
        assert_whole(shop, server)


class Shell(Told):
    """Each of its pages is an empty shell which a program in the reader's browser fills."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        head = b'<!doctype html><title>My app</title><meta property="og:type" content="article">'
        shell = head + b"<body><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"
        return Reply(200, HTML, shell) if path in {"/", *(post.path for post in self.posts)} else reply


def test_empty_shells_are_no_posts(shop: Shop) -> None:
    with serve(Shell(POSTS, feed=False)) as server:
        assert_clear(shop.add(server), 3, "no post was found there")
        assert shop.held_urls() == set()


class Removed(Excerpts):
    """One post is not there any more, and the page that says so comes with status 200."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        if path == self.posts[-1].path:
            return Reply(200, HTML, b"<title>Page not found</title><h1>Page not found</h1><p>Nothing is here.")
        return super().told(path, origin, reply)


def test_a_page_that_says_that_nothing_is_there_is_asked_for_once(shop: Shop) -> None:
    with serve(Removed(POSTS)) as server:
        assert shop.add(server).code == 0  # whole, and not incomplete
        assert len(shop.export()) == POSTS - 1


@pytest.mark.parametrize("wall", WALLS)
def test_such_a_page_never_takes_the_place_of_a_post_that_is_held(shop: Shop, wall: str) -> None:
    blog = DemoBlog(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        before = {row["url"]: row["body_text"] for row in shop.export()}
        for post in blog.posts[:3]:
            blog.put(post.path, b"<!doctype html><html><body>" + WALLS[wall])
        shop.update("--full", "--delay", "0")
        assert {row["url"]: (row["body_text"], row["revision"]) for row in shop.export()} == {
            url: (text, 1) for url, text in before.items()
        }


class Mute(Told):
    """No list says what its posts are called: there is its sitemap alone."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        return Reply(200, HTML, b"<title>A drawer</title><h1>Welcome</h1>") if path == "/" else reply


def test_a_page_that_has_nothing_of_a_held_post_takes_not_its_place_and_one_that_is_written_anew_does(shop: Shop) -> None:
    note = b"<title>Moving house</title><article><h1>Moving house</h1><p>" + b"The shelves are in the hall, the gears in the bath. " * 20
    blog = Mute(POSTS, feed=False)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        before = {row["url"]: row["body_text"] for row in shop.export()}
        for post in blog.posts[:3]:
            blog.put(post.path, b"<!doctype html><html><body>" + note)
        anew = blog.edit(4, body=write_post(40, blog.posts[4].published, 9).body)
        assert_clear(shop.update("--full"), 3, "3 addresses failed")
        rows = {row["url"]: (row["body_text"], row["revision"]) for row in shop.export()}
        assert rows.pop(server.origin + anew.path)[1] == 2
        assert rows == {url: (text, 1) for url, text in before.items() if url in rows}


@pytest.mark.parametrize("is_front", [True, False])
def test_a_held_post_that_left_the_sitemap_is_gone_where_another_page_is_shown_at_three_visits(shop: Shop, is_front: bool) -> None:
    """Some hosts answer every address that is not there with the front page."""
    blog = DemoBlog(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        gone = blog.remove(1)
        front = blog.page("/", server.origin).body
        blog.put(gone.path, front if is_front else WALLS["consent"])
        assert [shop.update().code for _ in range(4)] == [3, 3, 0, 0]
        assert {row["title"]: row["status_reason"] for row in shop.export() if row["status"] != "live"} == {
            gone.title: "a list of all posts names it no more, and another page is shown in its place"
        }


class DeadList(Told):
    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        dead = "".join(f"<url><loc>{origin}/2019/01/dead-{n}/</loc></url>" for n in range(MOST_MISSING + 200))
        return reply._replace(body=reply.body.replace(b"</urlset>", dead.encode() + b"</urlset>")) if path == "/sitemap.xml" else reply


def test_a_sitemap_of_dead_addresses_is_given_up(shop: Shop) -> None:
    with serve(DeadList(POSTS)) as server:
        ended = shop.add(server)
        assert ended.code != 0
        assert "are not there; the rest is left to the next visit" in ended.err
        assert_whole(shop, server)
        assert len([path for path in server.paths() if "dead" in path]) <= MOST_MISSING + 20


class Maze(Told):
    """Each page links to pages that look like posts, and do so in their turn."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        found = re.fullmatch(r"(/\d+/\d+/)maze-(\d+)/", path)
        post = next(p.path for p in self.posts)
        folder = "/".join(post.split("/")[:3]) + "/"
        number = int(found[2]) if found else 0
        links = "".join(f'<a href="{folder}maze-{number * 3 + n}/">A tale</a> ' for n in (1, 2, 3))
        if found:
            reply = super(Told, self).page(post, origin)
            reply = reply._replace(body=reply.body.replace(b"</p>", f" tale {number}</p>".encode(), 3))
        return reply._replace(body=reply.body.replace(b"</body>", f"<footer>{links}</footer></body>".encode())) if "/20" in path else reply


def test_a_maze_of_pages_beside_a_whole_sitemap_ends(shop: Shop) -> None:
    with serve(Maze(POSTS)) as server:
        shop.add(server)
        assert {f"{server.origin}{post.path}" for post in server.blog.posts} <= shop.held_urls()
        assert len([path for path in server.paths() if "maze" in path]) <= LEAST_UNLISTED + 20


class Littered(Told):
    """Its home page has more tags than are read."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        return reply._replace(body=reply.body + b"<i></i>" * MAX_TAGS) if path == "/" else reply


def test_a_home_page_that_cannot_be_read_hides_neither_feed_nor_sitemap(shop: Shop) -> None:
    with serve(Littered(POSTS)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)


class Index(Told):
    """Its robots.txt names an index of files that are not there, or of ever new indexes."""

    grows = False

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        if path == "/robots.txt":
            return Reply(200, "text/plain", f"Sitemap: {origin}/maps/1.xml\nSitemap: {origin}/sitemap.xml\n".encode())
        if path == "/maps/1.xml" or (self.grows and path.startswith("/maps/")):
            number = int(re.sub(r"\D", "", path))
            names = [number * 2, number * 2 + 1] if self.grows else range(2, 900)
            files = "".join(f"<sitemap><loc>{origin}/maps/{n}.xml</loc></sitemap>" for n in names)
            return Reply(200, "application/xml", f'<sitemapindex xmlns="{MAPS}">{files}</sitemapindex>'.encode())
        return reply


class Growing(Index):
    grows = True


@pytest.mark.parametrize("kind", [Index, Growing])
def test_an_index_without_end_is_given_up(shop: Shop, kind: type[Index]) -> None:
    with serve(kind(POSTS)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert len([path for path in server.paths() if path.startswith("/maps/")]) <= MISSING_SITEMAPS + 1


class Queries(Told):
    """Its feed names one post under hundreds of addresses, which differ in their query."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        if path != "/feed.xml":
            return reply
        entry = re.findall(rb"<entry>.*?</entry>", reply.body, re.DOTALL)[1]
        more = b"".join(re.sub(rb'(<link[^>]* href="[^"]+)"', rb'\g<1>?from=%d"' % n, entry, count=1) for n in range(300))
        return reply._replace(body=reply.body.replace(b"</feed>", more + b"</feed>"))


def test_one_post_under_hundreds_of_queries_costs_a_few_requests(shop: Shop) -> None:
    with serve(Queries(POSTS)) as server:
        assert shop.add(server).code == 0
        assert len(shop.export()) == POSTS
        assert len([path for path in server.paths() if "from=" in path]) <= 25
