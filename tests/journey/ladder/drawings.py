"""Ladders of any shape, with any words: for what must hold however a ladder is drawn."""

from hypothesis import strategies as st

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Said
from premises.journey.trace import Fate, FateKind
from premises.quantity import Duration, Instant
from premises.wire.topics import CONDUCTOR

NASTY = (
    "end", "; end", "#59;", "%%{init: {}}%%",
    "<b>x</b>", "]]>", "&amp;", "<!--", "note over a: b", "\\n", "**bold**", "~",
    "\x00\x1b", "a->>b: c",
    "@enduml", "%date()", "wrap: x", "\u202e", "\ud7ff", "\U0001f600", '"', "loop", "::", "--",
)  # fmt: skip
"""What means something to somebody."""

WORDS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=30), st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join)
)
NAMES = tuple(map(Name, ("supplier", "dcc", "hub", "b1", "end", "b-2")))
_MOMENTS = st.integers(0, 10**12).map(Instant)
_FATES = st.lists(
    st.builds(Fate, st.sampled_from(FateKind), st.integers(0, 10**8).map(Duration), WORDS), min_size=1, max_size=2
).map(tuple)
_ENDS = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True)


@st.composite
def _said(draw: st.DrawFn) -> Said:
    source, target = draw(_ENDS)
    return Said(
        draw(_MOMENTS), source, target, "ImageNotify", draw(st.integers(-1, 10**6)), source, target, draw(_FATES),
        draw(WORDS), draw(st.lists(st.sampled_from(NAMES), max_size=2).map(tuple)), 1, draw(st.booleans()),
    )  # fmt: skip


@st.composite
def _repeated(draw: st.DrawFn) -> Repeated:
    at, (source, target) = draw(_MOMENTS), draw(_ENDS)
    return Repeated(at, at, source, target, "blocks", 9, 0, 480, 2, ((draw(WORDS), 3),))


_HAPPENED = st.builds(Happened, _MOMENTS, st.sampled_from((*NAMES, CONDUCTOR)), WORDS, st.just(NAMES[0]))

LADDERS = st.one_of(
    st.builds(
        Ladder, st.just(NAMES), st.lists(st.one_of(_said(), _repeated(), _HAPPENED), max_size=12).map(tuple),
        st.integers(0, 3),
    ),
    st.just(Ladder((), (), 0)),
    st.just(Ladder((), (Happened(Instant(0), CONDUCTOR, "fault imposed", CONDUCTOR),), 0)),
)  # fmt: skip
"""Everybody stands in each, or nobody."""

_A, _B = NAMES[:2]

ALL_NASTY = Ladder(
    NAMES,
    (
        *(Happened(Instant(0), _A, words, _A) for words in NASTY),
        *(Said(Instant(0), _A, _B, "Command", 0, _A, _B, (Fate(FateKind.LOST, why=words),), words) for words in NASTY),
        *(Repeated(Instant(0), Instant(0), _A, _B, words, 9, 0, 480, 2, ((words, 3),)) for words in NASTY),
    ),
    0,
)
"""Every word that means something to somebody, wherever words can stand."""
