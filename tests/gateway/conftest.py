"""One adapter on loopback for all tests of a module that only ask: each with a counter of its own."""

import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.gateway.ground import Ground

_COUNTERS = itertools.count(1)


@pytest.fixture
def counter() -> int:
    """A counter that no request had before."""
    return next(_COUNTERS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """An adapter that runs for the whole module."""
    async with Ground(tmp_path_factory.mktemp("gateway")).lit() as ground:
        yield ground
