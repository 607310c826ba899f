"""The door to the archive: text without what databases refuse, and fields within bounds. What enters here is never checked again."""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast

from scraper.text import bounded, clean_text
from storage.events import PostComment
from storage.records import Post

MAX_TITLE = 1_000  # characters; a title of a megabyte is an attack
MAX_NAME = 300
MAX_ADDRESS = 8_192
MAX_BODY = 8_000_000
MAX_ROWS = 10_000  # links, media or comments of one post
_LIMITS = {"title": MAX_TITLE, "subtitle": MAX_TITLE, "name": MAX_NAME, "author": MAX_NAME, "body_html": MAX_BODY, "body_text": MAX_BODY}

R = TypeVar("R", Post, PostComment)


def normalised(record: R) -> R:
    """What was read, with every text of it clean, however deep, and cut at its bound."""
    return cast(R, _clean(record))


def _clean(record: Any) -> Any:
    changed = {}
    for name in _names(record.__class__):
        value = getattr(record, name)
        if value and (clean := _value(name, value)) != value:
            changed[name] = clean
    return replace(record, **changed) if changed else record


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str) and type(value) is str:
        return bounded(clean_text(value), _LIMITS.get(name, MAX_ADDRESS if name.endswith("url") else MAX_BODY))
    if isinstance(value, tuple):
        return tuple(_value(name, v) for v in value[:MAX_ROWS])
    if isinstance(value, dict):
        return {key: _value(key, v) for key, v in value.items()}
    return _clean(value) if is_dataclass(value) else value
