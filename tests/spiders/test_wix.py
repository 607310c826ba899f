"""Wix: recognised by its marks, its pages read whole in both templates, its site's JSON, and a whole blog crawled over HTTP."""

import gzip
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scraper.detect import HomePage
from scraper.extraction.post import extract_post
from scraper.items import Page
from spiders.wix import Wix, access_tokens, posts_of, total_of
from storage.records import Post
from tests import forked

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "tests/platforms/wix"
NOISE = (
    "top of page",
    "bottom of page",
    "not marked",
    "Recent Posts",
    "See All",
    "Write a comment",
    "min read",
    "views",
    "Tags:",
    "Share via",
    "ricos",
)


def read(body: bytes, url: str = "https://harbour.example/post/a-morning-at-the-harbour") -> Post:
    return extract_post(Page(url=url, body=body, fetched_at=datetime(2026, 11, 24, tzinfo=UTC)), Wix.rules).post


def home(html: str = "", headers: dict[str, str] | None = None) -> HomePage:
    return HomePage(url="https://harbour.example/", html=f"<html>{html}</html>", headers=headers or {})


# Recognition


@pytest.mark.parametrize(
    ("page", "is_wix"),
    [
        (home('<meta name="generator" content="Wix.com Website Builder">'), True),
        (home("<p>x</p>", {"x-wix-request-id": "1700000000.123"}), True),
        (home('<script id="wix-warmup-data"></script><script id="wix-viewer-model"></script><wow-image></wow-image>'), True),
        (home('<p>I moved from Wix.com to this blog</p><img src="https://static.wixstatic.com/media/a.jpg">'), False),
        (home('<meta name="generator" content="WordPress 6.5"><wow-image></wow-image>'), False),
        (home(""), False),
    ],
)
def test_a_home_page_is_recognised_by_its_marks(page: HomePage, is_wix: bool) -> None:
    assert (Wix.recognise(page) >= 0.7) is is_wix


# Pages


def test_a_page_of_the_template_of_2024() -> None:
    post = read((PAGES / "post-2024.html").read_bytes())
    assert post.title == "A morning at the harbour"
    assert [(author.name, author.url) for author in post.authors] == [("Ada Brook", "https://harbour.example/profile/ada")]
    assert post.published is not None
    assert post.published.iso == "2024-02-28T05:50:15+00:00"
    assert post.updated is not None
    assert post.updated.iso == "2024-03-01T08:00:00+00:00"
    assert {(term.kind.value, term.name) for term in post.terms} == {("tag", "boats"), ("tag", "rain"), ("category", "Sea")}
    assert {counter.name: counter.value for counter in post.counters} == {"views": 10, "comments": 0}
    assert (post.body_text or "").split("\n") == [
        "We left the harbour before sunrise, when the fishing boats were still tied to the quay and the only light came from the bakery on"
        " the corner.",
        "The quay, 1931",
        "What we carried",
        "Bread, a lamp, and a map of the bay that was older than both of us.",
        "Further reading and sources consulted",
        "The sea, volume 3",
    ]
    assert ("https://static.wixstatic.com/media/bb_22~mv2.png", "The quay at dawn") in [(media.url, media.alt) for media in post.media]
    assert [link.url for link in post.links] == ["https://elsewhere.example/map"]


def test_a_page_of_the_template_of_2019_states_its_day_in_words() -> None:
    post = read((PAGES / "post-2019.html").read_bytes(), "https://hafen.example/post/ein-morgen-am-hafen")
    assert post.title == "Ein Morgen am Hafen"
    assert [author.name for author in post.authors] == ["Ada Brook"]
    assert post.published is not None
    assert post.published.iso == "2019-10-02"
    assert [(term.kind.value, term.name) for term in post.terms] == [("category", "Meer")]
    assert {counter.name: counter.value for counter in post.counters} == {"views": 1204, "comments": 3}
    assert (post.body_text or "").split("\n")[1:] == ["Über die Autorin:", "Ada schreibt seit 2010."]


CAPTURED = {
    "365-days-in-community-lessons-from-my-first-year-as-gpe-s-community-manager": ("Danait Issac", "2025-09-03"),
    "a-crash-course-in-energy-101-a-transformative-learning-experience-with-middle-school-students": ("Autumn McNeill", "2024-02-28"),
    "books-audio-cds-by-mrs-edna-lyatuu-hogan": ("mwas-wix", "2021-01-08"),
    "breaking-up-with-your-microplastics": ("Danait Issac", "2026-02-02"),
    "stereotyping": ("mwas-wix", "2019-02-01"),
    "strive-magazin.de.dating": ("Bianca Praetorius", "2022-10-02"),
    "top-5-items-under-20-i-can-not-live-without": ("Diamond Spratling", "2021-09-09"),
}


@pytest.mark.parametrize("name", sorted(CAPTURED))
def test_a_captured_page(shared_dir: Path, name: str) -> None:
    post = read(gzip.decompress((shared_dir / f"samples/wix/{name}.html.gz").read_bytes()))
    author, day = CAPTURED[name]
    assert [one.name for one in post.authors] == [author]
    assert post.published is not None
    assert post.published.iso[:10] == day
    assert not [noise for noise in NOISE if noise in (post.body_text or "")]
    assert len(post.body_text or "") > 200
    assert not [media.url for media in post.media if "/v1/" in media.url or "%" in media.url]


# The site's JSON


def test_tokens_of_both_generations() -> None:
    apps = {
        "guid-1": {"instance": "old.token"},
        "guid-2": {"accessToken": "new.token", "instance": "old.token"},
        "guid-3": {},
        "guid-4": None,
    }
    assert access_tokens({"apps": {name: app for name, app in apps.items() if app is not None}}) == ["old.token", "new.token"]
    assert access_tokens({"apps": []}) == []
    assert access_tokens(None) == []


def test_posts_of_the_sites_feed() -> None:
    posts = [
        {
            "id": "p1",
            "title": "One  <b>",
            "url": {"base": "https://harbour.example", "path": "/post/one"},
            "owner": {"name": "Ada Brook "},
            "firstPublishedDate": "2024-02-28T05:50:15.854Z",
            "lastPublishedDate": "2024-03-01T08:00:00.000Z",
            "hashtags": ["boats"],
            "richContent": {"nodes": [{"type": "PARAGRAPH", "nodes": [{"type": "TEXT", "textData": {"text": "Whole & well"}}]}]},
        },
        {"slug": "zwei-ü", "title": "Two"},
        {"link": "/post/three", "content": {"blocks": [{"type": "unstyled", "text": "old"}]}},
        {"title": "nowhere"},
        None,
    ]
    answer = {"postFeedPage": {"posts": {"posts": posts, "pagingMetaData": {"total": 3}}}}
    one, two, three = posts_of(answer, "https://harbour.example/")
    assert total_of(answer) == 3
    assert (one.sighting.url, one.sighting.source, one.sighting.title) == ("https://harbour.example/post/one", "api", "One <b>")
    assert one.sighting.fingerprint == "2024-03-01T08:00:00+00:00"
    assert (one.hints.body_html, one.hints.body_is_whole) == ("<p>Whole &amp; well</p>", True)
    assert ([author.name for author in one.hints.authors], [term.name for term in one.hints.terms]) == (["Ada Brook"], ["boats"])
    assert two.sighting.url == "https://harbour.example/post/zwei-%C3%BC"
    assert two.hints.body_is_whole is False
    assert (three.sighting.url, three.hints.body_html) == ("https://harbour.example/post/three", "<p>old</p>")


@pytest.mark.parametrize("answer", [None, [], {}, {"postFeedPage": None}, {"postFeedPage": {"posts": {"posts": "x"}}}])
def test_an_answer_of_another_form_holds_no_posts(answer: object) -> None:
    assert posts_of(answer, "https://harbour.example/") == []


# A whole blog


HOME = '<html><head><meta name="generator" content="Wix.com Website Builder"></head><body><a href="{post}">x</a></body></html>'


class Site:
    """A small blog of Wix on loopback: six posts, a page that is none, the blog sitemap, the feed and the site's JSON."""

    def __init__(self, *, hidden: frozenset[str] = frozenset()) -> None:
        self.hidden = hidden
        self.asked: list[str] = []
        self.origin = ""

    def answer(self, path: str) -> tuple[str, str] | None:
        """The content type and the text of a path."""
        self.asked.append(path)
        path = path.partition("?")[0]
        posts = [f"{self.origin}/post/morning-{number}" for number in range(1, 7)]
        if any(path.startswith(hidden) for hidden in self.hidden):
            return None
        if path in {"/", "/about"}:
            return "text/html", HOME.format(post=posts[0])
        if path == "/sitemap.xml":
            return "application/xml", _sitemap("sitemap", [f"{self.origin}/blog-posts-sitemap.xml", f"{self.origin}/pages-sitemap.xml"])
        if path == "/blog-posts-sitemap.xml":
            return "application/xml", _sitemap("url", posts)
        if path == "/pages-sitemap.xml":
            return "application/xml", _sitemap("url", [f"{self.origin}/about"])
        if path == "/blog-feed.xml":
            return "application/rss+xml", _feed(posts[:2])
        if path == "/_api/v1/access-tokens":
            return "application/json", json.dumps({"apps": {"a": {"instance": "wrong"}, "b": {"accessToken": "right"}}})
        if path.startswith("/_api/blog-frontend-adapter-public/"):
            rows = [{"url": {"base": self.origin, "path": url.removeprefix(self.origin)}, "title": _title(url)} for url in posts]
            return "application/json", json.dumps({"postFeedPage": {"posts": {"posts": rows, "pagingMetaData": {"total": 6}}}})
        number = path.removeprefix("/post/morning-")
        return ("text/html", self.post(number)) if path.startswith("/post/morning-") and number in "123456" else None

    def post(self, number: str) -> str:
        """The page of one post."""
        page = (PAGES / "post-2024.html").read_text(encoding="utf-8")
        page = page.replace("A morning at the harbour", f"Morning {number}").replace(
            "We left the harbour", f"Number {number}: we left the harbour"
        )
        return page.replace("https://harbour.example/post/a-morning-at-the-harbour", f"{self.origin}/post/morning-{number}")


def _title(url: str) -> str:
    return f"Morning {url[-1]}"


def _sitemap(kind: str, urls: list[str]) -> str:
    entries = "".join(f"<{kind}><loc>{url}</loc><lastmod>2024-03-0{i % 9 + 1}</lastmod></{kind}>" for i, url in enumerate(urls))
    root = "sitemapindex" if kind == "sitemap" else "urlset"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'


def _feed(urls: list[str]) -> str:
    items = "".join(
        f"<item><title>{_title(url)}</title><link>{url}</link><pubDate>Wed, 28 Feb 2024 05:50:15 GMT</pubDate></item>" for url in urls
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title><generator>RSS for Node</generator>{items}</channel></rss>'
    )


@contextmanager
def served(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            needs_token = self.path.startswith("/_api/blog-") and self.headers["Authorization"] != "right"
            found = None if needs_token else site.answer(self.path)
            body = found[1].encode() if found else b"no"
            self.send_response(200 if found else 403 if needs_token else 404)
            self.send_header("Content-Type", found[0] if found else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def crawl(site: Site, folder: Path) -> list[dict[str, Any]]:
    out = folder / "posts.jsonl"
    env = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | {"HOME": str(folder)}
    argv = ["scrapy", "crawl", "wix", "-a", f"url={site.origin}/", "-O", str(out), "-s", "DOWNLOAD_DELAY=0"]
    ended = forked.run(argv, cwd=PROJECT, env=env, program=forked.scrapy)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


WANTED = [f"Morning {number}" for number in range(1, 7)]


def test_the_blog_sitemap_alone_gives_every_post(tmp_path: Path) -> None:
    with served(Site()) as site:
        rows = crawl(site, tmp_path)
        assert sorted(row["title"] for row in rows) == WANTED
        assert "/about" not in site.asked
        assert not [path for path in site.asked if path.startswith("/_api")]


def test_the_sites_json_takes_over_when_there_is_no_sitemap(tmp_path: Path) -> None:
    with served(Site(hidden=frozenset({"/blog-posts-sitemap.xml", "/sitemap.xml"}))) as site:
        rows = crawl(site, tmp_path)
        assert sorted(row["title"] for row in rows) == WANTED
