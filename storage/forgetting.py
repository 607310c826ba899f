"""A blog that is none leaves the archive: its rows, then its WARC files; a kill in between leaves files that nothing names."""

from contextlib import suppress

from storage.archive import Archive
from storage.records import BlogId
from storage.writer import forget_blog


def forget(archive: Archive, blog_id: BlogId, *, is_none: bool) -> bool:
    """Take out a blog as ``forget_blog`` does, and say whether it was one to take out."""
    files = forget_blog(archive, blog_id, is_none=is_none)
    for file in files or ():
        path = archive.root / file
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others lie there
            path.parent.rmdir()
    return files is not None
