"""The keys of the live screen alone."""

from tui.keys.key import LOOK, MOVE, Key

OPEN = Key("enter", "open", "Why", "why the chosen package is where it is", LOOK, "enter", in_footer=True)
FILTER = Key(
    "slash", "filter", "Filter", "filter events: pkg: dev: hop: lvl: words, ! for not", LOOK, "/", in_footer=True
)
NEXT_STALLED = Key(
    "exclamation_mark", "next_stalled", "Stall", "the next package that stands still", MOVE, "!", in_footer=True
)
ZOOM = Key("backslash", "zoom", "Zoom", "one pane on the whole screen, and back", LOOK, "\\", in_footer=True)

PANES = (
    Key("l,right", "device(1)", "Device", "the next device on the map; u f w K R are about it", MOVE, "l"),
    Key("h,left", "device(-1)", "Device", "the device before on the map", MOVE, "h"),
    Key("tab", "pane(1)", "Pane", "the next pane", MOVE),
    Key("shift+tab", "pane(-1)", "Pane", "the pane before", MOVE, "S-tab"),
    Key("n", "trouble(1)", "Next", "the next event that tells of trouble", MOVE),
    Key("N", "trouble(-1)", "Before", "the event before that tells of trouble", MOVE),
)
