"""Acts on a virtual world: the words of each command go to it as an order; its pace is the screen's own."""

import time

from premises.errors import PremisesError, UsageError
from tui.acting.act import Act, Deed, Whereto
from tui.acting.commands import Commands
from tui.acting.journal import Ending, Entry, Journal, UnderWay
from tui.playing.driver import Driver

REFUSED = 2
"""The exit code of a command that says that nothing was done."""


class WorldCommands:
    """Commands of one virtual world; those that reach no premises are run by ``others``."""

    def __init__(self, driver: Driver, others: Commands | None = None) -> None:
        self.journal = Journal() if others is None else others.journal
        self.whereto = Whereto()
        self._driver, self._others = driver, others
        self._under_way = UnderWay(self.journal)

    def start(self, act: Act) -> Entry:
        if not act.reaches and self._others is not None:
            return self._others.start(act)
        entry = self.journal.begin(act, act.words, time.time())
        return self._under_way.begin(entry, self._run(entry))

    async def close(self) -> None:
        await self._under_way.close()
        if self._others is not None:
            await self._others.close()

    async def _run(self, entry: Entry) -> None:
        try:
            said = await self._done(entry)
        except UsageError as error:
            self.journal.end(entry, Ending(REFUSED, str(error)))
        except PremisesError as error:
            self.journal.end(entry, Ending(1, str(error)))
        else:
            self.journal.end(entry, Ending(0, said))

    async def _done(self, entry: Entry) -> str:
        if entry.act.deed is not Deed.PACE:
            return await self._driver.order(entry.words)
        match entry.words:
            case ("clock", "speed", said):
                self._driver.speed, self._driver.is_paused = float(said), False
            case _:
                self._driver.is_paused = True
        return "paused" if self._driver.is_paused else f"x{self._driver.speed:g}"
