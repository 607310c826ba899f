"""Blogs by their names: slug, host, or any address that belongs to one."""

import re
from collections.abc import Sequence
from contextlib import suppress

import can_ada
from sqlalchemy import select

from storage import models
from storage.archive import Archive
from storage.columns import read_blog
from storage.engine import reading
from storage.queries.inventory import documents, held_among
from storage.records import Blog, id_of

_PORT = re.compile(r":\d+$")


def all_blogs(archive: Archive) -> list[Blog]:
    """Return every blog of the archive, in the order in which they were added."""
    with reading(archive.engine) as connection:
        return [read_blog(row) for row in connection.execute(select(models.blog).order_by(models.blog.c.id)).mappings()]


def find_blog(archive: Archive, name: str) -> Blog | None:
    """Return the blog of that slug, or else the one whose scope holds that address most closely, or has that host, on whatever port."""
    return blog_among(all_blogs(archive), name)


def blog_among(blogs: Sequence[Blog], name: str) -> Blog | None:
    """Return the one of the blogs that ``find_blog`` finds."""
    by_slug = {blog.slug: blog for blog in blogs}
    if name in by_slug:
        return by_slug[name]
    address = plain_address(name)
    host, slash, _ = address.partition("/")
    holding = [blog for blog in blogs if _holds(blog, address)]
    if holding:
        return max(holding, key=lambda blog: len(blog.scope))
    if slash:
        return None
    hosts = [(_bare(blog.scope).partition("/")[0], blog) for blog in blogs]
    named = [blog for place, blog in hosts if place == host]
    on_ports = [blog for place, blog in hosts if _PORT.sub("", place) == host] if "://" not in name else []  # an address is of one port
    return _only(named or on_ports)


def keeper_of(archive: Archive, blog: Blog, entries: Sequence[str], feed: str | None = None) -> Blog | None:
    """Return the visited blog of which another one's home is a further address, by the entries that the home lists and its feed.

    It is the one within whose scope the home lies and that holds most of what the home lists; or one below the home, where the home lists
    posts of that one alone and has its feed or none.
    """
    others = [other for other in all_blogs(archive) if other.id != blog.id and not other.is_unvisited]
    around = [other for other in others if _holds(other, plain_address(blog.home_url)) and _has_most(archive, other, entries)]
    below = [other for other in others if _holds(blog, plain_address(other.home_url)) and _has_all(archive, other, entries, feed)]
    return next(iter((*around, *below)), None)


def _has_most(archive: Archive, blog: Blog, entries: Sequence[str]) -> bool:
    return 2 * len(held_among(archive, id_of(blog), entries)) > len(entries)


def _has_all(archive: Archive, blog: Blog, entries: Sequence[str], feed: str | None) -> bool:
    """Whether entries, beside a link to the blog itself, and feed are the blog's, and most of the entries are held."""
    posts = [url for url in entries if plain_address(url) != plain_address(blog.home_url)]
    known = {plain_address(document) for source, document in documents(archive, id_of(blog)) if source == "feed"}
    has_its_feed = plain_address(feed) in known if feed else bool(posts)
    return has_its_feed and all(_holds(blog, plain_address(url)) for url in posts) and (not posts or _has_most(archive, blog, posts))


def plain_address(name: str) -> str:
    """The host and path that a person wrote, as scopes spell them: without scheme and ``www.``, the host in ASCII."""
    host, slash, path = (name.partition("://")[2] if "://" in name else name).partition("/")
    return f"{_bare(_in_ascii(host.lower()))}{slash}{path}"


def names_of_blog(blog: Blog) -> list[str]:
    """What a blog may be called, the closest first: its slug, its plain address, and its host with and without the port."""
    home = plain_address(blog.home_url).rstrip("/")
    host = home.partition("/")[0]
    return [blog.slug, home, host, _PORT.sub("", host)]


def _in_ascii(host: str) -> str:
    """A host as addresses spell it (IDNA), where a person wrote it in another script: ``bücher.example``."""
    name, colon, port = host.partition(":")
    with suppress(TypeError):  # half a surrogate pair: what the shell gave was no text
        return host if host.isascii() else f"{can_ada.idna_encode(name).decode()}{colon}{port}"
    return host


def _bare(address: str) -> str:
    """An address without the ``www.`` that may or may not be before the name of one host."""
    return address.removeprefix("www.")


def _holds(blog: Blog, address: str) -> bool:
    scope = _bare(blog.scope).rstrip("/")
    return bool(scope) and (address.rstrip("/") == scope or address.startswith((scope + "/", scope + "?")))


def _only(blogs: Sequence[Blog]) -> Blog | None:
    return blogs[0] if len(blogs) == 1 else None
