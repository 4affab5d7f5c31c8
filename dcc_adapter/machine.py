"""The DCC adapter: it takes 11.1, 11.3 and 11.4, moves images over the WAN, and passes alerts to Suppliers.

::

    UpdatePPMIDFirmware, UpdateFirmware -> checks -> I99 / W110401 / E110401, or W110101 / E110101
                              | taken
                              v
              ``transfers``, one at a time: ImageOffer -> chunks as the hub asks -> TransferEnd
    CCS08, CS09 from the hub -> believed? -> acknowledged -> inventory -> CommsHubAlert, PPMIDAlert
    TransferEnd of an 11.1 -> N60 or N61; ActivateFirmware: ``activations``
    FDRA, DBCH06, DBCH10 ... -> believed? -> acknowledged -> DeviceAlertMessage
    whatever a Supplier is told later: ``telling`` says whom, ``mail`` says it until it is taken
    PowerOutage from the hub -> AD1 to the network operator

Between acceptance and CCS08 the Supplier hears nothing: that is the field's own silence. DUIS-shaped, not DUIS.
"""

from collections.abc import Hashable
from dataclasses import replace

from dcc_adapter.accounts import Account
from dcc_adapter.activations import Activations
from dcc_adapter.ledger import Ledger
from dcc_adapter.mail import Mail
from dcc_adapter.outages import Outages
from dcc_adapter.plan import DccPlan
from dcc_adapter.reading import Answer, Readings, is_taken, learned, told_of
from dcc_adapter.sending.transfers import Transfers
from dcc_adapter.sending.updates import asked_to_update
from dcc_adapter.smi.permission import why_not_heard
from dcc_adapter.smi.requests import asked_of_inventory
from dcc_adapter.telling import Later, distribution_alerts, letters_of, message_of
from dcc_adapter.told import answer_to
from premises.errors import TrustError
from premises.machine.effects import NOTHING, Effect, Effects, Kept, Send
from premises.quantity import Instant, earliest
from premises.talk.outbox import about, use_case
from premises.trust.alerts import check_alert
from premises.wire.duis.inventory import UpdateHANDeviceLog
from premises.wire.duis.messages import (
    ActivateFirmware,
    DistributionCode,
    DuisAck,
    FirmwareDistributionAlert,
    ReadFirmwareVersion,
    ServiceRequest,
    ServiceResponse,
    TransformActivateFirmware,
    UpdateFirmware,
    UpdatePPMIDFirmware,
    UpdateRequest,
)
from premises.wire.field.wan import (
    AlertAck,
    ChunkRequest,
    DiscardAck,
    ImageDiscarded,
    PowerOutage,
    TransferAck,
    TransferEnd,
    TransferStatus,
)
from premises.wire.gbcs.activation import ActivateFirmwareResponse, FutureDatedAlert
from premises.wire.gbcs.message import GbcsAlert, GbcsResponse, kind_of
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import AlertReceived, AlertRefused, OutageAlerted, RequestRefused, TransferEnded
from premises.wire.picture import Picture

POWER_OUTAGE_ALERT = "AD1"
"""The DCC alert to the network operator. Source: MP102."""


class DccAdapter:
    """One adapter as a machine; ``state`` is that of its (transfers, ledger, outages, activations, mail, readings)."""

    __slots__ = ("_activations", "_ledger", "_mail", "_outages", "_plan", "_readings", "_transfers")

    def __init__(self, plan: DccPlan, kept: Kept) -> None:
        self._plan = plan
        self._transfers = Transfers(plan.who, plan.hub, kept)
        self._ledger = Ledger.of(plan, kept)
        self._outages = Outages.of(kept)
        self._activations = Activations(plan, kept)
        self._mail = Mail(plan.who, kept)
        self._readings = Readings(plan, kept)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        commanded = self._activations.state, self._mail.state, self._readings.state
        return self._transfers.state, self._ledger, self._outages, *commanded

    @state.setter
    def state(self, value: Hashable) -> None:
        (
            self._transfers.state,
            self._ledger,
            self._outages,
            self._activations.state,
            self._mail.state,
            self._readings.state,
        ) = value  # type: ignore[misc]  # these six, by the getter
        self._ledger = self._ledger.under(self._plan)

    @property
    def deadline(self) -> Instant | None:
        """When an image is to be offered again, or a command or a word to a Supplier to be said again."""
        commands = self._activations.deadline, self._readings.deadline
        changes_at = self._ledger.smi.changes_at
        return earliest(self._transfers.deadline, *commands, self._mail.deadline, changes_at)

    @property
    def picture(self) -> Picture:
        """What it moves, and what became of each device's part of each request."""
        is_idle = self._activations.is_idle and self._readings.is_idle
        doing: tuple[str, int | None, int, int, str] = ("idle" if is_idle else "commanding", None, 0, 0, "")
        if self._transfers.jobs:
            job = self._transfers.jobs[0]
            doing = "sending", job.version, 0, job.image.length, f"request {job.request_id.rsplit(':', 1)[-1]}"
        known, alerts = self._ledger.smi.held, self._outages.count
        return Picture(self._plan.who, None, *doing, self._ledger.outcomes, outage_alerts=alerts, inventory=known)

    def start(self, now: Instant) -> Effects:
        """Offer again whatever was accepted, and say again what nobody took."""
        smi, rows = self._ledger.smi.started(now)
        self._ledger = replace(self._ledger, smi=smi)
        commands = (*self._activations.start(now), *self._readings.start(now))
        return (*rows, *self._transfers.offer(now), *commands, *self._mail.start(now)) or NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from a Supplier or from the hub."""
        account = self._plan.accounts.named(frame.source)
        if account is not None:
            return self._from_supplier(account, frame, now)
        return self._from_hub(frame, now) if frame.source == self._plan.hub else _ignored(frame)

    def wake(self, now: Instant) -> Effects:
        """Offer again what the hub has not answered, and say again what nobody took."""
        offers = self._transfers.wake(now)
        self._ledger, effects, late = self._activations.wake(self._ledger, now)
        read, unread = self._readings.wake(now)
        told = [*read, *(effect for response in (*late, *unread) for effect in self._tell(response, now))]
        smi, rows = self._ledger.smi.due(now)
        self._ledger = replace(self._ledger, smi=smi)
        return [*rows, *offers, *effects, *self._mail.wake(now), *told] or NOTHING

    def _from_supplier(self, account: Account, frame: Frame, now: Instant) -> Effects:
        request = frame.message
        if isinstance(request, DuisAck):
            return self._mail.taken(account.name, request.number)
        if not isinstance(request, ServiceRequest):
            return _ignored(frame)
        finding = why_not_heard(request, account, self._plan.accounts, self._plan.acb)
        if finding is not None:
            response = ServiceResponse(request.request_id, finding.code, finding.refusal, (), finding.words)
            noted = RequestRefused(request.request_id, finding.refusal.value, finding.words)
            return [noted, *answer_to(frame, self._plan.who, response)]
        effects, answer = self._asked(request, account, now)
        # What is first in the queue is offered at once; what is not waits for its turn.
        offer = self._transfers.wake(now) if isinstance(request, UpdateRequest) else NOTHING
        return [*effects, *answer_to(frame, self._plan.who, answer), *offer]

    def _asked(self, request: ServiceRequest, account: Account, now: Instant) -> tuple[Effects, Message]:
        ledger, plan = self._ledger, self._plan
        match request:
            case UpdatePPMIDFirmware() | UpdateFirmware():
                return self._request(request, account, now)
            case ActivateFirmware():
                self._ledger, effects, response = self._activations.asked(request, account, ledger, now)
                return effects, response
            case TransformActivateFirmware():
                return self._activations.transformed(request, account, ledger)
            case ReadFirmwareVersion():
                return self._readings.asked(request, account, ledger.smi, now)
        asked = asked_of_inventory(request, account, ledger.smi, plan)
        self._ledger = replace(ledger, smi=asked.smi)
        if isinstance(request, UpdateHANDeviceLog) and is_taken(asked.answer):
            return self._readings.asked(request, account, ledger.smi, now)
        return asked.effects, asked.answer

    def _request(self, request: UpdateRequest, account: Account, now: Instant) -> tuple[Effects, ServiceResponse]:
        ledger, transfers = self._ledger, self._transfers
        self._ledger, effects, response = asked_to_update(request, account, self._plan, ledger, transfers, now)
        return effects, response

    def _from_hub(self, frame: Frame, now: Instant) -> Effects:
        match frame.message:
            case ChunkRequest() as request:
                return self._transfers.chunk(request, frame.transaction, now)
            case TransferEnd(transfer, status):
                return self._ended(transfer, status, now)
            case GbcsAlert() as alert:
                return self._alert(alert, now)
            case ActivateFirmwareResponse() | AlertAck() | ImageDiscarded() as said:
                return self._meters(said, now)
            case PowerOutage() as outage:
                return self._outage(outage)
        return self._read(frame.message, now) if isinstance(frame.message, Answer) else _ignored(frame)

    def _ended(self, transfer: int, status: TransferStatus, now: Instant) -> Effects:
        ack = self._to_hub(TransferAck(transfer), 0)
        ended = self._transfers.end(transfer)
        if ended is None:
            return [ack]
        job, forgotten = ended
        self._ledger, kept = self._ledger.carried(job.request_id, status)
        effects: list[Effect] = [forgotten, *kept, TransferEnded(transfer, status.name.lower()), ack]
        for alert in distribution_alerts(job, status, self._ledger.devices):
            effects += self._tell(alert, now)
        return [*effects, *self._transfers.offer(now)]

    def _refused(self, said: GbcsAlert | GbcsResponse) -> Effects:
        """Give what is noted of a message that is not believed; nothing for one that is."""
        try:
            check_alert(said, self._plan.pki)
        except TrustError as error:
            # Discarded as if it had not come: an answer would tell a forger something, and the real one is said again.
            return [AlertRefused(use_case(said), said.originator, said.counter, str(error))]
        return NOTHING

    def _ack(self, said: GbcsAlert | GbcsResponse) -> Send:
        return self._to_hub(AlertAck(said.originator, said.counter, kind_of(said)), said.counter)

    def _meters(self, said: ActivateFirmwareResponse | AlertAck | ImageDiscarded, now: Instant) -> Effects:
        match said:
            case ActivateFirmwareResponse():
                return self._response(said, now)
            case AlertAck(originator, counter):
                command = originator, counter
                return [*self._activations.acknowledged(*command), *self._readings.acknowledged(*command)]
        self._ledger, kept, request_id = self._ledger.discarded(said.device, said.version, said.code)
        ack = self._to_hub(DiscardAck(said.transfer, said.device), 0)
        if not request_id:
            return [ack]
        told = FirmwareDistributionAlert(request_id, said.device, DistributionCode.NOT_DELIVERED, said.version)
        return [*kept, ack, *self._tell(told, now)]

    def _response(self, response: ActivateFirmwareResponse, now: Instant) -> Effects:
        if refused := self._refused(response):
            return refused
        self._ledger, kept, told = self._activations.answered(response, self._ledger)
        if told is None:
            return [self._ack(response)]
        received = AlertReceived(use_case(response), *about(response))
        return [*kept, received, self._ack(response), *self._tell(told, now)]

    def _read(self, answer: Answer, now: Instant) -> Effects:
        """Take what a device answered to 11.2, which is what it runs whatever was believed, or a hub to 8.11."""
        if refused := self._readings.refused(answer):
            return refused
        effects, told = self._readings.answered(answer)
        if told is None:
            return [self._ack(answer)]
        self._ledger, kept = learned(self._ledger, told, answer)
        received = AlertReceived(use_case(answer), *about(answer))
        tells = [effect for said in told_of(told, answer) for effect in self._tell(said, now)]
        return [*effects, *kept, received, self._ack(answer), *tells]

    def _alert(self, alert: GbcsAlert, now: Instant) -> Effects:
        if refused := self._refused(alert):
            return refused
        ack = self._ack(alert)
        if self._ledger.heard(alert):
            return [ack]
        entity, version, code = about(alert)
        self._ledger, kept, request_id = self._ledger.told(alert)
        if isinstance(alert, FutureDatedAlert):
            request_id, closed = self._activations.done(alert)
            self._ledger, rows = self._ledger.answered(entity, alert.result, version)
            kept = [*kept, *closed, *rows]
        message = message_of(alert, request_id)
        if message is None:
            return [ack]
        received = AlertReceived(use_case(alert), entity, version, code)
        return [*kept, received, ack, *self._tell(message, now)]

    def _outage(self, outage: PowerOutage) -> Effects:
        outages = self._outages.told(outage)
        if outages == self._outages:
            return NOTHING
        self._outages = outages
        return [outages.keep(), OutageAlerted(POWER_OUTAGE_ALERT, outage.originator, outage.since)]

    def _to_hub(self, message: Message, transaction: int) -> Send:
        return Send(self._plan.hub, Frame(self._plan.who, self._plan.hub, transaction & 0xFF, message))

    def _tell(self, message: Later, now: Instant) -> list[Effect]:
        """Post to whomever it concerns what nobody asked for in this moment."""
        if isinstance(message, FirmwareDistributionAlert) and self._plan.dcc.alerts == "before-2021":
            return []
        letters = letters_of(message, self._plan.accounts, self._ledger.devices, now)
        return [effect for to, said in letters for effect in self._mail.post(to, said, now)]


def _ignored(frame: Frame) -> Effects:
    return [MessageIgnored(frame.source, type(frame.message).__name__, "no use for it")]
