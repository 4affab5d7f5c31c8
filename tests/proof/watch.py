"""What must hold in every story of a small world, and how it is found not to.

Rules are about facts (``facts``) in the order in which they became so; a watch is the set of those that still matter.
"""

from collections import Counter
from typing import NamedTuple

from premises.wire.design import ReportPolicy
from tests.proof.facts import FORGED, GENUINE, Fact, Truth

UNVERIFIED = "nothing unverified runs"
FALSE_SUCCESS = "no success is said of what is not so"
RANKS = "the hub's store obeys its ranks"
ENDS = "every request ends or is explained"
CONTRADICTION = "no alert contradicts another"
GOOD_IMAGE = "no good image is called bad"
KEPT = "what was kept is found again"
RULES = (UNVERIFIED, FALSE_SUCCESS, RANKS, ENDS, CONTRADICTION, GOOD_IMAGE, KEPT)
"""That a machine's own assertions hold goes without saying: one that does not ends the proof where it stands."""

SUCCESS, FAILURE = "success", "failure"
_BAD_TRANSFERS = ("transfer_failure", "hardware_version_mismatch")
_REMEMBERED = ("verified", "runs", "CCS08", "CS09", "told CCS08", "told CS09", "lost")


class Violation(NamedTuple):
    """A rule that does not hold, and how that shows."""

    rule: str
    why: str


class Watch:
    """Facts by number; ``after`` gives the facts after more of them, or what is wrong with that."""

    def __init__(self, truth: Truth, policy: ReportPolicy) -> None:
        self._truth, self._policy = truth, policy
        self.known: list[frozenset[Fact]] = [frozenset()]
        self._known: dict[frozenset[Fact], int] = {frozenset(): 0}
        self.seen: list[tuple[Fact, ...]] = [()]
        self._seen: dict[tuple[Fact, ...], int] = {(): 0}
        self._after: dict[tuple[int, int], int] = {}
        self._shows: dict[tuple[int, int], bool] = {}
        self.violations: list[Violation] = []
        self.checked: Counter[int] = Counter()
        """How often each number of ``seen`` was checked."""

    def sight(self, facts: tuple[Fact, ...]) -> int:
        """Give the number of facts that are seen at once."""
        number = self._seen.get(facts)
        if number is None:
            number = self._seen[facts] = len(self.seen)
            self.seen.append(facts)
        return number

    def after(self, known: int, seen: int) -> int:
        """Give the number of what is known after ``seen``; below 0, -1 less the number of a violation."""
        self.checked[seen] += 1
        number = self._after.get((known, seen))
        if number is None:
            number = self._after[known, seen] = self._learn(self.known[known], self.seen[seen])
        return number

    def shows(self, known: int, learned: int) -> bool:
        """Say whether something was learned that a rule may have been waiting for: then the order of events counts."""
        if known == learned:
            return False
        shown = self._shows.get((known, learned))
        if shown is None:
            news = self.known[learned] - self.known[known]
            shown = self._shows[known, learned] = any(not fact.what.startswith("told") for fact in news)
        return shown

    def checks(self) -> dict[str, int]:
        """Give how often each rule had something to say, but for ENDS, which is about worlds and not about facts."""
        counts = dict.fromkeys(RULES, 0)
        for seen, count in self.checked.items():
            for rule in {rule for fact in self.seen[seen] for rule in _rules_about(fact)}:
                counts[rule] += count
        return counts

    def _learn(self, known: frozenset[Fact], seen: tuple[Fact, ...]) -> int:
        for fact in seen:
            violation = self._judge(known, fact)
            if violation is not None:
                self.violations.append(violation)
                return -len(self.violations)
            if fact.what in _REMEMBERED:
                known |= {fact}
        number = self._known.get(known)
        if number is None:
            number = self._known[known] = len(self.known)
            self.known.append(known)
        return number

    def _judge(self, known: frozenset[Fact], fact: Fact) -> Violation | None:
        what, who, version, word = fact
        if what == "runs" and word == FORGED:
            return Violation(UNVERIFIED, f"{who} runs {version:#010x}, of which it verified no genuine image")
        if what == "called invalid" and word == GENUINE:
            return Violation(GOOD_IMAGE, f"{who} calls {version:#010x} invalid, and its maker made it")
        if what == "stored" and word not in {"first", "displaces"}:
            return Violation(RANKS, f"{who} stores {version:#010x}: {word}")
        if what == "found another store":
            return Violation(KEPT, f"{who} has another store after its restart than before")
        return self._judge_alert(known, fact)

    def _judge_alert(self, known: frozenset[Fact], fact: Fact) -> Violation | None:
        what, who, version, word = fact
        if what not in {"CCS08", "CS09", "told CCS08", "told CS09"}:
            return None
        for other in known:
            if (other.who, other.version) == (who, version) and _contradicts(other, fact):
                return Violation(
                    CONTRADICTION, f"{what} {word} of {who} {version:#010x} after {other.what} {other.word}"
                )
        if word != SUCCESS or what.startswith("told"):
            return None
        needed = {Fact("runs", who, version, GENUINE)} if what == "CS09" else set()
        if (what == "CS09" and self._policy != "early") or self._policy == "late":
            needed |= {Fact("runs", child, part, GENUINE) for child, part in self._truth.parts.get((who, version), ())}
        missing = sorted(needed - known)
        if what == "CCS08" and not any(each[:3] == ("verified", who, version) for each in known):
            missing = [Fact("verified", who, version, GENUINE)]
        if missing:
            shown = f"{missing[0].who} never {missing[0].what} {missing[0].version:#010x}"
            return Violation(FALSE_SUCCESS, f"{what} says success of {who} {version:#010x}, and {shown}")
        return None


def _contradicts(one: Fact, other: Fact) -> bool:
    """Say whether the second of two alerts about the same version of the same device cannot follow the first."""
    if one.what == other.what:
        # Who failed may try again, and fail again; any other end of a version is said, and told, once.
        return not one.what.endswith("CS09") or one.word == SUCCESS
    said = {one.what: one.word, other.what: other.word}
    return said.get("CCS08") in _BAD_TRANSFERS and said.get("CS09") == SUCCESS


def _rules_about(fact: Fact) -> tuple[str, ...]:
    match fact.what:
        case "runs":
            return (UNVERIFIED,)
        case "called invalid" | "verified":
            return (GOOD_IMAGE,)
        case "stored":
            return (RANKS,) if fact.word != "first" else ()
        case "found the same store" | "found another store":
            return (KEPT,)
        case "CCS08" | "CS09":
            return (FALSE_SUCCESS, CONTRADICTION) if fact.word == SUCCESS else (CONTRADICTION,)
        case "told CCS08" | "told CS09":
            return (CONTRADICTION,)
    return ()
