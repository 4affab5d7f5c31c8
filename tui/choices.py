"""The command palette: in which order it lists, and what it has beside the keys.

That is every act on every device, every fault, every speed. What cannot be done now is there as well, and says why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textual.command import DiscoveryHit, Hits
from textual.system_commands import SystemCommandsProvider

from premises.identity import Name
from tui.acting.act import Act
from tui.acting.deeds import clear, pace
from tui.acting.offers import kinds_of
from tui.acting.speeds import SPEEDS
from tui.dialogs.fault import READY_MADE
from tui.hands import Hands
from tui.keys.acts import KEY_OF

TITLES = {
    "update": "Update",
    "activate": "Activate",
    "wake": "Wake",
    "kill": "Kill",
    "restart": "Restart",
    "read": "Read the version of",
}
"""The acts on one device."""


class Everything(SystemCommandsProvider):
    """Lists the app's commands in the app's own order: what does something first."""

    async def discover(self) -> Hits:
        """Give all, while nothing is typed."""
        for title, says, do, _ in self.app.get_system_commands(self.screen):
            yield DiscoveryHit(title, do, help=says)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the palette."""

    title: str
    says: str
    do: Callable[[], None]


def choices_of(hands: Hands) -> Iterator[Choice]:
    """Give them; nothing while there is no premises."""
    situation = hands.situation()
    if situation is None:
        return
    for box in situation.picture.boxes:
        for name in kinds_of(situation, box.who):
            yield _on_device(hands, name, box.who)
    for ready in READY_MADE:
        yield _opening(hands, f"Inject {ready}", "fault", ready)
    for fault in situation.imposed:
        yield _starting(hands, f"Clear {fault.tag}", clear((fault.id,)))
    if situation.imposed:
        yield _starting(hands, "Clear all faults", clear(("all",)))
    for speed in SPEEDS:
        yield _starting(hands, f"Speed x{speed:g}", pace(f"{speed:g}"))
    yield _opening(hands, "Set the speed", "speed")


def _on_device(hands: Hands, name: str, who: Name) -> Choice:
    why, key = hands.why_not(name, who), KEY_OF.get(name, "")
    does = f"key {key}, with the cursor on it" if key else "by request 11.2"
    return Choice(f"{TITLES[name]} {who.upper()}", f"not now: {why}" if why else does, lambda: hands.do(name, at=who))


def _opening(hands: Hands, title: str, name: str, ready: str = "") -> Choice:
    why = hands.why_not(name)
    return Choice(title, f"not now: {why}" if why else "opens its form", lambda: hands.do(name, ready=ready))


def _starting(hands: Hands, title: str, act: Act) -> Choice:
    return Choice(title, act.does, lambda: hands.attempt(title, act))
