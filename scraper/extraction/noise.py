"""What is on a page beside the author's words: share bars, related posts, navigation, comment areas, meta lines, counters.

Recognised by the words that themes use in class names and ids, by roles, and by links; never by one theme's name. What holds the body
or the title is kept whatever it is called (``has-sidebar``, ``comments-open`` are names of wrappers).
"""

import re
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from scraper.extraction.elements import (
    HEADINGS,
    HTML_TAGS,
    cut,
    cut_all,
    elements_of,
    is_hidden,
    is_within,
    names_of,
    raw_text,
    text_length,
    text_of,
)
from scraper.text import count_words

CLUTTER = tuple("script style template form button select input textarea object applet dialog nav menu noscript".split())

# Words of class names that name a part of the page, wherever they stand in a name.
_WORDS = frozenset(
    "share sharing shares sharer sharrre sharedaddy addtoany addthis a2a sociable social socials sharethis shareaholic related similar "
    "relatedposts relatedpost yarpp crp outbrain taboola zergnet linkwithin recommended recommendations breadcrumb breadcrumbs "
    "pagination pager paginator pagenav pagenavi nextprev prevnext postnav nav navigation navbar menu disqus dsq giscus utterances isso "
    "remark42 commento cusdis valine waline gitalk twikoo livefyre respond webmention webmentions newsletter subscribe subscription "
    "subscriptions signup optin mailchimp mailpoet toc lwptoc tableofcontents copyright licensing sponsor sponsors sponsored "
    "advertisement advertising advert adsense adsbygoogle donate donation donations reward kofi patreon tipjar readingtime readtime "
    "wordcount busuanzi sidebar cookie cookies gdpr popup byline dateline postmeta postinfo metadata postmetadata authorbox trackback "
    "trackbacks pingback pingbacks comment comments commentform commentlist pagetop backtotop sro feedburner blogroll tagcloud headerlink "
    "prevnextpost postmenu qrcode permalink postnavigation skiplink lineno linenos linenumber linenumbers gutter clipboard".split()
)
_PREFIX = r"(?:post|entry|article|blog|single|page|story|content|card|item|js|the|site|wp|block|title|quarto)"
# Whole names: harmless words alone ("info", "links", "date"), parts of a template behind such a prefix.
_AUTHOR_BOX = r"author[-_]?(?:box|bio|info|card|description|profile)(?:[-_]?(?:box|wrap(?:per)?|container))?"
_NAMES = re.compile(
    rf"(?:{_PREFIX}[-_]*)*(?:metas?(?:[-_]?(?:up|top|bottom|down|line|box))?|tags?|tag-?list|tags-?links|cats?|cat-?links"
    rf"|categor(?:y|ies)|categor(?:y|ies)-?list|stats|likes?|ads?|toc|widgets?|taxonom(?:y|ies)"
    rf"|{_AUTHOR_BOX}|author-?(?:meta|area)|about-?(?:the-)?author|(?:prev(?:ious)?"
    r"|next)-?(?:post|article|entry)s?|(?:prev(?:ious)?-?next|next-?prev(?:ious)?)|read-?(?:next|more-posts)|more-?(?:posts|articles)"
    r"|(?:also|you-(?:may|might))-.*like|see-also(?:-\w+)*|reading-?time|read-?time|word-?count|(?:post|page)?-?views?-?(?:count(?:er)?)?"
    r"|edit-?(?:link|page|post|this).*|copy-?(?:btn|button|code)?"
    r"|(?:\w+-)*(?:screen-reader(?:-text)?|visually-?hidden|sr-only)|u-hidden|a11y-hidden|d-none|print-?only|skip-?(?:link|nav)s?"
    r"|anchor(?:js)?-?link|back-?to-?top|to-?top|table-?of-?contents?"
    r"|kk-star-ratings|(?:star-?)?ratings?(?:-(?:loading|text))?|i-?like-?this|reactions?|call-to-action|cta|licen[sc]e|licen[sc]ing|posted"
    r"|print-?(?:link|button)"
    r"|(?:out-?dated?|expir(?:ed|ation))-?(?:notice|reminder|tips?|warning|alert|hint)"
    r"|footer|appendix-bottom|hatena.*|fb-(?:like|comments).*|twitter-share.*|line-numbers?-?(?:rows)?)",
)
_ABOUT_AUTHOR = re.compile(rf"(?:{_PREFIX}[-_]*)*{_AUTHOR_BOX}")
_MEASURE = re.compile(r"(?:^|[-_])(?:read(?:ing)?[-_]?time|word[-_]?count)(?:$|[-_])")  # of the text, by plugins of many names
_PREFIXED = re.compile(
    rf"(?:{_PREFIX}[-_]+)+(?:foot|bottom|info|infos|details|date|dates|time|author|authors|byline|views?|counts?"
    rf"|counter|actions?|tools|toolbar|utility|buttons?|links?|extras?"
    r"|banner|promo|nav.*|terms|labels?|topics|updated|published|timestamp|statistics|status|like|next|prev(?:ious)?)",
)
# How a text may be used and cited, as Quarto adds it below one; an author's own section of such a name has the words of its heading.
_ATTRIBUTION = re.compile(r"[a-z]+-(?:reuse|citation|copyright)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")
_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "complementary", "toolbar", "menu", "dialog", "alert"})
_NEVER = frozenset({"html", "body", "main", "tbody", "code", "pre", "img", "picture", "em", "strong", "b", "i"})
_SECTION_LIKE = HEADINGS | {"p", "li", "section"}
_LINE_NAMES = frozenset({"ln", "lnt"})
_NOT_TO_COPY = re.compile(r"(?<![\w-])(?:-\w+-)?user-select\s*:\s*none", re.IGNORECASE)
_DISCUSSION_IDS = frozenset({"comments", "reply", "respond", "trackbacks", "pingbacks", "feedback", "feedbacks"})
_ENTRY = frozenset({"entry", "post", "entry-content", "post-content", "article-content", "entry-body", "post-body"})
_COLUMN = re.compile(r"col-(?:(?:xs|sm|md|lg|xl|xxl)-)?(\d\d?)")
_MAX_POSTED_WORDS = 40  # of who posted it and when: what is longer was posted
_MAX_COLUMNS = 12  # of a row: a wall of pictures has thousands in one
_LEAST_LINKS = 4  # of a sidebar: a narrow column may hold a picture and its source
_HEADING_ANCHOR = re.compile(r"[#¶§🔗⚓∞]?")


@lru_cache(maxsize=4096)
def is_noise_name(name: str) -> bool:
    """Whether a class name or id is that of a part beside the body."""
    words = {word.lower() for word in _CAMEL.split(name) if word}
    if "anchor" in words:  # of a heading or note to which a link leads, clear of the page's navbar ("anchorWithStickyNavbar")
        words.discard("navbar")
    return (
        bool(words & _WORDS)
        or _MEASURE.search(name.lower()) is not None
        or _NAMES.fullmatch(name.lower()) is not None
        or _PREFIXED.fullmatch(name.lower()) is not None
    )


def is_noise(element: _Element) -> bool:
    """Whether the element's own names or role say that it is not the author's text."""
    if (element.get("role") or "").lower() in _ROLES:
        return True
    if _is_target_of_contents(element):
        return False
    if (element.get("itemprop") or "").lower() == "keywords":
        return True
    if element.tag not in HTML_TAGS and is_noise_name(element.tag):
        return True
    if any(is_noise_name(name) and not _says_else(element, name) for name in (element.get("class") or "").split()):
        return True
    name = element.get("id") or ""
    if name in _DISCUSSION_IDS and (element.tag == "p" or (element.tag == "section" and _is_of_comments(element))):
        return True  # WordPress's early themes have them for what stands above the comments and their form
    is_named = is_noise_name(name) if element.tag not in _SECTION_LIKE else _is_attribution(element, name)
    return name != "" and is_named and not _is_slug(element, name)


def _says_else(element: _Element, name: str) -> bool:
    """Whether a name only says that readers unfold the element (``<details class="wp-block-details">``), or that all of it was posted."""
    if name.lower() == "posted":
        return count_words(text_of(element)) > _MAX_POSTED_WORDS
    return element.tag == "details" and name.lower().endswith("details")


def _is_target_of_contents(element: _Element) -> bool:
    """Whether a span with an id holds a heading's words: plugins that list the headings set it there, named for the list or the words."""
    parent = element.getparent()
    if element.tag != "span" or not element.get("id") or parent is None or parent.tag not in HEADINGS:
        return False
    return text_of(element) != "" and text_of(element) == text_of(parent)


def _is_of_comments(section: _Element) -> bool:
    """Whether what stands in a section is named for comments too: an author's own section called "Comments" has text."""
    return any(is_discussion(element) for element in elements_of(section) if element is not section)


def _is_attribution(element: _Element, name: str) -> bool:
    return element.tag == "section" and _ATTRIBUTION.fullmatch(name) is not None


def _is_slug(element: _Element, name: str) -> bool:
    """Generators give a section the id of its heading's words: then the id is the author's (``<div id="related-work">``)."""
    heading = next((child for child in element if child.tag in HEADINGS), None)
    if heading is None:
        return False
    slug = re.sub(r"[\W_]+", "-", text_of(heading).lower()).strip("-")
    return slug.startswith(re.sub(r"[\W_]+", "-", name.lower()).strip("-")[:20])


def strip_clutter(tree: _Element) -> None:
    """Cuts what no reader reads: scripts, forms, navigation, hidden elements; but not one around most of the page's prose.

    Frameworks put a whole page into a form, scripts show it only when they ran, and a ``nav`` that was never closed holds all that follows.
    """
    total = prose_length(tree)
    for element in list(elements_of(tree)):
        if _is_heading_to_unfold(element):
            cut_all(element.xpath("*[@aria-hidden='true']"))  # the sign that it can be unfolded
            continue
        is_clutter = element.tag in CLUTTER or (element.tag not in {"html", "body"} and is_hidden(element))
        if is_clutter and (element.tag in {"script", "style", "noscript"} or not _holds_most(element, total)):
            cut(element)


def _is_heading_to_unfold(element: _Element) -> bool:
    """Whether an element is the button that all of a heading is: what it heads is shown at a click (accordions, as WAI-ARIA has them)."""
    parent = element.getparent()
    if element.tag != "button" or parent is None or parent.tag not in HEADINGS:
        return False
    return text_of(element) != "" and text_of(element) == text_of(parent)


def prose_length(element: _Element) -> int:
    """How many characters of paragraphs an element holds, white space left out: a theme's indentation is no prose."""
    return sum(text_length(paragraph) for paragraph in element.iter("p"))


def _holds_most(element: _Element, total: int) -> bool:
    return total > 200 and prose_length(element) > 0.5 * total


def _is_entry(element: _Element, prose: int) -> bool:
    """Themes name the post's own element for its share bar too ("entry share"): it holds all paragraphs of the body, however few."""
    return not _ENTRY.isdisjoint(names_of(element)) and 0 < prose == prose_length(element)


def strip_noise(tree: _Element, kept: frozenset[_Element], body: _Element) -> None:
    """Cuts every part beside the body from a tree; the elements of ``kept`` (body, title and their ancestors) stay."""
    total, prose = prose_length(tree), prose_length(body)
    inside = text_length(body)
    unlinked = inside * (1.0 - link_density(body))

    def is_of_text(element: _Element) -> bool:
        if not is_within(element, body):
            return _holds_most(element, total) or _is_unclosed(element, inside)
        # old software sets its text without paragraphs: then those of a part beside it are all that there are
        holds = _holds_most(element, prose) or _is_entry(element, prose)
        return (holds and text_length(element) > 0.5 * unlinked) or _is_unclosed(element, inside)

    for element in list(elements_of(tree)):
        if element in kept or element.getparent() is None or element.tag in _NEVER:
            continue
        is_part = _is_page_part(element) or (is_noise(element) and not _is_code(element))
        if is_part and (is_discussion(element) or _is_about_author(element) or not is_of_text(element)):
            cut(element)


def _is_unclosed(element: _Element, inside: int) -> bool:
    """A byline with most of the body's words in it is a tag that the author never closed."""
    length = text_length(element)
    return inside > 500 and 0.5 * inside < length <= inside and link_density(element) < 0.3


def is_discussion(element: _Element) -> bool:
    """Whether an element is named as the place of comments, which may be longer than the post."""
    return (
        re.search(r"comment|respond|discussion|disqus|trackback", f"{element.get('class') or ''} {element.get('id') or ''}", re.IGNORECASE)
        is not None
    )


def _is_about_author(element: _Element) -> bool:
    """Whether an element is named as what themes say of the author below a post, which may be longer than the post."""
    return any(_ABOUT_AUTHOR.fullmatch(name) for name in names_of(element))


def _is_page_part(element: _Element) -> bool:
    if element.tag == "footer":
        return not _is_quote_or_notes(element)
    if element.tag == "aside":
        return link_density(element) > 0.3
    if element.tag == "a":
        return _is_heading_anchor(element)
    if element.tag == "div":
        return _is_column_of_links(element)
    return element.tag == "span" and _is_line_number(element)


def _is_column_of_links(element: _Element) -> bool:
    """Whether a column of Bootstrap's grid stands beside a wider one and holds little but links: an unnamed sidebar."""
    width, parent = _columns(element), element.getparent()
    if width is None or parent is None or all((_columns(column) or 0) <= width for column in islice(parent, _MAX_COLUMNS)):
        return False
    return sum(1 for _ in element.iter("a")) >= _LEAST_LINKS and link_density(element) > 0.5


def _columns(element: _Element) -> int | None:
    """How many of the twelve columns of its row an element takes up, on the widest screens that it tells of."""
    widths = [int(found[1]) for name in names_of(element) if (found := _COLUMN.fullmatch(name))]
    return widths[-1] if widths else None


def _is_quote_or_notes(element: _Element) -> bool:
    names = " ".join(names_of(element))
    return "footnote" in names or any(parent.tag == "blockquote" for parent in element.iterancestors())


def _is_heading_anchor(element: _Element) -> bool:
    """The "¶" or "#" that generators put beside a heading."""
    href = element.get("href") or ""
    in_heading = any(parent.tag in HEADINGS for parent in element.iterancestors())
    text = text_of(element)  # without a sign of its own it is known by where it leads; feeds may have lost that
    return in_heading and ("#" in href or text != "") and _HEADING_ANCHOR.fullmatch(text) is not None


def _is_code(element: _Element) -> bool:
    """Highlighters name their spans ``comment``, ``meta``, ``nav``: within code only line numbers and copy buttons are noise."""
    if not _is_in_code(element):
        return False
    names = " ".join(names_of(element))
    return re.search(r"line-?no|linenum|line-numbers?-rows|gutter|copy|clipboard", names) is None


def _is_in_code(element: _Element) -> bool:
    return any(parent.tag in {"pre", "code"} for parent in element.iterancestors())


def _is_line_number(span: _Element) -> bool:
    """Chroma, the highlighter of Hugo, calls the number of a line ``ln``, in a column of its own ``lnt``; without names it is what nobody
    is to copy along with the code.
    """
    is_named = not _LINE_NAMES.isdisjoint(names_of(span)) or (
        _NOT_TO_COPY.search(span.get("style") or "") is not None and _is_in_code(span)
    )
    return is_named and re.fullmatch(r"\s*\d+\s*", raw_text(span)) is not None


def link_density(element: _Element) -> float:
    """The share of an element's text that is link text; 1 where it has links but no other text."""
    total = text_length(element)
    linked = sum(text_length(link) for link in element.iter("a"))
    return min(1.0, linked / total) if total else (1.0 if element.find(".//a") is not None else 0.0)
