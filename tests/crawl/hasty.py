"""The command with less patience than it has for the hosts and databases of the world, so that tests of its patience take no minutes."""

from scraper import politeness
from storage import engine
from tests.forked import command

FIRST_PAUSE_S = 2.0  # far more than a request takes


def hasty_command() -> None:
    """The command; it pauses for less time after a host's first refusal, and waits less for a server that does not answer."""
    politeness.FIRST_BACKOFF_S = FIRST_PAUSE_S
    engine.RECONNECT_S = 1.0
    command()
