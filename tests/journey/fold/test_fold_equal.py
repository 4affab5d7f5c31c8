"""A virtual world, a run file and a live feed of one run give one journey, however participants' notes are mixed."""

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.identity import Name
from premises.journey.fold.hop import SLICE, SLICES_MAX
from premises.journey.fold.journey import THINGS_MAX
from premises.journey.notebook import in_batches
from premises.journey.run_file import How, RunHeader, read_run, write_run
from premises.quantity import in_seconds
from premises.wire.codec import decode, encode
from premises.wire.envelope import NoteBatch
from premises.wire.notes.downloads import OtaAborted, OtaStarted
from premises.wire.notes.requests import RequestRefused, TransferStarted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC
from tests.journey.fold.pages import Page, folded
from tests.journey.fold.stories import SCENARIOS, read, telling
from tests.journey.notes import B1, HUB

B2 = Name("b2")
ORDERS = st.integers(0, 1 << 32)
"""Seeds of how notes are mixed."""
STORIES = st.sampled_from(("storm", "naive-supplier", "fail-activate", "overslept", "turned-bit", "old-news"))
MOMENTS = st.integers(0, 2 * SLICES_MAX).map(lambda number: number * in_seconds(SLICE))


def mixed(entries: Iterable[Entry], order: int) -> list[Entry]:
    """Mix notes anew, each participant's in its own order."""
    random = Random(order)  # noqa: S311 - an order, and no secret
    queues: dict[Name, deque[Entry]] = {}
    for entry in entries:
        queues.setdefault(entry.who, deque()).append(entry)
    found: list[Entry] = []
    while queues:
        who = random.choice(sorted(queues))
        some = min(len(queues[who]), random.choice((1, 2, 50, 100_000)))
        found += [queues[who].popleft() for _ in range(some)]
        if not queues[who]:
            del queues[who]
    return found


HAPPENINGS: dict[str, Callable[[Page, float, int, int], Page]] = {
    "send": lambda page, moment, sequence, _: page.send(moment, sequence).hear(moment, sequence),
    "lose": lambda page, moment, sequence, _: page.lose(moment, sequence).miss(moment, sequence),
    "ask": lambda page, moment, _, number: page.ask(moment, B1, 48 * number, B1 if number % 3 else B2),
    "start": lambda page, moment, _, number: page.say(moment, B1, OtaStarted(number % 4, 960, 48 * (number % 5))),
    "fetch": lambda page, moment, _, number: page.say(moment, HUB, TransferStarted(number % 4, 960, 0)),
    "abort": lambda page, moment, _, number: page.say(moment, B1, OtaAborted(number % 4, 48)),
    "refuse": lambda page, moment, _, number: page.say(moment, DCC, RequestRefused(f"request:{number}", "no", "why")),
}
HAPPENED = st.lists(st.tuples(MOMENTS, st.sampled_from(sorted(HAPPENINGS)), st.integers(0, 20)), max_size=80)


@given(HAPPENED, ORDERS)
def test_however_notes_are_mixed_the_journey_is_the_same(happened: list[tuple[float, str, int]], order: int) -> None:
    page = Page()
    for sequence, (moment, what, number) in enumerate(sorted(happened)):
        HAPPENINGS[what](page, moment, sequence, number)

    assert folded(mixed(page.entries, order)) == folded(page.entries)


@given(STORIES, ORDERS)
def test_however_the_notes_of_a_story_are_mixed_it_reads_the_same(name: str, order: int) -> None:
    told = telling(name)
    other = mixed(told.entries, order)

    assert folded(other) == folded(told.entries)
    assert read(other, told.layout) == read(told.entries, told.layout)


def test_one_whole_participant_after_the_other_gives_the_same_journey_however_much_is_forgotten() -> None:
    page = Page()
    for number in range(THINGS_MAX + 200):
        page.say(number, DCC, RequestRefused(f"request:{number}", "InvalidImage", "why"))
        page.say(number, B1, OtaStarted(number, 960, 0)).say(number, B2, OtaStarted(number, 960, 0))
        page.send(number, number).hear(number, number)
    first_to_last = sorted(page.entries, key=lambda entry: entry.who)
    last_to_first = sorted(page.entries, key=lambda entry: entry.who, reverse=True)

    assert folded(first_to_last) == folded(page.entries) == folded(last_to_first)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_story_read_back_from_its_run_file_or_heard_in_batches_reads_as_it_happened(
    name: str, tmp_path: Path
) -> None:
    told = telling(name)
    path = tmp_path / "run.vpr"
    write_run(path, RunHeader("run-1", Name("flat-14"), 1, "", How.VIRTUAL), told.entries)
    from_file = folded(read_run(path).entries)
    heard = (decode(NoteBatch, encode(batch)) for batch in in_batches(told.entries))

    assert from_file == folded(told.entries)
    assert folded(entry for batch in heard for entry in batch.entries) == from_file
    assert from_file.hops
