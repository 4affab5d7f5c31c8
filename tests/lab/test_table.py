"""Pictures as a person reads them in a terminal."""

import pytest

from lab.commands.table import outcome_rows, picture_row, print_pictures
from premises.identity import Eui64, Name
from premises.wire.picture import Outcome, Picture
from premises.wire.site import DCC, HUB

B1 = Name("b1")
EUI = Eui64("90-B3-D5-1F-30-B1-00-01")
STRANGER = Eui64("90-B3-D5-1F-30-B1-00-99")


@pytest.mark.parametrize(
    ("picture", "row"),
    [
        (Picture(DCC, None, "idle"), ("dcc", "", "idle", "")),
        (Picture(DCC, None, "idle", outage_alerts=2), ("dcc", "", "idle", "AD1: 2")),
        (Picture(B1, 0x0001_0000, "idle"), ("b1", "0x00010000", "idle", "")),
        (
            Picture(B1, 0x0001_0000, "downloading", 0x0001_0001, 48, 4096),
            ("b1", "0x00010000", "downloading 0x00010001", "48 of 4096 octets"),
        ),
        (
            Picture(HUB, 0, "holding", 2, 512, 512, "for b1"),
            ("hub", "0x00000000", "holding 0x00000002", "512 of 512 octets for b1"),
        ),
    ],
)
def test_a_picture_is_one_row(picture: Picture, row: tuple[str, ...]) -> None:
    assert picture_row(picture) == row


def test_an_outcome_is_one_row_with_the_number_of_its_request_and_the_name_of_its_device() -> None:
    outcomes = tuple(
        Outcome(f"a:b:{number}", eui, 2, "waiting", "waiting", "") for number, eui in [(7, EUI), (8, STRANGER)]
    )

    assert outcome_rows(Picture(DCC, None, "idle", outcomes=outcomes), {EUI: "b1"}) == [
        ("7", "b1 0x00000002", "no word yet"),
        ("8", f"{STRANGER} 0x00000002", "no word yet"),
    ]


def test_what_came_from_outside_is_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_pictures([Picture(B1, None, "[red]on fire[/red]")], {})

    assert "[red]on fire[/red]" in capsys.readouterr().out


def test_requests_are_shown_only_when_there_are_any(capsys: pytest.CaptureFixture[str]) -> None:
    print_pictures([Picture(DCC, None, "idle")], {})

    assert "request" not in capsys.readouterr().out
