"""Which bundles a bridge that feeds others takes, what it says that it runs, and what it refuses."""

import pytest

from lab.images import make_bundle
from premises.wire.field.zcl import (
    Status,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode
from premises.wire.notes.bundles import FeedingBegun
from premises.wire.notes.downloads import FirmwareActivated, ImageRejected
from tests.machine.reading import noted
from tests.rooms.bridge_stage import bridge, download, file
from tests.rooms.feeder_stage import (
    B1,
    B3,
    B4,
    NEW,
    NEWER,
    OLD,
    Reports,
    bundle,
    cs09,
    ends,
    feeder,
    handed_on,
    part,
    under_header_of,
)

SUCCESS, FAILURE = ActivateImageResultCode.SUCCESS, ActivateImageResultCode.FAILURE


@pytest.mark.parametrize(("reports", "said"), [("bundle", NEWER), ("own", NEW)])
def test_what_it_says_it_runs_is_what_the_site_says(reports: Reports, said: int) -> None:
    stage = feeder(reports=reports)
    stage.bring(bundle(NEWER, part(B3, NEW), part(B4, NEW)), NEWER)
    stage.told_to_run(NEWER)
    stage.updates(B4)
    up = stage.wake()

    assert noted(up, FirmwareActivated) == [FirmwareActivated(said, OLD)]
    assert cs09(up) == [(said, SUCCESS)]


# What it does not take.


@pytest.mark.parametrize("reports", ["bundle", "own"])
def test_an_older_part_of_its_own_under_a_newer_header_is_a_rollback_and_refused(reports: Reports) -> None:
    stage = feeder(reports=reports)
    effects = stage.bring(bundle(NEWER, part(B3, OLD - 1), part(B4, NEW)), NEWER)

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "its own part is version 0x0000ffff, older than the 0x00010000 that it runs"
    ]
    assert ends(effects) == [Status.INVALID_IMAGE]
    assert handed_on(effects) == []


def test_what_its_own_part_was_is_remembered_though_it_says_the_bundles_version() -> None:
    stage = feeder()
    stage.bring(bundle(NEW, part(B3, 7 + OLD), part(B4)), NEW)
    stage.told_to_run()
    stage.updates(B4)
    stage.wake()
    stage.restart()
    effects = stage.bring(bundle(NEWER, part(B3, 6 + OLD), part(B4, NEWER)), NEWER)

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "its own part is version 0x00010006, older than the 0x00010007 that it runs"
    ]


def test_its_own_part_may_stay_the_same_for_its_childs_sake() -> None:
    effects = feeder().bring(bundle(NEWER, part(B3, OLD), part(B4, NEWER)), NEWER)

    assert handed_on(effects) == [FeedingBegun(NEWER, (B4,))]


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (part(B3), "does not begin as a bundle"),
        (bundle(NEW, part(B3)), "the bundle has no part for b4, type 0x0484"),
        (bundle(NEW, part(B3, hardware=(2, 3)), part(B4)), "image is for hardware 0x0002 to 0x0003"),
    ],
    ids=["plain image", "part missing", "other hardware"],
)
def test_what_is_no_bundle_for_it_and_those_it_feeds_is_refused(octets: bytes, words: str) -> None:
    effects = feeder().bring(octets)

    assert len(noted(effects, ImageRejected)) == 1
    assert words in noted(effects, ImageRejected)[0].why
    assert ends(effects) == [Status.INVALID_IMAGE]


def test_a_part_for_another_type_in_the_first_place_is_refused() -> None:
    effects = feeder().bring(under_header_of(part(B3), part(B4), part(B3)))

    assert "the first part is for type 0x0484" in noted(effects, ImageRejected)[0].why


def test_a_bundle_of_another_design_is_refused_by_whom_it_is_not_for() -> None:
    of_b = feeder(B1, "option-b")
    refused = of_b.bring(make_bundle((part(B1), part(B3)), NEW))

    assert [note.why for note in noted(refused, ImageRejected)] == ["the bundle has no part for b2, type 0x0284"]


def test_a_bundle_is_refused_by_a_bridge_that_feeds_nobody() -> None:
    plain = bridge()
    effects = download(plain, make_bundle((file(), part(B4)), NEW))

    assert [note.why for note in noted(effects, ImageRejected)] == ["image is a bundle, and this bridge feeds nobody"]
