"""The demo blog as Tumblr serves it: its first API, sitemaps, a feed of twenty, the archive by months, and the pages of a theme.

The posts are ``DemoBlog``'s, each of one of Tumblr's types and all by the blog itself. Nothing here listens on a port.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Any, Literal

import msgspec

from scraper.demo.blocks import Block, Paragraph, Picture, Quote
from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.listings import sitemap
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoPost, slug
from scraper.demo.prose import BLOG_TITLE
from scraper.demo.theme import long_date

NAME = "lampkeepers"
SERVER = (("X-Tumblr-User", NAME),)
MOST = 50  # records of an answer, whatever is asked for
NEWEST = 20
PER_PAGE = 10
MEDIA = "https://64.media.tumblr.com/0123456789abcdef0123456789abcdef/tumblr_"
TYPES = ("regular", "photo", "quote", "link", "conversation", "audio", "video", "answer")
UNTITLED = frozenset({"photo", "quote", "audio", "video", "answer"})
ApiMode = Literal["open", "script", "missing", "html", "empty", "lying", "repeating"]
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the blog is set up: see ``DemoTumblr``."""

    api: ApiMode
    has_sitemap: bool
    has_months: bool
    is_linked: bool
    has_theme: bool
    is_walled: bool


class DemoTumblr(DemoBlog):
    """A blog of Tumblr.

    ``api`` is what the first API gives: ``open``; ``script`` (a variable that is set to the answer, whatever is asked for); ``missing``
    (404); ``html`` (a page in its place); ``empty``; ``lying`` (a total of a million); ``repeating`` (the first page whatever is asked
    for). ``months``: there is an archive; ``linked``: the theme leads to the numbered pages. Without a ``theme`` the network's host, which
    is ``localhost`` here, shows the pages, and API and feed name these. A ``walled`` blog is shown to nobody who is not logged in there.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        api: ApiMode = "open",
        sitemap: bool = True,
        months: bool = True,
        linked: bool = True,
        theme: bool = True,
        walled: bool = False,
    ) -> None:
        super().__init__(posts, seed=seed, sitemap=sitemap)
        self.setup = Setup(api, sitemap, months, linked, theme, walled)
        self.blank_once: set[str] = set()  # addresses that answer nothing the next time
        self._publish(self.posts)

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        if path in self.blank_once:
            self.blank_once.remove(path)
            return Reply(200, HTML, b"", headers=SERVER)
        site = Site(self._state, self.setup, origin)
        if (elsewhere := site.elsewhere(bare)) is not None:
            return Reply(302, HTML, b"", headers=(*SERVER, ("Location", elsewhere)))
        return (site.answer(_ROUTES, bare, query) or _missing(site))._replace(headers=SERVER)

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(_placed, posts)), **changes)


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""

    @property
    def network(self) -> str:
        """Where the network shows its blogs."""
        return self.origin.replace("127.0.0.1", "localhost")

    def stated(self, post: DemoPost) -> str:
        """The address of a post without its slug, as API and feed state it."""
        return f"{self.base}/post/{post_id(post)}" if self.setup.has_theme else f"{self.network}/{NAME}/{post_id(post)}"

    def elsewhere(self, path: str) -> str | None:
        """Where on the network's host a path leads."""
        if self.setup.is_walled:
            return f"{self.network}/login_required/{NAME}" if path == "/" else None
        is_page = not self.setup.has_theme and self.origin != self.network and (path == "/" or path.startswith("/post/"))
        return f"{self.network}/{NAME}{path.removeprefix('/post').rstrip('/')}" if is_page else None


def type_of(post: DemoPost) -> str:
    """The type of a post."""
    return TYPES[post.number % len(TYPES)]


def picture_of(post: DemoPost) -> str:
    """The address of a photo post's picture at its largest size."""
    return f"{MEDIA}p{post.number}o1_1280.jpg"


def post_id(post: DemoPost) -> str:
    """The number of a post."""
    return str(700_000_000_000 + post.number)


def _placed(post: DemoPost) -> DemoPost:
    """A post as Tumblr has it, with what its type shows around the text."""
    if post.path.startswith("/post/"):
        return post
    kind = type_of(post)
    before: dict[str, tuple[Block, ...]] = {
        "quote": (Quote(f"A quoted word on {post.category}."),),
        "link": (Paragraph(post.title, link=(post.title, _target(post))),),
        "conversation": (Paragraph("Ann: Is it lit?"), Paragraph("Bo: It is lit.")),
        "audio": (Paragraph("The Keepers – Fog"),),
        "answer": (Quote("How is the weather?"),),
    }
    path = f"/post/{post_id(post)}/{slug(post.title)}"
    shown = before.get(kind, ())
    return replace(
        post,
        path=path,
        title="" if kind in UNTITLED else post.title,
        subtitle=None,
        authors=(NAME,),
        tags=(post.category, *(tag for tag in post.tags if tag != post.category)),
        body=shown if kind == "conversation" else (*shown, *(block for block in post.body if not isinstance(block, Picture))),
        comments=(),
        access="public",
    )


def _target(post: DemoPost) -> str:
    return f"https://elsewhere.example/{post.number}"


# The first API


def _posts(site: Site, query: Query) -> Reply | None:
    api = site.setup.api
    if api == "missing":
        return None
    if api == "html":
        return _front(site, query)
    start = 0 if api == "repeating" else int(query.get("start", "0"))
    records = [] if api == "empty" else [_record(site, post) for post in site.latest]
    answer = {
        "tumblelog": {"title": BLOG_TITLE, "description": "NOISE", "name": NAME, "timezone": "Europe/Berlin", "cname": False, "feeds": []},
        "posts-start": start,
        "posts-total": 1_000_000 if api == "lying" else str(len(records)),
        "posts-type": False,
        "posts": records[start : start + min(MOST, int(query.get("num", "20")))],
    }
    body = msgspec.json.encode(answer)
    if api != "script" and query.get("debug") == "1":
        return Reply(200, "application/json; charset=utf-8", body)
    return Reply(200, "text/javascript; charset=utf-8", b"var tumblr_api_read = " + body + b";\n")


def _record(site: Site, post: DemoPost) -> dict[str, Any]:
    utc = post.published.astimezone(UTC)
    return {
        "id": post_id(post),
        "url": site.stated(post),
        "url-with-slug": f"{site.stated(post)}/{post.path.rpartition('/')[2]}",
        "type": type_of(post),
        "date-gmt": f"{utc:%Y-%m-%d %H:%M:%S} GMT",
        "date": f"{post.published:%a, %d %b %Y %H:%M:%S}",
        "bookmarklet": 0,
        "mobile": 0,
        "unix-timestamp": int(utc.timestamp()),
        "format": "html",
        "slug": post.path.rpartition("/")[2],
        "note-count": str(post.views),
        "like-button": '<div class="like_button">NOISE</div>',
        **_fields(site, post),
        "tags": list(post.tags),
    }


def _fields(site: Site, post: DemoPost) -> dict[str, Any]:
    """What the API says of a post in the fields of its type."""
    html = _html(site, post)
    rest = _html(site, replace(post, body=post.body[1:]))
    match type_of(post):
        case "photo":
            sizes = {f"photo-url-{width}": picture_of(post).replace("_1280", f"_{width}") for width in (1280, 500, 75)}
            return {"photo-caption": html, "width": 1280, "height": 960, **sizes, "photos": []}
        case "quote":
            return {"quote-text": post.body[0].text(), "quote-source": rest}
        case "link":
            return {"link-text": post.title, "link-url": _target(post), "link-description": rest}
        case "conversation":
            said = [block.text().partition(": ") for block in post.body]
            lines = [{"name": name, "label": f"{name}:", "phrase": phrase} for name, _, phrase in said]
            return {"conversation-title": post.title, "conversation-text": "NOISE", "conversation": lines}
        case "audio":
            track = {"id3-artist": "The Keepers", "id3-title": "Fog"}
            return {**track, "audio-caption": rest, "audio-player": _player(site, post), "audio-plays": 3}
        case "video":
            return {"video-caption": html, "video-source": "https://vimeo.com/1234", "video-player": _film()}
        case "answer":
            return {"question": post.body[0].text(), "answer": rest}
        case _:
            return {"regular-title": post.title, "regular-body": html}


def _player(site: Site, post: DemoPost) -> str:
    file = f"https%3A%2F%2Fa.tumblr.com%2Ftumblr_a{post.number}o1.mp3"
    return f'<iframe class="tumblr_audio_player" src="{site.base}/post/{post_id(post)}/audio_player_iframe/x?audio_file={file}"></iframe>'


def _film() -> str:
    return '<iframe src="https://player.vimeo.com/video/1234" width="500" height="281" title="A film"></iframe>'


def _html(site: Site, post: DemoPost) -> str:
    return "\n".join(block.html(site.base) for block in post.body)


def _shown(site: Site, post: DemoPost) -> str:
    """What pages and feed show of a post: its parts together."""
    kind, html = type_of(post), _html(site, post)
    picture = f'<img src="{picture_of(post)}">' if kind == "photo" else ""
    return {"audio": _player(site, post), "video": _film()}.get(kind, picture) + html


# Sitemaps, feed and lists


def _robots(site: Site, _query: Query) -> Reply:
    text = f"User-agent: *\nSitemap: {site.base}/sitemap.xml\nDisallow: /private\nDisallow: /random\nDisallow: /day\n"
    return Reply(200, "text/plain", text.encode())


def _sitemap(site: Site, _query: Query, part: str = "") -> Reply | None:
    if not site.setup.has_sitemap:
        return None
    if part == "1":
        text = sitemap((site.base + post.path, post.changed.astimezone(UTC)) for post in site.latest)
    elif part == "-pages":
        text = sitemap([(f"{site.base}/about", datetime(2019, 1, 1, tzinfo=UTC))])
    else:
        files = (f"<sitemap><loc>{site.base}/sitemap{name}.xml</loc></sitemap>" for name in ("-pages", "1"))
        text = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(files)}</sitemapindex>'
    return Reply(200, "text/xml", text.encode(), site.state.changed_at)


def _summary(post: DemoPost) -> str:
    """What Tumblr calls a post where a title is asked for: its title, or the beginning of its text."""
    words = post.title or post.body_text.split("\n")[0]
    return words if len(words) <= 60 else f"{words[:60].rpartition(' ')[0]}…"


def _feed(site: Site, _query: Query) -> Reply:
    items = "".join(_item(site, post) for post in site.latest[:NEWEST])
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<description></description><title>{BLOG_TITLE}</title><generator>Tumblr (3.0; @{NAME})</generator><link>{site.base}/</link>{items}
</channel></rss>"""
    return Reply(200, "application/rss+xml; charset=utf-8", text.encode(), site.state.changed_at)


def _item(site: Site, post: DemoPost) -> str:
    url = site.stated(post)
    terms = "".join(f"<category>{escape(tag)}</category>" for tag in post.tags)
    return f"""<item><title>{escape(_summary(post))}</title><description>{escape(_shown(site, post))}</description><link>{url}</link>
<guid>{url}</guid><pubDate>{post.published:%a, %d %b %Y %H:%M:%S %z}</pubDate>{terms}</item>"""


def _front(site: Site, _query: Query, number: str = "1") -> Reply | None:
    first = (int(number) - 1) * PER_PAGE
    shown = site.latest[first : first + PER_PAGE]
    older = f'<a href="/page/{int(number) + 1}">Older</a>' if site.setup.is_linked and first + PER_PAGE < len(site.latest) else ""
    return _page(site, BLOG_TITLE, "".join(_entry(site, post) for post in shown) + f'<div class="pagination">{older}</div>')


def _archive(site: Site, _query: Query) -> Reply | None:
    if not site.setup.has_months:
        return None
    months = dict.fromkeys(f"{post.published.year}/{post.published.month}" for post in site.latest)
    return _page(site, "Archive", "".join(f'<li><a href="/archive/{month}">{month}</a></li>' for month in months))


def _month(site: Site, _query: Query, year: str, month: str) -> Reply | None:
    posts = [post for post in site.latest if (post.published.year, post.published.month) == (int(year), int(month))]
    return _page(site, "Archive", "".join(_entry(site, post) for post in posts)) if site.setup.has_months and posts else None


def _tagged(site: Site, _query: Query, _tag: str) -> Reply:
    return _page(site, "Tagged", "".join(_entry(site, post) for post in site.latest[:3]))


def _standing(site: Site, _query: Query) -> Reply:
    return _page(site, "About", "<h2>About</h2><p>Three keepers NOISE.</p>")


# Pages


def _entry(site: Site, post: DemoPost) -> str:
    title = f'<h2 class="title"><a href="{site.base}{post.path}">{escape(post.title)}</a></h2>' if post.title else ""
    tags = "".join(f'<a href="{site.base}/tagged/{slug(tag)}">#{escape(tag)}</a> ' for tag in post.tags)
    day = f'<a class="date" rel="bookmark" href="{site.base}{post.path}">{long_date(post.published)}</a>'
    return f"""<div class="post {type_of(post)}">{title}<div class="body">{_shown(site, post)}</div><div class="meta">{day}
<div class="tags">{tags}</div><a class="post-notes" href="{site.base}{post.path}#notes">{post.views} notes NOISE</a>
<div class="like_button">NOISE</div></div></div>"""


def _post(site: Site, _query: Query, number: str) -> Reply | None:
    post = next((post for post in site.state.posts if post_id(post) == number), None)
    if post is None:
        return None
    schema = {
        "@type": "SocialMediaPosting",
        "url": site.base + post.path,
        "mainEntityOfPage": True,
        "datePublished": post.published.isoformat(),
        "author": NAME,
        "headline": _summary(post),
        "articleBody": f"{post.body_text[:80]}...",
        "@context": "http://schema.org",
    }
    head = f"""<link rel="canonical" href="{site.base}{post.path}"><meta property="og:type" content="tumblr-feed:entry">
<meta property="og:title" content="{escape(_summary(post))}"><meta property="og:site_name" content="{BLOG_TITLE}">
<script type="application/ld+json">{msgspec.json.encode(schema).decode()}</script>"""
    notes = "".join(f'<li class="note like"><span class="action">reader-{n} NOISE liked this</span></li>' for n in range(9))
    return _page(site, f"{_summary(post)} | {BLOG_TITLE}", f'{_entry(site, post)}<ol class="notes">{notes}</ol>', head)


def _missing(site: Site) -> Reply:
    return _page(site, "Not found.", "<h2>Not found.</h2><p>There's nothing here.</p>")._replace(status=404)


def _page(site: Site, title: str, main: str, head: str = "") -> Reply:
    pages = "".join(f'<a href="/{name}">{name}</a> ' for name in ("ask", "submit", "archive", "random", "about"))
    text = f"""<!DOCTYPE html><html><head><title>{escape(title)}</title>{head}
<link rel="alternate" type="application/rss+xml" href="{site.base}/rss"></head>
<body><iframe class="tmblr-iframe" id="tumblr_controls" src="https://assets.tumblr.com/assets/html/iframe/x.html"></iframe>
<header><h1><a href="/">{BLOG_TITLE}</a></h1><nav>{pages}</nav></header><div id="posts">{main}</div></body></html>"""
    return Reply(200, HTML, text.encode())


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/(?:page/(\d+))?"), lambda site, query, number: _front(site, query, number or "1")),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/api/read/json"), _posts),
    (re.compile(r"/sitemap(1|-pages|)\.xml"), _sitemap),
    (re.compile(r"/rss"), _feed),
    (re.compile(r"/archive"), _archive),
    (re.compile(r"/archive/(\d{4})/(\d{1,2})"), _month),
    (re.compile(r"/tagged/([\w-]+)"), _tagged),
    (re.compile(r"/(?:about|ask|submit)"), _standing),
    (re.compile(rf"/(?:post|{NAME})/(\d+)(?:/[\w-]+)?"), _post),
    (re.compile(rf"/{NAME}"), _front),
    (re.compile(rf"/login_required/{NAME}"), _standing),
)
