"""The keys that do something to the premises: each is a command that can be typed as well."""

from tui.keys.key import Key

ACTS: tuple[Key, ...] = ()
