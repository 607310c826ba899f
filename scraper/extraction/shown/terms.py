"""Tags and categories as themes print them around a post: by ``rel``, by the address that a link leads to, by names."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from lxml.etree import _Element

from scraper.extraction.claims import MAX_TERM
from scraper.extraction.elements import attribute_words, elements_of, names_of, raw_text, text_of
from scraper.extraction.page import absolute, is_of_page, is_own
from scraper.text import count_words, folded, squeeze
from storage.records import Term, TermKind

TERM_NAMES = re.compile(r"(?:.*[-_])?tags?(?:[-_]+(?:list|item|name|label|link))*")
_TAG_PATH = re.compile(
    r"[/?](?:tags?|topics?|keywords?|labels?|etiquetas?|schlagwort(?:e)?|hashtags?|t)[/:](?!index\.\w+$)[^/?#]+/?(?:[^/]+\.html?"
    r"|page[/:]?\d+/?)?$|[?&]tags?=|/tags?(?:\.html?|/(?:index\.html?)?)?#.",  # the last: a place on the one page of all
    re.IGNORECASE,
)
_SAYS_TAG = re.compile(r"[/?](?:hash)?tags?[/:]|[?&]tags?=|/tags?(?:\.html?)?#", re.IGNORECASE)
_CATEGORY_PATH = re.compile(
    r"[/?](?:categor(?:y|ies|ia|ias|ie)|kategorien?|cat|sections?|rubriques?)[/:](?!index\.\w+$)[^?#]+$"
    r"|[?&]cat(?:egory)?=|#category[:=]."  # of Distill and Quarto, whose list of posts a script cuts down to those of one
    r"|/categor(?:y|ies)(?:\.html?|/(?:index\.html?)?)?#."
    r"|(?:/sort/|[?&](?:sort|cate)=)\d+$",  # of emlog and Z-Blog; elsewhere a word says by what a list is sorted
    re.IGNORECASE,
)
_VOCABULARY_PATH = re.compile(r"/taxonomy/term/\d+(?:\.html?)?/?$")  # Drupal's, of any kind of term
_CATEGORY_NAMES = re.compile(r"cat-?links?|categor|kategorie|section-name")
# Not behind a word: "what I posted in" is of a sentence; that of WordPress's old themes is "This entry was posted in … and tagged …"
_LABEL_START = r"(?:^|[^\w\s])\s*(?:(?:this\s+)?(?:entry|post|article)\s+(?:is|was)\s+|and\s+)?"
_TAGS_LABEL = re.compile(
    _LABEL_START
    + r"(?:tags?|tagged(?:\s+(?:with|as|under))?|keywords?|schlagw[oö]rter|étiquettes?|mots[- ]clés|etiquetas|标签|標籤|タグ|метки)"
    r"\s*[:：]?\s*$",
    re.IGNORECASE,
)
_CATEGORIES_LABEL = re.compile(
    _LABEL_START + r"(?:filed\s+(?:under|in)|posted\s+(?:in|under)"
    r"|categor(?:y|ies|ia|ias|ie)|catégories?|kategorien?|rubriques?|分类|分類|カテゴリー?|рубрики?)"
    r"\s*[:：]?\s*$",
    re.IGNORECASE,
)
_BETWEEN_TERMS = re.compile(r"[\s,;，、/&]*")  # behind "|" stands something else: "3 comments"
_DRUPAL_ITEMS = frozenset({"field-item", "field__item", "field--item"})  # of Drupal 7, 8 and Bootstrap
_DRUPAL_TAGS = re.compile(r"field--?name-field-(?:.*-)?tags?")
_PLAIN_CATEGORY = re.compile(r"(?:.*[-_])?categor(?:y|ies)(?:[-_]+(?:list|item|name|label))*")
_NO_ADDRESS = re.compile(r"(?:#|javascript:.*)?", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\d{1,2}")
_COUNT = re.compile(r"[(（\[]\s*\d{1,4}\s*[)）\]]")
_NUMBER_LAST = re.compile(r"(\d+)(?:/|\.html?|/index\.html?)?$")
_COUNTED = re.compile(r"(.+?)\s*[(（]\d+[)）]")
_SLUG = re.compile(r"/([^/?#]+?)(?:/|/?index\.html?|\.html?)?(?:[?#].*)?$")
_COUNT_NAMES = re.compile(r".*(?:counts?|counter|num|number|badge)")
_MAX_LABEL_WORDS = 2
_MAX_TERMS = 100
_MAX_IN_ROW = 40  # terms behind one label; from each the way back to it is walked
_MAX_BELOW = 500  # characters that may follow the tags
_UNREAD = frozenset({"script", "style", "template"})
# of the blog, not of the post; WordPress lists all of its categories as `cat-item`
_OF_BLOG = re.compile(
    r"\b(?:tag-cloud-link|wp(?:-block)?-tag-cloud|widget_tag_cloud|(?:all|popular)[-_]tags|cat-item)\b|(?<!\S)cloud(?!\S)"
)


def post_terms(around: list[_Element], beside: Iterable[_Element], inside: Iterable[_Element], base: str) -> tuple[Term, ...]:
    """The terms around the post, and of a kind that is not there what one group of links beside it calls so, or a line below the text."""
    found = _terms_of(around, base)
    kinds = {term.kind for term in found}
    lacking = [kind for kind in (TermKind.TAG, TermKind.CATEGORY) if kind not in kinds]
    if not lacking:
        return found
    marked = [element for element in beside if element.get("rel") or _is_in_tags(element)]
    groups = ([element for element in marked if _kind(element, base) is kind] for kind in lacking)
    further = [term for group in groups for term in _terms_of(_one_group(group), base)]
    if not any(term.kind is TermKind.TAG for term in (*found, *further)):
        further += _terms_of(list(_lines_of_tags(inside, base)), base)
    return (*found, *further)


def terms_of_blog(page: _Element, base: str) -> tuple[Term, ...]:
    """The terms to whose pages a whole page links, in lists of all of them too."""
    links = [link for link in elements_of(page, "a") if is_own(link.get("href"), base)]
    kinds = ((link, _term_name(link), _kind_of_page(link)) for link in links)
    return tuple(
        Term(name=name, kind=kind, url=absolute(link.get("href"), base)) for link, name, kind in kinds if kind is not None and name
    )


def _lines_of_tags(inside: Iterable[_Element], base: str) -> Iterator[_Element]:
    """The links to tags below a text, where a line has nothing else but a label; the text may have such links among its words."""
    elements = list(inside)
    lines = dict.fromkeys(term_place(link) for link in elements if link.tag == "a" and _is_tag_of_blog(link, base))
    for line in lines:
        if line is not None and line is not elements[0] and _holds_tags_alone(line, base) and _is_below(elements[0], line):
            yield from elements_of(line, "a")


def _holds_tags_alone(line: _Element, base: str) -> bool:
    links = list(elements_of(line, "a"))
    words = count_words(text_of(line)) - sum(count_words(text_of(link)) for link in links)
    return words <= _MAX_LABEL_WORDS and all(_is_tag_of_blog(link, base) for link in links)


def _is_below(text: _Element, line: _Element) -> bool:
    """Whether little of a text follows a line of it: a word on the author, an appeal."""
    after = 0
    for step in (line, *line.iterancestors()):
        if step is text:
            break
        after += len(step.tail or "")
        after += sum(len(squeeze(raw_text(other))) + len(other.tail or "") for other in step.itersiblings() if other.tag not in _UNREAD)
    return after <= max(_MAX_BELOW, 0.2 * len(squeeze(raw_text(text))))


def _is_tag_of_blog(link: _Element, base: str) -> bool:
    return _term_kind(link) is TermKind.TAG and is_own(link.get("href"), base)


def marks_tags(elements: Iterable[_Element], base: str) -> bool:
    """Whether the tags among elements are called so in a word: a link to some topic may stand in any footer."""
    return any(_says_tag(element) for element in elements if _kind(element, base) is TermKind.TAG)


def _says_tag(element: _Element) -> bool:
    return _is_marked(element) or _SAYS_TAG.search(element.get("href") or "") is not None


def _is_marked(element: _Element) -> bool:
    """Whether an element is called a term by its ``rel`` or its place, wherever it leads."""
    return has_term_rel(element) or _is_in_tags(element)


def _one_group(terms: list[_Element]) -> list[_Element]:
    """The terms if all stand in one place: several places are those of other posts."""
    return terms if len({term_place(term) for term in terms}) == 1 else []


def term_place(term: _Element) -> _Element | None:
    """The element in which the terms stand that one is listed with."""
    return next((step for step in term.iterancestors() if step.tag not in {"li", "span"}), None)


def _is_in_tags(element: _Element) -> bool:
    steps = (element, *list(element.iterancestors())[:2])
    return any(TERM_NAMES.fullmatch(name) for step in steps for name in names_of(step))


def _terms_of(elements: list[_Element], base: str) -> tuple[Term, ...]:
    """Links to the pages of tags and categories among the elements, and tags without links."""
    found: dict[tuple[str, TermKind], Term] = {}
    for element in elements:
        kind = _kind(element, base)
        name = _term_name(element) if kind is not None else ""
        if kind is not None and 0 < len(name) <= MAX_TERM and not _PAGE_NUMBER.fullmatch(name):
            url = absolute(element.get("href"), base) if _is_link(element) else None
            found.setdefault((name.casefold(), kind), Term(name=name, kind=kind, url=url))
    return tuple(found.values())[:_MAX_TERMS]


def is_term_link(link: _Element, base: str) -> bool:
    """Whether a link leads to the blog's own page of a tag or a category."""
    return _term_kind(link) is not None and is_own(link.get("href"), base)


def has_term_rel(link: _Element) -> bool:
    """Whether a link's own ``rel`` calls what it leads to a tag or a category."""
    return not {"tag", "category"}.isdisjoint(attribute_words(link, "rel"))


def _term_name(element: _Element) -> str:
    """The words of a term; how many posts have it stands in an element of its own behind them, or in brackets that its address lacks."""
    name = (squeeze("".join(_words_of(element))) or text_of(element)).lstrip("#").strip(" ,")
    counted, slug = _COUNTED.fullmatch(name), _SLUG.search(element.get("href") or "")
    if counted is None or slug is None or folded(unquote(slug[1], errors="surrogateescape")) != folded(counted[1]):
        return name
    return counted[1]


def _words_of(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not _is_count(child):
            yield from _words_of(child)
        yield child.tail or ""


def _is_count(child: _Element) -> bool:
    if child.getnext() is not None or (child.tail or "").strip():
        return False
    text = text_of(child)
    if not text.isdecimal():
        return _COUNT.fullmatch(text) is not None
    return child.tag == "sup" or any(_COUNT_NAMES.fullmatch(name) for name in names_of(child)) or _is_one_of_counts(child)


def _is_one_of_counts(child: _Element) -> bool:
    """Whether a bare number is a count: a term beside its own has one too, and the address of its own does not end with it ("Area 51")."""
    term = child.getparent()
    place = term_place(term) if term is not None else None
    if term is None or place is None or not _is_apart(child):
        return False
    number = _NUMBER_LAST.search(term.get("href") or "")
    step = next(step for step in (term, *term.iterancestors()) if step.getparent() is place)
    beside = (span for other in (step.getprevious(), step.getnext()) if other is not None for span in elements_of(other, "span"))
    return (number is None or number[1] != text_of(child)) and any(map(_is_apart, beside))


def _is_apart(child: _Element) -> bool:
    """Whether a number stands in an element of its own behind words and a space."""
    parent = child.getparent()
    words = (parent.text or "") if parent is not None else ""
    return child.tag == "span" and words.strip() != "" and words[-1].isspace() and text_of(child).isdecimal()


def _kind(element: _Element, base: str) -> TermKind | None:
    """What kind of term an element is. An address alone tells that of the blog's own pages: shops and forges have tags too."""
    if not _is_link(element):  # Movable Type's own templates have a script lead from a tag to its list
        return _term_kind(element) if has_term_rel(element) else _plain_term_kind(element)
    if is_own(element.get("href"), base):
        return _term_kind(element) or _labelled_kind(element, base)
    return _term_kind(element) if _is_marked(element) else None


def _labelled_kind(link: _Element, base: str) -> TermKind | None:
    """Of what kind a line calls the links in it, where their addresses do not: "Filed under Boats. Tags: rope, knots".

    Behind them may stand links to the page itself: "3 Comments", "Permalink".
    """
    label = squeeze(_label(link))
    kind = TermKind.TAG if _TAGS_LABEL.search(label) else TermKind.CATEGORY if _CATEGORIES_LABEL.search(label) else None
    return kind if kind is not None and not is_of_page(link.get("href"), base) else None


def _label(link: _Element) -> str:
    """The words before a link, or before the first of the links in a row with it."""
    step = link
    for _ in range(_MAX_IN_ROW):
        before = step.getprevious()
        if before is None:
            break
        text = before.tail or ""
        if _BETWEEN_TERMS.fullmatch(text) is None:
            return text
        if before.tag != "a":
            return text_of(before) + text
        step = before
    parent = step.getparent() if step.getprevious() is None else None
    return (parent.text or "") if parent is not None else ""


def _is_link(element: _Element) -> bool:
    return element.tag == "a" and _NO_ADDRESS.fullmatch(element.get("href") or "") is None


def _plain_term_kind(element: _Element) -> TermKind | None:
    """Some themes print terms without links, or with links that only a script follows: elements named "tag" in one named "tags"."""
    parent = element.getparent()
    if element.tag not in {"span", "li", "a", "div"} or len(element) or parent is None or _is_label(text_of(element)):
        return None
    for kind, called in ((TermKind.TAG, TERM_NAMES), (TermKind.CATEGORY, _PLAIN_CATEGORY)):
        if all(any(called.fullmatch(name) for name in names_of(step)) for step in (element, parent)):
            return kind
    return TermKind.TAG if _is_in_drupal_field(element) else None


def _is_in_drupal_field(element: _Element) -> bool:
    """Whether an element is an item of a field of tags, as Drupal's themes write one whose items lead nowhere."""
    steps = (element, *list(element.iterancestors())[:4])
    if not any(_DRUPAL_ITEMS & set(names_of(step)) for step in steps[:2]):
        return False
    return any("field" in names_of(step) and any(_DRUPAL_TAGS.fullmatch(name) for name in names_of(step)) for step in steps[2:])


def _is_label(text: str) -> bool:
    return (_TAGS_LABEL.match(text) or _CATEGORIES_LABEL.match(text)) is not None


def _term_kind(link: _Element) -> TermKind | None:
    return None if _OF_BLOG.search(_names_around(link)) else _kind_of_page(link)


def _names_around(link: _Element) -> str:
    return " ".join(name for step in (link, *list(link.iterancestors())[:3]) for name in names_of(step))


def _kind_of_page(link: _Element) -> TermKind | None:
    """Of what kind of term the page is to which a link leads."""
    rel = attribute_words(link, "rel")
    href = link.get("href") or ""
    parents = _names_around(link)
    if (
        "category" in rel
        or _CATEGORY_PATH.search(href)
        or (("tag" in rel or _TAG_PATH.search(href)) and _CATEGORY_NAMES.search(parents) and "tag" not in parents)
    ):
        return TermKind.CATEGORY
    if "tag" in rel or _TAG_PATH.search(href):
        return TermKind.TAG
    if _VOCABULARY_PATH.search(href):
        return TermKind.TAG if "tag" in parents else TermKind.CATEGORY
    return None
