"""A live premises as the fixture ``live_premises`` opens it: in a folder of the test's own, at the marker's speed."""

from contextlib import AbstractContextManager
from pathlib import Path

from lab.live.forked import forked
from lab.live.lineup import Choices
from lab.live.supervisor import Spawn
from lab.testing.ground import Ground
from lab.testing.live.ground import live_ground
from lab.testing.marks import Wanted
from lab.testing.playing import Open

HOME = "premises"
"""The folder of its files, in that of the test. Ours."""


def opened(folder: Path, spawn: Spawn = forked) -> Open:
    """Give what opens a live premises with its files in ``folder``, its processes started by ``spawn``."""

    def open_ground(wanted: Wanted) -> AbstractContextManager[Ground]:
        return live_ground(wanted.site, Choices(speed=wanted.speed, seed=wanted.seed), folder / HOME, spawn)

    return open_ground
