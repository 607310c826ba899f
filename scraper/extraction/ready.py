"""What the process that reading processes are forked from has loaded (``multiprocessing.set_forkserver_preload``)."""

import sys
from types import TracebackType

import scraper.extraction.lists.page
import scraper.extraction.post  # noqa: F401
from scraper.extraction.language import identifier


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say nothing of a fork or of room on a disk that the system refused: whoever asked for it does, in one line."""
    if not issubclass(kind, OSError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _tell
identifier()  # a third of a second for its model, and memory that all readers share; it is unpacked in the folder for temporary files
