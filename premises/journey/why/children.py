"""Causes of a package that is in another's hands: whoever got it waits for those that it feeds, or one failed it."""

from premises.journey.feeding import bad_end
from premises.journey.package import Stage
from premises.journey.why.case import Case
from premises.journey.why.cause import CHILDREN_NOT_DONE, PART_FAILED, Evidence, Finding, NextMove
from premises.quantity import after, spoken
from premises.wire.notes.bundles import PartSettled


def part_failed(case: Case) -> Finding | None:
    """Find that a part of the package came to a bad end, and with it all that waited for that."""
    who, package = case.package.device, case.package
    found = bad_end(case.journey, who, package.accepted_at) if package.stage is Stage.VERIFY else None
    if found is None or not isinstance(found[0].note, PartSettled):
        return None
    bad, ended = found
    note = found[0].note
    how = note.standing.replace("_", " ")
    words = f"the part of {note.child} came to a bad end ({how}) at {spoken(bad.at)}: {who} runs nothing new"
    evidence = (Evidence("a part came to a bad end", (bad,)), Evidence("handing on ended with it", (ended,)))
    return Finding(PART_FAILED, (note.child,), bad.at, words, evidence)


def children_not_done(case: Case) -> Finding | None:
    """Find that whoever has the package waits for those that it feeds."""
    chain = case.feeding
    if not chain:
        return None
    first, last = chain[0], chain[-1]
    waits_until = after(first.begun.at, case.layout.feed_within)
    whom = ", which waits for ".join(wait.child for wait in chain)
    words = f"{first.feeder} has it whole, and waits since {spoken(first.begun.at)} for {whom}"
    evidence = (Evidence(CHILDREN_NOT_DONE.needs, tuple(wait.begun for wait in chain)),)
    move = NextMove(f"{first.feeder} waits no longer", waits_until)
    return Finding(CHILDREN_NOT_DONE, (last.feeder, last.child), first.begun.at, words, evidence, move)
