"""Where in the effects of one event a power cut can fall, and what is done of them then.

A batch is done in this order: its Keeps in one transaction; the promise of more frame counters, when the next frame
needs one; its Sends, one after the other. Before, between and after these is a position. ``torn`` is the transaction
itself: what the device fault ``reboot-mid-write`` does.
"""

from premises.faults.station import COUNTER_RESERVE, KEY_RESERVED, Station
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Send

Position = str
"""``nothing``, ``torn``, ``kept``, ``reserved``, or ``sent-1`` and so on."""

DROPPED, TORN, KEPT, RESERVED, SENT = "nothing", "torn", "kept", "reserved", "sent-"


def positions_of(effects: Effects, *, can_tear: bool, promises: bool) -> tuple[Position, ...]:
    """Give where a cut can fall in a batch; ``promises`` says that its next frame needs more frame counters first."""
    keeps = any(type(effect) is Keep for effect in effects)
    sends = sum(type(effect) is Send for effect in effects)
    found = [DROPPED]
    if keeps:
        found += [TORN, KEPT] if can_tear else [KEPT]
    if sends and promises:
        found.append(RESERVED)
    return (*found, *(f"{SENT}{number}" for number in range(1, sends + 1)))


def part_of(effects: Effects, position: Position, station: Station) -> Effects:
    """Give what is done of ``effects`` before the cut. Notes are no more than a diary: they go with the Keeps."""
    if position in (DROPPED, TORN):
        return NOTHING
    left = int(position.removeprefix(SENT)) if position.startswith(SENT) else 0
    done: list[Effect] = []
    for effect in effects:
        if type(effect) is not Send:
            done.append(effect)
        elif left:
            left -= 1
            done.append(effect)
    if position == RESERVED:
        done.append(Keep(KEY_RESERVED, b"%d" % (station.counter + 1 + COUNTER_RESERVE)))
    return done


def kind_of(position: Position) -> Position:
    """Give the position without its number, as a table has it."""
    return "sent" if position.startswith(SENT) else position
