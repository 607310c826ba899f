"""Blogs that offer less, or something broken: all are added by one command, and each is whole and cheap to visit again.

They are crawled side by side in one process, so whatever one of them does, the others go on.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from tests.crawl.shop import Ended, Rows, Shop, assert_whole

ATOM = "application/atom+xml"
POSTS = 23  # on three pages
FEW_POSTS = 13  # on two, and some of them in no feed

VARIANTS = {
    "prefix": DemoBlog(POSTS, prefix="/blog"),
    "prefix-without-sitemap": DemoBlog(POSTS, prefix="/blog", sitemap=False),
    "no-sitemap": DemoBlog(POSTS, sitemap=False),
    "no-feed": DemoBlog(POSTS, feed=False),
    "no-feed-no-sitemap": DemoBlog(POSTS, feed=False, sitemap=False),
    "no-structured-data": DemoBlog(POSTS, structured=False),
    "least": DemoBlog(POSTS, feed_items=3, structured=False, sitemap=False),
}
STARTS = ("page/2/", "archive/", "feed.xml", "sitemap.xml", DemoBlog(POSTS).posts[4].path[1:])
BROKEN: dict[str, tuple[str, str, bytes]] = {
    "empty-feed": ("/feed.xml", ATOM, b""),
    "torn-feed": ("/feed.xml", ATOM, b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Torn & broken"),
    "html-feed": ("/feed.xml", ATOM, b"<!doctype html><title>Oops</title><p>An error page with status 200"),
    "torn-json-feed": ("/feed.xml", "application/feed+json", b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": '),
    "entity-feed": ("/feed.xml", ATOM, b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><feed>&c;</feed>'),
    "empty-sitemap": ("/sitemap.xml", "application/xml", b""),
    "torn-sitemap": ("/sitemap.xml", "application/xml", b"<urlset><url><loc>http://"),
    "noise-sitemap": ("/sitemap.xml", "application/xml", bytes(range(256))),
    "html-sitemap": ("/sitemap.xml", "text/html", b"<!doctype html><p>Not found, says status 200"),
    "noise-robots": ("/robots.txt", "text/plain", b"\xff\xfe\x00garbage\nDisallow\nUser-agent\n: : :\n"),
    "html-robots": ("/robots.txt", "text/html", b"<!doctype html><title>Welcome</title>"),
}


def broken(path: str, content_type: str, body: bytes) -> DemoBlog:
    blog = DemoBlog(FEW_POSTS)
    blog.put(path, body, content_type=content_type)
    return blog


@dataclass
class Many:
    """All blogs after one ``add`` and one ``update``."""

    shop: Shop
    servers: dict[str, DemoServer]
    added: Ended
    updated: Ended
    requests: Counter[str]  # of the update
    rows: tuple[Rows, Rows] = field(default=([], []))  # after each


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    shop = Shop(tmp_path_factory.mktemp("many"))
    blogs = VARIANTS | {start: DemoBlog(POSTS) for start in STARTS} | {name: broken(*what) for name, what in BROKEN.items()}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serve(blog)) for name, blog in blogs.items()}
        addresses = [server.url + (name if name in STARTS else "") for name, server in servers.items()]
        added = shop.run("add", *addresses, "--delay", "0", "-q")
        before, counts = shop.export(), {name: len(server.log) for name, server in servers.items()}
        updated = shop.update()
        requests = Counter({name: len(server.log) - counts[name] for name, server in servers.items()})
        yield Many(shop, servers, added, updated, requests, (before, shop.export()))


def test_all_are_added_by_one_command(many: Many) -> None:
    assert (many.added.code, "Traceback" in many.added.err) == (0, False), many.added


@pytest.mark.parametrize("name", VARIANTS)
def test_a_blog_that_offers_less_is_whole(many: Many, name: str) -> None:
    assert_whole(many.shop, many.servers[name])


@pytest.mark.parametrize("start", STARTS)
def test_any_address_of_a_blog_is_a_start(many: Many, start: str) -> None:
    assert_whole(many.shop, many.servers[start])


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_listing_hides_no_post(many: Many, name: str) -> None:
    assert_whole(many.shop, many.servers[name])


def test_nothing_else_is_stored(many: Many) -> None:
    assert len(many.rows[0]) == sum(len(server.blog.posts) for server in many.servers.values())


def test_an_update_of_all_says_nothing_and_changes_nothing(many: Many) -> None:
    assert (many.updated.code, many.updated.out, many.updated.err) == (0, "", "")
    assert many.rows[0] == many.rows[1]


@pytest.mark.parametrize("name", [*VARIANTS, *STARTS, *BROKEN])
def test_a_second_visit_is_cheap(many: Many, name: str) -> None:
    assert many.requests[name] <= 5, many.servers[name].paths()[-many.requests[name] :]


def test_where_all_listings_are_broken_the_pages_are_walked(shop: Shop) -> None:
    blog = DemoBlog(POSTS)
    blog.put("/feed.xml", b"", content_type=ATOM)
    blog.put("/sitemap.xml", b"<urlset", content_type="application/xml")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)
