"""One page in, one post out: asks every source in the order of trust and lets merge.py decide."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml.etree import _Element
from lxml.html import Element, HtmlElement

from scraper.dates import if_later, parse_date
from scraper.extraction import merge
from scraper.extraction.body.container import Found, body_place, clean_body, find_body, only_main
from scraper.extraction.claims import Claims
from scraper.extraction.comments.in_page import comment_system, read_comments
from scraper.extraction.comments.journal import read_journal_comments
from scraper.extraction.elements import attribute_words, elements_of, is_within, select, text_of
from scraper.extraction.hinted import hinted_body, lacks_code, lacks_markup, lacks_words, listed_claims, structured_claims, title_in
from scraper.extraction.language import language_of
from scraper.extraction.licence import access_of, has_wall, licence_of
from scraper.extraction.links import body_links
from scraper.extraction.media import cover_of, media_of, with_cover
from scraper.extraction.people import authors_in_text
from scraper.extraction.plain import plain_text
from scraper.extraction.platform_rules import platform_body, platform_comments, read_platform, told_apart, true_title, without_keywords
from scraper.extraction.reading import Reading
from scraper.extraction.sanitise import safe_html
from scraper.extraction.shown.authors import read_byline, read_notice
from scraper.extraction.shown.conventions import read_conventions
from scraper.extraction.shown.heading import CONFIRMED, Heading, find_heading, without_lock
from scraper.extraction.shown.scope import Scope
from scraper.extraction.signs import read_signs
from scraper.extraction.stated.jsonld import read_jsonld
from scraper.extraction.stated.metadata import read_open_graph, read_plain_metas
from scraper.extraction.stated.microformats import read_microdata, read_microformats
from scraper.extraction.stated.trackback import read_trackback
from scraper.items import Extraction, Hints, Page, Rules
from scraper.text import count_words, folded, tokens
from scraper.urls import path_of
from storage.records import Access, Comment, Media, Post

VERSION = "1"
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
_SUBTITLE_NAMES = re.compile(r"(?:(?:post|entry|article|page|single)[-_]*)*(?:sub-?title|sub-?heading|standfirst|deck|dek)")
_ACCOUNTS = frozenset({"admin", "administrator", "root", "webmaster"})  # under which software writes until somebody names it
_PROSE_WORDS = 8  # of a first paragraph; a line of meta before the title has fewer


@dataclass(frozen=True, slots=True)
class _Body:
    """The post's body: where it was found, its text, and who holds it."""

    found: Found
    text: str
    source: str


def extract_post(
    page: Page,
    rules: Rules = Rules(),  # noqa: B008 (frozen)
    hints: Hints | None = None,
    *,
    post_url: str | None = None,
    blog_title: str | None = None,
) -> Extraction:
    """Every field of the post at a page's address, each with its source, and the signs and links of the page.

    ``post_url`` is the post's own address where the page is another of its pages; ``blog_title`` what the blog's home is called.
    """
    hints = hints and replace(hints, title=true_title(hints.title, rules))
    reading = Reading(page, rules, hints, post_url, blog_title)
    metadata = (
        read_jsonld(reading.tree, page.url, reading.not_after, rules.coauthors),
        read_open_graph(reading.metas, reading.languages, reading.not_after),
    )
    jsonld, graph = (replace(said, title=true_title(said.title, rules)) for said in without_keywords(metadata, reading.tree, rules))
    platform = read_platform(reading.tree, rules, reading.base, reading.languages, reading.not_after)
    trackback = read_trackback(reading.text, reading.is_here, reading.languages, reading.not_after)
    stated = (*_titles(hints, jsonld, graph, platform, trackback), *([reading.page_title] if reading.page_title else []))
    site_name = jsonld.site_name or graph.site_name or reading.home_name or reading.feed_name or reading.blog_name
    heading = find_heading(reading.tree, stated, site_name, reading.is_here)
    untitled = platform.title == "" or (hints is not None and hints.title == "")
    if heading is not None and (untitled or _is_of_text(heading, reading) or _is_below_text(heading, reading)):
        heading = None
    body = _body(reading, heading)
    byline, *read = _claims(reading, heading, body.found, (jsonld, graph, platform, trackback))
    signed = Claims(source="text", authors=authors_in_text(body.text))
    structured = [*_structured(reading, platform, body.text)]
    first = [byline, *structured] if _names_another(byline, structured) else [*structured, byline]
    claims = [*first, *read, *listed_claims(hints), signed]
    extraction = _extraction(reading, claims, heading, body)
    if hints is None or not hints.title:
        return extraction
    shown = heading.text if heading is not None else ""
    lacks = reading.lacks(hints.title, shown)
    signs = replace(extraction.signs, lacks_title=lacks, other_title=reading.other_title(hints.title, shown))
    return replace(extraction, signs=replace(signs, looks_closed=signs.looks_closed and lacks))


def _structured(reading: Reading, platform: Claims, text: str) -> Iterable[Claims]:
    for claim in structured_claims(reading.hints, text):
        yield replace(claim, terms=told_apart(claim.terms, platform, reading.tree, reading.rules))


def _names_another(byline: Claims, structured: Iterable[Claims]) -> bool:
    """Whether the page labels an author of whom the feed says nothing: templates of feeds give the name of the blog to each entry."""
    fed = [claim for claim in structured if claim.source == "feed"]
    labelled, named = ({word for claim in said for author in claim.authors for word in tokens(author.name)} for said in ((byline,), fed))
    return bool(labelled - _ACCOUNTS and named) and labelled.isdisjoint(named)


def _is_of_text(heading: Heading, reading: Reading) -> bool:
    """Whether a heading that nothing else calls the title is one of the text's own, as the first that a post without a title has.

    It always is where machines are told of every title.
    """
    if heading.score >= CONFIRMED or reading.rules.titles_from_text:
        return heading.score < CONFIRMED
    body = platform_body(reading.tree, reading.rules)
    return body is not None and is_within(heading.element, body)


def _is_below_text(heading: Heading, reading: Reading) -> bool:
    """Whether a heading that nothing else calls the title follows the text's first words.

    A page that is called as the blog is has no title (WordPress has no other name for it): then any words will do.
    """
    if heading.score >= CONFIRMED:
        return False
    place = body_place(reading.tree, None, reading.base)
    place = place if place is not None else only_main(reading.tree)
    if place is None or not is_within(heading.element, place):
        return False
    is_untitled = reading.page_title is not None and reading.page_title == reading.feed_name
    lines = elements_of(place, "p", str(heading.element.tag))
    said = (line for line in lines if line is heading.element or (text_of(line) and not is_within(heading.element, line)))
    first = next(said, heading.element)
    return first is not heading.element and (is_untitled or count_words(text_of(first)) >= _PROSE_WORDS)


def _titles(hints: Hints | None, *claims: Claims) -> list[str]:
    hinted = [hints.title] if hints is not None and hints.title else []
    return [*hinted, *(claim.title for claim in claims if claim.title)]


def _claims(reading: Reading, heading: Heading | None, found: Found, known: tuple[Claims, Claims, Claims, Claims]) -> Iterable[Claims]:
    """All sources in the order of trust."""
    jsonld, graph, platform, trackback = known
    tree, base, languages, not_after = reading.tree, reading.base, reading.languages, reading.not_after
    place = found.place if found.place is not None else (heading.element if heading else None)
    scope = Scope(heading, found.place)
    yield read_byline(scope, base)
    yield jsonld
    yield read_microdata(tree, place, base, languages, not_after)
    yield read_microformats(tree, place, base, languages, not_after)
    yield graph
    yield platform
    yield read_conventions(scope, base, languages, not_after)
    yield trackback
    yield read_plain_metas(reading.metas, base, languages, not_after)
    yield read_notice(scope, base)
    for name in (reading.home_name, reading.feed_name, reading.blog_name, reading.blog_title):
        yield Claims(source="html", site_name=name)


def _body(reading: Reading, heading: Heading | None) -> _Body:
    found, source = _find_body(reading, heading.element if heading is not None else None)
    return _Body(found, plain_text(found.element), source)


def _find_body(reading: Reading, title: _Element | None) -> tuple[Found, str]:
    """The body and who holds it, in the order of trust."""
    rules, hints = reading.rules, reading.hints
    if reading.is_locked:  # whatever a feed or the page says instead of the text, it is the software's
        return Found(Element("div"), "body"), "platform"
    marked = platform_body(reading.tree, rules)
    whole = hinted_body(hints, rules)
    is_richer = marked is not None and any(select(marked, selector) for selector in rules.richer)
    if hints is None or whole is None or is_richer or reading.has_more:  # feeds carry the first page of several
        return _own_body(reading, marked, title)
    place, said = marked, plain_text(whole)
    if hints.source == "feed":
        found, source = _own_body(reading, marked, title)
        place = body_place(reading.tree, title, reading.base, said) if found.is_uncertain else found.place
        shown = None if found.is_uncertain else plain_text(found.element)
        if lacks_code(whole, place) or lacks_markup(whole, place) or (shown is not None and lacks_words(said, shown)):
            return found, source
    elif place is None:
        place = body_place(reading.tree, title, reading.base, said)
    return clean_body(whole, title_in(whole, hints), rules.noise, place=place, base=reading.base), hints.source


def _own_body(reading: Reading, marked: _Element | None, title: _Element | None) -> tuple[Found, str]:
    """The body that the page itself shows: in the element that the platform names, else where its marks say."""
    if marked is not None:
        return clean_body(marked, title, reading.rules.noise, place=marked, base=reading.base), "platform"
    return find_body(reading.tree, title, reading.base)


def _url_date(reading: Reading) -> Claims:
    match = _URL_DAY.search(path_of(reading.page.url))
    return Claims(source="url", published=parse_date("-".join(match.groups()), not_after=reading.not_after) if match else None)


def _extraction(reading: Reading, claims: list[Claims], heading: Heading | None, body: _Body) -> Extraction:
    post = _post(reading, claims, heading, body)
    types = frozenset(kind for claim in claims for kind in claim.types)
    signs = read_signs(reading.tree, reading.metas, types, body.found.place, post.title, body.text)
    is_blank = not (post.title or post.body_html or post.media)
    return Extraction(post=post, signs=replace(signs, is_blank=is_blank), links=tuple(reading.links), further=reading.further)


def _post(reading: Reading, claims: list[Claims], heading: Heading | None, body: _Body) -> Post:
    ledger = merge.Ledger()
    found, base = body.found, reading.base
    title = _title(reading, claims, heading, body, ledger)
    comments = _comments(reading, claims, ledger)
    dated = [*claims, _url_date(reading)]
    published = merge.merge_date(dated, "published", lambda claim: claim.published, ledger)
    updated = merge.merge_date(claims, "updated", lambda claim: if_later(claim.updated, published), ledger)
    language = _language(reading, body, ledger)
    _note_body(body, ledger)
    return Post(
        url=reading.page.url,
        title=title,
        subtitle=merge.pick(claims, "subtitle", lambda claim: claim.subtitle, ledger) or _subtitle(reading.tree, found.place, ledger),
        body_html=safe_html(found.element, base),
        body_text=body.text,
        authors=merge.merge_authors(claims, ledger),
        published=published,
        updated=updated,
        terms=merge.merge_terms(claims, ledger),
        language=language,
        canonical_url=reading.canonical,
        links=body_links(found.element, base, reading.page.url),
        media=_media(reading, found),
        comments=comments,
        counters=merge.merge_counters(claims),
        comment_system=comment_system(reading.text),
        licence=merge.pick(claims, "licence", lambda claim: claim.licence, ledger) or licence_of(reading.tree, found.place, base),
        access=_access(reading, claims, body),
        platform_id=merge.pick(claims, "platform_id", lambda claim: claim.platform_id, ledger),
        sources=ledger.sources,
        uncertain=tuple(ledger.uncertain),
        doubts=ledger.doubts,
    )


def _title(reading: Reading, claims: list[Claims], heading: Heading | None, body: _Body, ledger: merge.Ledger) -> str | None:
    title = merge.merge_title(claims, heading, reading.page_title, ledger)
    if title and reading.rules.titles_from_text and _is_from_text(title, heading, body.text):
        return ""
    return without_lock(title, reading.page_title or "") if title and reading.is_locked else title


def _is_from_text(title: str, heading: Heading | None, text: str) -> bool:
    """Whether a title that no heading shows is the beginning of the text, or stands for a text that has no words."""
    is_shown = heading is not None and folded(heading.text) == folded(title)
    return not is_shown and (not text or folded(text).startswith(folded(title)))


def _comments(reading: Reading, claims: list[Claims], ledger: merge.Ledger) -> tuple[Comment, ...]:
    """The comments; none of a locked post, which some themes show all the same."""
    if reading.is_locked:
        return ()
    if journal := read_journal_comments(reading.tree, reading.text, reading.base, reading.not_after):
        ledger.take("comments", "platform")
        return journal
    items = platform_comments(reading.tree, reading.rules)
    return merge.merge_comments(claims, read_comments(reading.tree, reading.base, reading.languages, reading.not_after, items), ledger)


def _language(reading: Reading, body: _Body, ledger: merge.Ledger) -> str | None:
    language, source = language_of(reading.languages, body.text)
    if source:
        ledger.take("language", source)
    return language


def _note_body(body: _Body, ledger: merge.Ledger) -> None:
    if body.text or body.found.element.find(".//img") is not None:
        ledger.take("body", body.source)
    if body.found.is_uncertain:
        ledger.uncertain.append("body")


def _access(reading: Reading, claims: list[Claims], body: _Body) -> Access:
    is_free = False if has_wall(body.found.place, reading.rules.walls) else next((c.is_free for c in claims if c.is_free is not None), None)
    return Access.MEMBERS if reading.is_locked else access_of(reading.tree, reading.metas, is_free, body.text)


def _media(reading: Reading, found: Found) -> tuple[Media, ...]:
    rules = reading.rules
    shown = media_of(found.element, reading.base, rules.original_media)
    return with_cover(cover_of(reading.tree, rules.cover, reading.base, reading.post_url, found.place), shown, rules.original_media)


def _subtitle(tree: HtmlElement, place: _Element | None, ledger: merge.Ledger) -> str | None:
    for element in elements_of(tree, "h2", "h3", "h4", "p", "div"):
        if any(_SUBTITLE_NAMES.fullmatch(name) for name in attribute_words(element, "class")):
            text = text_of(element)
            if 0 < len(text) <= 500 and place is not None and not any(parent is place for parent in element.iterancestors()):
                ledger.take("subtitle", "html")
                return text
    return None
