"""What is seen of one participant in one event: facts that the rules of ``watch`` are about.

Read from notes, from what is sent to the Supplier, and from the machine itself; worked out once for each event in each
state. A fact says nothing of when.
"""

from collections.abc import Iterator
from typing import NamedTuple

from bridges.machine import Bridge
from dcc_adapter.machine import DccAdapter
from hub.machine import CommunicationsHub
from hub.store import Held, Store
from premises.identity import Eui64, Name
from premises.machine.effects import Machine, Send
from premises.machine.growing import Growing
from premises.talk.outbox import KEY_OUTBOX
from premises.talk.reboot.life import Down
from premises.wire.duis.messages import CommsHubAlert, PPMIDAlert
from premises.wire.gbcs.octets import from_gbcs
from premises.wire.message import Message
from premises.wire.notes.downloads import ImageRejected, ImageVerified
from premises.wire.notes.requests import AlertLost, AlertSent
from premises.wire.site import SUPPLIER
from tests.proof.desk import Desk, Done
from tests.proof.relative import form

GENUINE, FORGED = "genuine", "forged"

RANK_OF = {0x0001: 2}
"""The order of the one slot that is shared, by image type: a GSME's image goes first, all others are equal; an ESME's
has a slot of its own. Source: the MP170 Working Group, July 2022. Not the hub's own table, which is what is judged."""
_ESME = 0x0000


class Fact(NamedTuple):
    """One thing that was seen."""

    what: str
    who: Name
    version: int
    word: str


class Truth(NamedTuple):
    """What is so in a world, whatever its machines believe."""

    names: dict[Eui64, Name]
    genuine: dict[tuple[Name, int], bytes]
    """The images that a device may run, by device and version, as whole OTA files."""
    parts: dict[tuple[Name, int], tuple[tuple[Name, int], ...]]
    """For a bundle, by who feeds and its version: the device and the version of each other part."""


def facts_of(truth: Truth, desk: Desk, done: Done) -> Iterator[Fact]:
    """Give what is seen in one event of one participant."""
    own = bridge_of(done.machine)
    if own is not None:
        yield from _of_bridge(truth, desk.who, own, done)
    if isinstance(done.machine, CommunicationsHub):
        yield from _of_store(desk, done)
    yield from _of_alerts(truth, desk.who, done)


def bridge_of(machine: Machine) -> Bridge | None:
    """Give the bridge that updates itself, out of whatever is round it."""
    while not isinstance(machine, Bridge):
        if not hasattr(machine, "_own"):
            return None
        machine = machine._own
    return machine


def open_outcomes(machine: Machine) -> list[tuple[Eui64, int, str, str]]:
    """Give device, version, transfer and activation of whatever the DCC adapter took."""
    if not isinstance(machine, DccAdapter):
        return []
    return [(each.device_id, each.version, each.transfer, each.activation) for each in machine._ledger.outcomes]


def _of_alerts(truth: Truth, who: Name, done: Done) -> Iterator[Fact]:
    said_before = _kept_alerts(done) if done.restarted else set()
    for note in done.notes:
        if isinstance(note, AlertLost):
            yield Fact("lost", truth.names[note.entity], note.version, note.use_case)
        if isinstance(note, AlertSent) and note.tries == 1 and note.counter not in said_before:
            entity = truth.names[note.entity]
            if note.use_case == "CCS08" or entity == who:
                yield Fact(note.use_case, entity, note.version, note.code)
    yield from (_told(truth, send.frame.message) for send in done.sends if _is_alert_to_supplier(send))


def _is_alert_to_supplier(send: Send) -> bool:
    return send.to == SUPPLIER and isinstance(send.frame.message, CommsHubAlert | PPMIDAlert)


def _told(truth: Truth, message: Message) -> Fact:
    if isinstance(message, CommsHubAlert):
        word = message.transfer_response_code.name.lower()
        return Fact("told CCS08", truth.names[message.device_id], message.firmware_version, word)
    assert isinstance(message, PPMIDAlert), "no other alert is looked at"
    word = message.activate_image_result_code.name.lower()
    return Fact("told CS09", truth.names[message.device_id], message.firmware_version, word)


def _kept_alerts(done: Done) -> set[int]:
    """Give the counters of the alerts that it found kept: what it says of them it says again."""
    rows = () if done.before is None else done.before.rows
    return {from_gbcs(octets).counter for key, octets in rows if key.startswith(f"{KEY_OUTBOX}/")}


def _of_bridge(truth: Truth, who: Name, own: Bridge, done: Done) -> Iterator[Fact]:
    for note in done.notes:
        if isinstance(note, ImageVerified):
            image = getattr(own._ota.state, "image", None)
            yield Fact("verified", who, note.version, _is_genuine(truth, who, note.version, image))
        if isinstance(note, ImageRejected):
            word = GENUINE if (who, note.version) in truth.genuine else FORGED
            yield Fact("called invalid", who, note.version, word)
    if done.before is None:
        return
    before = part_of(done.before.state, Down)
    ran = _running(done.machine, done.before.state, own)
    if own._running != ran:
        image = before.image if isinstance(before, Down) and not done.restarted else None
        yield Fact("runs", who, own._running, _is_genuine(truth, who, own._running, image))


def _is_genuine(truth: Truth, who: Name, version: int, image: Growing | None) -> str:
    octets = None if image is None else image.whole()
    return GENUINE if octets is not None and truth.genuine.get((who, version)) == octets else FORGED


def _running(machine: Machine, state: object, own: Bridge) -> int:
    now, machine.state = machine.state, state
    ran = own._running
    machine.state = now
    return ran


def part_of(state: object, kind: type) -> object | None:
    """Give the first value of a kind in a nested state, if any."""
    if isinstance(state, kind):
        return state
    for each in state if isinstance(state, tuple) else ():
        found = part_of(each, kind)
        if found is not None:
            return found
    return None


def _of_store(desk: Desk, done: Done) -> Iterator[Fact]:
    """Say of each slot what came into it, and whether that was in order."""
    before = None if done.before is None else part_of(done.before.state, Store)
    after = part_of(done.after.state, Store)
    assert isinstance(after, Store), "a hub has a store"
    was = before if isinstance(before, Store) else Store()
    if done.restarted and was.by_slot:
        yield Fact("found the same store" if form(was) == form(after) else "found another store", desk.who, 0, "")
        return
    for slot in ("E", "X"):
        yield from _of_slot(desk.who, slot, was.held(slot), after.held(slot), done)


def _of_slot(who: Name, slot: str, was: Held | None, now: Held | None, done: Done) -> Iterator[Fact]:
    if now is None or (was is not None and was.offer == now.offer):
        return
    word = "first"
    if (slot == "E") != (now.offer.image_type == _ESME):
        word = "in another's slot"
    elif was is not None and was.offer != now.offer:
        word = "displaces" if _rank(now) >= _rank(was) else "displaces one of higher rank"
        told = {(n.entity, n.version) for n in done.notes if isinstance(n, AlertSent) and n.code == "image_discarded"}
        if any((device, was.offer.version) not in told for device in was.devices):
            word = "displaces and nobody is told"
    yield Fact("stored", who, now.offer.version, word)


def _rank(held: Held) -> int:
    return RANK_OF.get(held.offer.image_type, 1)
