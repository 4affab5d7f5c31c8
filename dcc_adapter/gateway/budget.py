"""How many octets of bodies are in hand at once, so that many large requests wait instead of filling the memory."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """``size_max`` octets, given out in the order in which they were asked for."""

    def __init__(self, size_max: int) -> None:
        self._left = self._size_max = size_max
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def holding(self, size: int) -> AsyncIterator[None]:
        """Hold ``size`` octets for the block, at most all there are; wait until they are there."""
        size = min(size, self._size_max)
        if self._waiting or size > self._left:
            await self._turn(size)
        else:
            self._left -= size
        try:
            yield
        finally:
            self._give_back(size)

    async def _turn(self, size: int) -> None:
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = size, granted
        self._waiting.append(entry)
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                self._give_back(size)
            else:
                self._waiting.remove(entry)
                self._serve()
            raise

    def _give_back(self, size: int) -> None:
        self._left += size
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._left:
            size, granted = self._waiting.popleft()
            self._left -= size
            granted.set_result(None)
