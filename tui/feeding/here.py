"""Which premises the screen shows of those that run on this machine: the one that was named, or the only one there is.

One that was not named is gone back to by its name, for as long as it runs; when it does not, whatever else runs is it.
"""

from pathlib import Path

from premises.runtime.looking.here import NotRunningError, outlook_here
from premises.runtime.looking.view import Outlook


class Here:
    """Looks again each time that it is called; PremisesError, one line, while there is nothing to look at."""

    def __init__(self, home: Path, named: str | None) -> None:
        self._home, self._named = home, named
        self._last: str | None = None

    def __call__(self) -> Outlook:
        """Look."""
        try:
            found = outlook_here(self._named or self._last, self._home)
        except NotRunningError:
            if self._named is not None or self._last is None:
                raise
            found = outlook_here(None, self._home)
        self._last = found.premises
        return found
