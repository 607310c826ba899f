"""Honest blogs that look like traps in part: every post of theirs is held, the visit is whole, and nothing is asked for in vain."""

import re

import pytest

from scraper.dead_ends import LEAST_CHARS, MOST_MISSING
from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from scraper.demo.wordpress import DemoWordPress
from tests.crawl.shop import Shop, assert_whole
from tests.crawl.test_traps import MAPS, Told

POSTS = 6


class DeadLinks(Told):
    """Its posts link to many that are not there any more."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        post = next((p for p in self.posts if p.path == path), None)
        if post is None:
            return reply
        folder = "/".join(path.split("/")[:3])
        links = "".join(f'<a href="{folder}/dead-{post.number}-{n}/">A tale</a> ' for n in range(MOST_MISSING // POSTS + 5))
        return reply._replace(body=reply.body.replace(b"</body>", f"<footer>{links}</footer></body>".encode()))


def test_links_that_died_make_no_visit_incomplete(shop: Shop) -> None:
    with serve(DeadLinks(POSTS, sitemap=False)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert len([path for path in server.paths() if "dead" in path]) > MOST_MISSING


class OldFirst(Told):
    """Its sitemap names what it has removed before what it has; no feed says what is new."""

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        dead = "".join(f"<url><loc>{origin}/2019/01/dead-{n}/</loc></url>" for n in range(MOST_MISSING - 20))
        return reply._replace(body=re.sub(rb"(<urlset[^>]*>)", rb"\1" + dead.encode(), reply.body)) if path == "/sitemap.xml" else reply


def test_removed_posts_at_the_head_of_a_sitemap_hide_none_behind_them(shop: Shop) -> None:
    with serve(OldFirst(POSTS, feed=False)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)


STRIPS = 60
ABOUT = "Lines and dots about a goat and her friends who live on a hill by the sea. " * (LEAST_CHARS // 70 + 1)


class Comic(DemoBlog):
    """A strip a page: the pages differ in their query, in their picture, and in nothing else."""

    def page(self, path: str, origin: str = "") -> Reply:
        bare, _, query = path.partition("?strip=")
        if bare == "/sitemap.xml":
            names = "".join(f"<url><loc>{origin}/show.php?strip={n}</loc></url>" for n in range(STRIPS))
            return Reply(200, "application/xml", f'<urlset xmlns="{MAPS}">{names}</urlset>'.encode())
        if bare == "/show.php" and query:
            shown = f'<img src="/draw.php?n={query}" width=800 height=300><p>{ABOUT}</p>'
            body = f"<article><h1>The goat</h1><time datetime=2020-{int(query) // 20 + 1:02}-{int(query) % 20 + 1:02}>day</time>{shown}</article>"
            return Reply(200, HTML, f"<html><head><title>The goat</title></head><body>{body}</body></html>".encode())
        if bare == "/":
            links = "".join(
                f'<li><a href="/show.php?strip={n}">The goat</a> <time>2020-{n // 20 + 1:02}-{n % 20 + 1:02}</time></li>'
                for n in range(STRIPS)
            )
            return Reply(200, HTML, f"<html><head><title>Goat</title></head><body><main><ul>{links}</ul></main></body></html>".encode())
        return Reply(404, HTML, b"")


def test_strips_that_differ_in_their_picture_alone_are_each_asked_for(shop: Shop) -> None:
    with serve(Comic(empty=True)) as server:
        shop.add(server)
        assert {path for path in server.paths() if "strip=" in path} == {f"/show.php?strip={n}" for n in range(STRIPS)}
        assert len(shop.export()) == STRIPS


class Redirecting(DemoBlog):
    """What it removes leads to the list of the posts of that tag."""

    def page(self, path: str, origin: str = "") -> Reply:
        reply = super().page(path, origin)
        tag = re.search(rb'href="([^"]*/tag/[^"]+)"', super().page("/", origin).body)
        is_gone = reply.status in {404, 410} and re.match(r"/\d{4}/", path)
        return Reply(302, HTML, b"", headers=(("Location", f"{tag[1].decode()}"),)) if is_gone and tag else reply


def test_a_removed_post_that_leads_to_a_list_is_gone(shop: Shop) -> None:
    blog = Redirecting(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        gone = blog.remove(blog.posts[2].number)
        assert shop.update("--full", "--delay", "0").code == 0
        states = {row["url"]: row["status"] for row in shop.export()}
        assert states.pop(f"{server.origin}{gone.path}") == "gone"
        assert set(states.values()) == {"live"}
        assert len(states) == POSTS - 1


MAINTENANCE = b"""<!doctype html><html><head><title>Site maintenance | Ann</title><link rel="alternate" href="/feed.xml"></head><body>
<article class="post"><h1 class="post-title">Site maintenance</h1><p>By Ann, <time datetime="2023-05-06">6 May 2023</time></p>
<div class="post-body"><p>I moved the pictures to another machine today, and nobody has noticed, which is as it should be.</p></div>
</article></body></html>"""


def test_a_post_may_have_the_title_of_a_closed_page(shop: Shop) -> None:
    blog = DemoBlog(POSTS, feed_items=2)
    short = blog.posts[2].path
    blog.put(short, MAINTENANCE)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert f"{server.origin}{short}" in shop.held_urls()


@pytest.mark.parametrize("api", ["missing", "forbidden"])
def test_a_feed_that_names_what_the_sitemap_names_is_all(shop: Shop, api: str) -> None:
    with serve(DemoWordPress(35, api=api)) as server:  # type: ignore[arg-type]  # of its literals
        assert shop.add(server).code == 0
        assert len(shop.held_urls()) == 35
        assert not [path for path in server.paths() if "/page/" in path]


@pytest.mark.parametrize("status", [403, 404])
def test_a_front_page_that_is_not_there_hides_no_post(shop: Shop, status: int) -> None:
    blog = DemoBlog(POSTS)
    blog.put("/", b"<html><body>Not here.", status=status)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 3


class TwoEndings(Told):
    """Its feed and its links name files, its sitemap and its pages the same without their ending. The pages state the day alone."""

    def page(self, path: str, origin: str = "") -> Reply:
        return super().page(path.removesuffix(".html") + "/" if path.endswith(".html") else path, origin)

    def told(self, path: str, origin: str, reply: Reply) -> Reply:
        body = re.sub(rb'(html" href="[^"]+|<a [^>]*href="[^"]*/20\d\d/\d\d/[^"/]+)/"', rb'\1.html"', reply.body)
        return reply._replace(body=body if path == "/feed.xml" else re.sub(rb"(\d{4}-\d\d-\d\d)T[\d:]+[+-][\d:]+", rb"\1", body))


def test_a_file_that_is_served_with_and_without_its_ending_is_one_post(shop: Shop) -> None:
    with serve(TwoEndings(POSTS)) as server:
        assert b".html" in server.blog.page("/feed.xml", server.origin).body
        assert shop.add(server).code == 0
        assert_whole(shop, server)


SHELVES = {"sea": 13, "hill": 17, "fair": 9}
SHOWN = 3
PER_PAGE = 5


class Showcase(DemoBlog):
    """A front page that shows the newest of each category and leads to no older page; only the categories name all posts."""

    def __init__(self, folder: str) -> None:
        super().__init__(empty=True)
        self.folder = folder

    def page(self, path: str, origin: str = "") -> Reply:
        shelf, _, number = path.strip("/").removeprefix("category/").partition("/page/")
        if path == "/feed.xml" and self.folder:
            items = "".join(
                f"<item><title>{_title(shelf, 0)}</title><link>{origin}{self.folder}/a-day-by-the-{shelf}-0/</link></item>"
                for shelf in SHELVES
            )
            return Reply(200, "application/rss+xml", f'<rss version="2.0"><channel><title>Days</title>{items}</channel></rss>'.encode())
        if path == "/":
            return _leaf("".join(self._entry(shelf, n) for shelf in SHELVES for n in range(SHOWN)))
        if path.startswith("/category/") and shelf in SHELVES:
            place = int(number or 1)
            older = f'<a class="older" href="/category/{shelf}/page/{place + 1}/">Older</a>' if place * PER_PAGE < SHELVES[shelf] else ""
            shown = range((place - 1) * PER_PAGE, min(place * PER_PAGE, SHELVES[shelf]))
            return _leaf("".join(self._entry(shelf, n) for n in shown) + older)
        if found := re.fullmatch(f"{self.folder}/a-day-by-the-(\\w+)-(\\d+)/", path):
            text = f"<p>The {found[1]} was calm on day {found[2]}, and nobody had a reason to complain about anything at all.</p>" * 5
            return _leaf(f"<article><h1>{_title(found[1], int(found[2]))}</h1>{_day(int(found[2]))}{text}</article>")
        return Reply(404, HTML, b"")

    def _entry(self, shelf: str, number: int) -> str:
        link = f'<a href="{self.folder}/a-day-by-the-{shelf}-{number}/">{_title(shelf, number)}</a>'
        return f'<div class="entry"><h2>{link}</h2>{_day(number)}</div>'


def _leaf(main: str) -> Reply:
    menu = "".join(f'<li><a href="/category/{shelf}/">{shelf}</a></li>' for shelf in SHELVES)
    return Reply(
        200, HTML, f"<html><head><title>Days</title></head><body><nav><ul>{menu}</ul></nav><main>{main}</main></body></html>".encode()
    )


def _title(shelf: str, number: int) -> str:
    return f"Day {number} by the {shelf}"


def _day(number: int) -> str:
    return f'<time datetime="2020-03-{28 - number:02}">a day</time>'


@pytest.mark.parametrize("folder", ["", "/topics"])  # where a feed says so, posts lie under a word that elsewhere names categories
def test_a_front_page_that_shows_the_newest_alone_hides_no_post(shop: Shop, folder: str) -> None:
    with serve(Showcase(folder)) as server:
        assert shop.add(server).code == 0
        wanted = {_title(shelf, number) for shelf, posts in SHELVES.items() for number in range(posts)}
        assert sorted(row["title"] for row in shop.export()) == sorted(wanted)
        assert sorted(row["url"].removeprefix(server.origin) for row in shop.export()) == sorted(p for p in server.paths() if "/a-day" in p)
