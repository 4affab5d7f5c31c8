"""A participant process of the driver's own live tests: ``python -m tests.live.driver_child WHO`` and the usual flags.

The site is ``LATENCY_US EVERY_US COUNT``: dcc asks hub, hub answers.
"""

import os
import sys

from premises.errors import PremisesError
from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.runtime.aerial import Cast
from premises.runtime.process import complain, run_participant
from premises.runtime.settings import read_participant
from premises.wire.envelope import Run
from tests.runtime.players import DCC, HUB, Pace, cast, echo, pinger, wan


def cast_of(who: Name, run: Run) -> Cast:
    """Give who ``who`` is in ``run``."""
    latency, every, count = (int(number) for number in run.site.split())
    make = pinger(DCC, HUB, Pace(Duration(every), Instant(0), count)) if who == DCC else echo(HUB)
    return cast(who, make, [wan(latency)], run.seed)


def main() -> int:
    """Run one of the two until told to stop."""
    try:
        settings = read_participant("driver_child", None, sys.argv[1:], os.environ)
    except PremisesError as error:
        complain(error)
        return 2
    return run_participant(lambda run: cast_of(settings.live.who, run), settings)


if __name__ == "__main__":
    sys.exit(main())
