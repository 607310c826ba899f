"""What a page tells programs that send trackbacks: RDF in a comment, as Movable Type and its kin set it on the page of each post.

Source: the TrackBack specification of Six Apart, "TrackBack Auto-Discovery". A list has one for each of its posts: the address decides.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

from scraper.dates import parse_date
from scraper.extraction.claims import Claims
from scraper.extraction.people import authors_from
from scraper.text import squeeze
from storage.records import Term, TermKind

_DESCRIPTION = re.compile(r"<rdf:Description\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)")
_ATTRIBUTE = re.compile(r"\b(rdf:about|dc:\w+)\s*=\s*([\"'])(.*?)\2", re.DOTALL)


def read_trackback(text: str, is_here: Callable[[str], bool], languages: tuple[str, ...], not_after: date) -> Claims:
    """Title, author, moment and category of the post at this page's address."""
    said = next((said for said in _descriptions(text) if is_here(said.get("dc:identifier") or said.get("rdf:about", ""))), {})
    subject = said.get("dc:subject")
    return Claims(
        source="trackback",
        title=said.get("dc:title"),
        authors=authors_from(said.get("dc:creator", "")),
        published=parse_date(said.get("dc:date", ""), languages=languages, not_after=not_after),
        terms=(Term(name=subject, kind=TermKind.CATEGORY),) if subject else (),
    )


def _descriptions(text: str) -> Iterator[dict[str, str]]:
    for found in _DESCRIPTION.finditer(text):
        said = {name: squeeze(unescape(value)) for name, _, value in _ATTRIBUTE.findall(found[1])}
        yield {name: value for name, value in said.items() if value}
