"""What the tests share: the back end with every bridge of a premises in its charge."""

import pytest
from desk import Desk, desk_for

from lab.testing.premises import Premises


@pytest.fixture
def desk(premises: Premises) -> Desk:
    """The back end, ready to send its first order."""
    return desk_for(premises)


@pytest.fixture
def live_desk(live_premises: Premises) -> Desk:
    """The same over real processes."""
    return desk_for(live_premises)
