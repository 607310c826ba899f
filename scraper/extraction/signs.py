"""What a page shows of its own kind: marks of its template, shared by pages of one kind and not by others."""

import re

from lxml.etree import _Element
from lxml.html import HtmlElement

from scraper.extraction.elements import elements_of, is_within, names_of, text_of
from scraper.extraction.noise import is_noise
from scraper.extraction.stated.metadata import Metas, first
from scraper.items import PageSigns
from scraper.text import count_words

MAX_FEATURES = 120
_VARIES = re.compile(
    r"\d{2,}|[0-9a-f]{8,}|^(?:post|postid|page-id|term|tag|category|author|single-format|format)-|^(?:tag|category|author)_"
)
_PAGE_ID = re.compile(r"page-id-\d+")
_MISSING = re.compile(
    r"\b(?:404|page cannot be found|(?<!image )(?<!picture )not found|nothing (?:was )?found|does(?:n['’]t| not) exist"
    r"|nicht gefunden|page introuvable|página no encontrada|pagina non trovata|página não encontrada"
    r"|pagina niet gevonden|страница не найдена|הדף לא נמצא|sidan hittades inte)\b|页面不存在|找不到页面|見つかりません",
    re.IGNORECASE,
)
_MAX_MISSING_WORDS = 150
# What servers, their guards and blog software put in the title of a page that stands for any other; the blog's name may follow.
_CLOSED_TITLE = re.compile(
    r"\W*(?:just a moment|attention required|access (?:is )?denied|(?:checking|verifying) (?:your browser|you are human)(?: before .*)?"
    r"|one moment,? please|please wait(?: a moment)?|are you (?:a )?(?:robot|human)"
    r"|(?:security|robot|bot) (?:check|verification)|ddos-guard"
    r"|(?:this )?(?:account|site|website|domain) (?:(?:has been|is) )?(?:suspended|disabled|expired)"
    r"|(?:(?:we are|site|website) )?(?:(?:is )?(?:under|down for|in) )?(?:scheduled )?maintenance(?: mode)?|briefly unavailable for .*"
    r"|(?:service|temporarily|site) (?:temporarily )?unavailable|database error|error establishing a database connection"
    r"|(?:(?:error )?50\d )?(?:bad gateway|gateway time-?out|internal server error)|error 5\d\d|(?:403 )?forbidden"
    r"|(?:429 )?too many requests"
    r"|web server is (?:down|returning an unknown error))\W*(?:[|–—·»-]\s.*)?",
    re.IGNORECASE,
)


def read_signs(
    tree: HtmlElement, metas: Metas, types: frozenset[str], place: _Element | None, title: str | None, body_text: str
) -> PageSigns:
    """The signs of a page."""
    words = count_words(body_text)
    return PageSigns(
        features=frozenset(_features(tree, metas, types, place)[:MAX_FEATURES]),
        og_type=first(metas, "og:type"),
        schema_types=types,
        articles=_entries(tree, place),
        looks_missing=_looks_missing(tree, title, body_text, words),
        looks_closed=not types and first(metas, "og:type") != "article" and _looks_closed(tree, words),
    )


def _features(tree: HtmlElement, metas: Metas, types: frozenset[str], place: _Element | None) -> list[str]:
    found = [f"meta:{name}" for name in sorted(metas) if name.startswith(("article:", "og:article", "twitter:label", "citation_", "dc."))]
    found += [f"meta:og:type={first(metas, 'og:type')}"] if "og:type" in metas else []
    found += [f"jsonld:{kind}" for kind in sorted(types)]
    found += [
        f"link:{rel}"
        for rel in sorted({(link.get("rel") or "").lower() for link in tree.iter("link")})
        if rel in {"prev", "next", "shortlink", "amphtml", "pingback"}
    ]
    body = tree.find("body")
    if body is not None:
        found += [f"body.{name}" for name in names_of(body) if not _VARIES.search(name)]
        found += ["body.page-id"] if any(map(_PAGE_ID.fullmatch, names_of(body))) else []
        found += [f"body#{body.get('id')}"] if body.get("id") else []
    for heading in list(elements_of(tree, "h1"))[:3]:
        found.append(f"h1@{_line(heading)}")
    for moment in list(elements_of(tree, "time"))[:1]:
        found.append(f"time@{_line(moment)}")
    if place is not None:
        found.append(f"content@{_line(place)}")
    return list(dict.fromkeys(found))


def _line(element: _Element) -> str:
    """The element and its three next ancestors, by tag and steady class names."""
    return ">".join(_mark(step) for step in [*reversed(list(element.iterancestors())[:3]), element])


def _mark(element: _Element) -> str:
    steady = sorted(name for name in names_of(element) if not _VARIES.search(name))[:3]
    return ".".join([str(element.tag), *steady])


def _entries(tree: _Element, place: _Element | None) -> int:
    """How many elements look like one whole entry each: the larger of articles and of marked entries, those within others left out.

    Themes set each comment in an article of its own; HTML calls for it. Where one entry holds the body, only those count beside it that
    stand in the same kind of place or say nearly as much: others are teasers of other posts, as are all where none holds it.
    """
    articles = [e for e in elements_of(tree, "article") if count_words(text_of(e)) > 3 and not _is_comment(e)]
    marked = [
        e
        for e in elements_of(tree)
        if {"hentry", "h-entry", "post", "entry"} & set(names_of(e))
        and e.tag not in {"body", "html", "a", "span"}
        and count_words(text_of(e)) > 3
    ]
    entries = max(_outermost(articles), _outermost(marked), key=len)
    if place is None:
        return len(entries)
    if any(is_within(entry, place) and entry is not place for entry in entries):
        return sum(not _is_beside(entry) for entry in entries) or 1
    holder = next((entry for entry in entries if is_within(place, entry)), None)
    if holder is None:
        return min(len(entries), 1)
    return 1 + sum(_is_like(entry, holder) for entry in entries if entry is not holder)


def _is_like(entry: _Element, holder: _Element) -> bool:
    """Whether an entry of a page is shown as the one that holds the body is, and not as a teaser beside it."""
    return not _is_beside(entry) and (_line(entry) == _line(holder) or count_words(text_of(entry)) > 0.5 * count_words(text_of(holder)))


def _is_beside(entry: _Element) -> bool:
    """Whether an entry stands in a part that is named as one beside the post."""
    return any(
        step.tag in {"aside", "footer", "nav"} or is_noise(step) for step in entry.iterancestors() if step.tag not in {"body", "html"}
    )


def _is_comment(element: _Element) -> bool:
    return any("comment" in name for step in (element, *list(element.iterancestors())[:2]) if step.tag != "body" for name in names_of(step))


def _outermost(elements: list[_Element]) -> list[_Element]:
    kept: list[_Element] = []
    for element in elements[:500]:
        if not kept or not is_within(element, kept[-1]):
            kept.append(element)
    return kept


def _looks_missing(tree: HtmlElement, title: str | None, body_text: str, words: int) -> bool:
    if words > _MAX_MISSING_WORDS:
        return False
    head = tree.find(".//title")
    shown = " ".join((title or "", text_of(head) if head is not None else ""))
    return _MISSING.search(shown) is not None or (words < 40 and _MISSING.search(body_text) is not None)


def _looks_closed(tree: HtmlElement, words: int) -> bool:
    """Such a page has the title of one, few words, and nothing of a blog's own: neither a time nor the blog's feed."""
    head = tree.find(".//title")
    if words > _MAX_MISSING_WORDS or head is None or _CLOSED_TITLE.fullmatch(text_of(head)) is None:
        return False
    return tree.find(".//time") is None and not any("alternate" in (link.get("rel") or "").lower() for link in tree.iter("link"))
