"""Which firmware runs (11.2): ECS52 of an ESME and of the hub itself, GCS38 of a GSME, CS08 of all the rest.

Values; bytes are in ``octets``. A Supplier is known to a meter, which answers it; a PPMID-class device, so any bridge,
and an HCALCS are asked by the Access Control Broker in its stead. Source: docs/sources.md, GBCS messages.
"""

from premises.wire.gbcs.message import BrokeredCommand, BrokeredResponse, GbcsCommand, GbcsResponse


class ReadEsmeVersionCommand(GbcsCommand, frozen=True, gc=False, tag="ECS52"):
    """ECS52: say which firmware runs, to an ESME or a Communications Hub."""


class ReadEsmeVersionResponse(GbcsResponse, frozen=True, gc=False, tag="ECS52-response"):
    """What an ESME or a hub answers."""

    version: int
    """0 when it could not be read."""
    is_read: bool


class ReadGsmeVersionCommand(GbcsCommand, frozen=True, gc=False, tag="GCS38"):
    """GCS38: say which firmware runs, to a GSME."""


class ReadGsmeVersionResponse(GbcsResponse, frozen=True, gc=False, tag="GCS38-response"):
    """What a GSME answers."""

    version: int
    """0 when it could not be read."""
    is_read: bool


class ReadPpmidVersionCommand(BrokeredCommand, frozen=True, gc=False, tag="CS08"):
    """CS08: say which firmware runs, to a PPMID, a bridge or an HCALCS."""


class ReadPpmidVersionResponse(BrokeredResponse, frozen=True, gc=False, tag="CS08-response"):
    """What such a device answers."""

    version: int
    """0 when it could not be read."""
    is_read: bool


ReadVersionCommand = ReadEsmeVersionCommand | ReadGsmeVersionCommand | ReadPpmidVersionCommand
"""Every way to ask."""

ReadVersionResponse = ReadEsmeVersionResponse | ReadGsmeVersionResponse | ReadPpmidVersionResponse
"""Every answer."""


def answer_to(command: ReadVersionCommand, version: int) -> ReadVersionResponse:
    """Give the answer of a device that runs ``version``, with neither signature nor MAC."""
    who = command.recipient, command.originator, command.counter
    match command:
        case ReadEsmeVersionCommand():
            return ReadEsmeVersionResponse(*who, version, True)
        case ReadGsmeVersionCommand():
            return ReadGsmeVersionResponse(*who, version, True)
    return ReadPpmidVersionResponse(*who, command.remote_party, command.remote_party_counter, version, True)
