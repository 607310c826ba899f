"""What is known of a page while it is read."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urljoin

from lxml.html import HtmlElement

from scraper.extraction.body.joined_pages import further_pages, page_lines, page_number
from scraper.extraction.body.shortcodes import expand_shortcodes
from scraper.extraction.elements import attribute_words, cut_all, elements_of, select, text_of
from scraper.extraction.language import stated_languages
from scraper.extraction.links import page_links
from scraper.extraction.page import absolute, base_url, decode, parse_text
from scraper.extraction.shown.heading import bears_name, is_of_blog, name_in_feed_title, raw_parts
from scraper.extraction.stated.metadata import Metas, first, read_metas
from scraper.extraction.stated.microformats import spell_rdfa
from scraper.items import Hints, Page, Rules
from scraper.text import squeeze, tokens
from scraper.urls import loose_key

_FEED_TYPE = re.compile(r"application/(?:rss|atom)\+xml")
_LOOSE_SIGN = re.compile(r"^[|\-–—·•:»«/~›‹]+\s+|\s+[|\-–—·•:»«/~›‹]+$")
_MAX_AHEAD = timedelta(days=366)  # a post may be dated ahead; more than a year ahead is a mistake


class Reading:
    """What is known of the page while it is read: its tree, addresses, languages and metadata, and what others say of it."""

    def __init__(self, page: Page, rules: Rules, hints: Hints | None, post_url: str | None, blog_title: str | None) -> None:
        self.page, self.rules, self.hints = page, rules, hints
        self.blog_title = blog_title
        self.text = expand_shortcodes(decode(page)) if rules.has_shortcodes else decode(page)
        self.tree: HtmlElement = spell_rdfa(parse_text(self.text))
        self.links = page_links(self.tree, base_url(self.tree, page))
        for selector in rules.others:
            cut_all(select(self.tree, selector))
        self.base = base_url(self.tree, page)
        self.post_url = post_url or page.url
        self.further = further_pages(self.tree, self.base, self.post_url, rules)
        if self.has_more or page_number(page.url, self.post_url, rules.further_pages):
            cut_all(page_lines(self.tree, self.base, self.post_url, rules))
        self.elements = list(self.tree.iter())  # held: lxml would make an element's object anew at each look at it
        self.is_locked = any(select(self.tree, selector) for selector in rules.locked)
        self.metas: Metas = read_metas(self.tree)
        self.languages = stated_languages(self.tree, self.metas)
        self.not_after: date = (page.fetched_at + _MAX_AHEAD).date()

    @property
    def has_more(self) -> bool:
        """Whether the text goes on at another page."""
        return any(page_number(url, self.post_url, self.rules.further_pages) for url in self.further)

    def lacks(self, title: str, heading: str) -> bool:
        """Whether at most half of a title's words stand anywhere in the page."""
        words = set(tokens(title))
        if words <= {*tokens(heading), *tokens(self.page_title or "")}:
            return False
        return len(words & set(tokens(unescape(self.text)))) <= 0.5 * len(words)

    def other_title(self, title: str, heading: str) -> str | None:
        """What the page calls itself, where that has at most half of a title's words; a heading alone may be that of the next post."""
        words, shown, own = (set(tokens(text or "")) for text in (title, heading, self.page_title))
        name = heading if heading and (shown <= own or not own) else self.page_title
        is_part = set(tokens(name or "")) <= words  # "Sapphics" is listed as "Hunting sapphics"
        return None if is_part or len(words & (shown | own)) > 0.5 * len(words) else name

    def is_here(self, address: str) -> bool:
        """Whether an address is that of the page, or the one that it calls its own."""
        found = absolute(address, self.base)
        return found is not None and loose_key(found) in {loose_key(url) for url in (self.page.url, self.post_url, self.canonical) if url}

    @property
    def home_name(self) -> str | None:
        """What the page calls the blog where it links to its home."""
        links = (element for element in elements_of(self.tree, "a") if is_of_blog(element))
        return next((name for link in links if (name := text_of(link))), None) or self._title_of_home

    @property
    def _title_of_home(self) -> str | None:
        """What a link to the root of the site says, where the page's title has that before or behind a sign, or is that."""
        root = urljoin(self.base, "/")
        said = (self.links.get(address) for address in (root, root.rstrip("/"), root + "index.html", root + "index.php"))
        return next((words for words in said if words and self.page_title and bears_name(self.page_title, words)), None)

    @property
    def feed_name(self) -> str | None:
        """What the link to the feed calls the blog."""
        feeds = (e for e in elements_of(self.tree, "link") if "alternate" in attribute_words(e, "rel"))
        titles = (e.get("title") or "" for e in feeds if _FEED_TYPE.search(e.get("type") or ""))
        return next((name for title in titles if (name := name_in_feed_title(title, self.page_title))), None)

    @property
    def blog_name(self) -> str | None:
        """What the page's title shares with that of the blog's home: a name, which may have a motto there."""
        names = (self.blog_title, *raw_parts(self.blog_title)) if self.blog_title else ()
        return next((name for name in names if self.page_title and bears_name(self.page_title, name)), None)

    @property
    def page_title(self) -> str | None:
        """The text of the page's ``title`` element; a template sets its sign beside the blog's name also where a post has no title."""
        element = self.tree.find(".//title")
        text = squeeze(element.text or "") if element is not None else ""
        return _LOOSE_SIGN.sub("", text) or text or None

    @property
    def canonical(self) -> str | None:
        """The address that the page calls its own."""
        links = (link.get("href") for link in self.tree.iter("link") if "canonical" in attribute_words(link, "rel"))
        named = next((address for href in links if (address := absolute(href, self.base))), None)
        return named or absolute(first(self.metas, "og:url"), self.base)
