"""Dates as blogs write them, read exactly as precisely as they are stated; what is not certain is ``None``.

Cheap and certain forms first (ISO 8601, RFC 2822, CJK), then English by dateutil, then any other language by dateparser.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from functools import cache, lru_cache

from dateutil import parser as english

from scraper.text import squeeze
from storage.records import StatedDate

EARLIEST_YEAR = 1983  # the year of the first journal on a public network; what is older is a default of some software
MAX_LENGTH = 120
_MAX_OFFSET = timedelta(hours=15)

_ISO = re.compile(
    r"(?P<y>\d{4})(?P<sep>[-/.]?)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"(?:(?:[T ]|,? at |, )\s*(?P<H>\d{1,2})(?::?(?P<M>\d{2}))(?::?(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*\(?(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\)?(?:\s[+-]\d{4})?(?:\s*\[[\w/+-]+\]|\s[A-Z]{3,5})?)?",
    re.IGNORECASE,
)
_ORDINAL_DATE = re.compile(r"(\d{4})-(\d{3})")
_WEEK_DATE = re.compile(r"\d{4}-?W\d{2}-?\d")
_CJK = re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일](?P<rest>.*)", re.DOTALL)
# as WordPress's first Chinese themes set the names of the months into the English order: "十一月 24th, 2009"; behind a
# day in the order of the language stands another number: "11月24日 1998 次阅读"
_CJK_MONTH_FIRST = re.compile(
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*[月월]\s*(?P<d>\d{1,2})(?:(?:st|nd|rd|th)?,?|[日일],)\s+(?P<y>\d{4})(?P<rest>.*)"
)
_CJK_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_NUMERIC = re.compile(
    r"(?:\D{2,12}[,.]?\s)?(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<y>\d{4})\.?(?P<rest>(?:[\s,T–-].*)?)"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RFC2822 = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}[\s-]+\d{2,4}\s+\d{1,2}:\d{2}.*")
_ENGLISH_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:時时시h]\s?([0-5]\d)(?::([0-5]\d))?\s*분?\s*([ap]\.?m\b\.?)?", re.IGNORECASE)
# "16 novembre 2015 at 16:50": themes often leave the word untranslated that leads from the day to the time.
_AT = re.compile(r"(?<=\d)[.,]?\s+[^\W\d]{1,6}\.?\s+(?=\d{1,2}[:.h]\d{2}(?!\d))")
_HOUR_SIGN = re.compile(r"(?<=\d)\s+h\s+(?=[0-5]\d(?!\d))")  # "à 09 h 52", as French Canada writes it
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LABEL = re.compile(r"[^\d:：]{1,40}[:：]\s*(?=\S)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/-]|$)")
_LEAD = re.compile(
    r"(?:(?:posted|published|written|updated|last updated|created|added)\s+)?on\s+|(?:posted|published|updated)\s+"
    r"|(?:(?:veröffentlicht|geschrieben|erstellt|publié|écrit|rédigé|posté|publicado|escrito|creado|criado|postado|pubblicato|scritto|inserito"
    r"|geplaatst|geschreven|gepubliceerd|opublikowano|napisano|dodano|publicerat|publicerad|skrivet|publisert|skrevet|опубликовано|написано)\s+)"
    r"(?:(?:am|le|el|em|il|op|den|dnia)\s+)?",
    re.IGNORECASE,
)
# who wrote it, before it: "Submitted by Ann on May 15, 2016 - 9:23pm", as Drupal has it above each post; "by the river" names nobody
_SIGNED = re.compile(
    r"^(?:(?:[^\W\d]+\s+)?(?:by|von|par|por|da|door)\s+(?:\S+|(?!(?-i:[a-z]))\S.{0,60}?)|(?:posted|submitted|published)\s+by\s+\S.{0,60}?"
    r"|(?:\S+\s){1,3}(?:posted|published|wrote))"
    r"\s+(?:on|at(?!\s\d\d?[:.]\d)|am|le|el|em|il|op)\s+(?=.{0,14}\d)",
    re.IGNORECASE,
)
# what leads on behind it to an author or a category: "on Oct.17, 2012, under"
_TAIL = re.compile(r"(?<=[\dm]),?\s+(?:by|in|under|von|unter|par|dans|por|en|em|da|door)\s*[:：]?$", re.IGNORECASE)
_DAY_FIRST = frozenset(
    "ar bg bn ca cs da de el es et fi fr he hi hr id it lt lv ms nb nl nn no pl pt ro ru sk sl sr sv th tr uk vi".split()
)
_DAY_FIRST_REGIONS = frozenset(["gb", "au", "nz", "ie", "in", "za"])
# Which languages to try where the page does not name its own: by script, the commonest in blogs first.
_SCRIPTS = (
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr")),
    (re.compile("[\u0370-\u03ff]"), ("el",)),
    (re.compile("[\u0590-\u05ff]"), ("he",)),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa")),
    (re.compile("[\u0900-\u097f]"), ("hi",)),
    (re.compile("[\u0e00-\u0e7f]"), ("th",)),
    (
        re.compile("[A-Za-z]"),
        ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr", "id", "hu", "ro", "ca", "vi", "hr"),
    ),
)
_BEFORE_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?(?=[+-]\d)")  # dateutil would turn the offset's sign, as POSIX has it behind a zone's name
_FEW = 4  # languages that are tried without a month's name: the others' scripts have so few, and short forms of their own
_MONTHS = "january february march april may june july august september october november december".split()  # dateparser's keys
_ZONE_HOURS = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONE_HOURS |= {"CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "BST": 1, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9}

_Reader = Callable[[str, tuple[str, ...]], StatedDate | None]

# Go's time of no date, as Hugo prints it for pages that have none; readers of RFC 822 take the year for one of two digits
_NO_DATE = re.compile(r"(?<![\d+:])(?<!:\d\d[.,])0001(?!\d)")  # behind seconds it is a fraction of one


def parse_date(text: str, *, languages: tuple[str, ...] = (), not_after: date | None = None) -> StatedDate | None:
    """The date that a text states, or ``None`` where it states none, only a relative one ("3 days ago"), or an ambiguous one.

    ``languages`` (of the page) decide between day-first and month-first and help with names of months; a date after ``not_after``
    is a mistake of the page and is not believed.
    """
    stated = _parse(squeeze(text[: MAX_LENGTH * 4]), tuple(code.lower().replace("_", "-") for code in languages))
    if stated is None or (not_after is not None and stated.day > not_after):
        return None
    return stated


def says_no_date(text: str) -> bool:
    """Whether a text states that there is no date, and does not merely fail to state one."""
    return _NO_DATE.search(text) is not None


def date_in_line(line: str, *, languages: tuple[str, ...] = (), not_after: date | None = None) -> StatedDate | None:
    """The date of a line that may say more of a post: who wrote it before, and what leads on to its categories behind."""
    return parse_date(_TAIL.sub("", _SIGNED.sub("", squeeze(line[: MAX_LENGTH * 4]))), languages=languages, not_after=not_after)


def latest_day(path: str) -> date | None:
    """The last day on which a page can have been published whose address holds a month or a day (``/2019/03/a-loaf/``)."""
    match = _URL_MONTH.search(path)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    last = monthrange(year, month)[1]
    return date(year, month, min(int(match[3] or last), last))


def if_later(updated: StatedDate | None, published: StatedDate | None) -> StatedDate | None:
    """An update at the moment of publication is none: much software states one always."""
    if updated is None or published is None:
        return updated
    is_day = "T" not in updated.iso or "T" not in published.iso
    is_same = updated.day <= published.day if is_day else updated.utc <= published.utc
    return None if is_same else updated


def told_twice(local: datetime, utc: datetime | None) -> StatedDate:
    """A moment with the offset that is the difference of its two statements, by the blog's clock and in UTC; both without a zone."""
    if utc is None or abs(local - utc) > _MAX_OFFSET:
        return StatedDate(local.isoformat())
    return StatedDate(local.replace(tzinfo=timezone(timedelta(minutes=round((local - utc).total_seconds() / 60)))).isoformat())


@lru_cache(maxsize=4096)
def _parse(text: str, languages: tuple[str, ...]) -> StatedDate | None:
    if not text or len(text) > MAX_LENGTH or not any(character.isdigit() for character in text) or says_no_date(text):
        return None
    unlabelled = _LEAD.sub("", _LABEL.sub("", text, count=1), count=1)
    for reader in _READERS:  # the cheap ones on both before the dear ones on either
        for candidate in dict.fromkeys((unlabelled, text)):
            stated = reader(candidate, languages)
            if stated is not None:
                return stated
    return None


def _stated(moment: datetime, *, has_time: bool) -> StatedDate | None:
    """Keeps a moment's stated precision; ``None`` where it is not a date of a blog."""
    if moment.year < EARLIEST_YEAR:
        return None
    if not has_time:
        return StatedDate(moment.date().isoformat())
    return StatedDate(moment.replace(microsecond=0).isoformat())


def _build(y: str, m: str, d: str, clock: str = "") -> StatedDate | None:
    """A date from its numbers, with the time of day found in ``clock``, where there is one."""
    time_of_day = _CLOCK.search(clock)
    try:
        moment = datetime(int(y), int(m), int(d))
        if time_of_day is None:
            return _stated(moment, has_time=False)
        return _stated(
            moment.replace(
                hour=_hour(int(time_of_day[1]), time_of_day[4] or "", clock), minute=int(time_of_day[2]), second=int(time_of_day[3] or 0)
            ),
            has_time=True,
        )
    except ValueError:
        return None


def _hour(hour: int, half: str, text: str) -> int:
    half = half.lower()
    if (half.startswith("p") or re.search("午後|下午|오후", text)) and hour < 12:
        return hour + 12
    if (half.startswith("a") or re.search("午前|上午|오전", text)) and hour == 12:
        return 0
    return hour


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name.upper() in _ZONE_HOURS:
        return timezone(timedelta(hours=_ZONE_HOURS[name.upper()]))
    digits = name[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if name[0] == "-" else offset)


def _iso(text: str, _languages: tuple[str, ...]) -> StatedDate | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return _rare_iso(text)
    if not found["sep"] and (len(found["m"]) < 2 or len(found["d"]) < 2):
        return None
    try:
        year, month, day, hour, minute, second = (int(found[part] or 0) for part in "ymdHMS")
        hour = _hour(hour, found["half"] or "", "")
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["z"]))
    except ValueError:
        # 24:00 and second 60 happen; the day is still certain
        return _build(found["y"], found["m"], found["d"])
    return _stated(moment, has_time=found["H"] is not None)


def _rare_iso(text: str) -> StatedDate | None:
    """Ordinal and week dates of ISO 8601, compact stamps, and seconds since 1970 as some metadata state them."""
    try:
        if _ORDINAL_DATE.fullmatch(text):
            return _stated(datetime.strptime(text, "%Y-%j"), has_time=False)
        if _WEEK_DATE.fullmatch(text):
            return _stated(datetime.fromisoformat(text), has_time=False)
        if re.fullmatch(r"(?:19|20)\d{12}", text):
            return _stated(datetime.strptime(text, "%Y%m%d%H%M%S"), has_time=True)
        if re.fullmatch(r"[1-9]\d{8,9}|[1-9]\d{11,12}", text):
            seconds = int(text) / (1000 if len(text) > 10 else 1)
            return _stated(datetime.fromtimestamp(seconds, UTC), has_time=True)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _rfc2822(text: str, _languages: tuple[str, ...]) -> StatedDate | None:
    parts = parsedate_tz(text) if _RFC2822.fullmatch(text) else None
    if parts is None:
        return None
    zone_name = text.rsplit(" ", 1)[-1].strip("()")
    try:
        zone = _zone(zone_name) if zone_name.upper() in _ZONE_HOURS or re.fullmatch(r"[+-]\d{4}", zone_name) else None
        if zone_name == "-0000":
            zone = UTC  # RFC 2822 §3.3: the time is UTC, the place is unknown
        return _stated(datetime(*parts[:6], tzinfo=zone), has_time=True)
    except ValueError:
        return _build(*map(str, parts[:3]))  # as of an ISO date


def _cjk(text: str, _languages: tuple[str, ...]) -> StatedDate | None:
    found = _CJK.search(text) or _CJK_MONTH_FIRST.search(text)
    if found is None:
        return None
    month = str(_CJK_MONTHS.index(found["m"]) + 1) if found["m"] in _CJK_MONTHS else found["m"]
    return _build(found["y"], month, found["d"], found["rest"])


def _numeric(text: str, languages: tuple[str, ...]) -> StatedDate | None:
    """``03.05.2019`` is day first everywhere; ``03/05/2019`` only where a number above 12, the weekday or the language says so."""
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    named = _on_weekday(found, text)
    if named is not None:
        return named
    first, second = int(found["a"]), int(found["b"])
    if first > 12 or found["sep"] == "." or first == second or _is_day_first(languages):
        return _build(found["y"], found["b"], found["a"], found["rest"])
    if second > 12 or "en-us" in languages:
        return _build(found["y"], found["a"], found["b"], found["rest"])
    return None


def _on_weekday(found: re.Match[str], text: str) -> StatedDate | None:
    """Of the two days that ``Wed, 09/12/2001`` may be, the one that is a Wednesday; ``None`` where no such word says so."""
    orders = ((found["a"], found["b"]), (found["b"], found["a"]))
    days = [stated for month, day in orders if (stated := _build(found["y"], month, day, found["rest"])) is not None]
    named = [stated for stated in days if text[:3].lower() == _WEEKDAYS[stated.day.weekday()]]
    return named[0] if named else None


def _is_day_first(languages: tuple[str, ...]) -> bool:
    code, _, region = languages[0].partition("-") if languages else ("", "", "")
    return code in _DAY_FIRST or (code == "en" and region in _DAY_FIRST_REGIONS)


def _english(text: str, _languages: tuple[str, ...]) -> StatedDate | None:
    if not _ENGLISH_MONTH.search(text) or not re.search(r"\d{4}|'\d\d", text):
        return None
    first, second = (_by_dateutil(text, default) for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)))
    if first is None or second is None or first.date() != second.date():
        return None  # a part came from the default: not stated
    return _stated(first, has_time=bool(_CLOCK.search(text) or re.search(r"\d\s?[ap]\.?m\b", text, re.IGNORECASE)))


def _by_dateutil(text: str, default: datetime) -> datetime | None:
    try:
        return english.parse(_BEFORE_OFFSET.sub("", text).replace("|", " ").replace("•", " "), default=default, tzinfos=_named_zone)
    except (ValueError, ArithmeticError, TypeError, AttributeError):  # the second of an hour of forty digits
        return None


def _named_zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    hours = _ZONE_HOURS.get((name or "").upper())
    return None if hours is None else timezone(timedelta(hours=hours))


def _localised(text: str, languages: tuple[str, ...]) -> StatedDate | None:
    if len(text) > 60 or not _YEAR.search(_western_digits(text)) or _ISO.fullmatch(text):  # a 13th month is no day of the first
        return None
    own = tuple(dict.fromkeys(code for code in (language.partition("-")[0] for language in languages) if code in _dateparser_languages()))
    script: tuple[str, ...] = next((codes for pattern, codes in _SCRIPTS if pattern.search(text)), ())
    if len(script) > _FEW:
        script = tuple(code for code in script if _names_month(text, code))
    text = _HOUR_SIGN.sub(":", text)
    spellings = dict.fromkeys((text, _AT.sub(" ", text)))
    moment = next(filter(None, (_by_dateparser(spelling, codes) for spelling in spellings for codes in (own, script))), None)
    return _stated(moment, has_time=bool(_CLOCK.search(_western_digits(text)))) if moment else None


def _western_digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


@lru_cache(maxsize=1)
def _dateparser_languages() -> frozenset[str]:
    from dateparser.data.languages_info import language_order  # heavy: only pages with localised dates pay for it

    return frozenset(language_order)


def _names_month(text: str, code: str) -> bool:
    """Whether a month's name stands in a text in this language; dateparser compiles hundreds of patterns for each that it tries."""
    from dateparser.utils import normalize_unicode

    return bool(_month_names(code).search(normalize_unicode(text.lower())))


@cache
def _month_names(code: str) -> re.Pattern[str]:
    from dateparser.languages.loader import default_loader
    from dateparser.utils import normalize_unicode

    locale = next(iter(default_loader.get_locales(languages=[code])))
    names = {normalize_unicode(name.lower()) for month in _MONTHS for name in locale.info[month]}
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) + (r"\b" if len(name) < 4 else "") for name in sorted(names)) + ")")


def _by_dateparser(text: str, languages: tuple[str, ...]) -> datetime | None:
    if not languages:
        return None
    import dateparser  # heavy: only pages with localised dates pay for it

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "DEFAULT_LANGUAGES": []}
    try:
        found = dateparser.parse(text, languages=list(languages), settings=settings)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, datetime) else None


_READERS: tuple[_Reader, ...] = (_iso, _rfc2822, _cjk, _numeric, _english, _localised)
