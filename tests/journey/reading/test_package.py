"""A package through all its stages: what it has reached and when, how far it is, and what the DCC knows of it."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from premises.identity import Eui64, Name
from premises.journey.layout import layout_of
from premises.journey.package import Package, Stage, packages, refusals
from premises.wire.notes.downloads import ActivationFailed, ImageRejected, OtaAborted, OtaStarted
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.requests import RequestAccepted, RequestRefused, TransferEnded
from premises.wire.site import DCC, HUB
from tests.journey.fold.pages import Page, at
from tests.journey.reading.flat import B1, B2, B3, B4, EUI, LAYOUT, NEW, NEWER, OLD, SIZE, TYPE, Update, flat

S = Stage


def of(page: Page, now_s: float | None = None) -> tuple[Package, ...]:
    """Give the packages that a page tells of."""
    return packages(page.journey, LAYOUT, None if now_s is None else at(now_s))


def one(page: Page, now_s: float | None = None) -> Package:
    """Give the only one."""
    (package,) = of(page, now_s)
    return package


def whole(who: Name = B1, stages: int = 8) -> Update:
    """Write an update as far as so many stages go, one each ten seconds."""
    update = Update(who)
    steps: tuple[Callable[[], Update], ...] = (
        lambda: update.accepted(10),
        lambda: update.fetched(20),
        lambda: update.stored(30),
        lambda: update.downloaded(40),
        lambda: update.verified(50),
        lambda: update.activated(60),
        lambda: update.reported(70),
    )
    for step in steps[:stages]:
        step()
    return update


@pytest.mark.parametrize(("who", "hop"), [(B1, S.HAN), (B2, S.ALT), (B3, S.HAN), (B4, S.ALT)])
def test_a_package_reaches_one_stage_after_the_other_each_at_its_moment(who: Name, hop: Stage) -> None:
    reached = [one(whole(who, count)) for count in range(1, 8)]

    assert [package.stage for package in reached] == [S.DCC, S.WAN, S.STORE, hop, S.VERIFY, S.ACTIVE, S.REPORTED]
    assert [package.since for package in reached] == [at(10 * count) for count in range(1, 8)]
    assert [package.is_done for package in reached] == [False] * 6 + [True]
    assert {(package.device, package.accepted_at, package.transfer_number) for package in reached} == {(who, at(10), 1)}


def test_each_step_shows_the_note_that_says_so() -> None:
    package = one(whole())

    assert [step.stage for step in package.steps] == [S.DCC, S.WAN, S.STORE, S.HAN, S.VERIFY, S.ACTIVE, S.REPORTED]
    assert [step.entry.who for step in package.steps] == [DCC, HUB, HUB, B1, B1, B1, DCC]


def test_what_the_dcc_knows_of_transfer_and_activation_are_its_alerts() -> None:
    reached = [one(whole(stages=count)) for count in (1, 3, 5, 7)]

    assert [(package.transfer, package.activation) for package in reached] == [
        ("waiting", "waiting"),
        ("waiting", "waiting"),
        ("success", "waiting"),
        ("success", "success"),
    ]


def test_a_transfer_that_ends_without_an_image_in_the_store_says_why_not() -> None:
    page = Update().accepted(1).fetched(2).say(3, DCC, TransferEnded(1, "too_large"))

    assert (one(page).stage, one(page).transfer) == (S.WAN, "too_large")


def test_a_failed_activation_that_was_reported_is_no_success() -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).verified(5)
    page.say(6, B1, ActivationFailed(NEW, NEW - 1))
    package = one(page.reported(7, "failure"))

    assert (package.stage, package.activation, package.is_done) == (S.VERIFY, "failure", False)


def test_whoever_fetches_now_says_how_far_it_is() -> None:
    page = Update().accepted(1).fetched(2)
    page.say(12, HUB, FlightSent(Name("wan"), DCC, 1, 1, "ChunkRequest", 480, 0, HUB, DCC))
    at_wan = one(page, 12)
    at_store = one(page.stored(20))
    page.downloaded(30).ask(30, B1, 0).ask(40, B1, 240)
    at_han = one(page, 40)
    at_verify = one(page.verified(50))

    assert [(each.have, each.rate) for each in (at_wan, at_store, at_han, at_verify)] == [
        (480, 48.0),
        (SIZE, None),
        (240, 24.0),
        (SIZE, None),
    ]
    assert [each.eta(at(40)) for each in (at_wan, at_store, at_han, at_verify)] == [at(50), None, at(70), None]


def test_what_stands_still_has_no_moment_of_arrival() -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).ask(4, B1, 0)

    assert (one(page, 30).rate, one(page, 30).eta(at(30))) == (None, None)


@pytest.mark.parametrize("gone", [OtaAborted(NEW, 480), ImageRejected(NEW, "forged")])
def test_a_device_that_dropped_its_part_has_nothing_of_it(gone: OtaAborted | ImageRejected) -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).ask(4, B1, 0).ask(14, B1, 480).say(15, B1, gone)

    assert (one(page, 16).stage, one(page, 16).have) == (S.HAN, 0)


def test_while_a_device_downloads_another_image_the_one_before_is_as_far_as_nothing() -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).ask(4, B1, 0).ask(14, B1, 480)
    page.accepted(15, 2, NEWER).fetched(16, 2).stored(17, 2, NEWER).downloaded(18, NEWER).ask(20, B1, 96)

    assert [(each.version, each.stage, each.have) for each in of(page, 20)] == [(NEW, S.HAN, 0), (NEWER, S.HAN, 96)]


def test_a_request_for_several_devices_is_as_many_packages_each_on_its_own_way() -> None:
    site = flat()
    twin = replace(site.bridges["b3"], image_type=TYPE[B1])
    layout = layout_of(replace(site, bridges=site.bridges | {"b3": twin}))
    page = Update().accepted(1, 1, NEW, B3).fetched(2).stored(3).downloaded(4).verified(5)
    page.say(6, B3, OtaStarted(NEW, SIZE, 0))

    assert [(each.device, each.stage, each.transfer) for each in packages(page.journey, layout)] == [
        (B1, S.VERIFY, "success"),
        (B3, S.HAN, "waiting"),
    ]


def test_a_device_that_is_none_of_the_premises_is_no_package_here() -> None:
    neighbour = Eui64("90-B3-D5-1F-30-B1-00-77")
    page = Update().say(1, DCC, RequestAccepted("request:1", NEW, SIZE, (neighbour, EUI[B1]), 1))

    assert [each.device for each in of(page)] == [B1]


def test_the_same_version_sent_twice_is_two_packages_and_only_what_follows_counts_for_the_second() -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).say(5, B1, ImageRejected(NEW, "forged"))
    page.ccs08(6, "transfer_failure").accepted(10, 2)
    first, second = of(page)

    assert (first.stage, first.transfer) == (S.HAN, "transfer_failure")
    assert (second.stage, second.transfer, second.since) == (S.DCC, "waiting", at(10))

    page.fetched(12, 2).stored(13, 2).downloaded(14).verified(15).activated(16).reported(17)
    again = of(page)[1]

    assert [step.entry.at for step in again.steps] == [at(moment) for moment in (10, 12, 13, 14, 15, 16, 17)]
    assert (again.transfer, again.is_done) == ("success", True)


def test_what_was_verified_before_it_was_sent_again_was_not_verified_since() -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).verified(5)
    page.say(6, B1, ActivationFailed(NEW, OLD))
    page.reported(7, "failure").accepted(10, 2)

    assert [(each.stage, each.transfer, each.activation) for each in of(page)] == [
        (S.VERIFY, "success", "failure"),
        (S.DCC, "waiting", "waiting"),
    ]


def test_a_device_that_begins_its_download_again_began_it_the_first_time() -> None:
    page = Update().accepted(1).fetched(2).stored(3).downloaded(4).downloaded(44, have=96)

    assert (one(page).stage, one(page).since) == (S.HAN, at(4))


def test_packages_come_in_the_order_of_their_requests() -> None:
    page = Update(B3).accepted(1, 7)
    page.who = B1
    page.accepted(2, 3)

    assert [each.request_id for each in of(page)] == ["request:7", "request:3"]


def test_a_request_of_which_nothing_was_taken_is_a_refusal_and_no_package() -> None:
    page = Update().say(1, DCC, RequestRefused("request:1", "InvalidImage", "it begins with 50 4b"))
    (refused,) = refusals(page.journey, LAYOUT)

    assert of(page) == ()
    assert (refused.request_id, refused.devices) == ("request:1", ())
    assert (refused.reason, refused.detail) == ("InvalidImage", "it begins with 50 4b")
    assert refused.entry == page.entries[-1]


def test_a_request_that_was_taken_when_it_came_again_is_refused_no_longer() -> None:
    page = Update()
    page.say(1, DCC, RequestRefused("request:1", "QueueFull", "8 requests are under way"))
    page.accepted(5)

    assert refusals(page.journey, LAYOUT) == ()
    assert len(of(page)) == 1


def test_what_was_refused_of_a_request_that_was_taken_for_others_stays_refused() -> None:
    page = Update().accepted(1).say(1, DCC, RequestRefused("request:1", "NotCommissioned", "b2 is not", (EUI[B2],)))
    (refused,) = refusals(page.journey, LAYOUT)

    assert refused.devices == (B2,)
    assert [each.device for each in of(page)] == [B1]
