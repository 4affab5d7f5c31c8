"""A device below 1 GHz that was told to keep quiet does, but for its download; and who is such a device, by a site."""

import pytest
from msgspec import structs

from hub.machine import CommunicationsHub
from hub.sub_ghz import SubGhzHub
from lab.cast import makers_of
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.quantity import Instant, seconds
from premises.wire.field.metering import CURRENT_SUMMATION_DELIVERED, ReadAttributes, ReadAttributesResponse
from premises.wire.field.zcl import (
    ImageBlockAbort,
    SuspendZclMessages,
)
from premises.wire.message import Frame
from premises.wire.notes.duty import FrameWithheld, ZclSuspended
from premises.wire.site import HUB, BridgeSpec, LinkSpec, LinksSpec, MeterSpec, Site
from premises.wire.tables.hub import DutySpec, HubSpec
from tests.machine.reading import noted, sent
from tests.rooms.hub_stage import B1, BLOCK, query
from tests.rooms.stage import Stage

ASK = ReadAttributes(CURRENT_SUMMATION_DELIVERED)
PPMID = Name("ppmid")


def site(band: str = "sub-ghz") -> Site:
    """Give a premises whose B1 and PPMID speak to the hub below 1 GHz, unless ``band`` says otherwise."""
    ppmid = MeterSpec("PPMID", "90-B3-D5-1F-30-00-00-05")
    b1 = BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184)
    return Site(bridges={"b1": b1}, meters={"ppmid": ppmid}, links=LinksSpec(han=LinkSpec(40.0, band=band)))  # type: ignore[arg-type]  # one of the two bands


def test_a_premises_without_a_sub_ghz_link_has_a_hub_that_knows_of_none() -> None:
    plain, below = makers_of(site("2.4-ghz"), 1), makers_of(site(), 1)
    kept = Stage(HUB, plain[HUB]).shelf

    assert type(plain[HUB](kept)) is CommunicationsHub
    assert type(below[HUB](kept)) is SubGhzHub
    assert HubSpec().duty.limited == 100


@pytest.mark.parametrize("who", [B1, PPMID])
def test_a_client_that_was_told_keeps_quiet_but_for_its_download_until_the_moment(who: Name) -> None:
    stage = Stage(who, makers_of(site(), 1)[who])
    told = stage.hear(HUB, SuspendZclMessages(1))
    said = [stage.wake() for _ in range(3)]
    kinds = {type(message) for effects in said for message in sent(effects)}
    withheld = [note for effects in said for note in noted(effects, FrameWithheld)]

    assert noted(told, ZclSuspended) == [ZclSuspended(1)]
    assert ReadAttributes not in kinds
    assert bool(withheld) is (who != B1)
    assert who == B1 or {(note.to, note.kind, note.why) for note in withheld} == {(HUB, "ReadAttributes", "suspended")}


def test_a_silence_ends_at_its_moment_or_when_the_hub_says_so() -> None:
    stage = Stage(PPMID, makers_of(site(), 1)[PPMID])
    stage.hear(HUB, SuspendZclMessages(1))
    said = []
    while stage.now < seconds(120):
        said += [stage.now for _ in sent(stage.wake())]

    assert min(said) == Instant(seconds(60))
    stage.hear(HUB, SuspendZclMessages(1))
    stage.hear(HUB, SuspendZclMessages(0))
    assert ASK in sent([*stage.wake(), *stage.wake()])


def test_a_silenced_bridge_still_carries_what_is_for_those_behind_it() -> None:
    behind = BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 0x0284, behind="b1")
    both = structs.replace(site(), bridges={**site().bridges, "b2": behind})
    stage = Stage(B1, makers_of(both, 1)[B1])
    stage.hear(HUB, SuspendZclMessages(1))
    answer = Frame(HUB, Name("b2"), 1, ReadAttributesResponse(CURRENT_SUMMATION_DELIVERED, 5))

    assert sent(stage.hear_frame(answer)) == [answer.message]


def test_nobody_but_the_hub_can_silence_a_device() -> None:
    stage = Stage(PPMID, makers_of(site(), 1)[PPMID])
    stage.hear(B1, SuspendZclMessages(1))

    assert sent(stage.wake()) == [ASK]


def test_a_hub_and_its_clients_below_1_ghz_keep_the_contract_of_a_machine() -> None:
    tight = structs.replace(site(), hub=HubSpec(duty=DutySpec(1, 2, 3, 1, 60.0)))
    likely = [Frame(B1, HUB, 1, BLOCK), Frame(PPMID, HUB, 2, ASK), Frame(B1, HUB, 3, query())] * 4
    check_machine(makers_of(tight, 1)[HUB], likely)
    for who in (B1, PPMID):
        answers = [
            Frame(HUB, who, 1, SuspendZclMessages(1)),
            Frame(HUB, who, 1, ImageBlockAbort()),
            Frame(HUB, who, 1, ReadAttributesResponse(CURRENT_SUMMATION_DELIVERED, 5)),
            Frame(HUB, who, 1, SuspendZclMessages(0)),
        ]
        check_machine(makers_of(tight, 1)[who], answers * 2)
