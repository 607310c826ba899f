"""From files and folders to posts: finds what is there, asks the formats whose it is, and goes on after what cannot be read."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import scraper.ingest
from scraper.errors import ExtractionError, UsageError
from scraper.folder import is_archive
from scraper.ingest.format import Format, Imported, Options, Problem, one_line
from scraper.ingest.reading import head_of


@lru_cache(maxsize=1)
def formats() -> tuple[type[Format], ...]:
    """Every format of this folder."""
    modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(scraper.ingest.__path__, "scraper.ingest.")]
    classes = {value for module in modules for value in vars(module).values() if isinstance(value, type) and issubclass(value, Format)}
    return tuple(sorted(classes - {Format}, key=lambda cls: cls.name))


def read_files(paths: Iterable[Path], options: Options | None = None) -> Iterator[Imported | Problem]:
    """The posts in files and folders, in a stable order; what cannot be read is a Problem, and the rest goes on.

    Files of one folder count as pages of one blog: the lines that they share are taken for its template.
    """
    options = options or Options()
    files = [file for path in paths for file in files_under(path)]
    if options.url is not None and len(files) > 1:
        raise UsageError(f"--url names one page, but {len(files)} files were given")
    shared = _repeated_lines(files)
    for file in files:
        yield from read_file(file, replace(options, repeated_lines=options.repeated_lines | shared.get(file.parent, frozenset())))


def files_under(path: Path) -> list[Path]:
    """The file itself, or the files in a folder and its folders, sorted; hidden ones are left out. UsageError where nothing is."""
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    if not path.is_dir():
        return [path]
    if is_archive(path):  # its settings would become a post
        raise UsageError(f"{path}: an archive, and no folder of saved pages")
    inside = (file for file in path.rglob("*") if not any(part.startswith(".") for part in file.relative_to(path).parts))
    return sorted(file for file in inside if file.is_file())


def read_file(path: Path, options: Options | None = None) -> Iterator[Imported | Problem]:
    """The posts in one file, or the Problem with it."""
    try:
        format_class = format_of(path)
        if format_class is None:
            yield Problem(path, "neither a saved page, nor text, nor a WET file")
            return
        yield from format_class().read(path, options or Options())
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001  # the door of one file: the others are read
        yield Problem(path, one_line(error))


def format_of(path: Path) -> type[Format] | None:
    """The format that is surest of a file."""
    head = head_of(path)
    if not head.strip():
        raise ExtractionError("the file is empty")
    best = max(formats(), key=lambda cls: cls.recognise(path, head))
    return best if best.recognise(path, head) > 0 else None


def _repeated_lines(files: list[Path]) -> dict[Path, frozenset[str]]:
    """For each folder the lines that its files of one format share."""
    groups: dict[tuple[Path, type[Format]], list[Path]] = defaultdict(list)
    for file in files:
        try:
            format_class = format_of(file)
        except Exception:  # noqa: BLE001, S112  # said when the file itself is read
            continue
        if format_class is not None:
            groups[file.parent, format_class].append(file)
    shared: dict[Path, frozenset[str]] = {}
    for (folder, format_class), members in groups.items():
        shared[folder] = shared.get(folder, frozenset()) | format_class.repeated_lines(members)
    return shared
