"""The head of a flattened page: what stands above the post, its title, and where its body begins.

Two orders are usual: title, then byline; and byline, then title. A day or a reading time marks the byline; without one the place decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scraper.extraction.body.line_book import Kind, WidgetLines, fold_line
from scraper.extraction.flattened.byline import Byline, find_byline, is_author_line
from scraper.extraction.flattened.lines import (
    LONG,
    Line,
    is_name,
    is_repeated,
    is_sentence,
    labelled_terms,
    shown_counters,
    weight,
)
from scraper.extraction.shown.counters import first_of_each
from scraper.text import count_words
from storage.records import Counter, StatedDate, Term

_SITE = frozenset({Kind.HEADER, Kind.POST_END, Kind.RELATED, Kind.COMMENTS, Kind.COMMENT_BOX, Kind.PAGE_END})
NEAR = 6  # lines: paragraphs of one text stand no farther apart
MAX_HEAD = 300  # lines: the largest menus of menus are smaller


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page states; ``body`` counts the lines before the body, ``kept`` are those of them that may be the author's."""

    body: int
    title: str | None = None
    subtitle: str | None = None
    author: str | None = None
    published: StatedDate | None = None
    updated: StatedDate | None = None
    counters: tuple[Counter, ...] = ()
    terms: tuple[Term, ...] = ()
    kept: tuple[Line, ...] = ()
    dropped: frozenset[str] = frozenset()
    uncertain: tuple[str, ...] = ()


def read_head(lines: Sequence[Line], platform: WidgetLines | None, repeated: frozenset[str]) -> Head:
    """Title, author and days of a page, and where its body begins."""
    end = _text_begins(lines[:MAX_HEAD], platform)
    start = _after_header(lines[:end], platform)
    byline = find_byline(lines, start, end, platform)
    if byline is not None and platform is None and _is_below_the_post(lines[start : byline.first]):
        head = _without_byline(lines, start, byline.first, platform, repeated)
        head = replace(head, author=byline.name, published=byline.published, updated=byline.updated)
    elif byline is not None:
        head = _with_byline(lines, start, end, byline, platform, repeated)
    else:
        head = _without_byline(lines, start, end, platform, repeated)
    above = next((i for i, line in enumerate(lines[:end]) if line.text == head.title), start)
    return replace(head, dropped=frozenset(fold_line(line.text) for line in lines[: min(above, head.body)]))


def _text_begins(lines: Sequence[Line], platform: WidgetLines | None) -> int:
    """Where running text begins. In the headers of unknown software a long line may stand alone (a motto, a notice on cookies)."""
    longs = [i for i, line in enumerate(lines) if line.is_long]
    if not longs:
        return next((i for i, line in enumerate(lines) if _ends_head(line)), len(lines))
    if platform is not None:
        return longs[0]
    return next((one for one, following in pairwise(longs) if following - one <= NEAR), longs[0])


def _ends_head(line: Line) -> bool:
    return bool(line.counters) or line.kind in {Kind.POST_END, Kind.COMMENTS, Kind.RELATED, Kind.PAGE_END}


def _after_header(lines: Sequence[Line], platform: WidgetLines | None) -> int:
    """The first line below menus and search boxes. On a page of unknown software only a run of such lines at the very top counts."""
    if platform is None:
        return next((i for i, line in enumerate(lines) if line.kind is not Kind.HEADER), len(lines))
    headers = [i for i, line in enumerate(lines) if line.kind is Kind.HEADER or _is_page_name(lines, i)]
    return headers[-1] + 1 if headers else 0


def _is_page_name(lines: Sequence[Line], i: int) -> bool:
    """Whether the line announces the page's name in the editor, as the line below "top of page" does."""
    return (
        0 < i <= 2
        and lines[i - 1].kind is Kind.HEADER
        and bool(re.match(r"\w{3,12}\s?[:：]\s\S+$", lines[i].text))
        and lines[i].kind is None
    )


def _with_byline(
    lines: Sequence[Line], start: int, end: int, byline: Byline, platform: WidgetLines | None, repeated: frozenset[str]
) -> Head:
    above = [i for i in range(start, byline.first) if lines[i].kind is None and not lines[i].is_long]
    author, uncertain = byline.name, []
    if author is None and above and _is_author_above(lines, above, platform, repeated):
        author = lines[above.pop()].text
        uncertain += [] if platform and platform.author_first else ["authors"]
    above = [i for i in above if not is_repeated(lines[i], repeated)]
    subtitle = lines[above.pop()].text if platform and platform.has_subtitle and len(above) == 2 else None
    below = next((i for i in range(byline.last + 1, end) if lines[i].kind is None and not is_repeated(lines[i], repeated)), None)
    title = _better_title(lines, above[-1] if above else None, below)
    run = lines[byline.first : byline.last + 1]
    body = max(byline.last, title if title is not None else -1) + 1
    below_title = {i for i in above if title is not None and i > title}
    kept = [i for i in range(start, byline.first) if i != title and (i in below_title or _is_text(lines[i], platform, repeated))]
    return Head(
        body=body,
        title=lines[title].text if title is not None else None,
        subtitle=subtitle,
        author=author,
        published=byline.published,
        updated=byline.updated,
        counters=first_of_each(counter for line in run for counter in shown_counters(line)),
        terms=tuple(term for line in run if line.kind is Kind.TAGS for term in labelled_terms([line])),
        kept=tuple(lines[i] for i in kept),
        uncertain=tuple(uncertain),
    )


def _is_text(line: Line, platform: WidgetLines | None, repeated: frozenset[str]) -> bool:
    """Whether a line above a title may be the author's text all the same."""
    return (line.is_long or (platform is None and is_sentence(line))) and not is_repeated(line, repeated)


def _is_below_the_post(above: Sequence[Line]) -> bool:
    """Whether so much text stands above the byline that it is the post itself, in short lines."""
    return sum(weight(line.text) for line in above if is_sentence(line)) >= 2 * LONG


def _is_author_above(lines: Sequence[Line], above: list[int], platform: WidgetLines | None, repeated: frozenset[str]) -> bool:
    """Whether the last line above the day is the author's name and not the title."""
    candidate = lines[above[-1]]
    if not is_author_line(candidate, platform):
        return False
    if (platform is not None and platform.author_first) or is_repeated(candidate, repeated):
        return True
    return len(above) == 2 and not is_name(lines[above[0]].text)


def _better_title(lines: Sequence[Line], above: int | None, below: int | None) -> int | None:
    """The line above the byline or the one below it: titles have several words and do not end like a sentence."""
    if above is None or below is None:
        return above if below is None or above is not None else (below if _title_score(lines[below]) > 0 else None)
    return above if _title_score(lines[above]) >= 3 or _title_score(lines[above]) >= _title_score(lines[below]) else below


def _title_score(line: Line) -> int:
    return 0 if line.text.endswith((":", "：", ",", ";")) else min(count_words(line.text), 9)


def _without_byline(lines: Sequence[Line], start: int, end: int, platform: WidgetLines | None, repeated: frozenset[str]) -> Head:
    own = [i for i in range(start, end) if lines[i].kind is None and not is_repeated(lines[i], repeated)]
    if own and lines[own[0]].is_long:
        return Head(body=start, uncertain=("title", "body"))
    if not own or (end == len(lines) and len(own) == 1 and start == 0):
        return Head(body=start, uncertain=("title", "body"))
    if platform is None or not platform.author_first:
        return _by_place(lines, own, end)
    first = next(i for i in range(start, end) if lines[i].kind is None)
    if first + 1 < end and is_author_line(lines[first], platform) and (later := [i for i in own if i > first]):
        return Head(body=later[0] + 1, title=lines[later[0]].text, author=lines[first].text, uncertain=("authors",))
    return Head(body=own[0] + 1, title=lines[own[0]].text)


def _by_place(lines: Sequence[Line], own: list[int], end: int) -> Head:
    """The first line of a letter is its title. A page of a site has menus above: there the last line that reads like a title is."""
    title = own[0]
    if end < len(lines) and sum(line.kind in _SITE for line in lines) >= 2:
        title = next((i for i in reversed(own) if _title_score(lines[i]) >= 3), title)
    return Head(body=title + 1, title=lines[title].text, kept=tuple(lines[i] for i in own if i < title), uncertain=("title",))
