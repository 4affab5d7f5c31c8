"""The screens that there are, by the names that keys call them by."""

from collections.abc import Callable, Mapping

from tui.paint.palette import Palette
from tui.panes.sight import Sight
from tui.screens.live import LiveScreen
from tui.screens.place import Place
from tui.screens.split import SplitScreen

Make = Callable[[Sight, Palette, bool], Place]
"""Makes a screen; the last says whether it draws with ASCII alone."""

LIVE = "live"

PLACES: Mapping[str, Make] = {
    LIVE: lambda sight, palette, is_ascii: LiveScreen(sight, palette, is_ascii=is_ascii),
    "split": lambda sight, palette, is_ascii: SplitScreen(sight, palette, is_ascii=is_ascii),
}
