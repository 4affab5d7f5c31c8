"""What docs/inventory.md shows, asked of the adapter itself: 12.2, a Change of Supplier, codes, how long it errs."""

from collections.abc import Iterator, Sequence
from typing import get_args

from dcc_adapter.accounts import Account, Accounts, Customer
from dcc_adapter.checks import service_of
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan
from lab.site import names_of
from lab.story.agreement import agreements
from lab.story.heard import with_names
from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Kept
from premises.quantity import ORIGIN, spoken
from premises.trust.certificates import pki_of
from premises.trust.mac import MacKeys
from premises.wire.duis.inventory import (
    DevicePrenotification,
    Inventory,
    ReadInventory,
    UpdateDeviceDetails,
)
from premises.wire.duis.messages import ServiceRequest, ServiceResponse
from premises.wire.message import Message
from premises.wire.notes.inventory import InventoryChanged
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import ACB_EUI, DCC, HUB, Site
from premises.wire.tables.dcc import DccSpec, VariantRule
from premises.wire.tables.suppliers import Uplift
from tests.house.tree import ROOT
from tests.machine.reading import sent
from tests.rooms.attended import Attended
from tests.smi import permissions
from tests.smi.premises_of_two import (
    ACCOUNTS,
    B1,
    CHANGE,
    CHF,
    DEVICES,
    EUI,
    GAS,
    NEW,
    NEXT,
    POWER,
    WHO,
    hub_says,
    told,
    update,
)
from tests.smi.test_checks import CAUSES
from tests.smi.test_inventory import FRESH
from tests.smi.test_suppliers import CCS08, CS09

NOTIFIED = (
    "what is announced",
    "PPMIDVariant is",
    "the Supplier's DUIS",
    "says",
    "answer to 12.2",
    "8.2 then shows it",
    "and an uplifted Supplier",
)
LATER = ("the device is", "mp125", "the Supplier's DUIS", "answer to the later change", "8.2 then shows")
CHANGED = ("what", "the old Supplier", "the new Supplier", "the Gas Supplier")
OTHERS = ("request", "cause", "code", "reason", "in words")
CODES = ("check", "cause", "code when nothing is taken", "reason", "in words")
UPLIFTS: tuple[Uplift, ...] = ("before-mp170", "mp170")
RULES: tuple[VariantRule, ...] = ("optional", "mandatory")
INHERITED = ("its DUIS", "8.2 of B1", "when B1 says CS09", "the answer to its 11.4 for B1")
APART = ("story", "device", "the inventory was wrong for", "what it held meanwhile", "at the end")
STORIES = (
    "polite-supplier",
    "lost-cs09-of-b3",
    "esme-updated",
    "gsme-updated",
    "older-esme",
    "joins-later",
    "long/answer-lost",
    "long/answer-lost-for-good",
    "stranded",
)
"""Of those in ``scenarios/``."""
SHIPPED = ("who", "it is told, in order", "so it believes that B1 runs", "B1 runs", "8.2 would say")
CHANGE_STORY = "change-in-mid-update"

SCENARIOS = ROOT / "scenarios"
ID = f"{EUI[POWER]}:{ACB_EUI}:"


def adapter(dcc: DccSpec, uplift: Uplift = "mp170") -> Attended:
    """Give the adapter of a premises whose electricity Supplier speaks this DUIS, and whose gas Supplier the newest."""
    accounts = Accounts(
        (Account(POWER, EUI[POWER], ("IS",), uplift), Account(GAS, EUI[GAS], ("GS",))),
        (Customer(ORIGIN, "electricity", POWER), Customer(ORIGIN, "gas", GAS)),
    )
    plan = DccPlan(DCC, ACB_EUI, accounts, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF, dcc=dcc)

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    return Attended(DCC, make)


def notified_rows() -> Iterator[Sequence[str]]:
    """Give 12.2 of a PPMID and of a bridge, under each rule, by each Supplier."""
    for what, variant in (("a PPMID", "STD"), ("a bridge", "B1")):
        for rule in RULES:
            for uplift in UPLIFTS:
                said = variant if uplift == "mp170" else ""
                yield _notified(what, rule, uplift, said)
                if said:
                    yield _notified(what, rule, uplift, "")


def later_rows() -> Iterator[Sequence[str]]:
    """Give the later change of a PPMIDVariant, before and after commissioning."""
    for is_joined in (False, True):
        for mp125 in (False, True):
            for uplift in UPLIFTS:
                stage = adapter(DccSpec(mp125=mp125), uplift)
                device = B1 if is_joined else FRESH
                if not is_joined:
                    _said(stage, POWER, DevicePrenotification(f"{ID}1", FRESH, "PPMID", 0xA171, 1, 1, ""))
                answer = _said(stage, POWER, UpdateDeviceDetails(f"{ID}2", device, "B2"))
                status = "Commissioned" if is_joined else "Pending"
                yield status, str(mp125).lower(), uplift, _words(answer), _shown(stage, POWER, device)


def changed_rows() -> Iterator[Sequence[str]]:
    """Give who hears what when the premises changes hands between an 11.4 and its CCS08."""
    stage = Attended(DCC, _two)
    _said(stage, POWER, update(POWER))
    stage.wait(CHANGE)
    stage.wake()
    yield "CCS08: B1 has the image that the old Supplier sent", *_who(hub_says(stage, CCS08))
    yield "CS09: B1 runs it", *_who(hub_says(stage, CS09))
    again = {who: _said(stage, who, update(who, 2, NEW + 1)) for who in (POWER, NEXT, GAS)}
    yield "the answer to the next 11.4 for B1", *(_words(again[who]) for who in (POWER, NEXT, GAS))
    yield "8.2 of B1", *(_shown(stage, who, B1) for who in (POWER, NEXT, GAS))
    yield (
        "what it believes",
        "its image is in the device; whether it ever ran, nobody tells it: 8.2 alone says so",
        "a device that it never updated runs another version; CS09 names that version and no request",
        "the same: it is responsible for what joins as a PPMID before the change and after",
    )


def inherited_rows() -> Iterator[Sequence[str]]:
    """Give what a Supplier gets with a premises in which there are bridges, by its DUIS."""
    for uplift in get_args(Uplift):
        stage = adapter(DccSpec(), uplift)
        (heard, *_) = _who(hub_says(stage, CS09))
        answer = _said(stage, POWER, update(POWER, 2, NEW + 1))
        yield uplift, _shown(stage, POWER, B1), heard, _words(answer)


def agreement_rows() -> Iterator[Sequence[str]]:
    """Give for how long the inventory was wrong of each device that changed its firmware, in a few stories."""
    for name in STORIES:
        scenario = load_scenario(SCENARIOS / f"{name}.toml")
        entries: list[Entry] = []
        tell(scenario, scenario.spec.seed, entries.append)
        end = entries[-1].at
        for one in agreements(scenario.site, entries):
            if one.times:
                so = "it is right" if one.is_so else "it is still wrong"
                yield f"`{name}`", one.who, spoken(one.until(end)), _held(scenario.site, one.who, entries), so


def shipped_rows() -> Iterator[Sequence[str]]:
    """Give what each Supplier of the shipped Change of Supplier is told of B1, and what it can make of that."""
    scenario = load_scenario(SCENARIOS / f"{CHANGE_STORY}.toml")
    pictures = tell(scenario, scenario.spec.seed, lambda _: None).pictures
    names = names_of(scenario.site)
    began, runs = scenario.site.bridges["b1"].running, pictures[Name("b1")].running
    (held,) = [each for each in pictures[DCC].inventory if names.get(each.device_id) == "b1"]
    for who in map(Name, scenario.site.suppliers):
        heard = [with_names(line, names) for line in pictures[who].heard]
        # CS09 is what names the version that runs; CCS08 says that the image is in the device.
        believed = runs if "CS09 b1 success" in heard else began
        is_fetched = "CCS08 b1 success" in heard and believed == began
        belief = f"{believed:#010x}" + (", and has another image" if is_fetched else "")
        yield who, ", ".join(heard), belief, f"{runs:#010x}", f"{held.status} {held.firmware_version:#010x}"


def _held(site: Site, who: Name, entries: Sequence[Entry]) -> str:
    """Give each status that the inventory held of a device after the story began, in order."""
    names = names_of(site)
    notes = [entry.note for entry in entries if isinstance(entry.note, InventoryChanged)]
    held = [f"{note.status} {note.version:#010x} ({note.why})" for note in notes if names.get(note.device) == who]
    return ", ".join(held) or "nothing new"


def code_rows() -> Iterator[Sequence[str]]:
    """Give each cause of the checks, in their order."""
    for number, (cause, request, _, code, refusal, words) in enumerate(CAUSES, 1):
        own = f"E{service_of(request)}01"
        yield str(number), cause, f"`{code or own}`", f"`{refusal.value}`", f"... {words} ..."


def other_rows() -> Iterator[Sequence[str]]:
    """Give each cause for which any other request is refused."""
    for each in permissions.CAUSES:
        yield each.service, each.what, f"`{each.code}`", f"`{each.refusal.value}`", f"... {each.words} ..."


def _two(kept: Kept) -> DccAdapter:
    return DccAdapter(DccPlan(DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF), kept)


def _notified(what: str, rule: VariantRule, uplift: Uplift, said: str) -> Sequence[str]:
    stage = adapter(DccSpec(ppmid_variant=rule), uplift)
    answer = _said(stage, POWER, DevicePrenotification(f"{ID}1", FRESH, "PPMID", 0xA171, 1, 1, said))
    return what, rule, uplift, said or "nothing", _words(answer), _shown(stage, POWER, FRESH), _shown(stage, GAS, FRESH)


def _said(stage: Attended, who: Name, request: ServiceRequest) -> Message:
    return next(said for said in sent(stage.hear(who, request)) if isinstance(said, ServiceResponse | Inventory))


def _words(answer: Message) -> str:
    assert isinstance(answer, ServiceResponse), "no inventory was asked for"
    return f"`{answer.response_code}`" + (f" {answer.detail}" if answer.detail else "")


def _shown(stage: Attended, who: Name, device: Eui64) -> str:
    answer = _said(stage, who, ReadInventory(f"{EUI[who]}:{ACB_EUI}:9", device))
    if not isinstance(answer, Inventory):
        return "nothing: it is not there"
    entry = answer.devices[0]
    return f"PPMID {entry.ppmid_variant or '(no variant)'}, {entry.status.value}, {entry.firmware_version:#010x}"


def _who(effects: Effects) -> Iterator[str]:
    heard = dict(told(effects))
    for who in (POWER, NEXT, GAS):
        message = heard.get(who)
        if message is None:
            yield "hears nothing"
        else:
            of = "of its request" if getattr(message, "request_id", "") else "of no request"
            yield f"`{type(message).__name__}`, {of}"
