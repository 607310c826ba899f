"""The lines of a page of which only the text is left, and what a single line looks like: long, a name, a date, numbers."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scraper.dates import parse_date
from scraper.extraction.body.line_book import Kind, LineBook, fold_line
from scraper.extraction.shown.counters import parse_counters
from scraper.text import clean_text, count_of, squeeze
from storage.records import Counter, StatedDate, Term, TermKind

LONG = 150  # of Latin letters: a title, a name or a menu is shorter; a wide character says as much as three of them
_WRAP = 110  # no editor or mailer that breaks lines by itself breaks later
_PARTICLES = frozenset(
    {
        *("de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "van", "von", "der", "den", "zu", "zur"),
        *("ten", "ter", "bin", "ibn", "ben", "bat", "e", "y", "und", "and", "of", "&", "d'"),
    }
)
_RELATIVE = re.compile(
    r"(?:just now|yesterday|today|gestern|heute|hier|ayer|ieri|ontem|вчера|сегодня|אתמול|היום|昨日|今日|昨天|今天|어제|오늘"
    r"|(?:vor|il y a|hace|há|לפני)\s+\S{1,10}(?:\s\S{1,10})?"
    r"|(?:\d+|an?|one)\s?\w{1,9}\s(?:ago|fa|geleden|temu|назад)"
    r"|\d+\s?[hdwmy](?:\sago)?|\d+\s?(?:日前|時間前|分前|天前|小时前|일 전|시간 전))",
    re.IGNORECASE,
)
_TERMS = re.compile(r"(?P<label>[^:：]{2,20}?)\s*(?:[:：]|\bin\b|\bunder\b|(?<=tagged)\s)\s*(?P<names>.*)", re.IGNORECASE)
_CATEGORY = re.compile(r"categ|kategor|catégo|posted|filed|рубрик|קטגור|カテゴリ|分类|分類|카테고리", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d.,'\u202f]*\s?[km万]?", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", ":", ";", ",", "…", "。", "！", "？", "：", "，", "」", ")")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: its text, what a platform says by it, and what it counts."""

    text: str
    kind: Kind | None = None
    counters: tuple[Counter, ...] = ()

    @property
    def is_long(self) -> bool:
        """As long as only running text is."""
        return weight(self.text) >= LONG


@dataclass(frozen=True, slots=True)
class Day:
    """A line that gives a day; ``stated`` is ``None`` where its year is missing or it counts from now."""

    stated: StatedDate | None


def weight(text: str) -> int:
    """The length of a text in Latin letters."""
    return len(text) + 2 * sum(1 for c in text if unicodedata.east_asian_width(c) in "WF")


def split_lines(text: str, book: LineBook) -> list[Line]:
    """The lines that say something, with hard line breaks of an editor undone."""
    told = [(line, book.kind(line)) for raw in _unwrapped(clean_text(text).split("\n")) if (line := squeeze(raw))]
    return [Line(line, kind, () if kind else line_counters(line)) for line, kind in told]


def _unwrapped(lines: list[str]) -> list[str]:
    """Joins the lines of each paragraph where the file was broken at a column: all lines short, most of them near the same width."""
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    width = max(lengths, default=0)
    inner = [len(one.rstrip()) for one, following in pairwise(lines) if one.strip() and following.strip()]
    if not 50 <= width <= _WRAP or len(inner) < 4 or sum(1 for n in inner if n > width * 0.75) < len(inner) * 0.8:
        return lines
    blocks = "\n".join(line.strip() for line in lines).split("\n\n")
    return [part for block in blocks for part in (block.replace("\n", " "), "")]


def line_counters(line: str) -> tuple[Counter, ...]:
    """The numbers of a line that is nothing but counters ("10 views0 comments"); empty for any other line."""
    if len(line) > 80 or not any(c.isdigit() for c in line):
        return ()
    counters = parse_counters(line)
    words = [word for word in re.split(r"[\s·•|,/]+", _COUNT.sub(" ", line)) if word]
    return counters if counters and len(words) <= 2 * len(counters) else ()


def is_name(text: str) -> bool:
    """Whether a line may be a person's name: few words, each with a capital or a particle, no end of a sentence."""
    words = text.split()
    if not words or len(words) > 5 or len(text) > 50 or text.endswith(_SENTENCE_END[1:]) or any(c in text for c in '?!:;|@/"“”„«»#'):
        return False
    if any(c.isdigit() for c in text) or not any(c.isalpha() for c in text):
        return False
    return all(word.casefold() in _PARTICLES or _is_capital(word[0]) or not word[0].isalpha() for word in words)


def _is_capital(letter: str) -> bool:
    return letter.isupper() or letter.lower() == letter.upper()  # scripts without case


def is_handle(text: str) -> bool:
    """Whether a line may be an account's name: one word that is no word of a language, as ``jane-wix``, ``jdoe42`` or ``jane``."""
    return bool(re.fullmatch(r"[\w.-]{2,40}", text)) and (text == text.lower() or any(c in "_-" or c.isdigit() for c in text))


@lru_cache(maxsize=4096)
def line_day(text: str) -> Day | None:
    """The day that a whole line gives; ``None`` where the line is something else."""
    if len(text) > 60 or weight(text) > 90:
        return None
    if _RELATIVE.fullmatch(text):
        return Day(None)
    if not any(c.isdigit() for c in text):
        return None
    if _CJK_DAY.match(text) and len(_CJK_DAY.sub("", text)) > 14:
        return None  # a sentence that begins with a date
    if stated := parse_date(text):
        return Day(stated)
    return Day(None) if _is_day_without_year(text) else None


_DAY_AND_MONTH = re.compile(
    r"[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?\.?\s(?:de\s|ב)?[^\W\d_]{3,12}\.?", re.IGNORECASE
)
_CJK_DAY = re.compile(r"\s*(?:\d{4}\s*[年년]\s*)?\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]")


def _is_day_without_year(text: str) -> bool:
    if _CJK_DAY.fullmatch(text):
        return True
    return bool(_DAY_AND_MONTH.fullmatch(text)) and any(parse_date(text + year) is not None for year in (" 2001", ", 2001"))


def shown_counters(line: Line) -> tuple[Counter, ...]:
    """The numbers of a line of counters, or of the heading above comments."""
    if line.kind not in {Kind.POST_END, Kind.COMMENTS}:
        return line.counters
    stated = re.match(r"\d+", line.text)
    number = count_of(stated[0]) if stated and line.kind is Kind.COMMENTS else None
    return parse_counters(line.text) or (() if number is None else (Counter(name="comments", value=number),))


def labelled_terms(lines: Sequence[Line]) -> list[Term]:
    """The terms of a labelled line ("Tags: a, b") and of the lines below it, one term each."""
    found = _TERMS.fullmatch(lines[0].text)
    label, inline = (found["label"], found["names"]) if found else (lines[0].text, "")
    kind = TermKind.CATEGORY if _CATEGORY.search(label) else TermKind.TAG
    names = [name.strip(" .#") for name in re.split(r"[,、，|]", inline)] + [line.text.lstrip("#") for line in lines[1:]]
    return [Term(name=name, kind=kind) for name in dict.fromkeys(names) if name]


def is_bare_label(line: Line) -> bool:
    """Whether a label of terms names none itself: they stand below it."""
    found = _TERMS.fullmatch(line.text)
    return found is None or not found["names"].strip()


def is_term(line: Line) -> bool:
    """Whether a line may be the name of a tag or category."""
    return line.kind is None and len(line.text) <= 40 and len(line.text.split()) <= 5 and not line.text.endswith(_SENTENCE_END)


def is_sentence(line: Line) -> bool:
    """Whether a line is part of a text rather than of a menu, a title or a byline."""
    return line.kind is None and weight(line.text) >= 60 and (" " not in line.text or len(line.text.split()) >= 8)


def is_repeated(line: Line, repeated: frozenset[str]) -> bool:
    """Whether other pages of the blog have the same line."""
    return fold_line(line.text) in repeated
