"""What docs/views.md shows: who is told what, asked of the DCC adapter itself; who believes what in shipped stories."""

from collections.abc import Iterator, Sequence

from dcc_adapter.plan import SmiDevice
from dcc_adapter.telling import Later, letters_of
from lab.story.scenario import load_scenario
from premises.identity import Name
from premises.journey.parties.heard import KINDS
from premises.journey.parties.party import PartyKind
from premises.journey.parties.view import DeviceView, PartyView
from premises.journey.parties.views import Views, parties_of
from premises.journey.telling.parties.page import page_of
from premises.quantity import ORIGIN, Instant, seconds, spoken
from premises.wire.duis.inventory import DeviceLogUpdated, HanDeviceLogResult
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
)
from premises.wire.field.wan import TransferEnd, TransferStatus
from premises.wire.gbcs.activation import ActivationCode
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.notes.inventory import InventoryChanged, SupplierTold
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertReceived, OutageAlerted
from premises.wire.site import ACB_EUI, HUB
from premises.wire.tables.dcc import DccSpec
from tests.journey.fold.stories import SCENARIOS, telling
from tests.smi.answers import adapter
from tests.smi.premises_of_two import ACCOUNTS, B1, CHF, DEVICES, ESME, EUI, GAS, NEW, NEXT, POWER, told, update

TOLD = (
    "word",
    "who asked, and has lost the premises",
    "Import Supplier",
    "Gas Supplier",
    "DCC",
    "AltHANCo",
    "DNO",
    "about",
)
BELIEVED = ("story", "party", "device", "it holds", "by", "runs", "its package", "visibility gap")
STORIES = (
    ("option-a-early", ("b3", "b4")),
    ("proposed-displaced", ("b4",)),
    ("change-in-mid-update", ("b1",)),
    ("stranded", ("b1", "b2")),
    ("esme-updated", ("esme",)),
    ("before-2021", ("esme",)),
)
"""Of those in ``scenarios/``, and the devices that each is about."""

SAID, HEARD, NOTHING = "told", "hears it", "-"
_ID = f"{EUI[NEXT]}:{ACB_EUI}:1"
_DONE = ActivationCode.SUCCESS
_LATER: tuple[tuple[str, Later, str], ...] = (
    ("CCS08", CommsHubAlert(_ID, B1, NEW, TransferResponseCode.SUCCESS), "a bridge"),
    ("CS09", PPMIDAlert(_ID, B1, NEW, ActivateImageResultCode.SUCCESS), "a bridge"),
    ("N60, N61", FirmwareDistributionAlert(_ID, ESME, DistributionCode.DELIVERED, NEW), "an ESME"),
    ("FDRA", DeviceAlertMessage(ESME, 0x8F72, 5), "an ESME"),
    ("0x8F43, 0x8F1B", DeviceAlertMessage(ESME, 0x8F43, 5), "an ESME"),
    ("CS06, at once", ActivateFirmwareResult(_ID, ESME, _DONE, NEW), "an ESME"),
    ("CS06, future-dated", FutureDatedDeviceAlert(_ID, ESME, 0x8F66, _DONE, NEW), "an ESME"),
    ("11.2", FirmwareVersionResult(_ID, B1, NEW, True), "a bridge"),
    ("E20, E21", ServiceResponse(_ID, "E21", Refusal.NO_RESPONSE, (B1,), "", service="11.3"), "an ESME"),
    ("8.11", HanDeviceLogResult(_ID, B1, True), "a bridge"),
    ("N24", DeviceLogUpdated(_ID), "a bridge"),
    ("0x8F20 to 0x8F2C", DeviceAlertMessage(CHF, 0x8F2C, 5), "the hub"),
)


def told_rows() -> Iterator[Sequence[str]]:
    """Give each kind of word, and who has it: of those told later as the adapter addresses its letters."""
    yield "I0, I99, W..., E..., 8.2, Pre-Command", SAID, NOTHING, NOTHING, *_others(SupplierTold), "its own request"
    devices = (*DEVICES, SmiDevice(HUB, CHF, "CHF", "", 0, 0, 0, takes_images=False))
    for word, message, about in _LATER:
        to = {who for who, _ in letters_of(message, ACCOUNTS, devices, ORIGIN)}
        yield word, *(SAID if who in to else NOTHING for who in (NEXT, POWER, GAS)), *_others(AlertReceived), about
    yield "N60, N61 before November 2021", *(_before_2021(),) * 3, *_others(AlertReceived), "an ESME"
    yield "AD1", NOTHING, NOTHING, NOTHING, *_others(OutageAlerted), "the hub"
    yield "a row of the SMI", NOTHING, NOTHING, NOTHING, *_others(InventoryChanged), "what is on it"


def believed_rows() -> Iterator[Sequence[str]]:
    """Give what each party holds of a device at the end of a story, beside what that runs."""
    for name, about in STORIES:
        story = telling(name)
        views, end = Views(story.scenario.site), story.entries[-1].at
        views.take_all(story.entries)
        for party in parties_of(story.scenario.site)[1:]:
            view = views.view(party, end)
            for index, each in enumerate(view.devices):
                if each.who in about:
                    runs = views.view(views.parties[0], end).devices[index]
                    yield f"`{name}`", *_believed(view, each, runs), _gap(view, each.who)


def desk_page() -> str:
    """Give what a person at a Supplier's desk is shown in the middle of a shipped story."""
    scenario = load_scenario(SCENARIOS["proposed-displaced"])
    story, now = telling("proposed-displaced"), Instant(seconds(2.5))
    views = Views(scenario.site)
    views.take_all(entry for entry in story.entries if entry.at <= now)
    view = views.view(views.parties[1], now)
    return "```\n" + "\n".join(page_of(views, view, scenario.site)) + "\n```"


def _others(kind: type[Note]) -> Iterator[str]:
    for party in (PartyKind.DCC, PartyKind.ALTHANCO, PartyKind.DNO):
        yield HEARD if kind in KINDS[party] else NOTHING


def _before_2021() -> str:
    stage = adapter(DccSpec(alerts="before-2021"))
    octets = update(POWER).firmware_image
    request = UpdateFirmware(f"{EUI[POWER]}:{ACB_EUI}:1", octets[:12] + b"\0\0" + octets[14:], NEW, (ESME,))
    stage.hear(POWER, request)
    return SAID if told(stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))) else NOTHING


def _believed(view: PartyView, device: DeviceView, runs: DeviceView) -> Iterator[str]:
    yield view.party.name or view.party.kind.value
    yield device.who
    held = "cannot say" if device.version is None else f"{device.version:#010x}"
    yield held if device.is_known else "does not know of it"
    yield device.source or NOTHING
    yield f"{runs.version:#010x}"
    stages = [f"{package.stage}{_false(package.wrongly)}" for package in view.packages if package.device == device.who]
    yield ", then ".join(stages) or NOTHING


def _false(wrongly: tuple[Name, ...]) -> str:
    return f" (false: {', '.join(wrongly)} not)" if wrongly else ""


def _gap(view: PartyView, who: Name) -> str:
    gap = next(each for each in view.gaps if each.who == who)
    return spoken(gap.wrong_for) + (", goes on" if gap.open_since is not None else "")
