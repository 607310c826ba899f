"""The demo blog at Ameba: its API of entries, numbered lists of titles, and the pages with what they tell their script.

Sources: an entry's page recorded in 2026 (dlwr/i-am-rockin-on); clients in public repositories for the API and the addresses of the lists,
whose markup here is made up but for the class of what leads on. Nothing here listens on a port.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from scraper.demo.blocks import Block, Picture
from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoPost
from scraper.demo.prose import BLOG_TITLE

NAME = "lampkeeper"
NICKNAME = "灯台守@島"
NUMBER = 10_052_327_982
PER_LIST = 20
SHOWN = 5  # on the front page
TOKYO = ZoneInfo("Asia/Tokyo")
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the blog is set up: see ``DemoAmeblo``."""

    is_open: bool
    friends: frozenset[int]


class DemoAmeblo(DemoBlog):
    """A blog at Ameba. ``api=False``: robots.txt closes the API. The entries of ``friends`` are shown to those alone."""

    def __init__(self, posts: int = 44, *, seed: int = 1, api: bool = True, friends: frozenset[int] = frozenset()) -> None:
        super().__init__(posts, seed=seed, prefix=f"/{NAME}")
        self.setup = Setup(api, friends)
        self._state = replace(self._state, posts=tuple(map(_placed, self.posts)))

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        site = Site(self._state, self.setup, origin)
        return self._instead.get(bare) or site.answer(_ROUTES, bare, query) or _missing()

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(_placed, posts)), **changes)


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""


def entry_id(post: DemoPost) -> int:
    """The number of an entry."""
    return 12_966_000_000 + post.number


def picture_of(block: Picture) -> str:
    """Where the original of a picture is."""
    return f"https://stat.ameba.jp/user_images/20240121/10/{NAME}/aa/bb/p/o06400400{block.stem}.png"


def _placed(post: DemoPost) -> DemoPost:
    """An entry as Ameba knows it: one author, times of Tokyo, a theme and no tags."""
    return replace(
        post,
        path=f"/entry-{entry_id(post)}.html",
        published=post.published.astimezone(TOKYO),
        updated=post.updated.astimezone(TOKYO) if post.updated else None,
        authors=(NICKNAME,),
        tags=(),
        subtitle=None,
        access="public",
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+09:00"


# Lists


def _entries(site: Site, _query: Query, limit: str, offset: str) -> Reply:
    start = int(offset)
    posts = site.latest[start : start + int(limit)]
    paging = {
        "prev": max(0, start - int(limit)),
        "next": min(start + int(limit), len(site.state.posts)),
        "limit": int(limit),
        "total_count": len(site.state.posts),
    }
    answer = {"entities": {"entryMap": _entry_map(site, posts), "blogPageMap": {str(NUMBER): {"paging": paging}}}}
    return Reply(200, "application/json; charset=utf-8", msgspec.json.encode(answer))


def _entry_map(site: Site, posts: list[DemoPost]) -> dict[str, dict[str, Any]]:
    return {str(entry_id(post)): _record(site, post) for post in sorted(posts, key=entry_id)}  # as a script orders numbers


def _record(site: Site, post: DemoPost) -> dict[str, Any]:
    return {
        "entry_id": entry_id(post),
        "blog_id": NUMBER,
        "theme_id": 10_104_311_101,
        "theme_name": post.category,
        "entry_title": post.title,
        "entry_created_datetime": _moment(post.published),
        "publish_flg": "amember" if post.number in site.setup.friends else "open",
        "upd_datetime": _moment(post.changed),
        "last_edit_datetime": _moment(post.changed),
        "hash_tag_list": [],
    }


def _list(site: Site, _query: Query, number: str | None = None) -> Reply | None:
    page = int(number or 1)
    posts = site.latest[PER_LIST * (page - 1) : PER_LIST * page]
    pager = f'<div class="pagingArea"><a class="skin-paginationNext" href="/{NAME}/entrylist-{page + 1}.html">次のページ</a></div>'
    rows = "".join(f'<li><h2><a href="/{NAME}{post.path}">{escape(post.title)}</a></h2><p>{_day(post)}</p></li>' for post in posts)
    return _page(site, "記事一覧", f'<ul class="skin-entryList">{rows}</ul>{pager}', posts) if posts else None


def _day(post: DemoPost) -> str:
    return f"{post.published:%Y-%m-%d %H:%M}"


def _robots(site: Site, _query: Query) -> Reply:
    rules = "Disallow: /search" if site.setup.is_open else "Disallow: /_api/"
    return Reply(200, "text/plain", f"User-agent: *\n{rules}\n".encode())


# Pages


def _front(site: Site, _query: Query) -> Reply:
    posts = site.latest[:SHOWN]
    rows = "".join(
        f'<article class="js-entryWrapper"><h1><a class="skinArticleTitle" rel="bookmark" href="/{NAME}{post.path}">'
        f"{escape(post.title)}</a></h1>"
        f'<p>{_day(post)}</p><div class="articleText">{escape(post.body_text[:200])}</div></article>'
        for post in posts
    )
    return _page(site, BLOG_TITLE, rows, posts)


def _entry(site: Site, _query: Query, path: str) -> Reply | None:
    place = site.state.places.get(path)
    if place is None or site.state.posts[place].number in site.setup.friends:
        return None
    post = site.state.posts[place]
    schema = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "mainEntityOfPage": {"@type": "WebPage", "@id": site.base + path},
        "headline": post.title,
        "datePublished": _moment(post.published),
        "dateModified": _moment(post.published),
        "author": {"@type": "Person", "name": NICKNAME, "url": f"https://www.ameba.jp/profile/general/{NAME}/"},
        "publisher": {"@type": "Organization", "name": "Ameba"},
    }
    head = f"""<meta data-react-helmet="true" property="og:title" content="『{escape(post.title)}』"/>
<script data-react-helmet="true" type="application/ld+json">{msgspec.json.encode(schema).decode()}</script>"""
    main = f"""<div class="pagingArea detailPaging"></div><article class="js-entryWrapper" data-unique-ameba-id="{NAME}"
data-unique-entry-id="{entry_id(post)}"><div class="skinArticle"><div class="skinArticleHeader">
<h1><a class="skinArticleTitle" rel="bookmark"
href="/{NAME}{path}">{escape(post.title)}</a></h1></div><div class="skinArticleBody"><div class="articleDetailArea skinWeakColor"></div>
<div class="articleText" id="entryBody">{"".join(_block(site, block) for block in post.body)}{_CARD}</div>
<div class="blogRankingBtn">ランキング NOISE</div></div></div></article>
<ul class="footerNav"><li>
<a class="footerNavlist" href="https://comment.ameba.jp/form?eid={entry_id(post)}">コメントする NOISE</a></li></ul>"""
    return _page(site, f"{post.title} | {BLOG_TITLE}", main, [post], head)


_CARD = """<div class="ogpCard_root"><article class="ogpCard_wrap" contenteditable="false"><a class="ogpCard_link" href="https://other.example/">
<span class="ogpCard_content"><span class="ogpCard_description">NOISE</span><span class="ogpCard_url"><img alt="リンク" class="ogpCard_icon"
src="https://c.stat100.ameba.jp/NOISE.svg"></span></span><span class="ogpCard_imageWrap"><img class="ogpCard_image"
src="https://other.example/NOISE.jpg"></span></a></article></div>"""


def _block(site: Site, block: Block) -> str:
    if isinstance(block, Picture):
        small = picture_of(block).replace("/o06400400", "/t02200138_06400400", 1)
        return f'<p><a href="{picture_of(block)}"><img alt="{escape(block.alt)}" src="{small}?caw=800" width="420"></a></p>'
    return block.html(site.base)


def _page(site: Site, title: str, main: str, posts: list[DemoPost], head: str = "") -> Reply:
    state = {
        "bloggerState": {"bloggerMap": {NAME: {"profile": {"ameba_id": NAME, "nickname": NICKNAME}, "blog": NUMBER}}},
        "entryState": {"entryMap": _entry_map(site, posts)},
    }
    text = f"""<!doctype html><html lang="ja"><head><title data-react-helmet="true">{escape(title)}</title>{head}
<link rel="dns-prefetch" href="//stat100.ameba.jp">
<link data-react-helmet="true" rel="alternate" type="application/rss+xml" title="RSS" href="http://rssblog.ameba.jp/{NAME}/rss20.xml"/></head>
<body><div id="app"><ul class="globalNav"><li><a href="{site.origin}/">ホーム</a></li></ul><header><p class="skinTitle"><a
href="/{NAME}/">{BLOG_TITLE}</a></p></header><ul class="globalLinkAreaInner"><li><a class="blogTopBtn" href="/{NAME}/">ブログトップ</a></li>
<li><a class="articleListBtn" href="/{NAME}/entrylist.html">記事一覧</a></li></ul>{main}</div>
<script>window.INIT_DATA={msgspec.json.encode(state).decode()};window.RESOURCE_BASE_URL="/"</script></body></html>"""
    return Reply(200, HTML, text.encode())


def _missing() -> Reply:
    return Reply(404, HTML, b"<!doctype html><html><head><title>404</title></head><body>Not found</body></html>")


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(rf"/_api/blogEntries;amebaId={NAME};blogId={NUMBER};limit=(\d+);offset=(\d+)"), _entries),
    (re.compile(rf"/{NAME}/entrylist(?:-(\d+))?\.html"), _list),
    (re.compile(rf"/{NAME}/"), _front),
    (re.compile(rf"/{NAME}(/entry-\d+\.html)"), _entry),
)
