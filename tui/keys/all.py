"""All keys, screen by screen: which a screen has, in the order of its footer, and all for help and palette."""

from tui.keys.acts import ACTS, FAULT, PAUSE, UPDATE
from tui.keys.everywhere import COPY, FREEZE, HELP, LEAVING, MOVING, SCREENS, VIEW
from tui.keys.live import FILTER, NEXT_STALLED, OPEN, PANES, ZOOM
from tui.keys.time import TIME

ON_LIVE = (
    HELP, UPDATE, FAULT, OPEN, FILTER, NEXT_STALLED, VIEW, PAUSE, *ACTS, FREEZE, ZOOM, *TIME, *MOVING, *PANES, COPY,
    *SCREENS, *LEAVING,
)  # fmt: skip
"""The live screen's, in the order of its footer."""

ON_OTHERS = (HELP, UPDATE, FAULT, VIEW, PAUSE, *ACTS, FREEZE, *TIME, *MOVING, COPY, *SCREENS, *LEAVING)
"""What every other screen has beside its own."""

KEYS = tuple(dict.fromkeys((*ON_LIVE, *ON_OTHERS)))
"""Each once."""
