"""The DCC adapter: it takes 11.1, 11.3 and 11.4, moves images over the WAN, and passes alerts to the Supplier.

::

    UpdatePPMIDFirmware, UpdateFirmware -> checks -> I99 / W110401 / E110401, or W110101 / E110101
                              | taken
                              v
              jobs, one at a time: ImageOffer -> chunks as the hub asks -> TransferEnd
    CCS08, CS09 from the hub -> believed? -> acknowledged -> inventory -> CommsHubAlert, PPMIDAlert to the Supplier
    TransferEnd of an 11.1 -> N60 or N61 to the Supplier; ActivateFirmware: ``activations``
    FDRA, DBCH06, DBCH10 ... -> believed? -> acknowledged -> DeviceAlertMessage to the Supplier
    PowerOutage from the hub -> AD1 to the network operator

Between acceptance and CCS08 the Supplier hears nothing: that is the field's own silence. DUIS-shaped, not DUIS.
"""

from collections.abc import Hashable

from dcc_adapter.activations import Activations
from dcc_adapter.checks import check_request, service_of
from dcc_adapter.jobs import JOBS_MAX, Job, forget_job, job_of, keep_job, kept_jobs
from dcc_adapter.ledger import Ledger
from dcc_adapter.outages import Outages
from dcc_adapter.plan import DccPlan
from dcc_adapter.telling import distribution_alerts, message_of
from premises.errors import TrustError
from premises.identity import Eui64
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, earliest, seconds
from premises.talk.outbox import about, use_case
from premises.trust.alerts import check_alert
from premises.trust.trailer import firmware_hash
from premises.wire.duis.messages import (
    ActivateFirmware,
    DistributionCode,
    FirmwareDistributionAlert,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
    UpdatePPMIDFirmware,
    UpdateRequest,
)
from premises.wire.field.wan import (
    WAN_CHUNK_MAX,
    AlertAck,
    ChunkRequest,
    ChunkResponse,
    DiscardAck,
    ImageDiscarded,
    ImageOffer,
    PowerOutage,
    TransferAck,
    TransferEnd,
    TransferStatus,
)
from premises.wire.gbcs.activation import ActivateFirmwareResponse, FutureDatedAlert
from premises.wire.gbcs.message import GbcsAlert, GbcsResponse, kind_of
from premises.wire.message import Frame, Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import (
    AlertReceived,
    AlertRefused,
    OutageAlerted,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferOffered,
)
from premises.wire.picture import Picture

OFFER_AGAIN_AFTER = seconds(20)
"""Without a word from the hub; doubled up to OFFER_AGAIN_AFTER_MAX, never given up. Assumption 5 (docs/sources.md)."""

OFFER_AGAIN_AFTER_MAX = seconds(600)
"""The longest wait between two offers of one image. Assumption 5 (docs/sources.md)."""

POWER_OUTAGE_ALERT = "AD1"
"""The DCC alert to the network operator. Source: MP102."""

KEY_TRANSFERS = "transfers/used"


class DccAdapter:
    """One adapter as a machine; ``state`` is (jobs, transfers numbered so far, ledger, outages, activations)."""

    __slots__ = ("_activations", "_jobs", "_ledger", "_outages", "_plan", "_transfers")

    def __init__(self, plan: DccPlan, kept: Kept) -> None:
        self._plan = plan
        self._jobs = kept_jobs(kept)
        self._transfers = int(kept.get(KEY_TRANSFERS) or b"0")
        self._ledger = Ledger.of(plan.devices, kept)
        self._outages = Outages.of(kept)
        self._activations = Activations(plan, kept)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._jobs, self._transfers, self._ledger, self._outages, self._activations.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._jobs, self._transfers, self._ledger, self._outages, self._activations.state = value  # type: ignore[misc]  # five

    @property
    def deadline(self) -> Instant | None:
        """When the first job's image is to be offered again, or a command to be said again."""
        return earliest(self._jobs[0].retry_at if self._jobs else None, self._activations.deadline)

    @property
    def picture(self) -> Picture:
        """What it moves, and what became of each device's part of each request."""
        who, outcomes, alerts = self._plan.who, self._ledger.outcomes, self._outages.count
        if not self._jobs:
            activity = "idle" if self._activations.is_idle else "commanding"
            return Picture(who, None, activity, outcomes=outcomes, outage_alerts=alerts)
        job = self._jobs[0]
        which = f"request {job.request_id.rsplit(':', 1)[-1]}"
        size = job.image.length
        return Picture(who, None, "sending", job.version, 0, size, which, outcomes, outage_alerts=alerts)

    def start(self, now: Instant) -> Effects:
        """Offer again whatever was accepted."""
        return [*self._offer(now), *self._activations.start(now)] or NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take one frame from a Supplier or from the hub."""
        plan = self._plan
        match frame.source, frame.message:
            case plan.supplier, UpdatePPMIDFirmware() | UpdateFirmware() as request:
                return self._request(request, frame.transaction, now)
            case plan.supplier, ActivateFirmware() as request:
                return self._activate(request, frame.transaction, now)
            case plan.hub, ChunkRequest() as request:
                return self._chunk(request, frame.transaction, now)
            case plan.hub, TransferEnd(transfer, status):
                return self._ended(transfer, status, now)
            case plan.hub, GbcsAlert() as alert:
                return self._alert(alert)
            case plan.hub, ActivateFirmwareResponse() | AlertAck() | ImageDiscarded() as said:
                return self._meters(said)
            case plan.hub, PowerOutage() as outage:
                return self._outage(outage)
        return [MessageIgnored(frame.source, type(frame.message).__name__, "no use for it")]

    def wake(self, now: Instant) -> Effects:
        """Offer again what the hub has not answered."""
        is_due = bool(self._jobs) and self._jobs[0].retry_at <= now
        offers = self._offer(now) if is_due else NOTHING
        self._ledger, effects, told = self._activations.wake(self._ledger, now)
        return [*offers, *effects, *(self._to_supplier(response, 0) for response in told)] or NOTHING

    def _activate(self, request: ActivateFirmware, transaction: int, now: Instant) -> Effects:
        self._ledger, effects, response = self._activations.asked(request, self._ledger, now)
        return [*effects, self._to_supplier(response, transaction)]

    def _request(self, request: UpdateRequest, transaction: int, now: Instant) -> Effects:
        under_way = any(job.request_id == request.request_id for job in self._jobs)
        if under_way or self._ledger.knows(request.request_id):
            known = ServiceResponse(request.request_id, "I99", Refusal.NONE, (), "already taken")
            return [self._to_supplier(known, transaction)]
        verdict = check_request(request, self._ledger.devices, self._plan.gbcs_at(now))
        refusal, refused, detail = verdict.refusal, verdict.refused, verdict.detail
        if verdict.taken and len(self._jobs) >= JOBS_MAX:
            refusal, refused, detail = Refusal.QUEUE_FULL, request.device_ids, f"{JOBS_MAX} requests are under way"
        elif verdict.taken:
            return self._accept(request, transaction, verdict.taken, refused, (refusal, detail), now)
        response = ServiceResponse(request.request_id, f"E{service_of(request)}01", refusal, refused, detail)
        noted = RequestRefused(request.request_id, refusal.value, detail)
        return [noted, self._to_supplier(response, transaction)]

    def _accept(
        self,
        request: UpdateRequest,
        transaction: int,
        taken: tuple[Eui64, ...],
        refused: tuple[Eui64, ...],
        why: tuple[Refusal, str],
        now: Instant,
    ) -> Effects:
        self._transfers += 1
        version, image = request.firmware_version, request.firmware_image
        job = job_of(self._transfers, request.request_id, version, taken, image)
        self._jobs = (*self._jobs, job)
        named = firmware_hash(image) if isinstance(request, UpdateFirmware) else b""
        self._ledger, kept = self._ledger.opened(request.request_id, version, taken, named)
        code = f"W{service_of(request)}01" if refused else "I99"
        response = ServiceResponse(request.request_id, code, why[0], refused, why[1])
        effects: list[Effect] = [Keep(KEY_TRANSFERS, b"%d" % self._transfers), *keep_job(job), *kept]
        effects += [
            RequestAccepted(request.request_id, version, len(image), taken, self._transfers),
            *([RequestRefused(request.request_id, why[0].value, why[1], refused)] if refused else []),
            self._to_supplier(response, transaction),
        ]
        return [*effects, *self._offer(now)] if len(self._jobs) == 1 else effects

    def _offer(self, now: Instant) -> Effects:
        if not self._jobs:
            return NOTHING
        job = self._jobs[0]
        span = Duration(min(OFFER_AGAIN_AFTER << min(job.tries, 16), OFFER_AGAIN_AFTER_MAX))
        self._jobs = (_heard(job, job.tries + 1, after(now, span)), *self._jobs[1:])
        offer = ImageOffer(job.transfer, job.image.length, job.image.identity, job.devices)
        return [TransferOffered(job.transfer, job.tries + 1, after(now, span)), self._to_hub(offer, job.tries)]

    def _chunk(self, request: ChunkRequest, transaction: int, now: Instant) -> Effects:
        for job in self._jobs:
            if job.transfer == request.transfer:
                data = job.image.part(request.offset, min(request.size_max, WAN_CHUNK_MAX))
                if job is self._jobs[0]:
                    self._jobs = (_heard(job, 0, after(now, OFFER_AGAIN_AFTER_MAX)), *self._jobs[1:])
                return [self._to_hub(ChunkResponse(request.transfer, request.offset, data), transaction)]
        return [self._to_hub(ChunkResponse(request.transfer, request.offset, b""), transaction)]

    def _ended(self, transfer: int, status: TransferStatus, now: Instant) -> Effects:
        effects: list[Effect] = [self._to_hub(TransferAck(transfer), 0)]
        for job in self._jobs:
            if job.transfer == transfer:
                self._jobs = tuple(other for other in self._jobs if other is not job)
                self._ledger, kept = self._ledger.carried(job.request_id, status)
                effects = [forget_job(job), *kept, TransferEnded(transfer, status.name.lower()), *effects]
                alerts = distribution_alerts(job, status, self._ledger.devices)
                effects += [self._to_supplier(alert, 0) for alert in alerts]
                return [*effects, *self._offer(now)]
        return effects

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

    def _meters(self, said: ActivateFirmwareResponse | AlertAck | ImageDiscarded) -> Effects:
        match said:
            case ActivateFirmwareResponse():
                return self._response(said)
            case AlertAck(originator, counter):
                return self._activations.acknowledged(originator, counter)
        self._ledger, kept, request_id = self._ledger.discarded(said.device, said.version, said.code)
        ack = self._to_hub(DiscardAck(said.transfer, said.device), 0)
        if not request_id:
            return [ack]
        told = FirmwareDistributionAlert(request_id, said.device, DistributionCode.NOT_DELIVERED, said.version)
        return [*kept, ack, self._to_supplier(told, 0)]

    def _response(self, response: ActivateFirmwareResponse) -> Effects:
        if refused := self._refused(response):
            return refused
        self._ledger, kept, told = self._activations.answered(response, self._ledger)
        if told is None:
            return [self._ack(response)]
        received = AlertReceived(use_case(response), *about(response))
        return [*kept, received, self._ack(response), self._to_supplier(told, 0)]

    def _alert(self, alert: GbcsAlert) -> Effects:
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
            kept += [*closed, *rows]
        message = message_of(alert, request_id)
        if message is None:
            return [ack]
        received = AlertReceived(use_case(alert), entity, version, code)
        return [*kept, received, ack, self._to_supplier(message, 0)]

    def _outage(self, outage: PowerOutage) -> Effects:
        outages = self._outages.told(outage)
        if outages == self._outages:
            return NOTHING
        self._outages = outages
        return [outages.keep(), OutageAlerted(POWER_OUTAGE_ALERT, outage.originator, outage.since)]

    def _to_hub(self, message: Message, transaction: int) -> Send:
        return Send(self._plan.hub, Frame(self._plan.who, self._plan.hub, transaction & 0xFF, message))

    def _to_supplier(self, message: Message, transaction: int) -> Send:
        plan = self._plan
        return Send(plan.supplier, Frame(plan.who, plan.supplier, transaction & 0xFF, message))


def _heard(job: Job, tries: int, retry_at: Instant) -> Job:
    return Job(job.transfer, job.request_id, job.version, job.devices, job.image, tries, retry_at)
