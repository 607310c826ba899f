"""Names of authors as bylines state them: several in one line, with "by" before and roles behind; addresses and icons are no names."""

import re
from collections import Counter
from collections.abc import Iterable

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.elements import attribute_words, elements_of, own_texts, text_of
from scraper.extraction.page import is_own
from scraper.text import folded, squeeze
from storage.records import Author

MAX_AUTHORS = 20
MAX_LINE = 4_000  # of a byline, for more names than are kept; what is longer names nobody, and takes patterns for ever
_BY = re.compile(
    r"^(?:(?:written|posted|published|submitted|story|text|words|words and photos|guest post|article|author|autor|auteur|autore"
    r"|geschrieben|verfasst|veröffentlicht|gespeichert|écrit|publié|soumis|publicado|escrito|enviado|scritto|pubblicato|inviato|geschreven"
    r"|ingediend|geplaatst)\s*)?"
    r"(?:[:：]|\b(?:by|von|par|por|di|da|door|av|af|przez)\b[:：]?|作者\s*[:：]?|文\s*[:：/]|автор\s*[:：]?|著者\s*[:：]?)\s+?",
    re.IGNORECASE,
)
_BEFORE_BY = re.compile(
    r"(?=.{0,20}\d)(\S.{4,40}?)\s+(?=(?:(?:written|posted|published)\s+)?(?:by|von|par|por|di|da|door|av|af|przez)\s)", re.IGNORECASE
)
# "by" and words that begin with capitals, up to the line's end or its next part
_BY_NAME = re.compile(
    r"(?:(?:written|posted|published)\s+)?by\s+(?:(?-i:[^\W\da-z_])[\w.'’-]*(?:\s+|$)){1,4}(?:$|[|·•(&\d–—-]|(?:in|under|and|filed)\s)",
    re.IGNORECASE,
)
# the same behind a day that is said to be of publication: "von" stands before places too
_SAID = re.compile(
    r"(?:veröffentlicht|geschrieben|erstellt|publié|écrit|rédigé|posté|publicado|escrito|creado|criado|postado)\s", re.IGNORECASE
)
_BY_ANY_NAME = re.compile(
    r"(?:von|par|por)\s+(?:(?-i:[^\W\da-z_])[\w.'’-]*(?:\s+|$)){1,4}(?:$|[|·•(&\d–—-]|(?:en|dans|in|em|i)\s)", re.IGNORECASE
)
# Movable Type's line below a post, in Japanese: "投稿者 NAME : DAY", of its fourth version "投稿者 NAME 日時: DAY"
_POSTED_BY = re.compile(r"^投稿者\s*[:：]?\s*(\S.{0,40}?)\s*(?:(?:日時\s*)?[:：]|\|)\s*\d{4}.*$")
_LABEL = re.compile(r"^[^:：\d]{2,25}\s?[:：]\s*(?=\S)")
_LABELLED = re.compile(r"[^\W\d_]{2,20}\s?[:：]")  # another part of the line: "Author: Ann Lee | Views: 12"
_LINE_BY = re.compile(r"(?:by|von|par|por|di|door)\s?[:：]\s*\S.{1,40}", re.IGNORECASE)
_FIRST_LINES = 6  # of a text: a review names the work before its author
_FURTHER_LABEL = re.compile(r"\s*[,，|·]\s*" + _LABELLED.pattern)
_ALL_POSTS = re.compile(
    r"^(?:(?:view|see|show|read)?\s*(?:all|more)\s+)?(?:posts|articles|entries)\s+(?:by|from|of)\s+"
    r"|^(?:zeige\s+)?alle\s+(?:beiträge|artikel)\s+(?:von|anzeigen\s+von)\s+",
    re.IGNORECASE,
)
# the words of a link to an author's page that name nobody
_TO_PAGE = re.compile(
    r"(?:the\s+)?author(?:['’]s)?\s+(?:archives?|pages?|profile|posts|bio)"
    r"|(?:view|see|show|read|visit|browse)?\s*(?:all|more|other|my|full|the)?\s*(?:(?:author\s+)?(?:posts|articles|entries|stories)|profile|bio)"
    r"(?:\s+(?:by|from|of)\s+(?:this|the)\s+author)?|more\s+(?:from|by)\s+(?:this|the)\s+author|about\s+(?:the\s+)?(?:author|contributor)s?"
    r"|(?:alle|weitere)\s+(?:beiträge|artikel)|(?:voir\s+)?tous\s+(?:les|ses)\s+articles"
    r"|(?:ver\s+)?tod[ao]s\s+(?:las\s+entradas|los\s+artículos|os\s+(?:posts|artigos))|(?:vedi\s+)?tutti\s+gli\s+articoli"
    r"|все\s+(?:записи|статьи|посты)(?:\s+автора)?",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|、|，|\s&\s|\s\+\s|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|ii|iii|iv|esq)\b)|\s(?:and|und|et|y|e|en|och|og|и|та)\s)\s*",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"^(?:(?:https?:/)?/|www\.|@?$|\W+$)|@.*\."
    r"|^\d(?!\w*[a-z]\w*$)|^\d+(?:[smhdwy]?|[ap]m|st|nd|rd|th|mo|hr|yr|(?:min|hrs|hour|day|week|month|year|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]*)\d*$"  # "3blue1brown" and "330k" are somebody, "3 May", "12may2020" and "3rd" are not
    r"|^(?:admin(?:istrator)? says|view all posts|see all|read more|follow|share"
    r"|unknown|(?:no|the|anonymous) author|none|null|undefined|author|by|on|in|written|posted|staff writer)$",
    re.IGNORECASE,
)
_MONTH = re.compile(r"[^\W\d]{3,12}\.? (?:19|20)\d\d")  # to which a theme links beside the author; "Vision 2030" is somebody
_DAY = re.compile(r"[^\W\d]{3,12}\.? \d\d?|\d\d?\.? [^\W\d]{3,12}")  # without its year, which stands behind a comma
_DATE_BEHIND = re.compile(
    r"(?:,?\s+(?:posted|published|veröffentlicht|publié|publicado|pubblicato))?"
    r"\s+(?:on|at|am|um|le|el|em|il|op|den)\s+\W*(?:\d|\w{2,9}[,.]?\s\d).*$"
    r"|\s*[,|•·–—-]\s*(?:\w{3,9}\.?\s)?\d{1,2}.*$|\s+\d{4}-\d\d-\d\d.*$"
    r"|\s+\d{1,2}\.?\s\w{3,9}\.?\s\d{4}$|(?:^|\s+)[^\W\d]{3,9}\.?\s\d{1,2},?\s\d{4}$",
    re.IGNORECASE,
)
_AUTHOR_PATH = re.compile(
    r"[/?](?:authors?|autor(?:en|es)?|auteurs?)/[^/?#]+(?:/(?:index\.html?)?)?$|[?&](?:author=[^&#]+|auth=\d+)$", re.IGNORECASE
)
_ACCOUNT_PATH = re.compile(r"^[^?#]*/@[\w.-]+/?(?:[?#].*)?$")
_ON_BEHALF = re.compile(r"\s+(?:on behalf of|im namen (?:von|der|des)|au nom d[eu]|en nombre de|em nome d[aeo])\s+\S.*$", re.IGNORECASE)
_FILED = re.compile(r"\s+(?:filed\s+)?under\s+\S.*$", re.IGNORECASE)  # the categories, which a theme names behind the author
_SECTION_BEHIND = re.compile(  # the same
    r"^((?:von|par|por)\s+\S.*?)\s+(?:en|dans|em|in|i)\s+(?-i:[^\W\da-z_]).*$|^((?:posted|published|submitted)\s+by\s+\S.*?)\s+in\s+\S.*$",
    re.IGNORECASE,
)
_COUNT_BEHIND = re.compile(r"\s+\d[\d.,]*k?\s+(?:views?|reads?|comments?|shares?|likes?|min(?:ute)?s?)\b.*$", re.IGNORECASE)
_WRITTEN_BY = re.compile(
    r"^(?:(?:article|post)\s+)?(?:authors?|autor(?:in|en|es)?|auteurs?|autor[ei]|автор|(?:本文|文章|博客|原文)?作者|著者|執筆者|投稿者|글쓴이|작성자)"
    r"\s*[:：]\s*\S",
    re.IGNORECASE,
)
_MAP_NAME = re.compile(r"(?<![^\s\[])name:(.*?)(?=\s\w+:|\]$)", re.IGNORECASE)
_MAX_MAP = 500
_LIST = re.compile(r"\[([^\[\]]*)\]")
_MAX_NAME_WORDS = 3


def authors_from(text: str, url: str | None = None) -> tuple[Author, ...]:
    """The authors that a byline names; the address belongs to a single one. A label before a name that stands elsewhere names nobody."""
    text = _POSTED_BY.sub(r"\1", squeeze(text[:MAX_LINE]))
    if text.endswith((":", "：")) or leads_on(text):
        return ()
    text = without_sections(without_further_labels(_named_in_map(behind_day(text))))
    text = _COUNT_BEHIND.sub("", text)
    text = _ON_BEHALF.sub("", _DATE_BEHIND.sub("", _BY.sub("", _LABEL.sub("", _ALL_POSTS.sub("", text)))))
    names = [name.strip(" ,.:;|–—-") if not name.endswith(("Jr.", "Sr.")) else name for name in _SPLIT.split(text)]
    names = [name for name in map(_named_in_list, names) if may_be_name(name)]
    if len(names) == 1:
        return (Author(name=names[0], url=url),)
    return unique(tuple(Author(name=name) for name in names))


def behind_day(byline: str) -> str:
    """A line without the day that stands before its "by": "May 5, 2014 by Ann Lee"."""
    return _split_day(byline)[1]


def behind_signed_day(line: str) -> str:
    """The same of a line that nothing marks as a byline, where a name follows: "May 5, 2014 by the sea" is an author's own."""
    day, rest = _split_day(line)
    return rest if day and _names_behind(day, rest) else line


def byline_of(element: _Element) -> str:
    """An element's line from its "by" on, without the sections behind; where its day has an element of its own any name will do."""
    line = text_of(element)
    rest = behind_day(line)
    return without_sections(rest if rest == squeeze(" ".join(own_texts(element))) else behind_signed_day(line))


def is_posted_by(line: str) -> bool:
    """Whether a line is that of Movable Type below a post, in Japanese."""
    return _POSTED_BY.match(line) is not None


def signed_day(line: str, *, is_marked: bool) -> str:
    """The day before the "by" of a byline that is marked as one, or that names somebody; none of other lines."""
    day, rest = _split_day(line)
    return day if is_marked or _names_behind(day, rest) else ""


def _names_behind(day: str, rest: str) -> bool:
    """Whether somebody is named behind the "by" that follows a day."""
    return _BY_NAME.match(rest) is not None or (_SAID.match(day) is not None and _BY_ANY_NAME.match(rest) is not None)


def _split_day(line: str) -> tuple[str, str]:
    found = _BEFORE_BY.match(line)
    is_day = found is not None and parse_date(found[1].rstrip(" ,;–—-")) is not None
    return (found[1], line[found.end() :]) if found is not None and is_day else ("", line)


def without_sections(byline: str) -> str:
    """A line that begins with "by", without the categories that it names behind the author."""
    return _SECTION_BEHIND.sub(r"\1\2", _FILED.sub("", byline)) if _BY.match(byline) else byline


def _named_in_map(text: str) -> str:
    """Hugo prints a map of an author's parameters where a theme expects a name: ``map[email:a@b.example name:Ann Lee]``."""
    if not text.lower().startswith("map[") or len(text) > _MAX_MAP:
        return text
    found = _MAP_NAME.search(text)
    return found[1] if found is not None else text


def _named_in_list(name: str) -> str:
    """Hugo prints a list of authors where a theme expects a name: ``[Ann Lee]``. Nothing stands between several: then nobody is named."""
    found = _LIST.fullmatch(name)
    if found is None:
        return name
    return found[1].strip() if len(found[1].split()) <= _MAX_NAME_WORDS else ""


def leads_to_author(link: _Element, base: str) -> bool:
    """Software that keeps a page for each author links to it by that word, marked as theirs or not."""
    return _AUTHOR_PATH.search(link.get("href") or "") is not None and is_own(link.get("href"), base)


def leads_to_account(link: _Element, base: str) -> bool:
    """Software for many writers keeps a page for each account: of who wrote the post, or of somebody whom it names."""
    return _ACCOUNT_PATH.match(link.get("href") or "") is not None and is_own(link.get("href"), base)


def names_linked_author(line: _Element, base: str) -> bool:
    """Whether a line has a link to its author."""
    return any("author" in attribute_words(link, "rel") or leads_to_author(link, base) for link in elements_of(line, "a"))


def authors_in_text(text: str) -> tuple[Author, ...]:
    """The authors whom a text itself names in a line of its head: "By: Ann Lee"."""
    lines = [line for line in text.splitlines() if line.strip()][:_FIRST_LINES]
    return next((authors for line in lines if _LINE_BY.fullmatch(line.strip()) and (authors := authors_from(line))), ())


def says_all_posts(text: str) -> bool:
    """Whether the words of a link are those that lead to all posts of an author."""
    return _ALL_POSTS.match(text) is not None


def leads_on(text: str) -> bool:
    """Whether the words of a link lead to an author's page without their name: "Author archive"."""
    return _TO_PAGE.fullmatch(text.strip(" »›→>.…")) is not None


def names_author(text: str) -> bool:
    """Whether a line says "author: …" in so many words."""
    return _WRITTEN_BY.search(text) is not None


def without_further_labels(line: str) -> str:
    """A line up to its second label: "Author: Ann Lee | Views: 12" without the views."""
    return _FURTHER_LABEL.split(line, maxsplit=1)[0]


def may_be_name(name: str) -> bool:
    """Whether a text may be somebody's name at all."""
    if not 0 < len(name) <= 80 or len(name.split()) > 7 or _NOT_A_NAME.search(name) is not None or leads_on(name):
        return False
    is_date = (_MONTH.fullmatch(name) and parse_date(f"1 {name}")) or (_DAY.fullmatch(name) and parse_date(f"{name} 2000"))
    return not is_date


def unique(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors without repetition, the first spelling and the first known address kept."""
    found: dict[str, Author] = {}
    for author in authors:
        key = folded(author.name) or author.name
        known = found.get(key)
        if known is None or (known.url is None and author.url is not None):
            found[key] = Author(name=known.name if known else author.name, url=author.url)
    return tuple(found.values())[:MAX_AUTHORS]


def author_links(elements: Iterable[_Element], base: str) -> list[_Element]:
    """The links to authors; those outside of lists of several, where there are some: such lists are of all who write for the blog."""
    links = [element for element in elements if element.tag == "a" and leads_to_author(element, base)]
    lists = {link: next(link.iterancestors("ul", "ol"), None) for link in links}
    shared = Counter(place for place in lists.values() if place is not None)
    return [link for link, place in lists.items() if place is None or shared[place] == 1] or links
