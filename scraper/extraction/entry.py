"""A post from what an API or a feed says of it, without a page: the body cleaned and sanitised, every field with its source."""

from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from scraper.extraction.body import clean_body
from scraper.extraction.feeds import FeedEntry
from scraper.extraction.language import language_of
from scraper.extraction.links import body_links
from scraper.extraction.media import media_of, original_address
from scraper.extraction.page import parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.extraction.shortcodes import expand_shortcodes
from scraper.items import Hints, Rules
from scraper.text import folded, squeeze, strip_controls
from storage.records import Access, Media, Post, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all entries of a blog share: where its platform puts noise, its language."""

    rules: Rules
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What tells whether a record of an API is known: its id, the post's address, and when it was changed."""

    key: str
    url: str
    fingerprint: str | None

    @property
    def sighting(self) -> Sighting:
        """The record as a sighting."""
        return Sighting(url=self.url, source="api", fingerprint=self.fingerprint)


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry that was read whole: the sighting it is, and the post."""

    sighting: Sighting
    post: Post


def read_entry(entry: FeedEntry, frame: Frame) -> ReadEntry:
    """The post that an entry carries. Of a post that is closed to strangers no text is taken, whatever the answer holds."""
    hints, url = entry.hints, entry.sighting.url
    body = _body(hints, frame.rules)
    text = plain_text(body)
    stated = hints.language or frame.language
    language, language_source = language_of((stated.lower(),) if stated else (), text)
    post = Post(
        url=url,
        title=squeeze(hints.title) if hints.title else None,
        subtitle=_excerpt(hints, text),
        body_html=safe_html(body, url),
        body_text=text,
        authors=hints.authors,
        published=hints.published,
        updated=hints.updated,
        terms=hints.terms,
        language=language,
        links=body_links(body, url, url),
        media=_media(hints, body, url, frame.rules),
        counters=hints.counters,
        access=hints.access,
        platform_id=hints.platform_id,
    )
    sources = {name: hints.source for name in _STATED if getattr(post, name)} | ({"body": hints.source} if text or post.media else {})
    return ReadEntry(entry.sighting, replace(post, sources=sources | ({"language": language_source} if language_source else {})))


_STATED = ("title", "subtitle", "authors", "published", "updated", "terms", "platform_id")


def _body(hints: Hints, rules: Rules) -> HtmlElement:
    html = hints.body_html if hints.access is Access.PUBLIC and hints.body_html else ""
    body = parse_text(expand_shortcodes(strip_controls(html))).find("body")
    return clean_body(body, None, rules.noise, place=None).element


def _excerpt(hints: Hints, text: str) -> str | None:
    """The excerpt where the author wrote one: what the software cuts from the body says nothing new."""
    if not hints.excerpt or hints.access is not Access.PUBLIC:
        return None
    said = folded(hints.excerpt)
    return None if not said or folded(text).startswith(said[: max(40, len(said) - 40)]) else squeeze(hints.excerpt)


def _media(hints: Hints, body: HtmlElement, base: str, rules: Rules) -> tuple[Media, ...]:
    """The cover first; the body often shows it again."""
    cover = hints.cover and Media(
        url=original_address(hints.cover.url, rules.original_media), found_url=hints.cover.url, alt=hints.cover.alt
    )
    shown = media_of(body, base, rules.original_media)
    return (cover, *(medium for medium in shown if medium.url != cover.url)) if cover else shown
