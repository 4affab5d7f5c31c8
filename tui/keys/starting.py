"""The key that brings a premises up where none runs."""

from tui.keys.key import ACT, Key

START = Key("b", "app.begin", "Begin", "bring a premises up where none runs: premises up -d", ACT)
