"""The byline of a flattened page: the lines that say who wrote the post and when, in the words of several languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.extraction.body.line_book import Kind, WidgetLines
from scraper.extraction.flattened.lines import Day, Line, is_handle, is_name, line_day
from storage.records import StatedDate

_BY = (
    r"(?:written by|posted by|published by|author|by|von|durch|verfasst von|"
    r"geschrieben von|autorin?|par|écrit par|auteur|por|autora?|di|autore|door|"
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


def find_byline(lines: Sequence[Line], start: int, end: int, platform: WidgetLines | None) -> Byline | None:
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
        elif sign is None and is_author_line(lines[following], platform) and (following + 1 in signs or _is_by(lines[last])):
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
    """A day, which may lack its year, and a reading time without white space between: "Feb 282 min read"."""
    for digits in (1, 2):
        glued = re.fullmatch(rf"(?P<day>.+?)\s?\d{{{digits}}}\s*(?:min\b|分|мин).{{0,20}}", text, re.IGNORECASE)
        if glued and (glued_day := line_day(glued["day"])):
            return Sign(day=glued_day)
    return None


def is_author_line(line: Line, platform: WidgetLines | None) -> bool:
    """Whether a line may be the author's name; an account's name only where the platform puts one there."""
    return line.kind is None and (is_name(line.text) or (platform is not None and platform.author_first and is_handle(line.text)))
