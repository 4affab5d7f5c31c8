"""One adapter on loopback for all tests of a module that only ask."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from lab.site import site_of
from tests.gateway.ground import Ground

NEAR = site_of({"links": {"duis": {"latency_ms": 1.0, "jitter_ms": 0.0}}}, "site")
"""Where nothing takes long, for its clock is the wall's."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dcc(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """A DCC adapter that runs for the whole module."""
    async with Ground(tmp_path_factory.mktemp("dcc"), NEAR).lit() as ground:
        yield ground
