"""Claims about what a person sees on screen 1, each by Pilot: reasons, cursor, faults' marks, figures, clipboard."""

import re

import pytest

from premises.identity import Name
from premises.journey.why.diagnosis import diagnose_all
from premises.runtime.looking.feed import HELD_FOR, Feed
from premises.wire.notes.downloads import OtaGivenUp
from premises.wire.notes.requests import RequestAccepted
from premises.wire.notes.vocabulary import Entry
from tests.journey.stalls.cases import cases
from tests.journey.stalls.matrix import tell_case
from tests.tui.hands.driving import at, faulty, notice
from tests.tui.stage import SIZES, lines_of, session_of, settled, shown
from tests.tui.told import AT, FLAT, moment, notes_of
from tui.acting.commands import RecordedCommands
from tui.acting.journal import Ending
from tui.app import PremisesApp
from tui.dialogs.export import ExportDialog
from tui.feeding.folding import say_gaps
from tui.feeding.session import Session, Source, Standing
from tui.model.reader import Reader
from tui.model.values.screenful import Key
from tui.paint.glyphs import DOT
from tui.panes.hops import columns_of
from tui.panes.packages import fitting_row
from tui.panes.runbar import fitting


def pane(lines: list[str], name: str) -> str:
    """Give the words of a pane on the right, joined: it wraps them."""
    first = next(number for number, line in enumerate(lines) if f"─ {name} ─" in line)
    left = lines[first].index(f"╭─ {name} ─")
    return " ".join(line[left + 1 : -1].strip() for line in lines[first + 1 : -1])


async def test_of_two_reasons_the_earlier_of_the_list_stands_in_the_row_and_the_other_under_also() -> None:
    session = session_of()
    async with shown(session) as (app, pilot):
        await pilot.press(*at("b2"))
        await settled(pilot)
        lines, card = lines_of(app), app.sight.card
        await pilot.press("tab", "tab", "tab", "G")
        await settled(pilot)
        end = pane(lines_of(app), "Why")

    assert card is not None
    assert card.row.code == "LOSSY"
    assert [each.partition(":")[0] for each in card.also][:1] == ["SLOW"]
    assert any("▲ P5" in line and "7 of the last 16 frames b1-b2 are lost" in line for line in lines)
    assert "ALSO SLOW: b2 gets 11 octets/s" in re.sub(r" +", " ", end)


async def test_a_fault_is_marked_in_row_card_hop_and_map_until_the_premises_says_that_it_is_over() -> None:
    async with shown(session_of()) as (app, pilot):
        await pilot.press(*at("b2"))
        await settled(pilot)
        lines = lines_of(app)

    marked = [line for line in lines if " S1 " in line or "injected S1" in line]
    assert any("▲ P5" in line for line in marked)
    assert any("injected S1" in line for line in marked)
    assert any(re.search(r"▲ B1-B2 .* 120ms 1% +S1 ", line) for line in marked)
    assert any(line.startswith("│ S1  40% loss") for line in marked)
    assert any(re.search(r"╯ +S1 +╰", line) for line in marked)


async def test_x_clears_the_fault_and_nothing_is_assumed_until_the_echo() -> None:
    commands = RecordedCommands(ending=Ending(0, ""))
    async with shown(faulty("40% loss on wan"), commands=commands) as (app, pilot):
        await pilot.press("x")
        await settled(pilot)

        assert commands.lines == ["premises fault clear f1"]
        assert sum(" F1 " in line for line in lines_of(app)) >= 2


async def test_the_same_package_stays_chosen_when_another_comes_above_it_and_the_sequence_follows() -> None:
    whole, session = session_of(at_s=400.0), session_of(at_s=4.0)
    # Of the first request nothing is known yet: its package has no row.
    first = next(entry for entry in notes_of(FLAT)[1] if isinstance(entry.note, RequestAccepted))
    session.take([entry for entry in notes_of(FLAT)[1] if moment(4.0) < entry.at <= moment(400) and entry != first],
                 moment(400))  # fmt: skip
    async with shown(session, SIZES["M"]) as (app, pilot):
        await pilot.press("G")
        await settled(pilot)
        chosen, before = app.sight.chosen, _keys(app)
        session.reader = whole.reader
        session.stir()
        app.look()
        await settled(pilot)
        after = _keys(app)
        await pilot.press("2")
        await settled(pilot)
        sequence = lines_of(app)

    assert chosen is not None
    assert after.index(chosen) == before.index(chosen) + 1
    assert app.sight.chosen == chosen
    assert f"─ Sequence  P{after.index(chosen) + 1} {chosen[1].upper()} " in sequence[1]


def _keys(app: PremisesApp) -> list[Key]:
    assert app.sight.shown is not None
    return [row.key for row in app.sight.shown.rows]


async def test_a_click_on_a_device_with_two_packages_chooses_the_one_that_stands_still() -> None:
    # B3 has one that was displaced; a second one is on its way.
    session = session_of("displaced", 30.0)
    async with shown(session) as (app, pilot):
        rows = app.sight.shown.rows  # type: ignore[union-attr]  # it is shown
        twice = next(who for who in (row.device for row in rows) if sum(row.device == who for row in rows) > 1)
        stalled = [row.key for row in rows if row.device == twice and row.state.is_stalled]
        live = app.live
        assert live is not None
        place = next(place for place, who in live.map._drawn if who == twice)
        app.sight.chosen = None
        await pilot.click(live.map, offset=(place.x + 3, place.y + 2))
        await settled(pilot)

        assert stalled
        assert app.sight.chosen == stalled[0]


async def test_where_nothing_is_stalled_the_key_says_so() -> None:
    async with shown(session_of(at_s=12.0), SIZES["N"]) as (app, pilot):
        await pilot.press("exclamation_mark")
        await settled(pilot)
        assert notice(app) == "nothing is stalled"
        assert "nothing is stalled" in lines_of(app)[1]


async def test_the_loss_of_a_link_is_one_figure_wherever_a_share_of_it_stands() -> None:
    async with shown(session_of()) as (app, pilot):
        await pilot.press(*at("b2"))
        await settled(pilot)
        lines = lines_of(app)

    lane = next(hop.lane for hop in app.sight.shown.hops if hop.lane.lower == "b2")  # type: ignore[union-attr]  # it is shown
    share = f"{100 * lane.lost / lane.sent:.1f}%"
    assert any("▲ B1-B2" in line and f" {share} " in line for line in lines), "the table"
    assert any(f"ms {share}" in line and "▲ B1-B2" not in line for line in lines), "the map"
    said = " ".join((app.sight.card.reason, *(proof.words for proof in app.sight.card.evidence)))  # type: ignore[union-attr]  # it is shown
    assert "7 of the last 16 frames" in said
    assert "%" not in said, "the reason counts frames and says of how many"
    assert "LOSS 1m" in "\n".join(lines), "the table says of which span"


@pytest.mark.parametrize("width", [84, 92, 104, 140])
def test_the_last_column_of_the_hops_has_room_for_a_fault_and_sparks_say_what_they_span(width: int) -> None:
    columns, seconds = columns_of(width)

    assert columns[-1].width > 12
    assert sum(column.width for column in columns[:-1]) + 12 <= width
    assert columns[4].head in (f"last {seconds} s", f"{seconds} s")


async def test_when_the_broker_is_gone_no_dot_stands_on_the_map_and_the_line_fits() -> None:
    session = session_of()
    async with shown(session, SIZES["N"]) as (app, pilot):
        standing = session.standing
        standing.is_up, standing.lost_at = False, 0.0
        standing.trouble = "broker 127.0.0.1:1883: connection refused; again in 3 s; last heard 00:10:40; 16s ago"
        app.look()
        await settled(pilot)
        narrow = lines_of(app)
        await pilot.resize_terminal(*SIZES["W"])
        await settled(pilot)
        wide = lines_of(app)
        is_moving = app.live.is_moving  # type: ignore[union-attr]  # it is shown

    assert narrow[1].strip() == "broker 127.0.0.1:1883: connection refused; again in 3 s; last heard 00:10:40"
    assert wide[1].strip().endswith("last heard 00:10:40; 16s ago")
    assert not is_moving
    assert not any(DOT in line or "━" in line for line in wide[2:17])
    assert fitting("one; two; three", 9) == "one; two"
    assert fitting("all in one part", 3) == "all in one part"


async def test_y_puts_the_reason_and_its_evidence_on_the_clipboard() -> None:
    async with shown(session_of(), SIZES["M"]) as (app, pilot):
        await pilot.press(*at("b2"), "y")
        await settled(pilot)
        said, card = app.clipboard, app.sight.card

        assert card is not None
        assert notice(app) == "copied"
        assert card.reason in said
        assert [proof.words for proof in card.evidence if proof.words not in said] == []
        assert "B1-B2 ImageBlockResponse 11,424 lost (loss)" in said or "B2-B1 ImageBlockRequest" in said


async def test_what_never_came_is_a_line_among_the_events_with_how_many_there_were() -> None:
    session = session_of()
    b1 = [Entry(moment(AT), Name("b1"), 7, number, OtaGivenUp(0x00010001, 5, "why")) for number in (0, 38)]
    feed = Feed()
    feed.take(b1, 0)
    feed.give_up(HELD_FOR)
    say_gaps(session, feed)
    async with shown(session, SIZES["N"]) as (app, _pilot):
        lines = [line for line in lines_of(app) if "never came" in line]

    assert len(lines) == 1
    assert "✗ B1" in lines[0]
    assert "37 notes of it never came" in lines[0]
    assert feed.gaps() == []


async def test_e_offers_a_ladder_of_the_chosen_package_and_says_its_command() -> None:
    async with shown(session_of(), SIZES["M"], commands=RecordedCommands()) as (app, pilot):
        await pilot.press(*at("b2"), "e")
        await settled(pilot)

        assert isinstance(app.screen, ExportDialog)
        assert "b2" in app.screen._package


CASES = {case.label.cause: case for case in reversed(cases()) if case.label.cause}
"""One case of each cause that one fault alone brings about."""

ON_SCREEN = (
    "LINK_DOWN", "WAKE_MISSED", "NOT_FOR_DEVICE", "QUEUED", "DUTY_CYCLE", "STRANDED", "MIRROR_FLAG", "NO_ORDER",
    "ASLEEP", "OVERWRITTEN",
)  # fmt: skip
"""Those whose stories are short; row and card are made of any finding by the same lines, and all 40 are judged by
`make stalls`."""


@pytest.mark.slow
@pytest.mark.parametrize("cause", ON_SCREEN)
def test_a_cause_stands_in_row_and_card_with_each_piece_of_its_evidence_and_its_moment(cause: str) -> None:
    told = tell_case(CASES[cause])
    found = []
    for now in told.looks:
        reader = Reader(told.case.site)
        reader.take(entry for entry in told.entries if entry.at <= now)
        for row in reader.picture(now).rows:
            diagnosis = next(
                each for each in diagnose_all(reader.journey, reader.layout, now)
                if (each.package.request_id, each.package.device) == row.key
            ) if not row.is_part else None  # fmt: skip
            if row.code != cause or diagnosis is None or diagnosis.finding is None:
                continue
            card = reader.card(row.key, now)
            assert card is not None
            assert diagnosis.finding.words.startswith(row.why)
            assert diagnosis.finding.words.startswith(card.reason)
            assert row.brief == diagnosis.finding.short
            assert len(fitting_row(row, 44)) <= 44
            heads = [(proof.at, proof.words.partition(" (")[0]) for proof in card.evidence if proof.words[0] != " "]
            assert heads == [(piece.entries[-1].at, piece.says) for piece in diagnosis.finding.evidence]
            found.append(row)

    assert found, "the story brings it about"


async def test_a_reason_is_read_in_the_row_and_in_the_card_of_the_screen() -> None:
    told = tell_case(CASES["LINK_DOWN"])
    session = Session(Standing(Source.LIVE, "mqtt://127.0.0.1:1883", is_up=True, run_id="run-1"))
    session.open(told.case.site, "run-1")
    now = told.looks[-1]
    session.take([entry for entry in told.entries if entry.at <= now], now)
    async with shown(session) as (app, _pilot):
        lines = lines_of(app)

    assert any("■ P1" in line and "no frame" in line for line in lines)
    assert "LINK_DOWN since" in re.sub(r" +", " ", pane(lines, "Why"))
