"""The processes that read pages."""

import asyncio

import pytest

from scraper.errors import NoReaders
from scraper.extraction import worker


def test_no_more_processes_are_started_than_a_run_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def start(max_workers: int, **_: object) -> None:
        asked.append(max_workers)
        raise OSError("none in a test")

    monkeypatch.setattr(worker, "prepare", lambda: None)
    monkeypatch.setattr(worker, "ProcessPool", start)
    pool = worker.ExtractionPool(workers=8, timeout_s=30, memory_bytes=2**30)
    pool.limit(2)
    pool.limit(6)
    with pytest.raises(NoReaders):
        asyncio.run(pool.run(len, ()))
    assert asked == [2]
