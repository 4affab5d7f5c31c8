"""Every key, what it does and in which words: the footer, the help and the command palette are made of this table."""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    keys: str
    """As textual names it; several are joined by commas."""
    action: str
    brief: str
    """In the footer."""
    words: str
    """In the help and in the palette."""
    group: str
    shown: str = ""
    """How the key is written; empty for as it is named."""
    in_footer: bool = False

    @property
    def id(self) -> str:
        """By which a keymap can give it another key."""
        return self.action.removeprefix("app.").replace("(", ".").replace(")", "")

    def binding(self) -> Binding:
        """Give it as textual takes it."""
        return Binding(
            self.keys, self.action, self.brief, show=self.in_footer, key_display=self.shown or None, id=self.id
        )


MOVE, LOOK, LEAVE = "MOVE", "LOOK", "LEAVE"

KEYS = (
    Key("question_mark", "app.help", "Help", "keys and marks; type to search them", LOOK, "?", in_footer=True),
    Key("enter", "open", "Why", "why the chosen package is where it is", LOOK, "enter", in_footer=True),
    Key("slash", "filter", "Filter", "filter events: pkg: dev: hop: lvl: words, ! for not", LOOK, "/", in_footer=True),
    Key("exclamation_mark", "next_stalled", "Stalled", "the next package that stands still", MOVE, "!", in_footer=True),
    Key("v", "app.view", "View", "the premises as the next party knows it", LOOK, in_footer=True),
    Key("z", "app.freeze", "Freeze", "hold the picture; nothing is lost", LOOK, in_footer=True),
    Key("backslash", "zoom", "Zoom", "one pane on the whole screen, and back", LOOK, "\\", in_footer=True),
    Key("j,down", "move(1)", "Down", "down a row or a line", MOVE, "j"),
    Key("k,up", "move(-1)", "Up", "up a row or a line", MOVE, "k"),
    Key("g,home", "edge(-1)", "First", "the first row or line", MOVE, "g"),
    Key("G,end", "edge(1)", "Last", "the last row or line; events follow again", MOVE, "G"),
    Key("pagedown", "page(1)", "Page", "a page down", MOVE, "pgdn"),
    Key("pageup", "page(-1)", "Page", "a page up", MOVE, "pgup"),
    Key("tab", "pane(1)", "Pane", "the next pane", MOVE),
    Key("shift+tab", "pane(-1)", "Pane", "the pane before", MOVE, "S-tab"),
    Key("n", "trouble(1)", "Next", "the next event that tells of trouble", MOVE),
    Key("N", "trouble(-1)", "Before", "the event before that tells of trouble", MOVE),
    Key("y", "app.copy", "Copy", "copy the reason and its evidence", LOOK),
    Key("escape", "back", "Back", "close, leave zoom, clear the filter", LEAVE, "esc"),
    Key("q", "app.leave", "Quit", "quit", LEAVE),
    Key("Q", "app.leave_shown", "Quit", "quit, and leave this screen in the scrollback", LEAVE),
)  # fmt: skip
"""In the order of the footer."""

SCREENS = (("1", "live", "the premises, its packages and why they wait"),)
"""The screens that there are, by their digit."""
