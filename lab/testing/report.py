"""What a failed test says of its premises: how to repeat it, why, the last messages, the nearest miss, the faults."""

from collections.abc import Iterable, Iterator

from lab.watching.account import page_of
from lab.watching.seen import Seen
from premises.quantity import spoken
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed
from premises.wire.notes.vocabulary import Entry


def ladder_of(entries: Iterable[Entry], last: int) -> str:
    """Give the last messages that crossed, or did not, each a line."""
    return "\n".join(list(_rows(entries))[-last:])


def account_of(seen: Seen) -> str:
    """Give why each package waits."""
    return "\n".join(page_of(seen))


def _rows(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        note = entry.note
        match note:
            case FlightDelivered(source=source, kind=kind):
                yield f"{spoken(entry.at)}  {source} -> {entry.who}  {kind}"
            case FlightLost(target=target, kind=kind, by=by):
                yield f"{spoken(entry.at)}  {entry.who} -> {target}  {kind}  lost by {by}"
            case FlightMissed(source=source, kind=kind, why=why):
                yield f"{spoken(entry.at)}  {source} -> {entry.who}  {kind}  not heard: {why}"
