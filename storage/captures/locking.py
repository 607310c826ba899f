"""A lock on an open WARC file that dies with its process, so that nobody repairs a file that is being written."""

from io import IOBase

try:
    import fcntl
except ImportError:  # Windows: the lease of the blog alone keeps writers apart there
    fcntl = None  # type: ignore[assignment]


def lock(file: IOBase) -> bool:
    """Take the lock without waiting; false when another open file of this or another process holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
