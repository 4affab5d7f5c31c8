"""A witness of one telling: it sees every batch of every participant as it is done, and says what must never be.

It holds what it has seen since the story began, in a few small tables, so that a fork of a story can have a witness
with the same memory. What is said here is said at the moment at which it happens, not at the end.
"""

from collections.abc import Callable
from typing import Any

from premises.identity import Name
from premises.machine.effects import Effects, Keep, Send
from premises.quantity import Instant
from premises.sim.shelf import VirtualShelf
from premises.wire.duis.messages import CommsHubAlert, PPMIDAlert, ServiceResponse, UpdatePPMIDFirmware
from premises.wire.field.wan import ChunkRequest, ImageOffer
from premises.wire.field.zcl import ImageBlockRequest, TransferData
from premises.wire.gbcs.alerts import FirmwareActivationAlert, FirmwareTransferAlert
from premises.wire.message import Frame, Message
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.requests import AlertLost, ImageDisplaced, ImageRemoved, RequestAccepted, TransferEnded
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import HUB

KEY_BLOCK, KEY_CHUNK = "ota/block/", "wan/chunk/"
KEY_DOWNLOAD, KEY_TRANSFER = "ota", "wan"

WhyNot = Callable[[Name, bytes, int], str]
"""Gives the reason why a device may not run a whole image of a version; empty when it may."""


class Witness:
    """What was seen of one telling, and what of it was wrong."""

    __slots__ = (
        "accepted",
        "asked",
        "displaced",
        "done",
        "have",
        "heard",
        "holds",
        "lost_alerts",
        "running",
        "said",
        "used",
        "why_not_run",
        "wrong",
    )

    def __init__(self, why_not_run: WhyNot) -> None:
        self.why_not_run = why_not_run
        self.have: dict[Name, int] = {}
        """Octets of an image that a device, or the hub, has kept and not dropped."""
        self.said: dict[tuple[object, ...], object] = {}
        """What was said under each number that must not be used for anything else."""
        self.asked: dict[str, Instant] = {}
        """When each request left the Supplier for the last time."""
        self.accepted: tuple[str, ...] = ()
        """The requests that the DCC adapter took."""
        self.heard: dict[tuple[str, str], bool] = {}
        """The words about each request that reached the Supplier."""
        self.done: tuple[int, ...] = ()
        """The transfers that the hub ended, by number."""
        self.displaced = 0
        """Images that left the hub's store for another's sake."""
        self.holds: tuple[str, ...] = ()
        """The slots of the hub that are taken."""
        self.running: dict[Name, int] = {}
        """What was activated by each device."""
        self.lost_alerts = 0
        self.used: dict[Name, tuple[int, int]] = {}
        """The boot and the last frame counter of whoever lost power, at that moment."""
        self.wrong: list[str] = []

    def twin(self) -> "Witness":
        """Give a witness that remembers the same and goes on by itself; what was wrong was said before."""
        other = object.__new__(Witness)
        for slot in Witness.__slots__:
            value = getattr(self, slot)
            setattr(other, slot, value.copy() if type(value) is dict else value)
        other.wrong = []
        return other

    def see(self, who: Name, effects: Effects, kept: VirtualShelf, now: Instant) -> None:
        """See a batch (or what the power left of it) as it is done; its Keeps are not in ``kept`` yet."""
        sends: list[Frame] = []
        for effect in effects:
            kind = type(effect)
            if kind is Send:
                sends.append(effect.frame)  # type: ignore[union-attr]  # type() narrows nothing for mypy
            elif kind is Keep:
                self._keep(who, effect, effects)  # type: ignore[arg-type]  # as above
            elif kind in _NOTED:
                _NOTED[kind](self, who, effect, kept)
        for frame in sends:
            rule = _SAID.get(type(frame.message))
            if rule is not None and frame.source == who:
                rule(self, who, frame, now)

    def hear(self, message: Message) -> None:
        """See what reaches the Supplier."""
        if isinstance(message, ServiceResponse | CommsHubAlert | PPMIDAlert):
            self.heard[message.request_id, type(message).__name__] = True

    def see_start(self, who: Name, boot: int, counter: int) -> None:
        """See a participant start in ``boot`` with ``counter`` frame counters behind it."""
        boot_before, counter_before = self.used.get(who, (0, 0))
        if boot <= boot_before:
            self.wrong.append(f"number used twice: {who} starts in boot {boot} after boot {boot_before}")
        if counter < counter_before:
            self.wrong.append(f"number used twice: {who} starts at counter {counter}, {counter_before} was used")

    def _keep(self, who: Name, keep: Keep, effects: Effects) -> None:
        key, value = keep.key, keep.value
        if key.startswith((KEY_BLOCK, KEY_CHUNK)):
            self.have[who] = self.have.get(who, 0) + len(value or b"")
        elif key in (KEY_DOWNLOAD, KEY_TRANSFER):
            self.have[who] = 0
        elif key.startswith("store/"):
            self._slot(key.split("/")[1], key, value, effects)

    def _slot(self, slot: str, key: str, value: bytes | None, effects: Effects) -> None:
        taken = slot in self.holds
        if value is None:
            if not any(type(effect) is ImageRemoved for effect in effects):
                self.wrong.append(f"lost: the image in slot {slot} was dropped without a word")
            self.holds = tuple(other for other in self.holds if other != slot)
        elif key.endswith("/image"):
            if taken and not any(type(effect) is ImageDisplaced for effect in effects):
                self.wrong.append(f"lost: the image in slot {slot} was overwritten without a word")
            self.holds = self.holds if taken else (*self.holds, slot)

    def _asks(self, who: Name, frame: Frame, now: Instant) -> None:
        message = frame.message
        assert isinstance(message, ImageBlockRequest | ChunkRequest), "nothing else asks for octets"
        have = self.have.get(who, 0)
        if message.offset < have:
            self.wrong.append(f"asked again: {who} asks for offset {message.offset} and has kept {have}")
        elif message.offset > have:
            self.wrong.append(f"not kept: {who} asks for offset {message.offset} and has kept {have}")
        if isinstance(message, ChunkRequest) and message.transfer in self.done:
            self.wrong.append(f"asked again: {who} asks for transfer {message.transfer}, which it has ended")

    def _says(self, who: Name, frame: Frame, now: Instant) -> None:
        message = frame.message
        match message:
            case FirmwareTransferAlert() | FirmwareActivationAlert():
                self._under((message.originator, message.counter), message)
            case TransferData(_, alert):
                self._under((alert.originator, alert.counter), alert)
            case ApsFragment():
                self._under((who, message.cluster, message.counter, message.block), message)
            case ImageOffer():
                self._under((who, message.transfer), message)

    def _under(self, number: tuple[object, ...], what: object) -> None:
        before = self.said.setdefault(number, what)
        if before != what:
            name = type(what).__name__
            self.wrong.append(f"number used twice: {name} {' '.join(map(str, number))} was said with other content")

    def _asked_for(self, who: Name, frame: Frame, now: Instant) -> None:
        assert isinstance(frame.message, UpdatePPMIDFirmware), "a Supplier says nothing else"
        self.asked[frame.message.request_id] = now

    def _activates(self, who: Name, note: FirmwareActivated, kept: VirtualShelf) -> None:
        self.running[who] = note.version
        image = b"".join(octets for _, octets in kept.below(KEY_BLOCK[:-1]))
        why = self.why_not_run(who, image, note.version)
        if why:
            self.wrong.append(f"unverified: {who} runs {note.version:#010x}: {why}")

    def _takes(self, who: Name, note: RequestAccepted, kept: VirtualShelf) -> None:
        if note.request_id in self.accepted:
            self.wrong.append(f"number used twice: request {note.request_id} was taken twice")
        self.accepted = (*self.accepted, note.request_id)

    def _displaces(self, who: Name, note: ImageDisplaced, kept: VirtualShelf) -> None:
        self.displaced += 1

    def _ends(self, who: Name, note: TransferEnded, kept: VirtualShelf) -> None:
        if who == HUB:
            self.done = (*self.done, note.transfer)

    def _loses(self, who: Name, note: AlertLost, kept: VirtualShelf) -> None:
        self.lost_alerts += 1


_SAID: dict[type, Callable[[Witness, Name, Frame, Instant], None]] = {
    ImageBlockRequest: Witness._asks,
    ChunkRequest: Witness._asks,
    FirmwareTransferAlert: Witness._says,
    FirmwareActivationAlert: Witness._says,
    TransferData: Witness._says,
    ApsFragment: Witness._says,
    ImageOffer: Witness._says,
    UpdatePPMIDFirmware: Witness._asked_for,
}
_NOTED: dict[type, Callable[[Witness, Name, Any, VirtualShelf], None]] = {
    FirmwareActivated: Witness._activates,
    RequestAccepted: Witness._takes,
    ImageDisplaced: Witness._displaces,
    AlertLost: Witness._loses,
    TransferEnded: Witness._ends,
}
