"""What is no request is refused for what is wrong with it, in one sentence; the reader says nothing else."""

import random

import pytest

from premises.wire.xml.refusal import DuisError
from premises.wire.xml.request import read_request
from tests.wire.xml import bad
from tests.wire.xml.bad import BAD
from tests.wire.xml.written import REQUEST_ID

SENTENCE_MAX = 400


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_for_what_is_wrong_with_it(name: str) -> None:
    case = BAD[name]

    with pytest.raises(DuisError) as refused:
        read_request(case.make())

    assert case.word in str(refused.value)
    assert (refused.value.code, refused.value.status) == (case.code, case.status)
    assert len(str(refused.value)) < SENTENCE_MAX
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", [name for name, case in bad.WRONG.items() if case.code])
def test_one_that_has_a_code_can_be_answered_under_its_name(name: str) -> None:
    with pytest.raises(DuisError) as refused:
        read_request(BAD[name].make())

    assert refused.value.request_id == REQUEST_ID
    assert refused.value.service == refused.value.variant != ""


def test_each_that_it_was_made_of_is_good() -> None:
    for good in (bad.read(), bad.update(), bad.update(service="11.1"), bad.activate(), bad.signed(bad.cs06())):
        assert read_request(good).message is not None


def test_a_good_request_with_some_octets_changed_is_a_request_or_is_refused() -> None:
    luck = random.Random(8)  # noqa: S311 - equal examples each time
    goods = [bad.read(), bad.update(), bad.activate(at="2030-01-01T00:00:00Z"), bad.signed(bad.cs06())]
    refused = 0

    for _ in range(600):
        octets = bytearray(luck.choice(goods))
        for _ in range(luck.randint(1, 4)):
            at = luck.randrange(len(octets))
            octets[at : at + luck.randint(0, 3)] = luck.randbytes(luck.randint(0, 3))
        try:
            read_request(bytes(octets))
        except DuisError:
            refused += 1

    assert 300 < refused < 600
