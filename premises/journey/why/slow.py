"""Causes of a package that moves, and less than it should."""

from dataclasses import dataclass

from premises.journey.crossing import DAMAGED, OUTAGE, QUEUE, Lane, chance_of, how, last_at
from premises.journey.fold.hop import FLIGHTS_MAX
from premises.journey.package import Stage
from premises.journey.why.case import Case
from premises.journey.why.cause import LOSSY, SLOW, SLOW_LINK
from premises.journey.why.finding import Evidence, Finding
from premises.journey.why.next_try import in_time, next_try
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, in_seconds, seconds, spoken
from premises.wire.notes.downloads import OtaStarted
from premises.wire.notes.flights import FlightDelivered
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, LinkSpec

RECENT = seconds(120)
"""Premises time in which a hop was last used that is called slow or lossy. Ours."""

NEWEST = (8, 16, 32, 64, FLIGHTS_MAX)
"""Frames each way, the newest, among which losses are counted: a loss that just began shows among few. Ours."""

SENT_MIN = 8
"""Frames on a hop from which a share of losses says anything. Ours."""

LOST_MIN = 3
"""Lost frames among them, at least. Ours."""

LOST_SHARE_MIN = 0.1
"""The part of them that is lost where a hop is called lossy. Ours."""

BY_CHANCE_MAX = 1e-7
"""The largest chance of as many losses by what the link is itself, that still makes it lossy. Ours."""

RADIO_LOSS_MIN = 0.02
"""The part of its frames that any radio link is taken to lose by itself, if not more; the carrier loses none. Ours."""

TIMED_MAX = 32
"""Frames, the newest each way, whose time says how slow a hop is. Ours."""

HEARD_MIN = 3
"""Those heard among them from which that says anything. Ours."""

LONGER = 2
"""How many times as long as they should frames take where a link is called slow. Ours."""

LONGER_BY = seconds(0.1)
"""How much longer at least. Ours."""

RATE_OVER = seconds(30)
"""Premises time over which goodput is taken. Ours."""

SLOWER = 2
"""How many times as much the links' settings would allow where a download is called slow. Ours."""


def lossy(case: Case) -> Finding | None:
    """Find a hop that loses many frames: of the newest few, or of more."""
    hops = zip(*(tuple(case.crossings(newest)) for newest in NEWEST), strict=True)
    for scales in hops:
        for lanes in scales:
            finding = _lossy(case, lanes, scales[-1])
            if finding is not None:
                return finding
    return None


def slow_link(case: Case) -> Finding | None:
    """Find a hop on which frames take much longer than its link should let them."""
    for lanes in case.crossings(TIMED_MAX):
        takes = case.layout.takes(lanes[0].source, lanes[0].target)
        slow = [(spans, lane) for lane in lanes if (spans := _slow(lane, takes)) is not None]
        if not slow or not in_time(case, last_at(lanes), RECENT):
            continue
        took, lane = max(((_mean(heard), lane) for heard, lane in slow), key=lambda pair: pair[0])
        words = f"a frame from {lane.source} to {lane.target} takes {spoken(took)}, where {spoken(takes)} would do"
        evidence = (Evidence(SLOW_LINK.needs, tuple(entry for heard, _ in slow for entry in heard)),)
        return Finding(SLOW_LINK, (lane.source, lane.target), case.moved_at, words, evidence, next_try(case))
    return None


def slow(case: Case) -> Finding | None:
    """Find a download of which less comes in than the links' settings allow."""
    fetch, place = case.fetch, case.place
    progress = case.journey.progress.get(fetch.who)
    started = case.last(fetch.who, OtaStarted, fetch.version)
    if fetch.stage not in (Stage.HAN, Stage.ALT) or place.period or progress is None or started is None:
        return None
    rate = progress.rate(case.now, RATE_OVER)
    if rate is None or case.now - started.at < RATE_OVER or in_time(case, progress.marks[0][0], RATE_OVER):
        return None
    allowed = place.block_size * MICROSECONDS_PER_SECOND / _block_takes(case)
    if rate * SLOWER >= allowed:
        return None
    words = f"{fetch.who} gets {rate:.0f} octets/s, where {allowed:.0f} would do"
    evidence = (Evidence(SLOW.needs, (started,)),)
    return Finding(SLOW, (fetch.who,), case.moved_at, words, evidence, next_try(case))


def _lossy(case: Case, lanes: tuple[Lane, Lane], whole: tuple[Lane, Lane]) -> Finding | None:
    """Give the finding by the flights of ``lanes``; its evidence is all that is known to be lost there."""
    sent, counted = sum(len(lane.sent) for lane in lanes), [_Counted.of(lane) for lane in lanes]
    lost = [entry for each in counted for entry in each.lost]
    many = len(lost) >= max(LOST_MIN, LOST_SHARE_MIN * sent) and sum(each.runs for each in counted) > 1
    if sent < SENT_MIN or not many or not in_time(case, last_at(lanes), RECENT):
        return None
    ends = frozenset((lanes[0].source, lanes[0].target))
    own = max(_own_loss(case.layout.links.get(ends)), 0.0 if DCC in ends else RADIO_LOSS_MIN)
    if chance_of(len(lost), sent, own) > BY_CHANCE_MAX:
        return None
    worst = max(counted, key=lambda each: each.share).lane
    what = "arrive damaged" if all(how(entry) == DAMAGED for entry in lost) else "are lost"
    # Counts and no share: tables and maps give the share of the last minute, and two shares of one link look wrong.
    words = f"{len(lost)} of the last {sent} frames {worst.source}-{worst.target} {what}"
    words += f", since {spoken(min(entry.at for entry in lost))}"
    known = tuple(entry for lane in whole for entry in _Counted.of(lane).lost)
    evidence = (Evidence(LOSSY.needs, known),)
    return Finding(LOSSY, (worst.source, worst.target), case.moved_at, words, evidence, next_try(case))


@dataclass(frozen=True, slots=True)
class _Counted:
    """One direction, and those of its losses that say how much it loses: no outage, and no queue that was full."""

    lane: Lane
    lost: tuple[Entry, ...]
    runs: int

    @property
    def share(self) -> float:
        return len(self.lost) / max(1, len(self.lane.sent))

    @staticmethod
    def of(lane: Lane) -> "_Counted":
        # One pass: this is asked of every scale of every hop.
        lost: list[Entry] = []
        runs, was_lost = 0, False
        for entry in lane.lost:
            if entry is None or how(entry) in (OUTAGE, QUEUE):
                was_lost = False
                continue
            lost.append(entry)
            runs += not was_lost
            was_lost = True
        return _Counted(lane, tuple(lost), runs)


def _own_loss(link: LinkSpec | None) -> float:
    """Give the part of all frames that a link loses by itself."""
    if link is None:
        return 0.0
    bad = link.burst_into / (link.burst_into + link.burst_out_of) if link.burst_into else 0.0
    return 1 - (1 - link.loss) * (1 - bad)


def _slow(lane: Lane, takes: Duration) -> tuple[Entry, ...] | None:
    heard = tuple(entry for entry in lane.heard if entry is not None)
    if len(heard) < HEARD_MIN:
        return None
    took = _mean(heard)
    return heard if took >= LONGER * takes and took - takes >= LONGER_BY else None


def _mean(heard: tuple[Entry, ...]) -> Duration:
    spans = [entry.note.after for entry in heard if isinstance(entry.note, FlightDelivered)]
    return Duration(sum(spans) // len(spans))


def _block_takes(case: Case) -> float:
    """Give how long a block takes on the way, in microseconds: there and back, and what is lost is asked for again.

    Of what the links lose by themselves as much is allowed for as a bad half minute of theirs would have.
    """
    layout, place = case.layout, case.place
    hops = place.hops[place.way.index(case.server) + 1 :]
    there_and_back = 2 * sum(layout.takes(first, second) for first, second in hops)
    kept = 1.0
    for first, second in hops:
        kept *= (1 - _own_loss(layout.links.get(frozenset((first, second))))) ** 2
    tries = in_seconds(RATE_OVER) * MICROSECONDS_PER_SECOND / there_and_back
    mean = (1 - kept) * tries
    bad = (mean + 6 * mean**0.5 + 3 if mean else 0.0) / tries
    return there_and_back + bad * place.retry_after
