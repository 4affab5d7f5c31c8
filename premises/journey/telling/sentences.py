"""Packages, causes and notes in words: the same ones wherever a person reads them."""

from premises.journey.layout import Layout
from premises.journey.package import Package, Stage
from premises.journey.why.diagnosis import Diagnosis
from premises.journey.why.finding import Finding, Kind
from premises.quantity import Instant, spoken
from premises.wire.notes.vocabulary import Entry, event_of, shown_of

REACHED = {
    Stage.DCC: "the DCC adapter took the request",
    Stage.WAN: "the hub fetches the image over the WAN",
    Stage.STORE: "the image lies in the hub's store",
    Stage.HAN: "the device fetches it over the HAN",
    Stage.ALT: "the device fetches it over the Alt HAN",
    Stage.VERIFY: "the device has it whole, and found it genuine",
    Stage.ACTIVE: "the device runs it",
    Stage.REPORTED: "the DCC adapter heard so from the device",
}
"""What it means that a package has reached a stage."""

_FETCHED = (Stage.WAN, Stage.HAN, Stage.ALT)
_MOMENTS = ("at", "until", "since")
_SPANS = ("after", "span")


def way_in_words(package: Package, layout: Layout) -> str:
    """Give its stages: those reached with the moment, the present one in brackets, then what is still to come."""
    last = Stage.HAN if len(layout.places[package.device].way) == 2 else Stage.ALT
    reached = {step.stage: step.entry.at for step in package.steps}
    words = []
    for stage in Stage:
        if stage in (Stage.HAN, Stage.ALT) and stage is not last:
            continue
        said = stage.value if stage not in reached else f"{stage.value} {spoken(reached[stage])}"
        words.append(f"[{said}]" if stage is package.stage else said)
    return " > ".join(words)


def progress_in_words(diagnosis: Diagnosis, now: Instant) -> str:
    """Give how far it is: octets, and where it moves also the rate and when it will be whole."""
    package = diagnosis.package
    octets = f"{package.have} of {package.size} octets"
    if package.stage not in _FETCHED or diagnosis.is_stalled:
        return octets
    rate = "no rate yet" if package.rate is None else f"{package.rate:.0f} octets/s"
    eta = package.eta(now)
    return f"{octets}, {rate}" + ("" if eta is None else f", whole at {spoken(eta)}")


def cause_in_words(finding: Finding) -> str:
    """Give code and words of a cause."""
    return f"{finding.cause.code}: {finding.words}"


def place_in_words(finding: Finding) -> str:
    """Give the participant or the hop at which it holds."""
    return " > ".join(finding.at)


def origin_in_words(finding: Finding) -> str:
    """Say whether somebody injected it."""
    return "injected" if finding.injected else "natural"


def next_in_words(finding: Finding) -> str:
    """Say what happens next and when, as far as anybody has said."""
    move = finding.next_move
    if move is None and finding.cause.kind is Kind.FAILED:
        return "nothing by itself"
    return "nobody has said" if move is None else f"{move.what} at {spoken(move.at)}"


def state_in_words(diagnosis: Diagnosis) -> str:
    """Give cause or state in a few words, for a row or a line."""
    if diagnosis.finding is not None:
        return cause_in_words(diagnosis.finding)
    return "done" if diagnosis.package.is_done else "it moves"


def entry_in_words(entry: Entry) -> str:
    """Give one note as evidence: when, who noted it and which of theirs, and what it says."""
    kind = type(entry.note)
    fields = " ".join(f"{field}={_value(field, value)}" for field, value in shown_of(entry.note).items())
    return f"{spoken(entry.at)}  {entry.who} #{entry.boot}.{entry.number}  {event_of(kind)} {fields}".rstrip()


def _value(field: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        last = field.rsplit("_", 1)[-1]
        if last in (*_MOMENTS, *_SPANS):
            return spoken(value)
        if last in ("version", "running", "before"):
            return f"{value:#010x}"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    text = str(value)
    return f"{text!r}" if " " in text or not text else text
