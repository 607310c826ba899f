"""How much is under way at once: a bound on what waits in memory, and the moment when nothing does."""

import asyncio


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
