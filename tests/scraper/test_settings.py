import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from scraper import settings

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def loaded() -> Settings:
    loaded = Settings()
    loaded.setmodule("scraper.settings")
    return loaded


def test_every_name_is_a_setting_that_scrapy_knows(loaded: Settings) -> None:
    own = {name for name in dir(settings) if name.isupper()}

    assert own <= set(Settings().attributes)


def test_every_component_that_is_named_exists(loaded: Settings) -> None:
    for name in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
        own, base = loaded.getdict(name), loaded.getdict(f"{name}_BASE")
        for path in (*own, *base):
            assert callable(load_object(path))
        assert {path for path, order in own.items() if order is None} <= set(base)
    for path in (*filter(None, loaded.getdict("DOWNLOAD_HANDLERS").values()), loaded["TWISTED_DNS_RESOLVER"]):
        assert callable(load_object(path))


def test_nothing_that_opens_a_port_or_reads_this_machine_is_on(loaded: Settings) -> None:
    assert not loaded.getbool("REMOTE_CONTROL_ENABLED")
    assert not loaded.getbool("TELNETCONSOLE_ENABLED")
    assert {scheme for scheme, handler in loaded.getwithbase("DOWNLOAD_HANDLERS").items() if handler} == {"http", "https"}


def test_the_user_agent_says_who_asks_and_where_to_complain() -> None:
    assert settings.user_agent().startswith("blogarchive/")
    assert settings.user_agent("mailto:archive@blog.example").endswith(" (+mailto:archive@blog.example)")


def test_scrapys_own_fetch_command_works_from_the_project(tmp_path: Path) -> None:
    async def serve_and_fetch() -> tuple[int | None, bytes, bytes]:
        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        command = [sys.executable, "-m", "scrapy", "fetch", "--nolog", "-s", "SPIDER_MODULES=", f"http://127.0.0.1:{port}/"]
        env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scraper.settings", "PYTHONPATH": str(PROJECT)}
        fetch = await asyncio.create_subprocess_exec(*command, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = await fetch.communicate()
        server.close()
        await server.wait_closed()
        return fetch.returncode, out, err

    assert asyncio.run(serve_and_fetch()) == (0, b"hello\n", b"")
