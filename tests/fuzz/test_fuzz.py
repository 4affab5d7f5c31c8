"""Mutated frames against the door of every participant: nothing but our own errors comes out, and nothing breaks.

``make check`` plays the first inputs of one seed, ``make fuzz`` a million. What it would
find is shown in ``test_findings``.
"""

from typing import get_args

import pytest

from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.wire.duis.messages import (
    Duis,
)
from premises.wire.field.air_bytes import from_octets
from premises.wire.field.wan import WanPrivate
from premises.wire.field.zcl import TransferData, TransferDataToClient, Zcl
from premises.wire.gbcs.octets import KINDS
from premises.wire.message import Medium
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB
from tests.fuzz.anatomy import ZCL_START, closed, opened, readdressed
from tests.fuzz.campaign import EPISODE, Campaign
from tests.fuzz.corpus import SEED, WHO, corpus
from tests.fuzz.door import Fate
from tests.fuzz.smallest import explained
from tests.fuzz.workers import is_good, lines_of, play

SLICE = 20_000
"""Inputs of the seed of every ``make check``."""

CAMPAIGN = 1_000_000
SEED_OF_INPUTS = 1

DEEP = frozenset({"ImageVerified", "DeviceRebooted", "FirmwareActivated", "OtaAborted", "OtaRefused", "OtaWaiting",
                  "ImageStored", "ImageRemoved", "TransferEnded", "RequestAccepted", "FrameExpired"})  # fmt: skip
"""Notes that only somebody far into a story makes."""


def test_a_slice_of_the_campaign_breaks_nothing_and_gets_deep() -> None:
    report = Campaign(SEED_OF_INPUTS).play(0, SLICE)

    assert [explained(Campaign(SEED_OF_INPUTS), failure) for failure in report.failures] == []
    assert report.inputs == SLICE
    assert report.reached >= 0.2, "of all inputs"
    assert 0.4 < report.blind / report.inputs < 0.6
    assert set(report.by_who) == set(WHO)
    assert set(Fate) == set(report.fates), "every door refuses something"
    assert set(report.noted) >= DEEP


@pytest.mark.campaign
def test_a_million_inputs_break_nothing() -> None:
    told, took = play(SEED_OF_INPUTS, CAMPAIGN, workers=2)

    assert is_good(told), "\n".join(lines_of(told, took))


def test_the_corpus_holds_every_message_of_every_medium() -> None:
    whole = corpus()
    book, plans = address_book(whole.site, SEED), {plan.name: plan for plan in link_plans(whole.site)}
    lanes = Campaign(SEED_OF_INPUTS).lanes
    found = {
        type(from_octets(flight.octets, plans[flight.way[0]].medium, lanes[flight.way].hop, book).frame.message)
        for flight in whole.flights
    }

    # What is put is signed or under a MAC, and never fits one frame; GCS38 does, which is fetched.
    zcl = {*get_args(Zcl), ApsFragment} - {TransferData, TransferDataToClient}
    assert found == {*zcl, *get_args(WanPrivate), *get_args(Duis), *KINDS, DataRequest}


def test_the_corpus_holds_every_participant_at_rest_at_work_and_away() -> None:
    found = {(scene.who, scene.activity) for scene in corpus().scenes}
    bridges = {
        (Name(f"b{number}"), what) for number in (1, 2, 3, 4) for what in ("downloading", "verified", "rebooting")
    }

    assert found >= bridges | {(HUB, "fetching"), (HUB, "holding"), (Name("dcc"), "sending"), (Name("b4"), "asleep")}


def test_a_frame_taken_apart_and_closed_again_is_itself() -> None:
    campaign = Campaign(SEED_OF_INPUTS)

    for flight in campaign.corpus.flights[::7]:
        lane = campaign.lanes[flight.way]
        body = readdressed(opened(flight.octets, lane, campaign.book), lane, campaign.book)
        assert closed(body, lane, campaign.book) == flight.octets


def test_a_changed_frame_that_is_closed_again_passes_every_check_of_the_radio() -> None:
    campaign = Campaign(SEED_OF_INPUTS)
    flights = (flight for flight in campaign.corpus.flights if campaign.lanes[flight.way].medium is Medium.RADIO)
    flight = next(flight for flight in flights if len(flight.octets) > ZCL_START)
    lane = campaign.lanes[flight.way]
    body = bytearray(opened(flight.octets, lane, campaign.book))
    body[-1] ^= 0x40
    changed = closed(bytes(body), lane, campaign.book)

    frame = from_octets(flight.octets, lane.medium, lane.hop, campaign.book).frame
    assert campaign.book.network is not None, "the corpus is secured"
    assert changed != flight.octets
    assert from_octets(changed, lane.medium, lane.hop, campaign.book).frame != frame


def test_equal_seeds_give_equal_inputs_and_other_seeds_others() -> None:
    one, same, other = Campaign(5), Campaign(5), Campaign(6)
    given = [[step.given for step in each.run_of(EPISODE * 41).steps] for each in (one, same, other)]

    assert given[0] == given[1]
    assert given[0] != given[2]


def test_each_run_has_its_eight_mutated_inputs_and_what_leads_on_is_true() -> None:
    campaign = Campaign(SEED_OF_INPUTS)
    true = {flight.octets for flight in campaign.corpus.flights}
    led = [step for number in range(40) for step in campaign.run_of(number * EPISODE).steps if not step.is_counted]
    runs = [campaign.run_of(number * EPISODE) for number in range(40)]

    assert {sum(step.is_counted for step in run.steps) for run in runs} == {EPISODE}
    assert all(any(octets in step.given.payload for octets in true) for step in led[:20])
