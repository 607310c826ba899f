"""Further addresses under which a platform shows a blog or a post, and those to which it leads whoever may not see them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from scraper.urls import canonical_url, loose_key

Rewrite = tuple[str, str]  # a regular expression of a whole address, and what stands for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """What a platform's addresses stand for.

    ``own`` gives the address on the blog's own host for one elsewhere, ``pages`` that at which the page of a post is asked for, of which
    ``own`` gives the post's again, ``homes`` that of the blog for one of its pages or what these frame, ``posts`` what all addresses of one
    post share, and ``walls`` why a page there stands in the blog's place.
    """

    own: tuple[Rewrite, ...] = ()
    pages: tuple[Rewrite, ...] = ()
    homes: tuple[Rewrite, ...] = ()
    posts: tuple[Rewrite, ...] = ()
    walls: tuple[Rewrite, ...] = ()

    @classmethod
    def joined(cls, all_aliases: Iterable[Self]) -> Self:
        """What the addresses of several platforms stand for."""
        found = list(all_aliases)
        return cls(
            own=tuple(rewrite for aliases in found for rewrite in aliases.own),
            homes=tuple(rewrite for aliases in found for rewrite in aliases.homes),
            posts=tuple(rewrite for aliases in found for rewrite in aliases.posts),
            walls=tuple(rewrite for aliases in found for rewrite in aliases.walls),
        )

    def own_address(self, url: str) -> str:
        """Return the address that the blog's own host has for what is shown at this one; the same where that is not another."""
        own = _rewritten(url, self.own)
        return (canonical_url(own) if own else None) or url

    def page(self, url: str) -> str:
        """Return where the page of a post is asked for: the owner's design may hide what another address shows."""
        return _rewritten(url, self.pages) or url

    def post(self, page: str) -> str:
        """Return the address of the post whose page was asked for at this one."""
        return self.own_address(page) if self.pages else page

    def home(self, url: str) -> str | None:
        """Return the address of the blog that has this page or frames it; ``None`` where that tells nothing."""
        return canonical_url(_rewritten(url, self.homes) or "")

    def key(self, url: str) -> str:
        """Return what all addresses of one page share; see ``loose_key``."""
        return loose_key(_rewritten(url, self.posts) or url)

    def wall(self, url: str) -> str | None:
        """Return why an address at which a request ended shows nothing of the blog; ``None`` where it may."""
        return _rewritten(url, self.walls)


def _rewritten(url: str, rewrites: Iterable[Rewrite]) -> str | None:
    return next((found.expand(stands_for) for pattern, stands_for in rewrites if (found := re.fullmatch(pattern, url))), None)
