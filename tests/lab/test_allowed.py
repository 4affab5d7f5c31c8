"""Which devices share a request, and how long each request is allowed."""

from lab.campaign.allowed import DEADLINE_BASE, WAKES_MIN, allowed_for, groups_of
from premises.identity import Eui64
from premises.quantity import seconds
from premises.wire.site import BridgeSpec, Site
from premises.wire.tables.hub import HubSpec

ONE, TWO = Eui64("90-B3-D5-1F-30-B1-00-01"), Eui64("90-B3-D5-1F-30-B1-00-02")


def site(**b4: object) -> Site:
    """Give a premises with two devices of one type, and a B4 behind B3."""
    return Site(
        bridges={
            "b1": BridgeSpec("B1", ONE, 0x0184),
            "twin": BridgeSpec("B1", TWO, 0x0184),
            "b3": BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384),
            "b4": BridgeSpec("B4", "90-B3-D5-1F-30-B4-00-01", 0x0484, behind="b3", **b4),  # type: ignore[arg-type]  # fields of BridgeSpec
        }
    )


def test_devices_of_one_type_share_a_request_in_the_order_first_named() -> None:
    assert groups_of(site(), ("b4", "b1", "b3", "twin")) == (("b4",), ("b1", "twin"), ("b3",))


def test_who_listens_is_allowed_the_base_and_a_sleeper_its_wakes_beside_it() -> None:
    # 4,800 octets are 100 blocks of 48; 10 s awake at a poll a second are 10 blocks a wake: 10 wakes, allowed twice.
    sleepy = site(wake_every_s=600.0, awake_s=10.0, poll_every_s=1.0)

    assert allowed_for(sleepy, ("b1",), 4_800) == DEADLINE_BASE
    assert allowed_for(sleepy, ("b4",), 4_800) == DEADLINE_BASE + seconds((WAKES_MIN + 2 * 10) * 600)


def test_no_deadline_is_longer_than_the_hub_holds_an_image() -> None:
    assert allowed_for(site(wake_every_s=86_400.0), ("b4",), 1 << 20) == seconds(HubSpec().store.hold_s)
