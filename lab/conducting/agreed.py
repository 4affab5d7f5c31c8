"""The run as everybody agrees on it: as it began, with the Changes of Supplier that people ordered since.

Each counts from a moment a little ahead, so that every participant has heard of it by then. What was ordered is kept
on a shelf before it is published: a conductor that was killed says the same again. Assumptions 97 and 119
(docs/sources.md).
"""

from lab.checked.suppliers import with_change
from lab.faults.imposed import HEARD_WITHIN, ahead
from premises.machine.effects import Keep
from premises.quantity import Duration, Instant, after
from premises.runtime.shelf import KeptLive
from premises.wire.codec import decode, encode
from premises.wire.envelope import ChangeOrder, Run
from premises.wire.site import Site
from premises.wire.site_text import changed, run_text, site_of_run

KEY_AGREED = "agreed"


class AgreedRun:
    """One run, and what of it was changed while it went on."""

    def __init__(self, kept: KeptLive, begun: Run) -> None:
        """Go on with what is on the shelf, or with the run as it begins."""
        self._kept = kept
        before = kept.get(KEY_AGREED)
        self._run = begun if before is None else decode(Run, before)

    @property
    def run(self) -> Run:
        """What is published."""
        return self._run

    @property
    def site(self) -> Site:
        """The site as it is now."""
        return site_of_run(self._run.site)

    def obey(self, order: ChangeOrder, now: Instant, speed: float) -> Instant:
        """Do as ``order`` says, and give from when on it counts; UsageError, one line, when it cannot be done."""
        # Later than now also on a clock that stands: who has lived through now must not have lived under the change.
        since = after(now, max(Duration(1), ahead(HEARD_WITHIN, speed)))
        following = changed(self._run, site=run_text(with_change(self.site, order.fuel, order.to, since)))
        self._kept.commit([Keep(KEY_AGREED, encode(following))])
        self._run = following
        return since
