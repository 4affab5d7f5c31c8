"""Whoever looks into a premises goes by the run as the conductor says it now, and not by the file of its beginning."""

from lab.checked.suppliers import with_change
from lab.live.window import Window
from premises.identity import Name
from premises.quantity import Instant
from premises.runtime.clock import SharedClock
from premises.runtime.link import Arrival
from premises.runtime.memory import MemoryBroker
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, Run
from premises.wire.site import Site
from premises.wire.site_text import run_text
from premises.wire.tables.suppliers import SupplierSpec
from premises.wire.topics import VIEWER, Topics
from tests.runtime.manual_wall import ManualWall

TOPICS = Topics(Name("flat-14"))
BEGUN = Site(suppliers=Site().suppliers | {"north": SupplierSpec("90-B3-D5-1F-30-01-00-0A")})
SINCE = with_change(BEGUN, "gas", "north", Instant(1_100_000))


async def test_a_run_that_is_said_anew_is_the_site_and_one_that_cannot_be_read_is_not() -> None:
    async with MemoryBroker().link(VIEWER)([]) as link:
        window = Window(BEGUN, TOPICS, link, SharedClock(ManualWall(), "boot"))
        window.take(Arrival(TOPICS.run(), encode(Run(ENVELOPE_VERSION, "run-1", 1, run_text(SINCE))), retained=True))
        first = window.site
        window.take(Arrival(TOPICS.run(), encode(Run(ENVELOPE_VERSION, "run-1", 1, "none")), retained=False))

    assert first == window.site == SINCE
