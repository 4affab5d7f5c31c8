"""Requests made before: the same one is answered the same, and no counter serves twice."""

from hashlib import sha256

import pytest

from dcc_adapter.gateway.replays import REMEMBERED_MAX, Replays, Request
from premises.errors import RefusedError
from premises.identity import Name
from premises.sim.shelf import VirtualShelf

ME, ACB, METER = "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-00-00-02", "00-DB-12-34-56-78-90-A0"


def asked(counter: int, what: bytes = b"11.4", *, target: str = ACB, variant: int = 8, who: str = "gas") -> Request:
    return Request(Name(who), f"{ME}:{target}:{counter}", variant, sha256(what).digest())


def taken(replays: Replays, request: Request, xml: bytes = b"I99") -> None:
    assert replays.answer(request) is None
    replays.use(request)
    replays.answered(request, xml)


def test_the_same_request_gets_the_same_answer_again() -> None:
    replays = Replays(VirtualShelf())
    taken(replays, asked(1))

    assert replays.answer(asked(1)) == b"I99"


def test_the_same_request_is_known_after_a_kill() -> None:
    shelf = VirtualShelf()
    taken(Replays(shelf), asked(1))

    assert Replays(shelf).answer(asked(1)) == b"I99"


def test_a_counter_is_used_from_the_moment_at_which_the_machine_is_asked() -> None:
    shelf = VirtualShelf()
    Replays(shelf).use(asked(1))

    again = Replays(shelf)

    assert again.answer(asked(1)) is None
    with pytest.raises(RefusedError, match=f"RequestID {ME}:{ACB}:1: its counter was used for another request"):
        again.answer(asked(1, b"11.1"))


@pytest.mark.parametrize(
    "other",
    [asked(7, b"other image"), asked(7, target=METER), asked(7, variant=1), asked(7, variant=4), asked(7, variant=5)],
    ids=["content", "target", "variant-1", "variant-4", "variant-5"],
)
def test_a_counter_serves_one_request(other: Request) -> None:
    replays = Replays(VirtualShelf())
    taken(replays, asked(7))

    with pytest.raises(RefusedError, match="used for another request"):
        replays.answer(other)


@pytest.mark.parametrize(("first", "second"), [(4, 5), (5, 4)])
def test_a_pre_command_and_its_signed_one_share_a_request_id(first: int, second: int) -> None:
    shelf = VirtualShelf()
    replays = Replays(shelf)
    taken(replays, asked(7, target=METER, variant=first), b"first")
    taken(replays, asked(7, b"signed", target=METER, variant=second), b"second")

    assert replays.answer(asked(7, target=METER, variant=first)) == b"first"
    assert Replays(shelf).answer(asked(7, b"signed", target=METER, variant=second)) == b"second"


def test_a_pre_command_and_a_signed_one_for_another_device_do_not() -> None:
    replays = Replays(VirtualShelf())
    taken(replays, asked(7, target=METER, variant=4))

    with pytest.raises(RefusedError, match="used for another request"):
        replays.answer(asked(7, target=ACB, variant=5))


def test_requests_that_overtake_each_other_are_all_new() -> None:
    replays = Replays(VirtualShelf())
    for counter in (9, 3, 12, 4):
        taken(replays, asked(counter))

    assert replays.answer(asked(5)) is None


def test_suppliers_have_counters_of_their_own() -> None:
    replays = Replays(VirtualShelf())
    taken(replays, asked(1))

    assert replays.answer(asked(1, b"other", who="power")) is None


def test_a_counter_that_was_forgotten_is_not_new() -> None:
    shelf = VirtualShelf()
    replays = Replays(shelf)
    for counter in range(10, 10 + REMEMBERED_MAX + 1):
        taken(replays, asked(counter))

    for each in (replays, Replays(shelf)):
        with pytest.raises(RefusedError, match="expected a counter above 10"):
            each.answer(asked(10))
        assert each.answer(asked(11)) == b"I99"
    assert len(list(shelf.below("asked/answer"))) == REMEMBERED_MAX


def test_an_answer_that_comes_when_its_counter_was_forgotten_is_not_kept() -> None:
    shelf = VirtualShelf()
    replays = Replays(shelf)
    replays.use(asked(1))
    for counter in range(2, REMEMBERED_MAX + 2):
        replays.use(asked(counter))
    replays.answered(asked(1), b"late")

    assert list(shelf.below("asked/answer")) == []
