"""Comments that stand in the page, with their threads, and the outside system that holds them where none do."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from itertools import takewhile

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.body.discussion import discussion_below
from scraper.extraction.comments.parts import COMMENTER_NAMES, CommentParts, is_named
from scraper.extraction.elements import elements_of, names_of, text_of
from scraper.extraction.page import absolute
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.extraction.stated.microformats import item_type
from scraper.text import fingerprint
from storage.records import Comment

MAX_COMMENTS = 10_000
_ITEM_ID = re.compile(r"(?:(?:[a-z]+[-_])?comment|isso|c|cmt|reply|respond|pingback|trackback)[-_]?(\d[\w-]*|[0-9a-f]{8,})", re.IGNORECASE)
_ITEM_NAMES = re.compile(
    r"comment|comment-item|comment-entry|comment-container|comments?-list-item|h-cite|pingback|trackback|u-comment"
    r"|p-comment|single-comment|comment-block|comment-thread__item"
)
_INDENT = re.compile(r"(?:padding|margin)-left:\s*(\d{1,3})px")
_DISCUSSION = re.compile(r"comment|(?:^|\s)feedbacks?(?:\s|$)", re.IGNORECASE)  # "customer-feedback" is a shop's
_ZBLOG_ID = re.compile(r"cmt\d+")  # by which its script finds them, in every theme
_LEVEL = re.compile(r"(?:comment[-_]?)?(?:level|depth)[-_]?(\d{1,3})")
_POSTED_BY = re.compile(r"posted by:?\s+(\S.{0,80}?)\s+(?:at|on)\s+(\D{0,12}\d.{4,40})", re.IGNORECASE)
# Outside systems by what their mark-up and scripts hold, in lower case; a word that must stand there is quicker to look for than a pattern.
_SYSTEMS = (
    ("disqus", "disqus", re.compile(r"disqus_thread|\.disqus\.com/(?:embed|count)|disqus_shortname")),
    ("giscus", "giscus", re.compile(r"giscus\.app|class=\"giscus|giscus-")),
    ("utterances", "utteranc", re.compile(r"utteranc\.es|class=\"utterances")),
    ("gitalk", "gitalk", re.compile(r"\bgitalk\b")),
    ("isso", "isso", re.compile(r"isso-thread|embed\.min\.js[^>]*isso|data-isso")),
    ("commento", "commento", re.compile(r"id=\"commento\"|commento\.(?:js|io)")),
    ("cusdis", "cusdis", re.compile(r"cusdis")),
    ("remark42", "remark", re.compile(r"remark42|remark_config")),
    ("valine", "valine", re.compile(r"\bvaline\b")),
    ("waline", "waline", re.compile(r"\bwaline\b")),
    ("twikoo", "twikoo", re.compile(r"\btwikoo\b")),
    ("hyvor", "hyvor", re.compile(r"talk\.hyvor\.com|hyvor-talk")),
    ("intensedebate", "intensedebate", re.compile(r"intensedebate")),
    ("livefyre", "livefyre", re.compile(r"livefyre")),
    ("facebook", "fb", re.compile(r"fb-comments|fb:comments")),
    ("jetpack", "jetpack", re.compile(r"jetpack\.wordpress\.com/jetpack-comment")),
    ("webmention", "webmention", re.compile(r"webmention\.io/api|id=\"webmentions\"")),
)


def read_comments(
    tree: _Element, base: str, languages: tuple[str, ...], not_after: date, items: list[_Element] | None = None
) -> tuple[Comment, ...]:
    """The comments of the page in order, each with its parent; ``items`` are their elements where a platform names them."""
    found = frozenset((items if items else _items(tree))[:MAX_COMMENTS])
    answers_to = _questions(tree, found) if found else {}
    keys: dict[_Element, str] = {}
    comments: dict[str, Comment] = {}
    for item, question in answers_to.items():
        comment = _comment(CommentParts(item, found, base, languages, not_after), keys.get(question) if question is not None else None)
        if comment is not None:
            keys[item] = comment.key
            comments.setdefault(comment.key, comment)
    if comments:
        return tuple(comments.values())
    parts = (CommentParts(item, frozenset((item,)), base, languages, not_after) for item in _in_definitions(tree))
    defined = tuple(comment for part in parts if (comment := _comment(part, None)) is not None)
    return defined or tuple(_below_text(tree, base, languages, not_after))


def _in_definitions(tree: _Element) -> Iterator[_Element]:
    """Comments as Dotclear and Blogger had them for years, an item of its own for each: a numbered term says who, its definition what, and
    one of them or a second definition when.
    """
    for term in elements_of(tree, "dt"):
        definitions = list(takewhile(lambda element: element.tag == "dd", term.itersiblings()))
        if _number(term) is None or not definitions or not _is_in_discussion(term):
            continue
        item = term.makeelement("div", id=term.get("id") or "")
        item.extend(deepcopy(part) for part in (term, *definitions))
        item[1].set("class", "comment-content")
        yield item


def _below_text(tree: _Element, base: str, languages: tuple[str, ...], not_after: date) -> Iterator[Comment]:
    """Comments as Movable Type set them up to 3.2: right below the text, and behind each a line of who posted it and when."""
    for item in discussion_below(tree)[1:]:
        number, line = _ITEM_ID.fullmatch(item.get("id") or ""), item.getnext()
        text = plain_text(item)
        if number is None or not text:
            continue
        posted = _POSTED_BY.fullmatch(text_of(line)) if line is not None else None
        address = next((link.get("href") or "" for link in line.iter("a")), "") if posted and line is not None else ""
        yield Comment(
            key=number[1],
            text=text,
            html=safe_html(item, base),
            author=posted[1] if posted else None,
            author_url=absolute(address, base) if address.startswith("http") else None,
            published=parse_date(posted[2], languages=languages, not_after=not_after) if posted else None,
        )


def _comment(parts: CommentParts, parent: str | None) -> Comment | None:
    body = parts.body()
    text = plain_text(body)
    if not text:
        return None
    author, published = parts.author, parts.published()
    number = _number(parts.item) or _inner_number(parts.item) or parts.item.get("id")
    return Comment(
        key=number or fingerprint(f"{author.name if author else None}|{published.iso if published else ''}|{text}"),
        text=text,
        html=safe_html(body, parts.base),
        author=author.name if author else None,
        author_url=author.url if author else None,
        published=published,
        parent=parent,
        kind=_kind(parts.item),
    )


def _kind(item: _Element) -> str:
    """What WordPress and its kin call an item: a reader's comment, or the notice that another blog's software left."""
    names = {*names_of(item), (item.get("id") or "").partition("-")[0].lower()}
    is_in_list = any("pinglist" in names_of(step) for step in item.iterancestors("ol", "ul"))  # where themes name their list, not its items
    return next((kind for kind in ("pingback", "trackback") if kind in names), "pingback" if is_in_list else "comment")


def _questions(tree: _Element, items: frozenset[_Element]) -> dict[_Element, _Element | None]:
    """Each comment in the order of the page, and which one it answers: that around it, or that before the list of answers around it.

    Where all stand one below the other it is the last of a lower level; what tells none is of the uppermost, as some notices of
    other blogs above WordPress's comments, which begin at one.
    """
    found: dict[_Element, _Element | None] = {}
    lists: dict[_Element, _Element] = {}  # of answers, and the comment before each
    levels: dict[int, _Element] = {}  # and the last comment of each
    stated = {item: level for item in items if (level := _level(item)) is not None}
    uppermost = 0 if any("style" in item.attrib for item in stated) else min(stated.values(), default=0)
    last: _Element | None = None
    for element in elements_of(tree):
        if element in items:
            around = next((step for step in element.iterancestors() if step in items or step in lists), None)
            level = stated.get(element, uppermost)
            levels = {known: comment for known, comment in levels.items() if known < level} | {level: element}
            above = levels[max(levels.keys() - {level})] if len(levels) > 1 else None
            found[element] = lists.get(around, around) if around is not None else above
            last = element
        elif last is not None and "children" in names_of(element):
            lists[element] = last
    return found


def _level(item: _Element) -> int | None:
    named = next((found for name in names_of(item) if (found := _LEVEL.fullmatch(name))), None)
    found = named or _INDENT.search(item.get("style") or "")
    return int(found[1]) if found else None


def _items(tree: _Element) -> list[_Element]:
    """The outermost element of each comment; wrappers with the same number inside each other are one comment."""
    found: list[_Element] = []
    numbers: set[str] = set()
    for element in elements_of(tree, "li", "div", "article", "section", "dl", "p", "tr", "ul", "blockquote"):
        if not _is_item(element):
            continue
        number = _number(element) or _inner_number(element)
        if number is not None and number in numbers:
            continue
        is_part = number is None and any(parent in found[-1:] for parent in list(element.iterancestors())[:3])
        if is_part and not _is_nested_list(element) and not (_is_typed(element) and _is_typed(found[-1])):
            continue
        if number is not None:
            numbers.add(number)
        found.append(element)
    numbered = [item for item in found if _number(item) or _inner_number(item)]
    return numbered if len(numbered) == len(found) else [item for item in found if item in set(numbered) or _has_parts(item)]


def _is_item(element: _Element) -> bool:
    names = names_of(element)
    if _is_typed(element) or _ZBLOG_ID.fullmatch(element.get("id") or ""):
        return True
    if any(_ITEM_NAMES.fullmatch(name) for name in names):
        return _is_in_discussion(element) or _number(element) is not None
    is_called = (element.get("id") or "").lower().startswith(("comment", "li-comment", "div-comment", "isso"))
    is_called = is_called or any(name.endswith("comment") for name in names)  # behind the name of its software
    return is_called and _number(element) is not None and (_is_in_discussion(element) or _has_parts(element))


def _is_typed(element: _Element) -> bool:
    """Whether microdata calls an element a comment. Themes set the type that is in the plural around all of them too."""
    kind = item_type(element)
    return kind == "Comment" or (
        kind == "UserComments" and not any(_is_item(inner) for inner in elements_of(element) if inner is not element)
    )


def _is_in_discussion(element: _Element) -> bool:
    return any(
        _DISCUSSION.search(f"{' '.join(names_of(parent))} {parent.get('id') or ''}") is not None
        for parent in list(element.iterancestors())[:6]
        if parent.tag not in {"body", "html"}
    )


def _is_nested_list(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and (
        parent.tag in {"ul", "ol"} or "children" in names_of(parent) or any("repl" in name for name in names_of(parent))
    )


def _has_parts(item: _Element) -> bool:
    """A comment without a number has at least an author or a time; a list without one is of several."""
    return item.tag != "ul" and any(e.tag in {"time", "cite"} or is_named(e, COMMENTER_NAMES) for e in elements_of(item))


def _number(element: _Element) -> str | None:
    name = element.get("id") or ""
    match = _ITEM_ID.fullmatch(name)
    if match is None and name.isdecimal() and "comment" in names_of(element):  # as emlog has it
        return name
    return match[1] if match else element.get("data-comment-id")


def _inner_number(item: _Element) -> str | None:
    """The number that a part of the comment bears, where its outermost element has none."""
    for element in item.iterdescendants("article", "div", "section", "a"):
        number = _number(element) or element.get("data-commentid")
        if number is not None:
            is_own = next(step for step in element.iterancestors() if step is item or step.tag in {"li", "ul", "ol"}) is item
            return number if is_own else None
    return None


def comment_system(page_text: str) -> str | None:
    """The outside system to which the page leaves its comments, by its mark-up or script."""
    text = page_text.lower()
    return next((name for name, word, pattern in _SYSTEMS if word in text and pattern.search(text)), None)
