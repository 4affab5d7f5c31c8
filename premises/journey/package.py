"""A package: one device's part of a service request, and how far on its way it is.

Read from the journey whenever somebody wants to know; nothing here is remembered. Why it waits is ``diagnosis``'s.
"""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Name
from premises.journey.devices import newest, running
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, Place
from premises.quantity import Duration, Instant, seconds
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.activation import ReceiptCode
from premises.wire.gbcs.alerts import ActivateImageResultCode
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified, OtaStarted
from premises.wire.notes.requests import (
    AlertReceived,
    ImageStored,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferStarted,
)
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

SUCCESS = ActivateImageResultCode.SUCCESS.name.lower()

ACTIVATED_BY = {False: ("CS09",), True: ("CS06-response", "CS06-alert")}
"""By which use cases a device says what it runs: one that activates by itself, and one that CS06 activates."""

SAYS_RECEIPT = ("ESME", "GSME")
"""Who says FDRA; of an HCALCS's download the hub says CCS08. Source: H302, S7N."""

RATE_OVER = seconds(60)
"""Premises time over which a rate is taken. Ours."""


class Stage(Enum):
    """Where a package is; each name is what it has reached."""

    DCC = "DCC"
    """The DCC adapter took the request."""
    WAN = "WAN"
    """The hub fetches the image."""
    STORE = "STORE"
    """It lies in the hub's store."""
    HAN = "HAN"
    """The device fetches it from the hub."""
    ALT = "ALT"
    """The same through another bridge, over a private link."""
    VERIFY = "VERIFY"
    """The device has it whole, and found it genuine."""
    ACTIVE = "ACTIVE"
    """The device runs it."""
    REPORTED = "REPORTED"
    """The DCC adapter heard so from the device: by CS09, or by its word on CS06."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage that was reached, when, and the note that says so."""

    stage: Stage
    entry: Entry


@dataclass(frozen=True, slots=True)
class Package:
    """One device's part of one service request."""

    request_id: str
    device: Name
    version: int
    size: int
    """Octets of the OTA file."""
    steps: tuple[Step, ...]
    """What it has reached, in the order of the stages; the first is the DCC adapter's acceptance."""
    have: int
    """Octets that whoever fetches now has; the whole size when nobody does and the last one has it all."""
    rate: float | None
    """Octets a second over the last RATE_OVER of whoever fetches now."""
    transfer: str
    """What the DCC adapter knows of the transfer: ``waiting``, ``success``, or why not in small letters."""
    activation: str
    """The same of the activation: ``waiting``, ``success`` or ``failure``; of what CS06 activates also ``accepted``."""

    @property
    def stage(self) -> Stage:
        """The last stage that was reached."""
        return self.steps[-1].stage

    @property
    def since(self) -> Instant:
        """When that was."""
        return self.steps[-1].entry.at

    @property
    def accepted_at(self) -> Instant:
        """When the DCC adapter took it."""
        return self.steps[0].entry.at

    @property
    def transfer_number(self) -> int:
        """Under which its image goes over the WAN."""
        accepted = self.steps[0].entry.note
        assert isinstance(accepted, RequestAccepted), "the first step is the acceptance"
        return accepted.transfer

    @property
    def is_done(self) -> bool:
        """Whether its device runs it and has said so, as far as anybody will ever know."""
        return self.stage is Stage.REPORTED

    def eta(self, now: Instant) -> Instant | None:
        """Give when the whole image is fetched at the present rate; None when nobody fetches, or nothing moves."""
        if not self.rate or self.have >= self.size:
            return None
        return Instant(now + Duration(round((self.size - self.have) * 1_000_000 / self.rate)))


def packages(journey: Journey, layout: Layout, now: Instant | None = None) -> tuple[Package, ...]:
    """Give every package of the premises, in the order in which their requests were accepted."""
    moment = journey.now if now is None else now
    found = []
    for accepted in journey.of_kind(DCC, RequestAccepted):
        note = accepted.note
        assert isinstance(note, RequestAccepted), "of that kind"
        for eui in note.devices:
            who = layout.names.get(eui)
            if who is not None and who in layout.places:
                found.append(_package(journey, layout, layout.places[who], accepted, note, moment))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Refused:
    """What the DCC adapter did not take of one service request."""

    request_id: str
    devices: tuple[Name, ...]
    """Those of the premises for which it did not, when it did for others; none when it took nothing of it."""
    reason: str
    """By its name in the service response."""
    detail: str
    entry: Entry


def refusals(journey: Journey, layout: Layout) -> tuple[Refused, ...]:
    """Give what was refused of each request and not taken since, in the order of the refusals."""
    found = []
    for entry in journey.of_kind(DCC, RequestRefused):
        note = entry.note
        assert isinstance(note, RequestRefused), "of that kind"
        if note.devices or journey.first(DCC, RequestAccepted, note.request_id, since=entry.at) is None:
            who = tuple(layout.names[eui] for eui in note.devices if eui in layout.names)
            found.append(Refused(note.request_id, who, note.reason, note.detail, entry))
    return tuple(found)


def _package(
    journey: Journey, layout: Layout, place: Place, accepted: Entry, note: RequestAccepted, now: Instant
) -> Package:
    steps = _steps(journey, place, accepted, note)
    have, rate = _progress(journey, place, steps[-1].stage, note, now)
    since = accepted.at
    ended = journey.first(DCC, TransferEnded, note.transfer, since=since)
    told = _receipt(journey, place, note.version, since)
    activation = _code(_activation(journey, layout, place, note.version, since))
    return Package(
        note.request_id, place.who, note.version, note.size, steps, have, rate, _transfer(ended, told), activation
    )


def _steps(journey: Journey, place: Place, accepted: Entry, note: RequestAccepted) -> tuple[Step, ...]:
    """Give the stages reached, each with the note that says so; a later stage stands for those before it."""
    since, version, who = accepted.at, note.version, place.who
    last_hop = Stage.HAN if len(place.way) == 2 else Stage.ALT
    reached = (
        (Stage.WAN, journey.first(HUB, TransferStarted, note.transfer, since=since)),
        (Stage.STORE, journey.first(HUB, ImageStored, place.image_type, version, since=since)),
        (last_hop, journey.first(who, OtaStarted, version, since=since)),
        (Stage.VERIFY, journey.first(who, ImageVerified, version, since=since)),
        (Stage.ACTIVE, journey.first(who, FirmwareActivated, version, since=since)),
        (Stage.REPORTED, _reported(journey, place, version, since)),
    )
    return (Step(Stage.DCC, accepted), *(Step(stage, entry) for stage, entry in reached if entry is not None))


def _progress(
    journey: Journey, place: Place, stage: Stage, note: RequestAccepted, now: Instant
) -> tuple[int, float | None]:
    if stage is Stage.DCC:
        return 0, None
    if stage in (Stage.STORE, Stage.VERIFY, Stage.ACTIVE, Stage.REPORTED):
        return note.size, None
    who, what = (HUB, note.transfer) if stage is Stage.WAN else (place.who, note.version)
    progress = journey.progress.get(who)
    # Whoever fetches another image meanwhile has dropped its part of this one.
    if progress is None or progress.what != what:
        return 0, None
    return min(progress.offset, note.size), progress.rate(now, RATE_OVER)


def _reported(journey: Journey, place: Place, version: int, since: Instant) -> Entry | None:
    """Give the device's word that it runs it, as the DCC adapter heard it."""
    for use_case in ACTIVATED_BY[place.is_commanded]:
        said = journey.first(DCC, AlertReceived, use_case, place.eui, version, since=since)
        if said is not None and _code(said) == SUCCESS:
            return said
    return None


def _activation(journey: Journey, layout: Layout, place: Place, version: int, since: Instant) -> Entry | None:
    """Give what the DCC adapter heard of the activation: a word on CS06 names what the device runs by then."""
    if not place.is_commanded:
        return journey.first(DCC, AlertReceived, "CS09", place.eui, version, since=since)
    versions = (0, version, running(journey, layout, place.who))
    words = ((use_case, place.eui, each) for use_case in ACTIVATED_BY[True] for each in versions)
    said = newest(*(journey.last(DCC, AlertReceived, *word) for word in words))
    return said if said is not None and said.at >= since else None


def _receipt(journey: Journey, place: Place, version: int, since: Instant) -> Entry | None:
    """Give what the DCC adapter heard of the transfer to the device: FDRA of an ESME or a GSME, else CCS08."""
    if place.kind in SAYS_RECEIPT:
        return journey.first(DCC, AlertReceived, "FDRA", place.eui, 0, since=since)
    return journey.first(DCC, AlertReceived, "CCS08", place.eui, version, since=since)


def _transfer(ended: Entry | None, told: Entry | None) -> str:
    if told is not None:
        code = _code(told)
        return SUCCESS if code == ReceiptCode.VERIFICATION_SUCCEEDED.name.lower() else code
    if ended is not None and isinstance(ended.note, TransferEnded):
        return "waiting" if ended.note.status == TransferStatus.STORED.name.lower() else ended.note.status
    return "waiting"


def _code(alert: Entry | None) -> str:
    return alert.note.code if alert is not None and isinstance(alert.note, AlertReceived) else "waiting"
