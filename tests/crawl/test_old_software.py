"""Blogs as software of 2004 left them: no feed, no sitemap, no marks of HTML5, months by their numbers, and any word before the posts."""

from datetime import date, timedelta

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from tests.crawl.shop import Shop, assert_clear

POSTS = 30
NEWEST = 6
NAMES = {
    "by number": "/archives/{n:06}.html",
    "by month": "/archives/{day:%Y/%m}/a_walk_{n}.html",
    "below a topic": "/topics/a_walk_{n}.html",
    "at the root": "/a_walk_{n}.html",
}


class Left(DemoBlog):
    """Static files of a classic template: the page's day in a heading above, who posted it and when below."""

    def __init__(self, name: str) -> None:
        super().__init__(empty=True)
        self.days = {n: date(2004, 1, 5) + timedelta(days=13 * n) for n in range(POSTS)}
        self.paths = {n: name.format(n=n, day=day) for n, day in self.days.items()}

    def page(self, path: str, origin: str = "") -> Reply:
        months = sorted({f"{day:%Y_%m}" for day in self.days.values()})
        month = path.removeprefix("/archives/").removesuffix(".html")
        number = next((n for n, known in self.paths.items() if known == path), None)
        if number is not None:
            return _leaf(f"Slow days: Walk {number}", self._whole(number))
        if path == "/":
            calendar = "".join(f'<a href="/archives/{month}.html">{month}</a><br>' for month in months)
            return _leaf("Slow days", "".join(map(self._teaser, range(POSTS - NEWEST, POSTS))) + f'<div class="side">{calendar}</div>')
        if month in months:
            return _leaf(f"Slow days: {month}", "".join(self._teaser(n) for n, day in self.days.items() if f"{day:%Y_%m}" == month))
        return Reply(404, HTML, b"")

    def _whole(self, n: int) -> str:
        text = f"<p>On walk {n} the road was wet, the dog was slow, and nobody at the harbour wanted to talk about the ferry.</p>" * 4
        return f'{self._head(n)}{text}<span class="posted">Posted by Jo Hale at {self.days[n]:%B %d, %Y} 10:07 PM<br /></span></div>'

    def _teaser(self, n: int) -> str:
        return f'{self._head(n)}<p>A walk.</p><div class="posted">Posted by Jo Hale at <a href="{self.paths[n]}">10:07 PM</a></div></div>'

    def _head(self, n: int) -> str:
        return f'<h2 class="date">{self.days[n]:%B %d, %Y}</h2><div class="blogbody"><h3 class="title">Walk {n}</h3>'


class Chained(Left):
    """The same with a calendar instead of a list of months: the front page leads to the last one, and each month to the one before."""

    def page(self, path: str, origin: str = "") -> Reply:
        months = sorted({f"/archives/{day:%Y_%m}.html" for day in self.days.values()})
        reply = super().page(path, origin)
        if path != "/" and path not in months:
            return reply
        before = months[months.index(path) - 1 :][:1] if path in months[1:] else months[-1:] if path == "/" else []
        words = reply.body.decode().partition('<div class="side">')[0].removesuffix("</div></div></body></html>")
        links = "".join(f'<a href="{month}">&laquo; Month {month[10:17]}</a>' for month in before)
        return Reply(200, HTML, f'{words}<div id="calendar">{links}</div></div></div></body></html>'.encode())


class Framed(Left):
    """The same behind a set of frames: a menu that leads to each post, and beside it what was chosen there."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/":
            frames = '<frame name="menu" src="menu.html"><frame name="main" src="welcome.html">'
            body = "<noframes><body>Your browser shows no frames.</body></noframes></frameset></html>"
            return Reply(200, HTML, f'<html><head><title>Slow days</title></head><frameset cols="200,*">{frames}{body}'.encode())
        if path == "/menu.html":
            links = (f'<li><a href="{path}" target="main">Walk {n}</a> {self.days[n]:%B %d, %Y}</li>' for n, path in self.paths.items())
            return _leaf("Menu", f"<ul>{''.join(links)}</ul>")
        return _leaf("Welcome", "<p>Choose a walk.</p>") if path == "/welcome.html" else super().page(path, origin)


def _leaf(title: str, body: str) -> Reply:
    top = '<div id="banner"><h1><a href="/">Slow days</a></h1></div>'
    main = f'{top}<div id="container"><div class="blog">{body}</div></div>'
    return Reply(200, HTML, f"<html><head><title>{title}</title></head><body>{main}</body></html>".encode())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_post_is_found_and_read(shop: Shop, name: str) -> None:
    blog = Left(name)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
    assert rows.keys() == set(blog.paths.values())
    for n, path in blog.paths.items():
        row = rows[path]
        assert (row["title"], row["published_at"][:10]) == (f"Walk {n}", blog.days[n].isoformat())
        assert [author["name"] for author in row["authors"]] == ["Jo Hale"]
        assert row["body_text"].endswith("about the ferry.")


def test_a_calendar_that_leads_from_month_to_month_is_followed_to_its_end(shop: Shop) -> None:
    blog = Chained(NAMES["at the root"])
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert {row["url"].removeprefix(server.origin) for row in shop.export()} == set(blog.paths.values())


def test_posts_are_found_that_stand_in_a_menu_beside_a_frame(shop: Shop) -> None:
    blog = Framed(NAMES["at the root"])
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert {row["url"].removeprefix(server.origin) for row in shop.export()} == set(blog.paths.values())


def test_an_address_that_only_frames_another_hosts_blog_is_told_with_that_ones(shop: Shop) -> None:
    blog = DemoBlog(empty=True, feed=False, sitemap=False)
    blog.put("/", b'<frameset rows="*"><frame src="http://members.example/~jo/"></frameset>', content_type=HTML)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "shows http://members.example/~jo/ in a frame; is that the blog's address?")


def test_a_blog_that_frames_an_advertisement_beside_its_own_pages_is_no_other_hosts(shop: Shop) -> None:
    blog = DemoBlog(empty=True, feed=False, sitemap=False)
    frames = '<frame src="http://ads.example/banner"><frame src="main.html">'
    blog.put("/", f'<frameset rows="60,*">{frames}</frameset>'.encode(), content_type=HTML)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "no post was found there")
