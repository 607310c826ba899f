"""A post on several pages, whole: crawled from a server that shows one page of it at a time."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from tests.crawl.shop import Shop

POST = "/2014/05/long/"
SHORT = "/2014/06/short/"


def comment(number: int) -> str:
    return f'<li id="comment-{number}" class="comment"><b class="fn">Bo</b><div class="comment-content"><p>Word {number}</p></div></li>'


def post(title: str, text: str, links: str = "", comments: str = "") -> str:
    article = f'<article class="post type-post hentry"><h1 class="entry-title">{title}</h1><time class="published" datetime="2014-05-06">6 May</time>'
    body = f'{article}<div class="entry-content"><p>{text}</p>{links}</div></article>'
    return f'<body class="single single-post">{body}<div id="comments"><ol class="comment-list">{comments}</ol></div></body>'


def titled_part(title: str, text: str) -> str:
    """A further page in a theme that sets title and byline into the element of the text, and glues the blog's name to the title in its head."""
    inside = f'<h2 class="postitle">{title}</h2><p class="who">by <a href="/author/bo/">Bo</a></p><p>{text}</p>'
    head = f"<title>&raquo; {title} Goats &amp; Sheep</title>"
    return f'{head}<body class="single"><article class="post type-post hentry"><div class="entry-content">{inside}</div></article></body>'


NEWEST = f'<a href="{POST}comment-page-1/#comments">Older</a>'
PAGES = {
    "/": f'<article class="hentry"><a href="{POST}">Long</a></article><article class="hentry"><a href="{SHORT}">Short</a></article>',
    POST: post("Long", "The first page of it.", f'<p class="post-nav-links">Pages: 1 <a href="{POST}2/">2</a></p>', NEWEST + comment(3)),
    f"{POST}2/": post("Long", "The second page of it.", f'<p class="post-nav-links">Pages: <a href="{POST}3/">3</a></p>', comment(3)),
    f"{POST}3/": titled_part("Long", "The last page of it."),
    f"{POST}comment-page-1/": post("Long", "The first page of it.", "", comment(1) + comment(2)),
    SHORT: post("Short", "All of it on one page."),
}
HEAD = '<head><meta name="generator" content="WordPress 6.8"><link rel="alternate" type="application/rss+xml" href="/feed/"></head>'
ITEMS = "".join(
    f"<item><title>{title}</title><link>http://HOST{path}</link><content:encoded>&lt;p&gt;{text}&lt;/p&gt;</content:encoded></item>"
    for title, path, text in (("Long", POST, "The first page of it."), ("Short", SHORT, "All of it on one page."))
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Goats</title>'
    f"{ITEMS}</channel></rss>"
)


VIEWS = '<a href="?s">Search</a> <a href="?wide">Wide</a>'


class Handler(BaseHTTPRequestHandler):
    broken: ClassVar[set[str]] = set()  # paths whose answer is a server's trouble

    def do_GET(self) -> None:
        host = self.headers["Host"]
        path = self.path.partition("?")[0]
        if path in self.broken:
            self.send_error(500)
            return
        is_feed = path == "/feed/"
        head = f'{HEAD}<link rel="canonical" href="http://{host}{path}">'
        text = FEED.replace("HOST", host) if is_feed else f'<!doctype html><html lang="en">{head}{PAGES.get(path, "")}{VIEWS}</html>'
        self.send_response(200 if is_feed or path in PAGES else 404)
        self.send_header("Content-Type", "application/rss+xml" if is_feed else "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def blog(*broken: str) -> Iterator[str]:
    Handler.broken = {*broken}
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_all_pages_of_a_post_and_of_its_comments_are_one_post(shop: Shop) -> None:
    with blog() as address:
        ended = shop.run("add", address, "--delay", "0", "-q")
    assert ended.code == 0, ended
    rows = {row["title"]: row for row in shop.export()}
    assert set(rows) == {"Long", "Short"}
    assert rows["Long"]["body_text"].splitlines() == ["The first page of it.", "The second page of it.", "The last page of it."]
    assert [found["text"] for found in rows["Long"]["comments"]] == ["Word 1", "Word 2", "Word 3"]
    assert rows["Short"]["body_text"] == "All of it on one page."


def test_a_post_that_is_reached_under_another_query_stays_whole(shop: Shop) -> None:
    with blog() as address:
        ended = shop.run("add", address, "--delay", "0", "-q")
    assert ended.code == 0, ended
    captured = {row["url"] for row in json.loads(shop.run("list", "captures", "--json").out)["items"]}
    assert f"{address[:-1]}{POST}?wide" in captured
    assert not [url for url in captured if url.endswith("?s")]
    rows = {row["title"]: row for row in shop.export()}
    assert (rows["Long"]["revision"], rows["Long"]["body_text"].splitlines()[-1]) == (1, "The last page of it.")


@pytest.mark.parametrize("part", ["2/", "comment-page-1/"])
def test_a_post_a_part_of_which_gives_no_answer_is_kept_and_made_whole_by_the_next_visit(shop: Shop, part: str) -> None:
    with blog(POST + part) as address:
        ended = shop.run("add", address, "--delay", "0", "-q")
        assert (ended.code, f"{POST}{part}: the server answered 500" in shop.run("audit", "--json").out) == (3, True)
        held = {row["title"]: row for row in shop.export()}["Long"]
        assert "The first page of it." in held["body_text"]
        Handler.broken = set()
        assert shop.update().code == 0
        row = {row["title"]: row for row in shop.export()}["Long"]
        assert row["body_text"].splitlines() == ["The first page of it.", "The second page of it.", "The last page of it."]
        assert [found["text"] for found in row["comments"]] == ["Word 1", "Word 2", "Word 3"]
        Handler.broken = {POST + part}
        shop.update("--full")
        again = {row["title"]: row for row in shop.export()}["Long"]
        assert (again["body_text"], len(again["comments"]), again["status"]) == (row["body_text"], 3, "live")


def test_comment_pages_that_lead_on_for_ever_are_left_at_the_first_that_brings_no_comment(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(number: int) -> str:
        older = f'<a href="{SHORT}comment-page-{number + 1}/#comments">Older</a>'
        return post("Short", "All of it on one page.", "", older + comment(min(number, 2)))

    for number in range(12):
        monkeypatch.setitem(PAGES, f"{SHORT}comment-page-{number}/" if number else SHORT, short(number))
    with blog() as address:
        assert shop.run("add", address, "--delay", "0", "-q").code == 0
    rows = {row["title"]: row for row in shop.export()}
    assert {found["text"] for found in rows["Short"]["comments"]} == {"Word 0", "Word 1", "Word 2"}
    captured = {row["url"] for row in json.loads(shop.run("list", "captures", "--json").out)["items"]}
    assert sum(f"{SHORT}comment-page-" in url for url in captured) == 3


def test_a_post_whose_further_pages_show_pictures_alone_is_read_to_its_end(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        onward = f'<p class="post-nav-links">Pages: <a href="{SHORT}{number + 1}/">{number + 1}</a></p>' if number < 5 else ""
        picture = f'<img src="/goats/{number}.jpg" alt="">'
        monkeypatch.setitem(PAGES, f"{SHORT}{number}/" if number > 1 else SHORT, post("Short", picture, onward))
    with blog() as address:
        assert shop.run("add", address, "--delay", "0", "-q").code == 0
    rows = {row["title"]: row for row in shop.export()}
    assert [found["url"].rpartition("/")[2] for found in rows["Short"]["media"]] == [f"{number}.jpg" for number in range(1, 6)]
