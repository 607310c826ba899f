"""The head's meta elements: Open Graph and ``article:``, then Dublin Core, citation and plain names."""

import re
from datetime import date

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.claims import MAX_TERM, Claims, sections
from scraper.extraction.page import absolute
from scraper.extraction.people import authors_from, unique
from scraper.text import squeeze
from storage.records import Author, StatedDate, Term

_WRITTEN_BY = re.compile(
    r"written by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|skriven av|автор|作者", re.IGNORECASE
)

_GRAPH_AUTHOR = ("article:author", "article:author:name", "og:article:author")
_NAMES_OWNER = "hexo"  # its Open Graph helper names the blog's owner as the author, whoever wrote the post

Metas = dict[str, list[str]]


def read_metas(tree: _Element) -> Metas:
    """All named meta elements of the page: name → contents in order."""
    found: Metas = {}
    for element in tree.iter("meta"):
        content = squeeze(element.get("content") or "")
        for attribute in ("property", "name", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
                break
    return found


def first(metas: Metas, *names: str) -> str | None:
    """The first content that one of these names has."""
    return next((metas[name][0] for name in names if name in metas), None)


def read_open_graph(metas: Metas, languages: tuple[str, ...], not_after: date) -> Claims:
    """What Open Graph and its ``article:`` names say."""
    tags = [Term(name=tag) for value in metas.get("article:tag", ()) for tag in split_names(value)]
    names_owner = (first(metas, "generator") or "").lower().startswith(_NAMES_OWNER)
    return Claims(
        source="open-graph",
        title=first(metas, "og:title", "twitter:title"),
        authors=() if names_owner else _people(metas, *_GRAPH_AUTHOR),
        published=_when(
            metas, languages, not_after, "article:published_time", "og:article:published_time", "og:published_time", "article:published"
        ),
        updated=_when(
            metas, languages, not_after, "article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified"
        ),
        terms=(*dict.fromkeys(tags), *sections(metas.get("article:section", ()))),
        site_name=first(metas, "og:site_name", "application-name"),
    )


def read_plain_metas(metas: Metas, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What Dublin Core, citation and plain meta names say."""
    return Claims(
        source="html",
        title=first(metas, "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"),
        authors=_people(
            metas, "author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author", "article.author"
        )
        or _written_by(metas)
        or _people(metas, *_GRAPH_AUTHOR),
        published=_when(
            metas,
            languages,
            not_after,
            "dc.date.issued",
            "dcterms.issued",
            "dcterms.created",
            "dc.date",
            "dcterms.date",
            "dc.date.created",
            "citation_publication_date",
            "citation_date",
            "citation_online_date",
            "parsely-pub-date",
            "sailthru.date",
            "datepublished",
            "publish-date",
            "publish_date",
            "pubdate",
            "article.published",
            "published_at",
            "published",
            "date",
        ),
        updated=_when(
            metas, languages, not_after, "dcterms.modified", "dc.date.modified", "datemodified", "last-modified", "lastmod", "revised"
        ),
        licence=absolute(first(metas, "dcterms.license", "dc.rights.license", "licence", "license"), base),
    )


def _people(metas: Metas, *names: str) -> tuple[Author, ...]:
    for name in names:
        found = [author for value in metas.get(name, ()) if not _is_heading(value, metas) for author in authors_from(value)]
        if found:
            return unique(tuple(found))
    return ()


def _is_heading(name: str, metas: Metas) -> bool:
    """Whether what stands for the author is how the site heads its pages, with a bar between its names ("Site | Blog")."""
    return "|" in name and name in metas.get("og:site_name", ())


def _written_by(metas: Metas) -> tuple[Author, ...]:
    """Plugins state the author in the label pairs of cards: ``twitter:label1`` "Written by", ``twitter:data1`` the name."""
    for number in ("1", "2"):
        label, value = first(metas, f"twitter:label{number}"), first(metas, f"twitter:data{number}")
        if label and value and _WRITTEN_BY.search(label):
            return authors_from(value)
    return ()


def _when(metas: Metas, languages: tuple[str, ...], not_after: date, *names: str) -> StatedDate | None:
    for name in names:
        for value in metas.get(name, ()):
            stated = parse_date(value, languages=languages, not_after=not_after)
            if stated is not None:
                return stated
    return None


def split_names(value: str) -> list[str]:
    """The names that a comma holds apart."""
    return [part for part in (squeeze(part) for part in value.split(",")) if 0 < len(part) <= MAX_TERM]
