"""JSON Lines: one post a line, every field."""

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

import msgspec

from storage.exporters import Exporter
from storage.exporters.rows import post_row

if TYPE_CHECKING:
    from storage.queries import StoredPost


class JsonLines(Exporter):
    """For scripts and for import elsewhere."""

    name = "jsonl"
    purpose = "One JSON object a post, every field."

    def write(self, posts: Iterable["StoredPost"], out: IO[bytes]) -> int:
        """Encode each post as it comes; memory does not grow with the archive."""
        encoder, count = msgspec.json.Encoder(), 0
        for count, stored in enumerate(posts, start=1):  # noqa: B007 -- the last value is the answer
            out.write(encoder.encode(post_row(stored)) + b"\n")
        return count
