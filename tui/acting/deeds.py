"""Every act that the screen offers, made of what a person chose: the words of its command, and what it does.

Nothing is checked here but what a command line could not say; the command checks the rest, and says so in one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tui.acting.act import Act, Deed

UPDATE_WITHIN_S = 7_000
"""Seconds of wall that an update with several requests is watched: a night of a slow premises. Ours."""


class Manner(Enum):
    """How the requests of an update follow each other."""

    POLITE = "polite"
    PLANNED = "planned"
    NAIVE = "naive"

    @property
    def words(self) -> str:
        """What it is, for a person."""
        return {
            Manner.POLITE: "polite: the next request after the last one's CS09",
            Manner.PLANNED: "planned: each request when its plan says",
            Manner.NAIVE: "naive: all requests at once",
        }[self]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An update as a person chose it; every text as it was typed, empty for nothing."""

    to: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()
    """A device, and the path of its image; who has none gets one that is made."""
    size: str = ""
    version: str = ""
    manner: Manner = Manner.POLITE
    deadline_s: str = ""
    runs_at_s: str = ""
    by: str = ""
    is_commanded: bool = False
    """Whether somebody of ``to`` runs its image by CS06 only."""


def begin() -> Act:
    """Bring a premises up."""
    does = "A premises comes up and stays: a hub with one bridge."
    return Act(Deed.BEGIN, ("up", "-d"), does, changes=False, reaches=False, stays=True)


def update(wanted: Wanted) -> Act:
    """Send firmware as a Supplier would."""
    words = ["update", "--to", ",".join(wanted.to)]
    for who, path in wanted.files:
        words += ["--file", f"{who}={path}"]
    texts = (("--size", wanted.size), ("--version", wanted.version))
    more = (("--deadline", wanted.deadline_s), ("--runs-at", wanted.runs_at_s), ("--by", wanted.by))
    for option, text in (*(() if len(wanted.files) == len(wanted.to) else texts), *more):
        words += [option, text] if text else []
    if wanted.manner is not Manner.POLITE:
        words.append(f"--{wanted.manner.value}")
    stays = wanted.manner is not Manner.NAIVE and (len(wanted.to) > 1 or wanted.is_commanded)
    if stays or wanted.runs_at_s:
        words += ["--wait", "--timeout", str(UPDATE_WITHIN_S)]
    who = " and ".join(each.upper() for each in wanted.to)
    own = " an image of your own" if wanted.files else " an image that is made, one version newer"
    own = " an image that is made" if wanted.version and not wanted.files else own
    does = f"A Supplier sends {who}{own}" + (f"; {wanted.manner.words}." if len(wanted.to) > 1 else ".")
    return Act(Deed.UPDATE, tuple(words), does, wanted.to, stays=stays or bool(wanted.runs_at_s))


def activate(who: str, runs_at_s: str = "", by: str = "") -> Act:
    """Have a meter run the image that it holds."""
    words = ["activate", "--to", who]
    for option, text in (("--runs-at", runs_at_s), ("--by", by)):
        words += [option, text] if text else []
    when = f"at premises second {runs_at_s}" if runs_at_s else "at once"
    does = f"Request 11.3 has {who.upper()} run the image that it holds, {when}."
    return Act(Deed.ACTIVATE, tuple(words), does, (who,), stays=True)


def inject(said: str) -> Act:
    """Impose a fault."""
    return Act(Deed.INJECT, ("fault", "add", said), f"From now on: {said}.")


def change(fault: str, said: str) -> Act:
    """Put another fault in the place of one."""
    return Act(Deed.CHANGE, ("fault", "change", fault, said), f"{fault.upper()} becomes: {said}.", (fault,))


def clear(faults: Sequence[str]) -> Act:
    """Take faults away."""
    which = " and ".join(each.upper() for each in faults)
    ends = "ends" if len(faults) == 1 and faults[0] != "all" else "end"
    which = "All imposed faults" if tuple(faults) == ("all",) else which
    return Act(Deed.CLEAR, ("fault", "clear", *faults), f"{which} {ends} at once.", tuple(faults))


def wake(who: str) -> Act:
    """Wake a sleeper, as far as anybody can: nobody reaches one over the air while it sleeps."""
    does = f"{who.upper()} starts again, as when somebody takes its battery out and in: it begins awake."
    return Act(Deed.WAKE, ("fault", "add", f"crash of {who} down for 1s"), does, (who,))


def kill(who: str) -> Act:
    """Keep a participant down until it is restarted."""
    does = f"{who.upper()} is without power until it is restarted; what it kept, it keeps."
    return Act(Deed.KILL, ("fault", "add", f"power cut at {who}"), does, (who,))


def restart(who: str, cut: str = "") -> Act:
    """Start a participant again: by ending the power cut ``cut``, or by a crash when it is up."""
    if cut:
        return Act(Deed.RESTART, ("fault", "clear", cut), f"{who.upper()} has power again: {cut.upper()} ends.", (who,))
    does = f"{who.upper()} dies, and starts again from what it kept."
    return Act(Deed.RESTART, ("fault", "add", f"crash of {who}"), does, (who,))


def pause() -> Act:
    """Let the premises' clock stand."""
    return Act(Deed.PACE, ("clock", "pause"), "The clock of the premises stands until it is given a speed.")


def pace(speed: str) -> Act:
    """Let the premises' clock run that fast."""
    does = f"The clock runs at x{speed} from now on, or as fast as the broker can follow."
    return Act(Deed.PACE, ("clock", "speed", speed), does)


def read_version(who: str) -> Act:
    """Have a device say what it runs."""
    does = f"Request 11.2 has {who.upper()} say which firmware it runs."
    return Act(Deed.READ, ("read-version", who), does, (who,), stays=True)


def change_supplier(to: str, fuel: str) -> Act:
    """Have a Supplier gain the premises for a fuel."""
    does = f"{to} gains the premises for {fuel} from now on; what was asked for before goes on."
    return Act(Deed.CHANGE_SUPPLIER, ("supplier", "change", to, "--fuel", fuel), does)


def export(kind: str, run: str, out: str, package: str = "") -> Act:
    """Write a ladder, a capture or a report of a run file."""
    only = ("--package", package) if package and kind == "ladder" else ()
    what = f"{kind} of {package}" if only else kind
    words = (kind, run, "--out", out, *only)
    return Act(Deed.EXPORT, words, f"Writes the {what} to {out}.", changes=False, reaches=False)


def run_scenario(file: str, record: str) -> Act:
    """Tell a scenario in virtual time, beside the premises that is looked at."""
    words = ("run", file, "--record", record)
    does = f"Tells {file} in virtual time; what was noted is in {record}."
    return Act(Deed.RUN, words, does, changes=False, reaches=False, stays=True)
