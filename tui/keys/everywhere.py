"""The keys that mean the same on every screen, and the screens by their digits."""

from tui.keys.key import LEAVE, LOOK, MOVE, Key

HELP = Key("question_mark", "app.help", "Help", "keys and marks; type to search them", LOOK, "?", in_footer=True)
"""First in every footer."""

VIEW = Key("v", "app.view", "View", "the premises as the next party knows it", LOOK, in_footer=True)
FREEZE = Key("z", "app.freeze", "Freeze", "hold the picture; nothing is lost", LOOK, in_footer=True)
COPY = Key("y", "app.copy", "Copy", "copy the reason and its evidence", LOOK)

SCREENS = (
    Key("1", "app.show('live')", "Live", "screen 1: the premises, its packages and why they wait", LOOK),
    Key("2", "app.show('sequence')", "Sequence", "screen 2: who said what to whom about the chosen package", LOOK),
    Key("3", "app.show('devices')", "Devices", "screen 3: what each device does", LOOK),
    Key("4", "app.show('faults')", "Faults", "screen 4: what is wrong on purpose, and what it did", LOOK),
    Key("5", "app.show('inventory')", "Inventory", "screen 5: what the SMI holds against what runs", LOOK),
    Key("6", "app.show('scenarios')", "Scenarios", "screen 6: run a story and see whether it kept its promise", LOOK),
)  # fmt: skip
"""The screens that there are."""

MOVING = (
    Key("j,down", "move(1)", "Down", "down a row or a line", MOVE, "j"),
    Key("k,up", "move(-1)", "Up", "up a row or a line", MOVE, "k"),
    Key("g,home", "edge(-1)", "First", "the first row or line", MOVE, "g"),
    Key("G,end", "edge(1)", "Last", "the last row or line; events follow again", MOVE, "G"),
    Key("pagedown", "page(1)", "Page", "a page down", MOVE, "pgdn"),
    Key("pageup", "page(-1)", "Page", "a page up", MOVE, "pgup"),
)  # fmt: skip
"""Of every screen with lines."""

LEAVING = (
    Key("escape", "back", "Back", "close, leave zoom, clear the filter; back to the live screen", LEAVE, "esc"),
    Key("q", "app.leave", "Quit", "quit", LEAVE),
    Key("Q", "app.leave_shown", "Quit", "quit, and leave this screen in the scrollback", LEAVE),
)  # fmt: skip
