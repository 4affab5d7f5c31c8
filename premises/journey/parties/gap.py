"""The visibility gap: for how long a party held another version than a device ran, and how far behind it is.

Pure; only who has both the truth and the view can ask.
"""

from premises.identity import Name
from premises.journey.package import Package, Stage
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.tracks import AT_THE_HUB, DELIVERED, RANKS, RUNS, Tracks
from premises.journey.parties.view import Behind, Gap
from premises.quantity import Duration, Instant

KNOWN_BY = {Stage.DCC: 0, Stage.WAN: RANKS[AT_THE_HUB], Stage.STORE: RANKS[AT_THE_HUB]} | {
    stage: RANKS[RUNS] if stage in (Stage.ACTIVE, Stage.REPORTED) else RANKS[DELIVERED]
    for stage in Stage
    if stage not in (Stage.DCC, Stage.WAN, Stage.STORE)
}
"""From which rank on a party knows that a package is at least so far."""


def gap_of(who: Name, truth: Steps, held: Steps, now: Instant) -> Gap:
    """Give for how long ``held`` was not ``truth`` up to ``now``; a device that runs nothing known has no gap."""
    moments = sorted({at for steps in (truth, held) for at, _ in steps if at <= now})
    wrong_for, since = 0, None
    for index, at in enumerate(moments):
        runs = truth.at(at)
        if runs is None or runs == held.at(at):
            since = None
            continue
        since = at if since is None else since
        until = moments[index + 1] if index + 1 < len(moments) else now
        wrong_for += until - at
    return Gap(who, Duration(wrong_for), since)


def behind_of(package: Package, tracks: Tracks | None) -> Behind:
    """Give when a party that follows ``tracks`` could know of the last step of a package."""
    track = None if tracks is None else tracks.track(package.request_id, package.device)
    step = package.steps[-1]
    # That it was reported is the DCC's own step: what there is to know is that it runs.
    if step.stage is Stage.REPORTED:
        step = next((each for each in package.steps if each.stage is Stage.ACTIVE), step)
    known_at = None if track is None else track.known_at(KNOWN_BY[step.stage])
    return Behind(package.request_id, package.device, step.stage.value, step.entry.at, known_at)
