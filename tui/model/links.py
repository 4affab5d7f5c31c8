"""Links: what crossed each of late, how it is set, and which package waits because of it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil

from premises.faults.wiring import air_links
from premises.identity import Name
from premises.journey.devices import Device, Doing
from premises.journey.fold.hop import Slice
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.why.diagnosis import Diagnosis
from premises.journey.why.finding import Kind
from premises.quantity import Instant, seconds
from premises.wire.site import DCC, LinkSpec, Site
from tui.model.placing import Spot
from tui.model.pulse import Pulse
from tui.model.values.figures import latency_said
from tui.model.values.screenful import Fault, HopRow, Lane
from tui.model.values.state import State

WINDOW = seconds(60)
"""Premises time over which losses and latencies are counted. Ours."""

_BANDS = {"2.4-ghz": "2.4", "sub-ghz": "868"}
_BAD = {Kind.SLOW: State.SLOW, Kind.BLOCKED: State.BLOCKED}


class Links:
    """The links of one premises, as its site joins them."""

    def __init__(self, site: Site, layout: Layout, spots: Iterable[Spot], journey: Journey, pulse: Pulse) -> None:
        self._site, self._layout, self._journey, self._pulse = site, layout, journey, pulse
        self._names = {frozenset(plan.ends): plan.name for plan in air_links(site)}
        self._ends = [(spot.above, spot.who) for spot in spots if spot.above is not None]

    def lanes(
        self,
        devices: dict[Name, Device],
        faults: tuple[Fault, ...],
        diagnoses: Iterable[Diagnosis],
        now: Instant,
        pace: float,
    ) -> Iterator[Lane]:
        """Give each link at ``now``; ``pace`` is premises seconds a wall second, of which one is looked at."""
        held, pulse = _held(diagnoses), self._pulse
        span = max(1, min(ceil(pace), 20))
        for upper, lower in self._ends:
            name = self._names.get(frozenset((upper, lower)), Name(""))
            both = _both(self._journey, upper, lower, now)
            ends = [devices[who].doing for who in (upper, lower) if who in devices]
            yield Lane(
                upper, lower, name, self._radio(upper, lower), both.sent, both.lost + both.missed,
                both.after / both.heard if both.heard else None,
                pulse.sent(upper, lower, now, span), pulse.sent(lower, upper, now, span),
                pulse.lost(upper, lower, now, span) + pulse.lost(lower, upper, now, span),
                Doing.ASLEEP in ends, Doing.DOWN in ends,
                held.get(frozenset((upper, lower))),
                tuple(fault.tag for fault in faults if name in fault.targets),
            )  # fmt: skip

    def hops(self, lanes: Iterable[Lane], now: Instant) -> Iterator[HopRow]:
        """Give the row of each lane."""
        pulse = self._pulse
        for lane in lanes:
            ways = ((lane.upper, lane.lower), (lane.lower, lane.upper))
            found = [hop for way in ways if (hop := self._journey.hop(*way)) is not None]
            yield HopRow(
                lane, sum(hop.sent for hop in found), sum(hop.lost + hop.missed for hop in found),
                pulse.losses(lane.upper, lane.lower, now), pulse.latencies(lane.upper, lane.lower, now),
                self._set_to(lane),
            )  # fmt: skip

    def _radio(self, upper: Name, lower: Name) -> str:
        if upper == DCC:
            return "WAN"
        spec = self._layout.links[frozenset((upper, lower))]
        kind = "ALT" if upper in self._site.bridges and lower in self._site.bridges else "HAN"
        return f"{kind} {_BANDS.get(spec.band, spec.band)}"

    def _set_to(self, lane: Lane) -> str:
        return _set_to(self._layout.links[frozenset((lane.upper, lane.lower))])


@lru_cache(maxsize=64)
def _set_to(spec: LinkSpec) -> str:
    return f"{latency_said(spec.latency_ms * 1000)} {spec.loss:.0%}"


def _both(journey: Journey, upper: Name, lower: Name, now: Instant) -> Slice:
    total = Slice()
    for way in ((upper, lower), (lower, upper)):
        hop = journey.hop(*way)
        if hop is not None:
            part = hop.window(now, WINDOW)
            total.sent += part.sent
            total.lost += part.lost
            total.heard += part.heard
            total.missed += part.missed
            total.after += part.after
    return total


def _held(diagnoses: Iterable[Diagnosis]) -> dict[frozenset[Name], State]:
    """Give the hops at which something holds a package up."""
    held: dict[frozenset[Name], State] = {}
    for diagnosis in diagnoses:
        for finding in () if diagnosis.finding is None else (diagnosis.finding, *diagnosis.also):
            if len(finding.at) == 2 and finding.cause.kind in _BAD:
                held.setdefault(frozenset(finding.at), _BAD[finding.cause.kind])
    return held
