"""The blog's learned template: which element of its pages holds which field. The chain asks it; learning is elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """CSS selectors learned from a blog's own posts; ``version`` names the learning that made them."""

    version: str = "0"
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
