"""What listings said of a post before its page came: a feed or an API is believed first, a list's words beside a link last."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement, HTMLParser, fragment_fromstring

from scraper.extraction.body.shortcodes import expand_shortcodes
from scraper.extraction.claims import Claims
from scraper.extraction.elements import elements_of, raw_text, text_of
from scraper.extraction.page import strip_references
from scraper.items import Hints, Rules
from scraper.text import count_words, folded, overlap, squeeze, strip_controls
from storage.records import Access

_PARSER = HTMLParser(remove_comments=True, remove_pis=True)  # as pages are parsed
_TELLING_WORDS = 5  # of code: fewer may stand anywhere
_LINE_NUMBERS = re.compile(r"[\d\s]*")  # highlighters set them into a column of their own
_TELLING_BLOCKS = 2
_MUCH_MORE, _FEW_WORDS = 2, 50  # as comments and notes that are left over beside a body do not come to
_SAME = 0.01
_CUT = re.compile(r"\[(?:…|\.\.\.)\]\s*$")  # WordPress ends so what it cuts itself
_TELLING = 40  # characters of an excerpt that tell whether it is the body's


def structured_claims(hints: Hints | None, text: str) -> Iterator[Claims]:
    """What the structured source itself (a feed, an API) says; ``text`` is the post's."""
    if hints is None:
        return
    other = hints.stated_by
    yield Claims(
        source=hints.source,
        title=_title(hints) if "title" not in other else None,
        subtitle=excerpt_of(hints, text),
        authors=hints.authors if "authors" not in other else (),
        published=hints.published,
        updated=hints.updated if "updated" not in other else None,
        terms=hints.terms,
        counters=hints.counters,
        platform_id=hints.platform_id,
        is_free=None if hints.access is Access.PUBLIC else False,
    )


def listed_claims(hints: Hints | None) -> Iterator[Claims]:
    """What other listings said, each under its own name."""
    if hints is None:
        return
    for name, source in hints.stated_by.items():
        if name == "title":
            yield Claims(source=source, title=_title(hints))
        elif name == "listed":
            yield Claims(source=source, published=hints.listed)
        elif name == "authors":
            yield Claims(source=source, authors=hints.authors)
        elif name == "updated":
            yield Claims(source=source, updated=hints.updated)


def excerpt_of(hints: Hints, text: str) -> str | None:
    """The excerpt where the author wrote one: what the software cuts from the body says nothing new.

    Without a text it may be the software's word that the post is closed.
    """
    if not hints.excerpt or not text or hints.access is Access.MEMBERS or _CUT.search(hints.excerpt):
        return None
    said = folded(hints.excerpt)
    return None if not said or _is_cut(said, folded(text)) else squeeze(hints.excerpt)


def _is_cut(said: str, text: str) -> bool:
    """Whether an excerpt is from the text, also where the software cut it with what plugins put before and behind that."""
    start = len(said) // 2 - _TELLING // 2
    is_of_text = said[:_TELLING] in text or (start >= 0 and said[start : start + _TELLING] in text)
    return is_of_text or f" {text} " in f" {said} "


def _title(hints: Hints) -> str | None:
    return None if hints.title is None else squeeze(hints.title)


def hinted_body(hints: Hints | None, rules: Rules) -> HtmlElement | None:
    """The whole body that a structured source carries, as a tree; ``None`` where it carries none or an excerpt."""
    if hints is None or not hints.body_html or not hints.body_is_whole:
        return None
    try:
        html = strip_references(strip_controls(hints.body_html))
        return fragment_fromstring(expand_shortcodes(html) if rules.has_shortcodes else html, create_parent="div", parser=_PARSER)
    except (etree.LxmlError, ValueError, AssertionError):
        return None  # the page itself is there


def title_in(said: HtmlElement, hints: Hints) -> _Element | None:
    """The heading with which a body as a feed carries it begins, where it is the post's title: some put whole pages into feeds."""
    first = next(elements_of(said, "h1", "h2"), None)
    if first is None or not hints.title or not text_of(said).startswith(text_of(first)):
        return None
    return first if folded(text_of(first)) == folded(hints.title) else None


def lacks_code(said: HtmlElement, shown: _Element | None) -> bool:
    """Whether a body as a feed carries it leaves out code that the page's own has: some software knows no place for it in a feed."""
    if shown is None:
        return False
    words = raw_text(said)
    codes = (raw_text(element) for element in elements_of(shown, "pre"))
    return any(
        not _LINE_NUMBERS.fullmatch(code) and count_words(code) >= _TELLING_WORDS and overlap(code, words)[0] < 0.5 for code in codes
    )


def lacks_markup(said: HtmlElement, shown: _Element | None) -> bool:
    """Whether a body as a feed carries it is the bare words of what the page has in paragraphs: some software strips all else."""
    if shown is None or len(said) or len(list(shown.iter("p", "pre", "li"))) < _TELLING_BLOCKS:
        return False
    of_said, of_shown = overlap(raw_text(said), raw_text(shown))
    return of_shown > 0.9 and of_said > 0.7  # Hugo's bare words are escaped twice, and full of "rsquo" and "lt"


def lacks_words(said: str, shown: str) -> bool:
    """Whether a feed's text is an excerpt of the page's that does not call itself one, or has its letters in fewer words.

    ABlog's feeds give the first paragraph as the content; Hexo's drop line ends, which joins the words around them.
    """
    of_said, of_shown = count_words(said), count_words(shown)
    if of_shown > _MUCH_MORE * of_said + _FEW_WORDS:
        return overlap(said, shown)[0] > 0.9
    letters, others = ("".join(text.split()) for text in (said, shown))
    return abs(len(letters) - len(others)) <= _SAME * len(others) and of_said < (1 - _SAME) * of_shown
