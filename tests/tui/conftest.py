"""What every test of the screen shares: a collector of garbage that does not look at everything again and again."""

import gc
from collections.abc import Iterator

import pytest

LOOKS_AFTER = 200_000
"""New objects between two looks for garbage, where Python has 700: a third of the suite's time was its. Ours."""


@pytest.fixture(scope="module", autouse=True)
def _rare_looks_for_garbage() -> Iterator[None]:
    """Look rarely within a file of tests; all of it at its end, so that what nobody closed is said there."""
    before = gc.get_threshold()
    gc.set_threshold(LOOKS_AFTER, *before[1:])
    yield
    gc.set_threshold(*before)
    gc.collect()
