"""A small program that shows one dialog, and what became of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

NOTHING = "nothing yet"


class Host(App[None]):
    """One dialog over nothing."""

    def __init__(self, dialog: ModalScreen[object] | ModalScreen[None]) -> None:
        super().__init__()
        self.dialog, self.result = dialog, object()
        self.is_closed, self.copied = False, ""

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self._take_result)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text

    def _take_result(self, result: object) -> None:
        self.is_closed, self.result = True, result


@asynccontextmanager
async def shown(
    dialog: ModalScreen[object] | ModalScreen[None], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    """Show a dialog for the block."""
    host = Host(dialog)
    async with host.run_test(size=size) as pilot:
        await pilot.pause()
        yield host, pilot


def text_of(host: Host) -> str:
    """Give what is on the screen."""
    strips = host.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def said(host: Host, where: str) -> str:
    """Give what a dialog says in one of its lines."""
    return str(host.dialog.query_one(f"#{where}", Static).content)
