"""JSON-LD: the one node that describes this post, with its references followed; broken JSON gives what is readable of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element
from lxml.html import HtmlElement

from scraper.dates import parse_date
from scraper.extraction.claims import MAX_TERM, Claims, sections
from scraper.extraction.elements import raw_text
from scraper.extraction.page import absolute
from scraper.extraction.people import authors_from, may_be_name, unique
from scraper.text import count_of, fingerprint, folded, squeeze
from storage.records import Author, Comment, Counter, StatedDate, Term

POST_TYPES = frozenset(
    "BlogPosting Article NewsArticle TechArticle SocialMediaPosting LiveBlogPosting OpinionNewsArticle Report ScholarlyArticle "
    "ReportageNewsArticle AnalysisNewsArticle ReviewNewsArticle BackgroundNewsArticle AdvertiserContentArticle SatiricalArticle Review "
    "Recipe PodcastEpisode".split()
)
MAX_CHARS = 4 * 1024 * 1024  # of one script
MAX_NODES = 2000
MAX_COMMENTS = 5000
MAX_TERMS = 100
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_INLINE_TAGS = re.compile(r"</?(?:em|strong|b|i|u|s|span|br|a|p|code|sup|sub|mark|small)\b[^<>]{0,200}>", re.IGNORECASE)

_MACHINE_TAG = re.compile(r"^(?:tag|topic):\s*", re.IGNORECASE)
_PAIR = re.compile(r"[A-Za-z]{2,20}:\S+$")  # "Lite:true": a setting of the software, not a tag

_Node = dict[str, Any]  # JSON of any page: Any is what it is


@dataclass(frozen=True, slots=True)
class _Context:
    """What reading a node needs: the other nodes by their id, the base address, and the last believable day."""

    by_id: dict[str, _Node]
    base: str
    not_after: date


def read_jsonld(tree: HtmlElement, base: str, not_after: date, coauthors: str | None = None) -> Claims:
    """What the page's JSON-LD says of the post at this address; ``coauthors``: the property that names further authors."""
    nodes = list(_nodes(tree))
    context = _Context({str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}, base, not_after)
    types = frozenset(kind for node in nodes for kind in _types(node))
    site = next((_text(node.get("name")) for node in nodes if {"WebSite", "Blog"} & _types(node)), None)
    post = _post_node(nodes, base)
    if post is None:
        return Claims(source="json-ld", types=types, site_name=site, **_page_dates(nodes, context))
    claims = _claims(post, types, site, context)
    further = _authors(post, (coauthors,), context) if coauthors else ()
    return replace(claims, authors=unique((*claims.authors, *further)))


def post_addresses(tree: HtmlElement) -> Iterator[str]:
    """The addresses, as they are written, that the page's JSON-LD gives to posts."""
    for node in _nodes(tree):
        if _types(node) & POST_TYPES:
            yield from _addresses(node)


def _claims(post: _Node, types: frozenset[str], site: str | None, context: _Context) -> Claims:
    return Claims(
        source="json-ld",
        title=_text(post.get("headline")) or _text(post.get("name")),
        subtitle=_text(post.get("alternativeHeadline")),
        authors=_authors(post, ("author", "creator"), context),
        published=_date(post.get("datePublished"), context) or _date(post.get("dateCreated"), context),
        updated=_date(post.get("dateModified"), context),
        terms=_terms(post),
        licence=_address(post.get("license"), context),
        site_name=site,
        types=types,
        is_free=_is_free(post),
        comments=tuple(_comments(post.get("comment"), context))[:MAX_COMMENTS],
        counters=_counters(post),
    )


def _nodes(tree: _Element) -> Iterator[_Node]:
    seen = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        stack: list[Any] = _values(raw_text(script)[:MAX_CHARS])[::-1]
        while stack and seen < MAX_NODES:
            value = stack.pop()
            if isinstance(value, list):
                stack.extend(value[::-1])
            elif isinstance(value, dict):
                seen += 1
                yield value
                stack.extend(value[key] for key in ("mainEntity", "mainEntityOfPage", "@graph") if isinstance(value.get(key), (dict, list)))


def _values(text: str) -> list[Any]:
    """All JSON values that stand in a script one after the other."""
    text = _WRAPPERS.sub("", text).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), unescape(text)):
        found: list[Any] = []
        place = 0
        try:
            while place < len(attempt):
                value, place = decoder.raw_decode(attempt, place)
                found.append(value)
                place += len(attempt[place:]) - len(attempt[place:].lstrip(" \t\r\n,;"))
        except (ValueError, RecursionError):
            if not found:
                continue
        return found
    return []


def _types(node: _Node) -> frozenset[str]:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str))


def _post_node(nodes: list[_Node], url: str) -> _Node | None:
    """The node of this post: the one with its address, else the only one that is a post."""
    posts = [node for node in nodes if _types(node) & POST_TYPES]
    own = [node for node in posts if any(_same_address(address, url) for address in _addresses(node))]
    if own:
        return max(own, key=len)
    distinct = {folded(_text(node.get("headline")) or _text(node.get("name")) or "") for node in posts}
    return max(posts, key=len) if len(distinct) == 1 else None


def _addresses(node: _Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _same_address(one: str, other: str) -> bool:
    try:
        a, b = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    here, there = (unquote(parts.path, errors="surrogateescape").rstrip("/").lower() for parts in (a, b))
    return here == there and here.strip("/") != "" and (not a.query or a.query == b.query)


def _page_dates(nodes: list[_Node], context: _Context) -> dict[str, Any]:
    """Some generators state the times of a post on its WebPage node only."""
    page = next((node for node in nodes if "WebPage" in _types(node) and node.get("datePublished")), None)
    if page is None or not any(_same_address(address, context.base) for address in _addresses(page)):
        return {}
    return {"published": _date(page.get("datePublished"), context), "updated": _date(page.get("dateModified"), context)}


def _text(value: Any) -> str | None:
    """A text of JSON-LD: plain, often escaped once or twice, sometimes with tags."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None
    return squeeze(_INLINE_TAGS.sub("", unescape(unescape(str(value))))) or None


def _date(value: Any, context: _Context) -> StatedDate | None:
    text = _text(value)
    return parse_date(text, not_after=context.not_after) if text else None


def _address(value: Any, context: _Context) -> str | None:
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id")
    return absolute(value, context.base) if isinstance(value, str) else None


def _authors(post: _Node, properties: tuple[str, ...], context: _Context) -> tuple[Author, ...]:
    publisher = _text(_resolved(post.get("publisher"), context).get("name"))
    found: list[Author] = []
    stated = next((post[name] for name in properties if post.get(name)), None)
    for value in stated if isinstance(stated, list) else [stated]:
        if isinstance(value, str):
            found.extend(authors_from(value))
            continue
        node = _resolved(value, context)
        name = _text(node.get("name"))
        is_publisher = "Organization" in _types(node) and name == publisher
        if name and may_be_name(name) and not is_publisher:
            found.extend(authors_from(name, _address(node.get("url"), context)))
    return unique(tuple(found))


def _resolved(value: Any, context: _Context) -> _Node:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return {}
    return {**context.by_id.get(str(value.get("@id")), {}), **value}


def _terms(post: _Node) -> tuple[Term, ...]:
    tags = _names(post.get("keywords"))
    return (*(Term(name=name) for name in tags), *sections(_names(post.get("articleSection"))))


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [text for text in (_text(part) for part in values) if text]
    if not isinstance(value, list):
        texts = [part.strip() for text in texts for part in re.split(r"[,;]", text)]
    plain = (_MACHINE_TAG.sub("", text) for text in texts)
    return [text for text in dict.fromkeys(plain) if 0 < len(text) <= MAX_TERM and not _PAIR.match(text)][:MAX_TERMS]


def _is_free(post: _Node) -> bool | None:
    value = post.get("isAccessibleForFree")
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower().rsplit("/", 1)[-1])
    return value if isinstance(value, bool) else None


def _comments(stated: Any, context: _Context, parent: str | None = None, depth: int = 0) -> Iterator[Comment]:
    for node in stated if isinstance(stated, list) else [stated]:
        if not isinstance(node, dict) or depth > 20:
            continue
        text, published = _text(node.get("text")) or "", _date(node.get("dateCreated") or node.get("datePublished"), context)
        author = _resolved(node.get("author"), context)
        name = _text(author.get("name")) or _text(node.get("author"))
        key = str(node.get("@id") or node.get("identifier") or fingerprint(f"{name} {published} {text}"))[:200]
        if text:
            yield Comment(
                key=key, text=text, author=name, author_url=_address(author.get("url"), context), published=published, parent=parent
            )
        yield from _comments(node.get("comment"), context, key, depth + 1)


def _counters(post: _Node) -> tuple[Counter, ...]:
    found: dict[str, int] = {}
    if (comments := count_of(post.get("commentCount"))) is not None:
        found["comments"] = comments
    stated = post.get("interactionStatistic")
    for node in stated if isinstance(stated, list) else [stated]:
        if not isinstance(node, dict) or (count := count_of(node.get("userInteractionCount"))) is None:
            continue
        kind = node.get("interactionType")
        kind = str(kind.get("@type") if isinstance(kind, dict) else kind).rsplit("/", 1)[-1]
        name = {
            "LikeAction": "likes",
            "CommentAction": "comments",
            "ShareAction": "shares",
            "ViewAction": "views",
            "ReadAction": "views",
            "WatchAction": "views",
        }.get(kind)
        if name:
            found.setdefault(name, count)
    return tuple(Counter(name=name, value=value) for name, value in found.items())
