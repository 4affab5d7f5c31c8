"""The faults that people impose on a premises while it runs, from the side of who holds them: kept on a shelf.

Every change is kept before it is published, so that a conductor that was killed says the same again. Whoever imposes
says moments from now on; from here on they are premises time, and ``as_said`` gives back what a person said.
"""

import math

from premises.errors import UsageError
from premises.faults.said.checked import fault_in
from premises.machine.effects import Keep
from premises.nearest import hint
from premises.quantity import Duration, Instant, after, in_seconds, seconds
from premises.runtime.shelf import KeptLive
from premises.wire.codec import decode, encode
from premises.wire.envelope import ALL_FAULTS, ENVELOPE_VERSION, FaultOrder, FaultsInForce, Imposed
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.site import Site

HEARD_WITHIN = seconds(0.1)
"""Wall time between an order and its now: in which every participant has heard of the fault. Ours."""

LINGERS = seconds(1)
"""Wall time for which a fault that is over stays in force: some participant may be late. Ours."""

KEY_FAULTS = "faults"
KEY_ISSUED = "faults/issued"


class ImposedFaults:
    """The faults that are imposed on one run."""

    def __init__(self, kept: KeptLive) -> None:
        """Go on with the faults on the shelf."""
        self._kept = kept
        before = kept.get(KEY_FAULTS)
        self._now = FaultsInForce(ENVELOPE_VERSION, 1) if before is None else decode(FaultsInForce, before)
        self._issued = int(kept.get(KEY_ISSUED) or b"0")

    @property
    def in_force(self) -> FaultsInForce:
        """What is published."""
        return self._now

    def obey(self, order: FaultOrder, site: Site, now: Instant, speed: float) -> tuple[tuple[Imposed, ...], ...]:
        """Do all of ``order``, or nothing, and give what it took away and what it gave.

        UsageError when one of its faults is none of this premises, or it names one that is not there.
        """
        gone = self._named(order.clear)
        left = tuple(fault for fault in self._now.faults if fault not in gone)
        since = after(now, ahead(HEARD_WITHIN, speed))
        checked = [fault_in(spec.as_table(), site) for spec in order.add]
        absolute = [fault_in(spec.later(in_seconds(since)).as_table(), site) for spec in checked]
        if len(left) + len(absolute) > FAULTS_MAX:
            raise UsageError(f"{len(left) + len(absolute)} faults: expected at most {FAULTS_MAX} at once")
        more = tuple(
            Imposed(f"f{number}", order.by, since, spec) for number, spec in enumerate(absolute, self._issued + 1)
        )
        if gone or more:
            self._set((*left, *more), self._issued + len(more))
        return gone, more

    def drop_over(self, now: Instant, speed: float) -> bool:
        """Take away what is over, and say whether there was any."""
        before = now - ahead(LINGERS, speed)
        left = tuple(fault for fault in self._now.faults if not _is_over(fault.spec, before))
        if len(left) == len(self._now.faults):
            return False
        self._set(left, self._issued)
        return True

    def _named(self, ids: tuple[str, ...]) -> tuple[Imposed, ...]:
        there = {fault.id: fault for fault in self._now.faults}
        if ids == (ALL_FAULTS,):
            return self._now.faults
        for each in ids:
            if each not in there:
                known = hint(each, there) if there else "none is imposed now"
                raise UsageError(f"fault {each!r}: no such fault is imposed: {known}")
        return tuple(there[each] for each in dict.fromkeys(ids))

    def _set(self, faults: tuple[Imposed, ...], issued: int) -> None:
        following = FaultsInForce(ENVELOPE_VERSION, self._now.revision + 1, faults)
        self._kept.commit([Keep(KEY_FAULTS, encode(following)), Keep(KEY_ISSUED, b"%d" % issued)])
        self._now, self._issued = following, issued


def as_said(imposed: Imposed) -> FaultSpec:
    """Give the fault with its moments counted from when it was imposed, as a person said them."""
    return imposed.spec.later(-in_seconds(imposed.since))


def ends_at(spec: FaultSpec) -> Instant | None:
    """Give the first moment at which it counts no longer; None when it never ends."""
    return None if spec.ends_at_s is None else Instant(seconds(spec.ends_at_s))


def _is_over(spec: FaultSpec, now: int) -> bool:
    end = ends_at(spec)
    return end is not None and end <= now


def ahead(span: Duration, speed: float) -> Duration:
    """Give the premises time that passes in ``span`` of wall."""
    return Duration(math.ceil(span * speed))
