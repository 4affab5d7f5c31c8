"""The dialog that an act wants, by its name."""

from collections.abc import Callable, Mapping

from textual.screen import ModalScreen

from tui.acting.commands import Commands
from tui.acting.offers import Opens
from tui.acting.situation import Situation
from tui.dialogs.activate import ActivateDialog
from tui.dialogs.clear import ClearDialog
from tui.dialogs.clock import SpeedDialog
from tui.dialogs.dialog import Dialog
from tui.dialogs.export import ExportDialog
from tui.dialogs.fault import FaultDialog
from tui.dialogs.supplier import SupplierDialog
from tui.dialogs.update import UpdateDialog

_PLAIN: Mapping[str, Callable[..., Dialog]] = {
    "update": UpdateDialog,
    "activate": ActivateDialog,
    "clear": ClearDialog,
    "speed": SpeedDialog,
    "supplier": SupplierDialog,
}
"""Those that need nothing but the situation."""


def dialog_of(
    opens: Opens, situation: Situation, commands: Commands, *, package: str, is_ascii: bool
) -> ModalScreen[object]:
    """Give it; ``package`` is the chosen one as a command takes it, empty for none."""
    match opens.dialog:
        case "fault":
            return FaultDialog(situation, commands, ready=opens.ready, is_ascii=is_ascii)
        case "change":
            said = next((fault.said for fault in situation.imposed if fault.id == opens.fault), "")
            return FaultDialog(situation, commands, changing=opens.fault, said=said, is_ascii=is_ascii)
        case "export":
            return ExportDialog(situation, commands, package=package, is_ascii=is_ascii)
    return _PLAIN[opens.dialog](situation, commands, is_ascii=is_ascii)
