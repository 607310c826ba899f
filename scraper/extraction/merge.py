"""Who wins, field by field, and why: the order of trust, with the few cases in which a later source knows better."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from typing import TypeVar

from scraper.dates import parse_date
from scraper.extraction.claims import Claims
from scraper.extraction.shown.counters import first_of_each
from scraper.extraction.shown.heading import CONFIRMED, MAX_TITLE, Heading, without_angled, without_site_name
from scraper.text import bounded, folded, overlap, tokens
from storage.records import Author, Comment, Counter, StatedDate, Term, TermKind

_BEHIND_TITLE = re.compile(r"\s*[-–—|·(]\s*(.+?)\)?")  # what a theme sets there
MAX_TERMS = 200
_FARTHEST_EAST, _FARTHEST_WEST = timedelta(hours=14), timedelta(hours=12)  # of the zones there are
_ZONE_STEP = timedelta(minutes=15)  # of their offsets
_ALONE = 2.5  # score of a first heading that nothing speaks against
_SCHEMA = {"json-ld", "microdata"}
_FOR_MACHINES = {"json-ld", "open-graph", "html"}  # what search engines and networks are told, which plugins let authors word anew
_T = TypeVar("_T")


@dataclass(slots=True)
class Ledger:
    """Notes who said what is taken, and what the others said instead."""

    sources: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    uncertain: list[str] = field(default_factory=list)

    def take(self, name: str, source: str) -> None:
        """The source from which a field was taken."""
        self.sources[name] = source

    def doubt(self, name: str, others: Iterable[tuple[str, str]]) -> None:
        """What other sources say of a field."""
        said = "; ".join(f"{source}: {bounded(value, 200)}" for source, value in dict(others).items())
        if said:
            self.doubts[name] = said


def pick(claims: list[Claims], name: str, read: Callable[[Claims], _T], ledger: Ledger) -> _T | None:
    """The statement of the most trusted source that has one; differing ones are noted as doubts."""
    stated = [(claim.source, value) for claim in claims if (value := read(claim))]
    if not stated:
        return None
    source, chosen = stated[0]
    ledger.take(name, source)
    ledger.doubt(name, ((other, str(value)) for other, value in stated[1:] if str(value) != str(chosen)))
    return chosen


def merge_title(claims: list[Claims], heading: Heading | None, page_title: str | None, ledger: Ledger) -> str | None:
    """The title as the blog shows it: the stated one without the blog's name, in the heading's spelling where both say the same.

    A feed may say that there is none; an empty place for it, or a page named as the blog, says so where nobody states one.
    """
    if claims[0].title == "":
        ledger.take("title", claims[0].source)
        return ""
    site_names = tuple(claim.site_name for claim in claims if claim.site_name)
    is_untitled = page_title in site_names or any(claim.title == "" for claim in claims)  # then the words of a link to it are none either
    said = [(claim.source, claim.title) for claim in claims if claim.title and not (is_untitled and claim.source == "listing")]
    names = {folded(name) for name in site_names}
    is_told = page_title is not None and folded(page_title) not in names  # then machines that are told the blog's name are told no title
    stated = [
        (source, title)
        for source, title in said
        if not (page_title in site_names and title == page_title) and not (is_told and source in _FOR_MACHINES and folded(title) in names)
    ]
    shown = heading.text if heading is not None else None
    headings = (shown,) if shown and heading is not None and heading.score >= CONFIRMED else ()
    cleaned = [(source, without_site_name(title, site_names, headings)) for source, title in stated]
    if not cleaned and is_untitled and not headings:
        return None
    if not cleaned and page_title and not is_untitled and not headings:
        cleaned = [("html", without_site_name(page_title, site_names))]
    if not cleaned:
        ledger.take("title", "html")
        return bounded(shown, MAX_TITLE) if shown else None
    source, chosen = cleaned[0]
    if shown and source == "listing" and _is_within(shown, page_title) and not _is_within(chosen, page_title):
        source, chosen = "html", shown  # a link to a post may say anything: "My last word"
    if shown and _is_same_title(shown, chosen):
        chosen = shown
    elif heading is not None and source in _FOR_MACHINES and _is_own_title(heading, chosen, claims):
        source, chosen = "html", heading.text
    # a theme that does not escape a title loses its "<words>" in the page; metadata that do escape keep them
    escaped = [title for _, title in cleaned] + ([without_site_name(page_title, site_names)] if page_title else [])
    chosen = next((title for title in escaped if "<" in title and without_angled(title) == without_angled(chosen)), chosen)
    ledger.take("title", source)
    others = [*cleaned[1:], *([("html", shown)] if shown else [])]
    ledger.doubt("title", ((other, title) for other, title in others if folded(title) != folded(chosen)))
    return bounded(chosen, MAX_TITLE)


def _is_within(title: str, page_title: str | None) -> bool:
    return folded(title) != "" and f" {folded(title)} " in f" {folded(page_title or '')} "


def _is_same_title(shown: str, stated: str) -> bool:
    """The heading has the words of the stated title, or all of a title that was cut short."""
    one, other = folded(shown), folded(stated)
    if not one or one == other:
        return bool(one)
    if stated.rstrip().endswith(("…", "...")) and len(other) > 15:
        return one.startswith(other)
    if shown.startswith(stated) and (day := _BEHIND_TITLE.fullmatch(shown, len(stated))) and parse_date(day[1]) is not None:
        return False  # the theme's: "Goats at sea - Thu, Dec 17, 2020"
    held, agreed = overlap(stated, shown)
    return held == 1.0 and agreed >= 0.75  # software that strips tags from metadata also strips "<blog>" from a title


def _is_own_title(heading: Heading, stated: str, claims: list[Claims]) -> bool:
    """Whether a heading is the post's title, though machines are told another: the platform marks it so, or it has the same words."""
    if heading.score < _ALONE:
        return False
    is_marked = heading.element.tag == "h1" and any(claim.source == "platform" and claim.title == heading.text for claim in claims)
    return is_marked or _is_reworded(heading.text, stated)


def _is_reworded(shown: str, stated: str) -> bool:
    """Whether a title was written anew for search engines: half of the words of one are the other's.

    A heading with the whole title and more in it holds furniture too.
    """
    if f" {folded(stated)} " in f" {folded(shown)} " or shown.rstrip().endswith(("…", "...")):
        return False
    held, agreed = overlap(shown, stated)
    return max(held, agreed) >= 0.5 and min(held, agreed) >= 0.25


def merge_date(claims: list[Claims], name: str, read: Callable[[Claims], StatedDate | None], ledger: Ledger) -> StatedDate | None:
    """The most trusted date; of statements of the same moment the one that tells the author's own offset or the time of day.

    A feed states moments in UTC: where all that the page shows is the day before or after, that is the author's day; where nothing shows a
    day, that of the moment is uncertain.
    """
    stated = [(claim.source, moment) for claim in claims if (moment := read(claim)) is not None]
    if not stated:
        return None
    trusted = _as_in_address(stated) or stated
    source, chosen = max(trusted, key=lambda entry: _precision(entry[1], trusted[0][1]))
    if chosen.is_placeless and not any(moment.day == chosen.day for _, moment in stated if not moment.is_placeless):
        told = ((other, local) for other, moment in stated if (local := _told_elsewhere(moment, chosen)) is not None)
        shown = next(told, None)
        source, chosen = shown or (source, chosen)
        ledger.uncertain.extend([] if shown else [name])
    ledger.take(name, source)
    ledger.doubt(name, ((other, moment.iso) for other, moment in stated if moment.day != chosen.day))
    return chosen


def _as_in_address(stated: list[tuple[str, StatedDate]]) -> list[tuple[str, StatedDate]]:
    """What is said of the very day that the address has, where the most trusted source says another: a generator that asks its repository
    states in the feed when a file was moved.
    """
    days = [moment.day for source, moment in stated if source == "url"]
    if not days or abs(stated[0][1].day - days[0]) <= timedelta(days=1):
        return []
    return [(source, moment) for source, moment in stated if source != "url" and moment.day == days[0]]


def _told_elsewhere(shown: StatedDate, stated: StatedDate) -> StatedDate | None:
    """A day, or a time without an offset, where it can be a moment in UTC as a clock in some other zone tells it."""
    if "T" not in shown.iso:
        midnight = datetime.combine(shown.day, time(), UTC)
        return shown if midnight - _FARTHEST_EAST <= stated.utc < midnight + timedelta(days=1) + _FARTHEST_WEST else None
    ahead = shown.utc - stated.utc
    offset = round(ahead / _ZONE_STEP) * _ZONE_STEP
    is_exact = ahead == offset != timedelta() and shown.is_placeless  # Typecho's pages mark the blog's own clock as UTC
    is_near = not shown.has_offset and abs(ahead - offset) <= timedelta(minutes=1)
    if not (is_exact or is_near) or not -_FARTHEST_WEST <= offset <= _FARTHEST_EAST:
        return None
    return StatedDate(stated.utc.astimezone(timezone(offset)).isoformat())


def _precision(moment: StatedDate, trusted: StatedDate) -> int:
    """How much better than the trusted statement one of the same date is; below zero for another date."""
    if moment is trusted:
        return 1
    if "T" in moment.iso and "T" in trusted.iso:
        return 2 if moment.utc == trusted.utc and trusted.is_placeless and not moment.is_placeless else 0
    return 2 if "T" in moment.iso and "T" not in trusted.iso and moment.day == trusted.day else 0


def merge_authors(claims: list[Claims], ledger: Ledger) -> tuple[Author, ...]:
    """The most trusted byline, or a longer one that holds it: feeds often name the first of several authors only.

    A byline that the page shows is whole but for what schema.org's record of the post adds: other metadata may name all who write for the
    blog. Addresses of its people may come from others.
    """
    stated = _of_people([(claim.source, claim.authors) for claim in claims if claim.authors], claims)
    if not stated:
        return ()
    first = {folded(author.name) for author in stated[0][1]}
    others = [s for s in stated[1:] if stated[0][0] != "html" or s[0] in _SCHEMA]
    source, chosen = next((s for s in others if first < {folded(author.name) for author in s[1]}), stated[0])
    ledger.take("authors", source)
    names = {folded(author.name) for author in chosen}
    ledger.doubt(
        "authors",
        ((other, ", ".join(a.name for a in authors)) for other, authors in stated[1:] if {folded(a.name) for a in authors} != names),
    )
    addresses = {folded(author.name): author.url for _, authors in reversed(stated) for author in authors if author.url}
    return tuple(Author(name=author.name, url=author.url or addresses.get(folded(author.name))) for author in chosen)


def _of_people(stated: list[tuple[str, tuple[Author, ...]]], claims: list[Claims]) -> list[tuple[str, tuple[Author, ...]]]:
    """The bylines without the blog's own name, which was taken for two ("Lantern & Ledger"), where they name somebody else too.

    Two people may call their blog by their names.
    """
    sites = [frozenset(tokens(claim.site_name)) for claim in claims if claim.site_name]
    people = [tuple(a for a in authors if not any(_is_part(a, authors, site) for site in sites)) for _, authors in stated]
    return [(source, named or authors) for (source, authors), named in zip(stated, people, strict=True)]


def _is_part(author: Author, authors: tuple[Author, ...], site: frozenset[str]) -> bool:
    """Whether a name is one of several that make up the blog's."""
    parts = [words for other in authors if (words := frozenset(tokens(other.name))) < site]
    return frozenset(tokens(author.name)) in parts and site == frozenset().union(*parts)


def merge_terms(claims: list[Claims], ledger: Ledger) -> tuple[Term, ...]:
    """Tags and categories, each kind from the most trusted source that has it.

    Feeds call all terms tags: what others call a category and no tag is none.
    """
    chosen: list[Term] = []
    tagging = [claim for claim in _of_the_post(claims) if not _names_categories_alone(claim, claims)]
    best = {TermKind.CATEGORY: _told_by_platform(claims), TermKind.TAG: _telling_first(tagging)}
    for kind, name in ((TermKind.CATEGORY, "categories"), (TermKind.TAG, "tags"), (TermKind.SERIES, "series")):
        stated = best.get(kind, claims)
        terms = pick(stated, name, lambda claim, kind=kind: _of_kind(claim, kind), ledger) or ()  # type: ignore[misc]  # the default binds kind
        ledger.doubts.pop(name, None)  # sources differ in what they call a tag; that is no doubt
        chosen.extend(terms)
    chosen = [term for term in chosen if term.kind is not TermKind.TAG or not _is_category(term, claims)]
    return tuple(_distinct(chosen, claims))[:MAX_TERMS]


def _of_the_post(claims: list[Claims]) -> list[Claims]:
    """The claims without tags in the head none of which the page shows around the post: some themes state the blog's own there."""
    shown = {name for claim in claims if claim.source == "html" and claim.has_marked_tags for name in _tag_names(claim)}
    return [claim for claim in claims if claim.source != "open-graph" or not shown or not (names := _tag_names(claim)) or names & shown]


def _telling_first(claims: list[Claims]) -> list[Claims]:
    """The claims, first one that knows the tags better than the most trusted: the tags that it joined, or those that it has not."""
    stated = [claim for claim in claims if _of_kind(claim, TermKind.TAG)]
    better = next((other for other in stated[1:] if _tells_better(other, stated[0])), None)
    return [better, *claims] if better is not None else claims


def _tells_better(other: Claims, first: Claims) -> bool:
    """Whether one has apart what the other joined with commas, or calls tags what the other does not have among its "keywords"."""
    names, known = _tag_names(other), _tag_names(first)
    parts = {_key(part) for term in _of_kind(first, TermKind.TAG) for part in term.name.split(",")}
    if len(parts) > len(known) and names == parts:
        return True
    return first.source in _SCHEMA and other.source not in _SCHEMA and other.has_marked_tags and not names <= known


def _told_by_platform(claims: list[Claims]) -> list[Claims]:
    """The claims, first the platform's own categories where metadata tell them: those name one, or join them and the tags with commas.

    Metadata that name all of the platform's and more tell more: some themes show one category of several.
    """
    stated = [claim for claim in claims if _of_kind(claim, TermKind.CATEGORY)]
    own = next((claim for claim in stated if claim.source == "platform"), None)
    if own is None or stated[0].source not in _FOR_MACHINES:
        return claims
    known = {_key(term.name) for term in _of_kind(own, TermKind.CATEGORY)}
    told = {_key(term.name) for term in _of_kind(stated[0], TermKind.CATEGORY)} - _tag_names(own)
    return claims if known < told else [own, *claims]


def _tag_names(claim: Claims) -> set[str]:
    return {_key(term.name) for term in _of_kind(claim, TermKind.TAG)}


def _key(name: str) -> str:
    """A tag however it is spelled: "#machine-learning" is "Machine Learning"."""
    return folded(name) or name.strip().casefold()


def _is_category(tag: Term, claims: list[Claims]) -> bool:
    """Whether every source that tells the two kinds apart knows the term as a category alone, and no page calls it a tag in a word."""
    if any(claim.source == "html" and claim.has_marked_tags and _key(tag.name) in _tag_names(claim) for claim in claims):
        return False
    telling = [claim for claim in claims if _of_kind(claim, TermKind.CATEGORY)]
    kinds = {term.kind for claim in telling for term in claim.terms if term.name.casefold() == tag.name.casefold()}
    return kinds == {TermKind.CATEGORY}


def _names_categories_alone(claim: Claims, claims: list[Claims]) -> bool:
    """Whether all that a source calls tags are the categories that others know: some feeds have no tags, but the page may."""
    tags = _of_kind(claim, TermKind.TAG)
    return bool(tags) and all(_is_category(tag, claims) for tag in tags)


def _of_kind(claim: Claims, kind: TermKind) -> tuple[Term, ...]:
    return tuple(term for term in claim.terms if term.kind is kind)


def _distinct(terms: list[Term], claims: list[Claims]) -> list[Term]:
    addresses = {term.name.casefold(): term.url for claim in reversed(claims) for term in claim.terms if term.url}
    found: dict[tuple[str, TermKind], Term] = {}
    for term in terms:
        found.setdefault(
            (term.name.casefold(), term.kind), Term(name=term.name, kind=term.kind, url=term.url or addresses.get(term.name.casefold()))
        )
    return list(found.values())


def merge_counters(claims: list[Claims]) -> tuple[Counter, ...]:
    """Each counter from the first source that has it."""
    return first_of_each(counter for claim in claims for counter in claim.counters)


def merge_comments(claims: list[Claims], in_page: tuple[Comment, ...], ledger: Ledger) -> tuple[Comment, ...]:
    """The comments of the source that has most of them; the page's own markup has threads and HTML, so it wins a draw."""
    embedded = max((claim for claim in claims if claim.comments), key=lambda claim: len(claim.comments), default=None)
    if embedded is not None and len(embedded.comments) > len(in_page):
        ledger.take("comments", embedded.source)
        return embedded.comments
    if in_page:
        ledger.take("comments", "html")
    return in_page
