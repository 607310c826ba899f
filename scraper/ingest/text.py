"""A page's bare text, line by line, as text corpora keep it."""

from collections.abc import Iterator, Sequence
from mimetypes import guess_type
from pathlib import Path

from scraper.errors import ExtractionError
from scraper.extraction.flattened.page import read_flattened, repeated_lines
from scraper.extraction.page import decode
from scraper.ingest.format import Format, Imported, Options, Problem, read_bytes, saved_at, urn_of
from scraper.ingest.reading import HEAD_BYTES, has_wide_mark, is_binary
from scraper.items import Page

_TYPES = frozenset({None, "text/plain", "text/markdown"})


class Text(Format):
    """Any file that is text and nothing more."""

    name = "text"

    @classmethod
    def recognise(cls, path: Path, head: bytes) -> float:
        """Text is what holds no binary bytes and does not claim to be data, a style or a program; the name makes it surer."""
        claimed, _ = guess_type(path.name)
        if is_binary(head) or head.lstrip().startswith(b"<?xml") or claimed not in _TYPES:
            return 0.0
        return 0.8 if claimed else 0.2

    def read(self, path: Path, options: Options) -> Iterator[Imported | Problem]:
        """The one post that the text is."""
        body = read_bytes(path)
        url = options.url or urn_of(body)
        post = read_flattened(text_of(path, body), url=url, repeated_lines=options.repeated_lines)
        yield Imported(post=post, raw=body, content_type="text/plain", url=url, captured_at=saved_at(path), kind=self.name, path=path)

    @classmethod
    def repeated_lines(cls, paths: Sequence[Path]) -> frozenset[str]:
        """The lines that the texts of one blog have in common."""
        return repeated_lines(_texts(paths))


def text_of(path: Path, body: bytes) -> str:
    """The bytes as text, in whatever encoding they are."""
    if is_binary(body[:HEAD_BYTES]) or (b"\x00" in body and not has_wide_mark(body)):
        raise ExtractionError("not text")
    return decode(Page(url=path.name, body=body, fetched_at=saved_at(path)))


def _texts(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        try:
            yield text_of(path, read_bytes(path))
        except Exception:  # noqa: BLE001, S112  # said when the file itself is read
            continue
