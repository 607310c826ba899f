"""The signals that ask a process to end, and how they are handled in our way."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def wanted_signals() -> list[signal.Signals]:
    """The ending signals, but those that this process is to ignore: `nohup`, or a shell's `&`, wants that."""
    return [number for number in ENDING_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]


@contextmanager
def handled(handler: Callable[[int], None]) -> Iterator[None]:
    """Have the signals that end a process handled in our way, and afterwards as before; those that it is to ignore stay ignored."""
    before = {number: signal.signal(number, lambda number, _: handler(number)) for number in wanted_signals()}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
