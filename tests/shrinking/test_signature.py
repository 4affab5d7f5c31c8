"""Two failures are one when they differ in figures alone."""

import pytest

from lab.shrinking.signature import Failure, of_crash, of_verdict, signature_of


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        ("b2 runs 0x00010000, promised 0x00010001", "b2 runs other than promised"),
        ("b2 runs nothing, promised 0x00010001", "b2 runs other than promised"),
        ("not every request had its outcome within 60 s", "not over in time"),
        ("over after 61.2 s, promised within 60 s", "not over in time"),
        ("over after 3.0 s, promised not before 4 s", "over after … s, promised not before … s"),
        ("ppmid-2 lost 31.5 s of service, promised 10 s at most", "ppmid-2 lost … s of service, promised … s at most"),
        ("the hub's alerts are 0x8F20, 0x8F21, promised none", "the hub's alerts are …, promised none"),
        ("b1's image was displaced, not promised", "b1's image was displaced, not promised"),
    ],
)
def test_a_line_of_the_verdict_loses_its_figures_and_keeps_its_names(line: str, signature: str) -> None:
    assert signature_of(line) == signature


def crash(said: str) -> Failure:
    try:
        trip(said)
    except AssertionError as error:
        return of_crash(error)
    raise AssertionError("it trips")


def trip(said: str) -> None:
    raise AssertionError(said)


def test_a_crash_says_what_and_where() -> None:
    assert crash("block 48 after 96").signatures == ("AssertionError in test_signature.py trip: block … after …",)


LATE, B1, B2 = "not every request had its outcome within 9 s", "b1 runs 0x1, promised 0x2", "b2 runs 0x1, promised 0x2"


def test_what_a_failure_aims_at_says_more_than_that_it_was_late() -> None:
    assert of_verdict((LATE, B2)).aim == "b2 runs other than promised"
    assert of_verdict((LATE,)).aim == "not over in time"


@pytest.mark.parametrize(
    ("lines", "is_like"),
    [((LATE, B2), True), ((B2,), True), ((LATE,), False), ((), False), ((B1, B2), False), ((LATE, B1), False)],
)
def test_it_is_the_same_failure_by_its_aim_and_without_anything_new(lines: tuple[str, ...], is_like: bool) -> None:
    assert of_verdict(lines).is_like(of_verdict((LATE, B2))) is is_like


def test_a_crash_is_never_the_same_as_a_verdict() -> None:
    assert not crash("lost").is_like(of_verdict((LATE, B2)))
    assert not of_verdict((B2,)).is_like(crash("lost"))
    assert crash("block 1").is_like(crash("block 2"))
