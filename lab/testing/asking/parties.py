"""Who a test asks what reached them: the Supplier by its messages, everybody else by notes.

What comes back is true when something was found, and reads well when not: a plain ``assert`` says what was nearest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lab.site import device_of, names_of
from lab.testing.asking.asked import Asked, Found, NeverFound, Seen, checked_fields
from lab.testing.ground import Ground, Heard
from lab.testing.words import CCS08, CS09, called, kind_of
from premises.errors import UsageError
from premises.faults.kinds import MESSAGES
from premises.identity import Eui64, Name
from premises.nearest import hint
from premises.quantity import Instant
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FutureDatedDeviceAlert,
    ServiceRequest,
    ServiceResponse,
    UpdateRequest,
)
from premises.wire.gbcs.activation import ActivationCode, ReceiptCode
from premises.wire.gbcs.alerts import ActivateImageResultCode
from premises.wire.message import Message
from premises.wire.notes.flights import FlightDelivered
from premises.wire.site import Site

Hear = Callable[[Message, Instant], Iterable[ServiceRequest] | None]
"""A Supplier's back end: what it sends after a message that came at a moment."""

Remember = Callable[[str], None]
"""Takes the nearest miss of what was asked for last, for the report of a failure; empty when it was no miss."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What a Supplier can know of one device, from what it received and nothing else; None for what it was not told."""

    refused: str = ""
    """Why the DCC adapter did not take the last request for it; empty when it took it, or has not answered."""
    is_accepted: bool = False
    """Whether the DCC adapter took the last request for it."""
    transfer: str | None = None
    """How CCS08, FDRA or N61 said that its transfer ended: ``success``, ``image_discarded`` and so on."""
    activation: str | None = None
    """How CS09, or the answer to CS06, said that its activation ended: ``success`` or ``failure``, ``accepted`` for
    later, or why not."""
    running: int | None = None
    """The version that one of these said it runs."""


class Supplier:
    """The Supplier of a premises under test: what it received, and what it can know from that."""

    def __init__(self, ground: Ground, site: Site, remember: Remember) -> None:
        self._ground, self._site, self._remember = ground, site, remember
        self._names = names_of(site)
        self._asked: dict[str, tuple[Eui64, ...]] = {}
        self._hear: Hear | None = None
        self._answered = 0

    def received(self, what: type[Message] | str, about: str = "", **fields: object) -> Found[Message]:
        """Give what it received of that kind, about that device, with those fields, oldest first."""
        found = self._find(what, about, fields)
        self._remember(found.miss)
        return found

    def never_received(self, what: type[Message] | str, about: str = "", **fields: object) -> NeverFound[Message]:
        """Say whether it received nothing of that kind, about that device, with those fields."""
        never = NeverFound(self._find(what, about, fields))
        self._remember(never.miss)
        return never

    def believes(self, who: str) -> Belief:
        """Give what it can know of a device."""
        eui = device_of(self._site, who.lower())[1]
        belief = Belief()
        for heard in self._ground.heard:
            if eui in self.about(heard.message):
                belief = _after(belief, heard.message, eui)
        return belief

    def send(self, request: ServiceRequest) -> None:
        """Send a request of the test's own making, now."""
        asked = request.device_ids if isinstance(request, UpdateRequest) else (request.device_id,)
        self._asked[request.request_id] = asked
        self._ground.send(request)

    def is_played_by(self, hear: Hear | None) -> None:
        """Let ``hear`` have every message from now on, as it comes while time passes; what it gives is sent at once."""
        self._hear = hear
        self._answered = len(self._ground.heard)

    def let_answer(self) -> None:
        """Give the back end what it has not heard yet; whoever lets time pass calls it."""
        if self._hear is None:
            return
        while self._answered < len(self._ground.heard):
            heard = self._ground.heard[self._answered]
            self._answered += 1
            for request in self._hear(heard.message, heard.at) or ():
                self.send(request)

    def about(self, message: Message) -> tuple[Eui64, ...]:
        """Give the devices that a message is about; an answer is about those of its request."""
        if isinstance(message, ServiceResponse):
            return self._asked.get(message.request_id, message.refused)
        eui = getattr(message, "device_id", None)
        return () if eui is None else (eui,)

    def asked(self, what: type[Message] | str, about: str, fields: dict[str, object]) -> Asked:
        """Give what is meant; UsageError when nobody has such a thing."""
        kind = kind_of(what)
        who = device_of(self._site, about.lower())[0] if about else ""
        checked_fields(fields, kind.__struct_fields__, called(kind))
        return Asked("the Supplier", called(kind), who, fields)

    def seen(self, heard: Heard) -> Seen[Message]:
        """Give a message that was heard, to be asked about."""
        names = tuple(self._names.get(eui, eui) for eui in self.about(heard.message))
        return Seen(heard.at, called(type(heard.message)), names, heard.message)

    def _find(self, what: type[Message] | str, about: str, fields: dict[str, object]) -> Found[Message]:
        return Found(self.asked(what, about, fields), [self.seen(heard) for heard in self._ground.heard])

    def __repr__(self) -> str:
        return "supplier"


class Party:
    """Somebody else of a premises under test, by what notes say."""

    def __init__(self, who: Name, ground: Ground, remember: Remember) -> None:
        self._who, self._ground, self._remember = who, ground, remember

    def received(self, what: type[Message] | str, **fields: object) -> Found[FlightDelivered]:
        """Give each arrival of that kind at its radio, as it was noted, with those fields of the note."""
        found = self._find(what, fields)
        self._remember(found.miss)
        return found

    def never_received(self, what: type[Message] | str, **fields: object) -> NeverFound[FlightDelivered]:
        """Say whether nothing of that kind arrived, with those fields of the note."""
        never = NeverFound(self._find(what, fields))
        self._remember(never.miss)
        return never

    def _find(self, what: type[Message] | str, fields: dict[str, object]) -> Found[FlightDelivered]:
        kind = flown(what)
        checked_fields(fields, FlightDelivered.__struct_fields__, "flight.delivered")
        arrivals = (entry for entry in self._ground.entries if entry.who == self._who)
        seen = [
            Seen(entry.at, entry.note.kind, (), entry.note)
            for entry in arrivals
            if isinstance(entry.note, FlightDelivered)
        ]
        return Found(Asked(self._who, kind, "", fields), seen)

    def __repr__(self) -> str:
        return self._who


def flown(what: type[Message] | str) -> str:
    """Give the kind of message as notes have it; UsageError with the nearest when there is none."""
    known = {name.lower(): name for name in MESSAGES}
    said = what if isinstance(what, str) else what.__name__
    if said.lower() not in known:
        raise UsageError(f"no message is called {said!r}: {hint(said, MESSAGES)}")
    return MESSAGES[known[said.lower()]].__name__


def _after(belief: Belief, message: Message, eui: Eui64) -> Belief:
    match message:
        case ServiceResponse(refusal=refusal, refused=refused, detail=detail):
            taken = refusal.value == "none" or (refused != () and eui not in refused)
            return Belief("", True, running=belief.running) if taken else Belief(detail, running=belief.running)
        case CCS08(transfer_response_code=code):
            return replace(belief, transfer=code.name.lower())
        case CS09(activate_image_result_code=code, firmware_version=version):
            runs = version if code is ActivateImageResultCode.SUCCESS else belief.running
            return replace(belief, activation=code.name.lower(), running=runs)
        case ActivateFirmwareResult() | FutureDatedDeviceAlert():
            runs = belief.running if message.result is ActivationCode.ACCEPTED else message.firmware_version
            return replace(belief, activation=message.result.name.lower(), running=runs)
        case FirmwareDistributionAlert(alert_code=DistributionCode.NOT_DELIVERED):
            return replace(belief, transfer="not_delivered")
        case DeviceAlertMessage(alert_code=ReceiptCode.VERIFICATION_SUCCEEDED):
            return replace(belief, transfer="success")
        case DeviceAlertMessage(alert_code=ReceiptCode.VERIFICATION_FAILED):
            return replace(belief, transfer="verification_failed")
    return belief
