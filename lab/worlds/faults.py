"""The faults that a person imposes on a virtual world, by their ids, and the notes of it; as a conductor does live."""

from collections.abc import Callable, Sequence

from premises.errors import UsageError
from premises.faults.said.checked import fault_said
from premises.faults.said.spoken import words_of
from premises.nearest import hint
from premises.quantity import in_seconds
from premises.sim.world import World
from premises.wire.envelope import ALL_FAULTS
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.note import Note
from premises.wire.site import Site

BY = "you"
"""Who imposes, as notes say it: nobody else is there, and a name of this machine would make traces differ."""


class WorldFaults:
    """What is imposed on one world."""

    def __init__(self, site: Site, world: World, note: Callable[[Note], None]) -> None:
        self._site, self._world, self._note = site, world, note
        self._imposed: dict[str, FaultSpec] = {}
        self._issued = 0

    def obey(self, words: Sequence[str]) -> str:
        """Do what stands after ``fault``, and give the ids that it is about; UsageError when nothing is done."""
        match words:
            case ["add", said]:
                return self._change((), fault_said(said, self._site))
            case ["change", known, said]:
                self._check((known,))
                return self._change((known,), fault_said(said, self._site))
            case ["clear", *ids] if ids:
                gone = tuple(self._imposed) if ids == [ALL_FAULTS] else self._check(ids)
                self._change(gone, None)
                return " ".join(gone) or "no fault was imposed"
        raise UsageError(f"fault {' '.join(words)}: expected add WORDS, change ID WORDS or clear ID...")

    def _check(self, ids: Sequence[str]) -> tuple[str, ...]:
        for each in ids:
            if each not in self._imposed:
                known = hint(each, self._imposed) if self._imposed else "none is imposed now"
                raise UsageError(f"fault {each!r}: no such fault is imposed: {known}")
        return tuple(dict.fromkeys(ids))

    def _change(self, gone: Sequence[str], spec: FaultSpec | None) -> str:
        if spec is not None and len(self._imposed) - len(gone) >= FAULTS_MAX:
            raise UsageError(f"{FAULTS_MAX} faults are imposed: expected at most so many at once")
        for each in gone:
            del self._imposed[each]
            self._note(FaultCleared(each, BY))
        given = ""
        if spec is not None:
            self._issued += 1
            given = f"f{self._issued}"
            self._imposed[given] = absolute = spec.later(in_seconds(self._world.now))
            self._note(FaultImposed(given, BY, words_of(spec), absolute.begins_at, absolute.ends_at))
        self._world.impose(tuple(self._imposed.values()))
        return given
