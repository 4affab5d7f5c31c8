"""The two bands of a HAN, and for how long a frame occupies each: its octets and what the PHY sends before them.

Nothing is counted but the frame itself: no acknowledgement, no back-off. Whose budget that is, is the hub's affair
(``hub.duty``); the account of a whole run is ``premises.journey.radio_ledger``.
"""

from enum import Enum

from premises.quantity import Duration

OCTET_2400_US = 32
"""Microseconds of one octet at 2.4 GHz. Source: IEEE 802.15.4, 250 kbit/s."""

BEFORE_2400 = 6
"""Octets before a frame at 2.4 GHz: preamble 4, delimiter 1, length 1. Source: IEEE 802.15.4."""

OCTET_SUB_GHZ_US = 80
"""Microseconds of one octet below 1 GHz: 100 kbit/s. Assumption 50 (docs/sources.md)."""

BEFORE_SUB_GHZ = 12
"""Octets before a frame below 1 GHz: preamble 8, delimiter 2, length 2. Assumption 55 (docs/sources.md)."""


class Band(Enum):
    """Where a radio link is; the words are those of a site."""

    GHZ_2_4 = "2.4-ghz"
    SUB_GHZ = "sub-ghz"


def air_time(octets: int, band: Band) -> Duration:
    """Give for how long a frame of ``octets``, check sequence included, is on the air."""
    if band is Band.SUB_GHZ:
        return Duration((BEFORE_SUB_GHZ + octets) * OCTET_SUB_GHZ_US)
    return Duration((BEFORE_2400 + octets) * OCTET_2400_US)
