"""An 11.1 or 11.4 as it is taken or refused: what the checks make of it, and whether there is room for its image."""

from dcc_adapter.checks import Verdict, check_request, service_of
from dcc_adapter.ledger import Ledger
from dcc_adapter.sending.jobs import IMAGES_SIZE_MAX, JOBS_MAX
from dcc_adapter.sending.transfers import Transfers
from premises.machine.effects import Effect, Effects
from premises.trust.trailer import firmware_hash
from premises.wire.duis.messages import Refusal, ServiceResponse, UpdateFirmware, UpdateRequest
from premises.wire.notes.requests import RequestAccepted, RequestRefused
from premises.wire.tables.hub import GbcsVersion


def asked_to_update(
    request: UpdateRequest, ledger: Ledger, transfers: Transfers, gbcs: GbcsVersion
) -> tuple[Ledger, Effects, ServiceResponse]:
    """Take a request into ``transfers`` or refuse it; give the ledger after it, what is to be done, and the answer."""
    under_way = any(job.request_id == request.request_id for job in transfers.jobs)
    if under_way or ledger.knows(request.request_id):
        return ledger, (), ServiceResponse(request.request_id, "I99", Refusal.NONE, (), "already taken")
    verdict = check_request(request, ledger.devices, gbcs)
    if verdict.taken and (full := _why_full(request, transfers)):
        verdict = Verdict((), request.device_ids, Refusal.QUEUE_FULL, full)
    if verdict.taken:
        return _accept(request, verdict, ledger, transfers)
    code = f"E{service_of(request)}01"
    response = ServiceResponse(request.request_id, code, verdict.refusal, verdict.refused, verdict.detail)
    return ledger, [RequestRefused(request.request_id, verdict.refusal.value, verdict.detail)], response


def _why_full(request: UpdateRequest, transfers: Transfers) -> str:
    """Give why there is no room for one more image; empty when there is."""
    if len(transfers.jobs) >= JOBS_MAX:
        return f"{JOBS_MAX} requests are under way"
    size = sum(job.image.length for job in transfers.jobs) + len(request.firmware_image)
    if size > IMAGES_SIZE_MAX:
        return f"the images under way would be {size} octets, at most {IMAGES_SIZE_MAX} are held"
    return ""


def _accept(
    request: UpdateRequest, verdict: Verdict, ledger: Ledger, transfers: Transfers
) -> tuple[Ledger, Effects, ServiceResponse]:
    request_id, version, image, refused = (
        request.request_id,
        request.firmware_version,
        request.firmware_image,
        verdict.refused,
    )
    named = firmware_hash(image) if isinstance(request, UpdateFirmware) else b""
    taken = transfers.take(request, verdict.taken)
    ledger, kept = ledger.opened(request_id, version, verdict.taken, named)
    code = f"W{service_of(request)}01" if refused else "I99"
    effects: list[Effect] = [
        *taken,
        *kept,
        RequestAccepted(request_id, version, len(image), verdict.taken, transfers.used),
        *([RequestRefused(request_id, verdict.refusal.value, verdict.detail, refused)] if refused else []),
    ]
    return ledger, effects, ServiceResponse(request_id, code, verdict.refusal, refused, verdict.detail)
