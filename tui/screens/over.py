"""What lies over a screen: it goes once, and takes nothing else with it."""

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Over(ModalScreen[ScreenResultType]):
    """A dialog or a page over all.

    Textual takes away whatever is on top when one is dismissed: a second escape that was on its way, or an answer that
    comes while the help lies over a dialog, would take another screen, and below the last there is nothing.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go, while it is on top."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
