"""One post on several pages: finds the addresses of its further pages and of those of its comments, and joins what they hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml.etree import _Element

from scraper.extraction.elements import elements_of, text_of
from scraper.extraction.page import absolute
from scraper.items import Extraction, Rules
from scraper.text import count_of, count_words
from scraper.urls import without_index
from storage.records import Comment, Media, Post

_MAX_LABEL_WORDS = 3  # "Pages:", and the number of the page at hand, which is no link
_ONE_COMMENT = re.compile(r"#comment-\d+$")  # it stands on the page at hand, whatever page its own address names


def further_pages(tree: _Element, base: str, post_url: str, rules: Rules) -> tuple[str, ...]:
    """The addresses of the other pages of a post that a page links to."""
    forms = (*rules.further_pages, *rules.comment_pages)
    if not forms:
        return ()
    linked = (absolute(element.get("href"), base) for element in elements_of(tree, "a"))
    addresses = (url.partition("#")[0] for url in linked if url and not _ONE_COMMENT.search(url))
    return tuple(dict.fromkeys(url for url in addresses if page_number(url, post_url, forms)))


def page_lines(tree: _Element, base: str, post_url: str, rules: Rules) -> list[_Element]:
    """The lines of links to the pages of a post, "Pages: 1 2 3": older themes give them no name."""
    own = post_url.partition("#")[0].rstrip("/")

    def leads_to_page(link: _Element) -> bool:
        url = absolute(link.get("href"), base) or ""
        return page_number(url, post_url, rules.further_pages) is not None or (url.rstrip("/") == own and text_of(link).isdecimal())

    blocks = (block for block in elements_of(tree, "p", "div") if next(block.iterdescendants("p", "div"), None) is None)
    lines = ((line, list(elements_of(line, "a"))) for line in blocks)
    short = ((line, links) for line, links in lines if links and count_words(text_of(line)) <= len(links) + _MAX_LABEL_WORDS)
    return [line for line, links in short if all(map(leads_to_page, links))]


def page_number(url: str, post_url: str, forms: Iterable[str]) -> int | None:
    """Which page of the post an address names: forms say what stands behind the post's own address."""
    own, whole = (without_index(address.partition("#")[0]).rstrip("/") for address in (post_url, url))
    behind = whole[len(own) :] if whole.startswith(own) else ""
    return next((count_of(match[1]) for form in forms if (match := re.fullmatch(form, behind))), None)


def join_pages(first: Extraction, others: dict[str, Extraction], post_url: str, rules: Rules) -> Extraction:
    """The post that all its pages make together; ``others`` are its further pages by their addresses."""
    texts = _in_order(others, post_url, rules.further_pages)
    talks = _in_order(others, post_url, rules.comment_pages)
    # a blog may show the newest comments first: then the post's own page holds the last of them
    starts_elsewhere = any(page_number(url, post_url, rules.comment_pages) == 1 for url in others)
    pages = [*talks, first] if starts_elsewhere else [first, *talks]
    post = _with_bodies(first.post, [page.post for page in texts])
    return replace(first, post=replace(post, comments=tuple(_distinct(comment for page in pages for comment in page.post.comments))))


def content(page: Post) -> str | tuple[str, ...]:
    """What a page adds to a post: its text, and where it has none its pictures, by their addresses."""
    return page.body_text or tuple(medium.url for medium in page.media)


def _in_order(pages: dict[str, Extraction], post_url: str, forms: tuple[str, ...]) -> list[Extraction]:
    numbered = {url: number for url in pages if (number := page_number(url, post_url, forms)) is not None}
    return [pages[url] for url in sorted(numbered, key=numbered.__getitem__)]


def _with_bodies(post: Post, others: list[Post]) -> Post:
    """A page that repeats the text of another (its number may lie beyond the last) adds nothing."""
    bodies: dict[str | tuple[str, ...], Post] = {}
    for page in (post, *others):
        bodies.setdefault(content(page), page)
    media: dict[str, Media] = {}
    for page in bodies.values():
        media |= {medium.url: medium for medium in page.media if medium.url not in media}
    return replace(
        post,
        body_html="\n".join(page.body_html for page in bodies.values() if page.body_html),
        body_text="\n".join(page.body_text for page in bodies.values() if page.body_text),
        links=tuple(link for page in bodies.values() for link in page.links),
        media=tuple(media.values()),
    )


def _distinct(comments: Iterable[Comment]) -> Iterator[Comment]:
    seen: set[str] = set()
    for comment in comments:
        if comment.key not in seen:
            seen.add(comment.key)
            yield comment
