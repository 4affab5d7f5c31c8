"""The meters of a site: who they stand behind, when they may sleep, and what is said of one that cannot be served."""

import re

import pytest

from lab.site import device_of, site_of
from premises.errors import UsageError
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.wire.message import Medium
from premises.wire.site import HUB, Site, devices
from tests.lab.refusing import B1, refusal

PPMID: dict[str, object] = {"kind": "PPMID", "eui": "90-B3-D5-1F-30-00-00-05"}
GSME: dict[str, object] = {"kind": "GSME", "eui": "90-B3-D5-1F-30-00-00-07", "wake_every_s": 1800}
SLEEPY = {**B1, "wake_every_s": 1800}


def with_meters(bridge: dict[str, object], /, **meters: dict[str, object]) -> dict[str, object]:
    """Give the document of a premises with one bridge and these meters."""
    return {"bridges": {"b1": bridge}, "meters": meters}


def test_a_premises_has_no_meters_unless_its_site_says_so() -> None:
    assert Site().meters == {}
    assert devices(Site()) == {"b1": Site().bridges["b1"]}


def test_the_devices_of_a_site_are_its_bridges_and_then_its_meters_in_order() -> None:
    site = site_of(with_meters(B1, zz=PPMID, aa=GSME), "x")

    assert list(devices(site)) == ["b1", "zz", "aa"]


def test_a_meter_is_spoken_to_by_its_bridge_as_the_hub_would() -> None:
    site = site_of(with_meters(B1, ppmid={**PPMID, "behind": "b1"}, gsme=GSME), "x")
    han = [(plan.name, plan.ends) for plan in link_plans(site) if plan.medium is Medium.RADIO]
    delays = {plan.name: plan.there for plan in link_plans(site)}

    assert han == [("han", (HUB, "b1")), ("han-b1-ppmid", ("b1", "ppmid")), ("han", (HUB, "gsme"))]
    assert delays[Name("han-b1-ppmid")] == delays[Name("han")] != delays[Name("wan")]
    assert set(address_book(site, 1).eui) == {HUB, "b1", "ppmid", "gsme"}


@pytest.mark.parametrize(
    ("b1", "meters", "words"),
    [
        (B1, {"b1": PPMID}, "meters.b1: a bridge has the same name"),
        (B1, {"hub": PPMID}, "meters.hub: expected a name other than dcc, "),
        (B1, {"P": PPMID}, "meters: name 'P': expected 1 to 32"),
        (
            B1,
            {"ppmid": {**PPMID, "eui": B1["eui"]}},
            "meters.ppmid.eui = '90-B3-D5-1F-30-B1-00-01': b1 has the same one",
        ),
        (B1, {"ppmid": {**PPMID, "kind": "IHD"}}, "meters.ppmid.kind = 'IHD': expected one of PPMID, GSME"),
        (B1, {"ppmid": {**PPMID, "behind": "b7"}}, "meters.ppmid.behind = 'b7': expected hub or one of b1"),
        (B1, {"p": PPMID, "g": {**GSME, "behind": "p"}}, "meters.g.behind = 'p': expected hub or one of b1"),
        (B1, {"ppmid": {**PPMID, "wake_every_s": 1800}}, "meters.ppmid.wake_every_s = 1800: expected 0: a PPMID"),
        (
            B1,
            {"gsme": {**GSME, "wake_every_s": 0}},
            "meters.gsme.wake_every_s = 0: expected more than 0: a GSME",
        ),
        (
            B1,
            {"gsme": {**GSME, "awake_s": 1800}},
            "meters.gsme.wake_every_s = 1800: expected 0 (never asleep), or more",
        ),
        (B1, {"gsme": {**GSME, "talk_every_s": 0}}, "meters.gsme.talk_every_s = 0: expected "),
        (B1, {"gsme": {**GSME, "retry_after_s": 0}}, "meters.gsme.retry_after_s = 0: expected "),
        (B1, {"gsme": {**GSME, "poll_every_s": 0}}, "meters.gsme.poll_every_s = 0: expected "),
        (B1, {"gsme": {**GSME, "tries_max": 0}}, "meters.gsme.tries_max = 0: expected "),
        (
            B1,
            {"gsme": {**GSME, "firmware": {"cuts_the_hub_for_s": 3}}},
            "meters.gsme.firmware.cuts_the_hub_for_s = 3: expected 0, for an ESME feeds the hub, and this is a GSME",
        ),
        (B1, {"g": GSME, "h": {**GSME, "eui": PPMID["eui"]}}, "meters: g, h are GSMEs: expected one at most"),
        (
            SLEEPY,
            {"ppmid": {**PPMID, "behind": "b1"}},
            "meters.ppmid.behind = 'b1': expected a device that listens all the time, and b1 sleeps",
        ),
        (
            SLEEPY,
            {"gsme": {**GSME, "behind": "b1", "wake_every_s": 2700}},
            "meters.gsme.wake_every_s = 2700: expected a whole multiple of the 1800 of b1, so that both",
        ),
        (
            {**SLEEPY, "wake_phase_s": 300},
            {"gsme": {**GSME, "behind": "b1", "wake_phase_s": 301}},
            "meters.gsme.wake_phase_s = 301: expected 300, or whole periods of b1 more than that, so that both",
        ),
        (B1, {"gsme": {**GSME, "wake_missed": 1.5}}, "meters.gsme.wake_missed = 1.5: expected "),
        (B1, {"gsme": {**GSME, "wake_drift_ppm": -500_001}}, "meters.gsme.wake_drift_ppm = -500001: expected "),
        (B1, {"ppmid": {**PPMID, "wake_phase_s": 1}}, "meters.ppmid.wake_phase_s = 1: expected 0, for it never sleeps"),
        ({**B1, "wake_drift_ppm": 20}, {}, "bridges.b1.wake_drift_ppm = 20: expected 0, for it never sleeps"),
        ({**B1, "wake_missed": 0.1}, {}, "bridges.b1.wake_missed = 0.1: expected 0, for it never sleeps"),
        (
            {**SLEEPY, "wake_phase_s": 1800},
            {},
            "bridges.b1.wake_phase_s = 1800: expected less than wake_every_s, which is 1800",
        ),
    ],
)
def test_a_meter_that_could_not_be_served_is_refused_by_name(
    b1: dict[str, object], meters: dict[str, dict[str, object]], words: str
) -> None:
    assert refusal(with_meters(b1, **meters)).startswith(f"site x.toml: {words}")


def test_a_sleeper_behind_a_sleeper_sleeps_by_a_whole_multiple_of_its_period() -> None:
    site = site_of(with_meters(SLEEPY, gsme={**GSME, "behind": "b1", "wake_every_s": 5400}), "x")

    assert site.meters["gsme"].wake_every_s == 5400


@pytest.mark.parametrize("phase_s", [300, 2100, 3900])
def test_a_sleeper_behind_a_sleeper_has_its_phase_and_may_wake_whole_periods_later(phase_s: float) -> None:
    gsme = {**GSME, "behind": "b1", "wake_every_s": 5400, "wake_phase_s": phase_s}
    site = site_of(with_meters({**SLEEPY, "wake_phase_s": 300, "wake_drift_ppm": 20}, gsme=gsme), "x")

    assert site.meters["gsme"].wake_phase_s == phase_s


def test_a_hub_knows_no_more_devices_than_its_log_holds() -> None:
    meters = {f"p{n}": {**PPMID, "eui": f"90-B3-D5-1F-30-00-01-{n:02}"} for n in range(16)}

    assert refusal(with_meters(B1, **meters)) == (
        "site x.toml: 17 devices in the hub's log: expected at most 16, "
        "bridges and meters together (hub.device_log_max)"
    )


def test_a_meter_is_not_updated_and_that_is_said_of_it() -> None:
    site = site_of(with_meters(B1, ppmid=PPMID), "x")

    said = "ppmid is a PPMID, which nothing here updates (no [meters.ppmid.firmware] in the site): expected one of b1"
    with pytest.raises(UsageError, match=re.escape(said)):
        device_of(site, "ppmid")
