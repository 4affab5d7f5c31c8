"""Who may not run what a party sent, and what it may do next: a page for a person, and the same as a document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from premises.identity import Name
from premises.journey.blame.asked import SENDS, Sites, known_by
from premises.journey.blame.blame import Blame, blame_of
from premises.journey.blame.evidence import words_about
from premises.journey.blame.known import Known, Sent
from premises.journey.blame.moves import Move, Step, moves
from premises.journey.blame.reasons import reasons
from premises.journey.parties.party import Party
from premises.journey.parties.views import TRUTH, Views
from premises.journey.parties.word import Word
from premises.journey.telling.seen import Noted
from premises.quantity import Instant, in_seconds, spoken
from premises.wire.route import package_of

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""

MOVES_SHOWN = 6
"""Moves on a page for each package, the best. Ours."""

NOBODY = "it is told of no package, so there is nobody to suspect; what it knows: premises status --as"


@dataclass(frozen=True, slots=True)
class Asked:
    """One package of a party, and who may not run it."""

    sent: Sent
    words: tuple[Word, ...]
    blame: Blame
    lacking: tuple[Name, ...]
    """Who truly does not run it. Only the emulator can say."""
    reasons: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def covers(self) -> bool:
        """Whether all who lack it are suspects."""
        return self.blame.covers(self.lacking)


@dataclass(frozen=True, slots=True)
class Account:
    """All packages that a party knows of."""

    party: Party
    noted: Noted
    asked: tuple[Asked, ...]

    @property
    def is_certain(self) -> bool:
        """Whether somebody does not run what was sent in every world that fits, for one package at least."""
        return any(each.blame.is_certain for each in self.asked)


def account_of(noted: Noted, party: Party) -> Account:
    """Give who may not run what ``party`` sent or carried, from what it received."""
    if party.kind not in SENDS:
        return Account(party, noted, ())
    known, views = known_by(party, noted.entries, noted.site), Views(noted.site)
    views.take_all(noted.entries)
    truth = views.view(TRUTH, noted.now).devices
    since = {each.who: each.since for each in truth}
    return Account(party, noted, tuple(_asked(noted, known, sent, since) for sent in known.sent))


def page_of(account: Account) -> Iterator[str]:
    """Give the page, line by line."""
    noted, party = account.noted, account.party
    who = f"Supplier {party.name}" if party.name else party.kind.value
    yield f"{noted.site.name}  premises time {spoken(noted.now)}  as {who}"
    if party.kind not in SENDS:
        yield f"{NOBODY} {party.kind.value}"
    for each in account.asked:
        yield ""
        yield from _package(each)


def document_of(account: Account) -> dict[str, object]:
    """Give the document that docs/blame.md describes."""
    noted, party = account.noted, account.party
    return {
        "format": FORMAT,
        "premises": noted.site.name,
        "premises_time_s": in_seconds(noted.now),
        "complete": not noted.caveat,
        "caveat": noted.caveat,
        "party": party.kind.value,
        "name": party.name or None,
        "packages": [_document(each) for each in account.asked],
    }


def _asked(noted: Noted, known: Known, sent: Sent, since: Mapping[Name, Instant | None]) -> Asked:
    site, sites = noted.site, Sites(noted.site)
    inside = package_of(site, sent.device) if sent.device in site.bridges else (sent.device,)
    lacking = tuple(sites.called(who) for who in inside if not _changed(since.get(who), sent))
    blame = blame_of(known, [sent])
    words = tuple(words_about(known, sent))
    return Asked(sent, words, blame, lacking, reasons(known, sent), moves(known, sent, noted.now))


def _changed(since: Instant | None, sent: Sent) -> bool:
    """Say whether a device runs something else than when the package was sent; what runs nothing known does not."""
    return since is not None and since >= sent.at


def _package(asked: Asked) -> Iterator[str]:
    sent, blame = asked.sent, asked.blame
    number = sent.request_id.rsplit(":", 1)[-1]
    yield f"{sent.device}@{sent.version:#010x} of request {number}: {figures_of(asked)}"
    yield _row("suspects", ", ".join(blame.suspects) or "nobody")
    truly = ", ".join(asked.lacking) or "everybody in the package runs it"
    yield _row("truly", f"{truly if not asked.lacking else truly + ' not'} (the emulator compares)")
    for index, word in enumerate(asked.words):
        yield _row("" if index else "told", f"{spoken(word.at)}  {word_in_words(word)}")
    for index, reason in enumerate(asked.reasons):
        yield _row("" if index else "because", reason)
    for index, move in enumerate(asked.moves[:MOVES_SHOWN]):
        yield _row("" if index else "next", move_in_words(move))


def word_in_words(word: Word) -> str:
    """Give a word in a line."""
    version = f"{word.version:#010x}" if word.version else ""
    return " ".join(part for part in (word.what, word.device, version, word.code) if part)


def move_in_words(move: Move) -> str:
    """Give a move, what each answer would leave, and its worth."""
    leaves = "; ".join(f"{each.said}: {each.blame.size} / {each.blame.hypotheses}" for each in move.answers)
    worth = f"mean {move.mean_size:.2g}, worst {move.worst}" if move.tells else "tells nothing more"
    return f"{step_in_words(move)}: {leaves} ({worth})"


def step_in_words(move: Move) -> str:
    """Give what would be done, and to whom."""
    what = {Step.WAIT: "wait for CS09 of", Step.READ: "read back by 11.2", Step.AGAIN: "send again to"}
    return f"{what.get(move.step, 'visit')} {move.device}"


def figures_of(asked: Asked) -> str:
    """Give the three figures: how many suspects, how many worlds fit, and whether they cover who truly lacks it."""
    covers = "covers" if asked.covers else "does not cover"
    return f"{asked.blame.size} / {asked.blame.hypotheses} / {covers}"


def _row(head: str, words: str) -> str:
    return f"  {head:<9} {words}"


def _document(asked: Asked) -> dict[str, object]:
    sent, blame = asked.sent, asked.blame
    return {
        "request": sent.request_id,
        "device": sent.device,
        "version": sent.version,
        "suspects": list(blame.suspects),
        "size": blame.size,
        "hypotheses": blame.hypotheses,
        "certain": blame.is_certain,
        "contradicted": blame.is_contradicted,
        "covers": asked.covers,
        "lacking": list(asked.lacking),
        "words": [{"at_s": in_seconds(word.at), "says": word_in_words(word)} for word in asked.words],
        "reasons": list(asked.reasons),
        "moves": [_move(each) for each in asked.moves],
    }


def _move(move: Move) -> dict[str, object]:
    return {
        "step": move.step.value,
        "device": move.device,
        "tells": move.tells,
        "worst": move.worst,
        "mean_size": round(move.mean_size, 3),
        "mean_hypotheses": round(move.mean_hypotheses, 3),
        "answers": [
            {"says": each.said, "size": each.blame.size, "hypotheses": each.blame.hypotheses} for each in move.answers
        ],
    }
