"""Loaded into the process that reading processes are forked from: it forks ``FORKS`` of them, and the system gives it no more."""

import errno
import os

fork = os.fork
left = int(os.environ["FORKS"])


def fork_while_there_is_room() -> int:
    global left
    left -= 1
    if left < 0:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
    return fork()


os.fork = fork_while_there_is_room
