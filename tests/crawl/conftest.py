"""What whole-crawl tests start from: an empty folder, or one in which a blog is archived already."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from tests.crawl.shop import Shop
from tests.storage.conftest import postgresql_server

__all__ = ["archived_once", "known", "postgresql_server", "shop"]

KNOWN_POSTS = 25


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture(scope="session")
def archived_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, DemoServer]]:
    """An archive of a blog that is made once for all tests that begin with the second visit."""
    shop = Shop(tmp_path_factory.mktemp("known"))
    with serve(DemoBlog(KNOWN_POSTS)) as server:
        ended = shop.add(server)
        assert ended.code == 0, ended
        yield shop.root, server


@pytest.fixture
def known(shop: Shop, archived_once: tuple[Path, DemoServer]) -> DemoServer:
    """A blog of 25 posts, all of them in this shop's archive; nobody has changed it since, and the request log is empty."""
    root, server = archived_once
    shutil.copytree(root, shop.root)
    server.blog = DemoBlog(KNOWN_POSTS)
    server.log.clear()
    return server
