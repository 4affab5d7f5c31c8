"""The screens that there are, by the names that keys call them by."""

from collections.abc import Callable, Mapping

from tui.paint.palette import Palette
from tui.panes.sight import Sight
from tui.screens.devices import DevicesScreen
from tui.screens.faults import FaultsScreen
from tui.screens.inventory import InventoryScreen
from tui.screens.live import LiveScreen
from tui.screens.place import Place
from tui.screens.scenarios import ScenariosScreen
from tui.screens.sequence import SequenceScreen
from tui.sides.split import SplitScreen

Make = Callable[[Sight, Palette, bool], Place]
"""Makes a screen; the last says whether it draws with ASCII alone."""

LIVE = "live"

PLACES: Mapping[str, Make] = {
    LIVE: lambda sight, palette, is_ascii: LiveScreen(sight, palette, is_ascii=is_ascii),
    "sequence": lambda sight, palette, is_ascii: SequenceScreen(sight, palette, is_ascii=is_ascii),
    "devices": lambda sight, palette, is_ascii: DevicesScreen(sight, palette, is_ascii=is_ascii),
    "faults": lambda sight, palette, is_ascii: FaultsScreen(sight, palette, is_ascii=is_ascii),
    "inventory": lambda sight, palette, is_ascii: InventoryScreen(sight, palette, is_ascii=is_ascii),
    "scenarios": lambda sight, palette, is_ascii: ScenariosScreen(sight, palette, is_ascii=is_ascii),
    "split": lambda sight, palette, is_ascii: SplitScreen(sight, palette, is_ascii=is_ascii),
}
