"""Which files of a sitemap list posts, by their names, and which of their times tell that a post was changed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from scraper.extraction.answers.feeds import LEAST_BUILT
from scraper.extraction.answers.sitemaps import SitemapEntry
from scraper.shapes import LIST_WORDS
from storage.records import Sighting, StatedDate

_POST_NAMES = re.compile(r"(?:^|[-_/])(?:blog-)?posts?(?:[-_.\d]|$)|blog|article|stor(?:y|ies)|news", re.IGNORECASE)
_OTHER_NAMES = re.compile(
    r"(?:^|[-_/])(?:pages?|categor\w*|tags?|authors?|users?|products?|images?|videos?|archives?|tax\w*|attachment|misc|locations?|forum\w*|"
    r"docs?|events?)(?:[-_.\d]|$)|sitemap-posts-(?!post-)",  # WordPress names its own by the type of post
    re.IGNORECASE,
)
# Gatsby puts a sitemap's files into a folder of that name; Nikola names the feeds of its pictures in the index.
_LISTS = LIST_WORDS - {"sitemap"} | {"galleries", "gallery"}


def build_times(posts: Sequence[SitemapEntry]) -> frozenset[StatedDate]:
    """The times that most of the known posts share: they tell of no change. Lists may share the time of the latest post."""
    times = Counter(entry.lastmod for entry in posts if entry.lastmod)
    return frozenset(time for time, n in times.items() if n >= LEAST_BUILT and n > len(posts) / 2)


def sighting_of(url: str, entry: SitemapEntry, source: str, built: frozenset[StatedDate]) -> Sighting:
    """An entry as a sighting; its fingerprint changes when the file says that the page did."""
    fingerprint = entry.lastmod.iso if entry.lastmod and entry.lastmod not in built else None
    return Sighting(url=url, source=source, title=entry.title, published=entry.published, modified=entry.modified, fingerprint=fingerprint)


def settled_files(stated: Mapping[str, StatedDate | None], known: Mapping[str, datetime]) -> set[str]:
    """The files of an index that need no reading, by the times that it states: a file's is that of the latest change known of its posts.

    What changed last of all is read nevertheless: a post that went leaves no time behind, and there the newest stand.
    """
    latest = max((lastmod.utc for lastmod in stated.values() if lastmod), default=None)
    return {url for url, lastmod in stated.items() if lastmod and lastmod.utc != latest and lastmod.utc == known.get(url)}


def may_list_posts(url: str) -> bool:
    """Whether a file of an index is worth reading: some generators name the feeds of all their tags there."""
    path = urlsplit(url).path.lower()
    folders = set(path.split("/")[:-1])
    name = path.rpartition("/")[2]
    return not (folders & _LISTS or name.endswith((".atom", ".rss")) or (names_others(url) and "page" not in name and not names_posts(url)))


def names_posts(url: str) -> bool:
    """Whether a file's name says that it lists posts."""
    name = urlsplit(url).path.rpartition("/")[2]
    return bool(_POST_NAMES.search(name)) and not names_others(url)


def names_others(url: str) -> bool:
    """Whether a file's name says that it lists other pages."""
    return bool(_OTHER_NAMES.search(urlsplit(url).path.rpartition("/")[2]))
