"""The charts of a report as SVG: the only door to altair, and to vl-convert, which turns its charts into pictures.

Colours are the page's own (``var(--...)``), so a chart is light or dark as the page is; text stays text. A chart says
nothing by colour alone: what has a colour has a number, a place or a shape as well. Each is made for one width.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import vl_convert

from premises.quantity import Instant, in_seconds

Row = Mapping[str, str | float]
"""One datum of a chart: names of fields, and what they hold."""

LABELS, SHORT_LABELS = 120, 64
"""Pixels on the left for the names of packages, ``b1@0x00010001`` in 12 pixels, and for those of devices. Ours."""

MARGIN = 14
"""Pixels kept free on the right. Ours."""

_KEY = 150
"""Pixels for one key of a legend. Ours."""

_COUNTS = 40
"""Pixels for the numbers on the left. Ours."""

_LANE, _TRAFFIC, _LATENCY = 26, 46, 30
"""Pixels of height: of a lane or bar, of a row of traffic, of a row of latency. Ours."""

_Chart = alt.LayerChart | alt.FacetChart

_INK, _GRID, _PAPER = "currentColor", "var(--grid)", "var(--paper)"
_TEXT = {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 12, "titleFontSize": 12}
_STYLE = {
    "aria": False, "background": "transparent", "font": "sans-serif", "padding": 4,
    "axis": _TEXT | {"gridColor": _GRID, "domainColor": _GRID, "tickColor": _GRID, "titleFontWeight": "normal"},
    "header": {"labelFontSize": 12}, "legend": _TEXT, "view": {"stroke": None},
}  # fmt: skip
_HEAD = re.compile(r'^<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"[^>]*>')


@dataclass(frozen=True, slots=True)
class Clock:
    """How premises time is written along a chart: one unit for the whole of it."""

    per: int
    """Seconds of one unit."""
    unit: str
    now: Instant
    """The end of the run, at which a chart over time ends."""

    def at(self, moment: int) -> float:
        """Give a moment, or a span, in that unit."""
        return round(in_seconds(moment) / self.per, 4)


def clock_for(now: Instant) -> Clock:
    """Give the unit for a run that ends at ``now``."""
    for per, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if in_seconds(now) >= 3 * per:
            return Clock(per, unit, now)
    return Clock(1, "seconds", now)


@dataclass(frozen=True, slots=True)
class Key:
    """What one colour and shape stand for."""

    label: str
    colour: str
    """A colour of the page, like ``var(--s1)``."""
    shape: str = "square"


def stacked(rows: Sequence[Row], names: Sequence[str], keys: Sequence[Key], clock: Clock, width: int) -> str:
    """Draw a bar for each of ``names``: rows with ``name``, ``key`` (a label), ``from``, ``to`` and ``short``."""
    base = alt.Chart(alt.NamedData("rows")).encode(y=_names(names))
    bars = base.mark_bar(stroke=_PAPER, strokeWidth=1).encode(
        x=_along(f"time in each stage, {clock.unit}"),
        x2="to",
        color=alt.Color("key:N", scale=_colours(keys), legend=_legend(width)),
    )
    words = base.mark_text(fontSize=12, fontWeight="bold", fill="var(--on-stage)").encode(
        x=alt.X("middle:Q"), text="short:N"
    )
    chart = alt.layer(bars, words).properties(width=width - LABELS - MARGIN, height=_height(names))
    return _svg(chart, rows=rows)


def timeline(
    spans: Sequence[Row], marks: Sequence[Row], names: Sequence[str], keys: tuple[Sequence[Key], Sequence[Key]],
    clock: Clock, width: int,
) -> str:  # fmt: skip
    """Draw a lane for each of ``names``: spans with ``name``, ``key``, ``from``, ``to``; marks with ``at`` instead."""
    # A bar has the same height whatever it stands for, so each reason is a layer of its own.
    layers: list[alt.Chart] = []
    for height, key in zip((14, 8, 20), keys[0], strict=True):
        chart = alt.Chart(alt.NamedData(key.label)).mark_bar(height=height, stroke=_INK, strokeWidth=0.5)
        x = _along(f"premises time, {clock.unit}", (0, clock.at(clock.now)))
        layers.append(
            chart.encode(
                x=x,
                x2="to",
                y=_names(names, SHORT_LABELS),
                color=alt.Color("key:N", scale=_colours(keys[0]), legend=_legend(width, "top")),
            )
        )
    points = alt.Chart(alt.NamedData("marks")).mark_point(filled=False, strokeWidth=1.6, size=46)
    shapes = alt.Scale(domain=[key.label for key in keys[1]], range=[key.shape for key in keys[1]])
    shown = points.encode(
        x=alt.X("at:Q"), y=_names(names, SHORT_LABELS), shape=alt.Shape("key:N", scale=shapes, legend=_legend(width)),
        stroke=alt.Stroke("key:N", scale=_colours(keys[1]), legend=_legend(width)),
    )  # fmt: skip
    chart = alt.layer(alt.layer(*layers), shown).resolve_scale(
        color="independent", shape="independent", stroke="independent"
    )
    of_key = {key.label: [row for row in spans if row["key"] == key.label] for key in keys[0]}
    return _svg(chart.properties(width=width - SHORT_LABELS - MARGIN, height=_height(names)), marks=marks, **of_key)


def traffic(rows: Sequence[Row], titles: Sequence[str], clock: Clock, width: int) -> str:
    """Draw a row of bars for each of ``titles``: what arrived upward, what did not downward.

    Rows have ``name`` (a title), ``from``, ``to``, ``zero``, ``up``, ``lost`` and ``unheard``, the last two below 0.
    """
    base = alt.Chart().encode(x=_along(f"premises time, {clock.unit}", (0, clock.at(clock.now))), x2="to")
    parts = (("up", "zero", "var(--arrived)"), ("zero", "lost", "var(--lost)"), ("lost", "unheard", "var(--unheard)"))
    layers: list[alt.Chart] = [
        base.mark_bar(color=colour, stroke=_PAPER, strokeWidth=0.4).encode(y=_counts(top), y2=bottom)
        for top, bottom, colour in parts
    ]
    zero = alt.Chart().mark_rule(color=_INK, strokeWidth=0.6).encode(y="zero:Q")
    return _rowed(alt.layer(*layers, zero), rows, titles, width, _TRAFFIC)


def latency(rows: Sequence[Row], titles: Sequence[str], clock: Clock, width: int) -> str:
    """Draw a line for each of ``titles``: rows with ``name`` (a title), ``at`` and ``mean`` in milliseconds."""
    base = alt.Chart().encode(
        x=_along(f"premises time, {clock.unit}", (0, clock.at(clock.now)), "at"), y=_counts("mean")
    )
    line = base.mark_line(color="var(--arrived)", strokeWidth=1.2)
    dots = base.mark_point(color="var(--arrived)", filled=True, size=14)
    return _rowed(alt.layer(line, dots), rows, titles, width, _LATENCY)


def _rowed(
    chart: alt.LayerChart | alt.FacetChart, rows: Sequence[Row], titles: Sequence[str], width: int, height: int
) -> str:
    header = alt.Header(
        title=None, labelOrient="top", labelAnchor="start", labelPadding=2, labelColor=_INK, labelLimit=width - 60
    )
    sized = chart.properties(width=width - _COUNTS - MARGIN, height=height, data=alt.NamedData("rows"))
    row = alt.Row("name:N", header=header, sort=list(titles))
    return _svg(sized.facet(row=row, spacing=6).resolve_scale(y="independent"), rows=rows)


def _height(names: Sequence[str]) -> int:
    return _LANE * max(1, len(names))


def _names(names: Sequence[str], room: int = LABELS) -> alt.Y:
    axis = alt.Axis(title=None, minExtent=room - 8, maxExtent=room - 8, labelLimit=room - 12, ticks=False)
    return alt.Y("name:N", scale=alt.Scale(domain=list(names)), axis=axis)


def _along(title: str, domain: tuple[float, float] | None = None, field: str = "from") -> alt.X:
    scale = alt.Scale(nice=False, zero=True) if domain is None else alt.Scale(domain=list(domain), nice=False)
    return alt.X(f"{field}:Q", axis=alt.Axis(title=title, tickCount=6), scale=scale)


def _counts(field: str) -> alt.Y:
    # What did not arrive is drawn below the line, and counted like all else.
    label = "replace(datum.label, /^\\D/, '')"
    axis = alt.Axis(title=None, tickCount=3, minExtent=30, maxExtent=30, format="~s", labelExpr=label)
    return alt.Y(f"{field}:Q", axis=axis)


def _legend(width: int, orient: Literal["top", "bottom"] = "bottom") -> alt.Legend:
    columns = max(1, width // _KEY)
    return alt.Legend(
        title=None, orient=orient, direction="horizontal", columns=columns, symbolStrokeWidth=1.6, labelLimit=200
    )  # fmt: skip


def _colours(keys: Sequence[Key]) -> alt.Scale:
    return alt.Scale(domain=[key.label for key in keys], range=[key.colour for key in keys])


def _svg(chart: _Chart, **data: Sequence[Row]) -> str:
    """Give the picture as it stands in the page: without a head of its own, and as wide as it was made."""
    # Data go beside the chart: altair would copy and check every datum at each step of its making.
    # The style too, for the same reason: each `configure` copies the whole chart.
    datasets = {name: [*map(dict, rows)] for name, rows in data.items()}
    spec = chart.to_dict() | {"datasets": datasets, "config": _STYLE}
    made = str(vl_convert.vegalite_to_svg(spec))
    head = _HEAD.match(made)
    assert head is not None, f"a picture begins with {made[:60]}"
    box = f"0 0 {head['width']} {head['height']}"
    return f'<svg viewBox="{box}" width="{head["width"]}" height="{head["height"]}">{made[head.end() :]}'
