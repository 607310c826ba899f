"""What a template asks of its readers below a post: to give to the blog, to follow its author elsewhere, to read other posts."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from scraper.extraction.body.line_book import Kind
from scraper.extraction.body.widget_lines import line_book
from scraper.extraction.elements import SUBHEADINGS, elements_of, text_of
from scraper.extraction.page import is_own
from scraper.text import count_words

_MOSTLY = 0.9
_MAX_BUTTON_WORDS = 4
_MAX_ASKING_WORDS = 15
_GIVE_LINK = re.compile(r"/(?:donat(?:e|ion|ions|ing)|sponsor|tip-?jar|buy-?me-?a-?coffee)(?:/|\.html?)?$", re.IGNORECASE)
_FOLLOW = re.compile(
    r"(?:^\W*|[^\w\s]\s*|\b(?:you|please|and|or|can|could|should|to|also|just)\s+)follow\s+(?:me|us|@\w+)\b|\bfolge?t?\s+(?:mir|uns)\b|\bsuivez[\s-](?:moi|nous)\b|\bs[ií]gue(?:me|nos)\b|\bsiga-?(?:me|nos)\b"
    r"|\bsegui(?:mi|ci)\b|\bvolg\s+(?:mij|ons)\b|\bподпис(?:ывайтесь|аться)\s+на\b|フォローして|关注我|關注我|追蹤我",
    re.IGNORECASE,
)


def asks_to_give(link: _Element, base: str) -> bool:
    """Whether a link is a theme's button for donations to the blog: an author's own appeal says more, or leads to somebody else."""
    is_button = _GIVE_LINK.search(link.get("href") or "") is not None and count_words(text_of(link)) <= _MAX_BUTTON_WORDS
    return is_button and is_own(link.get("href"), base)


def asks_to_follow(links: Sequence[_Element], text: str, base: str) -> bool:
    """Whether a short line asks to follow somebody and leads to other sites alone, where that can be done."""
    leads_away = bool(links) and not any(is_own(link.get("href"), base) for link in links)
    return leads_away and count_words(text) <= _MAX_ASKING_WORDS and _FOLLOW.search(text) is not None


def offers_other_posts(block: _Element, base: str) -> bool:
    """Whether a block is the heading of related posts with nothing below it, or such a heading's list, alone or in a box with it."""
    if _heads_related(block):
        return True
    inner = [child for child in block if isinstance(child.tag, str) and text_of(child)] if block.tag in {"div", "section", "aside"} else []
    before = block.getprevious()
    heading, *lists = inner or ([before, block] if before is not None else [block])
    return len(lists) == 1 and _heads_related(heading) and _is_list_of_own(lists[0], base)


def _heads_related(heading: _Element) -> bool:
    return heading.tag in SUBHEADINGS and line_book().kind(text_of(heading)) is Kind.RELATED  # a paragraph that says so is an author's


def _is_list_of_own(block: _Element, base: str) -> bool:
    """Whether each entry of a list is a link to a page of the blog and no more."""
    links = list(elements_of(block, "a"))
    is_all_links = bool(links) and sum(len(text_of(link)) for link in links) >= _MOSTLY * len(text_of(block))
    return block.tag in {"ul", "ol"} and is_all_links and all(is_own(link.get("href"), base) for link in links)
