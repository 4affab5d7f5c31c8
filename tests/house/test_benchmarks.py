"""What is measured is what is said: the baseline and the page name every ratio, and all contestants do the same work.

Nothing here is timed; `make bench` does that. Peers are in the ``dev`` extra.
"""

import json
from collections.abc import Callable
from itertools import count

import pytest

from benchmarks.comparisons import BURST, Kind, Peer, comparisons, ratio_keys
from benchmarks.exchange import BLOCK, Exchange, Fetched, Run, answer, question
from benchmarks.figure import Bar, Figure, Samples, compared, not_met
from benchmarks.journeys.crowded import DEVICES, THINGS, crowded, site_of_sixteen
from benchmarks.lateness import BRIDGES, FLIGHTS_MIN, HAN, Lateness, figures_of, late_on_han, lateness_of, site_of_ten
from benchmarks.ours import Answerer, Asker, ours, plans_of
from benchmarks.page import END, PAGE, START, document, read_baseline, remarks, verdict
from benchmarks.peers.chance import Chance, Draw
from benchmarks.starting import Session, live_figures, session_of, virtual_figures
from premises.faults.air import Lane
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.journey.fold.hop import FLIGHTS_MAX
from premises.journey.layout import layout_of
from premises.journey.package import Stage, packages
from premises.machine.contract import check_machine
from premises.machine.effects import Kept, Machine
from premises.quantity import ORIGIN, Duration, Instant, in_seconds, seconds
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB

SEED = 7
ROUGH = Kind.ROUGH.exchange(3, 0.02)
BARE = Kind.BARE.exchange(3, 0.02)
ASKER, ANSWERER = ROUGH.names[0]

Sent = list[Name]
"""Who sent each frame that a peer took to its links, lost or not."""


def test_the_baseline_names_every_ratio_and_no_other() -> None:
    assert list(read_baseline()) == list(ratio_keys())


def test_every_ratio_has_a_name_of_its_own() -> None:
    assert len(set(ratio_keys())) == len(ratio_keys())


def test_every_peer_is_compared_and_one_ratio_a_bar_is_judged() -> None:
    judged = [(comparison.kind, comparison.pairs) for comparison in comparisons() if comparison.bar is not None]

    assert {comparison.peer for comparison in comparisons()} == set(Peer)
    assert {(kind, pairs) for kind in Kind for pairs in (1, 10)} == set(judged)


def test_the_page_shows_every_ratio() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page.count(START) == page.count(END) == 1
    assert [comparison.what for comparison in comparisons() if f"| {comparison.what} |" not in page] == []


@pytest.mark.parametrize(
    "peer", [peer for peer in Peer if peer is not Peer.LOOPTIME], ids=lambda peer: peer.name.lower()
)
def test_a_peer_sends_the_same_frames_as_ours_and_asks_as_often_again(peer: Peer) -> None:
    sent: Sent = []
    entries: list[Entry] = []
    theirs = _simpy(peer)(ROUGH, _keyed(ROUGH, sent))()
    own = ours(ROUGH, SEED, entries.append)()

    assert _in_the_end(theirs) == _in_the_end(own)
    assert sum(fetched.asked for fetched in own) > ROUGH.pairs * ROUGH.blocks
    assert sorted(sent) == sorted(entry.who for entry in entries if isinstance(entry.note, FlightSent))
    assert any(isinstance(entry.note, FlightLost) for entry in entries)


@pytest.mark.parametrize("peer", list(Peer), ids=lambda peer: peer.name.lower())
def test_a_peer_asks_once_for_each_block_where_nothing_is_lost(peer: Peer) -> None:
    theirs = _bare(peer)()

    assert _in_the_end(theirs) == _in_the_end(ours(BARE, SEED)())
    assert {fetched.asked for fetched in theirs} == {BARE.blocks}


def test_what_is_timed_obeys_the_contract_of_machines() -> None:
    def asker(kept: Kept) -> Machine:
        return Asker(ASKER, ANSWERER, 4 * BLOCK, seconds(1))

    def answerer(kept: Kept) -> Machine:
        return Answerer(ANSWERER, bytes(4 * BLOCK))

    questions = [question(ASKER, ANSWERER, number * BLOCK, number) for number in range(4)]
    check_machine(asker, [answer(asked, bytes(4 * BLOCK)) for asked in questions])
    check_machine(answerer, questions)


def test_a_ratio_is_the_middle_one_of_the_rounds() -> None:
    figure = compared("key", "what", Samples((1.0, 2.0, 4.0)), Samples((2.0, 6.0, 8.0)), Bar(2.0))

    assert (figure.ours, figure.peer, figure.ratio, figure.is_met) == (2.0, 6.0, 2.0, True)


@pytest.mark.parametrize(
    ("bar", "ratio", "is_met", "is_worse"),
    [
        (Bar(2.0), 1.9, False, False),
        (Bar(2.0), 2.0, True, False),
        (Bar(2.0), 1.6, False, True),
        (Bar(2.0, at_most=True), 2.1, False, False),
        (Bar(2.0, at_most=True), 2.4, False, True),
        (None, 1.6, None, True),
    ],
)
def test_a_bar_and_a_baseline_look_the_right_way(
    bar: Bar | None, ratio: float, is_met: bool | None, is_worse: bool
) -> None:
    figure = Figure("key", "what", "s", 1.0, ratio, ratio, bar)

    assert figure.is_met is is_met
    assert (figure in not_met([figure])) is (is_met is False)
    assert bool(list(remarks([figure], {"key": 2.0}))) is is_worse


def test_lateness_is_that_of_the_han_alone() -> None:
    late = [Duration(1000)] * (FLIGHTS_MIN * 2) + [Duration(9000)]
    entries = [_delivered(number, HAN, each) for number, each in enumerate(late)]
    entries.append(_delivered(len(late), Name("wan"), Duration(500_000)))

    found = lateness_of(late_on_han(entries, ORIGIN, Instant(50_000 * len(late))))

    assert (found.flights, found.p50_ms, found.p99_ms) == (len(late), 1.0, 1.0)
    assert found.rate == pytest.approx(20.0, rel=0.01)


def test_lateness_is_that_of_the_stretch_that_is_meant() -> None:
    entries = [_delivered(number, HAN, Duration(1000 + number)) for number in range(10)]

    assert [span for _, span in late_on_han(entries, Instant(100_000), Instant(250_000))] == [1002, 1003, 1004]


def test_ours_is_held_to_its_bars_and_to_the_proxy() -> None:
    slow, quick = Lateness(4_000, 200.0, 2.0, 9.0), Lateness(4_000, 200.0, 0.5, 3.0)

    assert [figure.is_met for figure in figures_of("embedded", quick, slow)] == [True] * 4
    assert [figure.is_met for figure in figures_of("embedded", slow, quick)] == [False] * 4
    assert [figure.is_met for figure in figures_of("mosquitto", slow, quick)] == [None, False, None, False]
    assert [figure.ratio for figure in figures_of("mosquitto", quick, slow)] == [None, 4.0, None, 3.0]


def test_a_wait_is_that_of_the_set_up_and_of_each_fixture() -> None:
    session = session_of(["premises", "tmp_path", "premises"])

    assert {fixture: len(waited) for fixture, waited in session.waited.items()} == {"premises": 2, "tmp_path": 1}
    assert session.first("premises") > session.others("premises")[0] > 0.0


def test_the_first_wait_of_a_session_is_told_by_itself() -> None:
    sessions = [Session({"premises": [0.9, 0.02, 0.02], "live_premises": [4.0, 1.0], "executed_premises": [3.0, 2.5]})]
    sessions *= 2
    virtual, live = list(virtual_figures(sessions, [0.01, 0.01])), list(live_figures(sessions))

    assert [(figure.ours, figure.peer, figure.is_met) for figure in virtual] == [
        (20.0, 10.0, True),
        (900.0, None, None),
    ]
    assert [(figure.ours, figure.peer, figure.is_met) for figure in live] == [(1.0, 2.5, True), (4.0, None, False)]


def test_the_ten_bridges_of_the_lateness_are_all_on_the_han() -> None:
    assert [plan.name for plan in link_plans(site_of_ten())].count(HAN) == BRIDGES


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ({"one": 1.9, "two": 2.1}, "not worse than before: all of 2 ratios within 15% of the baseline, or better"),
        ({"one": 1.6, "two": 2.1}, "WORSE than before: 1 of 2 ratios by more than 15%"),
        ({"three": 1.6}, "nothing was measured that the baseline holds"),
    ],
)
def test_the_verdict_over_the_baseline_is_one_line(ratios: dict[str, float], said: str) -> None:
    figures = [Figure(key, key, "s", 1.0, ratio, ratio) for key, ratio in ratios.items()]

    assert verdict(figures, {"one": 2.0, "two": 2.0}) == said


def test_a_program_reads_each_figure_with_its_bar() -> None:
    told = json.loads(document([*figures_of("embedded", *[Lateness(4_000, 200.0, 2.0, 7.0)] * 2)], "a machine"))

    assert (told["machine"], told["met"]) == ("a machine", False)
    assert [(each["key"], each["bar"], each["met"]) for each in told["figures"]] == [
        ("late-embedded-p50", "<= 1.5", False),
        ("late-embedded-proxy-p50", ">= 1", True),
        ("late-embedded-p99", "<= 8", True),
        ("late-embedded-proxy-p99", ">= 1", True),
    ]


def test_a_crowded_journey_holds_as_many_things_and_packages_as_its_figure_says() -> None:
    journey, layout = crowded(), layout_of(site_of_sixteen())
    things = sum(len(about) for about in journey.said.values())
    hops = [journey.hop(who, HUB) for who in layout.places]

    assert things >= THINGS
    assert [package.stage for package in packages(journey, layout)] == [Stage.HAN] * DEVICES
    assert all(hop is not None and len(hop.flights) == FLIGHTS_MAX and hop.losses for hop in hops)


def test_bursts_cost_frames_and_not_the_exchange() -> None:
    rough = Exchange(3, 200, burst=BURST, patience=seconds(0.25))
    entries: list[Entry] = []
    fetched = ours(rough, SEED, entries.append)()

    assert {entry.note.by for entry in entries if isinstance(entry.note, FlightLost)} == {"burst"}
    assert sum(each.asked for each in fetched) > rough.pairs * rough.blocks


def _simpy(peer: Peer) -> Callable[[Exchange, Chance | None], Run]:
    pytest.importorskip("simpy", reason="simpy is not installed: make bench")
    from benchmarks.peers.simpy_callbacks import simpy_callbacks
    from benchmarks.peers.simpy_events import simpy_events
    from benchmarks.peers.simpy_stores import simpy_stores

    return {Peer.EVENTS: simpy_events, Peer.CALLBACKS: simpy_callbacks, Peer.STORES: simpy_stores}[peer]


def _bare(peer: Peer) -> Run:
    if peer is not Peer.LOOPTIME:
        return _simpy(peer)(BARE, None)
    pytest.importorskip("looptime", reason="looptime is not installed: make bench")
    from benchmarks.peers.looptime_queues import looptime_queues

    return looptime_queues(BARE)


def _keyed(exchange: Exchange, sent: Sent) -> Chance:
    """Give a peer the luck that our lanes have, so that both can be held against each other."""
    plans = {frozenset(plan.ends): plan for plan in plans_of(exchange)}

    def chance(source: Name, target: Name) -> Draw:
        lane = Lane(plans[frozenset((source, target))], source, SEED)
        frame, numbers = question(source, target, 0, 0), count()

        def draw() -> float | None:
            sent.append(source)
            flights, _ = lane.decide(frame, 1, next(numbers), ORIGIN)
            return in_seconds(flights[0].due_at) if flights else None

        return draw

    return chance


def _in_the_end(fetched: tuple[Fetched, ...]) -> list[tuple[int, int]]:
    # A peer's clock is a float: rounded, it is one and the same microsecond but for the sum of its errors.
    return [(each.asked, round(each.ended_at / 100)) for each in fetched]


def _delivered(number: int, link: Name, late: Duration) -> Entry:
    note = FlightDelivered(link, Name("hub"), 1, number, "ImageBlockResponse", 0, Duration(50_000), late)
    return Entry(Instant(number * 50_000), Name("b1"), 1, number, note)
