"""11.2 told to its end in virtual time: a bridge that sleeps, and a device that is not in the log."""

from lab.cast import makers_of
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.identity import Eui64, eui64
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.duis.inventory import (
    DeviceLogUpdated,
    DevicePrenotification,
    HanDeviceLogResult,
    LogRequest,
    UpdateHANDeviceLog,
)
from premises.wire.duis.messages import FirmwareVersionResult, ReadFirmwareVersion, ServiceRequest
from premises.wire.message import Message
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import ACB_EUI, SUPPLIER, SUPPLIER_EUI, BridgeSpec, LinkSpec, LinksSpec, Site
from premises.wire.site import BRIDGE_MANUFACTURER as MAKER

B3 = BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384)
B4 = BridgeSpec("B4", "90-B3-D5-1F-30-B4-00-01", 0x0484, behind="b3", wake_every_s=300.0, awake_s=20.0, running=0x20000)
QUIET = LinkSpec(60.0, 0.0, 0.0)
SITE = Site(bridges={"b3": B3, "b4": B4}, links=LinksSpec(han=QUIET, althan=QUIET))


def read(eui: str, number: int) -> ReadFirmwareVersion:
    """Give an 11.2."""
    return ReadFirmwareVersion(f"{SUPPLIER_EUI}:{eui}:{number}", eui64(eui))


def told(site: Site, until: float, *asked: tuple[float, ServiceRequest]) -> tuple[Message, ...]:
    """Give what the Supplier hears of what it asks at these moments, in seconds."""
    script = tuple(Planned(Instant(seconds(at)), request) for at, request in asked)
    makers = makers_of(site, 1)

    def supplier(kept: Kept) -> Machine:
        return Supplier(script, kept)

    makers[SUPPLIER] = supplier
    entries: list[Entry] = []
    world = World(makers, link_plans(site), 1, entries.append)
    world.start()
    world.run(Instant(seconds(until)))
    machine = world.machine(SUPPLIER)
    assert isinstance(machine, Supplier)
    return machine.answers


def versions(heard: tuple[Message, ...]) -> dict[Eui64, int]:
    """Give what was read, by device."""
    return {each.device_id: each.firmware_version for each in heard if isinstance(each, FirmwareVersionResult)}


def test_a_bridge_that_sleeps_says_its_version_at_its_next_wake_and_not_before() -> None:
    asleep, awake = (versions(told(SITE, until, (100.0, read(B4.eui, 1)))) for until in (295.0, 330.0))

    assert (asleep, awake) == ({}, {eui64(B4.eui): 0x20000})


def test_a_device_that_did_not_join_answers_nobody_until_12_2_announces_and_8_11_adds_it() -> None:
    site = Site(bridges={"b3": BridgeSpec("B3", B3.eui, 0x0384, joined=False)}, links=SITE.links)
    hub = site.hub.eui
    add = UpdateHANDeviceLog(f"{SUPPLIER_EUI}:{hub}:2", eui64(B3.eui), LogRequest.ADD)
    notified = DevicePrenotification(f"{SUPPLIER_EUI}:{ACB_EUI}:1", eui64(B3.eui), "PPMID", MAKER, 1, 0x10000, "B3")
    before = versions(told(site, 300.0, (100.0, read(B3.eui, 1))))
    heard = told(site, 300.0, (90.0, notified), (100.0, add), (110.0, read(B3.eui, 3)))

    assert before == {}
    assert [each.is_done for each in heard if isinstance(each, HanDeviceLogResult)] == [True]
    assert [each for each in heard if isinstance(each, DeviceLogUpdated)] == [DeviceLogUpdated(add.request_id)]
    assert versions(heard) == {eui64(B3.eui): 0x10000}
