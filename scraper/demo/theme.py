"""The demo blog's theme: a post among the noise that real themes put around it.

Every function returns HTML. ``base`` is the blog's absolute base address without a closing slash.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from scraper.demo.posts import DemoComment, DemoPost, slug
from scraper.demo.prose import AUTHORS, BLOG_TAGLINE, BLOG_TITLE

GENERATOR = "Demo blog 1"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of one state of the blog shares."""

    base: str
    has_feed: bool
    structured: bool
    copyright_year: int
    recent: Sequence[DemoPost]
    years: Sequence[int]
    tags: Sequence[str]


def long_date(moment: datetime) -> str:
    """``3 February 2019``."""
    return f"{moment.day} {moment:%B %Y}"


def excerpt(post: DemoPost) -> str:
    """The first thirty words of the body."""
    words = post.body[0].text().split()
    return " ".join(words[:30]) + (" …" if len(words) > 30 else "")


def page(frame: Frame, path: str, title: str, main: str, *, head: str = "", language: str = "en") -> str:
    """A whole page: head, header, ``main``, sidebar and footer."""
    base = frame.base
    feed = f'<link rel="alternate" type="application/atom+xml" title="{BLOG_TITLE}" href="{base}/feed.xml">\n' if frame.has_feed else ""
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{GENERATOR}">
<title>{escape(title)} | {BLOG_TITLE}</title>
<link rel="canonical" href="{base}{path}">
{feed}{head}</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="site-header">
<a class="logo" href="{base}/"><img src="{base}/media/logo.svg" alt="" width="32" height="32"> {BLOG_TITLE}</a>
<p class="tagline">{BLOG_TAGLINE}</p>
<nav class="menu"><a href="{base}/">Home</a> <a href="{base}/archive/">Archive</a> <a href="{base}/about/">About</a>
<a href="{base}/contact/">Contact</a></nav>
<form class="search" role="search" action="{base}/search"><input type="search" name="q" placeholder="Search"><button>Search</button></form>
</header>
<main id="main">
{main}
</main>
{_sidebar(frame)}
{_footer(frame)}
</body>
</html>
"""


def _sidebar(frame: Frame) -> str:
    recent = "".join(f'<li><a href="{frame.base}{post.path}">{escape(post.title)}</a></li>' for post in frame.recent)
    cloud = " ".join(f'<a class="tag-cloud-link" href="{frame.base}/tag/{slug(tag)}/">{escape(tag)}</a>' for tag in frame.tags)
    years = "".join(f'<li><a href="{frame.base}/{year}/">{year}</a></li>' for year in frame.years)
    return f"""<aside class="sidebar">
<section class="widget"><h3>Recent posts</h3><ul>{recent}</ul></section>
<section class="widget"><h3>Tags</h3><p>{cloud}</p></section>
<section class="widget"><h3>Years</h3><ul>{years}</ul></section>
<section class="widget newsletter"><h3>Letters from the rock</h3><p>One mail a month, never more. No tracking.</p>
<form action="{frame.base}/newsletter" method="post"><input type="email" name="mail" placeholder="Your email">
<button>Subscribe</button></form></section>
</aside>"""


def _footer(frame: Frame) -> str:
    feed = f' · <a href="{frame.base}/feed.xml">Feed</a>' if frame.has_feed else ""
    return f"""<footer class="site-footer">
<p>© 2018–{frame.copyright_year} {BLOG_TITLE}. Powered by {GENERATOR}. <a href="{frame.base}/drafts/the-next-one/">Draft</a>{feed}</p>
<p><a href="#main">Back to top</a> · We use no cookies.</p>
</footer>"""


def post_page(frame: Frame, post: DemoPost, older: DemoPost | None, newer: DemoPost | None, related: Sequence[DemoPost]) -> str:
    """The page of one post."""
    main = "\n".join((_article(frame, post), _neighbours(frame, older, newer), _related(frame, related), _comments(post)))
    return page(frame, post.path, post.title, main, head=_head(frame, post) if frame.structured else "", language=post.language)


def _article(frame: Frame, post: DemoPost) -> str:
    base = frame.base
    names = " and ".join(f'<a rel="author" class="author" href="{base}/author/{slug(name)}/">{escape(name)}</a>' for name in post.authors)
    subtitle = f'<p class="post-subtitle">{escape(post.subtitle)}</p>\n' if post.subtitle else ""
    updated = (
        f' · Updated <time class="updated" datetime="{post.updated.isoformat()}">{long_date(post.updated)}</time>' if post.updated else ""
    )
    tags = "".join(f'<li><a rel="tag" href="{base}/tag/{slug(tag)}/">{escape(tag)}</a></li>' for tag in post.tags)
    body = "\n".join(block.html(base) for block in post.shown_body)
    gate = '\n<div class="paywall"><p>This post is for members. Sign in to read the rest.</p></div>' if post.access != "public" else ""
    minutes = max(1, len(post.body_text.split()) // 200)
    return f"""<article class="post" lang="{post.language}">
<header class="post-header">
<p class="kicker"><a class="category" href="{base}/category/{slug(post.category)}/">{escape(post.category)}</a></p>
<h1 class="post-title">{escape(post.title)}</h1>
{subtitle}<p class="byline">By {names}
· <time class="published" datetime="{post.published.isoformat()}">{long_date(post.published)}</time>{updated}
· <span class="reading-time">{minutes} min read</span></p>
</header>
<div class="post-body">
{body}
</div>{gate}
<footer class="post-footer">
<ul class="tags">{tags}</ul>
<p class="post-stats"><span class="views">{post.views} views</span> · <span class="comment-count">{len(post.comments)} comments</span></p>
<div class="share"><span>Share this:</span> <a href="https://social.example/share?u={base}{post.path}">Post it</a>
<a href="mailto:?body={base}{post.path}">Mail it</a> <button type="button">Copy link</button></div>
</footer>
</article>"""


def _head(frame: Frame, post: DemoPost) -> str:
    """Open Graph and JSON-LD."""
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "url": frame.base + post.path,
        "datePublished": post.published.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in post.authors],
        "keywords": list(post.tags),
        "articleSection": post.category,
        "inLanguage": post.language,
        "isAccessibleForFree": post.access == "public",
    }
    if post.updated:
        facts["dateModified"] = post.updated.isoformat()
    # "</" must not end the script element.
    data = json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
    return f"""<meta property="og:type" content="article">
<meta property="og:title" content="{escape(post.title)}">
<meta property="og:url" content="{frame.base}{post.path}">
<meta property="og:site_name" content="{BLOG_TITLE}">
<meta name="description" content="{escape(excerpt(post))}">
<script type="application/ld+json">{data}</script>
"""


def _neighbours(frame: Frame, older: DemoPost | None, newer: DemoPost | None) -> str:
    previous = f'<a rel="prev" href="{frame.base}{older.path}">← {escape(older.title)}</a>' if older else ""
    following = f'<a rel="next" href="{frame.base}{newer.path}">{escape(newer.title)} →</a>' if newer else ""
    return f'<nav class="post-nav">{previous} {following}</nav>'


def _related(frame: Frame, related: Sequence[DemoPost]) -> str:
    cards = "".join(
        f'<li><a href="{frame.base}{post.path}">{escape(post.title)}</a><p class="teaser">{escape(excerpt(post))}</p></li>'
        for post in related
    )
    return f'<section class="related"><h3>You may also like</h3><ul>{cards}</ul></section>' if cards else ""


def _comments(post: DemoPost) -> str:
    answers: dict[int | None, list[DemoComment]] = {}
    for comment in post.comments:
        answers.setdefault(comment.parent, []).append(comment)
    listed = _comment_list(answers, None)
    return f"""<section id="comments" class="comments">
<h2>Comments</h2>
{listed or '<p class="no-comments">No comments yet.</p>'}
<form class="comment-form" method="post"><textarea name="text" placeholder="Write a comment"></textarea><button>Send</button></form>
</section>"""


def _comment_list(answers: dict[int | None, list[DemoComment]], parent: int | None) -> str:
    items = "\n".join(
        f'<li class="comment" id="comment-{comment.number}"><div class="comment-entry">'
        f'<p class="comment-meta"><span class="comment-author">{escape(comment.author)}</span> '
        f'<time datetime="{comment.published.isoformat()}">{long_date(comment.published)}</time></p>'
        f'<div class="comment-text"><p>{escape(comment.text)}</p></div><a class="comment-reply" href="#reply">Reply</a></div>'
        f"{_comment_list(answers, comment.number)}</li>"
        for comment in answers.get(parent, ())
    )
    return f'<ol class="{"comment-list" if parent is None else "children"}">\n{items}\n</ol>' if items else ""


def entry_list(frame: Frame, heading: str, posts: Sequence[DemoPost], *, pager: str = "") -> str:
    """The main part of a listing page: title, date, author and excerpt of each post."""
    cards = "\n".join(
        f"""<article class="entry">
<h2><a href="{frame.base}{post.path}">{escape(post.title)}</a></h2>
<p class="entry-meta"><time datetime="{post.published.isoformat()}">{long_date(post.published)}</time>
by {escape(", ".join(post.authors))}</p>
<p>{escape(excerpt(post))}</p>
<a class="more" href="{frame.base}{post.path}">Read more</a>
</article>"""
        for post in posts
    )
    return f"<h1>{escape(heading)}</h1>\n{cards or '<p>Nothing here yet.</p>'}\n{pager}"


def title_list(frame: Frame, heading: str, posts: Sequence[DemoPost]) -> str:
    """The main part of a page that lists titles and dates only."""
    items = "\n".join(
        f'<li><time datetime="{post.published.date()}">{long_date(post.published)}</time> '
        f'<a href="{frame.base}{post.path}">{escape(post.title)}</a></li>'
        for post in posts
    )
    return f'<h1>{escape(heading)}</h1>\n<ul class="titles">\n{items}\n</ul>'


def pager(frame: Frame, number: int, last: int) -> str:
    """Links to the newer and the older listing page."""
    newer = "/" if number == 2 else f"/page/{number - 1}/"
    links = [f'<a class="newer" href="{frame.base}{newer}">Newer posts</a>'] if number > 1 else []
    links += [f'<a class="older" href="{frame.base}/page/{number + 1}/">Older posts</a>'] if number < last else []
    return f'<nav class="pager">{" ".join(links)} <span>Page {number} of {last}</span></nav>' if links else ""


def about(frame: Frame) -> str:
    """The main part of the about page: prose and a year, but no post."""
    people = "".join(f'<li><a href="{frame.base}/author/{slug(name)}/">{escape(name)}</a></li>' for name in AUTHORS)
    return f"""<h1>About</h1>
<p>This is the log of a lighthouse that was switched off in 1998 and has been looked after since 2018 by three people with other jobs.
We write about what keeps us busy between two ferries: the lamp, the oven, the wall, the boat. Nothing here is advice.</p>
<p>The house stands on a rock without a shop. Whoever wants to visit should bring bread, or flour,
and expect to be asked to hold something.</p>
<ul>{people}</ul>"""


def contact() -> str:
    """The main part of the contact page."""
    return "<h1>Contact</h1>\n<p>Letters reach us by the Tuesday ferry. Mail to keepers@lamp.example is read when the wind allows it.</p>"
