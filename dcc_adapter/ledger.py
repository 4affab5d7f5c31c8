"""What the DCC adapter knows: the inventory, the outcome of each device's part of each request, alerts heard.

A value; each change gives the next ledger and the rows to keep. It knows only what it was told: a device whose CS09
was lost stays at its old version here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dcc_adapter.plan import DccPlan, SmiDevice
from dcc_adapter.smi.inventory import Smi
from premises.identity import Eui64
from premises.machine.effects import Effect, Keep, Kept
from premises.talk.outbox import about, use_case
from premises.wire.codec import decode, encode
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.activation import ActivationCode, FirmwareReceiptAlert, FutureDatedAlert, ReceiptCode
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.picture import Outcome

OUTCOMES_MAX = 64
"""Outcomes remembered; the oldest goes first. Ours."""

HEARD_MAX = 256
"""Alerts remembered, so that one said again is not taken for another. Ours."""

WAITING = "waiting"

HELD = "held"
"""Of the activation of what CS06 alone activates: nobody asked for it yet."""

DELIVERED = "delivered"
"""Of the transfer to what says FDRA: its hub has the image (N60)."""

SUCCESS = "success"

REPLACED = "replaced"
"""Of the activation of what a device held until it fetched another image. Source: H302."""

NO_RESPONSE = "no_response"
"""Of the activation that CS06 asked for, and of which no word came in time."""

CS06 = "CS06"
SERVICE_ACTIVATE = "11.3"
"""What the inventory says that it knows something by."""

KEY_OUTCOMES = "outcomes"
KEY_HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The adapter's own record; ``heard_lately`` names alerts by originator and counter, the newest last."""

    smi: Smi
    outcomes: tuple[Outcome, ...]
    heard_lately: tuple[tuple[Eui64, int], ...]
    heard_count: int
    """Alerts heard in all; orders the rows of those heard lately."""

    @staticmethod
    def of(plan: DccPlan, kept: Kept) -> Ledger:
        """Give the ledger as it was kept."""
        outcomes = tuple(decode(Outcome, value) for _, value in kept.below(KEY_OUTCOMES))
        rows = sorted((int(value), key.rsplit("/", 1)[1]) for key, value in kept.below(KEY_HEARD))
        heard = tuple((Eui64(name[:-17]), int(name[-16:], 16)) for _, name in rows)
        return Ledger(Smi.of(plan, kept), outcomes, heard, rows[-1][0] if rows else 0)

    def under(self, plan: DccPlan) -> Ledger:
        """Give the same ledger where whose customer the premises is stands in ``plan``."""
        return replace(self, smi=replace(self.smi, accounts=plan.accounts))

    @property
    def devices(self) -> tuple[SmiDevice, ...]:
        """What is on the inventory."""
        return self.smi.devices

    @property
    def under_way(self) -> tuple[Eui64, ...]:
        """For whom an image is on its way."""
        return tuple(each.device_id for each in self.outcomes if each.transfer in (WAITING, DELIVERED))

    def knows(self, request_id: str) -> bool:
        """Say whether this request was taken before."""
        return any(outcome.request_id == request_id for outcome in self.outcomes)

    def heard(self, alert: GbcsAlert) -> bool:
        """Say whether this alert was heard before; out of order is not before."""
        return (alert.originator, alert.counter) in self.heard_lately

    def opened(
        self, request_id: str, version: int, devices: tuple[Eui64, ...], firmware_hash: bytes = b""
    ) -> tuple[Ledger, list[Keep]]:
        """Give the ledger with a request that was just taken; ``firmware_hash`` is what CS06 is to name, if it is."""
        commanded = {device.device_id for device in self.devices if device.is_commanded}
        new = tuple(
            Outcome(request_id, device, version, WAITING, HELD if device in commanded else WAITING, "", firmware_hash)
            for device in devices
        )
        return self._with_outcomes((*self.outcomes, *new)[-OUTCOMES_MAX:])

    def carried(self, request_id: str, status: TransferStatus) -> tuple[Ledger, list[Keep]]:
        """Give the ledger after a WAN transfer; one that was stored changes the outcome of who will say FDRA."""
        if status is TransferStatus.STORED:
            receipts = {device.device_id for device in self.devices if device.says_receipt}
            mine = [each.request_id == request_id and each.device_id in receipts for each in self.outcomes]
            if not any(mine):
                return self, []
            pairs = zip(self.outcomes, mine, strict=True)
            return self._with_outcomes(tuple(_with(one, transfer=DELIVERED) if told else one for one, told in pairs))
        word = status.name.lower()
        return self._with_outcomes(
            tuple(
                _with(outcome, transfer=word, detail=f"the hub did not store it: {word.replace('_', ' ')}")
                if outcome.request_id == request_id and outcome.transfer == WAITING
                else outcome
                for outcome in self.outcomes
            )
        )

    def told(self, alert: GbcsAlert) -> tuple[Ledger, list[Effect], str]:
        """Give the ledger after an alert, and the request it is about (empty when none fits)."""
        entity, version, code = about(alert)
        index = self._about(alert, entity, version)
        outcomes, request_id = self.outcomes, ""
        if index is not None:
            request_id = outcomes[index].request_id
            changed = _told(outcomes[index], alert, code)
            outcomes = (*_replaced(outcomes[:index], alert), changed, *outcomes[index + 1 :])
        ledger, keeps = self._with_outcomes(outcomes)
        newest = all(counter < alert.counter for who, counter in self.heard_lately if who == alert.originator)
        ledger, rows = _hearing(ledger, alert)
        keeps += rows
        # An older CS09 that comes late says what ran then, not what runs now.
        if newest and isinstance(alert, FirmwareActivationAlert) and alert.result is ActivateImageResultCode.SUCCESS:
            ledger, row = ledger.runs(entity, version, use_case(alert))
        else:
            ledger, row = ledger.with_smi(ledger.smi.heard(alert.originator, use_case(alert)))
        return ledger, [*keeps, *row], request_id

    def discarded(self, device_id: Eui64, version: int, code: TransferResponseCode) -> tuple[Ledger, list[Keep], str]:
        """Give the ledger after a hub gave up a meter's image, and the request (empty when that was known)."""
        for index, outcome in enumerate(self.outcomes):
            is_it = (outcome.device_id, outcome.version) == (device_id, version)
            if is_it and outcome.transfer in (WAITING, DELIVERED):
                changed = _with(outcome, transfer=code.name.lower(), detail="its hub no longer has it (N61)")
                return *self._with_outcomes(
                    (*self.outcomes[:index], changed, *self.outcomes[index + 1 :])
                ), outcome.request_id
        return self, [], ""

    def ordered(self, device_id: Eui64) -> tuple[Ledger, list[Keep]]:
        """Give the ledger after an 11.3 was taken: what the device holds is to run."""
        return self._activation(device_id, WAITING)

    def answered(self, device_id: Eui64, result: ActivationCode, version: int) -> tuple[Ledger, list[Effect]]:
        """Give the ledger after a device's last word on CS06, and after what it says that it runs."""
        ledger, keeps = self._activation(device_id, result.name.lower())
        more, rows = ledger.runs(device_id, version, CS06)
        return more, [*keeps, *rows]

    def unanswered(self, device_id: Eui64, *, suspends: bool = True) -> tuple[Ledger, list[Effect]]:
        """Give the ledger after CS06 had its time and no answer came: nobody knows what the device runs.

        ``suspends`` is false of a command that never came to its hub: that changed nothing. Source: MP105.
        """
        ledger, keeps = self._activation(device_id, NO_RESPONSE)
        if not suspends:
            return ledger, [*keeps]
        ledger, rows = ledger.with_smi(ledger.smi.suspended(device_id, SERVICE_ACTIVATE))
        return ledger, [*keeps, *rows]

    def is_unanswered(self, device_id: Eui64) -> bool:
        """Say whether the newest image that a device held was ordered to run, and no answer came in time."""
        mine = [one for one in self.outcomes if one.device_id == device_id and one.transfer == SUCCESS]
        return bool(mine) and mine[-1].activation == NO_RESPONSE

    def called_off(self, device_id: Eui64) -> tuple[Ledger, list[Keep]]:
        """Give the ledger after a device accepted that it is not to run what it holds."""
        return self._activation(device_id, HELD)

    def runs(self, device_id: Eui64, version: int, why: str) -> tuple[Ledger, list[Effect]]:
        """Give the ledger after a device said, in the message ``why``, which version it runs."""
        return self.with_smi(self.smi.runs(device_id, version, why))

    def with_smi(self, changed: tuple[Smi, list[Effect]]) -> tuple[Ledger, list[Effect]]:
        """Give the ledger with an inventory that changed, and its effects."""
        smi, effects = changed
        return replace(self, smi=smi), effects

    def _activation(self, device_id: Eui64, word: str) -> tuple[Ledger, list[Keep]]:
        """Change the newest outcome of a device whose image is genuine and does not run, if there is one."""
        for index, outcome in reversed(tuple(enumerate(self.outcomes))):
            if outcome.device_id == device_id and outcome.transfer == SUCCESS and outcome.activation != SUCCESS:
                changed = _with(outcome, activation=word, detail=CS06)
                return self._with_outcomes((*self.outcomes[:index], changed, *self.outcomes[index + 1 :]))
        return self, []

    def _about(self, alert: GbcsAlert, entity: Eui64, version: int) -> int | None:
        """Give the outcome that an alert is about: no alert names its request.

        Images displace each other in the order they were sent, so CCS08 is about the oldest that still waits for one;
        what runs came last, so CS09 is about the newest that still waits for one. FDRA names no version: images
        come in order, so it is about the oldest whose transfer is not over.
        """
        if isinstance(alert, FutureDatedAlert):
            return None  # ``answered`` takes it.
        if isinstance(alert, FirmwareReceiptAlert):
            mine = [index for index, outcome in enumerate(self.outcomes) if outcome.device_id == entity]
            owed = [index for index in mine if self.outcomes[index].transfer in (WAITING, DELIVERED)]
            return owed[0] if owed else None
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


def _replaced(before: tuple[Outcome, ...], alert: GbcsAlert) -> tuple[Outcome, ...]:
    """Give older outcomes after an alert: a meter that says FDRA of another image holds the one before no longer."""
    if not isinstance(alert, FirmwareReceiptAlert):
        return before
    return tuple(
        _with(one, activation=REPLACED) if (one.device_id, one.activation) == (alert.originator, HELD) else one
        for one in before
    )


def _told(outcome: Outcome, alert: GbcsAlert, code: str) -> Outcome:
    if isinstance(alert, FirmwareTransferAlert):
        return _with(outcome, transfer=code)
    if isinstance(alert, FirmwareReceiptAlert):
        good = alert.alert_code is ReceiptCode.VERIFICATION_SUCCEEDED
        return _with(outcome, transfer=SUCCESS if good else code)
    return _with(outcome, activation=code)


def _with(outcome: Outcome, transfer: str = "", activation: str = "", detail: str = "") -> Outcome:
    return Outcome(
        outcome.request_id,
        outcome.device_id,
        outcome.version,
        transfer or outcome.transfer,
        activation or outcome.activation,
        detail or outcome.detail,
        outcome.firmware_hash,
    )
