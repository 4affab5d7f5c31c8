"""The keys that go through time, and those of the screen that shows two sides of it."""

from tui.keys.key import LOOK, MOVE, Key
from tui.keys.key import TIME as GROUP

TIME: tuple[Key, ...] = (
    Key("comma", "app.time('back')", "Back", "10 s back in what was recorded", GROUP, ","),
    Key("semicolon", "app.time('on')", "On", "10 s on", GROUP, ";"),
    Key("less_than_sign", "app.time('minute_back')", "Back 1m", "a minute back", GROUP, "<"),
    Key("greater_than_sign", "app.time('minute_on')", "On 1m", "a minute on", GROUP, ">"),
    Key("ctrl+home", "app.time('first')", "Begin", "to the beginning of the run", GROUP, "^home"),
    Key("ctrl+end", "app.time('last')", "End", "to the end of a recording; back to now in what runs", GROUP, "^end"),
    Key("full_stop", "app.time('next')", "Step", "to the next event; a virtual world goes on to it", GROUP, "."),
    Key("colon", "app.time('stalled')", "Next stall", "to where the next package comes to stand still", GROUP, ":"),
    Key("T", "app.time('go')", "Go to", "go to a moment, like 00:12:30, or to the end", GROUP, "T"),
    Key("m", "app.time('mark')", "Mark", "mark this moment", GROUP),
    Key("apostrophe", "app.time('to_mark')", "To mark", "go to the next mark", GROUP, "'"),
    Key("L", "app.time('live')", "Now", "back to now", GROUP, "L"),
    Key("B", "app.time('fork')", "Fork", "another future from here: a virtual world with one thing otherwise", GROUP),
    Key("V,vertical_line", "app.show('split')", "Split", "the truth beside what a party knows", LOOK, "V"),
)

SPLIT = (
    Key("v", "other_party", "Party", "the right side as the next party knows it", LOOK, in_footer=True),
    Key("tab", "side(1)", "Side", "the next table or log", MOVE),
    Key("shift+tab", "side(-1)", "Side", "the one before", MOVE, "S-tab"),
)
"""Of the split screen alone."""
