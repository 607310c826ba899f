"""Fixtures that every room's tests may use."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", settings(), deadline=None)  # a machine with other work to do is no fault of what is tested
settings.load_profile("untimed")

# What `nohup` or a shell's `&` ignores would be ignored by every process that a test starts. A handler that does nothing is not
# passed on, and leaves the tests themselves as deaf as they were told to be.
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of captured pages and real blogs beside the project; tests that want it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("captured pages and blogs are not beside the project (../shared)")
    return SHARED
