"""Two sides on one timeline: the truth and a party, and the two futures of a fork."""

import pytest
from textual.widgets import Input

from premises.journey.parties.party import PartyKind
from premises.quantity import Instant
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.topics import CONDUCTOR
from tests.tui.stage import SIZES, gone, lines_of, session_of, settled, shown
from tests.tui.told import AT, FLAT, moment, read
from tests.tui.worlds import HereWorlds
from tui.app import PremisesApp
from tui.sides.heading import differences
from tui.sides.split import SplitScreen

FORK_AT, THEN_AT = 300.0, 420.0


def forked() -> HereWorlds:
    worlds = HereWorlds()
    worlds.tell(moment(THEN_AT))
    return worlds


def sides(app: PremisesApp) -> SplitScreen:
    place = app.place
    assert isinstance(place, SplitScreen)
    return place


async def test_the_right_side_is_what_a_party_knows_and_nothing_of_the_truth_stands_there() -> None:
    async with shown(session_of(), SIZES["W"]) as (app, pilot):
        await pilot.press("V")
        await settled(pilot)
        left, right = sides(app).sights
        half = [line[80:] for line in lines_of(app)[3:-1]]

        assert left.shown == read().picture(moment(AT), pace=0.0)
        assert right.shown == read().picture(moment(AT), right.party, pace=0.0)
        assert right.party.kind is PartyKind.SUPPLIER
        hidden = ("loses frames", "overwritten", "lost (loss)", "octets/s", "1,152", " S1 ", " S2 ")
        assert [words for words in hidden if any(words in line for line in half)] == []
        assert all(any(words in line[:80] for line in lines_of(app)) for words in ("loses frames", "lost (loss)"))


async def test_v_goes_through_parties_on_the_right_and_the_left_stays_the_truth() -> None:
    async with shown(session_of(), SIZES["W"]) as (app, pilot):
        await pilot.press("V")
        await settled(pilot)
        assert app.session.reader is not None
        parties = app.session.reader.parties[1:]
        seen = []
        for _ in parties:
            seen.append(app.sight.beside.party)  # type: ignore[union-attr]  # there are two
            await pilot.press("v")
            await settled(pilot)

        assert tuple(seen) == parties
        assert app.sight.beside is not None
        assert app.sight.beside.party == parties[0]
        assert app.sight.party.kind is PartyKind.TRUTH


async def test_what_is_chosen_is_one_package_on_both_sides() -> None:
    async with shown(session_of(), SIZES["W"]) as (app, pilot):
        await pilot.press("V", "g", "j", "j")
        await settled(pilot)
        left, right = sides(app).sights
        assert left.shown is not None
        chosen = left.shown.rows[2].key

        assert left.chosen == right.chosen == chosen
        await pilot.press("tab", "tab", "j")
        await settled(pilot)
        assert left.chosen == right.chosen == left.shown.rows[3].key


@pytest.mark.parametrize("size", ["W", "M", "N"])
async def test_both_sides_are_in_the_past_together(size: str) -> None:
    async with shown(session_of(), SIZES[size]) as (app, pilot):
        await pilot.press("V", "less_than_sign")
        await gone(app, pilot)
        left, right = sides(app).sights

        assert left.shown is not None
        assert right.shown is not None
        assert left.shown.now == right.shown.now == moment(AT - 60)
        assert right.shown == read(FLAT, AT - 60).picture(moment(AT - 60), right.party, pace=0.0)
        text = "\n".join(lines_of(app))
        assert all(words in text for words in ("REPLAY run-1", "THE TRUTH", "SUPPLIER'S VIEW", "differs: "))


def test_what_differs_is_said_of_the_first_package_that_stands_otherwise() -> None:
    early, late = read(FLAT, 300).picture(moment(300)), read().picture(moment(AT))
    as_supplier = read().picture(moment(AT), read().parties[1])

    assert list(differences(late, late)) == []
    assert next(differences(early, late)) == "P4 for B3 is moving at WAN, and in the other future failed at HAN"
    assert list(differences(early, late))[-1].startswith("P6 for GSME is there in the other future alone, ")
    assert next(differences(late, as_supplier)).startswith("P5 for B2 is slow at ALT, and to supplier it is waiting: ")


async def test_a_fork_is_the_same_until_its_moment_and_another_after_it_and_the_first_stays_as_it_was() -> None:
    worlds, alone = forked(), forked()
    async with shown(worlds.first, SIZES["W"]) as (app, pilot):
        await pilot.press("T")
        await settled(pilot)
        app.screen.query_one("#moment", Input).value = "00:05:00"
        await settled(pilot)
        await pilot.press("ctrl+s")
        await gone(app, pilot)
        await pilot.press("B")
        await settled(pilot)
        app.screen.query_one("#otherwise", Input).value = "100% loss on wan"
        await settled(pilot)
        await pilot.press("ctrl+s")
        await gone(app, pilot)
        parting = sides(app).sights
        at_parting = (parting[0].shown, parting[1].shown)
        await pilot.press("L")
        await gone(app, pilot)
        left, right = sides(app).sights

        other = worlds.others[0][2]
        upto = [entry for entry in worlds.entries if entry.at < moment(FORK_AT)]
        assert [entry for entry in other if entry.at < moment(FORK_AT)] == upto
        assert other != worlds.entries
        assert worlds.entries == alone.entries
        assert at_parting[0] is not None
        assert at_parting[1] is not None
        assert at_parting[0].now == at_parting[1].now == moment(FORK_AT)
        assert at_parting[0].rows == at_parting[1].rows
        assert left.shown is not None
        assert right.shown is not None
        assert left.shown.now == right.shown.now == moment(THEN_AT)
        assert tuple(differences(left.shown, right.shown))
        text = "\n".join(lines_of(app))
        assert all(words in text for words in ("FIRST FUTURE", "OTHER FUTURE", "one until 00:05:00; differs: "))


async def test_both_futures_are_played_on_one_timeline() -> None:
    worlds = forked()
    async with shown(worlds.first, SIZES["W"]) as (app, pilot):
        await app.times.forking.fork(moment(FORK_AT), ("fault", "add", "100% loss on wan"))
        await pilot.press("ctrl+home")
        await gone(app, pilot)
        app.times.act("pause")
        await gone(app, pilot)
        app.times.going.tick(0.0)
        before = app.times.going.now
        app.times.going.tick(60.0)
        left, right = sides(app).sights
        moments = (left.session.now, right.session.now)

        assert len(app.times.going.tracks) == 2
        assert moments == (before + moment(60), before + moment(60))
        assert left.session.reader is not right.session.reader


async def test_what_is_no_fault_is_refused_in_the_dialog_and_a_recording_has_no_other_future() -> None:
    worlds = forked()
    async with shown(worlds.first, SIZES["M"]) as (app, pilot):
        await pilot.press("B")
        await settled(pilot)
        app.screen.query_one("#otherwise", Input).value = "40% loss on nothing"
        await settled(pilot)
        refused = "\n".join(lines_of(app))
    async with shown(session_of(), SIZES["M"]) as (app, pilot):
        await pilot.press("B")
        await settled(pilot)

        assert "nothing" in refused
        assert "✗" in refused
        assert "only a virtual world has another future" in lines_of(app)[1]


async def test_in_a_virtual_world_the_shared_keys_and_the_step_drive_it() -> None:
    worlds = forked()
    worlds.is_paused = False
    async with shown(worlds.first, SIZES["M"]) as (app, pilot):
        assert app.times.takes("pause")
        app.times.act("pause")
        app.times.act("faster")
        await pilot.press("full_stop")
        await gone(app, pilot)

        assert (worlds.is_paused, worlds.speed) == (True, 2.0)
        assert worlds.first.now == Instant(moment(THEN_AT) + moment(1))
        assert "VIRTUAL" in lines_of(app)[0]


async def test_keys_of_a_running_premises_are_not_ours_until_somebody_is_in_the_past() -> None:
    async with shown(session_of(), SIZES["M"]) as (app, pilot):
        live = app.times.takes("pause")
        await pilot.press("comma")
        await gone(app, pilot)

        assert not live
        assert app.times.takes("pause")
        assert not app.times.takes("back")


async def test_a_fork_repeats_what_was_ordered_before_it_and_nothing_that_was_ordered_after() -> None:
    worlds = HereWorlds()
    worlds.tell(moment(20))
    await worlds.order(("fault", "add", "50% loss on wan"))
    worlds.tell(moment(40))
    await worlds.order(("fault", "clear", "f1"))
    worlds.tell(moment(60))

    await worlds.fork(moment(30), ("fault", "change", "f1", "100% loss on wan"))

    said = [entry.note for entry in worlds.others[0][2] if entry.who == CONDUCTOR]
    assert [type(note) for note in said] == [FaultImposed, FaultCleared, FaultImposed]
    assert [entry.at for entry in worlds.others[0][2] if entry.who == CONDUCTOR] == [moment(20), moment(30), moment(30)]
