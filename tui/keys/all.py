"""All keys, screen by screen: which a screen has, in the order of its footer, and all for help and palette."""

from dataclasses import replace

from tui.keys.acts import ACTS, FAULT, PAUSE, UPDATE
from tui.keys.everywhere import COPY, FREEZE, HELP, LEAVING, MOVING, SCREENS, VIEW
from tui.keys.key import Key
from tui.keys.live import FILTER, NEXT_STALLED, OPEN, PANES, ZOOM
from tui.keys.screens import DEVICES, FAULTS, INVENTORY, SCENARIOS, SEQUENCE
from tui.keys.starting import START
from tui.keys.time import SPLIT, TIME

ON_LIVE = (
    HELP, UPDATE, FAULT, OPEN, FILTER, NEXT_STALLED, VIEW, PAUSE, *ACTS, FREEZE, ZOOM, *TIME, *MOVING, *PANES, COPY,
    START, *SCREENS, *LEAVING,
)  # fmt: skip
"""The live screen's, in the order of its footer."""

COMMON = (UPDATE, FAULT, VIEW, PAUSE, *ACTS, FREEZE, *TIME, *MOVING, COPY, START, *SCREENS, *LEAVING)
"""What every other screen has beside its own."""


def _beside(own: tuple[Key, ...], *main: Key) -> tuple[Key, ...]:
    """Give a screen's own keys among those of all, of whose acts only the ``main`` ones stand in its footer.

    Its own hide what means something else everywhere.
    """
    taken = {name for key in own for name in key.keys.split(",")}
    others = [key for key in COMMON if not taken & {*key.keys.split(",")}]
    quiet = (*ACTS, UPDATE, FAULT, PAUSE)
    return (HELP, *own, *(replace(key, in_footer=key in main) if key in quiet else key for key in others))


CLEAR, WAKE = (next(key for key in ACTS if key.keys == name) for name in ("x", "w"))

ON_SEQUENCE = _beside(SEQUENCE)
ON_DEVICES = _beside(DEVICES, UPDATE, WAKE)
ON_FAULTS = _beside(FAULTS, FAULT, CLEAR)
ON_INVENTORY = _beside(INVENTORY)
ON_SCENARIOS = _beside(SCENARIOS)
ON_SPLIT = _beside(SPLIT)

OWN = {
    "1 LIVE": (OPEN, FILTER, NEXT_STALLED, ZOOM, *PANES),
    "2 SEQUENCE": SEQUENCE,
    "3 DEVICES": DEVICES,
    "4 FAULTS": FAULTS,
    "5 INVENTORY": INVENTORY,
    "6 SCENARIOS": SCENARIOS,
    "V SPLIT": SPLIT,
}
"""What each screen has beside what is everywhere, by what the help calls it."""

KEYS = tuple(dict.fromkeys((*ON_LIVE, HELP, *COMMON, *(key for own in OWN.values() for key in own))))
"""Each once."""
