"""Where a page holds the post's body: marked containers first, then the densest text, then trafilatura's word on it."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml.etree import _Element
from lxml.html import HtmlElement

from scraper.extraction.body.discussion import discussion_below
from scraper.extraction.body.fallback import second_opinion
from scraper.extraction.body.tails import trim_head, trim_tail
from scraper.extraction.contents import cut_contents
from scraper.extraction.elements import attribute_words, cut_all, elements_of, is_within, names_of, own_texts, select, text_length, text_of
from scraper.extraction.media import name_objects, resolve_lazy_images, spell_emoji
from scraper.extraction.noise import is_noise, link_density, strip_clutter, strip_noise
from scraper.extraction.plain import plain_text
from scraper.text import count_words, overlap

# Names that themes and microformats give to the element that holds the body and nothing else.
_BODY_NAMES = re.compile(
    r"e-content|e-entry-content|(?:(?:blog|post|entry|article|story|single|news|gh|wp-block-post|c|o|m)[-_]{0,2})+"
    r"(?:content|contents|body|text|copy|entry|main-content|full-content|inner-content|bodytext)"
    r"|(?:body|main|full|inner|rich|single)[-_]?(?:content|text|copy|post|article)|markdown-body|md-content__inner"
    r"|rte|wysiwyg|w-richtext|typo|prose|content__(?:body|article)"
    r"|field--?name-body|evo_post__full_text|btext|serendipity_entry_body|kg-canvas|available-content|notion-page-content|h-entry-content"
)
_ENTRY_NAMES = re.compile(
    r"h-entry|hentry|(?:blog[-_]?)?(?:post|entry|article|story)(?:[-_]?(?:wrapper|wrap|container|inner|single|full|view"
    r"|page|detail|area|main))?|single(?:-post)?|postcontent"
)
_MAIN_NAMES = re.compile(
    r"(?:site-|main-|page-|blog-)?(?:content|main|primary|maincontent|contents?-?(?:area|wrapper|inner|main))|container-main"
)
# AsciiDoc's, each with its ``content`` in it
_BLOCK_OF_TEXT = re.compile(r"(?:listing|literal|image|video|audio|example|sidebar|quote|verse|stem|open|admonition)block")
_PLACES_OF_COMMENTS = frozenset({"comments", "respond", "commentlist", "disqus_thread"})
_MAX_CANDIDATES = 60
MIN_OPINION_WORDS = 60
_MOSTLY = 0.9
_HALF = 0.5
_FEW_LINKS = 0.05
_MAX_FURNITURE = 200  # words; more may be a text whose place is named as what stands beside one
_LEAST_PROSE = 40  # words of paragraphs, to tell by them where a post is
_PICTURE = 200  # characters that a picture or a block of code counts for
_MAX_BESIDE = 500  # characters of a line of meta, a picture of the author, a button


@dataclass(frozen=True, slots=True)
class Found:
    """A body: its own cleaned tree, how the page marked it ("body", "entry", "main", "thread", "none"), and its place in its tree."""

    element: _Element
    mark: str
    place: _Element | None = None
    is_uncertain: bool = False


def find_body(tree: HtmlElement, heading: _Element | None, base: str) -> tuple[Found, str]:
    """The cleaned element that holds the post's body, as a tree of its own, and who found it; ``tree`` is not changed.

    Where the marks are in doubt trafilatura is asked, and the safer of the two is taken.
    """
    found = _by_marks(tree, heading, base)
    if not found.is_uncertain:
        return found, "html"
    other = second_opinion(_without_discussion(tree))
    if other is None or not _is_safer(plain_text(other), found) or not _is_of_main(other, tree, heading):
        return found, "html"
    if _is_furniture(other, found.element):
        return found, "html"
    _trim(other, None, base)
    return Found(other, found.mark, None, is_uncertain=True), "trafilatura"


def _without_discussion(tree: HtmlElement) -> HtmlElement:
    if not discussion_below(tree):
        return tree
    copy = deepcopy(tree)
    cut_all(discussion_below(copy))
    return copy


def body_place(tree: HtmlElement, heading: _Element | None, base: str, known: str = "") -> _Element | None:
    """The container that the page's marks name, in the page's own tree; a doubtful one where it holds what is ``known`` of the text."""
    found = _by_marks(tree, heading, base)
    is_confirmed = found.place is not None and known != "" and overlap(known, text_of(found.place))[0] > _MOSTLY
    return found.place if is_confirmed or not found.is_uncertain else None


def _is_of_main(other: _Element, tree: HtmlElement, heading: _Element | None) -> bool:
    """Whether a text is from the one ``main`` element around the title: by HTML's own word nothing else is the page's content."""
    main = only_main(tree)
    if main is None or heading is None or not is_within(heading, main):
        return True
    return overlap(plain_text(other), text_of(main))[0] > _MOSTLY


def only_main(tree: _Element) -> _Element | None:
    """The one ``main`` element of a page that has one."""
    found = [element for element in elements_of(tree) if element.tag == "main" or element.get("role") == "main"]
    return found[0] if len(found) == 1 else None


def _is_furniture(other: _Element, own: _Element) -> bool:
    """Whether a text is mostly what was cut from around a one-liner: menus and sidebars, which have more words than it."""
    if not 0 < count_words(text_of(own)) < MIN_OPINION_WORDS or count_words(plain_text(other)) > _MAX_FURNITURE:
        return False
    return overlap(plain_text(other), text_of(own.getroottree().getroot()))[0] < _HALF


def _is_safer(other: str, own: Found) -> bool:
    """Whether trafilatura's text is to be taken: ours misses most of it, or is from no marked place and mostly something else.

    What stands in the page's main element without links is prose: trafilatura may have left a part of it out.
    """
    if count_words(other) < MIN_OPINION_WORDS:
        return False  # a photo post, a one-liner: what trafilatura finds then is often what stands beside
    held, agreed = overlap(other, plain_text(own.element))
    is_prose = own.mark == "main" and link_density(own.element) < _FEW_LINKS
    return held < 0.5 or (own.mark != "body" and agreed < 0.6 and not is_prose)


def _by_marks(tree: HtmlElement, heading: _Element | None, base: str, rejected: frozenset[_Element] = frozenset()) -> Found:
    """The body by its marks. A banner around the title may be marked as the entry too: what has nothing else in it is not the body."""
    work, origin, title = _copy(tree, heading)
    body = work.find("body")
    root = body if body is not None else work
    spell_emoji(root)
    resolve_lazy_images(root)
    name_objects(root)
    strip_clutter(root)
    if title is not None and not is_within(title, root):
        title = None
    container, mark = _container(root, title, frozenset(copy for copy, original in origin.items() if original in rejected))
    place = origin.get(container)
    strip_noise(root, frozenset(_line_of(container)) | frozenset(_line_of(title) if title is not None else ()), container)
    container = _narrowed(container) if mark != "body" else container
    is_uncertain = mark in {"main", "none"} or (mark != "thread" and not _is_claimed(container) and _leaves_prose(container, title, root))
    _trim(container, title, base)
    # the title may be a link itself, so the links are counted when it is off
    found = Found(container, mark, place, is_uncertain or (mark == "entry" and link_density(container) > 0.2))
    if mark != "entry" or rejected or place is None or not _is_empty(container):
        return found
    other = _by_marks(tree, heading, base, frozenset({place}))
    return found if _is_empty(other.element) or _is_beside(other.place) else other


def _is_claimed(container: _Element) -> bool:
    """Whether schema.org's or the microformats' word for the body stands on an element that holds anything: that is no guess of ours."""
    is_named = "articlebody" in attribute_words(container, "itemprop") or "e-content" in names_of(container)
    return is_named and not _is_empty(container)


def _is_empty(container: _Element) -> bool:
    return not text_of(container) and next(container.iter("img", "video", "audio", "iframe"), None) is None


def _is_beside(place: _Element | None) -> bool:
    return place is None or any(step.tag in {"aside", "footer", "nav"} or is_noise(step) for step in _line_of(place))


def _leaves_prose(container: _Element, title: _Element | None, root: _Element) -> bool:
    """Whether there is much more prose beside the container than in it, where the post is: around its title."""
    scope = next((step for step in container.iterancestors() if title is not None and is_within(title, step)), root)
    inside = prose_words(container)
    outside = prose_words(scope) - inside
    return outside > max(80, 2 * max(inside, count_words(text_of(container))))


def prose_blocks(element: _Element) -> list[_Element]:
    """The longer paragraphs of an element that are not mostly links; old software sets them with line breaks in a ``div`` or a cell."""
    blocks = [block for block in elements_of(element, "p", "div", "td") if block.tag == "p" or block.find("br") is not None]
    return [block for block in blocks if _own_words(block) >= (12 if block.tag == "p" else 40) and link_density(block) < 0.5]


def _own_words(block: _Element) -> int:
    if block.tag == "p":
        return count_words(text_of(block))
    return count_words(" ".join(own_texts(block)))


def prose_words(element: _Element) -> int:
    """The words of an element's longer paragraphs that are not mostly links."""
    return sum(_own_words(block) for block in prose_blocks(element))


def clean_body(element: _Element, heading: _Element | None, noise: tuple[str, ...], place: _Element | None, base: str) -> Found:
    """A body whose container is known: cleaned of what is not the author's."""
    work, _, title = _copy(element, heading)
    for selector in noise:
        cut_all(select(work, selector))
    spell_emoji(work)
    resolve_lazy_images(work)
    name_objects(work)
    strip_clutter(work)
    strip_noise(work, frozenset((work,)), work)
    _trim(work, title if title is not None and is_within(title, work) else None, base)
    return Found(work, "body", place)


def _copy(tree: _Element, heading: _Element | None) -> tuple[_Element, dict[_Element, _Element], _Element | None]:
    """A copy of a tree, which of its elements is whose copy, and the copy of the heading."""
    work = deepcopy(tree)
    origin = dict(zip(work.iter(), tree.iter(), strict=True))
    return work, origin, next((copy for copy, original in origin.items() if original is heading), None)


def _trim(container: _Element, title: _Element | None, base: str) -> None:
    cut_contents(container, base)
    trim_head(container, title, base)
    trim_tail(container, base)
    container.tail = None


def _line_of(element: _Element) -> list[_Element]:
    return [element, *element.iterancestors()]


def _container(root: _Element, title: _Element | None, rejected: frozenset[_Element]) -> tuple[_Element, str]:
    """The element that best claims to hold the body, and by which kind of mark."""
    for mark, is_marked in (("body", _is_body), ("entry", _is_entry), ("main", _is_main)):
        marked = [element for element in elements_of(root) if is_marked(element) and element not in rejected][:_MAX_CANDIDATES]
        best = max(marked, key=lambda element: _weight(element, title), default=None)
        if best is not None and _weight(best, title) > 0:
            return (_innermost(best, marked, title) if mark == "body" else best), mark
    around, thread = _around_title(root, title), _with_comments(root, title)
    is_apart = thread is not None and is_within(thread, around) and (thread is not around or prose_words(thread) < prose_words(root))
    return (thread, "thread") if thread is not None and is_apart else (around, "none")


def _with_comments(root: _Element, title: _Element | None) -> _Element | None:
    """The narrowest element around the title and the place of the comments, which stand below the post: sidebars stand beside both. A link
    or a number called so that has no prose beside it is of the line of meta.
    """
    place = next((element for element in elements_of(root) if (element.get("id") or "").lower() in _PLACES_OF_COMMENTS), None)
    if title is None or place is None or is_within(title, place):
        return None
    thread = next((step for step in title.iterancestors() if is_within(place, step) and is_within(step, root)), None)
    is_meta = thread is not None and place.tag in {"a", "span"} and not prose_words(thread)
    return None if is_meta else thread


def _around_title(root: _Element, title: _Element | None) -> _Element:
    """Where nothing is marked, the narrowest element around the title that holds most of the prose: sidebars stand beside it."""
    total = prose_words(root)
    steps = title.iterancestors() if title is not None and total >= _LEAST_PROSE else ()
    return next((step for step in steps if is_within(step, root) and prose_words(step) > 0.5 * total), root)


def _is_body(element: _Element) -> bool:
    if element.tag in {"body", "html", "p", "span", "a", "ul", "li", "time", "h1", "h2", "h3"}:
        return False
    if "articlebody" in attribute_words(element, "itemprop"):
        return True
    return (
        any(_BODY_NAMES.fullmatch(name) for name in names_of(element))
        or _BODY_NAMES.fullmatch((element.get("id") or "").lower()) is not None
    )


def _is_entry(element: _Element) -> bool:
    return (
        element.tag == "article"
        or element.get("role") == "article"
        or (
            element.tag in {"div", "section", "main", "td"}
            and any(_ENTRY_NAMES.fullmatch(name) for name in (*names_of(element), (element.get("id") or "").lower()))
        )
    )


def _is_main(element: _Element) -> bool:
    return (
        element.tag == "main"
        or element.get("role") == "main"
        or (
            element.tag in {"div", "section", "td"}
            and any(_MAIN_NAMES.fullmatch(name) for name in (*names_of(element), (element.get("id") or "").lower()))
            and not _is_of_block(element)
        )
    )


def _is_of_block(element: _Element) -> bool:
    """Whether an element is the content of a listing or a note in a text; that of a note stands in a table."""
    steps = list(element.iterancestors())[:4]
    return any(_BLOCK_OF_TEXT.fullmatch(name) for step in steps for name in names_of(step))


def _weight(element: _Element, title: _Element | None) -> float:
    """How much text of its own an element holds; less where its names or its place say that it is a part beside the body."""
    length = text_length(element) + 200 * (element.find(".//img") is not None) + 1
    weight = length * (1.0 - 0.8 * link_density(element))
    for step in _line_of(element):
        if step.tag in {"aside", "footer", "nav"} or (step.tag not in {"body", "html"} and is_noise(step)):
            weight *= 0.1
    if title is not None and is_within(title, element):
        weight *= 1.5
    return weight


def _innermost(best: _Element, marked: list[_Element], title: _Element | None) -> _Element:
    """Of wrappers in wrappers the innermost that stands alone; where a wrapper holds several alike, the body is split over them.

    A wrapper around the title is more than the body, so what begins below the title is taken however short it is.
    """
    inner = [
        element
        for element in marked
        if element is not best and is_within(element, best) and not any(_is_part_beside(step, title) for step in _steps(element, best))
    ]
    direct = [element for element in inner if not any(other is not element and is_within(element, other) for other in inner)]
    if len(direct) != 1 or _is_split(best, direct[0]):
        return best
    is_wrapper = _says_main(best) or _is_below(title, best, direct[0])  # more than the body: the post itself may be short
    inside, beside = _content(elements_of(direct[0])), _content(_beside(best, direct[0], title))
    if (is_wrapper and beside <= _MAX_BESIDE) or inside >= 0.3 * (inside + beside):
        return _innermost(direct[0], marked, title)
    return best


def _beside(outer: _Element, inner: _Element, title: _Element | None) -> Iterator[_Element]:
    """What stands in the outer element and not in the inner one, without the title and what is named as noise."""
    skipped: set[_Element] = set()
    for element in elements_of(outer):
        is_part = element.tag in {"aside", "footer"} or (element is not outer and is_noise(element) and not is_within(inner, element))
        if element is inner or element is title or element.getparent() in skipped or is_part:
            skipped.add(element)
        else:
            yield element


def _content(elements: Iterable[_Element]) -> int:
    """How much there is in elements themselves: their own words, and what says as much as many."""
    return sum(_own_length(element) + _PICTURE * (element.tag in {"img", "pre"}) for element in elements)


def _own_length(element: _Element) -> int:
    return sum(len(part.strip()) for part in own_texts(element))


def _says_main(element: _Element) -> bool:
    return any(_MAIN_NAMES.fullmatch(name) for name in (*names_of(element), (element.get("id") or "").lower()))


def _is_part_beside(step: _Element, title: _Element | None) -> bool:
    """Whether a wrapper is named as a part beside the body; one around the title is a wrapper of the post whatever it is called."""
    return is_noise(step) and not (title is not None and is_within(title, step))


def _is_below(title: _Element | None, outer: _Element, inner: _Element) -> bool:
    """Whether the title stands in the outer element before the inner one, which holds words or pictures."""
    if title is None or not is_within(title, outer) or is_within(title, inner):
        return False
    comes_first = next((element for element in elements_of(outer) if element is title or element is inner), None) is title
    return comes_first and (text_length(inner) > 0 or inner.find(".//img") is not None)


def _is_split(outer: _Element, inner: _Element) -> bool:
    """Whether much of the prose stands in the wrapper beside the inner element: "the rest of the post" has an element of its own."""
    beside = (
        block for block in prose_blocks(outer) if not is_within(block, inner) and not any(is_noise(step) for step in _steps(block, outer))
    )
    return sum(count_words(text_of(block)) for block in beside) > max(40, 0.3 * prose_words(inner))


def _steps(element: _Element, top: _Element) -> list[_Element]:
    steps = []
    for step in _line_of(element):
        if step is top:
            break
        steps.append(step)
    return steps


def _narrowed(container: _Element) -> _Element:
    """Goes down while one child holds nearly everything."""
    while True:
        total = text_length(container)
        heavy = next(
            (
                child
                for child in container
                if child.tag in {"div", "section", "article", "main", "td", "table", "tbody", "tr", "center"}
                and text_length(child) >= 0.95 * total
            ),
            None,
        )
        if heavy is None or not total:
            return container
        container = heavy
