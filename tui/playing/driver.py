"""Who drives the time of a virtual world, as the screen sees it: `tui.feeding.virtual` is one."""

from typing import TYPE_CHECKING, Protocol

from premises.quantity import Instant

if TYPE_CHECKING:
    from tui.feeding.session import Session


class Driver(Protocol):
    """A world whose time is ours."""

    speed: float
    """Premises seconds a wall second that are wanted."""
    is_paused: bool

    async def step(self) -> None:
        """Let it go on to the next thing that is worth a line, and stand there."""

    async def order(self, words: tuple[str, ...]) -> str:
        """Have it do what a command would, and give its answer; PremisesError, one line, when it refuses."""

    async def fork(self, at: Instant, words: tuple[str, ...]) -> "Session":
        """Give another world that is equal up to ``at``, and is then told ``words``."""

    async def unfork(self) -> None:
        """End the other one."""
