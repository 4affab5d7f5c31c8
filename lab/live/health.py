"""``python -m lab.live.health b1``: whether one participant, or the conductor, is at the broker and shows itself.

For what watches containers: a connection as the viewer, and the two things each of them keeps retained. Read from the
same settings as every live process. A process that is there and hangs is not found so: its clock would show it.
"""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from premises.errors import LinkError, PremisesError, UsageError
from premises.identity import Name, name
from premises.runtime.link import Link
from premises.runtime.mqtt import mqtt_link
from premises.runtime.process import EXIT_DONE, EXIT_FAILED, EXIT_USAGE, complain
from premises.runtime.settings import LIVE_SETTINGS, LiveSettings, parser_of, read_live, read_values
from premises.wire.codec import decode
from premises.wire.envelope import Presence
from premises.wire.picture import Picture
from premises.wire.topics import VIEWER, Topics

SHOWN_WITHIN_S = 3.0
"""Seconds of wall in which what is retained must come. Ours."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Look once, and give the exit code; LinkError when who is asked for is not there."""
    parser = parser_of("python -m lab.live.health", LIVE_SETTINGS)
    parser.add_argument("who", help="whose health, like b1 or conductor")
    values = read_values(parser, LIVE_SETTINGS, argv, environ)
    asyncio.run(_look(read_live(VIEWER, values), name(values["who"])))
    return EXIT_DONE


async def _look(live: LiveSettings, who: Name) -> None:
    topics = Topics(live.premises)
    sight = _Sight(topics.presence(who), topics.picture(who))
    async with mqtt_link(live.broker)((sight.presence, sight.picture)) as link:
        try:
            await asyncio.wait_for(sight.fill(link), SHOWN_WITHIN_S)
        except TimeoutError:
            raise LinkError(f"no word from {who} within {SHOWN_WITHIN_S:g} s") from None


@dataclass(slots=True)
class _Sight:
    """What is seen of one process."""

    presence: str
    picture: str
    here: bool = False
    shown: bool = False

    async def fill(self, link: Link) -> None:
        """Take what comes until it is there and shows itself."""
        while not (self.here and self.shown):
            arrival = await link.next()
            if arrival.topic == self.presence and arrival.payload:
                self.here = decode(Presence, arrival.payload).here
            elif arrival.topic == self.picture and arrival.payload:
                self.shown = bool(decode(Picture, arrival.payload).activity)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except PremisesError as error:
        complain(error)
        sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED)
