"""Which kinds of message a fault can be aimed at, by the names that the standards and our traces use.

The messages that cross any link, as ``premises.wire`` has them; a test holds the list to those that there are.
"""

from collections.abc import Mapping
from typing import get_args

from premises.faults.impairments.aim import names_of
from premises.wire.duis.messages import Duis
from premises.wire.field.wan import WanPrivate
from premises.wire.field.zcl import Zcl
from premises.wire.gbcs.octets import KINDS
from premises.wire.message import Message
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.mac import DataRequest

_ALL: tuple[type[Message], ...] = (
    *get_args(Zcl),
    ApsFragment,
    DataRequest,
    *get_args(WanPrivate),
    *KINDS,
    *get_args(Duis),
)

MESSAGES: Mapping[str, type[Message]] = {name: kind for kind in _ALL for name in sorted(names_of(kind))}
"""Each kind by its class name, as ``kind`` in a note says it, and the alerts by their use case too."""
