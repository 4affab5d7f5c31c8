"""B1 alone on a stage, with a hub that is the story itself."""

from bridges.machine import Bridge
from bridges.plan import BridgePlan
from lab.images import make_image
from premises.identity import Eui64
from premises.machine.effects import Effects, Kept
from premises.quantity import ORIGIN, seconds
from premises.talk.fragments import Reassembly
from premises.talk.ota_plan import OtaTuning
from premises.trust.keys import signing_key
from premises.trust.mac import MacKeys
from premises.wire.field.zcl import (
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageResponse,
    TransferData,
    UpgradeEndResponse,
)
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.message import Message
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import ACB_EUI, HUB
from tests.machine.reading import sends
from tests.rooms.hub_stage import B1, BRIDGE, MAKER, NEW, OLD
from tests.rooms.stage import Stage

EUI_B1 = Eui64("90-B3-D5-1F-30-B1-00-01")
KEY_B1 = signing_key(1, B1)
MACS = MacKeys(1, EUI_B1)
REBOOT = seconds(40)
INVITED = ImageNotify(100, MAKER, BRIDGE, NEW)


def bridge(block: int = 63) -> Stage[Bridge]:
    """Give B1, which runs OLD."""
    tuning = OtaTuning(block_size=block)
    plan = BridgePlan(B1, EUI_B1, MAKER, BRIDGE, 1, OLD, HUB, HUB, ACB_EUI, 1, KEY_B1, MACS, REBOOT, tuning)

    def make(kept: Kept) -> Bridge:
        return Bridge(plan, kept)

    return Stage(B1, make)


def file(version: int = NEW, size: int = 200) -> bytes:
    """Give an image that B1 would run."""
    return make_image(BRIDGE, version, size, manufacturer=MAKER)


def hear(stage: Stage[Bridge], message: Message) -> Effects:
    """Let the hub say something to B1."""
    return stage.hear(HUB, message)


def alerts_of(effects: Effects) -> list[GbcsMessage]:
    """Give the alerts that were said through the tunnel, put together from their fragments as the hub does."""
    desk, alerts = Reassembly(), []
    for frame in (send.frame for send in sends(effects)):
        if isinstance(frame.message, ApsFragment):
            whole = desk.take(frame, frame.message, ORIGIN)
            if whole is not None and isinstance(whole.message, TransferData):
                alerts.append(whole.message.message)
    assert desk.state == (), "every fragment was sent"
    return alerts


def download(stage: Stage[Bridge], octets: bytes, version: int = NEW) -> Effects:
    """Bring B1 from idleness to where it holds ``octets``; give what it did at the last of them."""
    hear(stage, INVITED)
    effects = hear(stage, QueryNextImageResponse(MAKER, BRIDGE, version, len(octets)))
    for offset in range(0, len(octets), 63):
        effects = hear(stage, ImageBlockResponse(MAKER, BRIDGE, version, offset, octets[offset : offset + 63]))
    return effects


def told_to_run(stage: Stage[Bridge], version: int = NEW, span_s: int = 0) -> Effects:
    """Let the hub answer: run it."""
    return hear(stage, UpgradeEndResponse(MAKER, BRIDGE, version, 100, 100 + span_s))


def update(stage: Stage[Bridge], version: int = NEW) -> Effects:
    """Bring B1 all the way; give what it did when it came up."""
    download(stage, file(version), version)
    told_to_run(stage, version)
    return stage.wake()
