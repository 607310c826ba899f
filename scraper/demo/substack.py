"""The demo blog as Substack serves it: its JSON of posts, previews and comments, a sitemap, a feed of twenty, and the pages of its posts.

The posts are ``DemoBlog``'s with times in UTC, which is all that Substack tells. Nothing here listens on a port.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from scraper.demo.blocks import Block, Picture
from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoComment, DemoPost
from scraper.demo.prose import BLOG_TITLE
from scraper.demo.theme import long_date

JSON = "application/json; charset=utf-8"
PUBLICATION = 4_980_083
NEWEST = 20
MOST = 50
SERVER = (("x-cluster", "substack"), ("x-served-by", "Substack"))
Mode = Literal["whole", "short", "closed", "page", "empty", "repeating", "wrapped"]
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the blog is set up: see ``DemoSubstack``."""

    api: Mode
    archive: Mode
    threads: Mode
    has_sitemap: bool
    has_feed: bool
    locked: frozenset[int]
    removed_comments: frozenset[int]
    has_cross_post: bool


class DemoSubstack(DemoBlog):
    """A blog of Substack.

    ``api`` and ``archive`` are what the lists of posts with and without bodies give: ``whole``; ``short`` (two records fewer than asked
    for); ``closed`` (403); ``page`` (HTML, as a guard answers); ``empty``; ``repeating`` (the first page whatever is asked for);
    ``wrapped`` (the list under a name). ``threads`` are the comments: ``whole``, ``closed`` or ``page``. Of the posts ``locked`` nothing
    is shown to strangers, of those with ``access="preview"`` what stands before the wall. ``removed_comments`` are the numbers of those
    whose words were taken away. The archive also has one post of another blog.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        api: Mode = "whole",
        archive: Mode = "whole",
        threads: Mode = "whole",
        sitemap: bool = True,
        feed: bool = True,
        locked: frozenset[int] = frozenset(),
        removed_comments: frozenset[int] = frozenset(),
        cross_post: bool = True,
    ) -> None:
        super().__init__(posts, seed=seed, sitemap=sitemap)
        self.setup = Setup(api, archive, threads, sitemap, feed, locked, removed_comments, cross_post)
        self._state = replace(self._state, posts=tuple(map(self._placed, self.posts)))

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        if bare in self._instead:
            return self._instead[bare]
        site = Site(self._state, self.setup, origin)
        return (site.answer(_ROUTES, bare, query) or _missing())._replace(headers=SERVER)

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(self._placed, posts)), **changes)

    def _placed(self, post: DemoPost) -> DemoPost:
        path = post.path if post.path.startswith("/p/") else f"/p/{post.path.strip('/').rpartition('/')[2]}"
        comments = tuple(replace(one, published=one.published.astimezone(UTC)) for one in post.comments)
        return replace(
            post,
            path=path,
            published=post.published.astimezone(UTC),
            updated=post.updated.astimezone(UTC) if post.updated else None,
            comments=comments,
            access="members" if post.number in self.setup.locked else post.access,
            body=() if post.number in self.setup.locked else post.body,
        )


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""


def post_id(post: DemoPost) -> int:
    """The number of a post."""
    return 167_000_000 + post.number


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


# What its JSON says


def _posts(site: Site, query: Query) -> Reply | None:
    return _list(site.setup.api, query, [_record(site, post, has_body=True) for post in site.latest])


def _archive(site: Site, query: Query) -> Reply | None:
    records = [_record(site, post, has_body=False) for post in site.latest]
    return _list(site.setup.archive, query, [*([_cross_post()] if site.setup.has_cross_post else []), *records])


def _list(mode: Mode, query: Query, records: list[dict[str, Any]]) -> Reply | None:
    if mode == "closed":
        return Reply(403, HTML, b"Not authorized")
    if mode == "page":
        return Reply(200, HTML, b"<!doctype html><html><head><title>One moment</title></head><body>Please wait.</body></html>")
    start, size = 0 if mode == "repeating" else int(query.get("offset", "0")), min(MOST, int(query.get("limit", "12")))
    shown: Any = [] if mode == "empty" else records[start : start + size - (2 if mode == "short" else 0)]
    return Reply(200, JSON, msgspec.json.encode({"posts": shown} if mode == "wrapped" else shown))


def _record(site: Site, post: DemoPost, *, has_body: bool) -> dict[str, Any]:
    html = None if post.access == "members" else _body(site, post)
    return {
        "id": post_id(post),
        "publication_id": PUBLICATION,
        "title": post.title,
        "subtitle": post.subtitle,
        "slug": post.path.rpartition("/")[2],
        "type": "newsletter",
        "audience": "everyone" if post.access == "public" else "only_paid",
        "post_date": _moment(post.published),
        "canonical_url": site.base + post.path,
        "section_name": post.category,
        "postTags": [{"name": tag, "slug": tag, "hidden": False} for tag in post.tags],
        "publishedBylines": [{"id": len(name), "name": name, "handle": _handle(name)} for name in post.authors],
        "cover_image": None,
        "wordcount": len(post.body_text.split()),
        "reaction_count": post.views,
        "comment_count": len(post.comments),
        "language": post.language,
        "body_html": html if has_body else None,
        **({"updated_at": _moment(post.changed)} if has_body else {}),
    }


def _cross_post() -> dict[str, Any]:
    url = "https://other.example/p/elsewhere"
    return {"id": 1, "publication_id": 77, "title": "Elsewhere", "slug": "elsewhere", "type": "newsletter", "canonical_url": url}


def _handle(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _thread(site: Site, _query: Query, number: str) -> Reply | None:
    if site.setup.threads != "whole":
        return _list(site.setup.threads, {}, [])
    post = next((post for post in site.state.posts if post_id(post) == int(number)), None)
    if post is None:
        return None
    return Reply(200, JSON, msgspec.json.encode({"comments": _nodes(site, post, None)}))


def _nodes(site: Site, post: DemoPost, parent: int | None) -> list[dict[str, Any]]:
    return [_node(site, post, comment) for comment in post.comments if comment.parent == parent]


def _node(site: Site, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    is_removed = comment.number in site.setup.removed_comments
    return {
        "id": comment.number,
        "body": None if is_removed else comment.text,
        "name": None if is_removed else comment.author,
        "handle": None if is_removed else _handle(comment.author),
        "date": _moment(comment.published),
        "deleted": is_removed,
        "ancestor_path": "" if comment.parent is None else str(comment.parent),
        "children": _nodes(site, post, comment.number),
    }


# Sitemap, feed and pages


def _sitemap(site: Site, _query: Query) -> Reply | None:
    if not site.setup.has_sitemap:
        return None
    places = "".join(f"<url><loc>{site.base}/{name}</loc></url>" for name in ("archive", "about"))
    rows = "".join(f"<url><loc>{site.base}{post.path}</loc><lastmod>{post.changed:%Y-%m-%d}</lastmod></url>" for post in site.latest)
    text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}{rows}</urlset>'
    return Reply(200, "application/xml", text.encode(), site.state.changed_at)


def _robots(site: Site, _query: Query) -> Reply:
    text = f"User-agent: *\nDisallow: /action/\nDisallow: /subscribe\nDisallow: /p/*/comment/*\nSITEMAP: {site.base}/sitemap.xml\n"
    return Reply(200, "text/plain", text.encode())


def _feed(site: Site, _query: Query) -> Reply | None:
    if not site.setup.has_feed:
        return None
    items = "".join(_item(site, post) for post in site.latest[:NEWEST])
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel><title>{BLOG_TITLE}</title>
<link>{site.base}</link><generator>Substack</generator>{items}</channel></rss>"""
    return Reply(200, "application/xml; charset=utf-8", text.encode(), site.state.changed_at)


def _item(site: Site, post: DemoPost) -> str:
    url = site.base + post.path
    more = "" if post.access == "public" else f'<p>\n      <a href="{url}">\n          Read more\n      </a>\n   </p>'
    return f"""<item><title>{escape(post.title)}</title><description>{escape(post.subtitle or "")}</description><link>{url}</link>
<guid isPermaLink="false">{url}</guid><dc:creator>{escape(post.authors[0])}</dc:creator>
<pubDate>{post.published.astimezone(UTC):%a, %d %b %Y %H:%M:%S GMT}</pubDate>
<content:encoded>{escape(_body(site, post) + more)}</content:encoded></item>"""


def _front(site: Site, _query: Query) -> Reply:
    rows = "".join(
        f'<div class="post-preview portable-archive-post"><a href="{site.base}{post.path}">{escape(post.title)}</a>'
        f'<time datetime="{_moment(post.published)}">{long_date(post.published)}</time></div>'
        for post in site.latest[:12]
    )
    return _page(site, BLOG_TITLE, f'<div class="portable-archive">{rows}</div>')


def _about(site: Site, _query: Query) -> Reply:
    return _page(site, "About", '<div class="available-content"><p>Three keepers.</p></div>')


def _post(site: Site, _query: Query, path: str) -> Reply | None:
    place = site.state.places.get(path)
    if place is None:
        return None
    post = site.state.posts[place]
    url = site.base + path
    schema = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": url,
        "headline": post.title,
        "datePublished": post.published.isoformat(),
        "dateModified": post.changed.isoformat(),
        "isAccessibleForFree": post.access == "public",
        "author": [{"@type": "Person", "name": name, "url": f"https://substack.com/@{_handle(name)}"} for name in post.authors],
    }
    subtitle = f'<h3 class="subtitle">{escape(post.subtitle)}</h3>' if post.subtitle else ""
    wall = '<div class="paywall"><h2>This post is for paid subscribers NOISE</h2></div>' if post.access != "public" else ""
    main = f"""<script type="application/ld+json">{msgspec.json.encode(schema).decode()}</script><div class="single-post">
<article class="newsletter-post post"><div class="post-header"><h1 class="post-title published">{escape(post.title)}</h1>{subtitle}
<div class="post-ufi"><a class="like-button-container">12 NOISE</a></div></div><div class="available-content">
<div class="body markup" dir="auto">{_body(site, post)}</div></div>{wall}
<div class="post-footer NOISE">Share this post NOISE</div></article></div>
<div class="comments-page">{"".join(_shown(comment) for comment in post.comments[:2])}</div>
<a href="{url}/comments">Comments</a> <a href="{url}?r=abc&amp;utm_source=substack">Share</a>"""
    return _page(site, f"{post.title} - by {post.authors[0]}", main, canonical=url)


def _shown(comment: DemoComment) -> str:
    return f"""<div class="comment" id="comment-{comment.number}"><div class="comment-meta">
<a class="commenter-name">{escape(comment.author)}</a></div><div class="comment-body"><p>{escape(comment.text)}</p></div></div>"""


def _missing() -> Reply:
    return Reply(404, HTML, b"<!doctype html><html><head><title>Page not found</title></head><body>Page not found</body></html>")


def _page(site: Site, title: str, main: str, *, canonical: str = "") -> Reply:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)}</title>{link}
<link rel="alternate" type="application/rss+xml" href="/feed" title="{BLOG_TITLE}"/>
<script type="module" src="https://substackcdn.com/bundle/assets/main-ba3a5a8a.js"></script></head>
<body><div id="main"><a href="{site.base}/archive">Archive</a>{main}</div></body></html>"""
    return Reply(200, HTML, text.encode())


def _body(site: Site, post: DemoPost) -> str:
    """A body as both the JSON and the page have it, with what Substack puts between the words."""
    asked = """<div class="subscription-widget-wrap"><div class="subscription-widget"><p>NOISE is reader-supported.</p></div></div>
<p class="button-wrapper"><a class="button primary" href="https://example.com/subscribe">Subscribe now NOISE</a></p>"""
    blocks = "\n".join(_block(site, block) for block in post.shown_body)
    return blocks + asked if post.shown_body else ""


def _block(site: Site, block: Block) -> str:
    html = block.html(site.base)
    if not isinstance(block, Picture):
        return html
    for found in set(re.findall(r'src="([^"]+)"', html)):
        html = html.replace(found, f"https://substackcdn.com/image/fetch/$s_!ab!,w_1456,c_limit,f_auto/{quote(found, safe='')}")
    return html


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/(?:archive)?"), _front),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/api/v1/posts"), _posts),
    (re.compile(r"/api/v1/archive"), _archive),
    (re.compile(r"/api/v1/post/(\d+)/comments"), _thread),
    (re.compile(r"/sitemap\.xml"), _sitemap),
    (re.compile(r"/feed"), _feed),
    (re.compile(r"/about"), _about),
    (re.compile(r"(/p/[a-z0-9-]+)(?:/comments)?"), _post),
)
