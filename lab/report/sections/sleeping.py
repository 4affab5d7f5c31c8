"""Who was asleep when: a lane for each device, with reboots, power cuts, and the frames that came for nobody."""

from lab.report import charts
from lab.report.facts.lanes import Happening, Lane, Off, lanes_of
from lab.report.facts.run import Facts
from lab.report.page import NARROW, WIDE, Picture, Section, Table, Words
from premises.quantity import spoken

_SPANS = (
    charts.Key(Off.ASLEEP.value, "var(--asleep)"),
    charts.Key(Off.REBOOTING.value, "var(--rebooting)"),
    charts.Key(Off.DOWN.value, "var(--down)"),
)
_MARKS = (
    charts.Key(Happening.WAKE_MISSED.value, "var(--lost)", "triangle-up"),
    charts.Key(Happening.EXPIRED.value, "var(--lost)", "cross"),
    charts.Key(Happening.UNHEARD.value, "var(--unheard)", "circle"),
)


def sleeping(facts: Facts) -> Section:
    """Give the section."""
    layout = facts.seen.layout
    lanes = lanes_of(facts.entries, [*layout.names.values()], facts.now)
    parts = (
        Words(
            "A middling bar is a radio off for sleep, a thin one a reboot into another version, a tall one a device "
            "that was down; where there is none it listened. What lies too close to tell apart is drawn as one."
        ),
        _picture(facts, lanes),
        _table(lanes),
    )
    return Section("sleep", "Who was asleep when", parts)


def _picture(facts: Facts, lanes: tuple[Lane, ...]) -> Picture:
    clock = charts.clock_for(facts.now)
    spans: list[charts.Row] = [
        {"name": lane.who, "key": span.why.value, "from": clock.at(span.since), "to": clock.at(span.until)}
        for lane in lanes
        for span in lane.spans
    ]
    marks: list[charts.Row] = [
        {"name": lane.who, "key": mark.what.value, "at": clock.at(mark.at)} for lane in lanes for mark in lane.marks
    ]
    names = [lane.who for lane in lanes]
    wide, narrow = (charts.timeline(spans, marks, names, (_SPANS, _MARKS), clock, width) for width in (WIDE, NARROW))
    described = f"A lane for each of {len(lanes)} devices over {spoken(facts.now)}; the table below counts the same."
    return Picture("chart-sleep", "Radios that were off, and frames that came for nobody", described, wide, narrow)


def _table(lanes: tuple[Lane, ...]) -> Table:
    rows = tuple(
        (
            lane.who,
            *(_off(lane, why) for why in Off),
            *(str(lane.happened.get(what, 0)) for what in Happening),
        )
        for lane in lanes
    )
    head = ("device", *(why.value for why in Off), *(what.value for what in Happening))
    return Table("Time with the radio off, how often, and what happened meanwhile", head, rows, frozenset(range(1, 7)))


def _off(lane: Lane, why: Off) -> str:
    times = lane.times.get(why, 0)
    return f"{spoken(lane.off.get(why, 0))} in {times}" if times else ""
