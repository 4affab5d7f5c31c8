"""The command palette, that outlives what is typed faster than it searches."""

from typing import Any

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.events import Mount
from textual.worker import Worker


class Commands(CommandPalette):
    """Every act by its name.

    Four things end the program in textual 8.2.8 that end nothing here: a search that finds its list gone, a page down
    in a list that was not laid out yet, a second escape, and to be left before it is there.
    """

    def _on_mount(self, event: Mount) -> None:
        # Left before it was there: textual would look for the screen below it.
        if self.app.screen is not self:
            event.prevent_default()

    def run_worker(self, *words: Any, **named: Any) -> Worker[Any]:  # noqa: ANN401 - it is handed on as it comes
        """Search; what goes wrong is the search's own affair."""
        return super().run_worker(*words, **{**named, "exit_on_error": False})

    def dismiss(self, result: Any = None) -> AwaitComplete:  # noqa: ANN401 - as textual has it
        """Go, while it is on top."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        if self.query(CommandList) and self.query_one(CommandList).size.height:
            super()._action_command_list(action)

    def _action_cursor_down(self) -> None:
        if self.query(CommandList):
            super()._action_cursor_down()
