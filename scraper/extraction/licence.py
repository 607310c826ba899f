"""Under which licence a post stands, and how much of it a stranger may read."""

import re

from lxml.etree import _Element

from scraper.extraction.elements import attribute_words, elements_of, is_within, names_of, select
from scraper.extraction.page import absolute
from scraper.extraction.stated.metadata import Metas, first
from scraper.text import count_words
from storage.records import Access

_COMMONS = re.compile(
    r"^https?://(?:www\.)?creativecommons\.org/(?:licenses/[\w-]+/[\d.]+|publicdomain/(?:zero|mark)/[\d.]+)", re.IGNORECASE
)
_WALL = re.compile(
    r"paywall|post-upgrade-cta|subscribers?-only|members?-only|premium-content-lock"
    r"|wp-block-premium-content|memberpress-unauthorized|pmpro_content_message|rcp_restricted|meteredContent"
    r"|locked-content"
)


def licence_of(tree: _Element, body: _Element | None, base: str) -> str | None:
    """The licence that the page names for itself: ``rel=license``, else a Creative Commons link outside the author's text."""
    for element in elements_of(tree, "a", "link"):
        if {"license", "licence"} & set(attribute_words(element, "rel")):
            address = absolute(element.get("href"), base)
            if address:
                return address
    for element in elements_of(tree, "a"):
        address = element.get("href") or ""
        if _COMMONS.match(address) and not (body is not None and is_within(element, body)):
            return address
    return None


def has_wall(body: _Element | None, walls: tuple[str, ...]) -> bool:
    """Whether the text ends with the platform's notice that only some may read on."""
    return body is not None and any(select(body, selector) for selector in walls)


def access_of(tree: _Element, metas: Metas, is_free: bool | None, body_text: str) -> Access:
    """Public, a preview before a wall, or members only; by what the page says of itself."""
    has_password_form = any("post-password-form" in names_of(form) for form in elements_of(tree, "form"))
    tier = (first(metas, "article:content_tier") or "").lower()
    is_walled = (
        is_free is False
        or tier in {"locked", "metered"}
        or any(_WALL.search(name) for element in elements_of(tree, "div", "section", "aside") for name in names_of(element))
    )
    if has_password_form:
        return Access.MEMBERS
    if not is_walled or is_free:
        return Access.PUBLIC
    return Access.PREVIEW if count_words(body_text) >= 20 else Access.MEMBERS
