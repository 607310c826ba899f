"""Authors and terms: one row each in a blog, and their places in a post."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage import models
from storage.columns import fits_key
from storage.records import Author, Term
from storage.writer.ordered import replace_lists
from storage.writer.reading import Reading
from storage.writer.upsert import ensure_ids


def record_authors(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write who signed the posts."""
    stated = [(r, _authors(r)) for r in readings if r.says("authors", r.post.authors)]
    rows = {
        (r.blog_id, author.name): {"blog_id": r.blog_id, "name": author.name, "url": author.url}
        for r, authors in stated
        for author in authors
    }
    ids = ensure_ids(connection, models.author, ("blog_id", "name"), rows)
    signed = [
        {"post_id": r.post_id, "position": position, "author_id": ids[r.blog_id, author.name]}
        for r, authors in stated
        for position, author in enumerate(authors)
    ]
    replace_lists(connection, models.post_author, [r for r, _ in stated], signed)


def record_terms(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write what the posts are filed under."""
    stated = [(r, _terms(r)) for r in readings if r.says("terms", r.post.terms)]
    rows = {
        (r.blog_id, term.kind, term.name): {"blog_id": r.blog_id, "kind": term.kind, "name": term.name, "url": term.url}
        for r, terms in stated
        for term in terms
    }
    ids = ensure_ids(connection, models.term, ("blog_id", "kind", "name"), rows)
    filed = [
        {"post_id": r.post_id, "position": position, "term_id": ids[r.blog_id, term.kind, term.name]}
        for r, terms in stated
        for position, term in enumerate(terms)
    ]
    replace_lists(connection, models.post_term, [r for r, _ in stated], filed)


def _authors(reading: Reading) -> list[Author]:
    return list({author.name: author for author in reading.post.authors if fits_key(author.name, "author")}.values())


def _terms(reading: Reading) -> list[Term]:
    return list({(term.kind, term.name): term for term in reading.post.terms if fits_key(term.name, "term")}.values())
