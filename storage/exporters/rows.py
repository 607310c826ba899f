"""A stored post as one flat row of plain values: the shape that JSONL has, and from which the other formats are cut."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from storage.records import Author, Comment, StatedDate, Term, TermKind

if TYPE_CHECKING:
    from storage.queries import StoredPost

VERSION = 1

# Field → what it holds: the order of a row, and the reference.
FIELDS: dict[str, str] = {
    "type": 'Always "post".',
    "v": "Version of this shape; a field may be added without a new version.",
    "url": "The post's canonical address within its blog.",
    "blog": "Slug of its blog.",
    "title": "Title as plain text.",
    "subtitle": "Subtitle, or the excerpt that the author wrote.",
    "authors": 'List of {"name", "url"}.',
    "published_at": "ISO 8601 as stated: a day, or a moment with the offset that the blog stated; null when nobody stated one.",
    "updated_at": "As published_at, for the last change that the blog states.",
    "tags": "List of tags.",
    "categories": "List of categories.",
    "language": "BCP 47 tag of the text's language.",
    "body_text": "The body as plain text, paragraphs on lines of their own.",
    "body_html": "The body as sanitised HTML with absolute addresses.",
    "comments": 'List of {"author", "published_at", "text", "parent", "key", "author_url", "status", "kind"}; parent is another\'s key.',
    "counters": 'Numbers that the page showed, last seen: {"views": 10, "comments": 0}.',
    "media": 'List of {"url", "alt", "kind"}; url is the original\'s where it can be derived.',
    "links": 'Outgoing links of the body: list of {"url", "text", "rel"}.',
    "access": '"public", "preview" or "members".',
    "status": '"live", "gone" (with evidence) or "unreachable".',
    "status_reason": "The evidence for a status other than live.",
    "checked_at": "When the post was last seen (UTC).",
    "revision": "Number of the content's state, from 1.",
    "captured_at": "When this content was fetched (UTC).",
    "first_captured_at": "When the post was fetched first (UTC).",
    "sources": "Field → the extractor that said so.",
    "canonical_url": "The address that the page itself calls canonical.",
    "licence": "Address or name of the licence that the page states.",
    "series": "List of series.",
    "comment_system": "External system that holds the discussion.",
    "platform_id": "The platform's own id of the post.",
    "uncertain": "Fields that are a guess.",
    "doubts": "Field → what other sources said.",
    "capture": 'Where the evidence lies: {"url", "warc_file", "warc_offset", "digest"}; null when it is not known.',
}


def post_row(stored: "StoredPost") -> dict[str, Any]:
    """All fields of a post, in the order of ``FIELDS``; *unknown* is null, *known to be empty* an empty list or string."""
    post = stored.post
    row = {
        "type": "post",
        "v": VERSION,
        "url": post.url,
        "blog": stored.blog.slug,
        "title": post.title,
        "subtitle": post.subtitle,
        "authors": [_author(author) for author in post.authors],
        "published_at": _iso(post.published),
        "updated_at": _iso(post.updated),
        "tags": _terms(post.terms, TermKind.TAG),
        "categories": _terms(post.terms, TermKind.CATEGORY),
        "series": _terms(post.terms, TermKind.SERIES),
        "comments": [_comment(comment) for comment in post.comments],
        "counters": {counter.name: counter.value for counter in post.counters},
        "media": [{"url": media.url, "alt": media.alt, "kind": media.kind} for media in post.media],
        "links": [{"url": link.url, "text": link.text, "rel": link.rel} for link in post.links],
        "access": str(post.access),
        "status": str(stored.status),
        "status_reason": stored.status_reason,
        "checked_at": stored.checked_at,
        "revision": stored.revision,
        "captured_at": stored.captured_at,
        "first_captured_at": stored.first_captured_at,
        "uncertain": list(post.uncertain),
        "capture": _capture(stored),
    }
    return {name: row[name] if name in row else getattr(post, name) for name in FIELDS}


def _iso(stated: StatedDate | None) -> str | None:
    return stated.iso if stated else None


def _author(author: Author) -> dict[str, str | None]:
    return {"name": author.name, "url": author.url}


def _terms(terms: Iterable[Term], kind: TermKind) -> list[str]:
    return [term.name for term in terms if term.kind == kind]


def _comment(comment: Comment) -> dict[str, str | None]:
    return {
        "author": comment.author,
        "published_at": _iso(comment.published),
        "text": comment.text,
        "parent": comment.parent,
        "key": comment.key,
        "author_url": comment.author_url,
        "status": comment.status,
        "kind": comment.kind,
    }


def _capture(stored: "StoredPost") -> dict[str, Any] | None:
    capture = stored.capture
    if capture is None:
        return None
    return {"url": capture.url, "warc_file": capture.warc_file, "warc_offset": capture.warc_offset, "digest": capture.digest}
