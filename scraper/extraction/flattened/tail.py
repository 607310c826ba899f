"""The tail of a flattened page: where the post ends, and the counters and comments below it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.extraction.body.line_book import Kind, WidgetLines
from scraper.extraction.flattened.lines import Day, Line, is_repeated, line_day, shown_counters
from scraper.extraction.shown.counters import first_of_each
from storage.records import Comment, Counter

MAX_TRIES = 50  # end marks; more are words of the author's
_SAYS = re.compile(
    r"(?P<name>\S.{0,80}?)\s*"
    r"(?:says|said|wrote|writes|sagt|schrieb|schreibt|meinte|a dit|dit|a écrit|dijo|dice|disse|diz|ha detto|zegt|napisał\(a\)|пишет"
    r"|говорит|:\s*אמר|さんのコメント|说道|說)"
    r"\s*(?:[:：]|\.\.\.|…)(?:\s*(?:on\s|am\s|at\s)?(?P<day>\d.*|\w+ \d.*))?",
    re.IGNORECASE,
)
_BETWEEN_COMMENTS = frozenset({Kind.COMMENT_BOX, Kind.COMMENTS, Kind.SHARE})
_AT = re.compile(r"^(?:on|am|le|el|em|il|op)\s+|\s*\((?:edited|bearbeitet)\)$|\s+at\b(?=\s*\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands below the post; ``left`` are the lines that nothing here explains."""

    counters: tuple[Counter, ...] = ()
    comments: tuple[Comment, ...] = ()
    left: tuple[Line, ...] = ()


def find_end(lines: Sequence[Line], start: int, platform: WidgetLines | None, repeated: frozenset[str]) -> tuple[int, Tail]:
    """Where the body ends, and the tail: the first end mark below which no running text is left unexplained.

    Above it stands running text, where the page has any: a link to the comments at a post's head ends nothing.
    """
    longs = [i for i in range(start, len(lines)) if lines[i].is_long]
    for i in _possible_ends(lines, longs[0] if longs else start):
        tail = _sorted_tail(lines[i:], platform, repeated)
        if not any(line.is_long for line in tail.left):
            return i, tail
    return len(lines), Tail()


def _possible_ends(lines: Sequence[Line], start: int) -> list[int]:
    """The end marks between which and the comments no running text stands; only comments may hold such text."""
    marks: list[int] = []
    is_open = True
    for i in range(len(lines) - 1, start - 1, -1):
        if lines[i].is_long:
            is_open = False
        elif lines[i].kind is Kind.COMMENTS:
            is_open = True
        if is_open and _is_end_mark(lines[i]):
            marks.append(i)
    return marks[:MAX_TRIES][::-1]


def _is_end_mark(line: Line) -> bool:
    return bool(line.counters) or line.kind in {Kind.POST_END, Kind.RELATED, Kind.COMMENTS, Kind.PAGE_END}


def _sorted_tail(lines: Sequence[Line], platform: WidgetLines | None, repeated: frozenset[str]) -> Tail:
    """Sorts the lines below a post into counters, comments, the platform's own, and what is left."""
    heading = next((i for i, line in enumerate(lines) if line.kind is Kind.COMMENTS), None)
    comments: tuple[Comment, ...] = ()
    unexplained: list[Line] = []
    if heading is not None:
        end = _end_of_comments(lines, heading + 1)
        comments, unread = _split_comments(lines[heading + 1 : end])
        unexplained += unread
        others = [*lines[: heading + 1], *lines[end:]]
    else:
        others = list(lines)
    unexplained += _unexplained(others, platform, repeated)
    shown = lines if heading is None else lines[: heading + 1]
    return Tail(first_of_each(counter for line in shown for counter in shown_counters(line)), comments, tuple(unexplained))


def _end_of_comments(lines: Sequence[Line], start: int) -> int:
    ends = (i for i in range(start, len(lines)) if lines[i].kind in {Kind.RELATED, Kind.PAGE_END, Kind.POST_END, Kind.HEADER})
    return next(ends, len(lines))


def _unexplained(lines: Sequence[Line], platform: WidgetLines | None, repeated: frozenset[str]) -> list[Line]:
    """The lines that are neither the platform's nor repeated on other pages, nor titles of other posts, nor a footer by their place."""
    left, is_footer = [], platform is not None
    for line in lines:
        if line.kind in {Kind.RELATED, Kind.PAGE_END}:
            is_footer = True
        is_known = (line.kind is not None and line.kind is not Kind.OWN) or bool(line.counters) or is_repeated(line, repeated)
        if not is_known and not (is_footer and not line.is_long):
            left.append(line)
    return left


def _split_comments(lines: Sequence[Line]) -> tuple[tuple[Comment, ...], list[Line]]:
    """The comments that a run of lines holds, each with author and day where they stand at its head, and the lines that belong to none."""
    lines = [line for line in lines if line.kind not in _BETWEEN_COMMENTS and not line.counters]
    heads = _heads(lines)
    if not heads:
        return (), list(lines)
    bounds = [*(start for start, _, _, _ in heads), len(lines)]
    comments: list[Comment] = []
    for (_, author, day, text_at), end in zip(heads, bounds[1:], strict=True):
        text = [line.text for line in lines[text_at:end]]
        if day is None and text and (closing := _day(text[-1])):
            day, text = closing, text[:-1]
        if text:
            comments.append(_comment(author, day, "\n".join(text), len(comments)))
    return tuple(comments), list(lines[: bounds[0]])


def _heads(lines: Sequence[Line]) -> list[tuple[int, str, Day | None, int]]:
    """Where each comment begins: its first line, author, day, and the first line of its text."""
    heads: list[tuple[int, str, Day | None, int]] = []
    sayings = {i: said for i, line in enumerate(lines) if (said := _SAYS.fullmatch(line.text))}
    i = 0
    while i < len(lines):
        said = sayings.get(i)
        following = _day(lines[i + 1].text) if i + 1 < len(lines) else None
        if said:
            stated = _day(said["day"]) if said["day"] else following
            after = i + 2 if following and not said["day"] else i + 1
            heads.append((i, said["name"], stated, after))
            i = after
        elif (
            not sayings
            and following
            and not lines[i].is_long
            and len(lines[i].text) <= 60
            and _day(lines[i].text) is None
            and i + 2 < len(lines)
        ):
            heads.append((i, lines[i].text, following, i + 2))
            i += 2
        else:
            i += 1
    return heads


def _day(text: str) -> Day | None:
    return line_day(text) or line_day(_AT.sub("", text))


def _comment(author: str, day: Day | None, text: str, number: int) -> Comment:
    published = day.stated if day else None
    key = hashlib.sha256("\n".join((author, published.iso if published else "", text)).encode()).hexdigest()[:24]
    return Comment(key=f"{key}-{number}", text=text, author=author, published=published)
