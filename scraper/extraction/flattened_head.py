"""The head of a flattened page: what stands above the post, its title, its byline, and where its body begins.

Two orders are usual: title, then byline; and byline, then title. A day or a reading time marks the byline; without one the place decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.extraction.flattened_lines import (
    LONG,
    Day,
    Line,
    first_of_each,
    is_handle,
    is_name,
    is_repeated,
    is_sentence,
    labelled_terms,
    line_day,
    shown_counters,
    weight,
)
from scraper.extraction.line_book import Kind, WidgetLines, fold_line
from scraper.text import count_words
from storage.records import Counter, StatedDate, Term

_SITE = frozenset({Kind.HEADER, Kind.POST_END, Kind.RELATED, Kind.COMMENTS, Kind.COMMENT_BOX, Kind.PAGE_END})
MAX_HEAD = 300  # lines: the largest menus of menus are smaller
_BY = (
    r"(?:written by|posted by|published by|author|by|von|durch|verfasst von|geschrieben von|autorin?|par|écrit par|auteur|por|autora?|di|autore|door|"
    r"автор|מאת|作者|著者|投稿者|文|글쓴이)"
)
_ON = (
    r"(?:posted|published|publié|publicado|pubblicato|veröffentlicht|geplaatst|опубликовано|פורסם|投稿日|公開日|发布于|發佈於)"
    r"(?: on| am| le| el| em| il| op| ב)?"
)
_UPDATED = re.compile(
    r"(?:last )?(?:updated|modified|edited)(?: on)?\s*:?\s+(?P<day>.+)"
    r"|(?:aktualisiert|dernière mise à jour|mis à jour|actualizado|atualizado|aggiornamento|aggiornato|bijgewerkt op|zaktualizowano"
    r"|обновлено|עודכן|更新日|已更新|최종 수정일)(?: am| le| il)?\s*[:：]?\s*(?P<day2>.+)",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"(?:{_ON}\s*[:：]?\s*(?P<day>\S.*?))?[\s,]*(?:\b{_BY}\s*[:：]?\s+(?P<name>\S.*))?", re.IGNORECASE)
_NAME_THEN_DAY = re.compile(
    rf"{_BY}\s*[:：]?\s+(?P<name>\S.{{0,60}}?),?\s+(?:on|am|le|el|em|il|op|at|[-–—|•·])\s+(?P<day>\S.*)", re.IGNORECASE
)
_DAY_THEN_NAME = re.compile(rf"(?P<day>\S.{{3,40}}?),?\s+{_BY}\s*[:：]?\s+(?P<name>\S.*)", re.IGNORECASE)
_NAMED = re.compile(rf"{_BY}\s*(?:[:：]\s*|\s)(?P<name>\S.*)", re.IGNORECASE)
_GLUED = re.compile(r"(?<=(?:\D19|\D20)\d\d)(?=[^\W_])")  # elements without white space between them
_SEPARATORS = re.compile(r"\s*[|·•∙⋅]\s*|\s+[–—-]\s+")


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


@dataclass(frozen=True, slots=True)
class Sign:
    """What one line of a byline states."""

    day: Day | None = None
    updated: Day | None = None
    name: str | None = None

    @property
    def is_plain_day(self) -> bool:
        """Whether the line is the post's day and not that of its last change."""
        return self.day is not None and self.updated is None


@dataclass(frozen=True, slots=True)
class Byline:
    """The lines ``first`` to ``last`` (inclusive) that say who wrote the post and when."""

    first: int
    last: int
    name: str | None
    published: StatedDate | None
    updated: StatedDate | None


def read_head(lines: Sequence[Line], platform: WidgetLines | None, repeated: frozenset[str]) -> Head:
    """Title, author and days of a page, and where its body begins."""
    first = lines[:MAX_HEAD]
    end = next((i for i, line in enumerate(first) if line.is_long), None)
    if end is None:
        end = next((i for i, line in enumerate(first) if _ends_head(line)), len(first))
    start = _after_header(lines[:end], platform)
    byline = _find_byline(lines, start, end, platform)
    if byline is not None and platform is None and _is_below_the_post(lines[start : byline.first]):
        head = _without_byline(lines, start, byline.first, platform, repeated)
        head = replace(head, author=byline.name, published=byline.published, updated=byline.updated)
    elif byline is not None:
        head = _with_byline(lines, start, end, byline, platform, repeated)
    else:
        head = _without_byline(lines, start, end, platform, repeated)
    above = next((i for i, line in enumerate(lines[:end]) if line.text == head.title), start)
    return replace(head, dropped=frozenset(fold_line(line.text) for line in lines[: min(above, head.body)]))


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


def _find_byline(lines: Sequence[Line], start: int, end: int, platform: WidgetLines | None) -> Byline | None:
    """The run of lines that give a day, a reading time or a labelled name: the first one of a known platform.

    Sites of unknown software show the day of today, and days of other posts, in their headers: there the last run above the text counts.
    """
    signs = {i: sign for i in range(start, end) if (sign := _sign(lines[i])) is not None}
    byline: Byline | None = None
    for first in sorted(signs):
        if byline is None or (platform is None and first > byline.last):
            byline = _run_from(first, lines, end, signs, platform)
    return byline


def _run_from(first: int, lines: Sequence[Line], end: int, signs: dict[int, Sign], platform: WidgetLines | None) -> Byline:
    """The byline that begins at a line: what follows it as long as it belongs to a byline."""
    last, run = first, [signs[first]]
    while (following := last + 1) < end:
        sign = signs.get(following)
        if sign is None and _is_dressing(lines[following]):
            sign = Sign()
        elif sign is None and _is_author_line(lines[following], platform) and (following + 1 in signs or _is_by(lines[last])):
            sign = Sign(name=lines[following].text)
        if sign is None:
            break
        if _is_of_the_body(sign, run):
            break
        run.append(sign)
        last = following
    return _byline(first, last, run)


def _is_dressing(line: Line) -> bool:
    """A line between or below the lines of a byline that is none itself: numbers, buttons, terms, dots."""
    return bool(line.counters) or line.kind in {Kind.SHARE, Kind.TAGS, Kind.COMMENTS} or not any(c.isalpha() for c in line.text)


def _is_of_the_body(sign: Sign, run: list[Sign]) -> bool:
    """A second day, or a name below the day and the reading time, is the author's own line."""
    if sign.is_plain_day:
        return any(earlier.is_plain_day for earlier in run)
    return sign.name is not None and sign.updated is None and (any(s.name for s in run) or len(run) >= 2)


def _byline(first: int, last: int, run: list[Sign]) -> Byline:
    published = next((s.day.stated for s in run if s.day and s.day.stated), None)
    updated = next((s.updated.stated for s in run if s.updated and s.updated.stated), None)
    return Byline(first, last, next((s.name for s in run if s.name), None), published, updated)


def _sign(line: Line) -> Sign | None:
    """What a line says of the post's author and day; ``None`` for a line that is no part of a byline."""
    if line.kind is Kind.BYLINE or _is_by(line):
        return Sign()
    if line.kind is not None or len(line.text) > 120:
        return None
    if found := _UPDATED.fullmatch(line.text):
        day = line_day(found["day"] or found["day2"])
        return Sign(updated=day) if day else None
    if day := line_day(line.text):
        return Sign(day=day)
    return _labelled_sign(line.text) or _joined_sign(line.text) or _glued_sign(line.text)


def _is_by(line: Line) -> bool:
    """Whether the line is nothing but the word before a name or a day that stands on the next line."""
    return line.kind is None and bool(re.fullmatch(rf"(?:{_BY}|{_ON})\s*[:：]?", line.text, re.IGNORECASE))


def _labelled_sign(text: str) -> Sign | None:
    for pattern in (_NAME_THEN_DAY, _DAY_THEN_NAME, _LABELLED, _NAMED):
        found = pattern.fullmatch(text)
        parts: dict[str, str | None] = found.groupdict() if found else {}
        day, name = line_day(parts.get("day") or ""), parts.get("name")
        if (parts.get("day") and day is None) or (name and not (is_name(name) or is_handle(name))):
            continue
        if day or name:
            return Sign(day=day, name=name)
    return None


def author_below(line: Line) -> str | None:
    """The name in a line below a post that says who wrote it and, at most, at what time: "Posted by Jane at 10:00 AM"."""
    found = _NAMED.fullmatch(re.sub(r"\s+(?:at|um|à|a la\(?s?\)?|alle|às|om|в)?\s*\d.{0,20}$", "", line.text))
    return found["name"] if found and line.kind is None and is_name(found["name"]) else None


def _joined_sign(text: str) -> Sign | None:
    """Several parts in one line, glued or not: "Jane Doe | March 3, 2012 | 3 min read", "3 March 20124 March 2012"."""
    parts = [part for part in _SEPARATORS.split(_GLUED.sub(" | ", text)) if part]
    signs = [_part_sign(part) for part in parts]
    day = next((sign.day for sign in signs if sign and sign.day), None)
    if len(parts) < 2 or day is None:
        return None
    named = next((sign.name for sign in signs if sign and sign.name), None)
    bare = next((part for part, sign in zip(parts, signs, strict=True) if sign is None and is_name(part)), None)
    return Sign(day=day, name=named or bare)


def _part_sign(part: str) -> Sign | None:
    day = line_day(part)
    return Sign(day=day) if day else _labelled_sign(part)


def _glued_sign(text: str) -> Sign | None:
    """A day and a reading time without white space between: "Feb 28, 20242 min read"."""
    for digits in (1, 2):
        glued = re.fullmatch(rf"(?P<day>.+?)\s?\d{{{digits}}}\s*(?:min\b|分|мин).{{0,20}}", text, re.IGNORECASE)
        if glued and (glued_day := line_day(glued["day"])):
            return Sign(day=glued_day)
    return None


def _is_author_line(line: Line, platform: WidgetLines | None) -> bool:
    return line.kind is None and (is_name(line.text) or (platform is not None and platform.author_first and is_handle(line.text)))


def _with_byline(
    lines: Sequence[Line], start: int, end: int, byline: Byline, platform: WidgetLines | None, repeated: frozenset[str]
) -> Head:
    above = [i for i in range(start, byline.first) if lines[i].kind is None]
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
    kept = tuple(lines[i] for i in range(title + 1, byline.first) if i in above) if title is not None and title < byline.first else ()
    return Head(
        body=body,
        title=lines[title].text if title is not None else None,
        subtitle=subtitle,
        author=author,
        published=byline.published,
        updated=byline.updated,
        counters=first_of_each(counter for line in run for counter in shown_counters(line)),
        terms=tuple(term for line in run if line.kind is Kind.TAGS for term in labelled_terms([line])),
        kept=kept,
        uncertain=tuple(uncertain),
    )


def _is_below_the_post(above: Sequence[Line]) -> bool:
    """Whether so much text stands above the byline that it is the post itself, in short lines."""
    return sum(weight(line.text) for line in above if is_sentence(line)) >= 2 * LONG


def _is_author_above(lines: Sequence[Line], above: list[int], platform: WidgetLines | None, repeated: frozenset[str]) -> bool:
    """Whether the last line above the day is the author's name and not the title."""
    candidate = lines[above[-1]]
    if not _is_author_line(candidate, platform):
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
    if not own or (end == len(lines) and len(own) == 1 and start == 0):
        return Head(body=start, uncertain=("title", "body"))
    if platform is None or not platform.author_first:
        return _by_place(lines, own, start, end)
    first = next(i for i in range(start, end) if lines[i].kind is None)
    if first + 1 < end and _is_author_line(lines[first], platform) and (later := [i for i in own if i > first]):
        return Head(body=later[0] + 1, title=lines[later[0]].text, author=lines[first].text, uncertain=("authors",))
    return Head(body=own[0] + 1, title=lines[own[0]].text)


def _by_place(lines: Sequence[Line], own: list[int], start: int, end: int) -> Head:
    """The first line of a letter is its title. A page of a site has menus above: there the last line that reads like a title is."""
    title = own[0]
    if end < len(lines) and sum(line.kind in _SITE for line in lines) >= 2:
        title = next((i for i in reversed(own) if _title_score(lines[i]) >= 3), title)
    return Head(body=title + 1, title=lines[title].text, kept=tuple(lines[i] for i in own if i < title), uncertain=("title",))
