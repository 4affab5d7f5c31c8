"""Which tests are deep: the heavy ones that `make deep` plays and `make check` leaves out (docs/decisions/0019).

A list, so that nobody has to look through the rooms for what CI plays where. Beside each stands what the fast suite
keeps of the same claim. Property tests are in both: a few examples in the fast suite, a hundred in the deep one.
"""

from collections.abc import Iterable

import pytest

DEEP = (
    # The fast suite keeps the steps of the shrinker: test_ddmin, test_case, test_signature, test_command.
    "tests/shrinking/test_shrinking.py",
    # It keeps test_relative: the steps by which it compares moments.
    "tests/proof/test_proof.py",
    # It keeps the first 20,000 inputs (test_fuzz); this is what they would find.
    "tests/fuzz/test_findings.py",
    # It keeps the same contract for every machine in tests/rooms, and that all come to run what was sent.
    "tests/sim/test_designs.py::test_every_bridge_keeps_the_contract_of_a_machine",
    # It keeps test_properties and test_device_faults: crashes at any moment of other premises.
    "tests/sim/test_designs_crash.py",
    # It keeps test_cuts and test_repeat.
    "tests/survive/test_planted.py",
    # It keeps that each scenario is told twice alike (tests/sim/test_every_scenario), the storm among them.
    "tests/storm/test_storm.py",
    # It keeps test_specimens, test_draws and each impairment's own tests.
    "tests/faults/test_certificate.py::test_a_slice_of_the_certificate_is_good",
    # It keeps test_diagnosis, and each cause's own tests.
    "tests/journey/stalls/test_matrix.py",
    "tests/journey/stalls/test_clean.py",
    # It keeps test_fold_equal: notes mixed in any way.
    "tests/journey/fold/test_fold_cut.py",
    # It keeps the plan's own tests.
    "tests/planning/test_foreign.py",
    # Stories told again for a page; the other pages are in the fast suite.
    "tests/house/test_tables.py::test_a_page_shows_what_the_code_says[docs/attacks.md]",
    "tests/house/test_tables.py::test_a_page_shows_what_the_code_says[docs/designs.md]",
    # Pairs of premises, each told for four hours: the fast suite keeps the machines that they are made of.
    "tests/designs/test_unaffected.py",
    # 1,850 premises lived: the fast suite keeps test_slice, and the rules themselves.
    "tests/blame/test_cells.py",
    # Pages in other interpreters, and pages of whole runs that differ in a word: the fast suite keeps one page of
    # HTML, one word for word (test_snapshot), the charts' escaping, and each wrong word on the command line.
    "tests/report/test_report_command.py::test_the_page_lies_beside_the_run_and_is_not_written_over_unasked",
    "tests/report/test_report_command.py::test_a_scenario_told_with_a_page_leaves_that_page_and_no_run_file",
    "tests/report/test_report_command.py::test_without_what_draws_it_says_what_to_install",
    "tests/report/test_page.py::test_the_same_run_file_gives_the_same_octets_in_another_process",
    "tests/report/test_page.py::test_what_was_said_by_others_is_shown_and_never_obeyed",
    "tests/report/test_page.py::test_a_run_that_is_no_evidence_says_so_before_all_else",
    # New interpreters, environments and projects; test_plugin is in the fast suite.
    "tests/house/test_wheel.py",
    "tests/testing/test_plugin_beside.py",
    # It keeps test_what_was_signed_is_given_back_and_is_the_same_request, with small images.
    "tests/trust/test_xml_signature.py::test_the_largest_image_is_signed_and_verified",
    # It keeps the screen at 160x50, 120x40, 80x24 and 60x16, and the help at 80x24.
    "tests/tui/test_screen.py::test_a_screen_shows_what_it_did[help-160x50]",
    "tests/tui/test_screen.py::test_resizing_ends_where_it_began_and_nothing_breaks",
    # It keeps sessions and futures that take the place of others.
    "tests/tui/test_leaks.py::test_what_is_opened_and_closed_leaves_nothing",
    # The screen's suite keeps short storms; `make tui-storm` plays all four long ones.
    "tests/tui/test_storm.py::test_ten_thousand_keys_and_clicks_break_nothing",
    # Memory by the size of an image: nothing of it is in the fast suite.
    "tests/sim/test_memory.py",
)
"""A file, a test, or one of its cases: whatever's name begins so."""

SCREEN = "tests/tui/"
"""What lies there is the screen's suite: `make check` plays it after the fast one, `make tui` alone."""


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark what is on the list."""
    for item in items:
        if item.nodeid.startswith(DEEP):
            item.add_marker("deep")


def mark_screen(items: Iterable[pytest.Item]) -> None:
    """Mark the screen's, which are a suite of their own."""
    for item in items:
        if item.nodeid.startswith(SCREEN):
            item.add_marker("tui")
