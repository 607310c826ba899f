"""What the listings of a blog named in one crawl, source by source, and the one spelling under which each address is known."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from scraper.aliases import Aliases
from scraper.evidence import POST_SOURCES
from scraper.extraction.answers.feeds import FeedEntry
from scraper.items import Hints
from scraper.session import Session
from scraper.urls import at_home, is_bare, loose_key
from storage.records import WHOLE, Sighting, Term

MAX_HINT_CHARS = 50_000_000  # of bodies that feeds carry, until their pages are read; the rest is read from the pages alone
LEAST_WITHOUT_ENDING = 3  # entries of a list that are known as files


@dataclass(slots=True)
class Sightings:
    """The sightings of one crawl, and what those of feeds said of the posts beyond their addresses."""

    session: Session
    aliases: Aliases = field(default_factory=Aliases)
    by_source: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    newest: set[str] = field(default_factory=set)  # what a feed names without its older pages
    _hints: dict[str, Hints] = field(default_factory=dict)
    _room: int = MAX_HINT_CHARS
    _spellings: dict[str, str] = field(default_factory=dict)
    _drops_endings: bool = False  # lists name the posts' files without ``.html``: hosts of static pages answer both

    def take(self, source: str, document: str, found: Mapping[str, Sighting], *, is_whole: bool = False) -> set[str]:
        """Record what a document lists, by address; return the addresses that its source had not named before."""
        self.session.saw_listing(source, document, found.values(), is_whole=is_whole)
        new = found.keys() - self.by_source[source]
        self.by_source[source] |= new
        return new

    def named(self) -> set[str]:
        """All addresses that any source named."""
        return set[str]().union(*self.by_source.values())

    def names_all(self, gaps: Container[str]) -> bool:
        """Whether a source that is meant to be complete, and has no gap, names all posts that the others name, and more than the newest."""
        newest = self.newest or self.by_source["home-page"]
        sources = (source for source in ("api", "post-sitemap", "sitemap", "archive-page") if source not in gaps)
        return any(len(urls) > len(newest) for urls in self._naming_all(*sources))

    def has_sitemap_of_all(self) -> bool:
        """Whether a sitemap names all posts that the others name, be they only the newest."""
        return next(self._naming_all("post-sitemap", "sitemap"), None) is not None

    def _naming_all(self, *sources: str) -> Iterator[set[str]]:
        named = self.by_source
        vouched = named["feed"] | named["post-sitemap"] or named["api"] or named["home-page"]
        return (named[source] for source in sources if vouched and len(vouched & named[source]) >= WHOLE * len(vouched))

    def are_posts(self, urls: Set[str]) -> bool:
        """Whether sources of posts alone named some of these addresses."""
        return any(urls & self.by_source[source] for source in POST_SOURCES)

    # Spellings

    def recall(self, urls: Iterable[str]) -> None:
        """Take in the spellings of addresses that the archive knows, of posts that share a page that of the page."""
        pages = (url.partition("#")[0] for url in urls)
        self._spellings.update((self.aliases.key(page), page) for page in pages)

    def own(self, url: str) -> str:
        """Return the address that the blog's own host has for this one, as the home is spelled."""
        return at_home(self.aliases.own_address(url), self.session.blog.home_url)

    def spelled(self, url: str) -> str:
        """Return the spelling under which an address is known: one page is linked with and without slash, ``www.`` and ``https``."""
        url = self.own(url)
        key = self.aliases.key(url)
        if key not in self._spellings:
            self._spellings[key] = self._spellings.get(f"{key}.html") or (f"{url}.html" if self._drops_endings and is_bare(url) else url)
        return self._spellings[key]

    def is_known(self, url: str) -> bool:
        """Whether an address was met before, in whatever spelling."""
        return self.aliases.key(self.aliases.own_address(url)) in self._spellings

    def note_endings(self, entries: Iterable[str]) -> None:
        """Learn from a list's entries whether it names the posts' files without their ending."""
        self._drops_endings |= sum(f"{loose_key(url)}.html" in self._spellings for url in entries) >= LEAST_WITHOUT_ENDING

    # What feeds said of the posts

    def keep_hints(self, entries: Iterable[FeedEntry]) -> None:
        """Keep what entries say of their posts until those are read."""
        for entry in entries:
            known = self._hints.get(entry.sighting.url)
            if known is None or (entry.hints.body_is_whole and not known.body_is_whole):
                self._hints[entry.sighting.url] = self._bounded(entry.hints)

    def keep_tags(self, url: str, tags: tuple[Term, ...]) -> None:
        """Keep what is told apart of a post's tags until it is read."""
        self._hints[url] = replace(self._hints.get(url) or Hints(source="api"), terms=tags)

    def hints(self, url: str) -> Hints:
        """Give what listings said of a post, once: bodies are large."""
        return self._hints.pop(url, Hints(source="listing"))

    def _bounded(self, hints: Hints) -> Hints:
        self._room -= len(hints.body_html or "")
        return hints if self._room >= 0 else replace(hints, body_html=None, body_is_whole=False)
