"""From an address to the home of a blog, over pages that stand between them."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from scraper.aliases import Aliases
from scraper.detect import Finder, Home
from scraper.errors import Unreachable
from scraper.fetcher import Fetcher

SITE = "https://site.example"


def find(pages: dict[str, str], address: str = "/", aliases: Aliases = Aliases()) -> Home:  # noqa: B008 (frozen)
    """What is found on a site of these pages."""

    async def fetch(url: str) -> TextResponse:
        path = url.removeprefix(SITE)
        if path not in pages:
            raise Unreachable(url)
        if pages[path].startswith("<?xml"):
            return XmlResponse(url, body=pages[path], encoding="utf-8")
        return HtmlResponse(url, body=f"<!doctype html><html>{pages[path]}</html>", encoding="utf-8")

    async def read(function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    session = SimpleNamespace(blog=SimpleNamespace(is_unvisited=True), read=read)
    return asyncio.run(Finder(cast(Fetcher, SimpleNamespace(fetch=fetch, session=session)), aliases).find(f"{SITE}{address}"))


def leading_to(target: str, body: str = "") -> str:
    return f'<head><meta http-equiv="refresh" content="0; url={target}"></head><body>{body}</body>'


def listing(folder: str) -> str:
    entries = "".join(f'<li><a href="{folder}walk-{n}/">Walk {n} along the pier</a> <time>2020-03-0{n}</time></li>' for n in range(1, 7))
    return f'<body><header><a href="/">Walks</a></header><main><ul>{entries}</ul></main></body>'


@pytest.mark.parametrize("body", ["", '<h1>Redirecting</h1><a href="/blog/">Click here if nothing happens</a>'])
@pytest.mark.parametrize("folder", ["/blog/", "/posts/"])
@pytest.mark.parametrize("address", ["/", "/blog/"])
def test_a_root_that_does_nothing_but_lead_on_is_followed(body: str, folder: str, address: str) -> None:
    home = find({"/": leading_to("/blog/", body), "/blog/": listing(folder)}, address)
    scope = "site.example/blog/" if folder == "/blog/" else "site.example/"
    assert (home.url, home.scope, len(home.entries)) == (f"{SITE}/blog/", scope, 6)


@pytest.mark.parametrize("target", ["/", "https://parked.example/", "/lost/", "javascript:alert(1)"])
def test_a_root_that_leads_to_itself_elsewhere_or_nowhere_stays_the_home(target: str) -> None:
    assert find({"/": leading_to(target)}).url == f"{SITE}/"


def test_one_step_is_followed_and_none_from_a_list() -> None:
    pages = {"/": leading_to("/a/"), "/a/": leading_to("/b/"), "/b/": listing("/b/")}
    assert find(pages).url == f"{SITE}/a/"
    assert find({"/": leading_to("/b/", listing("/")), "/b/": listing("/b/")}).url == f"{SITE}/"


def test_a_home_that_a_feed_names_without_the_ending_of_its_file_is_that_file() -> None:
    """As in a copy in files, whose server may know it by that name alone."""
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Walks</title><link>{SITE}/blog</link></channel></rss>'
    declared = '<head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
    pages = {"/blog.html": declared + listing("/walks/"), "/feed.xml": feed}
    assert find(pages, "/blog.html").url == f"{SITE}/blog.html"


@pytest.mark.parametrize(("address", "home"), [("/ann", "/ann"), ("/ann/", "/ann/"), ("/ann/22", "/ann"), ("/ann/23", "/")])
def test_a_page_that_is_but_a_frame_is_of_the_blog_whose_pages_it_frames(address: str, home: str) -> None:
    framed = '<body><iframe src="/view?of=ann&amp;number=1"></iframe></body>'
    pages = dict.fromkeys(("/ann", "/ann/", "/ann/22"), framed) | {"/ann/23": f'{framed}<a href="/">Walks</a>', "/": listing("/")}
    assert find(pages, address, Aliases(homes=((r"(.+)/view\?of=(\w+).*", r"\1/\2"),))).url == SITE + home


def test_a_blog_in_a_folder_whose_links_have_the_other_scheme_is_the_blog() -> None:
    links = "".join(f'<h2><a href="http://site.example/blog/2014/05/{slug}.html">Walk {slug}</a></h2>' for slug in ("one", "two", "three"))
    assert find({"/blog/": f'<body><a href="/me.html">Me</a>{links}</body>'}, "/blog/").url == f"{SITE}/blog/"
