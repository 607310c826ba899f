"""The demo blog as Ghost serves it: the Content API, the members' API of comments, sitemap, feed, and the pages of its default theme.

The posts are ``DemoBlog``'s with tags alone, which is all that Ghost knows. Nothing here listens on a port.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Any, Literal

import msgspec

from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.listings import sitemap
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoComment, DemoPost, slug
from scraper.demo.prose import BLOG_TITLE
from scraper.demo.theme import long_date

JSON = "application/json; charset=utf-8"
KEY = "0123456789abcdef0123456789"
MOST = 100  # records of an answer, whatever is asked for
PER_PAGE = 12
FEED_ITEMS = 15
SHOWN_REPLIES = 3
ApiMode = Literal["open", "keyless", "wrong key", "missing", "html", "empty", "lying", "repeating"]
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the blog is set up: see ``DemoGhost``."""

    api: ApiMode
    most: int
    is_closed: bool
    has_sitemap: bool
    comments: bool
    hidden_replies: int
    members_only: frozenset[int]
    cross_posts: frozenset[int]


class DemoGhost(DemoBlog):
    """A blog of Ghost.

    ``api`` is what the Content API gives: ``open``, ``keyless`` (the page shows no key), ``wrong key`` (401), ``missing`` (404), ``html``
    (a page in its place), ``empty``, ``lying`` (totals and next pages without end), ``repeating`` (the first page whatever is asked for);
    ``most`` bounds its answers. ``closed``: robots.txt is Ghost's own, which closes ``/ghost/``. ``hidden_replies`` are how many of each
    comment are counted and shown to nobody. ``members_only`` are the numbers of posts without a preview, ``cross_posts`` of those that
    name another page as the original, which the sitemap leaves out.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        prefix: str = "",
        api: ApiMode = "open",
        most: int = MOST,
        closed: bool = False,
        sitemap: bool = True,
        comments: bool = True,
        hidden_replies: int = 0,
        members_only: frozenset[int] = frozenset({22}),
        cross_posts: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(posts, seed=seed, sitemap=sitemap, prefix=prefix)
        self.setup = Setup(api, most, closed, sitemap, comments, hidden_replies, members_only, cross_posts)
        self._publish(self.posts)

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        site = Site(self._state, self.setup, origin)
        if self.prefix and not bare.startswith(f"{self.prefix}/"):
            return super().page(path, origin)
        bare = bare.removeprefix(self.prefix)
        return site.answer(_ROUTES, bare, query) or _missing(site)

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(self._placed(post) for post in posts), **changes)

    def _placed(self, post: DemoPost) -> DemoPost:
        access = "members" if post.number in self.setup.members_only else post.access
        tags = (post.category, *(tag for tag in post.tags if tag != post.category))
        name = post.path.strip("/").rpartition("/")[2].removesuffix(f"-{post.number}")
        return replace(post, path=f"/{name}-{post.number}/", tags=tags, access=access)


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""

    @property
    def newest(self) -> Sequence[DemoPost]:
        """The posts, the newest first."""
        return self.state.posts[::-1]


def post_id(post: DemoPost) -> str:
    """The id of a post."""
    return f"{0x5C7ECE47 + post.number:024x}"


def comment_id(number: int) -> str:
    """The id of a comment."""
    return f"{number:024x}"


# APIs


def _posts(site: Site, query: Query) -> Reply | None:
    setup = site.setup
    if setup.api == "missing":
        return None
    if setup.api == "html":
        return _front(site, query)
    if setup.api == "wrong key" or query.get("key") != KEY:
        return _error(401, "Unknown Content API Key")
    posts: Sequence[DemoPost] = () if setup.api == "empty" else site.state.posts
    if wanted := re.findall(r"'(\w+)'", query.get("filter", "")):
        posts = [post for post in posts if post_id(post) in wanted]
    name, _, direction = query.get("order", "published_at desc").partition(",")[0].partition(" ")
    moment: Callable[[DemoPost], datetime] = (lambda post: post.changed) if name == "updated_at" else (lambda post: post.published)
    ordered = sorted(posts, key=lambda post: moment(post).timestamp(), reverse=direction == "desc")
    records = [_record(site, post) for post in ordered]
    if fields := query.get("fields"):
        records = [{name: record[name] for name in fields.split(",")} for record in records]
    return _page_of(records, "posts", query, site.setup)


def _page_of(records: Sequence[dict[str, Any]], name: str, query: Query, setup: Setup) -> Reply:
    size, number = min(setup.most, int(query.get("limit", "15"))), int(query.get("page", "1"))
    shown = 1 if setup.api == "repeating" else number
    pages = 10_000 if setup.api in {"lying", "repeating"} else max(1, -(-len(records) // size))
    total = 1_000_000 if setup.api == "lying" else len(records)
    following = number + 1 if number < pages else None
    pagination = {"page": number, "limit": size, "pages": pages, "total": total, "next": following, "prev": number - 1 or None}
    answer = {name: records[(shown - 1) * size : shown * size], "meta": {"pagination": pagination}}
    return Reply(200, JSON, msgspec.json.encode(answer))


def _error(status: int, message: str) -> Reply:
    return Reply(status, JSON, msgspec.json.encode({"errors": [{"message": message, "type": "UnauthorizedError"}]}))


def _record(site: Site, post: DemoPost) -> dict[str, Any]:
    base = site.base
    authors = [{"id": slug(name), "name": name, "slug": slug(name), "url": f"{base}/author/{slug(name)}/"} for name in post.authors]
    tags = [{"id": slug(tag), "name": tag, "visibility": "public", "url": f"{base}/tag/{slug(tag)}/"} for tag in post.tags]
    return {
        "id": post_id(post),
        "slug": post.path.strip("/"),
        "title": post.title,
        "html": _body(site, post),
        "feature_image": f"{base}/content/images/size/w1200/2026/10/cover-{post.number}.png",
        "visibility": {"public": "public", "preview": "paid", "members": "members"}[post.access],
        "access": post.access == "public",
        "published_at": post.published.isoformat(timespec="milliseconds"),
        "updated_at": post.changed.isoformat(timespec="milliseconds"),
        "custom_excerpt": post.subtitle,
        "excerpt": post.body_text[:500],
        "canonical_url": _original(site, post),
        "url": base + post.path,
        "authors": authors,
        "tags": [*tags, {"id": "hash", "name": "#NOISE", "visibility": "internal", "url": f"{base}/404/"}],
    }


def _original(site: Site, post: DemoPost) -> str | None:
    return f"https://elsewhere.example{post.path}" if post.number in site.setup.cross_posts else None


def _comments(site: Site, query: Query, thread: str = "") -> Reply:
    if not site.setup.comments:
        return _error(405, "Comments are not enabled for this site.")
    rows = [(post, comment) for post in site.state.posts for comment in post.comments]
    ordered = sorted(rows, key=lambda row: row[1].published.timestamp(), reverse=query.get("order", "").endswith("desc"))
    if thread:
        records = [
            _comment(site, post, comment) for post, comment in ordered if _root(post, comment) == thread != comment_id(comment.number)
        ]
    else:
        records = [_threaded(site, post, comment) for post, comment in ordered if comment.parent is None]
    return _page_of(records, "comments", query, replace(site.setup, api="open"))


def _root(post: DemoPost, comment: DemoComment) -> str:
    """The id of the comment that began the thread: Ghost has two levels."""
    above = {one.number: one.parent for one in post.comments}
    number = comment.number
    while (parent := above[number]) is not None:
        number = parent
    return comment_id(number)


def _threaded(site: Site, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    own = comment_id(comment.number)
    replies = [_comment(site, post, one) for one in post.comments if one is not comment and _root(post, one) == own]
    return {
        **_comment(site, post, comment),
        "replies": replies[:SHOWN_REPLIES],
        "count": {"replies": len(replies) + site.setup.hidden_replies},
    }


def _comment(site: Site, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    return {
        "id": comment_id(comment.number),
        "parent_id": None if comment.parent is None else _root(post, comment),
        "in_reply_to_id": None if comment.parent is None else comment_id(comment.parent),
        "status": "published",
        "html": f"<p>{escape(comment.text)}</p>",
        "created_at": _utc(comment.published),
        "member": {"id": slug(comment.author), "uuid": "NOISE", "name": comment.author, "expertise": "NOISE"},
        "post": {"id": post_id(post), "title": post.title, "url": site.base + post.path},
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Feed and sitemaps


def _robots(site: Site, _query: Query) -> Reply:
    closed = "Disallow: /ghost/\nDisallow: /email/\nDisallow: /members/api/comments/counts/\n" if site.setup.is_closed else ""
    return Reply(200, "text/plain", f"User-agent: *\nSitemap: {site.base}/sitemap.xml\n{closed}Disallow: /r/\n".encode())


def _sitemap(site: Site, _query: Query, kind: str = "") -> Reply | None:
    if not site.setup.has_sitemap:
        return None
    if kind == "posts":
        posts = [post for post in site.newest if post.number not in site.setup.cross_posts]
        text = sitemap((site.base + post.path, post.changed.astimezone(UTC)) for post in posts)
    elif kind == "pages":
        text = sitemap([(f"{site.base}/about/", site.state.changed_at)])
    else:
        files = (f"<sitemap><loc>{site.base}/sitemap-{name}.xml</loc></sitemap>" for name in ("pages", "posts"))
        text = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(files)}</sitemapindex>'
    return Reply(200, "text/xml", text.encode(), site.state.changed_at)


def _feed(site: Site, _query: Query) -> Reply:
    items = "".join(_item(site, post) for post in site.newest[:FEED_ITEMS])
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel><title><![CDATA[{BLOG_TITLE}]]></title>
<link>{site.base}/</link><generator>Ghost 5.99</generator>{items}</channel></rss>"""
    return Reply(200, "application/rss+xml; charset=utf-8", text.encode(), site.state.changed_at)


def _item(site: Site, post: DemoPost) -> str:
    terms = "".join(f"<category><![CDATA[{tag}]]></category>" for tag in post.tags)
    day = f"{post.published.astimezone(UTC):%a, %d %b %Y %H:%M:%S GMT}"
    return f"""<item><title><![CDATA[{post.title}]]></title><link>{site.base}{post.path}</link>
<guid isPermaLink="false">{post_id(post)}</guid>{terms}<dc:creator><![CDATA[{post.authors[0]}]]></dc:creator><pubDate>{day}</pubDate>
<content:encoded><![CDATA[{_body(site, post)}]]></content:encoded></item>"""


# Pages


def _front(site: Site, _query: Query, number: str = "1") -> Reply | None:
    place, last = int(number), max(1, -(-len(site.newest) // PER_PAGE))
    if not 1 <= place <= last:
        return None
    cards = "".join(_card(site, post) for post in site.newest[(place - 1) * PER_PAGE : place * PER_PAGE])
    older = f'<a class="older-posts" href="{site.base}/page/{place + 1}/">Older Posts</a>' if place < last else ""
    head = f'<link rel="next" href="{site.base}/page/{place + 1}/">' if place < last else ""
    return _page(site, BLOG_TITLE, f'<div class="post-feed">{cards}</div><nav class="pagination">{older}</nav>', "home-template", head=head)


def _card(site: Site, post: DemoPost) -> str:
    return f"""<article class="post-card post"><a class="post-card-image-link" href="{site.base}{post.path}"></a>
<header class="post-card-header"><h2 class="post-card-title"><a href="{site.base}{post.path}">{escape(post.title)}</a></h2></header>
<footer class="post-card-meta"><time class="post-card-meta-date" datetime="{post.published:%Y-%m-%d}">{long_date(post.published)}</time>
</footer></article>"""


def _about(site: Site, _query: Query) -> Reply:
    return _page(
        site, "About", '<article class="article page"><h1 class="article-title">About</h1><p>Three keepers.</p></article>', "page-template"
    )


def _post(site: Site, _query: Query, path: str) -> Reply | None:
    place = site.state.places.get(path)
    if place is None:
        return None
    post = site.state.posts[place]
    others = "".join(_card(site, other) for other in site.newest[:3] if other is not post)
    main = f"""{_article(site, post)}<section class="footer-cta"><h2>NOISE Sign up for more like this.</h2></section>
<aside class="read-more-wrap outer"><div class="read-more inner">{others}</div></aside>"""
    return _page(site, post.title, main, "post-template", head=_metas(site, post))


def _metas(site: Site, post: DemoPost) -> str:
    tags = "".join(f'<meta property="article:tag" content="{escape(tag)}">' for tag in post.tags)
    people = [{"@type": "Person", "name": name, "url": f"{site.base}/author/{slug(name)}/"} for name in post.authors]
    schema = {
        "@context": "https://schema.org",
        "@type": "Article",
        "author": people[0],
        "headline": post.title,
        "url": site.base + post.path,
        "datePublished": _utc(post.published),
        "dateModified": _utc(post.changed),
        "keywords": ", ".join(post.tags),
    } | ({"contributor": people[1:]} if people[1:] else {})
    return f"""<link rel="canonical" href="{_original(site, post) or site.base + post.path}"><meta property="og:type" content="article">
<meta property="og:title" content="{escape(post.title)}"><meta property="article:published_time" content="{_utc(post.published)}">
<meta property="article:modified_time" content="{_utc(post.changed)}">{tags}
<script type="application/ld+json">{msgspec.json.encode(schema).decode()}</script>"""


def _article(site: Site, post: DemoPost) -> str:
    names = ", ".join(f'<a href="{site.base}/author/{slug(name)}/">{escape(name)}</a>' for name in post.authors)
    excerpt = f'<p class="article-excerpt">{escape(post.subtitle)}</p>' if post.subtitle else ""
    wall = """<aside class="gh-post-upgrade-cta"><div class="gh-post-upgrade-cta-content"><h2>This post is for paying subscribers only</h2>
<a class="gh-btn" data-portal="signup" href="#/portal/signup">Subscribe now</a></div></aside>"""
    has_comments = site.setup.comments and post.access == "public"
    comments = (
        '<section class="article-comments gh-canvas"><h3>NOISE Member discussion</h3><script></script></section>' if has_comments else ""
    )
    return f"""<article class="article post"><header class="article-header gh-canvas"><div class="article-tag"><span
class="post-card-primary-tag"><a href="{site.base}/tag/{slug(post.tags[0])}/">{escape(post.tags[0])}</a></span></div>
<h1 class="article-title">{escape(post.title)}</h1>{excerpt}<div class="article-byline"><section class="article-byline-content">
<div class="article-byline-meta"><h4 class="author-name">{names}</h4><div class="byline-meta-content">
<time class="byline-meta-date" datetime="{post.published:%Y-%m-%d}">{long_date(post.published)}</time>
<span class="byline-reading-time">3 min read</span></div></div></section><a href="#/share" class="gh-button gh-button-share">Share</a></div>
<figure class="article-image"><img src="{site.base}/content/images/size/w2000/2026/10/cover-{post.number}.png" alt=""></figure></header>
<section class="gh-content gh-canvas">{_body(site, post)}{wall if post.access != "public" else ""}</section>{comments}</article>"""


def _body(site: Site, post: DemoPost) -> str:
    """What strangers may read, with Ghost's form for addresses between its paragraphs."""
    shown = () if post.access == "members" else post.shown_body
    blocks = [block.html(site.base) for block in shown]
    signup = '<div class="kg-card kg-signup-card"><form><h2>NOISE Letters</h2><input type="email"><button>Subscribe</button></form></div>'
    return "\n".join([*blocks[:1], *([signup] if blocks[1:] else []), *blocks[1:]])


def _page(site: Site, title: str, main: str, kind: str, *, head: str = "", status: int = 200) -> Reply:
    base, api = site.base, site.setup.api
    key = "" if api == "keyless" else f' data-key="{KEY}"'
    counts = f'<script defer data-ghost-comments-counts-api="{base}/members/api/comments/counts/"></script>' if site.setup.comments else ""
    text = f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)}</title><meta name="generator" content="Ghost 5.99">{head}
<link rel="alternate" type="application/rss+xml" title="{BLOG_TITLE}" href="{base}/rss/">
<script defer src="https://cdn.example/portal.min.js" data-ghost="{base}/"{key} data-api="{base}/ghost/api/content/"></script>{counts}
</head><body class="{kind}"><header><a class="gh-head-logo" href="{base}/">{BLOG_TITLE}</a> <a href="{base}/about/">About</a></header>
<main id="site-main">{main}</main><footer>{BLOG_TITLE} © Powered by Ghost</footer></body></html>"""
    return Reply(status, HTML, text.encode(), site.state.changed_at if status == 200 else None)


def _missing(site: Site) -> Reply:
    return _page(site, "Page not found", "<h1>404</h1><p>Page not found</p>", "error-template", status=404)


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/"), _front),
    (re.compile(r"/page/(\d+)/"), _front),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/ghost/api/content/posts/"), _posts),
    (re.compile(r"/members/api/comments/"), _comments),
    (re.compile(r"/members/api/comments/(\w+)/replies/"), _comments),
    (re.compile(r"/sitemap\.xml"), _sitemap),
    (re.compile(r"/sitemap-(posts|pages)\.xml"), _sitemap),
    (re.compile(r"/rss/"), _feed),
    (re.compile(r"/about/"), _about),
    (re.compile(r"(/[a-z0-9-]+/)"), _post),
)
