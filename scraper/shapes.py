"""The shapes that a blog's post addresses share, learned from posts that are known and tested against pages that are not posts.

A shape is an address with its variable parts named: ``/2014/05/some-title/`` is ``({year}, {month}, {slug})``, ``/posts/some-title`` is
``(posts, {slug})``. Where every known post has the same word in a place, the word is part of the shape.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from urllib.parse import parse_qsl, unquote, urlsplit

_YEAR = re.compile(r"(?:19|20)\d\d")
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:page|index)[-_]?\d{1,4}(?:\.\w+)?", re.IGNORECASE)
_DATED_SLUG = re.compile(r"(?:19|20)\d\d-\d\d?-\d\d?-.+")

# Words that name lists and standing pages of a site in its address. A blog whose known posts lie under such a word overrules it.
LIST_WORDS = frozenset(
    "tag tags label labels category categories cat topic topics theme themes section archive archives author authors user users "
    "profile page pages search feed feeds rss atom sitemap date series kategorie kategorien schlagwort etiqueta etiquetas categoria "
    "categorie categorias etiquette tagged keyword keywords taxonomy collections comments comment wp-json wp-content wp-admin wp- "
    "login.php cdn-cgi amp print login signup register account cart checkout shop product products".split()
)
PAGE_WORDS = frozenset(
    "about about-me about-us contact contact-us contacts imprint impressum datenschutz privacy privacy-policy terms tos legal "
    "disclaimer cookies colophon now uses links blogroll friends resume cv portfolio projects publications talks speaking books "
    "reading subscribe newsletter donate support faq help license licence credits gallery photos guestbook 404 500 offline thanks "
    "thank-you sponsors hire index home start search ueber ueber-mich kontakt acerca sobre contacto contato a-propos mentions- "
    "legales chi-sono contatti over mij o-mne kontakty".split()
)


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
        """Whether it has a year, or a slug that begins with a day."""
        return "{year}" in self.classes or "{dated-slug}" in self.classes


def shape_of(url: str) -> Shape:
    """Return the shape of an address."""
    parts = urlsplit(url)
    segments = [s for s in unquote(parts.path).split("/") if s]
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    classes: list[str] = []
    words: list[str] = []
    for place, segment in enumerate(segments):
        classes.append(_class(segment, classes, is_last=place == len(segments) - 1))
        words.append(segment.lower() if classes[-1] == "{word}" else "")
    for name, value in sorted(parse_qsl(parts.query)):
        classes.append(f"?{name}={'{number}' if value.isdigit() else '{word}'}")
        words.append("")
    return Shape(tuple(classes), tuple(words))


def _class(segment: str, before: list[str], *, is_last: bool) -> str:
    last = before[-1] if before else ""
    if _YEAR.fullmatch(segment) and last not in {"{year}", "{month}"}:
        return "{year}"
    if re.fullmatch(r"0?[1-9]|1[0-2]", segment) and last == "{year}":
        return "{month}"
    if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", segment) and last == "{month}":
        return "{day}"
    extension = _EXTENSION.search(segment) if is_last else None
    stem = segment[: extension.start()] if extension else segment
    suffix = extension[0].lower() if extension else ""
    if stem.isdigit():
        return "{number}" + suffix
    if is_last and _DATED_SLUG.fullmatch(stem):
        return "{dated-slug}" + suffix
    return ("{slug}" + suffix) if is_last else "{word}"


@dataclass(slots=True)
class _Pattern:
    """What known posts of one class tuple share: the words allowed in each place (``None``: any), and how many posts and others fit."""

    words: list[frozenset[str] | None]
    posts: int = 0
    others: int = 0


@dataclass(slots=True)
class PostShapes:
    """The learned shapes of one blog. Rebuild it when more is known: learning 20,000 addresses takes about a second."""

    patterns: dict[tuple[str, ...], _Pattern] = field(default_factory=dict)
    own_words: frozenset[str] = frozenset()

    @classmethod
    def learn(cls, posts: Iterable[str], others: Iterable[str] = ()) -> "PostShapes":
        """Learn from addresses of known posts and of known other pages."""
        groups: dict[tuple[str, ...], list[Shape]] = defaultdict(list)
        for url in posts:
            shape = shape_of(url)
            if shape.classes:
                groups[shape.classes].append(shape)
        learned = cls({classes: _pattern(shapes) for classes, shapes in groups.items()})
        learned._drop_strays(sum(len(g) for g in groups.values()))
        learned.own_words = frozenset(w for p in learned.patterns.values() for words in p.words if words for w in words)
        for url in others:
            shape = shape_of(url)
            if learned._matches(shape):
                learned.patterns[shape.classes].others += 1
        return learned

    def fit(self, url: str) -> Fit:
        """Say how an address fits."""
        shape = shape_of(url)
        if not self._matches(shape) or self.is_list_address(url):
            return Fit.NONE
        pattern = self.patterns[shape.classes]
        if shape.is_dated or (pattern.others == 0 and any(pattern.words[:-1])):
            return Fit.STRONG
        return Fit.STRONG if pattern.others == 0 and len(shape.classes) > 1 else Fit.WEAK

    def is_list_address(self, url: str) -> bool:
        """Whether the address says itself that it is a list or a standing page, and no known post lies under that word."""
        parts = [s.lower() for s in unquote(urlsplit(url).path).split("/") if s]
        if parts and _PAGE_NUMBER.fullmatch(parts[-1]) and len(shape_of(url).classes) <= 2:
            return True
        own = [part for part in parts if part not in self.own_words]
        words = set(parts[:-1]) | ({parts[-1].partition(".")[0]} if parts else set())
        if words & LIST_WORDS - self.own_words:
            return True
        shape = shape_of(url)
        return not shape.is_dated and len(own) == 1 and own[0].partition(".")[0] in PAGE_WORDS | LIST_WORDS

    def _matches(self, shape: Shape) -> bool:
        pattern = self.patterns.get(shape.classes)
        if pattern is None:
            return False
        return all(allowed is None or word in allowed for allowed, word in zip(pattern.words, shape.words, strict=True))

    def _drop_strays(self, total: int) -> None:
        """A single odd address among many known posts (a feed that lists its "about" page) makes no shape."""
        if total < 10:
            return
        for classes, pattern in list(self.patterns.items()):
            if pattern.posts == 1 and "{year}" not in classes:
                del self.patterns[classes]


def _pattern(shapes: list[Shape]) -> _Pattern:
    dated = shapes[0].is_dated
    words: list[frozenset[str] | None] = []
    for place, name in enumerate(shapes[0].classes):
        seen = frozenset(s.words[place] for s in shapes)
        if name != "{word}" or (dated and (len(seen) > 1 or len(shapes) < 3)):
            words.append(None)  # a date in the address is evidence enough: categories before it may be any
        else:
            words.append(seen)
    return _Pattern(words=words, posts=len(shapes))
