"""The demo blog as Blogger serves it: feeds of posts and comments as JSON and Atom, a sitemap in files, archives of years and months, and
the pages of its classic template.

The posts are ``DemoBlog``'s with one author and labels alone, which is all that Blogger knows. Nothing here listens on a port.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import msgspec

from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.listings import sitemap
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoComment, DemoPost
from scraper.demo.prose import BLOG_TITLE
from scraper.demo.theme import long_date

JSON = "application/json; charset=UTF-8"
ATOM = "application/atom+xml; charset=UTF-8"
BLOG_ID = 19867961
MOST = 150  # entries of an answer, whatever is asked for
PER_PAGE = 7
FeedMode = Literal["full", "short", "empty", "missing", "lying", "repeating", "static"]
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the blog is set up: see ``DemoBlogger``."""

    feed: FeedMode
    most_bytes: int
    has_sitemap: bool
    has_comment_feed: bool
    removed_comments: frozenset[int]


class DemoBlogger(DemoBlog):
    """A blog of Blogger.

    ``feed`` is what the feeds give: ``full`` texts, ``short`` ones (summaries), ``empty`` or ``missing`` (404) where the owner turned them
    off, ``lying`` (totals a thousand times too high), ``repeating`` (the first page whatever is asked for), ``static`` (a file of Atom, as
    a copy has it, which knows no query). ``most_bytes`` bounds an answer's texts: large entries are fewer. ``removed_comments`` are the
    numbers of those whose words were taken away.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        feed: FeedMode = "full",
        most_bytes: int = 100_000,
        sitemap: bool = True,
        comment_feed: bool = True,
        removed_comments: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(posts, seed=seed, sitemap=sitemap)
        self.setup = Setup(feed, most_bytes, sitemap, comment_feed, removed_comments)
        self._state = replace(self._state, posts=tuple(map(_placed, self.posts)))

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        site = Site(self._state, self.setup, origin)
        return site.answer(_ROUTES, bare, query) or _missing(site)

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(_placed, posts)), **changes)


def _placed(post: DemoPost) -> DemoPost:
    path = post.path if post.path.endswith(".html") else f"{post.path.rstrip('/')}.html"
    tags = tuple(sorted({*post.tags, post.category}))
    return replace(post, path=path, authors=post.authors[:1], tags=tags, access="public", subtitle=None)


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""

    @property
    def comments(self) -> list[tuple[DemoPost, DemoComment]]:
        """All comments, the latest first."""
        rows = [(post, comment) for post in self.state.posts for comment in post.comments]
        return sorted(rows, key=lambda row: row[1].published.timestamp(), reverse=True)


def post_id(post: DemoPost) -> int:
    """The number of a post."""
    return 5_000_000_000 + post.number


# Feeds


def _posts(site: Site, query: Query) -> Reply | None:
    moments = (post.changed if query.get("orderby") == "updated" else post.published for post in site.state.posts)
    ordered = sorted(zip(moments, site.state.posts, strict=True), key=lambda row: row[0].timestamp(), reverse=True)
    return _feed(site, query, [_entry(site, post) for _, post in ordered], "posts")


def _comments(site: Site, query: Query) -> Reply | None:
    if not site.setup.has_comment_feed:
        return None
    return _feed(site, query, [_comment(site, post, comment) for post, comment in site.comments], "comments")


def _feed(site: Site, query: Query, entries: Sequence[dict[str, Any]], kind: str) -> Reply | None:
    mode = site.setup.feed
    if mode == "missing":
        return None
    entries = () if mode == "empty" else entries
    if mode == "static" or query.get("alt") != "json":
        return Reply(200, ATOM, _atom(site, entries[:25]).encode(), site.state.changed_at)
    start = 1 if mode == "repeating" else max(1, int(query.get("start-index", "1")))
    shown: list[dict[str, Any]] = []
    for entry in entries[start - 1 : start - 1 + min(MOST, int(query.get("max-results", "25")))]:
        if shown and sum(map(_size, shown)) + _size(entry) > site.setup.most_bytes:
            break
        shown.append(entry)
    own = f"{site.base}/feeds/{kind}/default"
    following = f"{own}?start-index={start + len(shown)}"
    links = [{"rel": "self", "href": own}, *([{"rel": "next", "href": following}] if start - 1 + len(shown) < len(entries) else [])]
    feed = {
        "id": _text(f"tag:blogger.com,1999:blog-{BLOG_ID}"),
        "title": {"type": "text", "$t": BLOG_TITLE},
        "link": links,
        "openSearch$totalResults": _text(str(len(entries) * (1000 if mode == "lying" else 1))),
        "openSearch$startIndex": _text(str(start)),
        "openSearch$itemsPerPage": _text(query.get("max-results", "25")),
        **({"entry": shown} if shown else {}),
    }
    return Reply(200, JSON, msgspec.json.encode({"version": "1.0", "encoding": "UTF-8", "feed": feed}))


def _size(entry: dict[str, Any]) -> int:
    return len((entry.get("content") or entry["summary"])["$t"])


def _text(value: str) -> dict[str, str]:
    return {"$t": value}


def _person(name: str) -> dict[str, Any]:
    uri = f"https://www.blogger.com/profile/{len(name):020}"
    return {"name": _text(name), "uri": _text(uri), "email": _text("noreply@blogger.com")}


def _entry(site: Site, post: DemoPost) -> dict[str, Any]:
    body = _body(site, post)
    summary = {"type": "text", "$t": re.sub(r"<[^<>]*>", " ", body)[:200]}
    return {
        "id": _text(f"tag:blogger.com,1999:blog-{BLOG_ID}.post-{post_id(post)}"),
        "published": _text(post.published.isoformat(timespec="milliseconds")),
        "updated": _text(post.changed.isoformat(timespec="milliseconds")),
        "category": [{"scheme": "http://www.blogger.com/atom/ns#", "term": tag} for tag in post.tags],
        "title": {"type": "text", "$t": post.title},
        **({"summary": summary} if site.setup.feed == "short" else {"content": {"type": "html", "$t": body}}),
        "link": [
            {"rel": "replies", "type": "application/atom+xml", "href": f"{site.base}/feeds/{post_id(post)}/comments/default"},
            {
                "rel": "edit",
                "type": "application/atom+xml",
                "href": f"https://www.blogger.com/feeds/{BLOG_ID}/posts/default/{post_id(post)}",
            },
            {"rel": "alternate", "type": "text/html", "href": site.base + post.path, "title": post.title},
        ],
        "author": [_person(post.authors[0])],
        "thr$total": _text(str(len(post.comments))),
    }


def _comment(site: Site, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    feed = f"https://www.blogger.com/feeds/{BLOG_ID}/{post_id(post)}/comments/default"
    is_removed = comment.number in site.setup.removed_comments
    related = [] if comment.parent is None else [{"rel": "related", "type": "application/atom+xml", "href": f"{feed}/{comment.parent}"}]
    words = "This comment has been removed by the author." if is_removed else escape(comment.text, quote=False)
    removed = [{"name": "blogger.contentRemoved", "value": "true"}] if is_removed else []
    return {
        "id": _text(f"tag:blogger.com,1999:blog-{BLOG_ID}.post-{comment.number}"),
        "published": _text(comment.published.isoformat(timespec="milliseconds")),
        "updated": _text(comment.published.isoformat(timespec="milliseconds")),
        "title": {"type": "text", "$t": words[:40]},
        "content": {"type": "html", "$t": words},
        "link": [
            {"rel": "edit", "type": "application/atom+xml", "href": f"{feed}/{comment.number}"},
            {"rel": "alternate", "type": "text/html", "href": f"{site.base}{post.path}?showComment={comment.number}#c{comment.number}"},
            *related,
        ],
        "author": [_person(comment.author)],
        "thr$in-reply-to": {"ref": f"tag:blogger.com,1999:blog-{BLOG_ID}.post-{post_id(post)}", "href": site.base + post.path},
        "gd$extendedProperty": [{"name": "blogger.itemClass", "value": "pid-1"}, *removed],
    }


def _atom(site: Site, entries: Sequence[dict[str, Any]]) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title type="text">{BLOG_TITLE}</title>
<link rel="alternate" type="text/html" href="{site.base}/"/><generator version="7.00" uri="http://www.blogger.com">Blogger</generator>
{"".join(map(_atom_entry, entries))}</feed>"""


def _atom_entry(entry: dict[str, Any]) -> str:
    place = next(link["href"] for link in entry["link"] if link["rel"] == "alternate")
    name = "summary" if "summary" in entry else "content"
    terms = "".join(f'<category term="{escape(one["term"])}"/>' for one in entry.get("category", ()))
    published, updated = entry["published"]["$t"], entry["updated"]["$t"]
    return f"""<entry><id>{entry["id"]["$t"]}</id><published>{published}</published><updated>{updated}</updated>
{terms}<title type="text">{escape(entry["title"]["$t"])}</title><{name} type="html">{escape(entry[name]["$t"])}</{name}>
<link rel="alternate" type="text/html" href="{escape(place)}"/><author><name>{escape(entry["author"][0]["name"]["$t"])}</name>
<email>noreply@blogger.com</email></author></entry>"""


# Sitemap and pages


def _sitemap(site: Site, query: Query) -> Reply | None:
    if not site.setup.has_sitemap:
        return None
    posts, number = site.state.posts[::-1], int(query.get("page", "0"))
    if number:
        text = sitemap((site.base + post.path, post.changed) for post in posts[(number - 1) * MOST : number * MOST])
    else:
        files = (f"<sitemap><loc>{site.base}/sitemap.xml?page={n + 1}</loc></sitemap>" for n in range(-(-len(posts) // MOST)))
        text = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(files)}</sitemapindex>'
    return Reply(200, "application/xml", text.encode(), site.state.changed_at)


def _robots(site: Site, _query: Query) -> Reply:
    text = f"User-agent: *\nDisallow: /search\nAllow: /\n\nSitemap: {site.base}/sitemap.xml\n"
    return Reply(200, "text/plain", text.encode())


def _front(site: Site, _query: Query) -> Reply:
    return _list(site, site.state.posts[::-1][:PER_PAGE])


def _month(site: Site, _query: Query, year: str, month: str = "") -> Reply | None:
    shown = [post for post in reversed(site.state.posts) if f"{post.published:%Y/%m}".startswith(f"{year}/{month.strip('/')}")]
    return _list(site, shown[: 20 if month else 5]) if shown else None


def _about(site: Site, _query: Query) -> Reply:
    return _page(
        site, "About", '<div class="post hentry"><h3 class="post-title">About</h3><div class="post-body">Three keepers.</div></div>'
    )


def _post(site: Site, _query: Query, path: str) -> Reply | None:
    place = site.state.places.get(path)
    if place is None:
        return None
    post = site.state.posts[place]
    comments = "".join(_thread(site, post, comment) for comment in post.comments if comment.parent is None)
    discussion = f"""<div class="comments" id="comments"><h4>{len(post.comments)} comments:</h4><div class="comment-thread toplevel-thread">
<ol id="top-ra">{comments}</ol></div></div>"""
    return _page(site, post.title, _outer(site, post) + discussion)


def _missing(site: Site) -> Reply:
    return _page(site, "Page not found", "<p>Sorry, the page you were looking for in this blog does not exist.</p>", status=404)


def _list(site: Site, posts: Sequence[DemoPost]) -> Reply:
    older = f"{site.base}/search?updated-max={posts[-1].published.isoformat().replace('+', '%2B')}&max-results={PER_PAGE}" if posts else ""
    return _page(site, BLOG_TITLE, "".join(_outer(site, post) for post in posts), older=older)


def _page(site: Site, title: str, main: str, *, older: str = "", status: int = 200) -> Reply:
    base = site.base
    months = sorted({f"{post.published:%Y/%m}" for post in site.state.posts}, reverse=True)
    places = sorted({*months, *(month[:4] for month in months)}, key=lambda place: (place[:4], len(place) == 4, place), reverse=True)
    links = "".join(f'<li><a class="post-count-link" href="{base}/{place}/">{place}</a></li>' for place in places)
    pager = f'<a class="blog-pager-older-link" href="{older}">Older Posts</a>' if older else ""
    text = f"""<!DOCTYPE html><html><head><title>{escape(title)}</title><meta content="blogger" name="generator"/>
<link rel="alternate" type="application/atom+xml" title="{BLOG_TITLE} - Atom" href="{base}/feeds/posts/default" />
<link rel="service.post" type="application/atom+xml" href="https://www.blogger.com/feeds/{BLOG_ID}/posts/default" /></head>
<body><div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed">{main}</div>
<div class="blog-pager" id="blog-pager">{pager}<a class="home-link" href="{base}/">Home</a></div></div></div>
<div class="sidebar section"><div class="widget BlogArchive" id="BlogArchive1"><ul>{links}</ul></div>
<div class="widget PageList"><a href="{base}/p/about.html">About</a></div></div></body></html>"""
    return Reply(status, HTML, text.encode(), site.state.changed_at if status == 200 else None)


def _outer(site: Site, post: DemoPost) -> str:
    labels = ",\n".join(f'<a href="{site.base}/search/label/{escape(tag)}" rel="tag">{escape(tag)}</a>' for tag in post.tags)
    address = site.base + post.path
    return f"""<div class="date-outer"><h2 class="date-header"><span>{long_date(post.published)}</span></h2><div class="date-posts">
<div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title"><a href="{address}">{escape(post.title)}</a></h3>
<div class="post-header"><div class="post-header-line-1"></div></div>
<div class="post-body entry-content" id="post-body-{post_id(post)}">{_body(site, post)}<div style="clear: both;"></div></div>
<div class="post-footer"><div class="post-footer-line post-footer-line-1"><span class="post-author vcard">Posted by
<span class="fn">{escape(post.authors[0])}</span></span> <span class="post-timestamp">at <a class="timestamp-link" href="{address}"
rel="bookmark"><abbr class="published" title="{post.published.isoformat()}">{post.published:%H:%M}</abbr></a></span>
<div class="post-share-buttons">Email This BlogThis! Share to Twitter NOISE</div></div>
<div class="post-footer-line post-footer-line-2"><span class="post-labels">Labels: {labels}</span></div></div></div></div></div></div>"""


def _thread(site: Site, post: DemoPost, comment: DemoComment) -> str:
    answers = "".join(_thread(site, post, answer) for answer in post.comments if answer.parent == comment.number)
    number, moment = comment.number, f"{comment.published:%B %d, %Y at %I:%M %p}"
    return f"""<li class="comment" id="c{number}"><div class="avatar-image-container"><img src="//www.blogger.com/img/blank.gif"/></div>
<div class="comment-block"><div class="comment-header"><cite class="user">{escape(comment.author)}</cite>
<span class="datetime secondary-text"><a href="{site.base}{post.path}?showComment={number}#c{number}">{moment}</a></span></div>
<p class="comment-content">{escape(comment.text)}</p><span class="comment-actions"><a class="comment-reply">Reply</a></span></div>
<div class="comment-replies"><div id="c{number}-rt" class="comment-thread inline-thread"><span class="thread-count"><a>Replies</a></span>
<ol id="c{number}-ra" class="thread-chrome thread-expanded">{answers}</ol></div></div></li>"""


def _body(site: Site, post: DemoPost) -> str:
    return "\n".join(block.html(site.base) for block in post.body)


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/"), _front),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/feeds/posts/default"), _posts),
    (re.compile(r"/feeds/comments/default"), _comments),
    (re.compile(r"/sitemap\.xml"), _sitemap),
    (re.compile(r"/p/about\.html"), _about),
    (re.compile(r"/(\d{4})/"), _month),
    (re.compile(r"/(\d{4})/(\d\d/)"), _month),
    (re.compile(r"(/\d{4}/\d\d/[a-z0-9-]+\.html)"), _post),
)
