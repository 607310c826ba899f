"""The shapes that a blog's post addresses share, learned from posts that are known and tested against pages that are not posts.

A shape is an address with its variable parts named: ``/2014/05/some-title/`` is ``({year}, {month}, {slug})``, ``/posts/some-title`` is
``(posts, {slug})``. Where every known post has the same word in a place, the word is part of the shape.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from enum import IntEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.urls import path_of

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_FULL_MONTH = re.compile(r"0[1-9]|1[0-2]")  # as a file: ``2014/05.html``; a post's number begins with no nought
_PAGE_ENDINGS = frozenset({".html", ".htm", ".php"})
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:page|index)[-_:]?\d{1,4}(?:\.\w+)?", re.IGNORECASE)
_DATED_SLUG = re.compile(r"(?:19|20)\d\d-\d\d?-\d\d?-.+")

# Words that name lists and standing pages of a site in its address. A blog whose known posts lie under such a word overrules it.
LIST_WORDS = frozenset(
    "tag tags label labels category categories cat topic topics theme themes section archive archives author authors user users "
    "profile page pages search feed feeds rss atom sitemap date series tagged keyword keywords taxonomy collections comments comment "
    "kategorie kategorien schlagwort schlagworte etiqueta etiquetas categoria categorias categorie etiquette etiquettes rubrique rubriques "
    "kategoria kategori kategorier kategoriat etykieta tagi etiket etiketler etikett etiketter rubrika rubriky stitek cimke cimkek rovat "
    "avainsana avainsanat categorieen wp-json wp-content wp-admin wp- trackback trackbacks "
    "login.php cdn-cgi amp print login signup register account cart checkout shop product products".split()
)
_CALENDAR_WORDS = frozenset({"archive", "archives", "date"})  # before a month they name its list, before a month and a slug a post
_SHORT_NUMBER = re.compile(r"\d{1,2}")  # a month's or a page's
# a post's, by which Movable Type named its files first, and which WordPress sets behind "archives" where it is asked for numbers
_SERIAL = re.compile(r"(?!(?:19|20)\d\d(?:(?:0\d|1[0-2])(?:[0-3]\d)?)?$)\d{3,8}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")  # of a part of a site: ``/en/about/``
_PARTS_OF_A_DAY = frozenset({"feed", "page", "comments", "amp", "print"})
_PARTS_OF_A_MONTH = _PARTS_OF_A_DAY | {"rss", "atom", "feeds"}
# Folders of what its author shows beside the blog, a page for each.
WORK_WORDS = frozenset("portfolio projects publications talks speaking".split())
PAGE_WORDS = WORK_WORDS | frozenset(
    "about about-me about-us contact contact-us contacts imprint impressum datenschutz privacy privacy-policy terms tos legal "
    "disclaimer cookies colophon now uses links blogroll friends resume cv books "
    "reading subscribe newsletter donate support faq help license licence credits gallery photos guestbook 404 500 offline thanks "
    "thank-you sponsors hire index home start search ueber ueber-mich kontakt acerca sobre contacto contato a-propos "
    "mentions-legales chi-sono contatti over mij over-mij o-mne kontakty o-mnie o-autorze o-blogu hakkimda hakkinda iletisim tentang "
    "tentang-saya kontak gioi-thieu lien-he om om-mig om-meg om-oss kontakta tietoa yhteystiedot rolam kapcsolat despre despre-mine "
    "obo-mne o-sebe recentchanges sandbox shortcuts".split()
)

# Folders in which generators and their starters put posts.
_POSTS_WORDS = frozenset("post posts blog blogs article articles entry entries weblog journal news".split())
LEAST_WITH_FOLDERS = 4  # posts, each in a folder of another name
LEAST_FOLDERS = 3  # with known posts, before a further one is thought to hold some
LEAST_IN_FOLDER = 3  # posts below an address, of which it is then the list


class Fit(IntEnum):
    """How an address fits the known posts' shapes."""

    NONE = 0
    WEAK = 1  # pages that are not posts have this shape too
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """The classes of an address's parts, and the words in them."""

    classes: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_dated(self) -> bool:
        """Whether it has a year, or a slug that begins with a day; what ends with the date itself is a calendar's."""
        return any(name.startswith("{dated-slug}") for name in self.classes) or (
            "{year}" in self.classes and self.classes[-1] not in {"{year}", "{month}", "{day}"}
        )

    @property
    def is_behind_date(self) -> bool:
        """Whether it is dated by its last part or the one before."""
        return self.is_dated and any(name.startswith(("{dated-slug}", "{year}", "{month}", "{day}")) for name in self.classes[-2:])


def shape_of(url: str) -> Shape:
    """Return the shape of an address."""
    segments = [s for s in unquote(path_of(url)).split("/") if s]
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    classes: list[str] = []
    words: list[str] = []
    for place, segment in enumerate(segments):
        classes.append(_class(segment, classes, is_last=place == len(segments) - 1))
        words.append(segment.lower() if classes[-1] == "{word}" else "")
    for name, value in sorted(parse_qsl(urlsplit(url).query)):
        classes.append(f"?{name}={'{number}' if value.isdigit() else '{word}'}")
        words.append("")
    return Shape(tuple(classes), tuple(words))


def is_below_posts(url: str) -> bool:
    """Whether an address leads to something in a folder that is called by a word for posts."""
    return not _POSTS_WORDS.isdisjoint(_parts(url)[:-1])


def _ends_in_slug(parts: list[str], shape: Shape) -> bool:
    """Whether a post's slug, which may be about RSS, stands last: behind a day, or as a file behind a month."""
    before = shape.classes[-2:-1]
    return (before == ("{day}",) and parts[-1] not in _PARTS_OF_A_DAY) or (before == ("{month}",) and "." in parts[-1])


def _parts(url: str) -> list[str]:
    """The parts of the path in lower case, without an index file behind another part, or which a query tells what to show."""
    parts = [s.lower() for s in unquote(path_of(url)).split("/") if s]
    is_no_page = len(parts) > 1 or bool(urlsplit(url).query)
    return parts[:-1] if parts and is_no_page and _INDEX.fullmatch(parts[-1]) else parts


def _class(segment: str, before: list[str], *, is_last: bool) -> str:
    last = before[-1] if before else ""
    stem, suffix = _without_extension(segment) if is_last else (segment, "")
    if last == "{year}" and suffix in _PAGE_ENDINGS and _FULL_MONTH.fullmatch(stem):
        return "{month}"
    if _YEAR.fullmatch(segment) and last not in {"{year}", "{month}"}:
        return "{year}"
    if last == "{year}" and _MONTH.fullmatch(segment):
        return "{month}"
    if last == "{month}" and _DAY.fullmatch(segment):
        return "{day}"
    if stem.isdigit() and not (is_last and last == "{day}"):  # of a post that is called by its number
        return "{number}" + suffix
    if is_last and _DATED_SLUG.fullmatch(stem):
        return "{dated-slug}" + suffix
    return ("{slug}" + suffix) if is_last else "{word}"


def _without_extension(segment: str) -> tuple[str, str]:
    found = _EXTENSION.search(segment)
    return (segment[: found.start()], found[0].lower()) if found else (segment, "")


@dataclass(slots=True)
class _Pattern:
    """What known posts of one class tuple share: how many they are, the words seen in each place, and how many others fit."""

    seen: list[set[str]]
    posts: int = 0
    others: int = 0
    words: list[set[str] | None] = field(default_factory=list)  # those allowed in each place; ``None``: any

    def add(self, shape: Shape) -> None:
        """Count one more post."""
        self.posts += 1
        for seen, word in zip(self.seen, shape.words, strict=True):
            seen.add(word)

    def settle(self, classes: tuple[str, ...]) -> None:
        """Decide which words are part of the shape."""
        # A date in the address is evidence enough: categories before it may be any. So may a folder that each post has of its own.
        is_free = Shape(classes, ()).is_dated
        self.words = [
            None if name != "{word}" or (is_free and (len(seen) > 1 or self.posts < 3)) or (place and self._is_own(seen)) else seen
            for place, (name, seen) in enumerate(zip(classes, self.seen, strict=True))
        ]

    def _is_own(self, seen: set[str]) -> bool:
        return len(seen) == self.posts >= LEAST_WITH_FOLDERS


def _begins(parts: list[str], classes: tuple[str, ...], seen: list[set[str]]) -> bool:
    return all(name == "{word}" and part in words for part, name, words in zip(parts, classes, seen, strict=False))


@dataclass(slots=True)
class PostShapes:
    """The learned shapes of one blog. What is added is learned when the next question comes, each address once."""

    trusts_words: bool = True  # until a post is known, that what lies below a list's word is a list
    _patterns: dict[tuple[str, ...], _Pattern] = field(default_factory=dict)  # of all posts
    _shared: dict[tuple[str, ...], _Pattern] = field(default_factory=dict)  # without strays
    _own_words: frozenset[str] = frozenset()
    _posts: set[str] = field(default_factory=set)
    _others: dict[str, Shape | None] = field(default_factory=dict)
    _new_posts: set[str] = field(default_factory=set)
    _is_settled: bool = True

    @property
    def posts(self) -> int:
        """How many posts they were learned from."""
        return len(self._posts) + len(self._new_posts)

    def add(self, posts: Set[str] = frozenset(), others: Iterable[str] = ()) -> None:
        """Take in addresses of known posts and of known other pages; those that are known already cost nothing."""
        self._new_posts |= posts - self._posts
        self._others |= dict.fromkeys(url for url in others if url not in self._others)
        self._is_settled = False

    def take_back(self, url: str) -> None:
        """Forget an address that was thought to be a post's; the words in it stay, as long as other posts have its shape."""
        classes = shape_of(url).classes
        pattern = self._patterns.get(classes) if url in self._posts else None
        if pattern is not None:
            pattern.posts -= 1
            if not pattern.posts:
                del self._patterns[classes]
        self._posts.discard(url)
        self._new_posts.discard(url)
        self._is_settled = False

    def settle(self) -> None:
        """Learn what was added. Twenty thousand addresses take half a second, which is no time for an event loop to wait."""
        posts, self._new_posts = self._new_posts, set()
        self._posts |= posts
        for url in posts:
            self._others.pop(url, None)
            shape = shape_of(url)
            if shape.classes:
                self._patterns.setdefault(shape.classes, _Pattern([set() for _ in shape.classes])).add(shape)
        self._shared = self._without_strays()
        for classes, pattern in self._shared.items():
            pattern.settle(classes)
        self._own_words = frozenset(w for p in self._shared.values() for words in p.words if words for w in words)
        self._is_settled = True
        self._count_others()

    def fit(self, url: str) -> Fit:
        """Say how an address fits."""
        shape = shape_of(url)
        if self.is_list_address(url):
            return Fit.NONE
        if not self._matches(shape):
            return Fit.WEAK if self.is_in_further_folder(url) or self._is_of_language(shape) else Fit.NONE
        pattern = self._shared[shape.classes]
        if shape.is_dated or (pattern.others == 0 and any(pattern.words[:-1])):
            return Fit.STRONG
        return Fit.STRONG if pattern.others == 0 and len(shape.classes) > 1 else Fit.WEAK

    def is_folder_of_posts(self, url: str) -> bool:
        """Whether posts lie below the address, as they do below ``/posts/`` where their addresses are like ``/posts/some-title``."""
        if not self._is_settled:
            self.settle()
        parts = _parts(url)
        return bool(parts) and any(
            pattern.posts >= LEAST_IN_FOLDER and len(parts) < len(classes) and _begins(parts, classes, pattern.seen)
            for classes, pattern in self._shared.items()
        )

    def is_calendar_of_posts(self, url: str) -> bool:
        """Whether an address is that of a year, month or day, as those are below which posts lie: ``/2014/05/`` and ``/2014/05/slug``."""
        if not self._is_settled:
            self.settle()
        own = shape_of(url).classes
        return own[-1:] in {("{year}",), ("{month}",), ("{day}",)} and any(
            pattern.posts >= LEAST_IN_FOLDER and len(own) < len(classes) and own == classes[: len(own)]
            for classes, pattern in self._shared.items()
        )

    def is_list_address(self, url: str) -> bool:
        """Whether the address says itself that it is a list or a standing page, and no known post lies under that word."""
        if not self._is_settled:
            self.settle()
        parts = _parts(url)
        if parts and _PAGE_NUMBER.fullmatch(parts[-1]) and len(shape_of(url).classes) <= 2:
            return True
        own = [part for place, part in enumerate(parts) if part not in self._own_words and (place or not _LANGUAGE.fullmatch(part))]
        shape = shape_of(url)
        last = parts[-1].partition(".")[0] if parts else ""
        words = {last} | (set(parts[:-1]) if self.trusts_words or self._shared else set())
        if _ends_in_slug(parts, shape) or (self._is_behind_month(shape) and parts[-1] not in _PARTS_OF_A_MONTH):
            words.discard(last)
        if (shape.is_dated and not _SHORT_NUMBER.fullmatch(last)) or _SERIAL.fullmatch(last):
            words -= _CALENDAR_WORDS
        if words & LIST_WORDS - self._own_words:
            return True
        if shape.is_dated or len(own) != 1 or (last.isdigit() and self._matches(shape)):  # of numbered posts one is the 404th
            return False
        return own[0].partition(".")[0] in PAGE_WORDS | LIST_WORDS

    def _is_behind_month(self, shape: Shape) -> bool:
        """Whether its last part stands behind a month, where known posts have their slugs."""
        return shape.classes[-2:-1] == ("{month}",) and shape.is_dated and self._matches(shape)

    def _matches(self, shape: Shape) -> bool:
        if not self._is_settled:
            self.settle()
        pattern = self._shared.get(shape.classes)
        if pattern is None:
            return False
        return all(allowed is None or word in allowed for allowed, word in zip(pattern.words, shape.words, strict=True))

    def _is_of_language(self, shape: Shape) -> bool:
        """Whether an address is like the posts' below a word or a date, in the folder of another language: ``/en/p/some-title``."""
        if not shape.words or _LANGUAGE.fullmatch(shape.words[0]) is None:
            return False
        bare = Shape(shape.classes[1:], shape.words[1:])
        return self._matches(bare) and (bare.is_dated or any(self._shared[bare.classes].words[:-1]))

    def is_in_further_folder(self, url: str) -> bool:
        """Whether an address is like those of posts that lie in several folders, in another one: the newest posts need not be of each."""
        shape = shape_of(url)
        if self._matches(shape) or (pattern := self._shared.get(shape.classes)) is None:
            return False
        return all(
            allowed is None or word in allowed or len(allowed) >= LEAST_FOLDERS
            for allowed, word in zip(pattern.words, shape.words, strict=True)
        )

    def _without_strays(self) -> dict[tuple[str, ...], _Pattern]:
        """A single odd address among many known posts (a feed that lists its "about" page) makes no shape."""
        is_many = sum(pattern.posts for pattern in self._patterns.values()) >= 10
        return {c: pattern for c, pattern in self._patterns.items() if not is_many or pattern.posts > 1 or "{year}" in c}

    def _count_others(self) -> None:
        for pattern in self._shared.values():
            pattern.others = 0
        for url, known in self._others.items():
            shape = self._others[url] = known or shape_of(url)
            if self._matches(shape):
                self._shared[shape.classes].others += 1
