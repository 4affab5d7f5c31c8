"""The budget of octets in hand: in order, never more than there are, and given back however a holder ends."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from dcc_adapter.gateway.budget import Budget


class Holder:
    """Someone who wants octets, in a task of its own."""

    def __init__(self, budget: Budget, size: int) -> None:
        self._holds = False
        self._let_go = asyncio.Event()
        self.task = asyncio.create_task(self._hold(budget, size))

    async def _hold(self, budget: Budget, size: int) -> None:
        async with budget.holding(size):
            self._holds = True
            await self._let_go.wait()
        self._holds = False

    def holds(self) -> bool:
        """Say whether it has them."""
        return self._holds

    async def let_go(self) -> None:
        """Give them back."""
        self._let_go.set()
        await self.task
        await settled()

    async def give_up(self) -> None:
        """Stop waiting, or holding, as whoever hangs up does."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        self._holds = False
        await settled()


async def settled() -> None:
    """Let every task go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def holders(budget: Budget, *sizes: int) -> list[Holder]:
    """Give one holder for each size, in that order."""
    found = [Holder(budget, size) for size in sizes]
    await settled()
    return found


async def test_what_is_there_is_given_at_once_and_no_more() -> None:
    one, two, three = await holders(Budget(10), 6, 4, 1)

    assert (one.holds(), two.holds(), three.holds()) == (True, True, False)
    for each in (one, two, three):
        await each.give_up()


async def test_what_was_asked_for_first_is_given_first() -> None:
    one, large, small = await holders(Budget(10), 6, 8, 2)

    assert not small.holds(), "it would fit, and came later"
    await one.let_go()
    assert large.holds()
    assert small.holds()
    for each in (large, small):
        await each.let_go()


async def test_more_than_there_will_ever_be_is_given_alone() -> None:
    one, giant, after = await holders(Budget(10), 1, 1_000, 1)
    assert not giant.holds()
    await one.let_go()

    assert giant.holds()
    assert not after.holds()
    await giant.let_go()
    assert after.holds()
    await after.let_go()


async def test_who_gives_up_waiting_lets_the_next_one_in() -> None:
    one, large, small = await holders(Budget(10), 6, 8, 2)
    await large.give_up()

    assert small.holds()
    for each in (one, small):
        await each.let_go()


@pytest.mark.parametrize("size", [6, 10, 1_000])
async def test_who_hangs_up_gives_everything_back(size: int) -> None:
    budget = Budget(10)
    one, two = await holders(budget, size, 10)
    await one.give_up()

    assert two.holds()
    await two.let_go()


async def test_who_gives_up_in_the_moment_of_its_turn_gives_it_on() -> None:
    budget = Budget(10)
    async with budget.holding(10):
        two, three = await holders(budget, 10, 10)
    two.task.cancel()
    await settled()

    assert (two.holds(), three.holds()) == (False, True)
    await three.let_go()


async def test_an_error_in_the_block_gives_everything_back() -> None:
    budget = Budget(10)
    with pytest.raises(ValueError, match="no XML"):
        async with budget.holding(10):
            raise ValueError("no XML")

    async with asyncio.timeout(1), AsyncExitStack() as stack:
        await stack.enter_async_context(budget.holding(10))
