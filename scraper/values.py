"""How people write durations, sizes, counts, address ranges and the other values of settings, and what these read as.

Each function takes a value as the file, the environment or a flag has it, and raises ValueError with what would be right.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

IpNetwork = IPv4Network | IPv6Network

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_NAMED_INTERVALS = {"hourly": "1h", "daily": "1d", "weekly": "1w", "monthly": "30d"}
_UNITS_BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_DURATION = re.compile(rf"(?:{_NUMBER}(?:ms|s|m|h|d|w))+")
_SIZE = re.compile(rf"({_NUMBER})\s*([a-z]*)")
_LONGEST_S = 10 * 366 * 86400.0  # nothing here waits longer than ten years; it keeps sums of times inside ``datetime``


def parse_duration(value: object) -> float:
    """Seconds of ``"1s"``, ``"50m"``, ``"1h30m"``, ``"1d"``, or a bare number of seconds; raises ValueError with what would be right."""
    text = str(value).strip().lower()
    if re.fullmatch(_NUMBER, text) and not isinstance(value, bool):
        seconds = float(text)
    elif _DURATION.fullmatch(text):
        seconds = sum(float(number) * _UNITS_S[unit] for number, unit in re.findall(rf"({_NUMBER})(ms|s|m|h|d|w)", text))
    else:
        raise ValueError('not a duration; try "1s", "50m" or "1h30m"')
    if seconds > _LONGEST_S:
        raise ValueError("longer than ten years")
    return seconds


def parse_interval(value: object) -> str:
    """How often a blog is visited, as written (``"1d"``, ``"daily"``); raises ValueError with what would be right."""
    text = str(value).strip().lower()
    try:
        seconds = parse_duration(_NAMED_INTERVALS.get(text, text))
    except ValueError:
        raise ValueError('not an interval; try "1d", "12h", "hourly", "daily", "weekly" or "monthly"') from None
    if seconds < 60:
        raise ValueError('shorter than a minute; try "1h" or "1d"')
    return text


def interval_s(interval: str) -> float:
    """The seconds of an interval that ``parse_interval`` let through."""
    return parse_duration(_NAMED_INTERVALS.get(interval, interval))


def parse_size(value: object) -> int:
    """Bytes of ``"1GB"``, ``"512 MiB"`` or a bare number; raises ValueError with what would be right."""
    match = _SIZE.fullmatch(str(value).strip().lower())
    if match is None or match[2] not in _UNITS_BYTES:
        raise ValueError('not a size; try "1GB" or "512MiB"')
    size = int(float(match[1]) * _UNITS_BYTES[match[2]])
    if size == 0:
        raise ValueError("a size must be above 0")
    return size


def parse_memory(value: object) -> int:
    """Bytes for a process that reads pages: with less than 256 MiB it has not even room for what it loads."""
    size = parse_size(value)
    if size < 2**28:
        raise ValueError('too little to read any page with; try "1GiB"')
    return size


def parse_count(value: object) -> int:
    """A whole number above 0."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < 1:
        raise ValueError("not a whole number above 0")
    return int(text)


def parse_flag(value: object) -> bool:
    """``true`` or ``false``."""
    text = str(value).strip().lower()
    if text not in {"true", "false"}:
        raise ValueError("neither true nor false")
    return text == "true"


def parse_network(value: object) -> IpNetwork:
    """An address range such as ``127.0.0.0/8``, or one address."""
    try:
        return ip_network(str(value).strip(), strict=False)
    except ValueError:
        raise ValueError('not an address range; try "127.0.0.0/8" or "::1"') from None


def parse_networks(value: object) -> tuple[IpNetwork, ...]:
    """Address ranges, as a list or separated by commas."""
    return tuple(map(parse_network, parse_words(value)))


def parse_words(value: object) -> tuple[str, ...]:
    """A list of words, or one string with commas."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise ValueError('not a list of words; try ["one", "two"]')
    return tuple(word.strip() for word in words if word.strip())


def parse_tags(value: object) -> tuple[str, ...]:
    """Words by which blogs are chosen, as a list or separated by commas."""
    return tuple(map(parse_tag, parse_words(value)))


def parse_tag(value: object) -> str:
    """One word by which blogs are chosen; with its ``@``, as one is chosen, or without."""
    word = str(value).strip().removeprefix("@")
    if not word or "," in word or not word.isprintable():
        raise ValueError("not a word to choose blogs by; try diaries")
    return word


def parse_line(value: object) -> str:
    """One line of text; it may become a header, so it holds no control characters."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("not one line of text")
    return value.strip()


def parse_database(value: object) -> str:
    """The address of a database, as written."""
    from storage.engine import database_address  # loads SQLAlchemy, which whoever names a database needs anyway
    from storage.errors import NoDatabaseAddress

    text = parse_line(value)
    try:
        database_address(text)
    except NoDatabaseAddress as error:
        raise ValueError(str(error)) from None
    return text


def parse_database_file(value: object) -> str:
    """The address of a database in a file of its own, which keeps its password apart."""
    file = Path(parse_line(value)).expanduser()
    if not file.is_absolute():  # a scheduled run starts in another folder than the one in which it was tried
        raise ValueError("must be a whole path, from / or ~ on")
    try:
        return parse_database(file.read_text().strip())
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
