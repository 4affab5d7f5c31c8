"""A fault in spoken words: what each form means, that any fault can be said and heard again, what is refused how."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import UsageError
from premises.faults.kinds import MESSAGES
from premises.faults.said.spoken import FRAME, Table, table_of, words_of
from premises.wire.fault import DEVICE_KINDS, PARAMETERS, FaultSpec
from premises.wire.site_text import read_schema

EVERY_CS09_THIRD = {"kind": "loss", "chance": 1.0, "every": 3, "messages": ["CS09"], "link": "wan"}


@pytest.mark.parametrize(
    ("said", "table"),
    [
        ("40% loss on althan-b1-b2 for 5m", {"kind": "loss", "chance": 0.4, "link": "althan-b1-b2", "for_s": 300.0}),
        (
            "burst loss 5% into, 30% out of on han from 10s for 2m",
            {"kind": "burst", "into": 0.05, "out_of": 0.3, "link": "han", "from_s": 10.0, "for_s": 120.0},
        ),
        ("200ms latency on wan", {"kind": "latency", "latency_ms": 200.0, "link": "wan"}),
        (
            "2 s latency give or take 0.5 s until 1h",
            {"kind": "latency", "latency_ms": 2000.0, "jitter_ms": 500.0, "until_s": 3600.0},
        ),
        ("1000 octets/s on wan", {"kind": "rate", "octets_per_s": 1000, "link": "wan"}),
        ("10% duplicated on han", {"kind": "duplicate", "chance": 0.1, "link": "han"}),
        ("10% duplicated after 50ms", {"kind": "duplicate", "chance": 0.1, "later_ms": 50.0}),
        (
            "10% reordered by 150ms leaving b1 toward hub",
            {"kind": "reorder", "chance": 0.1, "later_ms": 150.0, "leaving": "b1", "toward": "hub"},
        ),
        (
            "drop the 2nd ImageBlockResponse to b3",
            {"kind": "loss", "chance": 1.0, "nth": 2, "messages": ["ImageBlockResponse"], "toward": "b3"},
        ),
        ("outage on wan from 60s for 2d", {"kind": "outage", "link": "wan", "from_s": 60.0, "for_s": 172_800.0}),
        ("every 3rd CS09 lost on wan", EVERY_CS09_THIRD),
        ("100% loss on wan of every 3rd CS09", EVERY_CS09_THIRD),
        (
            "30% of CCS08 or CS09 lost from b1",
            {"kind": "loss", "chance": 1.0, "share": 0.3, "messages": ["CCS08", "CS09"], "leaving": "b1"},
        ),
        ("Drop the 1st FRAME  ON wan", {"kind": "loss", "chance": 1.0, "nth": 1, "link": "wan"}),
        ("1.5 min latency", {"kind": "latency", "latency_ms": 90_000.0}),
        ("outage toward 10s", {"kind": "outage", "toward": "10s"}),
        ("1% damaged on althan-b1-b2", {"kind": "damage", "chance": 0.01, "link": "althan-b1-b2"}),
        (
            "CS09 of b3 lost on wan",
            {"kind": "loss", "chance": 1.0, "messages": ["CS09"], "about": "b3", "link": "wan"},
        ),
        (
            "the 1st CS09 or CCS08 of b3 damaged",
            {"kind": "damage", "chance": 1.0, "nth": 1, "messages": ["CS09", "CCS08"], "about": "b3"},
        ),
        (
            "CCS08 of b3 late by 20s on wan",
            {"kind": "latency", "latency_ms": 20_000.0, "messages": ["CCS08"], "about": "b3", "link": "wan"},
        ),
        (
            "CS09 doubled after 2s about b3",
            {"kind": "duplicate", "chance": 1.0, "later_ms": 2_000.0, "messages": ["CS09"], "about": "b3"},
        ),
        ("every 2nd frame of of doubled", {"kind": "duplicate", "chance": 1.0, "every": 2, "about": "of"}),
        ("40% loss about b2", {"kind": "loss", "chance": 0.4, "about": "b2"}),
        ("crash of b1 at 60s", {"kind": "crash", "device": "b1", "from_s": 60.0}),
        ("crash of hub from 1m down for 90s", {"kind": "crash", "device": "hub", "from_s": 60.0, "takes_s": 90.0}),
        ("power cut at b3 from 60s for 5m", {"kind": "power-cut", "device": "b3", "from_s": 60.0, "for_s": 300.0}),
        ("Flash full at b2", {"kind": "flash-full", "device": "b2"}),
        ("stuck asleep at b4 for 3d", {"kind": "stuck-asleep", "device": "b4", "for_s": 259_200.0}),
        ("clock drift of -200 ppm at b4", {"kind": "clock-drift", "device": "b4", "drift_ppm": -200.0}),
        ("reboot of b1 in the 100th write", {"kind": "reboot-mid-write", "device": "b1", "nth": 100}),
        (
            "slow erase of 30s at b2 until 1h",
            {"kind": "slow-erase", "device": "b2", "takes_s": 30.0, "until_s": 3600.0},
        ),
        ("refuse verify at b1", {"kind": "refuse-verify", "device": "b1"}),
        ("fail activate at b1", {"kind": "fail-activate", "device": "b1"}),
        ("wrong hardware at b1", {"kind": "wrong-hardware", "device": "b1"}),
        ("battery flat at b4 from 2d", {"kind": "battery-flat", "device": "b4", "from_s": 172_800.0}),
        ("power cut at 10s", {"kind": "power-cut", "device": "10s"}),
    ],
)
def test_what_is_said_is_the_table_that_it_stands_for(said: str, table: Table) -> None:
    assert table_of(said) == table


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("40% los on wan", "at 'los': did you mean loss?"),
        ("140% loss on wan", "at '140%': expected 0% to 100%"),
        ("-4% loss on wan", "at '-4%': expected 0% to 100%"),
        ("40% loss on wan for -5s", "at '-5s': expected 0s or more"),
        ("40% loss on wan for 5mss", "at '5mss': there is no unit 'mss': did you mean ms?"),
        ("40% loss on wan for 5weeks", "at '5weeks': there is no unit 'weeks': expected one of ms, s, m, h, d"),
        (
            "40% loss for ages",
            "at 'ages': expected a time, like 200ms, 10s or 5m: a number and one of ms, s, m, h, d",
        ),
        (
            "drop the 2nd ImagBlockResponse",
            "at 'ImagBlockResponse': no message is called that: did you mean ImageBlockResponse?",
        ),
        ("ImageBlockRespons lost", "at 'ImageBlockRespons': did you mean ImageBlockResponse?"),
        ("drop the second CS09", "at 'second': expected which one, like 1st, 2nd or 3rd"),
        ("drop the 0th CS09", "at '0th': expected which one, like 1st, 2nd or 3rd"),
        ("drop", f"at its end: expected a message like ImageBlockResponse, or {FRAME}"),
        ("every 3rd CS09 on wan", "at 'on': expected one of lost, late, doubled, damaged"),
        ("0 octets/s", "at '0 octets/s': expected a whole number of octets, 1 or more"),
        ("burst loss 5 into", "at '5': expected a part of all, like 40%"),
        ("40% loss onn wan", "at 'onn': did you mean on?"),
        ("40% loss on", "at its end: expected the name of a link"),
        ("40% loss on wan on han", "at 'han': link is said twice"),
        (
            "",
            (
                "at its end: expected one of 40%, 200ms, 1000 octets/s, burst, outage, drop, the, every, "
                "the name of a message, crash, power cut, battery flat, reboot, flash full, slow erase, refuse verify, "
                "fail activate, wrong hardware, stuck asleep, clock drift"
            ),
        ),
        ("outge on wan", "at 'outge': did you mean outage?"),
        ("140% damaged", "at '140%': expected 0% to 100%"),
        ("40% damagd", "at 'damagd': did you mean damaged?"),
        ("CS09 of b3 losst", "at 'losst': did you mean lost?"),
        ("CS09 late on wan", "at 'on': expected by"),
        ("40% loss of CS09 of", "at its end: expected the name of a device"),
        ("CS09 of b3 lost about b4", "at 'b4': about is said twice"),
        ("powr cut at b3", "at 'powr': did you mean power cut?"),
        ("power at b3", "at 'power': did you mean power cut?"),
        ("power cut", "at its end: expected at"),
        ("power cut on wan", "at 'on': expected at"),
        ("crash of", "at its end: expected the name of a device"),
        ("crash of b1 on wan", "at 'on': did you mean down?"),
        (
            "crash of b1 at noon",
            "at 'noon': expected a time, like 200ms, 10s or 5m: a number and one of ms, s, m, h, d",
        ),
        ("crash of b1 at -60s", "at '-60s': expected 0s or more"),
        ("crash of b1 at 60s at 61s", "at '61s': from_s is said twice"),
        ("clock drift of 200 at b4", "at '200': expected millionths, like 200ppm"),
        ("clock drift at b4", "at 'at': expected of"),
        ("slow erase of 30ppm at b2", "at '30ppm': there is no unit 'ppm': did you mean m?"),
        ("reboot of b1 in the 100th writ", "at 'writ': did you mean write?"),
        ("reboot of b1 in the last write", "at 'last': expected which one, like 1st, 2nd or 3rd"),
    ],
)
def test_what_is_not_understood_is_one_line_with_where_and_the_nearest_word(said: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        table_of(said)

    assert str(refused.value) == f'fault "{said}": {why}'


def test_a_line_without_end_is_refused_before_it_is_read() -> None:
    with pytest.raises(UsageError, match="a fault of 1001 characters: expected at most 1000"):
        table_of("x" * 1001)


NAMES = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=32)
PARTS = st.floats(0, 1).map(lambda part: round(part, 12))
SPANS = st.integers(1, 3_600_000_000).map(lambda span: span / 1000)
MOMENTS = st.integers(1, 31_536_000_000_000).map(lambda moment: moment / 1_000_000)
VALUES: dict[str, st.SearchStrategy[object]] = {
    "chance": PARTS,
    "into": PARTS,
    "out_of": PARTS,
    "latency_ms": SPANS,
    "jitter_ms": SPANS,
    "octets_per_s": st.integers(1, 10_000_000),
    "later_ms": SPANS,
    "takes_s": MOMENTS,
    "drift_ppm": st.integers(-500_000_000, 500_000_000).map(lambda drift: drift / 1000),
}
AIMS: dict[str, st.SearchStrategy[object]] = {
    "share": PARTS,
    "messages": st.lists(st.sampled_from(sorted(MESSAGES)), max_size=16),
}


@st.composite
def faults(draw: st.DrawFn) -> FaultSpec:
    """Give any fault that the schema and its rules allow."""
    kind = draw(st.sampled_from(sorted(PARAMETERS)))
    needed, allowed = PARAMETERS[kind]
    table: Table = {"kind": kind} | {key: draw(VALUES[key]) for key in needed}
    optional = {key: VALUES[key] for key in allowed} | {"from_s": MOMENTS}
    optional[draw(st.sampled_from(("until_s", "for_s")))] = MOMENTS
    if kind in DEVICE_KINDS:
        table["device"] = draw(NAMES)
        optional |= {"nth": st.integers(1, 1_000_000)} if kind == "reboot-mid-write" else {}
    else:
        optional |= AIMS | dict.fromkeys(("link", "toward", "leaving", "about"), NAMES)
        optional[draw(st.sampled_from(("nth", "every")))] = st.integers(1, 1_000_000)
    return read_schema(FaultSpec, table | draw(st.fixed_dictionaries({}, optional=optional)), "drawn")


@given(faults())
def test_any_fault_said_in_words_is_heard_as_the_same_fault(spec: FaultSpec) -> None:
    assert read_schema(FaultSpec, table_of(words_of(spec)), words_of(spec)) == spec


@pytest.mark.parametrize(
    "said",
    [
        "40% loss on althan-b1-b2 for 5m",
        "100% loss of the 22nd CS09 or CCS08 on wan leaving hub from 1h until 90m",
        "burst loss 5% into, 30% out of on han from 10s for 2m",
        "12.5% reordered by 150ms of every 11th frame",
        "1500ms latency give or take 1s",
        "100% damaged of the 2nd CS09 about b3 on wan",
        "crash of b1 down for 90s at 1m",
        "power cut at b3 from 1m for 5m",
        "reboot of b1 in the 100th write",
        "slow erase of 30s at b2",
        "clock drift of 200ppm at b4 until 2d",
    ],
)
def test_words_are_those_a_person_would_have_used(said: str) -> None:
    assert words_of(read_schema(FaultSpec, table_of(said), said)) == said
