"""A ladder as a person sees it in a terminal."""

import pytest

from premises.identity import Name
from premises.journey.ladder.ladder import ladder_of
from premises.journey.ladder.rung import Happened, Ladder, Said
from premises.journey.ladder.text import WIDTH_MAX, WIDTH_MIN, text_of
from premises.journey.ladder.words import SLOW
from premises.journey.trace import Fate, FateKind
from premises.quantity import Duration, Instant, seconds
from tests.journey.fold.stories import SCENARIOS, telling

HUB, B1 = Name("hub"), Name("b1")


def said(*fates: Fate, source: Name = HUB, target: Name = B1) -> Said:
    return Said(Instant(1_500_000), source, target, "ImageBlockResponse", 4_800, source, target, fates)


def drawn(*rungs: Said | Happened, width: int = WIDTH_MAX) -> str:
    return text_of(Ladder((HUB, B1), rungs, 0), width=width).splitlines()[-1].rstrip()


def test_a_ladder_looks_like_this() -> None:
    told = telling("crash-mid-download")

    assert text_of(ladder_of(told.entries, layout=told.layout, last=25)) == CRASH.removesuffix("\n")


def test_ascii_alone_has_the_same_lines() -> None:
    ladder = ladder_of(telling("storm").entries)
    plain = text_of(ladder, plain=True)

    assert plain.isascii()
    assert [len(line) for line in plain.splitlines()] == [len(line) for line in text_of(ladder).splitlines()]


@pytest.mark.parametrize(
    ("fates", "row"),
    [
        ((Fate(FateKind.DELIVERED, Duration(5)),), "│────▶│    ImageBlockResponse 4,800"),
        ((Fate(FateKind.DELIVERED, Duration(SLOW)),), "│────▶│    ImageBlockResponse 4,800  after 1.0 s"),
        ((Fate(FateKind.DELIVERED, Duration(5)),) * 2, "│────▶│    ImageBlockResponse 4,800  heard 2 times"),
        ((Fate(FateKind.LOST, why="burst"),), "│──x  │    ImageBlockResponse 4,800  lost by burst"),
        ((Fate(FateKind.MISSED, why="deaf"),), "│────x│    ImageBlockResponse 4,800  missed (deaf)"),
        ((Fate(FateKind.UNHEARD),), "│────x│    ImageBlockResponse 4,800  nobody there"),
        ((Fate(FateKind.IN_THE_AIR),), "│──·  │    ImageBlockResponse 4,800  in the air at the end"),
        (
            (Fate(FateKind.DELIVERED, Duration(5)), Fate(FateKind.MISSED, why="damaged")),
            "│────▶│    ImageBlockResponse 4,800  delivered and missed (damaged)",
        ),
    ],
)  # fmt: skip
def test_an_arrow_shows_what_became_of_it(fates: tuple[Fate, ...], row: str) -> None:
    assert drawn(said(*fates)).replace("00:00:01.500 ", "").strip() == row


def test_an_arrow_points_the_way_it_went() -> None:
    delivered = Fate(FateKind.DELIVERED, Duration(5))

    assert "│◀────│" in drawn(said(delivered, source=B1, target=HUB))
    assert "b1 ──▶ hub" in text_of(
        Ladder(tuple(map(Name, "abcdefghijkl")), (said(delivered, source=B1, target=HUB),), 0), width=60
    )


def test_a_moment_can_be_typed_as_it_stands() -> None:
    happened = Happened(Instant(seconds(26 * 3600 + 61.25)), B1, "down: crash", B1)

    assert drawn(happened).startswith("26:01:01.250 ")


def test_what_happened_stands_on_its_lane_and_the_conductor_has_none() -> None:
    assert drawn(Happened(Instant(0), B1, "down: crash", B1)).endswith("│     ●    down: crash")
    assert drawn(Happened(Instant(0), Name("conductor"), "fault", B1)).endswith("│     │    fault")


@pytest.mark.parametrize("width", [WIDTH_MIN, 80, WIDTH_MAX])
@pytest.mark.parametrize("name", ["storm", "cut-off", "displaced"])
def test_no_line_is_wider_than_it_may_be(width: int, name: str) -> None:
    assert name in SCENARIOS
    lines = text_of(ladder_of(telling(name).entries), width=width).splitlines()

    assert max(map(len, lines)) <= width


def test_a_ladder_of_nothing_says_so() -> None:
    assert text_of(ladder_of(())) == "nothing was said"


def test_a_ladder_too_narrow_to_read_is_refused() -> None:
    with pytest.raises(AssertionError, match="expected 60 or more"):
        text_of(ladder_of(()), width=WIDTH_MIN - 1)


CRASH = """\
             supplier    dcc      hub      b1
           … 8 rows before
00:00:01.186     │        │        │───────▶│      ImageNotify: 0x00010001
00:00:01.186     │        │◀───────│        │      TransferEnd: transfer 1 stored, acknowledged
00:00:01.231     │        │        │◀───────│      QueryNextImageRequest
00:00:01.286     │        │        │───────▶│      QueryNextImageResponse
00:00:01.352     │        │        │◀───────│      ImageBlockRequest 0
00:00:01.399     │        │        │───────▶│      ImageBlockResponse 0
00:00:01.448     │        │        ┊        ┊      … 16 more blocks, 48 to 768, until 00:00:02.864
00:00:02.927     │        │        │◀───────│      ImageBlockRequest 816
00:00:02.973     │        │        │───────x│      ImageBlockResponse 816  nobody there
00:00:03.000     │        │        │        ●      down: crash
00:00:05.000     │        │        │        ●      starts again, boot 2
00:00:05.000     │        │        │◀───────│      ImageBlockRequest 816
00:00:05.043     │        │        │───────▶│      ImageBlockResponse 816
00:00:05.073     │        │        ┊        ┊      … 14 more blocks, 864 to 1,488, until 00:00:06.455
00:00:06.505     │        │        │        ●      0x00010001 verified
00:00:06.505     │        │        │◀───────│      UpgradeEndRequest
00:00:06.562     │        │        ●        │      the image of b1, 0x00010001, leaves slot X: nobody waits for it
00:00:06.562     │        │        │───────▶│      UpgradeEndResponse
00:00:06.562     │        │◀───────│        │      FirmwareTransferAlert: CCS08 success for b1, acknowledged
00:00:06.770     │◀───────│        │        │      CommsHubAlert: CCS08 success for b1, acknowledged
00:00:07.618     │        │        │        ●      runs 0x00010001, before 0x00010000
00:00:07.618     │        │        │◀───────│      ApsFragment: CS09 success, acknowledged
00:00:07.686     │        │◀───────│        │      FirmwareActivationAlert: CS09 success for b1, acknowledged
00:00:07.948     │        ●        │        │      inventory (CS09): b1 Commissioned, 0x00010001
00:00:07.948     │◀───────│        │        │      PPMIDAlert: CS09 success for b1, acknowledged
"""
