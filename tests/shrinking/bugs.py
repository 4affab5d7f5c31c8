"""Twenty bugs to be planted in machines of ours: each needs a fault, or several, to show.

A bug is a part of a machine in which one thing is done wrong; the machine is otherwise the one that is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bridges.carrier import CarryingBridge
from bridges.sleeper import SleepyBridge
from dcc_adapter.machine import DccAdapter
from hub.machine import CommunicationsHub
from hub.store import Store
from lab.story.virtual import Makers, Staging
from premises.machine.effects import NOTHING, Effects, Kept, Machine, Maker
from premises.quantity import Instant
from premises.talk.fragments import Reassembly
from premises.talk.ota_client import OtaClient
from premises.talk.outbox import Outbox
from premises.talk.sleeper import Sleeper
from premises.talk.wan_fetch import WanFetch
from premises.wire.duis.messages import ServiceResponse, UpdateRequest
from premises.wire.gbcs.message import GbcsAlert
from tests.shrinking import wrong_parts as wrong

_PARTS: Mapping[type, str] = {
    OtaClient: "_ota",
    Outbox: "_outbox",
    Sleeper: "_sleeper",
    WanFetch: "_fetch",
    Reassembly: "_fragments",
}
"""Under which name a machine has each part."""


class CountsAgain(CommunicationsHub):
    """After a loss of power it numbers its alerts from the beginning."""

    __slots__ = ()

    def start(self, now: Instant) -> Effects:
        self._alerts._counter = 0
        return CommunicationsHub.start(self, now)


class ForgetsItsStore(CommunicationsHub):
    """A loss of power empties its store."""

    __slots__ = ()

    def start(self, now: Instant) -> Effects:
        self._store = Store()
        return CommunicationsHub.start(self, now)


class HearsOnce(DccAdapter):
    """An alert that is said again trips an assertion."""

    __slots__ = ()

    def _alert(self, alert: GbcsAlert, now: Instant) -> Effects:
        assert not self._ledger.heard(alert), f"alert {alert.counter} again"
        return DccAdapter._alert(self, alert, now)


class LooksItUp(DccAdapter):
    """A request that comes twice is looked up where it is not."""

    __slots__ = ()

    def _request(self, request: UpdateRequest, now: Instant) -> tuple[Effects, ServiceResponse]:
        if self._ledger.knows(request.request_id):
            raise KeyError(request.request_id)
        return DccAdapter._request(self, request, now)


class OffersOnce(DccAdapter):
    """An offer that is lost is never made again."""

    __slots__ = ()

    def wake(self, now: Instant) -> Effects:
        jobs = self._transfers.jobs
        if jobs and jobs[0].retry_at <= now:
            self._transfers.jobs = (replace(jobs[0], retry_at=wrong.LONG), *jobs[1:])
            return NOTHING
        return DccAdapter.wake(self, now)


@dataclass(frozen=True, slots=True)
class Bug:
    """One thing done wrong, in the place of what does it right."""

    right: type
    wrong: type
    flipped: bool = False
    """Whether it takes an image that nobody may run to show it."""

    @property
    def staging(self) -> Staging:
        """Give the bug as it is planted: in every participant that has such a part."""
        return Staging(recast=lambda makers: _planted(makers, self))


BUGS: Mapping[str, Bug] = {
    "forgets to ask again after a lost block": Bug(OtaClient, wrong.NeverAsksAgain),
    "loses its place after two lost blocks": Bug(OtaClient, wrong.StartsOverAfterTwo),
    "takes a duplicate as the next block": Bug(OtaClient, wrong.TakesTheSameTwice),
    "trips over a block that it has": Bug(OtaClient, wrong.ExpectsOnlyTheNext),
    "resumes too far after a crash": Bug(OtaClient, wrong.ResumesTooFar),
    "verifies nothing after a crash": Bug(OtaClient, wrong.TrustsWhatItKept, flipped=True),
    "rests for ever once it gave up": Bug(OtaClient, wrong.RestsForEver),
    "asks for news once": Bug(OtaClient, wrong.AsksForNewsOnce),
    "says the end of a download once": Bug(OtaClient, wrong.EndsOnce),
    "trips over a slow erase": Bug(OtaClient, wrong.ErasesAtOnce),
    "forgets to ask again after a lost chunk": Bug(WanFetch, wrong.FetchesOnce),
    "says an alert twice at most": Bug(Outbox, wrong.SaysAlertsTwiceAtMost),
    "forgets alerts in a crash": Bug(Outbox, wrong.ForgetsAlerts),
    "trips over fragments out of order": Bug(Reassembly, wrong.WantsTheFirstFirst),
    "never wakes once it was stuck asleep": Bug(Sleeper, wrong.SleepsOn),
    "numbers alerts anew after a crash": Bug(CommunicationsHub, CountsAgain),
    "empties its store in a crash": Bug(CommunicationsHub, ForgetsItsStore),
    "trips over an alert said again": Bug(DccAdapter, HearsOnce),
    "trips over a doubled request": Bug(DccAdapter, LooksItUp),
    "offers an image once": Bug(DccAdapter, OffersOnce),
}
"""By what they do wrong."""


def _planted(makers: Makers, bug: Bug) -> Makers:
    return {who: _wrongly(make, bug) for who, make in makers.items()}


def _wrongly(make: Maker, bug: Bug) -> Maker:
    def made(kept: Kept) -> Machine:
        machine = make(kept)
        for holder in _holders(machine):
            if type(holder) is bug.right:
                holder.__class__ = bug.wrong
            for name in (_PARTS.get(bug.right, ""), _PARTS.get(bug.right, "").lstrip("_")):
                part = getattr(holder, name, None)
                if type(part) is bug.right:
                    part.__class__ = bug.wrong
        return machine

    return made


def _holders(machine: Machine) -> tuple[object, ...]:
    """Give a machine, and the one that it is round of, if it is, or those that a hub is made of."""
    if isinstance(machine, CommunicationsHub):
        return machine, machine._alerts, machine._tunnels
    return (machine, machine._own) if isinstance(machine, CarryingBridge | SleepyBridge) else (machine,)
