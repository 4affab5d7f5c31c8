"""What a test waits for, when it has come, and what is said when it did not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lab.testing.asking.asked import Asked, nearest_miss
from lab.testing.asking.parties import Supplier
from lab.testing.ground import Ground
from lab.testing.update import Activated, Update
from premises.errors import UsageError
from premises.journey.telling.account import line_of
from premises.journey.telling.seen import Seen
from premises.quantity import Duration, spoken
from premises.wire.message import Message

What = Update | Activated | type[Message] | str | Callable[[], Any]
"""What can be waited for: last words of an update or activation, a message to the Supplier, that something holds."""


@dataclass(slots=True)
class Awaited:
    """Something that is waited for; ``look`` gives it when it has come, and something false until then."""

    words: str
    look: Callable[[], Any]
    asked: Asked | None = None
    """The message that is waited for, if it is one."""


class Waiting:
    """What one test waits for; each message ends one wait, so that the next wait for its like is for the next one."""

    def __init__(self, ground: Ground, supplier: Supplier) -> None:
        self._ground, self._supplier = ground, supplier
        self._taken: set[int] = set()

    def awaited(self, what: What, about: str, fields: dict[str, object]) -> Awaited:
        """Give what is meant; UsageError when nothing can be meant by it."""
        is_message = isinstance(what, str) or (isinstance(what, type) and issubclass(what, Message))
        if (about or fields) and not is_message:
            raise UsageError(f"wait_for: about={about!r}: only messages are about a device")
        if isinstance(what, Update | Activated):
            return Awaited(what.words, self._when_heard(lambda: None if what.awaited(self._ground.heard) else what))
        if is_message:
            asked = self._supplier.asked(what, about, fields)  # type: ignore[arg-type]  # is_message has looked
            return Awaited(str(asked), self._when_heard(lambda: self._next(asked)), asked)
        if not callable(what):
            raise UsageError(f"wait_for({what!r}): expected an update, an activation, a message or something to call")
        return Awaited(getattr(what, "__name__", repr(what)), what)

    def _when_heard(self, look: Callable[[], Any]) -> Callable[[], Any]:
        """Give a ``look`` that only looks when the Supplier has heard something since."""
        looked_at = -1

        def look_again() -> Any:  # noqa: ANN401 - what was waited for
            nonlocal looked_at
            if len(self._ground.heard) == looked_at:
                return None
            looked_at = len(self._ground.heard)
            return look()

        return look_again

    def _next(self, asked: Asked) -> Message | None:
        for index, heard in enumerate(self._ground.heard):
            if index not in self._taken and not asked.misses(self._supplier.seen(heard)):
                self._taken.add(index)
                return heard.message
        return None

    def gave_up(self, awaited: Awaited, waited: Duration, seen: Seen) -> str:
        """Say what did not come, why every package waits, and what came nearest."""
        if self._ground.is_still:
            first = f"nothing more can happen, and {awaited.words} has not come: nobody waits for anything"
        else:
            first = f"waited {spoken(waited)} for {awaited.words}: it has not come"
        lines = [f"{first} (premises time {spoken(self._ground.now)})"]
        lines += [f"  {line_of(each)}" for each in seen.diagnoses if not each.package.is_done]
        lines += [f"  {each.finding.words}" for each in seen.refused]
        if awaited.asked is not None:
            heard = [self._supplier.seen(each) for each in self._ground.heard]
            came = sum(not awaited.asked.misses(each) for each in heard)
            lines.append(
                f"  {came} came before, and ended other waits" if came else f"  {nearest_miss(awaited.asked, heard)}"
            )
        return "\n".join(lines)
