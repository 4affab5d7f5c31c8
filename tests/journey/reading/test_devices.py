"""What each device does now: up, asleep until when, rebooting or down, and what it runs."""

import pytest

from premises.identity import Name
from premises.journey.devices import Device, Doing, devices_of
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, FirmwareActivated, ImageRejected
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.site import HUB
from tests.journey.fold.pages import Page, at, folded
from tests.journey.fold.stories import telling
from tests.journey.reading.flat import B1, B4, LAYOUT, NEW, NEWER, OLD

STARTED = ParticipantStarted(1)
OFF, ON = RadioTurned(False), RadioTurned(True)


def seen(page: Page, who: Name = B4) -> Device:
    """Give one device."""
    return next(device for device in devices_of(page.journey, LAYOUT) if device.who == who)


def doing(*notes: Note) -> Doing:
    """Give what B4 does after it noted this, a second apart."""
    page = Page()
    for moment, note in enumerate(notes):
        page.say(moment, B4, note)
    return seen(page).doing


def test_everybody_is_listed_and_unheard_until_it_says_something() -> None:
    devices = devices_of(Page().say(0, B1, STARTED).journey, LAYOUT)

    assert [device.who for device in devices] == list(LAYOUT.names.values())
    assert {device.who for device in devices if device.doing is not Doing.UNHEARD} == {B1}


@pytest.mark.parametrize(
    ("notes", "what"),
    [
        ((STARTED,), Doing.UP),
        ((STARTED, OFF, FellAsleep(at(1800))), Doing.ASLEEP),
        ((STARTED, OFF, FellAsleep(at(1800)), ON), Doing.UP),
        ((STARTED, OFF, FellAsleep(at(1800)), WakeMissed(1, "stuck-asleep", at(3600))), Doing.ASLEEP),
        ((STARTED, DeviceRebooted(NEW), OFF), Doing.REBOOTING),
        ((STARTED, DeviceRebooted(NEW), OFF, ON, FirmwareActivated(NEW, OLD)), Doing.UP),
        ((STARTED, DeviceRebooted(NEW), OFF, ON, ActivationFailed(NEW, OLD)), Doing.UP),
        ((STARTED, DeviceRebooted(NEW), OFF, ON, ImageRejected(NEW, "forged")), Doing.UP),
        ((STARTED, DeviceRebooted(NEW), FirmwareActivated(NEW, OLD), DeviceRebooted(NEWER)), Doing.REBOOTING),
        ((STARTED, DeviceFailed("power-cut")), Doing.DOWN),
        ((STARTED, FellAsleep(at(9)), DeviceFailed("power-cut")), Doing.DOWN),
        ((STARTED, DeviceRebooted(NEW), DeviceFailed("crash")), Doing.DOWN),
        ((STARTED, DeviceFailed("crash"), DeviceRestored()), Doing.UP),
        ((STARTED, ParticipantStopped()), Doing.DOWN),
        ((STARTED, ParticipantStopped(), STARTED), Doing.UP),
        ((DeviceFailed("power-cut"),), Doing.DOWN),
    ],
)
def test_what_a_device_does_is_what_it_said_last(notes: tuple[Note, ...], what: Doing) -> None:
    assert doing(*notes) is what


def test_a_start_ends_whatever_the_boot_before_was_in() -> None:
    for before in (FellAsleep(at(1800)), DeviceRebooted(NEW), DeviceFailed("crash"), ParticipantStopped()):
        page = Page().say(0, B4, STARTED, before).say(5, B4, ParticipantStarted(2), boot=2)

        assert seen(page).doing is Doing.UP


def test_who_sleeps_says_until_when_and_nobody_else_does() -> None:
    page = Page().say(0, B4, STARTED, FellAsleep(at(1800))).say(0, B1, STARTED)
    slept_on = page.say(1800, B4, WakeMissed(1, "by chance", at(3600)))

    assert seen(slept_on).until == at(3600)
    assert seen(page, B1).until is None


def test_who_was_taken_down_says_by_what() -> None:
    page = Page().say(0, B4, STARTED, DeviceFailed("battery-flat")).say(0, B1, STARTED, ParticipantStopped())

    assert (seen(page).fault, seen(page, B1).fault, seen(page, HUB).fault) == ("battery-flat", "", "")
    assert seen(page).entry == page.entries[1]


def test_a_device_runs_what_it_said_last_or_else_what_the_site_says() -> None:
    page = Page().say(0, B1, STARTED)
    before = seen(page, B1).running
    page.say(1, B1, FirmwareActivated(NEW, OLD))
    after = seen(page, B1).running
    page.say(2, B1, ActivationFailed(NEWER, NEW))

    assert (before, after, seen(page, B1).running) == (OLD, NEW, NEW)
    assert seen(page, HUB).running == LAYOUT.running[HUB]
    assert seen(page, Name("gsme")).running is None


def test_a_device_that_went_back_and_forth_runs_the_last_of_it() -> None:
    page = Page().say(1, B1, FirmwareActivated(NEW, OLD), FirmwareActivated(NEWER, NEW), FirmwareActivated(NEW, NEWER))

    assert seen(page, B1).running == NEW


@pytest.mark.parametrize("name", ["polite-supplier", "fail-activate", "overslept", "quiet-flat", "cut-off"])
def test_at_the_end_of_a_story_the_devices_run_what_it_promised(name: str) -> None:
    told = telling(name)
    found = {device.who: device.running for device in devices_of(folded(told.entries), told.layout)}

    assert told.scenario.spec.expect.running
    assert {who: found[Name(who)] for who in told.scenario.spec.expect.running} == told.scenario.spec.expect.running
