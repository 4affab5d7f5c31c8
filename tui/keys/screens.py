"""The keys that screens 2 to 6 have of their own."""

from tui.keys.key import ACT, LOOK, MOVE, Key

SEQUENCE = (
    Key("enter", "open", "Message", "the fields of the chosen message, and away", LOOK, "enter", in_footer=True),
    Key("o", "all_lanes", "All lanes", "lanes of everybody, or of those that are met", LOOK, in_footer=True),
    Key("plus", "unfold", "Unfold", "each message in a row of its own, or folded", LOOK, "+", in_footer=True),
    Key("h,left", "choose(-1)", "Before", "the package before", MOVE, "h"),
    Key("l,right", "choose(1)", "Next", "the package after", MOVE, "l"),
)
DEVICES = (
    Key("enter", "open", "On the map", "its package on the live screen", LOOK, "enter", in_footer=True),
    Key("tab", "pane(1)", "Detail", "scroll what is said of the chosen one", MOVE),
    Key("h,left", "move(-1)", "Before", "the device before", MOVE, "h"),
    Key("l,right", "move(1)", "Next", "the device after", MOVE, "l"),
)
FAULTS = (
    Key("enter", "open", "Package", "the first package that it explains, on the live screen", LOOK, "enter",
        in_footer=True),
    Key("tab", "pane(1)", "Detail", "scroll what is said of the chosen one", MOVE),
)  # fmt: skip
INVENTORY = (
    Key("enter", "open", "Package", "the device's package on the live screen", LOOK, "enter", in_footer=True),
    Key("tab", "pane(1)", "Detail", "scroll what is said of the chosen one", MOVE),
)
SCENARIOS = (
    Key("enter", "open", "Run", "run the chosen scenario; of one that was run, open its recording", ACT, "enter",
        in_footer=True),
    Key("slash", "filter", "Filter", "scenarios in whose name or sentence it stands", LOOK, "/", in_footer=True),
    Key("o", "again", "Again", "run the chosen scenario once more", ACT, in_footer=True),
    Key("tab", "pane(1)", "Detail", "scroll what is said of the chosen one", MOVE),
)  # fmt: skip
