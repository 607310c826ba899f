"""What one source says about a post. Sources do not know each other; merge.py decides between them."""

from dataclasses import dataclass, field

from storage.records import Author, Comment, Counter, StatedDate, Term


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
    language: str | None = None
    canonical_url: str | None = None
    licence: str | None = None
    platform_id: str | None = None
    text: str | None = None  # the body as plain text, for the cross-check
    site_name: str | None = None
    types: frozenset[str] = frozenset()
    is_free: bool | None = None
    comments: tuple[Comment, ...] = ()
    counters: tuple[Counter, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
