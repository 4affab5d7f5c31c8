"""What the words about one package say of whom: the newest word on what runs counts, silence says nothing.

::

    CS09, CS06      whether the device that says it runs the package, at its word: all of the package
    11.2, a visit   which version a device runs, at that moment
    CCS08, N61      that the package never came to its device, until somebody says that it runs
    CCS08 success, N60, I99 and all else exclude nothing
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from premises.identity import Name
from premises.journey.blame.known import VISIT, Known, Sent
from premises.journey.parties.word import Word

SAYS_RESULT = ("CS09", "CS06")
SAYS_VERSION = ("11.2", VISIT)
SAYS_CARRIED = ("CCS08", "N60", "N61")
DISCARDED = "image_discarded"
ACCEPTED = "accepted"
"""Of a CS06 for later: nothing came of it yet."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was said about one package."""

    runs: Mapping[Name, bool]
    """For each device of which somebody said so: whether it runs the package."""
    is_refused: bool
    """Whether the hub said that its device did not take it, and nobody has said since that it runs."""
    cut_off: frozenset[Name] = frozenset()
    """Of whom it was said by others, so that who carries its frames may be the reason: its image was discarded."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said that excludes anything."""
        return not self.runs and not self.is_refused


def evidence_of(known: Known, sent: Sent) -> Evidence:
    """Give what ``known`` says about one of its packages."""
    words = list(words_about(known, sent))
    runs: dict[Name, bool] = {}
    cut_off = {sent.device for word in words if word.code == DISCARDED}
    for word in words:
        if word.what in SAYS_RESULT and word.code != ACCEPTED:
            runs[word.device] = word.is_good
        elif word.what in SAYS_VERSION and word.version:
            runs[word.device] = _is_new(word, sent)
        if word.what == VISIT and not runs[word.device]:
            cut_off.add(word.device)
    is_refused = sent.device not in runs and any(_is_bad_end(word) for word in words)
    return Evidence(runs, is_refused, frozenset(cut_off))


def words_about(known: Known, sent: Sent) -> Iterator[Word]:
    """Give the words that are about one package, in order: by its request, or by whom and when."""
    mine, later = set(sent.devices), _moments_after(known, sent)
    for word in known.words:
        if word.device not in mine or word.at < sent.at:
            continue
        is_named = word.request_id == sent.request_id
        # Who did not ask is told of no request, and an 11.2 has one of its own: the newest package before it is meant.
        is_newest = not any(sent.at < moment <= word.at for moment in later)
        if is_named or (is_newest and _stands_alone(known, word, sent)):
            yield word


def _moments_after(known: Known, sent: Sent) -> Iterable[int]:
    return [other.at for other in known.sent if other.device == sent.device and other.request_id != sent.request_id]


def _stands_alone(known: Known, word: Word, sent: Sent) -> bool:
    """Say whether a word names no package: a device's own, an answer to another question, or a visit.

    What the hub says names none either, before the DCC has told whose it is, but a version.
    """
    if word.what in SAYS_CARRIED:
        return not word.request_id and word.version == sent.version
    return all(word.request_id != other.request_id for other in known.sent)


def _is_new(word: Word, sent: Sent) -> bool:
    """Say whether a version shows that a device runs the package.

    A bridge that was sent a bundle may name its own part's version, which the sender may not know: whatever is newer
    than before is taken for it. Assumption 105 (docs/sources.md).
    """
    return word.version == sent.version or (sent.before is not None and word.version > sent.before)


def _is_bad_end(word: Word) -> bool:
    return word.what == "N61" or (word.what == "CCS08" and not word.is_good)
