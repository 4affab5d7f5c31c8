"""What lies over a screen: it goes once, and takes nothing else with it."""

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import OptionList


class Over(ModalScreen[ScreenResultType]):
    """A dialog or a page over all.

    Textual takes away whatever is on top when one is dismissed: a second escape that was on its way, or an answer that
    comes while the help lies over a dialog, would take another screen, and below the last there is nothing.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go, while it is on top."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


def pages_nothing(action: object, node: object) -> bool:
    """Say whether an action goes by a page in a list that has no line: in textual 8.2.8 that ends the program."""
    return action in ("page_up", "page_down") and isinstance(node, OptionList) and not node.scrollable_content_region
