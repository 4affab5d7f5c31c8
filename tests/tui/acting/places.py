"""A situation in which everything is: the story of the screen's pictures, at its moment."""

from dataclasses import replace
from functools import lru_cache

from premises.quantity import ORIGIN
from tests.tui.told import FLAT, moment, read
from tui.acting.situation import Situation
from tui.model.values.screenful import Fault


@lru_cache(maxsize=4)
def situation(name: str = FLAT, at_s: float = 640.0) -> Situation:
    """Give how things stand then."""
    reader = read(name, at_s)
    return Situation(reader.site, reader.picture(moment(at_s)), run="run.vpr")


def with_faults(here: Situation, **faults: str) -> Situation:
    """Give the same with imposed faults, by their ids."""
    more = tuple(Fault(id_.upper(), said, ORIGIN, id_) for id_, said in faults.items())
    return replace(here, picture=replace(here.picture, faults=(*here.picture.faults, *more)))
