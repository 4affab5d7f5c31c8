"""Where a premises under test plays: virtual time, or real processes. The seam below ``premises.Premises``.

A test never sees it; whoever implements it passes the story that tests/testing tells on every ground.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.duis.messages import ServiceRequest
from premises.wire.fault import FaultSpec
from premises.wire.message import Message
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture

HEARD_MAX = 10_000
"""Messages to the Supplier that a test may hear; one more fails it. Ours."""

ENTRIES_MAX = 1_000_000
"""Notes that a test may make; one more fails it. Ours: some 300 MB."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that the Supplier received."""

    at: Instant
    message: Message


class Ground(Protocol):
    """A premises whose Supplier is the test. Moments are premises time; everything is called from one thread."""

    @property
    def now(self) -> Instant:
        """Premises time."""

    @property
    def pictures(self) -> Mapping[Name, Picture]:
        """What everyone shows of itself."""

    @property
    def heard(self) -> Sequence[Heard]:
        """What the Supplier received so far, oldest first; it only grows, up to HEARD_MAX."""

    @property
    def entries(self) -> Sequence[Entry]:
        """Every note so far, each participant's in its own order; it only grows, up to ENTRIES_MAX."""

    @property
    def is_still(self) -> bool:
        """Whether nothing more can ever happen by itself; where nobody can know that, False."""

    def impose(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed from now on, beside the site's own; their moments are premises time."""

    def send(self, request: ServiceRequest) -> None:
        """Send a request to the DCC adapter as the Supplier, now."""

    def run(self, until: Instant, stop: Callable[[], bool]) -> bool:
        """Let time pass until ``until``, or until ``stop`` says so; say whether it did.

        ``stop`` is asked after everything that the Supplier hears, and often beside; it may ``send``.
        """
