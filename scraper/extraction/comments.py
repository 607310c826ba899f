"""Comments that stand in the page, with their threads, and the outside system that holds them where none do."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date

from lxml.etree import _Element

from scraper.extraction.elements import cut_all, elements_of, names_of, text_of
from scraper.extraction.microformats import stated_date
from scraper.extraction.page import absolute
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.text import fingerprint, squeeze
from storage.records import Author, Comment

MAX_COMMENTS = 10_000
_ITEM_ID = re.compile(
    r"(?:(?:li-|div-)?comment|isso|c|cmt|reply|respond|pingback|trackback|post-comment)[-_]?(\d[\w-]*|[0-9a-f]{8,})", re.IGNORECASE
)
_ITEM_NAMES = re.compile(
    r"comment|comment-item|comment-entry|comment-container|comments?-list-item|h-cite|pingback|trackback|u-comment"
    r"|p-comment|single-comment|comment-block|comment-thread__item"
)
_BODY_NAMES = re.compile(
    r"(?:comment|e|p)[-_]?(?:content|body|text|entry|copy|message)|comment__(?:content|body|text)|text|message|content|isso-text"
)
_ASIDE_NAMES = re.compile(
    r"comment[-_]?(?:meta|metadata|date|time|info|actions?|edit|reply|edit[-_]reply|tools|avatar)\w*(?:[-_](?:link|wrap|wrapper))?"
    r"|reply|says|avatar|datestamp|dt-published"
)
_META_NAMES = re.compile(
    _ASIDE_NAMES.pattern + r"|comment[-_]?(?:author|header|footer)\w*(?:[-_]name)?|vcard|comment-notes|comment-awaiting-moderation"
    r"|p-author|h-card"
)
_AUTHOR_NAMES = re.compile(r"fn|p-author|(?:comment|user)[-_]?(?:author|name|user)(?:[-_]name)?|author|h-card|nickname|commenter")
_PREFIX = re.compile(r"(?:[a-z0-9]+[-_]+)+(?=comment[-_])")  # software puts its name before: wp-block-comment-content, ast-comment-time
_NOTICES = frozenset({"pingback", "trackback"})
_SAYS = re.compile(r"\s*(?:says|said|writes|schreibt|dit|dice|diz|schreef)?\s*[:：]?$")
_META_TAGS = frozenset({"cite", "time", "form", "button", "header", "footer"})
_SYSTEMS = (
    ("disqus", re.compile(r"disqus_thread|\.disqus\.com/(?:embed|count)|disqus_shortname", re.IGNORECASE)),
    ("giscus", re.compile(r"giscus\.app|class=\"giscus|giscus-", re.IGNORECASE)),
    ("utterances", re.compile(r"utteranc\.es|class=\"utterances", re.IGNORECASE)),
    ("gitalk", re.compile(r"\bgitalk\b", re.IGNORECASE)),
    ("isso", re.compile(r"isso-thread|embed\.min\.js[^>]*isso|data-isso", re.IGNORECASE)),
    ("commento", re.compile(r"id=\"commento\"|commento\.(?:js|io)", re.IGNORECASE)),
    ("cusdis", re.compile(r"cusdis", re.IGNORECASE)),
    ("remark42", re.compile(r"remark42|remark_config", re.IGNORECASE)),
    ("valine", re.compile(r"\bvaline\b", re.IGNORECASE)),
    ("waline", re.compile(r"\bwaline\b", re.IGNORECASE)),
    ("twikoo", re.compile(r"\btwikoo\b", re.IGNORECASE)),
    ("hyvor", re.compile(r"talk\.hyvor\.com|hyvor-talk", re.IGNORECASE)),
    ("intensedebate", re.compile(r"intensedebate", re.IGNORECASE)),
    ("livefyre", re.compile(r"livefyre", re.IGNORECASE)),
    ("facebook", re.compile(r"fb-comments|fb:comments", re.IGNORECASE)),
    ("jetpack", re.compile(r"jetpack\.wordpress\.com/jetpack-comment", re.IGNORECASE)),
    ("webmention", re.compile(r"webmention\.io/api|id=\"webmentions\"", re.IGNORECASE)),
)


def read_comments(
    tree: _Element, base: str, languages: tuple[str, ...], not_after: date, items: list[_Element] | None = None
) -> tuple[Comment, ...]:
    """The comments of the page in order, each with its parent; ``items`` are their elements where a platform names them."""
    found = items if items else _items(tree)
    known = {item: _key(item) for item in found[:MAX_COMMENTS]}
    comments: dict[str, Comment] = {}
    for item in known:
        comment = _comment(item, known, base, languages, not_after)
        if comment is not None:
            comments.setdefault(comment.key, comment)
    return tuple(comments.values())


def _items(tree: _Element) -> list[_Element]:
    """The outermost element of each comment; wrappers with the same number inside each other are one comment."""
    found: list[_Element] = []
    numbers: set[str] = set()
    for element in elements_of(tree, "li", "div", "article", "section", "dl", "p", "tr"):
        if not _is_item(element):
            continue
        number = _number(element)
        if number is not None and number in numbers:
            continue
        if number is None and any(parent in found[-1:] for parent in list(element.iterancestors())[:3]) and not _is_nested_list(element):
            continue
        if number is not None:
            numbers.add(number)
        found.append(element)
    return found if all(_number(item) for item in found) else [item for item in found if _number(item) or _has_parts(item)]


def _is_item(element: _Element) -> bool:
    names = names_of(element)
    if any(_ITEM_NAMES.fullmatch(name) for name in names):
        return _is_in_discussion(element) or _number(element) is not None
    return (
        _number(element) is not None
        and _is_in_discussion(element)
        and bool((element.get("id") or "").lower().startswith(("comment", "li-comment", "div-comment", "isso")))
    )


def _is_in_discussion(element: _Element) -> bool:
    return any(
        "comment" in f"{' '.join(names_of(parent))} {parent.get('id') or ''}".lower()
        for parent in list(element.iterancestors())[:6]
        if parent.tag not in {"body", "html"}
    )


def _is_nested_list(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and (
        parent.tag in {"ul", "ol"} or "children" in names_of(parent) or any("repl" in name for name in names_of(parent))
    )


def _has_parts(item: _Element) -> bool:
    """A comment without a number has at least an author or a time."""
    return any(e.tag in {"time", "cite"} or any(_AUTHOR_NAMES.fullmatch(name) for name in _names(e)) for e in elements_of(item))


def _number(element: _Element) -> str | None:
    match = _ITEM_ID.fullmatch(element.get("id") or "")
    return match[1] if match else element.get("data-comment-id")


def _key(item: _Element) -> str:
    return _number(item) or (item.get("id") or "")


def _comment(item: _Element, known: dict[_Element, str], base: str, languages: tuple[str, ...], not_after: date) -> Comment | None:
    own = _own_elements(item, known)
    author = _author(item, own, base)
    times = [e for e in own if e.tag == "time"] + [e for e in own if e.tag in {"abbr", "a", "span"}]  # a link may hold the time
    published = next((stated for e in times if (stated := stated_date(e, languages, not_after))), None)
    body = _body(item, own, known)
    text = plain_text(body)
    if not text:
        return None
    parent = next((known[step] for step in item.iterancestors() if step in known), None)
    key = known[item] or fingerprint(f"{author.name if author else None}|{published.iso if published else ''}|{text}")
    return Comment(
        key=key,
        text=text,
        html=safe_html(body, base),
        author=author.name if author else None,
        author_url=author.url if author else None,
        published=published,
        parent=parent,
    )


def _author(item: _Element, own: list[_Element], base: str) -> Author | None:
    """The author; of another blog's notice (a pingback) often only the link to it is shown."""
    marked = [e for e in own if any(_AUTHOR_NAMES.fullmatch(name) for name in _names(e)) and text_of(e)]
    cited = [e for e in own if e.tag == "cite" and text_of(e)]
    linked = [e for e in own if e.tag == "a" and "url" in names_of(e)] if _NOTICES & set(names_of(item)) else []
    return next((_person(element, base) for element in (*marked, *cited, *linked)), None)


def _person(element: _Element, base: str) -> Author | None:
    """Whom an element names: the comment's date, its reply link and "says" may stand in it too."""
    copy = deepcopy(element)
    copy.tail = None
    cut_all(e for e in elements_of(copy) if e is not copy and (e.tag == "time" or any(_ASIDE_NAMES.fullmatch(n) for n in _names(e))))
    inner = next((e for e in elements_of(copy) if "fn" in names_of(e) and text_of(e)), copy)
    name = squeeze(_SAYS.sub("", text_of(inner)))
    link = next((e.get("href") or "" for e in elements_of(copy, "a") if text_of(e)), "#")
    return Author(name=name, url=None if link.startswith("#") else absolute(link, base)) if name else None


def _names(element: _Element) -> tuple[str, ...]:
    """Its class names without what software puts before "comment"."""
    return tuple(_PREFIX.sub("", name) for name in names_of(element))


def _own_elements(item: _Element, known: dict[_Element, str]) -> list[_Element]:
    """The elements of a comment without those of its replies."""
    return list(_walk(item, known))


def _walk(item: _Element, known: dict[_Element, str]) -> Iterator[_Element]:
    foreign: set[_Element] = set()
    for element in elements_of(item):
        if element.getparent() in foreign or (element is not item and element in known):
            foreign.add(element)
            continue
        yield element


def _body(item: _Element, own: list[_Element], known: dict[_Element, str]) -> _Element:
    """The element of the comment's text; without a marked one, what is left when meta lines and replies are off."""
    marked = [e for e in own if e is not item and any(_BODY_NAMES.fullmatch(name) for name in _names(e)) and text_of(e)]
    chosen = marked[-1] if marked and not any(child in known for child in elements_of(marked[-1])) else item
    copy = deepcopy(chosen)
    copy.tail = None
    origin = dict(zip(copy.iter(), chosen.iter(), strict=True))
    cut_all(element for element in elements_of(copy) if element is not copy and (origin[element] in known or _is_meta(element)))
    return copy


def _is_meta(element: _Element) -> bool:
    names = _names(element)
    return "children" in names or element.tag in _META_TAGS or any(_META_NAMES.fullmatch(name) for name in names)


def comment_system(page_text: str) -> str | None:
    """The outside system to which the page leaves its comments, by its mark-up or script."""
    return next((name for name, pattern in _SYSTEMS if pattern.search(page_text)), None)
