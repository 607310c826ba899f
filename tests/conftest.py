"""Fixtures that every room's tests may use."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of captured pages and real blogs beside the project; tests that want it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("captured pages and blogs are not beside the project (../shared)")
    return SHARED
