"""What an answer in JSON says: the one door for the JSON of APIs and feeds."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

# PHP set to show its messages prints them before what it was asked for, on blogs above all.
_MESSAGES = re.compile(r"\A\s*(?:<br\s*/?>\s*)?<b>(?:Warning|Notice|Deprecated|Strict Standards)</b>:.*?<br\s*/?>\s*(?=[\[{])", re.DOTALL)
# A name that is set to what was asked for, or called with it (JSONP).
_SCRIPT = re.compile(r"\A\s*(?:var\s+)?[\w$.]+\s*(?:=\s*(?=[\[{])|\((?=\s*[\[{]))")
_SCRIPT_END = re.compile(r"\)?\s*;?\s*\Z")
# Of what is written for a script, the one sign that its strings escape and JSON's do not.
_SCRIPT_ESCAPE = re.compile(r"(\\[^'])|\\'", re.DOTALL)
_MOST_DIGITS = 300


def json_value(body: bytes) -> Any:
    """Return what an answer says; raises ValueError when it is no JSON.

    What RFC 8259 forbids and one post's odd character brings about costs no other post: half a surrogate pair (an emoji that a plugin
    cut in two) and bytes that are no UTF-8 become U+FFFD; a byte order mark, PHP's messages before the answer, a script around it, an
    apostrophe that is escaped as scripts do it, and bare control characters are let through; of a number beyond all measure only that
    it is one is kept.
    """
    try:
        with suppress(ValueError):
            return msgspec.json.decode(body)
        return msgspec.json.decode(_mended(body))
    except RecursionError as error:
        raise ValueError(f"nested too deep: {error}") from error


def json_behind(text: str, start: int) -> Any:
    """Return the value that begins at a place of a text, whatever follows it; ``None`` where none does."""
    with suppress(ValueError, RecursionError):
        _, end = json.JSONDecoder(strict=False, parse_int=_number).raw_decode(text, start)
        return json_value(text[start:end].encode(errors="replace"))
    return None


def value_at(value: object, *path: str | int) -> Any:
    """Return what stands down a path of names and places; ``None`` where one is missing."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def string_at(value: object, *path: str | int) -> str | None:
    """Return the string down a path; ``None`` where there is none, or nothing but white space."""
    found = value_at(value, *path)
    return found if isinstance(found, str) and found.strip() else None


def _mended(body: bytes) -> bytes:
    """The same JSON with nothing in its strings that is no text; the standard library reads what msgspec refuses."""
    text = body.decode("utf-8-sig", "replace")
    if script := _SCRIPT.match(text):
        text = _SCRIPT_END.sub("", text[script.end() :], count=1)
    text = _SCRIPT_ESCAPE.sub(lambda found: found[1] or "'", _MESSAGES.sub("", text, count=1))
    value = json.loads(text, strict=False, parse_int=_number)
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _number(digits: str) -> int:
    """No number of a blog has hundreds of digits, and Python refuses to read more than some thousands."""
    return int(digits) if len(digits) <= _MOST_DIGITS else 0
