"""What an answer in JSON says: the one door for the JSON of APIs and feeds."""

import json
from contextlib import suppress
from typing import Any

import msgspec


def json_value(body: bytes) -> Any:
    """Return what an answer says; raises ValueError when it is no JSON.

    What RFC 8259 forbids and one post's odd character brings about costs no other post: half a surrogate pair (an emoji that a plugin
    cut in two) and bytes that are no UTF-8 become U+FFFD; a byte order mark and bare control characters are let through.
    """
    try:
        with suppress(ValueError):
            return msgspec.json.decode(body)
        return msgspec.json.decode(_mended(body))
    except RecursionError as error:
        raise ValueError(f"nested too deep: {error}") from error


def _mended(body: bytes) -> bytes:
    """The same JSON with nothing in its strings that is no text; the standard library reads what msgspec refuses."""
    value = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
