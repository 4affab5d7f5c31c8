"""One of each impairment that there is, for whoever holds all of them to one claim."""

from premises.faults.impairments.aim import About, Outage, When, Window
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.copies import Duplicate, Reorder
from premises.faults.impairments.damage import Damage
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import CorrelatedLatency, Distribution, Latency
from premises.faults.impairments.queueing import Rate
from premises.identity import Eui64, Name
from premises.quantity import Duration, Instant
from premises.wire.message import Medium

SPAN, JITTER = Duration(25_000), Duration(10_000)

PASSING: tuple[Impairment, ...] = (
    *(Latency(SPAN, JITTER, distribution) for distribution in Distribution),
    *(Latency(SPAN, SPAN, distribution) for distribution in Distribution),
    *(Latency(SPAN, Duration(0), distribution) for distribution in Distribution),
    Loss(0.0),
    Loss(0.3),
    Loss(1.0),
    Reorder(0.4, Duration(2_500)),
)
"""Without a state, and blind to the flight: what a lane says ahead."""

OTHERS: tuple[Impairment, ...] = (
    *(CorrelatedLatency(Latency(SPAN, JITTER, distribution), 0.9) for distribution in Distribution),
    CorrelatedLatency(Latency(SPAN, JITTER), -0.5),
    GilbertElliott(0.2, 0.3),
    GilbertElliott(0.2, 0.3, 0.1, 0.6),
    Rate(8_000, 4, Medium.WAN),
    Duplicate(0.4, Duration(50)),
    Damage(0.3),
    Damage(1.0),
    Outage((Window(Instant(20_000), Instant(40_000)), Window(Instant(250_000)))),
    When(Loss(1.0), every=3),
    When(GilbertElliott(0.2, 0.3), kinds=("ChunkRequest",), window=Window(Instant(9_000)), share=0.5),
    When(When(Latency(SPAN, JITTER), nth=7), kinds=("CS09",)),
    When(Rate(8_000, 4, Medium.WAN), share=0.7),
    When(Loss(0.5), about=About(Name("hub"))),
    When(Damage(0.5), kinds=("ChunkRequest",), about=About(Name("b1"), Eui64("90-B3-D5-1F-30-B1-00-01"))),
)
"""Those that remember, look at the flight or its time, or make more of it."""
