"""How things stand when somebody wants to act: the premises, its picture, what keeps everybody from acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.parties.folds.records import begins_at
from premises.wire.device.responsible import ROLE_OF, registered
from premises.wire.notes.inventory import SupplierChanged
from premises.wire.site import DCC, Site
from premises.wire.tables.suppliers import ChangeOfSupplierSpec
from tui.model.values.screenful import Fault, PackageRow, Screenful
from tui.model.values.state import State

READ_ONLY = "this screen only looks: it was started read only"
NOT_CONNECTED = "nobody hears a command: the broker does not answer"
NO_PREMISES = "there is no premises yet"
IN_THE_PAST = "this is the past: what happened cannot be changed; go back to now first"
RUN_IS_OVER = "the run is over: nobody hears a command"


@dataclass(frozen=True, slots=True)
class Situation:
    """What an act is held against."""

    site: Site
    picture: Screenful
    """The truth, whoever is looked as."""
    barred: str = ""
    """Why nothing can be changed: a recording, read only, no broker; empty when it can."""
    speed: float = 1.0
    """Premises seconds a wall second; 0 while the clock stands."""
    run: str = ""
    """Its run file; empty where there is none in reach."""
    chosen: str = ""
    """The device or the link on which the cursor is; empty for none."""
    by: str = ""
    """The Supplier that asks; empty for the site's first."""
    resumes: float = 1.0
    """The speed at which a clock that stands goes on."""
    customers: Mapping[str, str] = field(default_factory=dict)
    """Whose customer the premises is, by fuel."""

    def row_of(self, who: str) -> PackageRow | None:
        """Give a device's package that is under way, or else its newest; None for none."""
        mine = [row for row in self.picture.rows if row.device == who]
        return next((row for row in mine if is_under_way(row)), mine[-1] if mine else None)

    def power_cut_at(self, who: str) -> Fault | None:
        """Give the imposed power cut that keeps a device down."""
        cuts = (fault for fault in self.picture.faults if fault.said.startswith(f"power cut at {who}"))
        return next((fault for fault in cuts if fault.id and fault.said.split()[3] == who), None)

    @property
    def imposed(self) -> tuple[Fault, ...]:
        """Give the faults that can be cleared, the oldest first."""
        return tuple(fault for fault in self.picture.faults if fault.id)

    def fault_at_hand(self) -> Fault | None:
        """Give the imposed fault that the cursor is on or at, or else the only one; None where that is not clear."""
        row = self.row_of(self.chosen)
        tags = [row.tag] if row is not None else []
        tags += [tag for box in self.picture.boxes if box.who == self.chosen for tag in box.tags]
        tags += [tag for lane in self.picture.lanes if lane.link == self.chosen for tag in lane.tags]
        mine = [fault for fault in self.imposed if fault.tag in tags or fault.id == self.chosen]
        return next(iter(mine), self.imposed[0] if len(self.imposed) == 1 else None)

    def is_here(self, who: str) -> bool:
        """Say whether somebody on the map is called that."""
        return self.picture.box(Name(who)) is not None


def is_under_way(row: PackageRow) -> bool:
    """Say whether a package still goes somewhere."""
    return row.state not in (State.DONE, State.FAILED)


def barred_by_recording(run_id: str) -> str:
    """Say why nothing can be changed in a recording."""
    return f"{run_id or 'this'} is a recording: what happened cannot be changed"


def customers_in(journey: Journey, site: Site) -> dict[str, str]:
    """Give whose customer the premises is, by fuel, after all that was noted."""
    customers: dict[str, str] = {}
    for fuel in ROLE_OF:
        last = journey.last(DCC, SupplierChanged, fuel)
        noted = None if last is None else last.note
        customers[str(fuel)] = (
            noted.to if isinstance(noted, SupplierChanged) else registered(site, fuel, begins_at(site))
        )
    return customers


def changes_said(changes: list[ChangeOfSupplierSpec]) -> tuple[str, ...]:
    """Give every Change of Supplier that a site has, a line each."""
    return tuple(f"at {change.at_s:g} s {change.to} gains {change.fuel}" for change in changes)
