"""What the DCC adapter knows: the inventory, the outcome of each device's part of each request, alerts heard.

A value; each change gives the next ledger and the rows to keep. It knows only what it was told: a device whose CS09
was lost stays at its old version here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dcc_adapter.plan import SmiDevice
from premises.identity import Eui64
from premises.machine.effects import Keep, Kept
from premises.talk.outbox import about
from premises.wire.codec import decode, encode
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert, FirmwareTransferAlert
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.picture import Outcome

OUTCOMES_MAX = 64
"""Outcomes remembered; the oldest goes first. Ours."""

HEARD_MAX = 256
"""Alerts remembered, so that one said again is not taken for another. Ours."""

WAITING = "waiting"

KEY_OUTCOMES = "outcomes"
KEY_VERSIONS = "inventory"
KEY_HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The adapter's own record; ``heard_lately`` names alerts by originator and counter, the newest last."""

    devices: tuple[SmiDevice, ...]
    outcomes: tuple[Outcome, ...]
    heard_lately: tuple[tuple[Eui64, int], ...]
    heard_count: int
    """Alerts heard in all; orders the rows of those heard lately."""

    @staticmethod
    def of(devices: tuple[SmiDevice, ...], kept: Kept) -> Ledger:
        """Give the ledger as it was kept; ``devices`` is the inventory it began with."""
        versions = {key.rsplit("/", 1)[1]: int(value) for key, value in kept.below(KEY_VERSIONS)}
        known = tuple(
            replace(device, firmware_version=versions.get(device.device_id, device.firmware_version))
            for device in devices
        )
        outcomes = tuple(decode(Outcome, value) for _, value in kept.below(KEY_OUTCOMES))
        rows = sorted((int(value), key.rsplit("/", 1)[1]) for key, value in kept.below(KEY_HEARD))
        heard = tuple((Eui64(name[:-17]), int(name[-16:], 16)) for _, name in rows)
        return Ledger(known, outcomes, heard, rows[-1][0] if rows else 0)

    def knows(self, request_id: str) -> bool:
        """Say whether this request was taken before."""
        return any(outcome.request_id == request_id for outcome in self.outcomes)

    def heard(self, alert: GbcsAlert) -> bool:
        """Say whether this alert was heard before; out of order is not before."""
        return (alert.originator, alert.counter) in self.heard_lately

    def opened(self, request_id: str, version: int, devices: tuple[Eui64, ...]) -> tuple[Ledger, list[Keep]]:
        """Give the ledger with a request that was just taken."""
        new = tuple(Outcome(request_id, device, version, WAITING, WAITING, "") for device in devices)
        return self._with_outcomes((*self.outcomes, *new)[-OUTCOMES_MAX:])

    def carried(self, request_id: str, status: TransferStatus) -> tuple[Ledger, list[Keep]]:
        """Give the ledger after a WAN transfer; only one that was not stored changes an outcome."""
        if status is TransferStatus.STORED:
            return self, []
        word = status.name.lower()
        return self._with_outcomes(
            tuple(
                _with(outcome, transfer=word, detail=f"the hub did not store it: {word.replace('_', ' ')}")
                if outcome.request_id == request_id and outcome.transfer == WAITING
                else outcome
                for outcome in self.outcomes
            )
        )

    def told(self, alert: GbcsAlert) -> tuple[Ledger, list[Keep], str]:
        """Give the ledger after an alert, and the request it is about (empty when none fits)."""
        entity, version, code = about(alert)
        index = self._about(alert, entity, version)
        outcomes, request_id = self.outcomes, ""
        if index is not None:
            request_id = outcomes[index].request_id
            changed = _told(outcomes[index], alert, code)
            outcomes = (*outcomes[:index], changed, *outcomes[index + 1 :])
        ledger, keeps = self._with_outcomes(outcomes)
        newest = all(counter < alert.counter for who, counter in self.heard_lately if who == alert.originator)
        ledger, rows = _hearing(ledger, alert)
        keeps += rows
        # An older CS09 that comes late says what ran then, not what runs now.
        if newest and isinstance(alert, FirmwareActivationAlert) and alert.result is ActivateImageResultCode.SUCCESS:
            devices = tuple(
                replace(device, firmware_version=version) if device.device_id == entity else device
                for device in self.devices
            )
            ledger = replace(ledger, devices=devices)
            keeps.append(Keep(f"{KEY_VERSIONS}/{entity}", b"%d" % version))
        return ledger, keeps, request_id

    def _about(self, alert: GbcsAlert, entity: Eui64, version: int) -> int | None:
        """Give the outcome that an alert is about: no alert names its request.

        Images displace each other in the order they were sent, so CCS08 is about the oldest that still waits for one;
        what runs came last, so CS09 is about the newest that still waits for one.
        """
        same = [
            index
            for index, outcome in enumerate(self.outcomes)
            if (outcome.device_id, outcome.version) == (entity, version)
        ]
        if isinstance(alert, FirmwareTransferAlert):
            waiting = [index for index in same if self.outcomes[index].transfer == WAITING]
            return waiting[0] if waiting else same[-1] if same else None
        waiting = [index for index in same if self.outcomes[index].activation == WAITING]
        return waiting[-1] if waiting else same[-1] if same else None

    def _with_outcomes(self, outcomes: tuple[Outcome, ...]) -> tuple[Ledger, list[Keep]]:
        keeps = [Keep(KEY_OUTCOMES, None)]
        keeps += [Keep(f"{KEY_OUTCOMES}/{index:04}", encode(outcome)) for index, outcome in enumerate(outcomes)]
        return replace(self, outcomes=outcomes), keeps


def _hearing(ledger: Ledger, alert: GbcsAlert) -> tuple[Ledger, list[Keep]]:
    heard = (*ledger.heard_lately, (alert.originator, alert.counter))
    number = ledger.heard_count + 1
    keeps = [Keep(_heard_key(*entry), None) for entry in heard[:-HEARD_MAX]]
    keeps.append(Keep(_heard_key(alert.originator, alert.counter), b"%d" % number))
    return replace(ledger, heard_lately=heard[-HEARD_MAX:], heard_count=number), keeps


def _heard_key(originator: Eui64, counter: int) -> str:
    return f"{KEY_HEARD}/{originator}-{counter:016x}"


def _told(outcome: Outcome, alert: GbcsAlert, code: str) -> Outcome:
    if isinstance(alert, FirmwareTransferAlert):
        return _with(outcome, transfer=code)
    return _with(outcome, activation=code)


def _with(outcome: Outcome, transfer: str = "", activation: str = "", detail: str = "") -> Outcome:
    return Outcome(
        outcome.request_id,
        outcome.device_id,
        outcome.version,
        transfer or outcome.transfer,
        activation or outcome.activation,
        detail or outcome.detail,
    )
