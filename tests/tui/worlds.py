"""A virtual world in this process, behind the screen's `Driver`: what `tui.feeding.virtual` does with children."""

from pathlib import Path

from lab.worlds.obeying import obey
from lab.worlds.world import ToldWorld, told_in
from premises.journey.played.pipe import ordered
from premises.quantity import Instant, seconds
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text, site_of_run
from tests.tui.told import FLAT, HERE
from tui.feeding.session import Session
from tui.feeding.virtual import Ordered, standing_of
from tui.playing.tape import Tape, tape_of


class HereWorlds:
    """One world, and the other future when it was forked."""

    def __init__(self, file: Path = HERE / f"{FLAT}.toml") -> None:
        self.speed, self.is_paused = 1.0, True
        self._file = file
        self.first, self._world, self.entries = self._begun()
        self.first.driver = self
        self.orders: list[Ordered] = []
        self.others: list[tuple[Session, ToldWorld, list[Entry]]] = []

    def tell(self, until: Instant) -> None:
        """Tell every world up to a moment."""
        _told(self.first, self._world, self.entries, until)
        for other in self.others:
            _told(*other, until)

    async def step(self) -> None:
        self.tell(Instant(self.first.now + seconds(1)))

    async def order(self, words: tuple[str, ...]) -> str:
        said = obey(self._world, words)
        self.orders.append(Ordered(self.first.now, words))
        _told(self.first, self._world, self.entries, self.first.now)
        return said

    async def fork(self, at: Instant, words: tuple[str, ...]) -> Session:
        other = self._begun()
        session, world, _ = other
        for order in self.orders:
            if order.at <= at:
                _told(*other, order.at)
                obey(world, order.words)
        _told(*other, at)
        obey(world, words)
        _told(*other, self.first.now)
        self.others = [other]
        return session

    async def unfork(self) -> None:
        self.others = []

    def _begun(self) -> tuple[Session, ToldWorld, list[Entry]]:
        world, entries = ToldWorld(told_in(self._file, None, ())), list[Entry]()
        session = Session(standing_of(self._file.name))
        session.standing.is_up = True
        session.open(site_of_run(run_text(world.site)), world.told.name)

        def tape() -> Tape:
            return tape_of(site_of_run(run_text(world.site)), tuple(entries), session.now, world.told.name)

        session.recording = tape
        return session, world, entries


def _told(session: Session, world: ToldWorld, entries: list[Entry], until: Instant) -> None:
    is_there = False
    while not is_there:
        is_there = world.go_on(until)
        more = ordered(world.taken())
        entries += more
        session.take(more, world.now)
