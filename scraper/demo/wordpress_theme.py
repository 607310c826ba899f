"""The pages of the demo WordPress: the markup of a classic theme with the names that WordPress itself gives."""

from collections.abc import Sequence
from html import escape

from scraper.demo.pages import HTML, PER_PAGE, Reply
from scraper.demo.posts import DemoComment, DemoPost, slug
from scraper.demo.prose import BLOG_TAGLINE, BLOG_TITLE
from scraper.demo.theme import long_date
from scraper.demo.wordpress_site import Site, author_url, body_html, cover_of, media_url, noise_html, post_id, teaser


def missing(site: Site) -> Reply:
    """The page of a wrong address."""
    return _page(site, "Page not found", '<h1 class="page-title">Nothing here</h1>', "error404", status=404)


def front(site: Site) -> Reply | None:
    """The home page: the newest posts, or a page that leads to none."""
    if site.setup.has_landing:
        return _page(site, BLOG_TITLE, f"<h1>{BLOG_TITLE}</h1><p>{BLOG_TAGLINE}</p>", "home page")
    return listing(site, "1")


def year(site: Site, number: str, page: str) -> Reply | None:
    """The posts of a year, newest first."""
    shown = [post for post in site.state.posts if str(post.published.year) == number]
    return _list(site, shown, page, f"Year: {number}", f"?m={number}&", "archive date") if shown else None


def listing(site: Site, number: str) -> Reply | None:
    """The posts, newest first, ten a page."""
    return _list(site, site.state.posts, number, BLOG_TITLE, "?", "home blog")


def _list(site: Site, posts: Sequence[DemoPost], number: str, title: str, query: str, body_class: str) -> Reply | None:
    place = int(number) if number.isdigit() else 0
    last = max(1, -(-len(posts) // PER_PAGE))
    if not 1 <= place <= last:
        return None
    shown = posts[::-1][(place - 1) * PER_PAGE : place * PER_PAGE]
    plain = f"{query}paged={place + 1}"
    older = (
        f'<div class="nav-previous"><a href="{site.at(f"page/{place + 1}/" if query == "?" else plain, plain)}">Older posts</a></div>'
        if place < last and site.setup.links_older
        else ""
    )
    main = "\n".join(_teaser(site, post) for post in shown)
    return _page(site, title, f'{main}<nav class="navigation posts-navigation"><div class="nav-links">{older}</div></nav>', body_class)


def post_by_id(site: Site, number: str) -> Reply | None:
    """The page at ``?p=``."""
    return next((_post(site, post) for post in site.state.posts if str(post_id(post)) == number), None)


def post_by_path(site: Site, path: str) -> Reply | None:
    """The page at a post's path."""
    place = site.state.places.get(path)
    return None if place is None else _post(site, site.state.posts[place])


def about(site: Site) -> Reply:
    """A page that is no post."""
    main = (
        '<article class="page type-page"><h1 class="entry-title">About</h1><div class="entry-content"><p>Three keepers.</p></div></article>'
    )
    return _page(site, "About", main, "page-template-default page")


def category(site: Site, name: str) -> Reply | None:
    """The posts of a category."""
    shown = [post for post in reversed(site.state.posts) if slug(post.category) == name][:PER_PAGE]
    main = "\n".join(_teaser(site, post) for post in shown)
    return _page(site, f"Category: {name}", main, "archive category") if shown else None


def _page(site: Site, title: str, main: str, body_class: str, *, head: str = "", language: str = "en", status: int = 200) -> Reply:
    base, root = site.base, site.api_root
    feed, comments = site.at("feed/", "?feed=rss2"), site.at("comments/feed/", "?feed=comments-rss2")
    text = f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="UTF-8">
<title>{escape(title)} &#8211; {BLOG_TITLE}</title>
<link rel="alternate" type="application/rss+xml" title="{BLOG_TITLE} &raquo; Feed" href="{feed}" />
<link rel="alternate" type="application/rss+xml" title="{BLOG_TITLE} &raquo; Comments Feed" href="{comments}" />
<link rel="https://api.w.org/" href="{root}" />
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="{base}/xmlrpc.php?rsd" />
<link rel="stylesheet" href="{base}/wp-content/themes/lamp/style.css" />
<meta name="generator" content="WordPress {site.setup.version}" />
{head}</head>
<body class="{body_class}">
<header id="masthead" class="site-header"><p class="site-title"><a href="{base}/" rel="home">{BLOG_TITLE}</a></p>
<p class="site-description">{BLOG_TAGLINE}</p><nav class="main-navigation"><a href="{base}/">Home</a>
<a href="{site.at("about/", "?page_id=2")}">About</a></nav></header>
<main id="main" class="site-main">
{main}
</main>
<footer class="site-footer"><a href="https://wordpress.org/">Proudly powered by WordPress</a></footer>
</body>
</html>
"""
    links = ("Link", f'<{root}>; rel="https://api.w.org/"')
    return Reply(status, HTML, text.encode(), site.state.changed_at if status == 200 else None, (links,))


def _teaser(site: Site, post: DemoPost) -> str:
    return f"""<article id="post-{post_id(post)}" class="post type-post status-publish format-standard hentry">
<h2 class="entry-title"><a href="{site.base}{post.path}" rel="bookmark">{escape(post.title)}</a></h2>
{_posted_on(site, post)}
<div class="entry-summary"><p>{escape(teaser(post))}</p></div></article>"""


def _posted_on(site: Site, post: DemoPost) -> str:
    if not site.setup.shows_dates:
        return ""
    changed = f'<time class="updated" datetime="{post.updated.isoformat()}">{long_date(post.updated)}</time>' if post.updated else ""
    return f"""<span class="posted-on">Posted on <a href="{site.base}{post.path}" rel="bookmark">
<time class="entry-date published" datetime="{post.published.isoformat()}">{long_date(post.published)}</time>{changed}</a></span>"""


def _post(site: Site, post: DemoPost) -> Reply:
    number = post_id(post)
    head = f"""<link rel="canonical" href="{escape(site.base + post.path)}" />
<link rel="shortlink" href="{site.base}/?p={number}" />
"""
    main = f"{_article(site, post)}\n{_neighbours(site, post)}\n{_comments(site, post)}"
    return _page(site, post.title, main, f"single single-post postid-{number}", head=head, language=post.language)


def _article(site: Site, post: DemoPost) -> str:
    before, after = noise_html(site, post)
    names = " and ".join(
        f'<span class="author vcard"><a class="url fn n" href="{author_url(site, name)}">{escape(name)}</a></span>' for name in post.authors
    )
    cover = cover_of(post)
    picture = f'<div class="post-thumbnail"><img src="{media_url(site, cover, post)}" alt="{escape(cover.alt)}"></div>' if cover else ""
    terms = ", ".join(f'<a href="{site.at(f"tag/{slug(tag)}/", "?tag=" + slug(tag))}" rel="tag">{escape(tag)}</a>' for tag in post.tags)
    home_of = site.at(f"category/{slug(post.category)}/", f"?cat={site.categories[post.category]}")
    title = f"Protected: {post.title}" if post.access == "members" else post.title
    return f"""<article id="post-{post_id(post)}" class="post-{post_id(post)} post type-post status-publish format-standard hentry">
<header class="entry-header"><h1 class="entry-title">{escape(title)}</h1>
<div class="entry-meta">{_posted_on(site, post)}
<span class="byline"> by {names}</span></div></header>
{picture}<div class="entry-content">
{_password_form(site, post) if post.access == "members" else before + body_html(site, post) + after}
</div>
<footer class="entry-footer"><span class="cat-links">Posted in <a href="{home_of}" rel="category tag">{escape(post.category)}</a></span>
<span class="tags-links">Tagged {terms}</span></footer>
</article>"""


def _password_form(site: Site, post: DemoPost) -> str:
    return f"""<form action="{site.base}/wp-login.php?action=postpass" class="post-password-form" method="post">
<p>This content is password protected. To view it please enter your password below:</p>
<p><label>Password: <input name="post_password" id="pwbox-{post_id(post)}" type="password"></label></p></form>"""


def _neighbours(site: Site, post: DemoPost) -> str:
    posts, place = site.state.posts, site.state.places[post.path]
    links = [
        f'<div class="nav-{name}"><a href="{site.base}{posts[other].path}" rel="{rel}">{escape(posts[other].title)}</a></div>'
        for name, rel, other in (("previous", "prev", place - 1), ("next", "next", place + 1))
        if 0 <= other < len(posts)
    ]
    return f'<nav class="navigation post-navigation"><h2 class="screen-reader-text">Post navigation</h2>{"".join(links)}</nav>'


def _comments(site: Site, post: DemoPost) -> str:
    listed = _thread(site, post, post.comments, None)
    count = len(post.comments)
    heading = f'<h2 class="comments-title">{count} thoughts on &ldquo;{escape(post.title)}&rdquo;</h2>' if count else ""
    form = '<div id="respond" class="comment-respond"><h3 id="reply-title">Leave a Reply</h3><form><textarea></textarea></form></div>'
    return f'<div id="comments" class="comments-area">{heading}{listed}{form}</div>'


def _thread(site: Site, post: DemoPost, comments: Sequence[DemoComment], parent: int | None) -> str:
    items = "\n".join(
        f"""<li id="comment-{c.number}" class="comment depth-1"><article id="div-comment-{c.number}" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{escape(c.author)}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{site.base}{post.path}#comment-{c.number}"><time datetime="{c.published.isoformat()}">
{long_date(c.published)}</time></a></div></footer>
<div class="comment-content"><p>{escape(c.text)}</p></div><div class="reply"><a class="comment-reply-link" href="#respond">Reply</a></div>
</article>{_thread(site, post, comments, c.number)}</li>"""
        for c in comments
        if c.parent == parent
    )
    return f'<ol class="{"comment-list" if parent is None else "children"}">{items}</ol>' if items else ""
