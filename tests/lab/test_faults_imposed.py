"""What a person sees of faults on a running premises: an option for each key, words, what is left, what is refused."""

from pathlib import Path

import pytest
import typer.main
from msgspec.structs import fields, replace
from typer.core import TyperGroup

from lab.cli import app
from lab.commands.completion import values_of_fault
from lab.commands.fault import add, change, clear
from lab.commands.up import set_speed
from lab.faults.options import GIVEN, fault_options, names_of
from lab.faults.ordering import who_asks
from lab.faults.shown import in_one_line, shown_faults
from lab.live.elsewhere import Elsewhere
from lab.live.keys import ensure_keys
from lab.live.run_directory import RunDirectory
from lab.site import load_site
from premises.errors import UsageError
from premises.faults.said.checked import fault_in
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.envelope import BY_MAX, ENVELOPE_VERSION, FAULT_ID_MAX, FaultsInForce, Imposed
from premises.wire.fault import FAULTS_MAX, PARAMETERS, FaultSpec
from premises.wire.picture import Picture, Touched
from premises.wire.site import Site

FOUR = Path(__file__).parents[2] / "sites" / "four-bridges.toml"
FAULT = FaultSpec("loss", link="wan", chance=0.4, from_s=12.0, for_s=300.0)


@pytest.fixture
def running(tmp_path: Path) -> Elsewhere:
    """Give a premises of which all is known but that nothing listens at its broker."""
    files = RunDirectory(tmp_path)
    ensure_keys(load_site(FOUR), files)
    return Elsewhere(Name("four-bridges"), files, "mqtt://127.0.0.1:1")


def table_of_options(*words: str) -> dict[str, object]:
    """Give the table that ``premises fault add`` makes of its options."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup), "there are several commands"
    faults = group.commands["fault"]
    assert isinstance(faults, TyperGroup), "there are several of faults"
    with faults.commands["add"].make_context("add", list(words)) as context:
        table: dict[str, object] = context.meta.get(GIVEN, {})
        return table


def test_each_key_of_a_fault_has_one_option_that_says_what_it_takes() -> None:
    options = {option.name: option for option in fault_options()}

    assert [*options] == [field.name for field in fields(FaultSpec)]
    assert {name for name, option in options.items() if not option.help} == set()
    assert options["chance"].help == "Of loss, duplicate, reorder, damage, 0 to 1."
    assert "stuck-asleep" in options["kind"].help


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("for_s", ("--for", "--for-s")),
        ("latency_ms", ("--latency-ms",)),
        ("octets_per_s", ("--octets-per-s",)),
        ("chance", ("--chance",)),
    ],
)
def test_an_option_is_called_as_its_key_and_a_moment_also_without_its_unit(key: str, names: tuple[str, ...]) -> None:
    assert names_of(key) == names


def test_options_are_the_table_that_says_the_same() -> None:
    table = table_of_options(
        "--kind", "loss", "--link", "althan-b1-b2", "--chance", "0.4", "--for", "300", "--messages", "CS09",
        "--messages", "CCS08", "--nth", "2",
    )  # fmt: skip

    assert fault_in(table, load_site(FOUR)) == FaultSpec(
        "loss", link="althan-b1-b2", chance=0.4, for_s=300.0, messages=["CS09", "CCS08"], nth=2
    )


def test_a_nought_that_is_given_is_given() -> None:
    assert table_of_options("--kind", "loss", "--chance", "0") == {"kind": "loss", "chance": 0.0}


@pytest.mark.parametrize(
    ("said", "table", "line"),
    [
        ("40% loss on althan-b1-b9", {}, "did you mean althan-b1-b2?"),
        ("40% los on wan", {}, "did you mean loss?"),
        ("140% loss on wan", {}, "expected 0% to 100%"),
        ("40% loss on wan for -5m", {}, "expected 0s or more"),
        ("drop the 2nd ImageBlokResponse", {}, "did you mean ImageBlockResponse?"),
        (None, {"kind": "los"}, "fault: kind = 'los': no fault is of that kind: did you mean loss?"),
        (None, {"kind": "loss", "chance": 1.4}, "fault: chance = 1.4: expected a number <= 1.0"),
        (None, {"kind": "outage", "from_s": -1.0}, "fault: from_s = -1.0: expected a number >= 0.0"),
        (None, {"kind": "outage", "link": "wam"}, "this premises has no such link: did you mean wan?"),
        (None, {"chance": 0.4}, "fault: kind is missing"),
        (None, {}, 'expected a fault, like "40% loss on wan for 5m" or --kind loss --chance 0.4'),
        ("outage", {"for_s": 3.0}, "for_s beside words: expected one fault, in words or by its options"),
    ],
)
def test_what_is_no_fault_of_this_premises_is_one_line_and_goes_nowhere(
    said: str | None, table: dict[str, object], line: str, running: Elsewhere
) -> None:
    # Were it sent, there would be a LinkError: nobody listens.
    with pytest.raises(UsageError) as refused:
        add(running, said, table)

    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("ids", [[""], ["f" * (FAULT_ID_MAX + 1)], ["f1"] * (FAULTS_MAX + 1)])
def test_what_cannot_be_an_order_to_clear_goes_nowhere(ids: list[str], running: Elsewhere) -> None:
    with pytest.raises(UsageError, match="expected"):
        clear(running, ids)


@pytest.mark.parametrize(
    ("fault", "said", "line"),
    [
        ("f1", "40% los on wan", "did you mean loss?"),
        ("f1", "40% loss on wam", "did you mean wan?"),
        ("", "40% loss on wan", "expected an id of 1 to 16 characters"),
        ("all", "40% loss on wan", "expected the id of one fault, like f1"),
    ],
)
def test_what_cannot_take_another_faults_place_goes_nowhere(
    fault: str, said: str, line: str, running: Elsewhere
) -> None:
    with pytest.raises(UsageError) as refused:
        change(running, fault, said)

    assert line in str(refused.value)


@pytest.mark.parametrize("speed", [-1.0, 2_000_000.0, float("nan")])
def test_a_speed_at_which_no_clock_runs_goes_nowhere(speed: float, running: Elsewhere) -> None:
    with pytest.raises(UsageError, match=r"expected 0 \(a pause\) to 1e\+06"):
        set_speed(running, speed)


@pytest.mark.parametrize(
    ("key", "begun", "offered"),
    [
        ("kind", "st", ["stuck-asleep"]),
        ("kind", "", [*PARAMETERS]),
        ("link", "althan", ["althan-b1-b2", "althan-b3-b4"]),
        ("device", "b", ["b1", "b2", "b3", "b4"]),
        ("toward", "s", ["supplier"]),
        ("leaving", "pp", ["ppmid"]),
        ("messages", "CS", ["CS09", "CS06", "CS06-response", "CS06-alert", "CS08", "CS08-response"]),
        ("chance", "", []),
    ],
)
def test_a_shell_offers_what_the_premises_that_is_meant_has(
    key: str, begun: str, offered: list[str], running: Elsewhere
) -> None:
    assert values_of_fault(key, None, running.files.path, begun) == offered


def shown(spec: FaultSpec, now_s: float, *pictures: Picture) -> tuple[str, str, str]:
    """Give what is said of one fault, imposed at 12 s: what, how long, and what it touched."""
    in_force = FaultsInForce(ENVELOPE_VERSION, 2, (Imposed("f1", "me@here", Instant(12_000_000), spec),))
    (fault,) = shown_faults(Site(), in_force, pictures)
    return fault.said, fault.lasts(Instant(round(now_s * 1_000_000))), fault.has_touched()


@pytest.mark.parametrize(
    ("spec", "now_s", "lasts"),
    [
        (FAULT, 12.0, "5 min 0 s left"),
        (FAULT, 300.0, "12.0 s left"),
        (FAULT, 312.0, "over"),
        (FAULT, 5.0, "in 7.0 s"),
        (replace(FAULT, for_s=None), 5000.0, "until it is cleared"),
    ],
)
def test_a_fault_says_how_long_it_lasts(spec: FaultSpec, now_s: float, lasts: str) -> None:
    assert shown(spec, now_s)[1] == lasts


def test_a_fault_is_said_as_its_person_did_and_what_all_senders_counted_is_added_up() -> None:
    one = Picture(Name("b1"), 1, "idle", touched=(Touched("f1", 1),))
    many = Picture(Name("b2"), 1, "idle", touched=(Touched("f1", 2), Touched("f2", 9)))

    assert shown(FAULT, 12.0) == ("40% loss on wan for 5m", "5 min 0 s left", "nothing so far")
    assert shown(FAULT, 12.0, one)[2] == "1 flight"
    assert shown(FAULT, 12.0, one, many)[2] == "3 flights"


def test_the_sites_own_faults_come_first_cannot_be_cleared_and_are_not_counted() -> None:
    site = Site(fault=[FaultSpec("outage", link="han"), FaultSpec("outage", link="wan", for_s=5.0)])
    in_force = FaultsInForce(ENVELOPE_VERSION, 2, (Imposed("f1", "me@here", Instant(12_000_000), FAULT),))
    faults = shown_faults(site, in_force, ())
    now = Instant(13_000_000)

    assert [(fault.id, fault.by) for fault in faults] == [("", "site"), ("", "site"), ("f1", "me@here")]
    assert faults[0].has_touched() == "not counted"
    assert in_one_line(faults, now) == (
        "outage on han (site, for good); 40% loss on wan for 5m (f1, 4 min 59 s left)"
    ), "what is over is not in force"
    assert in_one_line(shown_faults(Site(), None, ()), now) == ""


def test_who_asks_fits_into_an_order() -> None:
    assert "@" in who_asks()
    assert 3 <= len(who_asks()) <= BY_MAX
