"""What a host's robots.txt says to us (RFC 9309), as a value."""

import re
from dataclasses import dataclass

from protego import Protego

from scraper.responses import is_trouble
from scraper.urls import canonical_url

OUR_NAME = "blogarchive"
# RFC 9309 §2.2.1; it allows no digits, names have them all the same. "Mozilla/5.0 (compatible; NAME/1.0)" is how many a crawler is named.
_PRODUCT_TOKEN = re.compile(r"\s*(?:Mozilla/\S+ \(compatible;\s*)?([a-z0-9_-]+)", re.IGNORECASE)
# RFC 9309 §2.5 asks to read at least 500 KiB. Real files of that size end in the middle of their rules, so we read more of them
# and stay on the polite side; parsing this much takes about a second, off the event loop.
LIMIT_BYTES = 2 * 1024 * 1024
LONGEST_CRAWL_DELAY_S = 60.0
_ANY_SITE = "https://site.example/"  # some state a path


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules for us. ``refusal`` is the reason for which everything is forbidden for now, without any rule."""

    sitemaps: tuple[str, ...] = ()
    crawl_delay: float | None = None
    refusal: str | None = None
    _name: str = OUR_NAME
    _parsed: Protego | None = None

    def why_forbidden(self, url: str) -> str | None:
        """Why ``url`` may not be fetched; ``None`` when it may."""
        if self.refusal is not None:
            return self.refusal
        if self._parsed is None or self._parsed.can_fetch(url, self._name):
            return None
        return "forbidden by robots.txt"


def product_token(user_agent: str) -> str:
    """The name by which a robots.txt speaks of who sends this User-Agent; our own where it holds none."""
    match = _PRODUCT_TOKEN.match(user_agent)
    return match[1] if match else OUR_NAME


def parse_robots(body: bytes, name: str = OUR_NAME) -> RobotsRules:
    """Read what the file says to a crawler of that name; whatever is no rule is passed over, as RFC 9309 wants it."""
    parsed = Protego.parse(body[:LIMIT_BYTES].decode("utf-8-sig", "replace"))
    delay = parsed.crawl_delay(name)
    return RobotsRules(
        sitemaps=tuple(url for url in parsed.sitemaps if canonical_url(url, _ANY_SITE)),
        crawl_delay=min(delay, LONGEST_CRAWL_DELAY_S) if delay else None,
        _name=name,
        _parsed=parsed,
    )


def rules_of_answer(status: int, body: bytes, name: str = OUR_NAME) -> RobotsRules:
    """RFC 9309 §2.3.1: an answer of "not there" allows everything, a server error or "too many requests" nothing for now."""
    if 200 <= status < 300:
        return parse_robots(body, name)
    if is_trouble(status):
        return RobotsRules(refusal=f"robots.txt answered {status}: nothing is fetched until it can be read")
    return RobotsRules()
