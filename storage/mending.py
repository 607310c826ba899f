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
    if not any(lost):
        return lines
    return [
        *lines,
        "1 record lost, whose page is fetched again" if sum(lost) == 1 else f"{sum(lost)} records lost, whose pages are fetched again",
    ]
