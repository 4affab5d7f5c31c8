"""A premises that is brought up from the screen where none runs: by its command; the feed finds it by itself."""

import asyncio

from tui.acting.commands import Commands
from tui.acting.deeds import begin
from tui.acting.situation import READ_ONLY
from tui.feeding.session import Session

COUNT_EVERY_S = 0.5
"""Seconds of wall between two times that it is said how long it takes. Ours."""


class Starting:
    """One start at a time."""

    def __init__(self, session: Session, commands: Commands | None) -> None:
        self._session, self._commands = session, commands
        self._is_under_way = False

    def why_not(self) -> str:
        """Give why nothing can be started now; empty when it can."""
        standing = self._session.standing
        if self._is_under_way:
            return "a premises is coming up already"
        if self._commands is None:
            return READ_ONLY
        if standing.is_nowhere:
            return ""
        return f"a premises is here already: {standing.place}" if self._session.reader else "this screen shows no runs"

    async def start(self) -> None:
        """Start it, and say how that goes until it has ended."""
        assert self._commands is not None, "a start was offered"
        standing, act, loop = self._session.standing, begin(), asyncio.get_running_loop()
        entry, began = self._commands.start(act), loop.time()
        self._is_under_way, standing.trouble = True, ""
        while entry.ending is None:
            standing.doing = f"$ {act.line}   {loop.time() - began:.0f} s"
            self._session.stir()
            await asyncio.sleep(COUNT_EVERY_S)
        self._is_under_way, standing.doing = False, ""
        if not entry.ending.is_done:
            standing.trouble = f"{act.line}: {entry.ending.said}"
        self._session.stir()
