"""The REST API of the demo WordPress (``wp/v2``): posts and comments in pages, with totals in headers, as WordPress answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from itertools import chain
from typing import Any

import msgspec

from scraper.demo.pages import HTML, Reply
from scraper.demo.posts import ZONE, DemoComment, DemoPost, slug
from scraper.demo.prose import AUTHORS, BLOG_TITLE
from scraper.demo.theme import excerpt
from scraper.demo.wordpress_site import JSON, Site, author_id, author_url, body_html, cover_of, media_url, noise_html, post_id

Query = dict[str, str]
_ARGS = "context page per_page search after before author exclude include offset order orderby slug status categories tags sticky".split()
_REFUSALS = {
    "forbidden": Reply(401, JSON, b'{"code":"rest_forbidden","message":"Sorry, you are not allowed to do that."}'),
    "missing": Reply(404, HTML, b"<h1>Not found</h1>"),
    "html": Reply(200, HTML, b"<!doctype html><html><title>One moment</title><p>Checking your browser</p></html>"),
    "broken": Reply(200, JSON, b'[{"id":11,"title":{"rendered":"cut'),
}


def answer(site: Site, route: str, query: Query) -> Reply:
    """The reply to a REST route."""
    if site.setup.api in _REFUSALS:
        return _REFUSALS[site.setup.api]
    route = route.rstrip("/")
    if not route:
        return _json(_root(site))
    if route == "/wp/v2/posts":
        return _posts(site, query)
    if route == "/wp/v2/comments":
        return _comments(site, query) if site.setup.comments_api else _REFUSALS["forbidden"]
    return _error(404, "rest_no_route")


def _json(value: object, **headers: int) -> Reply:
    named = tuple((name.replace("_", "-"), str(number)) for name, number in headers.items())
    return Reply(200, JSON, msgspec.json.encode(value), headers=named)


def _error(status: int, code: str) -> Reply:
    return Reply(status, JSON, msgspec.json.encode({"code": code, "message": code, "data": {"status": status}}))


def _root(site: Site) -> dict[str, Any]:
    args = [*_ARGS, *(["modified_after", "modified_before"] if site.setup.has_modified_after else [])]
    endpoint = {"methods": ["GET"], "args": {name: {"required": False} for name in args}}
    comments = {"methods": ["GET"], "args": {name: {"required": False} for name in ("page", "per_page", "after", "orderby", "post")}}
    return {
        "name": BLOG_TITLE,
        "url": site.base,
        "home": site.base,
        "gmt_offset": "1",
        "timezone_string": ZONE.key,
        "namespaces": ["oembed/1.0", "wp/v2"],
        "routes": {"/wp/v2/posts": {"endpoints": [endpoint]}, "/wp/v2/comments": {"endpoints": [comments]}},
    }


def _paged(site: Site, items: Sequence[Any], query: Query) -> tuple[Sequence[Any], dict[str, int]] | None:
    """One page of items, and the totals; ``None`` past the end."""
    size = max(1, min(100, int(query.get("per_page", "10"))))
    number = 1 if site.setup.api == "repeating" else int(query.get("page", "1"))
    pages = -(-len(items) // size)
    if number > max(pages, 1):
        return None
    factor = 1000 if site.setup.api == "lying" else 1
    totals = {"X_WP_Total": len(items) * factor, "X_WP_TotalPages": pages * factor}
    return items[(number - 1) * size : number * size], totals


def _posts(site: Site, query: Query) -> Reply:
    shown = [("publish", post) for post in site.state.posts]
    if site.setup.api == "leaky":
        shown += site.hidden
    if "modified_after" in query and site.setup.has_modified_after:
        shown = [(status, post) for status, post in shown if post.changed > _moment(query["modified_after"])]
    if "include" in query:
        shown = [(status, post) for status, post in shown if str(post_id(post)) in query["include"].split(",")]
    if "after" in query:
        shown = [(status, post) for status, post in shown if post.published > _moment(query["after"])]
    keys = {"id": lambda row: post_id(row[1]), "modified": lambda row: row[1].changed, "date": lambda row: row[1].published}
    shown.sort(key=keys[query.get("orderby", "date")], reverse=query.get("order", "desc") == "desc")
    paged = _paged(site, shown, query)
    if paged is None:
        return _error(400, "rest_post_invalid_page_number")
    items, totals = paged
    rows = [_post(site, status, post) for status, post in items]
    return _json([_chosen(row, query) for row in rows], **totals)


def _chosen(row: dict[str, Any], query: Query) -> dict[str, Any]:
    """What ``_fields`` and ``_embed`` ask for."""
    fields = {name.partition(".")[0] for name in query["_fields"].split(",")} if query.get("_fields") else set(row)
    if "_embed" not in query or "_links" not in fields:
        fields = fields - {"_embedded"}
    elif query["_embed"] not in {"", "1", "true"}:
        row = {**row, "_embedded": {name: row["_embedded"][name] for name in query["_embed"].split(",") if name in row["_embedded"]}}
    parts = [name.split(".") for name in query.get("_fields", "").split(",") if "." in name]  # of nested fields only what is named
    row = row | {name: {part: row[name][part]} for name, part in parts if part in row.get(name, ())}
    return {name: value for name, value in row.items() if name in fields}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _times(name: str, moment: datetime) -> dict[str, str]:
    """Local time without offset, and the same in UTC, both without a zone."""
    return {name: f"{moment:%Y-%m-%dT%H:%M:%S}", f"{name}_gmt": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"}


def _post(site: Site, status: str, post: DemoPost) -> dict[str, Any]:
    is_protected = post.access == "members"
    before, after = noise_html(site, post)
    number, cover = post_id(post), cover_of(post)
    names = [{"display_name": name, "id": author_id(name)} for name in post.authors]
    return {
        "id": number,
        **_times("date", post.published),
        "guid": {"rendered": f"{site.base}/?p={number}"},
        **_times("modified", post.changed),
        "slug": slug(post.title),
        "status": status,
        "type": "post",
        "link": site.base + post.path,
        "title": {"rendered": escape(post.title, quote=False).replace(" & ", " &#038; ")},
        "content": {"rendered": "" if is_protected else f"{before}{body_html(site, post)}{after}", "protected": is_protected},
        "excerpt": {"rendered": "" if is_protected else f"<p>{escape(excerpt(post))}</p>\n", "protected": is_protected},
        "author": author_id(post.authors[0]),
        "featured_media": number + 1 if cover else 0,
        "comment_status": "open",
        "sticky": False,
        "format": "standard",
        "meta": {"footnotes": ""},
        "categories": [site.categories[post.category]],
        "tags": [site.tags[tag] for tag in post.tags],
        **({"coauthors": names} if len(names) > 1 and site.setup.shows_users else {}),
        **({"yoast_head_json": {"title": post.title, "author": post.authors[0]}} if site.setup.has_seo_plugin else {}),
        "_links": {"self": [{"href": f"{site.api_root}wp/v2/posts/{number}"}]},
        "_embedded": _embedded(site, post),
    }


def _embedded(site: Site, post: DemoPost) -> dict[str, Any]:
    name = post.authors[0]
    author = {"id": author_id(name), "name": name, "url": "", "description": "", "link": author_url(site, name), "slug": slug(name)}
    terms = [[_term(site, "category", post.category)], [_term(site, "post_tag", tag) for tag in post.tags]]
    hidden = {"code": "rest_user_invalid_id", "message": "Invalid user ID.", "data": {"status": 404}}
    embedded: dict[str, Any] = {"author": [author if site.setup.shows_users else hidden], "wp:term": terms}
    if cover := cover_of(post):
        media = {"id": post_id(post) + 1, "type": "attachment", "alt_text": cover.alt, "media_type": "image"}
        embedded["wp:featuredmedia"] = [{**media, "source_url": media_url(site, cover, post)}]
    return embedded


def _term(site: Site, taxonomy: str, name: str) -> dict[str, Any]:
    number = (site.tags if taxonomy == "post_tag" else site.categories)[name]
    kind = "tag" if taxonomy == "post_tag" else "category"
    link = site.at(f"{kind}/{slug(name)}/", f"?{'tag' if kind == 'tag' else 'cat'}={number}")
    return {"id": number, "link": link, "name": escape(name, quote=False), "slug": slug(name), "taxonomy": taxonomy}


def _comments(site: Site, query: Query) -> Reply:
    rows = list(chain.from_iterable(((post, comment) for comment in post.comments) for post in site.state.posts))
    if "after" in query:
        rows = [(post, comment) for post, comment in rows if comment.published > _moment(query["after"])]
    if "post" in query:
        rows = [(post, comment) for post, comment in rows if str(post_id(post)) in query["post"].split(",")]
    rows.sort(
        key=lambda row: row[1].number if query.get("orderby") == "id" else row[1].published.timestamp(),
        reverse=query.get("order", "desc") == "desc",
    )
    paged = _paged(site, rows, query)
    if paged is None:
        return _json([])
    items, totals = paged
    shown = [_comment(site, post, comment) for post, comment in items]
    return _json([_chosen(row | {"_links": {}}, query) for row in shown], **totals)


def _comment(site: Site, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    return {
        "id": comment.number,
        "post": post_id(post),
        "parent": comment.parent or 0,
        "author": author_id(comment.author) if comment.author in AUTHORS else 0,
        "author_name": comment.author,
        "author_url": "",
        **_times("date", comment.published),
        "content": {"rendered": f"<p>{escape(comment.text, quote=False)}</p>\n"},
        "link": f"{site.base}{post.path}#comment-{comment.number}",
        "status": "approved",
        "type": "comment",
    }
