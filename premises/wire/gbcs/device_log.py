"""Who is in a hub's device log (8.11): CCS01 takes a device in, CCS02 takes it out.

Values; bytes are in ``octets``. The Access Control Broker asks in the stead of a Supplier, whom no hub knows.
Source: docs/sources.md, GBCS messages.
"""

from enum import IntEnum

from premises.identity import Eui64
from premises.wire.gbcs.message import BrokeredCommand, BrokeredResponse

INSTALL_CODE_SIZE = 16
"""Octets of what a device proves itself with when it joins. Source: GP vectors."""


class LogDeviceType(IntEnum):
    """What a device log calls its devices. Source: GP asn1.ts, EZ-DL."""

    GSME = 0
    ESME = 1
    CHF = 2
    GPF = 3
    HCALCS = 4
    PPMID = 5
    TYPE_2 = 6


class AddDeviceCommand(BrokeredCommand, frozen=True, gc=False, tag="CCS01"):
    """CCS01: take this device into the device log."""

    device: Eui64
    device_type: LogDeviceType
    """PPMID of every bridge."""
    install_code: bytes = bytes(INSTALL_CODE_SIZE)
    """Carried and not used: who is in the site has the network's key. Assumption 98 (docs/sources.md)."""
    join_time: int = 90
    """For how long it may join, as an integer of two octets. Source: GP vectors; assumption 98 (docs/sources.md)."""


class AddDeviceResponse(BrokeredResponse, frozen=True, gc=False, tag="CCS01-response"):
    """Whether the hub did."""

    is_done: bool


class RemoveDeviceCommand(BrokeredCommand, frozen=True, gc=False, tag="CCS02"):
    """CCS02: take this device out of the device log."""

    device: Eui64


class RemoveDeviceResponse(BrokeredResponse, frozen=True, gc=False, tag="CCS02-response"):
    """Whether the hub did."""

    is_done: bool


DeviceLogCommand = AddDeviceCommand | RemoveDeviceCommand
"""What changes a device log."""

DeviceLogResponse = AddDeviceResponse | RemoveDeviceResponse
"""What a hub answers."""
