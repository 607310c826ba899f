"""Addresses that cost a request and give nothing: what a few of a kind turned out to be, the rest of it is taken to be."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scraper.text import fingerprint
from scraper.urls import loose_key
from storage.queries import PendingAddress
from storage.records import Post

MOST_MISSING = 500  # in a row: a list that names so many pages which are not there tells of no posts
LEAST_UNLISTED = 40  # pages that only links name, beside a listing that names all posts
SAME_PAGES = 5
LEAST_COPIES = 20  # in a row: pages that only links name, and that show posts which are known by another address
LEAST_CHARS = 200  # of a text that two posts do not share by chance


@dataclass(slots=True)
class DeadEnds:
    """What one crawl has learned of them. ``left`` says why addresses wait for the next visit, which asks for as many again."""

    left: str | None = None
    _missing: int = 0
    _unlisted: int = 0
    _found: int = 0  # pages of posts among those
    _copies: int = 0
    _shown: dict[str, str] = field(default_factory=dict)  # by what a page shows, the address of the first post that did
    _queries: Counter[str] = field(default_factory=Counter)  # behind addresses of posts, that showed these posts
    _texts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # by the address without its query

    def note_missing(self, address: PendingAddress) -> None:
        """Take in that an address is not there. Posts that we hold are another matter, and every blog has links that died."""
        self._missing += not (address.is_known_post or _is_only_linked(address))

    def note_there(self) -> None:
        """Take in that something stands at an address."""
        self._missing = 0

    def note_post(self, url: str, post: Post, post_url: str) -> None:
        """Take in a page that is a post's, whose own address may be another."""
        self.note_there()
        parts = urlsplit(url)
        if parts.query and loose_key(post_url) == _page_key(url):
            self._queries[parts.query] += 1
        if urlsplit(url).query and (shown := _shown_by(post)):
            self._texts[_page_key(url)][shown] += 1

    def own_address(self, address: PendingAddress, post: Post, url: str, held: Collection[str]) -> str:
        """The address of the post that a page shows, ``url`` or that of another post: a page that only links name and that shows the same
        as another one is that one under a further address, which a session, a view or a counter has in it.
        """
        shown = _shown_by(post)
        own = self._shown.setdefault(shown, url) if shown else url
        if address.is_known_post or not _is_only_linked(address):
            return url
        is_copy = own in held and loose_key(own) != loose_key(address.url)
        self._copies = self._copies + 1 if is_copy else 0
        self._found += 1
        return own

    def is_variant(self, url: str, held: Collection[str]) -> bool:
        """Whether addresses that differ from this one in their query alone all showed one page, or its query made no difference to
        the posts behind whose addresses it stood, and it stands behind another's here.
        """
        query = urlsplit(url).query
        if not query:
            return False
        texts = self._texts.get(_page_key(url))
        shows_one = texts is not None and len(texts) == 1 and texts.total() >= SAME_PAGES
        return shows_one or (self._queries[query] >= SAME_PAGES and url.partition("?")[0] in held)

    def leave_for_later(self, address: PendingAddress, held: Collection[str], *, is_listed_fully: bool) -> bool:
        """Count an address, and tell whether it waits for the next visit; called once for each."""
        if address.is_known_post:
            return False
        if self._missing >= MOST_MISSING:
            self.left = self.left or f"{self._missing} addresses in a row that its listings name are not there"
            return True
        if not _is_only_linked(address):
            return False
        listed = len(held) - self._found  # what a maze calls posts opens no more of it
        if self._copies > max(LEAST_COPIES, listed):
            self.left = self.left or f"{self._copies} pages in a row that only links name show posts which have another address"
            return True
        if not is_listed_fully:
            return False
        self._unlisted += 1
        if self._unlisted > max(LEAST_UNLISTED, listed):
            self.left = self.left or f"more than {self._unlisted - 1} pages that none of its listings names, a maze of links perhaps"
            return True
        return False


def _is_only_linked(address: PendingAddress) -> bool:
    return set(address.sources) == {"link"}


def _shown_by(post: Post) -> str | None:
    """What tells a post's page from all others, where it says enough for that."""
    text = post.body_text or ""
    return fingerprint(" ".join((post.title or "", text, *(medium.url for medium in post.media)))) if len(text) >= LEAST_CHARS else None


def _page_key(url: str) -> str:
    """What the addresses of a page share that differ in their query alone."""
    return loose_key(url.partition("?")[0])
