"""Tumblr: recognised by its servers, one blog and one post under its many addresses, the fields of each type, its feed, a theme's page."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy.http import HtmlResponse, Response

from scraper.detect import Finder, HomePage
from scraper.errors import Refused
from scraper.extraction.answers import tumblr_api as said
from scraper.extraction.answers.entry import Frame
from scraper.extraction.answers.feeds import read_feed
from scraper.extraction.post import extract_post
from scraper.fetcher import Fetcher
from scraper.items import Page
from scraper.json_values import json_value
from scraper.listing.answers import Answer
from spiders.tumblr import Tumblr, post_list
from storage.records import Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/tumblr"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROOT = "https://ropewalk.tumblr.com/api/read/json"
OWN = "https://ropewalk.tumblr.com"
NETWORK = "https://www.tumblr.com"
MEDIA = "https://40.media.tumblr.com/0123456789abcdef0123456789abcdef/tumblr_"
WIDGET = '<a class="tumblr-share-button" href="https://www.tumblr.com/share"></a><script src="https://assets.tumblr.com/share-button.js"></script>'
EMBEDDED = '<div class="tumblr-post" data-href="https://embed.tumblr.com/embed/post/x/1"></div><script src="https://assets.tumblr.com/post.js"></script>'
PORT = '<link href="https://static.tumblr.com/x/style.css" rel="stylesheet"><div class="post text"><ol class="notes"></ol></div>'
APP = '<link rel="alternate" href="ios-app://305343404/tumblr/x-callback-url/blog?blogName=ropewalk">'
CONTROLS = '<iframe src="https://assets.tumblr.com/assets/html/iframe/o.html" id="tumblr_controls"></iframe>'


def page(body: bytes, url: str = ROOT) -> Page:
    return Page(url=url, body=body, fetched_at=NOW)


def posts() -> dict[str, Post]:
    read = said.read_posts(page((PAGES / "posts.json").read_bytes()), Frame(rules=Tumblr.rules, language="en"))
    return {str(one.post.platform_id): one.post for one in read if one.post is not None}


def home(html: str = "", url: str = "https://ropewalk.example/", **headers: str) -> HomePage:
    return HomePage(url=url, html=f"<html>{html}</html>", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("site", "is_tumblr"),
    [
        (home(x_tumblr_user="ropewalk"), True),
        (home(url=f"{OWN}/"), True),
        (home(APP + CONTROLS), True),
        (home(APP), False),
        (home(WIDGET + EMBEDDED), False),
        (home(PORT), False),
        (home('<meta name="generator" content="WordPress 6.7">' + PORT + WIDGET), False),
        (home(EMBEDDED, url=f"{NETWORK}/"), False),
    ],
)
def test_a_home_page_is_recognised_by_its_servers_its_host_and_what_they_put_into_it(site: HomePage, is_tumblr: bool) -> None:
    assert (Tumblr.recognise(site) >= 0.7) is is_tumblr


# Addresses


@pytest.mark.parametrize(
    ("address", "own"),
    [
        (f"{NETWORK}/ropewalk", f"{OWN}/"),
        (f"{NETWORK}/RopeWalk/?source=share", f"{OWN}/"),
        (f"{NETWORK}/blog/view/ropewalk", f"{OWN}/"),
        ("https://tumblr.com/search-party", "https://search-party.tumblr.com/"),
        (f"{NETWORK}/ropewalk/801/knots-loops?source=share", f"{OWN}/post/801/knots-loops"),
        (f"{NETWORK}/ropewalk/801", f"{OWN}/post/801"),
        (f"{NETWORK}/search/rope", f"{NETWORK}/search/rope"),
        (f"{NETWORK}/tagged", f"{NETWORK}/tagged"),
        (f"{NETWORK}/reblog/804/x", f"{NETWORK}/reblog/804/x"),
        (f"{NETWORK}/", f"{NETWORK}/"),
        (f"{OWN}/post/801", f"{OWN}/post/801"),
    ],
)
def test_what_the_network_shows_belongs_to_the_blogs_own_host(address: str, own: str) -> None:
    assert Tumblr.aliases.own_address(address) == own


def test_a_post_is_one_under_all_of_its_addresses() -> None:
    places = ("/post/801", "/post/801/knots-loops", "/post/801/knots-loops/embed", "/post/801/amp", "/image/801", "/post/801?route=x")
    assert len({Tumblr.aliases.key(OWN + place) for place in places}) == 1
    others = ("/post/802", "/tagged/801", "/page/801", "/archive/2015/8", "/", "/801-ropes")
    assert len({Tumblr.aliases.key(OWN + place) for place in (*others, "/post/801")}) == len(others) + 1


def find(address: str, final: str) -> Any:
    """The home that is found where a request for an address ends at another."""

    async def fetch(url: str) -> HtmlResponse:
        return HtmlResponse(final if url == address else url, body=b"<html><body>A page</body></html>", encoding="utf-8")

    async def read(function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    session = SimpleNamespace(blog=SimpleNamespace(is_unvisited=True), read=read)
    finder = Finder(cast(Fetcher, SimpleNamespace(fetch=fetch, session=session)), Tumblr.aliases)
    return asyncio.run(finder.find(address))


def test_a_blog_without_a_theme_stays_at_its_own_host() -> None:
    found = find(f"{OWN}/", f"{NETWORK}/ropewalk")
    assert (found.url, found.scope) == (f"{OWN}/", "ropewalk.tumblr.com/")


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("/login_required/ropewalk", "logged in"),
        ("/safe-mode?url=https%3A%2F%2Fropewalk.tumblr.com%2F", "explicit"),
        ("/privacy/consent/begin?redirect=https%3A%2F%2Fropewalk.tumblr.com%2F", "terms"),
    ],
)
def test_a_blog_behind_a_wall_is_refused_with_the_reason(place: str, why: str) -> None:
    with pytest.raises(Refused, match=rf"^https://ropewalk\.tumblr\.com/: Tumblr .*{why}"):
        find(f"{OWN}/", NETWORK + place)


def test_a_blog_is_behind_no_wall_for_its_name() -> None:
    places = ("/loginhelp", "/login-help/801", "/safe-mode-on", "/privacy/policy", "/ropewalk/801/login")
    assert [Tumblr.aliases.wall(NETWORK + place) for place in places] == [None] * len(places)


def address_after(answer: dict[str, Any] | None) -> dict[str, list[str]] | None:
    before = Answer(Response(ROOT), answer, 1) if answer is not None else None
    url = post_list(ROOT).pages(2, before)
    return parse_qs(urlsplit(url).query) if url else None


def test_the_pages_of_the_list_begin_where_the_one_before_ended() -> None:
    assert address_after(None) == {"debug": ["1"], "num": ["50"], "start": ["0"]}
    few = [{"id": str(n)} for n in range(7)]
    assert (address_after({"posts-start": 50, "posts-total": "90", "posts": few}) or {})["start"] == ["57"]
    assert address_after({"posts-start": 50, "posts-total": "57", "posts": few}) is None


# Posts of the API


def test_a_text_with_all_its_fields() -> None:
    post = posts()["801"]
    assert (post.url, post.title, [author.name for author in post.authors]) == (
        f"{OWN}/post/801/knots-loops",
        "Knots & loops",
        ["ropewalk"],
    )
    assert post.published is not None
    assert post.published.iso == "2015-09-07T21:06:05-04:00"
    assert [term.name for term in post.terms] == ["knots", "old rope"]
    assert [(counter.name, counter.value) for counter in post.counters] == [("notes", 12)]
    assert (post.body_text, post.comments) == ("A knot holds.", ())


def test_pictures_are_the_largest_that_the_post_states() -> None:
    shown = {key: [medium.url for medium in post.media] for key, post in posts().items() if post.media}
    assert shown["801"] == ["https://64.media.tumblr.com/aa/bb-1/s1280x1920/c2.jpg", f"{MEDIA}inline_nu25z8_1280.png"]
    assert shown["802"] == [f"{MEDIA}a1_250.png"], "there is no larger one"
    assert shown["803"] == [f"https://64.media.tumblr.com/s/s1280x1920/{n}.jpg" for n in (1, 2)]


@pytest.mark.parametrize(
    ("key", "title", "text", "media", "links"),
    [
        ("802", "", "A coil.", ["image"], ["https://elsewhere.example/coil"]),
        ("803", "", "The first\nTwo ends.", ["image", "image"], []),
        ("804", "", "Give them enough rope.\nA hangman", [], ["https://said.example/"]),
        ("805", "All about hemp", "All about hemp\nWorth a look.", [], ["https://hemp.example/"]),
        ("806", "On deck", "Ann: Haul!\nBo: I am.", [], []),
        ("807", "", "The Crew – Haul & Away\nA shanty.", ["audio"], []),
        ("808", "", "How to splice.", ["video"], []),
        ("809", "", "https://films.example/rope", [], ["https://films.example/rope"]),
        ("810", "", "How long is it?\nLong enough.", [], []),
    ],
)
def test_each_type_is_told_as_a_theme_shows_it(key: str, title: str, text: str, media: list[str], links: list[str]) -> None:
    post = posts()[key]
    assert (post.title, post.body_text) == (title, text)
    assert ([medium.kind for medium in post.media], [link.url for link in post.links]) == (media, links)


def test_the_file_of_a_player_is_found_in_its_script() -> None:
    assert [medium.url for medium in posts()["807"].media] == ["http://www.tumblr.com/audio_file/807/tumblr_k"]


def test_from_where_a_post_was_taken_over_is_kept_beside_its_text() -> None:
    post = posts()["811"]
    assert ([author.name for author in post.authors], post.body_text) == (["ropewalk"], "")
    assert [(link.rel, link.text, link.url) for link in post.links] == [
        ("reblogged-from", "shipyard", "https://shipyard.tumblr.com/post/55/a-ship"),
        ("reblogged-root", "harbour", "https://harbour.tumblr.com/post/44/a-ship"),
    ]


def test_a_record_without_an_address_is_counted_and_no_post() -> None:
    answer = json_value((PAGES / "posts.json").read_bytes())
    assert len(said.keys_of(answer)) == said.total_of(answer) == 12
    assert "812" not in posts()


# Feed and pages


def test_a_feed_carries_whole_posts_but_for_what_is_behind_a_link_to_the_rest() -> None:
    items = [
        ("One", "&lt;p&gt;All of it.&lt;/p&gt;"),
        ("Two", '&lt;p&gt;A part.&lt;/p&gt;&lt;a class="read_more" href="x"&gt;Keep reading&lt;/a&gt;'),
    ]
    entries = "".join(
        f"<item><title>{t}</title><description>{d}</description><link>{OWN}/post/{n}</link></item>" for n, (t, d) in enumerate(items)
    )
    text = f'<rss version="2.0"><channel><title>x</title><generator>Tumblr (3.0; @ropewalk)</generator>{entries}</channel></rss>'
    feed = read_feed(page(text.encode(), f"{OWN}/rss"))
    assert feed is not None
    assert [entry.hints.body_is_whole for entry in feed.entries] == [True, False]


def test_the_page_of_a_post_without_a_title_has_its_text_and_nobodys_notes() -> None:
    extraction = extract_post(page((PAGES / "quote.html").read_bytes(), f"{OWN}/post/804/give-enough"), Tumblr.rules)
    post = extraction.post
    assert (post.title, post.body_text) == ("", "Give them enough rope.\nA hangman")
    assert ([author.name for author in post.authors], [term.name for term in post.terms]) == (["ropewalk"], ["hemp", "old rope"])
    assert post.published is not None
    assert post.published.iso == "2015-08-31T16:26:51-04:00"
    assert (post.comments, "NOISE" in repr(post)) == ((), False)


def test_a_captured_page(shared_dir: Path) -> None:
    body = (shared_dir / "samples/tumblr/readability-tumblr.html").read_bytes()
    assert Tumblr.recognise(home(body.decode())) >= 0.7
    post = extract_post(page(body, f"{OWN}/post/96439224994/x"), Tumblr.rules).post
    assert (post.title, [author.name for author in post.authors]) == ("Minecraft 1.8 - The Bountiful Update", ["mcupdate"])
    assert post.published is not None
    assert post.published.iso == "2014-09-02T08:35:27-04:00"
    assert (post.body_text or "").startswith("+ Added Granite")
    assert (post.body_text or "").endswith("- Removed Herobrine")
