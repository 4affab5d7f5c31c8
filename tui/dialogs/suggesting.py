"""Completion in an input: whatever a function offers, taken with the right arrow."""

from collections.abc import Callable

from textual.suggester import Suggester


class Suggesting(Suggester):
    """What ``offer`` completes a text to; None for nothing."""

    def __init__(self, offer: Callable[[str], str | None]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._offer = offer

    async def get_suggestion(self, value: str) -> str | None:
        """Ask it."""
        return self._offer(value)
