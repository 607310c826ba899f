"""Exports: one file a format, found by being there. All stream, and a file appears whole or not at all."""

import os
import pkgutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from storage.queries import StoredPost


class Exporter:
    """One format. A subclass names itself, says what it is for, and writes posts as they come."""

    name: ClassVar[str]
    purpose: ClassVar[str]

    def write(self, posts: Iterable["StoredPost"], out: IO[bytes]) -> int:
        """Write all posts; the answer is how many there were."""
        raise NotImplementedError


def exporters() -> dict[str, type[Exporter]]:
    """Every format by its name."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return {exporter.name: exporter for exporter in sorted(Exporter.__subclasses__(), key=lambda exporter: exporter.name)}


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when it is complete and on disk; a failed export leaves the old one.

    A link stays one, and the file that it leads to is written; a pipe or a device is no file, and written as it is.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            yield out
        return
    path = path.resolve()
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:  # it names a file that nobody asked for
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """mkstemp makes a private file; an export gets the rights that any new file would."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
