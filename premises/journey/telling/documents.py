"""Packages and causes as values for ``--json``: what docs/why.md describes, and nothing more.

Versions, octets and seconds are numbers, ``None`` is what there is not.
"""

from premises.journey.package import Package
from premises.journey.telling.named import name_of
from premises.journey.telling.seen import Seen
from premises.journey.telling.sentences import REACHED
from premises.journey.why.diagnosis import Diagnosis, RefusedRequest
from premises.journey.why.finding import Evidence, Finding
from premises.quantity import Instant, in_seconds
from premises.wire.notes.vocabulary import Entry, event_of, shown_of

FORMAT = 1
"""Version of the JSON documents; a key may be added within one, and none is taken away."""


def document_of(seen: Seen) -> dict[str, object]:
    """Give the whole document of ``premises why --json``."""
    return {
        "format": FORMAT,
        "premises": seen.premises,
        "premises_time_s": in_seconds(seen.now),
        "complete": not seen.caveat,
        "caveat": seen.caveat,
        "stalled": seen.stalled,
        "unexplained": seen.unexplained,
        "packages": [_diagnosis(each, seen.now) for each in seen.diagnoses],
        "refused": [_refused(each) for each in seen.refused],
    }


def package_document(package: Package) -> dict[str, object]:
    """Give which package it is, and where."""
    return {
        "name": name_of(package),
        "request": package.request_id,
        "device": package.device,
        "version": package.version,
        "stage": package.stage.value,
        "since_s": in_seconds(package.since),
        "done": package.is_done,
    }


def cause_document(finding: Finding) -> dict[str, object]:
    """Give one cause with its evidence."""
    move = finding.next_move
    return {
        "code": finding.cause.code,
        "kind": finding.cause.kind.value,
        "words": finding.words,
        "at": list(finding.at),
        "since_s": in_seconds(finding.since),
        "injected": finding.injected,
        "evidence": [_evidence(each) for each in finding.evidence],
        "next": None if move is None else {"what": move.what, "at_s": in_seconds(move.at)},
        "ends": finding.cause.ends,
        "who_can_act": finding.cause.who_can_act,
        "who_could_know": finding.cause.who_could_know,
    }


def _diagnosis(diagnosis: Diagnosis, now: Instant) -> dict[str, object]:
    package, finding = diagnosis.package, diagnosis.finding
    eta = None if diagnosis.is_stalled else package.eta(now)
    return package_document(package) | {
        "steps": [
            {"stage": step.stage.value, "at_s": in_seconds(step.entry.at), "means": REACHED[step.stage]}
            for step in package.steps
        ],
        "have": package.have,
        "size": package.size,
        "rate_octets_per_s": package.rate,
        "eta_s": None if eta is None else in_seconds(eta),
        "transfer": package.transfer,
        "activation": package.activation,
        "stalled": diagnosis.is_stalled,
        "cause": None if finding is None else cause_document(finding),
        "also": [cause_document(other) for other in diagnosis.also],
    }


def _refused(request: RefusedRequest) -> dict[str, object]:
    refused = request.refused
    return {
        "request": refused.request_id,
        "devices": list(refused.devices),
        "reason": refused.reason,
        "detail": refused.detail,
        "cause": cause_document(request.finding),
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {"says": evidence.says, "notes": [_entry(entry) for entry in evidence.entries]}


def _entry(entry: Entry) -> dict[str, object]:
    kind = type(entry.note)
    return {
        "at_s": in_seconds(entry.at),
        "who": entry.who,
        "boot": entry.boot,
        "number": entry.number,
        "event": event_of(kind),
        "says": shown_of(entry.note),
    }
