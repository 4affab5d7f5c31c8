"""A flat with all four bridges and both meters, and what its participants note of one update: for tests of readers."""

from typing import Self

from premises.identity import Eui64, Name
from premises.journey.layout import Layout, layout_of
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated, ImageVerified, OtaStarted
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.requests import (
    AlertReceived,
    AlertSent,
    ImageStored,
    RequestAccepted,
    TransferEnded,
    TransferStarted,
)
from premises.wire.site import DCC, HUB, BridgeSpec, MeterSpec, Site
from tests.journey.fold.pages import Page

B1, B2, B3, B4 = (Name(f"b{number}") for number in (1, 2, 3, 4))
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002
SIZE, MAKER = 960, 0xA170
EUI = {Name(f"b{number}"): Eui64(f"90-B3-D5-1F-30-B{number}-00-01") for number in (1, 2, 3, 4)}
TYPE = {Name(f"b{number}"): 0x0084 + 0x0100 * number for number in (1, 2, 3, 4)}
BEHIND = {B1: HUB, B2: B1, B3: HUB, B4: B3}


def flat() -> Site:
    """Give the site."""
    bridges = {
        who: BridgeSpec(who.upper(), EUI[who], TYPE[who], behind, wake_every_s=1800.0 if who == B4 else 0.0)  # type: ignore[arg-type]  # a variant
        for who, behind in BEHIND.items()
    }
    meters = {
        "ppmid": MeterSpec("PPMID", "90-B3-D5-1F-30-AA-00-01", "b2"),
        "gsme": MeterSpec("GSME", "90-B3-D5-1F-30-AA-00-02", "b4", wake_every_s=1800.0),
    }
    return Site(bridges={str(who): spec for who, spec in bridges.items()}, meters=meters)


LAYOUT: Layout = layout_of(flat())


class Update(Page):
    """The notes of one image's way to one bridge, stage by stage, a second each and none of them left out."""

    def __init__(self, who: Name = B1) -> None:
        super().__init__()
        self.who = who
        for name in (DCC, HUB, *EUI):
            self.say(0, name, ParticipantStarted(1))

    def accepted(self, at_s: float, number: int = 1, version: int = NEW, *others: Name) -> Self:
        """Let the DCC adapter take the request, for other bridges too."""
        devices = tuple(EUI[who] for who in (self.who, *others))
        self.say(at_s, DCC, RequestAccepted(f"request:{number}", version, SIZE, devices, number))
        return self

    def fetched(self, at_s: float, number: int = 1) -> Self:
        """Let the hub begin to fetch it."""
        self.say(at_s, HUB, TransferStarted(number, SIZE, 0))
        return self

    def stored(self, at_s: float, number: int = 1, version: int = NEW) -> Self:
        """Let the hub store it, and the DCC adapter hear so."""
        self.say(at_s, HUB, ImageStored("X", MAKER, TYPE[self.who], version, SIZE), TransferEnded(number, "stored"))
        self.say(at_s, DCC, TransferEnded(number, "stored"))
        return self

    def downloaded(self, at_s: float, version: int = NEW, have: int = 0) -> Self:
        """Let the bridge begin to download it."""
        self.say(at_s, self.who, OtaStarted(version, SIZE, have))
        return self

    def verified(self, at_s: float, version: int = NEW) -> Self:
        """Let it find the image genuine, reboot, and let the hub say CCS08."""
        self.say(at_s, self.who, ImageVerified(version), DeviceRebooted(version))
        self.ccs08(at_s, version=version)
        return self

    def ccs08(self, at_s: float, code: str = "success", version: int = NEW, counter: int = 1) -> Self:
        """Let the hub say how the transfer to the bridge ended, and the DCC adapter hear so."""
        self.say(at_s, HUB, AlertSent("CCS08", EUI[self.who], version, code, counter, 1))
        self.say(at_s, DCC, AlertReceived("CCS08", EUI[self.who], version, code))
        return self

    def activated(self, at_s: float, version: int = NEW) -> Self:
        """Let it run the image."""
        self.say(at_s, self.who, FirmwareActivated(version, OLD))
        return self

    def reported(self, at_s: float, code: str = "success", version: int = NEW) -> Self:
        """Let the DCC adapter hear CS09 of it."""
        self.say(at_s, DCC, AlertReceived("CS09", EUI[self.who], version, code))
        return self
