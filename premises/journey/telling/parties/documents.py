"""What one party knows as a value for ``premises status --as PARTY --json``: what docs/views.md describes.

Versions and seconds of premises time are numbers, ``None`` is what there is not.
"""

from premises.journey.parties.unknowable import unknowable
from premises.journey.parties.view import Behind, DeviceView, Gap, PackageView, PartyView
from premises.journey.parties.word import Word
from premises.journey.telling.parties.page import party_in_words
from premises.quantity import Instant, in_seconds
from premises.wire.site import Site

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""


def document_of(view: PartyView, site: Site, caveat: str = "") -> dict[str, object]:
    """Give the whole document."""
    return {
        "format": FORMAT,
        "premises": site.name,
        "premises_time_s": in_seconds(view.now),
        "complete": not caveat,
        "caveat": caveat,
        "party": view.party.kind.value,
        "name": view.party.name or None,
        "is": party_in_words(view.party),
        "devices": [_device(each) for each in view.devices],
        "packages": [_package(each) for each in view.packages],
        "words": [_word(each) for each in view.words],
        "cannot_know": list(unknowable(view, site)),
        "gap_s": in_seconds(view.wrong_for),
        "gaps": [_gap(each) for each in view.gaps],
        "behind": [_behind(each) for each in view.behind],
    }


def _device(device: DeviceView) -> dict[str, object]:
    return {
        "who": device.who,
        "known": device.is_known,
        "kind": device.kind or None,
        "version": device.version,
        "since_s": _moment(device.since),
        "source": device.source or None,
        "state": device.state or None,
        "state_since_s": _moment(device.state_since),
        "true": device.is_true,
    }


def _package(package: PackageView) -> dict[str, object]:
    return {
        "request": package.request_id,
        "device": package.device,
        "version": package.version,
        "stage": package.stage,
        "since_s": in_seconds(package.since),
        "ended": package.is_ended,
        "waits_for": package.waits_for or None,
        "wrongly": list(package.wrongly),
    }


def _word(word: Word) -> dict[str, object]:
    return {
        "at_s": in_seconds(word.at),
        "supplier": word.supplier,
        "what": word.what,
        "request": word.request_id or None,
        "device": word.device or None,
        "version": word.version or None,
        "code": word.code or None,
        "detail": word.detail or None,
    }


def _gap(gap: Gap) -> dict[str, object]:
    return {"who": gap.who, "wrong_for_s": in_seconds(gap.wrong_for), "open_since_s": _moment(gap.open_since)}


def _behind(behind: Behind) -> dict[str, object]:
    return {
        "request": behind.request_id,
        "device": behind.device,
        "step": behind.step,
        "at_s": in_seconds(behind.at),
        "known_at_s": _moment(behind.known_at),
    }


def _moment(moment: Instant | None) -> float | None:
    return None if moment is None else in_seconds(moment)
