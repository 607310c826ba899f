"""What one source says about a post. Sources do not know each other; merge.py decides between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from storage.records import Author, Comment, Counter, StatedDate, Term, TermKind

# What a page is, not what it is about: Hugo's templates state the folder of a page's source as its section, some with a capital.
_FOLDERS = re.compile(r"(?i:posts?|pages?)|articles?")  # "Articles" is what French blogs file theirs under

MAX_TERM = 100  # characters of a term's name; more is a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The fields that one source states; ``None`` and ``()`` are no statement."""

    source: str
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[Author, ...] = ()
    published: StatedDate | None = None
    updated: StatedDate | None = None
    terms: tuple[Term, ...] = ()
    has_marked_tags: bool = True  # not where they are links to topics, which may be of the blog
    licence: str | None = None
    platform_id: str | None = None
    site_name: str | None = None
    types: frozenset[str] = frozenset()
    is_free: bool | None = None
    comments: tuple[Comment, ...] = ()
    counters: tuple[Counter, ...] = ()


def sections(names: Iterable[str]) -> tuple[Term, ...]:
    """The categories that the sections of a page are."""
    return tuple(Term(name=name, kind=TermKind.CATEGORY) for name in dict.fromkeys(names) if not _FOLDERS.fullmatch(name))
