"""What a killed run left behind is mended before anything is added to it: torn WARC files, and rows that refer to what they lost."""

from pathlib import Path

from storage.archive import Archive
from storage.captures import repair
from storage.writer import drop_lost_captures


def mend(archive: Archive, slug: str) -> list[str]:
    """Cut the torn WARC files of a blog, have the pages fetched again whose records they lost, and say what was done, one line each."""
    lost: list[int] = []

    def drop(path: Path, end: int) -> None:
        lost.append(drop_lost_captures(archive, path.relative_to(archive.root).as_posix(), end))

    lines = repair(archive.root / "warc" / slug, before_cut=drop)
    return [*lines, f"{sum(lost)} records were lost; their pages are fetched again"] if any(lost) else lines
