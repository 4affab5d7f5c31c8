"""A fault as a form and as words: each is made of the other."""

from dataclasses import replace

import pytest

from premises.errors import UsageError
from premises.faults.said.spoken import words_of
from premises.wire.fault import DEVICE_KINDS
from tests.tui.acting.places import situation
from tui.acting.fault_form import (
    KINDS,
    Form,
    checked,
    ends_of,
    form_from_now,
    form_of_words,
    is_whole,
    places,
    words_of_form,
)

SITE = situation().site

BOTH = [
    ("40% loss on althan-b1-b2", Form("althan-b1-b2", "loss", amount="40%")),
    (
        "burst loss 5% into, 30% out of on han from 10s for 2m",
        Form("han", "burst", "", "5%", "30%", "10s", "2m"),
    ),
    ("200ms latency give or take 50ms on wan", Form("wan", "latency", "", "200ms", "50ms")),
    ("1000 octets/s on wan until 10m", Form("wan", "rate", "", "1000", lasts="until 10m")),
    ("10% duplicated after 50ms on han toward b1", Form("han", "duplicate", "b1", "10%", "50ms")),
    ("10% reordered by 150ms on han", Form("han", "reorder", "", "10%", "150ms")),
    ("1% damaged of the 2nd CS09 of b3 on wan", Form("wan", "damage", "", "1%", aim="the 2nd CS09 of b3")),
    ("outage on wan", Form("wan", "outage")),
    ("crash of b1 down for 5m at 60s", Form("b1", "crash", also="5m", starts="60s")),
    ("reboot of b1 in the 100th write", Form("b1", "reboot-mid-write", amount="100th")),
    ("power cut at b3 from 60s for 5m", Form("b3", "power-cut", starts="60s", lasts="5m")),
    ("slow erase of 10m at b2", Form("b2", "slow-erase", amount="10m")),
    ("clock drift of -200ppm at b4", Form("b4", "clock-drift", amount="-200ppm")),
    ("stuck asleep at b4 for 3d", Form("b4", "stuck-asleep", lasts="3d")),
]


@pytest.mark.parametrize(("said", "form"), BOTH, ids=[said for said, _ in BOTH])
def test_a_form_and_words_say_the_same_both_ways(said: str, form: Form) -> None:
    there = form_of_words(said, SITE)

    assert checked(words_of_form(form), SITE) == checked(said, SITE)
    assert checked(words_of_form(there), SITE) == checked(said, SITE)
    assert (there.where, there.kind, there.amount, there.also) == (form.where, form.kind, form.amount, form.also)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_of_every_kind_begins_with_a_fault_that_is_one(kind: str) -> None:
    where = places(SITE, kind)[0]
    form = Form(where, kind, "", *KINDS[kind].usual)

    assert checked(words_of_form(form), SITE).kind == kind


def test_a_part_needs_no_sign() -> None:
    assert words_of_form(Form("wan", "loss", amount="40")) == "40% loss on wan"


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (Form("wan", "loss", amount="140"), "expected 0% to 100%"),
        (Form("wam", "loss", amount="40"), "did you mean wan?"),
        (Form("wan", "latency", amount="200"), "did you mean 200ms?"),
        (Form("b1", "stuck-asleep"), "stuck-asleep is for a device that sleeps"),
        (Form("wan", "outage", lasts="soon"), "expected a time"),
    ],
)
def test_what_is_no_fault_is_said_in_one_line(form: Form, line: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked(words_of_form(form), SITE)

    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


def test_only_what_can_have_a_fault_is_offered() -> None:
    assert set(places(SITE, "stuck-asleep")) == {"b4", "gsme"}
    assert "dcc" in places(SITE, "crash")
    assert "althan-b1-b2" in places(SITE, "outage")
    assert ends_of(SITE, "althan-b1-b2") == ["b1", "b2"]


def test_a_form_says_when_it_cannot_hold_all_of_a_line() -> None:
    assert is_whole("40% loss on althan-b1-b2 toward b1", SITE)
    assert not is_whole("40% loss on althan-b1-b2 leaving b1", SITE)


def test_the_words_of_a_form_are_those_that_the_premises_says_back() -> None:
    for said, form in BOTH:
        if form.kind in DEVICE_KINDS or not form.aim:
            assert form_of_words(words_of(checked(said, SITE)), SITE) == replace(form_of_words(said, SITE))


@pytest.mark.parametrize(
    ("said", "now_s", "words"),
    [
        ("40% loss on wan from 98898.432ms", 120.0, "40% loss on wan"),
        ("40% loss on wan from 60s for 10m", 120.0, "40% loss on wan for 9m"),
        ("40% loss on wan from 60s until 10m", 120.5, "40% loss on wan for 8m"),
        ("40% loss on wan from 10m for 5m", 120.0, "40% loss on wan from 8m for 5m"),
        ("power cut at b3 from 60s for 1m", 300.0, "power cut at b3 for 1s"),
        ("crash of b1 down for 5m at 60s", 120.0, "crash of b1 down for 5m"),
    ],
)
def test_a_fault_in_force_is_said_again_as_counted_from_now(said: str, now_s: float, words: str) -> None:
    assert words_of_form(form_from_now(said, SITE, now_s)) == words
