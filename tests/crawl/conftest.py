"""What every whole-crawl test starts from: an empty folder; and the database server of the storage tests."""

from pathlib import Path

import pytest

from tests.crawl.shop import Shop
from tests.storage.conftest import postgresql_server

__all__ = ["postgresql_server", "shop"]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)
