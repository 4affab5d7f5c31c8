"""What was passed on, sent in fragments or acknowledged at once, as one message: what a person would call one.

A message over two hops is one rung with who passed it on; one that was lost on its second hop is one rung that was
lost there. An acknowledgement that came at once is said on the rung that it acknowledges.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from premises.identity import Name
from premises.journey.ladder.rung import Said
from premises.journey.trace import FateKind
from premises.quantity import Duration, Instant
from premises.wire.notes.flights import FrameExpired, FrameStranded
from premises.wire.notes.vocabulary import Entry

ACKNOWLEDGES = ("DuisAck", "AlertAck", "TransferAck", "DefaultResponse")
"""What says no more than that something came."""

FRAGMENT = "ApsFragment"
"""What carries a part of a longer message."""


_Hop = tuple[Name, Name, str, int, Name]
"""Who says it, to whom, its kind and offset, and who holds it."""


DROPPED = (FrameExpired, FrameStranded)
"""What says that somebody will never pass a frame on."""


def joined(flights: Iterable[Said], entries: Iterable[Entry]) -> list[Said]:
    """Give messages for flights; those come in order of time, and these go so. ``entries`` say what was dropped."""
    return _acknowledged(_whole(_passed_on(flights, [entry for entry in entries if isinstance(entry.note, DROPPED)])))


def _passed_on(flights: Iterable[Said], dropped: Iterable[Entry]) -> list[Said]:
    """Join the hops of each message that somebody passed on."""
    drops = deque(sorted(dropped, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)))
    messages: list[list[Said]] = []
    waits: dict[_Hop, list[list[Said]]] = defaultdict(list)
    for flight in flights:
        while drops and drops[0].at <= flight.at:
            _forget(drops.popleft(), waits)
        hops = _hops_before(flight, waits)
        if hops is None:
            hops = []
            messages.append(hops)
        hops.append(flight)
        if flight.is_plain and flight.target != flight.goal:
            waits[_what(flight, flight.target)].append(hops)
    return [_one_of(hops) for hops in messages]


def _hops_before(flight: Said, waits: Mapping[_Hop, list[list[Said]]]) -> list[Said] | None:
    waiting = waits.get(_what(flight, flight.source), [])
    if flight.source == flight.origin:
        return None
    for number, hops in enumerate(waiting):
        if _arrived_at(hops[-1]) <= flight.at:
            return waiting.pop(number)
    return None


def _forget(drop: Entry, waits: Mapping[_Hop, list[list[Said]]]) -> None:
    """Expect no further hop of the frame that was dropped: the one that came first."""
    note = drop.note
    assert isinstance(note, DROPPED), "only such are kept"
    for (_, goal, kind, _, holder), waiting in waits.items():
        if (holder, goal, kind) == (drop.who, note.child, note.kind) and waiting:
            del waiting[0]
            return


def _what(flight: Said, holder: Name) -> _Hop:
    return flight.origin, flight.goal, flight.kind, flight.offset, holder


def _one_of(hops: Sequence[Said]) -> Said:
    first, last = hops[0], hops[-1]
    if len(hops) == 1:
        return first
    # An end may be further on the air than anybody's note: after is from the first leaving to the last arriving.
    fates = tuple(
        replace(fate, after=Duration(fate.after + last.at - first.at)) if fate.kind is FateKind.DELIVERED else fate
        for fate in last.fates
    )
    return replace(first, target=last.target, fates=fates, way=tuple(hop.source for hop in hops[1:]))


def _whole(messages: Iterable[Said]) -> list[Said]:
    """Join the fragments of each longer message, unless one of them had trouble."""
    parts: dict[tuple[Instant, Name, Name], list[Said]] = defaultdict(list)
    kept: list[Said] = []
    for message in messages:
        if message.kind == FRAGMENT and message.is_plain and message.target == message.goal:
            parts[message.at, message.source, message.target].append(message)
        else:
            kept.append(message)
    for fragments in parts.values():
        last = max(fragments, key=_arrived_at)
        kept.append(replace(fragments[0], fates=last.fates, frames=len(fragments)))
    return sorted(kept, key=lambda message: message.at)


def _acknowledged(messages: Iterable[Said]) -> list[Said]:
    """Say of each message that was acknowledged at once that it was."""
    kept: list[Said] = []
    came: dict[tuple[Name, Name, Instant], list[int]] = defaultdict(list)
    for message in messages:
        heard = came.get((message.target, message.source, message.at))
        if message.kind in ACKNOWLEDGES and message.is_plain and heard:
            number = heard.pop(0)
            kept[number] = replace(kept[number], is_taken=True)
            continue
        if message.is_plain and message.kind not in ACKNOWLEDGES:
            came[message.source, message.target, _arrived_at(message)].append(len(kept))
        kept.append(message)
    return kept


def _arrived_at(message: Said) -> Instant:
    return Instant(message.at + max((fate.after for fate in message.fates), default=0))
