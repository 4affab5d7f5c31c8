"""What a device that was told to keep quiet may still say to the hub, and the hub still hears: its download.

Source: EZ-SG; a poll is a MAC command and no ZCL message.
"""

from premises.wire.field.zcl import OTA_CLUSTER
from premises.wire.field.zcl_bytes import cluster_of
from premises.wire.message import Message
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.mac import DataRequest


def is_exempt(message: Message) -> bool:
    """Say whether ``message`` is of the OTA cluster, or none of ZCL."""
    if isinstance(message, DataRequest):
        return True
    return (message.cluster if isinstance(message, ApsFragment) else cluster_of(message)) == OTA_CLUSTER
