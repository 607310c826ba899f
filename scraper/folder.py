"""Which folders are archives. Light to load: every command asks, those that need no database too."""

from pathlib import Path

FILE_NAME = "blogarchive.toml"
MARKS = ("archive.db", FILE_NAME)


def is_archive(folder: Path) -> bool:
    """Whether a folder bears the marks of an archive."""
    return any((folder / mark).is_file() for mark in MARKS)


def is_its_own(folder: Path, file: Path) -> bool:
    """Whether a file is one that an archive in ``folder`` is made of, or lies among them."""
    root, place = folder.resolve(), file.resolve()
    return (place.parent == root and place.name.partition("-")[0] in MARKS) or place.is_relative_to(root / "warc")


def is_vacant(folder: Path) -> bool:
    """Whether an archive can be made there without getting among somebody's files."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def find_archive(start: Path) -> Path | None:
    """Return the nearest folder, from ``start`` upwards, that is an archive, as git looks for its own."""
    return next((folder for folder in (start, *start.parents) if is_archive(folder)), None)
