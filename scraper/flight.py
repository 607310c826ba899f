"""How much is under way at once: a bound on what waits in memory, and the moment when nothing does."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TypeVar

AHEAD = 3  # answers that are read while the next one is fetched: enough for the reading processes, and little memory
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


async def read_ahead(answers: AsyncIterator[_Given], read: Callable[[_Given], Awaitable[_Made]]) -> AsyncGenerator[_Made]:
    """Give what ``read`` makes of each answer, in their order, while later ones are fetched and read.

    Where the answers end with an error, what came before it is given first.
    """
    reading: deque[asyncio.Future[_Made]] = deque()
    fault: Exception | None = None
    try:
        try:
            async for answer in answers:
                reading.append(asyncio.ensure_future(read(answer)))
                if len(reading) >= AHEAD:
                    yield await reading.popleft()
        except Exception as error:  # noqa: BLE001  it is raised in its turn
            fault = error
        while reading:
            yield await reading.popleft()
        if fault is not None:
            raise fault
    finally:
        for task in reading:
            task.cancel()


class Flight:
    """Counts things from ``enter`` to ``leave``; at most ``limit`` at a time."""

    def __init__(self, limit: int) -> None:
        self._room = asyncio.Semaphore(limit)
        self._idle = asyncio.Event()
        self._idle.set()
        self._count = 0

    async def enter(self) -> None:
        """Wait for room, then take it."""
        await self._room.acquire()
        self._count += 1
        self._idle.clear()

    def leave(self) -> None:
        """Give the room back."""
        self._room.release()
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def landed(self) -> None:
        """Wait until nothing is under way."""
        await self._idle.wait()
