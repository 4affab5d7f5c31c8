"""Faults in a site, in a scenario and on the command line: the same faults, and what is wrong said in one line."""

from pathlib import Path

import pytest

from lab.site import site_of
from lab.story.scenario import load_scenario
from premises.errors import SiteError, UsageError
from premises.faults.said.checked import with_said
from premises.faults.wiring import link_plans
from premises.wire.fault import FaultSpec
from premises.wire.site import Site
from premises.wire.site_text import run_text, site_of_run
from tests.lab.refusing import B1, B2, refusal

PAIR = {"bridges": {"b1": B1, "b2": {**B2, "behind": "b1"}}}
LOSS = {"kind": "loss", "chance": 0.4}
LOSS_ON_WAN = FaultSpec("loss", link="wan", chance=0.4)

NOBODY = "0.device = '%s': nobody here is called that, or can have a fault"
ONE_MOMENT = "a crash has one moment: expected from_s and takes_s"
NO_LINKS = "power-cut is a device's fault, and no link's"
AIMED = {
    "link": "wan",
    "toward": "b1",
    "leaving": "b1",
    "about": "b1",
    "messages": ["CS09"],
    "nth": 2,
    "every": 2,
    "share": 0.5,
}

STORY = """
purpose = "An image goes to B1 over a bad WAN."

[site]
fault = [{kind = "outage", link = "han"}]

[[fault]]
%s

[expect]
within_s = 60
running = { b1 = 0x00010001 }
"""


def scenario_refusal(folder: Path, fault: str) -> str:
    """Give the words in which a scenario with ``fault`` is refused, after the name of its file."""
    path = folder / "story.toml"
    path.write_text(STORY % fault, encoding="utf-8")
    with pytest.raises(SiteError) as refused:
        load_scenario(path)
    return str(refused.value).removeprefix(f"scenario {path}: ")


@pytest.mark.parametrize("fault", [{**LOSS, "link": "wan"}, {"say": "40% loss on wan"}])
def test_a_fault_is_a_table_or_words(fault: dict[str, object]) -> None:
    assert site_of({"fault": [fault]}, "x").fault == [LOSS_ON_WAN]


@pytest.mark.parametrize("fault", ['kind = "loss"\nlink = "wan"\nchance = 0.4', 'say = "40% loss on wan"'])
def test_a_scenarios_faults_come_after_its_sites(fault: str, tmp_path: Path) -> None:
    (tmp_path / "story.toml").write_text(STORY % fault, encoding="utf-8")

    assert load_scenario(tmp_path / "story.toml").site.fault == [FaultSpec("outage", link="han"), LOSS_ON_WAN]


def test_said_faults_come_after_the_sites_in_their_order() -> None:
    site = with_said(Site(fault=[LOSS_ON_WAN]), ["outage on han", "2s latency on duis"])

    assert site.fault == [
        LOSS_ON_WAN,
        FaultSpec("outage", link="han"),
        FaultSpec("latency", link="duis", latency_ms=2000.0),
    ]


def test_faults_travel_with_a_run() -> None:
    site = with_said(Site(), ["30% of CS09 lost on wan toward dcc from 10s for 2m"])

    assert site_of_run(run_text(site)) == site
    assert link_plans(site_of_run(run_text(site))) == link_plans(site)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({**LOSS, "kind": "los"}, "0.kind = 'los': expected one of loss, burst, latency, rate, duplicate, reorder, "),
        ({**LOSS, "chanse": 1}, "0.chanse is unknown: did you mean chance?"),
        ({**LOSS, "chance": 1.4}, "0.chance = 1.4: expected a number <= 1.0"),
        ({**LOSS, "from_s": -1}, "0.from_s = -1: expected a number >= 0.0"),
        ({**LOSS, "every": 0}, "0.every = 0: expected a whole number >= 1"),
        ({"kind": "loss"}, "0.chance is missing: loss needs chance"),
        ({"kind": "burst", "into": 0.1}, "0.out_of is missing: burst needs into and out_of"),
        ({**LOSS, "into": 0.5}, "0.into = 0.5: loss takes chance"),
        ({"kind": "outage", "chance": 0.5}, "0.chance = 0.5: outage takes none of its own"),
        (
            {"kind": "latency", "latency_ms": 5, "jitter_ms": 6},
            "0.jitter_ms = 6: expected at most the latency 5",
        ),
        (
            {**LOSS, "messages": ["CS9"]},
            "0.messages: no message is called 'CS9': did you mean CS09?",
        ),
        ({**LOSS, "nth": 2, "every": 2}, "0.every = 2: expected nth or every, not both"),
        ({**LOSS, "until_s": 2, "for_s": 2}, "0.for_s = 2: expected until_s or for_s, not both"),
        ({**LOSS, "from_s": 2, "until_s": 2}, "0.until_s = 2: expected more than from_s, which is 2"),
        ({**LOSS, "link": "wann"}, "0.link = 'wann': this premises has no such link: did you mean wan?"),
        (
            {**LOSS, "link": "althan-b1-b3"},
            "0.link = 'althan-b1-b3': this premises has no such link: did you mean althan-b1-b2?",
        ),
        ({**LOSS, "toward": "b22"}, "0.toward = 'b22': no link ends there: did you mean b2?"),
        ({**LOSS, "link": "wan", "leaving": "b1"}, "0.leaving = 'b1': no wan ends there: expected one of dcc, hub"),
        (
            {**LOSS, "toward": "b2", "leaving": "hub"},
            "0.leaving = 'hub': no link joins it to 'b2': expected two ends of one link",
        ),
        ({**LOSS, "about": "b22"}, "0.about = 'b22': nobody here is called that: did you mean b2?"),
        ({**LOSS, "device": "b1"}, "0.device = 'b1': loss is a link's fault: expected link, or about"),
        ({"kind": "crash"}, "0.device is missing: crash needs the name of a device"),
        ({"kind": "crash", "device": "b11"}, f"{NOBODY % 'b11'}: did you mean b1?"),
        ({"kind": "crash", "device": "supplier"}, f"{NOBODY % 'supplier'}: expected one of dcc, hub, b1, b2"),
        ({"kind": "crash", "device": "b1", "for_s": 4}, f"0.for_s = 4: {ONE_MOMENT}"),
        ({"kind": "crash", "device": "b1", "until_s": 4}, f"0.until_s = 4: {ONE_MOMENT}"),
        (
            {"kind": "flash-full", "device": "hub"},
            "0.device = 'hub': flash-full is for bridges: expected one of b1, b2",
        ),
        (
            {"kind": "stuck-asleep", "device": "b1"},
            "0.device = 'b1': stuck-asleep is for a device that sleeps: there is none here",
        ),
        (
            {"kind": "clock-drift", "device": "hub", "drift_ppm": 5},
            "0.device = 'hub': clock-drift is for bridges and meters: expected one of b1, b2",
        ),
        (
            {"kind": "clock-drift", "device": "b1", "drift_ppm": 500_001},
            "0.drift_ppm = 500001: expected a number <= 500000.0",
        ),
        ({"kind": "clock-drift", "device": "b1"}, "0.drift_ppm is missing: clock-drift needs drift_ppm"),
        ({"kind": "slow-erase", "device": "b1", "takes_s": 0}, "0.takes_s = 0: expected a number > 0.0"),
        ({"kind": "flash-full", "device": "b1", "takes_s": 5}, "0.takes_s = 5: flash-full takes none of its own"),
        ({"kind": "crash", "device": "b1", "from_s": -1}, "0.from_s = -1: expected a number >= 0.0"),
        *(
            ({"kind": "power-cut", "device": "b1", key: value}, f"0.{key} = {value!r}: {NO_LINKS}")
            for key, value in AIMED.items()
        ),
        ({"say": "crash of b9"}, f"{NOBODY % 'b9'}: did you mean b2?"),
        ({"say": "40% los"}, "0.say: fault \"40% los\": at 'los': did you mean loss?"),
        ({"say": 3}, "0.say: expected a text that says all of it, and no other key beside it"),
        ({"say": "outage", "link": "wan"}, "0.say: expected a text that says all of it, and no other key beside it"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_by_key_and_value(fault: dict[str, object], said: str) -> None:
    assert refusal({**PAIR, "fault": [fault]}).startswith(f"site x.toml: fault.{said}")


BATTERY = {**B2, "behind": "b1", "wake_every_s": 600.0}


@pytest.mark.parametrize("kind", ["battery-flat", "stuck-asleep"])
def test_only_a_device_that_sleeps_has_a_battery(kind: str) -> None:
    pair = {"bridges": {"b1": B1, "b2": BATTERY}}

    assert site_of({**pair, "fault": [{"kind": kind, "device": "b2"}]}, "x").fault == [FaultSpec(kind, device="b2")]  # type: ignore[arg-type]  # any kind
    refused = refusal({**pair, "fault": [{"kind": kind, "device": "b1"}]})
    assert refused == f"site x.toml: fault.0.device = 'b1': {kind} is for a device that sleeps: did you mean b2?"


@pytest.mark.parametrize("who", ["dcc", "hub", "b1", "ppmid"])
@pytest.mark.parametrize("said", ["crash of %s at 5s", "power cut at %s for 5s"])
def test_whoever_runs_can_crash(said: str, who: str) -> None:
    ppmid = {"kind": "PPMID", "eui": "90-B3-D5-1F-30-00-00-05"}
    site = site_of({**PAIR, "meters": {"ppmid": ppmid}, "fault": [{"say": said % who}]}, "x")

    assert [spec.device for spec in site.fault] == [who]


@pytest.mark.parametrize("kind", ["flash-full", "refuse-verify", "fail-activate", "wrong-hardware", "reboot-mid-write"])
def test_what_is_wrong_with_a_bridge_is_refused_for_a_meter(kind: str) -> None:
    ppmid = {"kind": "PPMID", "eui": "90-B3-D5-1F-30-00-00-05"}
    premises = {**PAIR, "meters": {"ppmid": ppmid}}

    assert site_of({**premises, "fault": [{"kind": kind, "device": "b2"}]}, "x").fault[0].kind == kind
    refused = refusal({**premises, "fault": [{"kind": kind, "device": "ppmid"}]})
    assert refused == f"site x.toml: fault.0.device = 'ppmid': {kind} is for bridges: expected one of b1, b2"


def test_a_reboot_in_a_write_says_which() -> None:
    (spec,) = site_of({**PAIR, "fault": [{"say": "reboot of b1 in the 100th write"}]}, "x").fault

    assert (spec.kind, spec.device, spec.nth) == ("reboot-mid-write", "b1", 100)


def test_the_second_of_two_faults_is_refused_by_its_number() -> None:
    assert refusal({"fault": [LOSS, {**LOSS, "link": "x"}]}).startswith("site x.toml: fault.1.link = 'x': ")
    assert refusal({"fault": [LOSS, {"kind": "loss"}]}).startswith("site x.toml: fault.1.chance is missing")


def test_more_faults_than_the_limit_are_refused(tmp_path: Path) -> None:
    assert "64" in refusal({"fault": [LOSS] * 65})
    with pytest.raises(UsageError, match="65 faults: expected at most 64"):
        with_said(Site(), ["outage"] * 65)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ('kind = "loss"\nlink = "wan"\nchance = 2', "fault.0: chance = 2: expected a number <= 1.0"),
        ('say = "40% loss on wann"', "fault.0.link = 'wann': this premises has no such link: did you mean wan?"),
        ('say = "40% loss onn wan"', "fault.0.say: fault \"40% loss onn wan\": at 'onn': did you mean on?"),
    ],
)
def test_a_scenarios_fault_is_refused_by_its_number(fault: str, said: str, tmp_path: Path) -> None:
    assert scenario_refusal(tmp_path, fault) == said


def test_a_fault_said_for_another_premises_is_refused_in_its_own_words() -> None:
    with pytest.raises(UsageError) as refused:
        with_said(Site(), ["drop the 2nd ImageBlockResponse to b3"])

    said = str(refused.value)
    assert said == "fault \"drop the 2nd ImageBlockResponse to b3\".toward = 'b3': no link ends there: did you mean b1?"
