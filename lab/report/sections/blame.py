"""Who may not run what was sent, to each party by what it was told: figures, suspects, and what it may do next."""

from collections.abc import Iterable, Iterator

from lab.report.facts.run import Facts
from lab.report.page import Card, Part, Table, Words
from premises.journey.blame.asked import SENDS
from premises.journey.blame.blame import Blame
from premises.journey.blame.known import Sent
from premises.journey.blame.moves import Move
from premises.journey.parties.party import Party, PartyKind
from premises.journey.telling.parties.blame import Account, Asked, figures_of, step_in_words, word_in_words
from premises.quantity import spoken

CARDS_MAX, TOP_MAX, MOVES_MAX = 24, 8, 6
"""Packages with suspects that have a card, those that are spoken of on top, and moves shown of each. Ours."""

_CALLED = {PartyKind.DCC: "DCC", PartyKind.ALTHANCO: "AltHANCo", PartyKind.DNO: "network operator"}

_INTRODUCED = (
    "Who may not run what was sent, by what a party was told. Of the three figures the first counts the suspects: "
    "devices that may not run it. The second counts the worlds that fit what was told, each a way in which some failed "
    "and the others did not. The third says whether those that truly do not run it are among the suspects, which only "
    "the emulator can compare. A suspect is no culprit. A bridge on no inventory is called by its PPMIDVariant: B4."
)


def called(party: Party) -> str:
    """Give what a party is called at the head of a column."""
    return party.name or _CALLED.get(party.kind, party.kind.value)


def said_on_top(facts: Facts) -> Iterator[str]:
    """Say whom each party may suspect of each package, and who takes a failure for a success."""
    yield from _false_successes(facts)
    same: dict[tuple[str, str, str], list[str]] = {}
    for account, asked in _suspected(facts.accounts):
        said = package_in_words(asked.sent), _verdict(asked), figures_of(asked)
        same.setdefault(said, []).append(called(account.party))
    for (package, verdict, figures), who in [*same.items()][:TOP_MAX]:
        knows = "knows" if len(who) == 1 else "know"
        yield f"Of {package} {_and(who)} {knows} this much: {verdict} ({figures})."
    if len(same) > TOP_MAX:
        yield f"{len(same) - TOP_MAX} more packages with suspects are below, where views are side by side."
    told_of_none = [called(view.party) for view in facts.views[1:] if view.party.kind not in SENDS]
    if same and told_of_none:
        yield f"Told of no package, and so suspecting nobody: {', '.join(told_of_none)}."


def blame(facts: Facts) -> Iterator[Part]:
    """Give what belongs to it among the views; nothing when no package was sent."""
    rows = tuple(
        (
            called(account.party), package_in_words(asked.sent), figures_of(asked), _suspects(asked.blame),
            ", ".join(asked.lacking) or "nobody", _told(asked),
        )
        for account in facts.accounts
        for asked in account.asked
    )  # fmt: skip
    if not rows:
        return
    yield Words(_INTRODUCED)
    head = ("party", "package", "figures", "suspects", "truly without it", "last told")
    yield Table("Blame sets: who may not run each package, to each party", head, rows)
    suspected = [*_suspected(facts.accounts)]
    yield from (_card(account.party, asked) for account, asked in suspected[:CARDS_MAX])
    if len(suspected) > CARDS_MAX:
        yield Words(f"{len(suspected) - CARDS_MAX} more with suspects are in the table alone.")


def package_in_words(sent: Sent) -> str:
    """Give the name of a package, as the page has it everywhere."""
    return f"{sent.device}@{sent.version:#010x} of request {sent.request_id.rsplit(':', 1)[-1]}"


def _suspected(accounts: Iterable[Account]) -> Iterator[tuple[Account, Asked]]:
    return ((account, asked) for account in accounts for asked in account.asked if asked.blame.size)


def _false_successes(facts: Facts) -> Iterator[str]:
    same: dict[tuple[str, str, str], list[str]] = {}
    figures = {
        (account.party, asked.sent.request_id, asked.sent.device): figures_of(asked)
        for account in facts.accounts
        for asked in account.asked
    }
    for view in facts.views[1:]:
        for package in view.packages:
            if package.wrongly:
                figure = figures.get((view.party, package.request_id, package.device), "")
                same.setdefault((package.device, _and(package.wrongly), figure), []).append(called(view.party))
    for (device, lacking, figure), who in same.items():
        holds = "holds" if len(who) == 1 else "hold"
        yield (
            f"A false success: {_and(who)} {holds} that the package of {device} runs everywhere ({figure}), "
            f"and it does not at {lacking}."
        )


def _card(party: Party, asked: Asked) -> Card:
    rows = (
        ("told", tuple(f"{spoken(word.at)}: {word_in_words(word)}" for word in asked.words) or ("nothing",)),
        ("so", (f"{figures_of(asked)}: {_verdict(asked)}",)),
        ("because", asked.reasons),
        ("may do next", tuple(map(_move, asked.moves[:MOVES_MAX]))),
    )
    return Card(f"{called(party)}: {package_in_words(asked.sent)}", rows)


def _verdict(asked: Asked) -> str:
    blame = asked.blame
    certain = f"at least one of {_and(blame.suspects)}" if blame.size > 1 else _suspects(blame)
    who = f"{certain} does not run it" if blame.is_certain else f"{_suspects(blame)} may not run it"
    fit = "one world fits" if blame.hypotheses == 1 else f"{blame.hypotheses} worlds fit"
    if not asked.lacking:
        truly = "in truth all of it run that, or something newer"
    elif asked.covers:
        truly = f"in truth {_and(asked.lacking)} {'does' if len(asked.lacking) == 1 else 'do'} not"
    else:
        truly = f"in truth {_and(asked.lacking)}, and not all of them are suspected"
    return f"{who} ({fit}); {truly}"


def _move(move: Move) -> str:
    leaves = "".join(f' After "{each.said}": {_left(each.blame)}.' for each in move.answers)
    worth = (
        f"On average {move.mean_size:.2g} {'suspect is' if move.mean_size == 1 else 'suspects are'} left, "
        f"{move.worst} at worst."
        if move.tells
        else "It tells nothing more."
    )
    return f"{step_in_words(move)}.{leaves} {worth}"


def _left(blame: Blame) -> str:
    who = "nobody is suspected" if not blame.size else f"{_suspects(blame)} ({blame.size} / {blame.hypotheses})"
    return who if blame.size else f"{who} (0 / {blame.hypotheses})"


def _suspects(blame: Blame) -> str:
    return _joined(blame.suspects, "or") or "nobody"


def _told(asked: Asked) -> str:
    return f"{spoken(asked.words[-1].at)}: {word_in_words(asked.words[-1])}" if asked.words else "nothing"


def _and(words: Iterable[str]) -> str:
    return _joined(words, "and")


def _joined(words: Iterable[str], how: str) -> str:
    *most, last = [*words] or [""]
    return f"{', '.join(most)} {how} {last}" if most else last
