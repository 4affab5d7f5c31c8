"""Why the blame set of a package is what it is, and who else may be the reason that nothing is heard: sentences.

Suspects of firmware are apart from the path: a bridge that carries another's frames, a link or a lost alert can keep
a device silent that runs what it was sent.
"""

from collections.abc import Iterator

from premises.journey.blame.blame import Blame, blame_of
from premises.journey.blame.evidence import Evidence, evidence_of, words_about
from premises.journey.blame.known import Known, Sent


def reasons(known: Known, sent: Sent) -> tuple[str, ...]:
    """Give what makes the blame set of one package, a sentence each."""
    if not known.is_sent(sent):
        return ("the request was refused: it was not sent, so nobody is a suspect",)
    return tuple(_reasons(known, sent))


def _reasons(known: Known, sent: Sent) -> Iterator[str]:
    evidence, blame = evidence_of(known, sent), blame_of(known, [sent])
    if blame.is_contradicted:
        yield "one word is denied by another: a success was said of a package that does not run everywhere"
    for device, runs in evidence.runs.items():
        yield f"{device} {'says or shows that it runs it' if runs else 'does not run it'}"
    if evidence.is_refused:
        yield f"the hub says that {sent.device} did not take it"
    if evidence.is_silent:
        yield from _silence(known, sent)
    yield from _of_others(known, sent, evidence, blame)


def _of_others(known: Known, sent: Sent, evidence: Evidence, blame: Blame) -> Iterator[str]:
    """Say what whoever is in the package too, carries its frames, or is hidden, has to do with it."""
    who, others = sent.device, [other for other in sent.devices if other != sent.device]
    if evidence.runs.get(who) and others:
        yield f"that is taken for the whole package, {', '.join(others)} too: a bridge that speaks early may be wrong"
    elif others and blame.is_certain:
        yield f"a word about {who} is about all of its package: it does not say which of {', '.join((who, *others))}"
    ways = dict.fromkeys(way for device in evidence.cut_off for way in known.way_of(device))
    if ways:
        yield f"{', '.join(ways)} may have kept it from {who}: its frames go through there"
    if len(known.shapes) > 1:
        shapes = ", ".join("+".join(shape) for shape in known.shapes)
        yield f"the inventory does not show which bridges there are: {shapes}"


def _silence(known: Known, sent: Sent) -> Iterator[str]:
    heard = [word for word in words_about(known, sent) if word.what in ("CCS08", "N60")]
    last = f"since {heard[-1].what} {heard[-1].code}" if heard else "of it"
    way = known.way_of(sent.device)
    relays = f"{', '.join(way)} or a link on its way" if way else "the link to it"
    whom = f"{sent.device} may be the reason, {relays}, or a lost alert"
    yield f"nothing was heard {last}, which excludes nothing: {whom}"
