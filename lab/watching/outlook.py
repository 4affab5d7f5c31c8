"""What must be known to look on at a premises, for one that was brought up here or elsewhere."""

from lab.live.run_directory import Reachable
from premises.runtime.looking.view import Outlook
from premises.wire.topics import VIEWER


def outlook_on(running: Reachable) -> Outlook:
    """Give it; UsageError when there is no key for a viewer."""
    return Outlook(running.premises, running.files.site, running.files.record, running.address(VIEWER))
