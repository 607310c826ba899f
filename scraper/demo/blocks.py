"""The pieces of which a demo post's body is made: each knows its HTML and the words a reader sees."""

from dataclasses import dataclass
from html import escape
from typing import Protocol

IMAGE_WIDTHS = (160, 320, 640)


class Block(Protocol):
    """One piece of a body."""

    def html(self, base: str, /) -> str:
        """Markup, with the blog's base address for what needs one."""

    def text(self) -> str:
        """What a reader reads."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain words; ``link`` is (words of the text, address) of an outgoing link."""

    words: str
    link: tuple[str, str] | None = None

    def html(self, _base: str, /) -> str:
        """A ``p``, with its link set on the words that carry it."""
        inner = escape(self.words)
        if self.link:
            label, url = map(escape, self.link)
            inner = inner.replace(label, f'<a href="{url}">{label}</a>', 1)
        return f"<p>{inner}</p>"

    def text(self) -> str:
        """The words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the body."""

    words: str

    def html(self, _base: str, /) -> str:
        """An ``h2``."""
        return f"<h2>{escape(self.words)}</h2>"

    def text(self) -> str:
        """The words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    words: str

    def html(self, _base: str, /) -> str:
        """A ``blockquote``."""
        return f"<blockquote><p>{escape(self.words)}</p></blockquote>"

    def text(self) -> str:
        """The words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Listing:
    """An unordered list."""

    items: tuple[str, ...]

    def html(self, _base: str, /) -> str:
        """A ``ul``."""
        return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in self.items) + "\n</ul>"

    def text(self) -> str:
        """One item a line."""
        return "\n".join(self.items)


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code whose line breaks and signs must survive."""

    source: str

    def html(self, _base: str, /) -> str:
        """A ``pre`` with ``code``."""
        return f'<pre><code class="language-python">{escape(self.source)}</code></pre>'

    def text(self) -> str:
        """The source as it is."""
        return self.source


@dataclass(frozen=True, slots=True)
class Table:
    """A small table with a heading row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self, _base: str, /) -> str:
        """A ``table`` with ``thead`` and ``tbody``."""
        head = "\n".join(f"<th>{escape(cell)}</th>" for cell in self.head)
        rows = "\n".join("<tr>" + "\n".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows)
        return f"<table>\n<thead><tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"

    def text(self) -> str:
        """One row a line."""
        return "\n".join(" ".join(row) for row in (self.head, *self.rows))


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in several sizes; ``stem`` is its path under ``/media/`` without size and ending."""

    stem: str
    alt: str
    caption: str | None = None

    def path(self, width: int) -> str:
        """Where the picture of this width lies, under the blog's base."""
        return f"/media/{self.stem}-{width}.png"

    def html(self, base: str, /) -> str:
        """A ``figure`` with ``srcset``; the plain ``src`` is the middle size."""
        sizes = ", ".join(f"{base}{self.path(width)} {width}w" for width in IMAGE_WIDTHS)
        caption = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        source = f'src="{base}{self.path(IMAGE_WIDTHS[1])}" srcset="{sizes}" sizes="(max-width: 40em) 100vw, 640px"'
        return f'<figure><img {source} alt="{escape(self.alt)}" loading="lazy">{caption}</figure>'

    def text(self) -> str:
        """The caption; the alternative text is not read as body."""
        return self.caption or ""
