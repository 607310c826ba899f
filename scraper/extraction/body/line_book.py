"""What a line that blog software itself writes says of the page, and which software wrote a page, told by its lines."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scraper.text import squeeze


class Kind(StrEnum):
    """What a platform's own line says of the place where it stands."""

    HEADER = "header"  # menus, search and log-in: what stands above it is no part of the post
    BYLINE = "byline"  # reading time, the writer's badge: a line of the post's head
    INLINE = "inline"  # cut wherever it stands
    SHARE = "share"  # buttons under a post
    POST_END = "post-end"  # the post ends above it
    RELATED = "related"  # titles of other posts follow
    COMMENTS = "comments"  # comments follow
    COMMENT_BOX = "comment-box"  # around and between comments
    TAGS = "tags"  # the post's terms follow
    PAGE_END = "page-end"  # what follows is the footer of the page
    OWN = "own"  # headings that authors write at the end of their posts: never cut


@dataclass(frozen=True, slots=True)
class WidgetLines:
    """The lines of one platform; ``marks`` are those that no other software writes."""

    platform: str
    lines: Mapping[Kind, str] = field(default_factory=dict)  # divided by " | "
    patterns: Mapping[Kind, str] = field(default_factory=dict)  # regular expressions, one a line; a "|" at the end goes on below
    marks: str = ""  # the same
    author_first: bool = False  # the author stands above the title, or alone between title and date
    has_subtitle: bool = False  # a line of the author's between title and byline


def fold_line(line: str) -> str:
    """The form in which lines are compared."""
    return squeeze(line).casefold().replace("’", "'").rstrip(" .…:：")


# A line that two kinds claim is of the kind that is named first.
_PRECEDENCE = (
    *(Kind.OWN, Kind.HEADER, Kind.BYLINE, Kind.POST_END, Kind.INLINE, Kind.COMMENTS),
    *(Kind.RELATED, Kind.COMMENT_BOX, Kind.TAGS, Kind.SHARE, Kind.PAGE_END),
)


class LineBook:
    """Answers what a line is, for the platforms that it was made of."""

    def __init__(self, widgets: Iterable[WidgetLines]) -> None:
        chosen = tuple(widgets)
        self._literal = {kind: _literals(w.lines.get(kind, "") for w in chosen) for kind in Kind}
        self._pattern = {kind: _pattern(w.patterns.get(kind, "") for w in chosen) for kind in Kind}
        self._marks = [(w, _pattern([w.marks])) for w in chosen if w.marks]

    def kind(self, line: str) -> Kind | None:
        """What the line says of its place; ``None`` for a line that no platform writes."""
        folded = fold_line(line)
        if not folded or len(folded) > 240:
            return None
        return next((kind for kind in _PRECEDENCE if folded in self._literal[kind] or self._pattern[kind].fullmatch(folded)), None)

    def platform(self, lines: Iterable[str]) -> WidgetLines | None:
        """The platform most of whose unmistakable lines are here."""
        folded = [fold_line(line) for line in lines if len(line) <= 240]
        hits = [(sum(1 for line in folded if line and marks.fullmatch(line)), widgets) for widgets, marks in self._marks]
        most, best = max(hits, key=lambda hit: hit[0], default=(0, None))
        return best if most else None


def _literals(blocks: Iterable[str]) -> frozenset[str]:
    words = (word for block in blocks for line in block.splitlines() for word in line.split(" | "))
    return frozenset(fold_line(word) for word in words if word.strip())


def _pattern(blocks: Iterable[str]) -> re.Pattern[str]:
    lines = "\n".join(line.strip() for block in blocks for line in block.splitlines() if line.strip())
    alternatives = lines.replace("|\n", "|").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in alternatives) or r"(?!)", re.IGNORECASE)
