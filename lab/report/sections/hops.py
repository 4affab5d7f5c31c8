"""What crossed each hop over time: frames up, losses down, and how long they took."""

from lab.report import charts
from lab.report.facts.run import Facts
from lab.report.facts.traffic import Count, HopTraffic, Traffic, traffic_of
from lab.report.page import NARROW, WIDE, Part, Picture, Section, Table, Words
from premises.quantity import Instant, in_seconds, spoken

HOPS_MAX = 16
"""Hops that are drawn, the busiest; the table has all of them. Ours."""


def hops(facts: Facts) -> Section:
    """Give the section."""
    found = traffic_of(facts.entries, facts.now)
    title = "Hops over time"
    if not found.hops:
        return Section("hops", title, (Words("Nothing was sent."),))
    busiest = sorted(found.hops, key=lambda hop: (-hop.total.sent, hop.called))[:HOPS_MAX]
    shown = [hop for hop in found.hops if hop in busiest]
    left = len(found.hops) - len(shown)
    said = (
        f"In bins of {spoken(found.width)}. Bars upward are frames that arrived; downward first what was lost on the "
    )
    said += "air, then what came and nobody heard: a radio was off, a device down, or the frame damaged."
    parts: tuple[Part, ...] = (
        Words(said + (f" The {left} quieter hops are in the table alone." if left else "")),
        _frames(found, shown, facts.now), _totals(found),
        _latency(found, shown, facts.now), _bins(found),
    )  # fmt: skip
    return Section("hops", title, parts)


def _frames(found: Traffic, shown: list[HopTraffic], now: Instant) -> Picture:
    clock = charts.clock_for(now)
    titles = {hop.called: f"{hop.called}: {_share(hop.total)}" for hop in shown}
    rows = [
        _bar(number, count, found, now) | {"name": titles[hop.called]}
        for hop in shown
        for number, count in sorted(hop.bins.items())
    ]
    wide, narrow = (charts.traffic(rows, [*titles.values()], clock, width) for width in (WIDE, NARROW))
    described = f"Bars over time for each of {len(shown)} hops; the tables below have their figures."
    return Picture("chart-frames", "Frames that arrived and that did not", described, wide, narrow)


def _bar(number: int, count: Count, found: Traffic, now: Instant) -> dict[str, str | float]:
    clock = charts.clock_for(now)
    return {
        "from": clock.at(number * found.width), "to": clock.at(min(now, (number + 1) * found.width)), "zero": 0,
        "up": count.heard, "lost": -count.lost, "unheard": -count.lost - count.unheard,
    }  # fmt: skip


def _latency(found: Traffic, shown: list[HopTraffic], now: Instant) -> Picture:
    clock = charts.clock_for(now)
    hops = [hop for hop in shown if hop.total.heard]
    titles = {hop.called: f"{hop.called}: {_milliseconds(hop.total):g} ms on average" for hop in hops}
    rows: list[charts.Row] = [
        {
            "name": titles[hop.called], "at": clock.at(number * found.width + found.width // 2),
            "mean": _milliseconds(count),
        }
        for hop in hops
        for number, count in sorted(hop.bins.items())
        if count.heard
    ]  # fmt: skip
    wide, narrow = (charts.latency(rows, [*titles.values()], clock, width) for width in (WIDE, NARROW))
    described = f"Mean latency over time for each of {len(hops)} hops; the tables have the figures."
    return Picture("chart-latency", "Latency, in milliseconds", described, wide, narrow)


def _totals(found: Traffic) -> Table:
    rows = tuple(
        (
            hop.called, hop.link, str(hop.total.sent), str(hop.total.octets), str(hop.total.heard),
            str(hop.total.lost), str(hop.total.unheard), _mean(hop.total), _longest(hop.total),
            ", ".join(f"{why} {count}" for why, count in sorted(hop.lost_by.items())),
        )
        for hop in found.hops
    )  # fmt: skip
    head = ("hop", "link", "sent", "octets", "arrived", "lost", "not heard", "mean ms", "longest ms", "by what")
    return Table("Frames of each hop, in all", head, rows, frozenset(range(2, 9)))


def _bins(found: Traffic) -> Table:
    rows = tuple(
        (
            hop.called, spoken(number * found.width), str(count.sent), str(count.heard), str(count.lost),
            str(count.unheard), _mean(count),
        )
        for hop in found.hops
        for number, count in sorted(hop.bins.items())
    )  # fmt: skip
    head = ("hop", "from", "sent", "arrived", "lost", "not heard", "mean ms")
    caption = f"The same in bins of {spoken(found.width)}"
    return Table(caption, head, rows, frozenset(range(1, len(head))), folded=True)


def _share(count: Count) -> str:
    gone = count.lost + count.unheard
    return f"{count.sent} sent" + (f", {gone} did not arrive ({gone / max(1, count.sent):.0%})" if gone else "")


def _milliseconds(count: Count) -> float:
    return round(in_seconds(count.latency or 0) * 1000, 1)


def _mean(count: Count) -> str:
    return "" if count.latency is None else f"{_milliseconds(count):g}"


def _longest(count: Count) -> str:
    return f"{in_seconds(count.longest) * 1000:.0f}" if count.heard else ""
