"""The keys that go through time."""

from tui.keys.key import Key

TIME: tuple[Key, ...] = ()
