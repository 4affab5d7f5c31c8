"""A device that reboots into what it verified: up, or down until it comes up, and why it may come up as it was.

Of bridges and meters alike. What each says of it afterwards is its own affair.
"""

from dataclasses import dataclass

from premises.errors import PremisesError
from premises.machine.ailing import found
from premises.machine.growing import Growing
from premises.quantity import Instant
from premises.talk.ota_ailing import FAIL_ACTIVATE
from premises.talk.ota_client import OtaClient
from premises.wire.notes.downloads import ActivationFailed, ImageRejected


@dataclass(frozen=True, slots=True)
class Up:
    """It runs its firmware and listens."""


@dataclass(frozen=True, slots=True)
class Down:
    """Its radio is off until ``until``, when it comes up with ``image``."""

    version: int
    image: Growing
    until: Instant


def why_not_run(ota: OtaClient, down: Down, running: int, now: Instant) -> ImageRejected | ActivationFailed | None:
    """Give what is to be noted when a device that comes up ``now`` still runs ``running``; None when it may run it.

    It runs nothing that it does not find genuine once more.
    """
    try:
        ota.verify(down.image, down.version, now)
    except PremisesError as error:
        return ImageRejected(down.version, str(error))
    if found(ota.faults, FAIL_ACTIVATE, now) is not None:
        return ActivationFailed(down.version, running)
    return None
