"""The power outages of which the DCC adapter told the network operator: AD1, once for each.

A value and its row; nobody answers an AD1, and the Supplier hears nothing of one.
"""

from dataclasses import dataclass

from premises.machine.effects import Keep, Kept
from premises.quantity import Instant
from premises.wire.field.wan import PowerOutage

KEY_OUTAGES = "outages"

NONE_YET = Instant(-1)


@dataclass(frozen=True, slots=True)
class Outages:
    """How many there were, and when the last of them began."""

    count: int = 0
    last: Instant = NONE_YET

    @staticmethod
    def of(kept: Kept) -> "Outages":
        """Give what was kept."""
        row = kept.get(KEY_OUTAGES)
        if row is None:
            return Outages()
        count, last = row.split()
        return Outages(int(count), Instant(int(last)))

    def told(self, outage: PowerOutage) -> "Outages":
        """Give the outages with this one; the same when it, or a later one, is known: a frame can come twice."""
        return self if outage.since <= self.last else Outages(self.count + 1, outage.since)

    def keep(self) -> Keep:
        """Give the row."""
        return Keep(KEY_OUTAGES, b"%d %d" % (self.count, self.last))
