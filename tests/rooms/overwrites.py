"""The overwrite matrix: what becomes of two images that arrive at the hub one after the other, and who is told.

Every cell is lived through by the hub's own machine. How sure it is stands here, by docs/sources.md: V is in the
minutes of MP170's Working Group or in published data, D follows from what is, A is assumed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Kept
from premises.trust.seal import image_hash
from premises.wire.field.ota_file import (
    B1_IMAGE,
    B2_IMAGE,
    B3_IMAGE,
    B4_IMAGE,
    ESME_IMAGE,
    GSME_IMAGE,
    HCALCS_IMAGE,
    PPMID_IMAGE,
)
from premises.wire.field.wan import ChunkResponse, ImageDiscarded, ImageOffer, TransferAck, TransferEnd, TransferStatus
from premises.wire.gbcs.alerts import FirmwareTransferAlert
from premises.wire.message import Message
from premises.wire.site import ACB_EUI, DCC, HUB
from tests.machine.reading import sent_of
from tests.rooms.hub_stage import CHF, KEY, MACS, NEW, NEWER, RULES, image
from tests.rooms.stage import Stage

IMAGES = {
    "ESME": ESME_IMAGE,
    "GSME": GSME_IMAGE,
    "PPMID": PPMID_IMAGE,
    "HCALCS": HCALCS_IMAGE,
    "B1": B1_IMAGE,
    "B2": B2_IMAGE,
    "B3": B3_IMAGE,
    "B4": B4_IMAGE,
}
METERS = ("ESME", "GSME")
EUIS = {kind: Eui64(f"90-B3-D5-1F-30-00-01-{number:02}") for number, kind in enumerate(IMAGES)}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one image did that arrived second."""

    outcome: str
    """``both held``, ``displaced`` (the first one) or ``refused`` (the second one)."""
    told: tuple[str, ...]
    """What the DCC is told of the one that lost, and of whom."""


def arrival(held: str, comes: str) -> Arrival:
    """Let the hub hold the image of one device, and take that of another (or a newer one of the same)."""
    stage = Stage(HUB, _hub)
    _bring(stage, held, NEW, 1)
    effects = _bring(stage, comes, NEWER, 2)
    (end,) = sent_of(effects, TransferEnd)
    if end.status is TransferStatus.REFUSED_BY_RANK:
        return Arrival("refused", tuple(_told(effects)))
    both = all(found is not None for found in map(stage.machine._store.for_device, (EUIS[held], EUIS[comes])))
    return Arrival("both held" if both and held != comes else "displaced", tuple(_told(effects)))


def sureness(held: str, comes: str) -> tuple[str, str]:
    """Give how sure the outcome is, and how sure it is who is told."""
    outcome = _sure_of_outcome(held, comes)
    if arrival(held, comes).outcome == "displaced" and held not in METERS:
        return outcome, "V"  # Source: TPL and GP, response code 1 of CCS08.
    return outcome, "A"  # What a hub says of what it refuses, and N61 of a meter's image: assumptions 1 and 64.


def overwrite_rows() -> Iterator[Sequence[str]]:
    """Give one row an image that is held, one column an image that comes."""
    for held in IMAGES:
        yield (f"**{held}**", *(_cell(held, comes) for comes in IMAGES))


def _cell(held: str, comes: str) -> str:
    found, (outcome, told) = arrival(held, comes), sureness(held, comes)
    return f"{found.outcome} ({outcome})" + "".join(f"<br>{each} ({told})" for each in found.told)


def _sure_of_outcome(held: str, comes: str) -> str:
    pair = {held, comes}
    if "ESME" in pair or pair == {"GSME"}:
        return "A"  # Assumption 1: no public text says where an ESME's image goes, nor what a second GSME's does.
    if "HCALCS" in pair:
        return "V" if pair == {"HCALCS", "PPMID"} else "D"
    # GSME and the PPMID class are in the minutes; that bridges displace bridges follows from them.
    return "V" if "GSME" in pair else "D"


def _told(effects: Effects) -> Iterator[str]:
    names = {eui: kind for kind, eui in EUIS.items()}
    for alert in sent_of(effects, FirmwareTransferAlert):
        yield f"CCS08 0x{alert.alert_code:04X} code {alert.response_code:d}: {names[alert.entity]}"
    for discarded in sent_of(effects, ImageDiscarded):
        yield f"N61: {names[discarded.device]}"


def _hub(kept: Kept) -> CommunicationsHub:
    devices = tuple(HanDevice(Name(kind.lower()), eui, Name(kind.lower())) for kind, eui in EUIS.items())
    return CommunicationsHub(HubPlan(HUB, CHF, 1, DCC, ACB_EUI, devices, KEY, MACS, RULES), kept)


def _bring(stage: Stage[CommunicationsHub], kind: str, version: int, transfer: int) -> Effects:
    octets = image(IMAGES[kind], version)
    offer: Message = ImageOffer(transfer, len(octets), image_hash(octets), (EUIS[kind],))
    effects = [*stage.hear(DCC, offer), *stage.hear(DCC, ChunkResponse(transfer, 0, octets))]
    return [*effects, *stage.hear(DCC, TransferAck(transfer))]
