"""Which heading of a page is the post's title, and what a title says once the blog's name is off it."""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from lxml.etree import _Element, iterwalk

from scraper.dates import parse_date
from scraper.extraction.elements import HTML_TAGS, attribute_words, elements_of, names_of, text_of
from scraper.extraction.noise import is_noise
from scraper.text import count_words, folded, squeeze

MAX_TITLE = 1000  # characters
CONFIRMED = 4  # score of a heading that the page's metadata or its own mark confirm
_MARKED = re.compile(
    r"(?:(?:post|entry|article|blog|single|story|p)[-_]*)(?:title|name|headline|heading|subject)|headline|title|(?:post|entry|article)[-_]*main[-_]*title"
)
_TITLE_TAGS = frozenset({"h1", "h2", "h3", "h4", "div", "p", "span", "a", "header"})
_INLINE = frozenset({"a", "span", "small", "time"})
_TIME = re.compile(r"\W*\d\d?:\d\d(?:\s*[ap]\.?m\.?)?\W*", re.IGNORECASE)  # of day: old software sets the permanent link so before a title
_MOMENTS = frozenset({"date", "time", "day"})  # as themes call the part of a heading that tells it
_PROSE_WORDS = 8  # of a first paragraph; a slogan has fewer
_KIND = re.compile(r"\W*(?:(?:rss|rdf|atom|xml|json|feeds?|syndication|v?[\d.]+)\W*)*", re.IGNORECASE)  # "RSS 2.0" is the name of no blog
_FEED = re.compile(r"\b(?:feeds?|rss|atom)\b")
_SITE = re.compile(
    r"(?:site|blog)[-_]*(?:title|name|brand|logo|heading)|(?:brand|logo|navbar|header|masthead|banner)[-_]*(?:title|name|brand|logo|heading)?"
)
_SEPARATOR = re.compile(r"\s+(?:[|\-–—·•:»«/~›‹*]+|::)\s+|\s*[|»›]\s*")
_AFTER_NAME = re.compile(rf"{_SEPARATOR.pattern}|:\s+")  # a colon stands within titles too
_ANGLED = re.compile(r"</?[A-Za-z][^<>]{0,60}>")


@dataclass(frozen=True, slots=True)
class Heading:
    """The element that shows the post's title, its text, and how sure we are."""

    element: _Element
    text: str
    score: float


def find_heading(tree: _Element, stated: tuple[str, ...], site_name: str | None, is_here: Callable[[str], bool]) -> Heading | None:
    """The heading that shows the post's title; ``stated`` are the titles that the page's metadata give.

    ``is_here`` tells whether an address is the page's own.
    """
    bare = tuple(said for title in stated if title for said in (title, without_site_name(title, (site_name or "",))))
    wanted = frozenset(folded(said) for title in bare for said in (title, without_angled(title)))
    parts = frozenset(part for title in bare for part in _parts(title)) - wanted
    candidates = _candidates(tree)
    names = frozenset((folded(site_name or ""), *_banners(candidates, stated)))
    best: Heading | None = None
    permalinks = _permalinks(candidates, is_here)
    for place, element in enumerate(candidates):
        # the one link of a first heading may be named "title-link"
        text = heading_text(element, wanted | parts) or (text_of(element) if element.tag == "h1" else "")
        if not text or len(text) > MAX_TITLE:
            continue
        said = next((said for title in (text, without_angled(text)) if (said := folded(title)) in wanted), folded(text))
        score = _score(element, said, wanted, parts, names) - place * 0.05
        score += 2.5 * permalinks.get(element, _is_title(element))
        if score > 0 and (best is None or score > best.score):
            best = Heading(element, text, score)
    return best


def _banners(candidates: list[_Element], stated: tuple[str, ...]) -> Iterator[str]:
    """Names that stand behind the post's in the page's title, and above it on the page: sections of a blog may have their own."""
    shown = {text: element for element in reversed(candidates) if (text := folded(heading_text(element)))}
    for title in stated:
        for sign in _signs(title, _SEPARATOR):
            post, name = (shown.get(folded(part)) for part in (title[: sign.start()], title[sign.end() :]))
            if post is not None and name is not None and _stands_above(name, post):
                yield folded(heading_text(name))


def _stands_above(name: _Element, heading: _Element) -> bool:
    """Whether a heading comes before another with no paragraph between them: the names of what is in a sidebar stand behind the text."""
    behind = dropwhile(lambda element: element is not name, elements_of(name.getroottree().getroot()))
    return heading in takewhile(lambda element: element.tag != "p" or count_words(text_of(element)) < _PROSE_WORDS, behind)


def _candidates(tree: _Element) -> list[_Element]:
    return [
        element
        for element in elements_of(tree)
        if element.tag in {"h1", "h2", "h3"} or (element.get("itemprop") == "headline" and element.tag != "meta") or _is_marked(element)
    ][:200]


def _is_marked(element: _Element) -> bool:
    if element.tag not in _TITLE_TAGS or not any(_MARKED.fullmatch(name) for name in names_of(element)):
        return False
    return not any(step.tag in {"pre", "code"} for step in element.iterancestors())  # highlighters name their spans so


def _permalinks(candidates: list[_Element], is_here: Callable[[str], bool]) -> dict[_Element, bool]:
    """The headings marked as the permanent link of an article (HTML §4.6.7.3), and whether that is the page: others are of other posts.

    The one of a page that has one may lead to where the page was before.
    """
    marked: dict[_Element, bool] = {}
    for element in candidates:
        links = [link for link in elements_of(element, "a") if "bookmark" in attribute_words(link, "rel")]
        if links:
            marked[element] = any(is_here(link.get("href") or "") for link in links)
    return marked if len(marked) > 1 else dict.fromkeys(marked, True)


def heading_text(element: _Element, stated: Container[str] = ()) -> str:
    """The text of a heading without the signs of permanent links, and without a moment that is marked as one before or behind it, unless
    the whole is one of the titles ``stated``, folded.
    """
    whole = squeeze("".join(_heading_parts(element)))
    is_short = len(whole) <= MAX_TITLE and folded(whole) not in stated
    moments = [node for node in elements_of(element) if node is not element and _is_moment(node)] if is_short else []
    edges = frozenset(node for node in moments if whole.startswith(said := squeeze("".join(node.itertext()))) or whole.endswith(said))
    text = squeeze("".join(_heading_parts(element, edges))) if edges else whole
    return re.sub(r"\s*[¶🔗]$|\s+#$", "", text or whole).strip()  # not the sharp of "C#"


def _heading_parts(element: _Element, left_out: frozenset[_Element] = frozenset()) -> Iterator[str]:
    """The texts of a heading but for what is named as noise in it."""
    skipped: set[_Element] = set()
    for event, node in iterwalk(element, events=("start", "end")):
        if event == "start":
            is_noisy = node in left_out or (
                node is not element
                and (node.tag in {"button", "style", "script"} or (node.tag in _INLINE and _is_beside_words(node, element)))
            )
            if is_noisy or node.getparent() in skipped:
                skipped.add(node)
            elif node.tag == "br":
                yield " "
            else:
                yield f"<{node.tag}>{node.text or ''}" if _is_word(node) else node.text or ""
        elif node is not element and node.tail and node.getparent() not in skipped:
            yield node.tail


def _is_beside_words(node: _Element, heading: _Element) -> bool:
    """Whether a part of a heading is none of its words: what themes add, a time, or the sign of a permanent link."""
    is_link_here = node.tag == "a" and text_of(node) == "#" and (node.get("href") or "").startswith("#")
    return is_link_here or is_noise(node) or _is_time(node, heading)


def _is_time(node: _Element, heading: _Element) -> bool:
    """Whether all that a part of a heading says is a time of day, and the heading says more."""
    return _TIME.fullmatch(text_of(node)) is not None and text_of(node) != text_of(heading)


def _is_moment(node: _Element) -> bool:
    """Whether a part of a heading is marked as a moment, or is called so and tells a day: of "Day 5: Over the pass" all is the title."""
    is_called_so = node.tag in _INLINE and not _MOMENTS.isdisjoint(names_of(node))
    return node.tag == "time" or (is_called_so and parse_date(text_of(node)) is not None)


def _is_word(node: _Element) -> bool:
    """Whether an element is a word of a title that was not escaped ("A <blog> from scratch"): HTML and its themes name none so."""
    is_unknown = node.tag not in HTML_TAGS and str(node.tag).isalnum() and not node.attrib
    return is_unknown and next(node.iterancestors("svg", "math"), None) is None


def _is_title(element: _Element) -> bool:
    return _is_marked(element) or "headline" in (element.get("itemprop") or "")


def _score(element: _Element, text: str, wanted: frozenset[str], parts: frozenset[str], names: frozenset[str]) -> float:
    score = {"h1": 3.0, "h2": 1.5}.get(str(element.tag), 0.0)
    if text and text in wanted:
        score += 6
    elif text and (text in parts or any(title.endswith(" " + text) or text.startswith(title + " ") for title in wanted if len(title) > 20)):
        score += 4
    if text in names:
        score -= 6
    if not text:
        score -= 2
    return score + _place_score(element, is_stated=text in wanted)


def is_of_blog(link: _Element) -> bool:
    """Whether a link bears the blog's own name; one within the page ("Skip to content") does not."""
    if (link.get("href") or "#").startswith("#"):
        return False
    steps = (link, *list(link.iterancestors())[:2])
    return "home" in attribute_words(link, "rel") or any(_SITE.fullmatch(name) for step in steps for name in names_of(step))


def _signs(title: str, between: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The signs between the parts of a title; what is longer than any has none, for each costs a reading of the whole."""
    return between.finditer(title) if len(title) <= MAX_TITLE else iter(())


def _parts(title: str) -> list[str]:
    return [folded(part) for part in raw_parts(title)]


def raw_parts(title: str) -> list[str]:
    """What stands before and behind each separator of a title: one of them may be the blog's name."""
    cuts = [(match.start(), match.end()) for match in _signs(title, _SEPARATOR)]
    return [part.strip() for start, end in cuts for part in (title[:start], title[end:]) if part.strip()]


def name_in_feed_title(feed_title: str, page_title: str | None) -> str:
    """What the title of a link to a feed calls the blog: what is before the sign that software sets between it and the feed's kind.

    In many languages the kind comes first ("Feed de X »", "RSS: X"): then as much of it as the page's title says too. One that tells the
    kind alone names nothing.
    """
    if _KIND.fullmatch(feed_title):
        return ""
    name, sign, kind = map(squeeze, feed_title.partition("»"))
    if sign and kind:
        return name
    said = [page_title, *raw_parts(page_title)] if page_title else []
    return max((part for part in said if _is_named(folded(part), folded(name), is_feed=bool(sign))), key=len, default=name)


def _is_named(part: str, title: str, *, is_feed: bool) -> bool:
    """Whether a title is this name and, before or behind it, what tells a feed."""
    is_end = title.startswith(part + " ") or title.endswith(" " + part)
    return bool(part) and is_end and (is_feed or _FEED.search(title.replace(part, "")) is not None)


def without_angled(title: str) -> str:
    """What is left of a title in a page whose theme does not escape it: its "<words>" are taken for tags there."""
    return squeeze(_ANGLED.sub("", title))


def without_lock(title: str, page_title: str) -> str:
    """The title of a locked post without the word before it ("Protected: ", in any language), which the page's own title leaves out."""
    found = re.match(r"[^:：]+[:：]\s*(.+)", title)
    is_before = found is not None and folded(found[1]) in folded(page_title) and folded(title) not in folded(page_title)
    return found[1] if found is not None and is_before else title


def _place_score(element: _Element, *, is_stated: bool) -> float:
    score = 0.0
    in_entry = is_aside = False
    for step in (element, *element.iterancestors()):
        in_entry = in_entry or step.tag in {"article", "main"}
        is_aside = is_aside or step.tag in {"nav", "aside", "footer"}
        is_aside = is_aside or (step is not element and step.tag not in {"body", "html", "main", "article"} and is_noise(step))
        # themes also set a post's title into a banner above its article: there it is what the metadata say
        if step.tag == "header" and not is_stated and not any(parent.tag in {"article", "main"} for parent in step.iterancestors()):
            score -= 1.5
        # what is called "site" or "blog" around an entry holds the whole page, and what is called "header" in an article is its own
        is_of_entry = step.tag == "header" and next(step.iterancestors("article"), None) is not None
        is_around_entry = in_entry and step is not element
        if (
            not (is_around_entry or is_of_entry)
            and any(_SITE.fullmatch(name) for name in names_of(step))
            and step.tag not in {"body", "html"}
        ):
            score -= 3
    # once, however many boxes: themes set a title into its line of meta too, and call that "info" in "meta"
    return score + (1.0 if in_entry else 0.0) - (4.0 if is_aside else 0.0)


def bears_name(title: str, name: str) -> bool:
    """Whether a title is a name, or has it before or behind a sign."""
    return title == name or without_site_name(title, (name,)) != title


def without_site_name(title: str, site_names: tuple[str, ...], headings: tuple[str, ...] = ()) -> str:
    """A title without the blog's name before or behind it; what a heading of the page confirms is the title."""
    bare = _without_name(title, {folded(name) for name in site_names if name})
    parts = {*_parts(title), *_parts(bare)}  # a motto may stand behind: "Blog: A post - words on the sea"
    return next((heading for heading in headings if heading and folded(heading) in parts), bare)


def _without_name(title: str, known: set[str]) -> str:
    for separator in _signs(title, _AFTER_NAME):
        before, after = title[: separator.start()].strip(), title[separator.end() :].strip()
        if before and folded(after) in known:
            return before
        if after and folded(before) in known:
            return after
    return title
