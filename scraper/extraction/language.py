"""The language of a post: what the page states where the text agrees, else what the text is."""

import re
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement

from scraper.extraction.stated.metadata import Metas, first

MIN_DETECT = 200  # characters; below, detection guesses
_SAMPLE = 3000
# How much of a text is looked at, and how sure that must make: the cost grows with the length, and little is nearly always enough.
_LOOKS = ((500, 0.9999), (1000, 0.99), (_SAMPLE, 0.95))
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_OWN_SCRIPT = re.compile("[\u0370-\u03ff\u0590-\u05ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SCRIPTS = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("he", "[\u0590-\u05ff]"),
    ("el", "[\u0370-\u03ff]"),
    ("th", "[\u0e00-\u0e7f]"),
)

# Codes of countries that pages state for their languages; some of them are those of other languages (Kanuri, Northern Sami).
_OF_COUNTRIES = {"kr": "ko", "jp": "ja", "cn": "zh", "gr": "el", "cz": "cs", "ua": "uk", "dk": "da", "se": "sv"}


def stated_languages(tree: HtmlElement, metas: Metas) -> tuple[str, ...]:
    """The languages that a page states for itself, most trusted first, as lower-case tags."""
    stated = (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        tree.get("xml:lang"),
        first(metas, "content-language", "og:locale", "dc.language", "language"),
    )
    tags = ((value or "").split(",")[0].strip().replace("_", "-").lower() for value in stated)
    return tuple(dict.fromkeys(tag for tag in tags if _TAG.fullmatch(tag)))


def language_of(stated: tuple[str, ...], text: str) -> tuple[str | None, str | None]:
    """The language and who says so ("html" for the page, "text" for detection)."""
    detected = detect(text) if len(text) >= MIN_DETECT else _by_script(text)
    stated = tuple(_meant(tag, detected, text) for tag in stated)
    for tag in stated:
        if detected is None or _base(tag) == _base(detected) or {_base(tag), _base(detected)} <= {"no", "nb", "nn", "da"}:
            return tag, "html"
    if detected is not None and (len(text) >= MIN_DETECT or not stated or _by_script(text)):
        return detected, "text"
    return (stated[0], "html") if stated else (None, None)


def _meant(tag: str, detected: str | None, text: str) -> str:
    """The tag of the language for whose code that of its country stands, where the text is in it or, if that is in doubt, in its script."""
    base, *rest = tag.split("-", 1)
    meant = _OF_COUNTRIES.get(base)
    script = dict(_SCRIPTS).get(meant or "")
    is_so = meant is not None and (detected == meant or (detected is None and script is not None and re.search(script, text) is not None))
    return "-".join([meant, *rest]) if meant is not None and is_so else tag


def _base(tag: str) -> str:
    return tag.split("-")[0]


def _by_script(text: str) -> str | None:
    """Some scripts are one language's; a third of the letters decides."""
    text = text[:_SAMPLE]
    if not _OWN_SCRIPT.search(text):
        return None
    letters = sum(character.isalpha() for character in text)
    return next((code for code, pattern in _SCRIPTS if letters and len(re.findall(pattern, text)) * 3 > letters), None)


@lru_cache(maxsize=1)
def identifier() -> Any:  # py3langid has no types
    """What tells languages apart, with its model."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads its model: only pages with text pay

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> str | None:
    """The language of a text where that is nearly sure."""
    script = _by_script(text)
    if script:
        return script
    for length, sure in _LOOKS:
        code, probability = identifier().classify(text[:length])
        if probability > sure:
            return str(code)
    return None
