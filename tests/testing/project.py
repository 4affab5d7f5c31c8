"""A project of somebody who tests with a premises, in which pytest is run: warnings are errors there too."""

import pytest

from lab.testing import playing, telling, virtual_ground

LOADED = (playing, telling, virtual_ground)
"""An inner run in this process forgets what it was the first to import, and cryptography cannot be imported twice."""

INI = "[pytest]\nfilterwarnings = error\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"

FIRST = """
def test_b1_says_that_it_runs_the_new_image(premises):
    premises.wait_for(premises.update("B1"))
    assert premises.supplier.received("CS09", about="B1")
"""

WRONG = """
import pytest

@pytest.mark.premises(seed=41)
def test_b1(premises):
    with premises.on("hub->b1").drop(nth=2, kind="ImageBlockResponse"):
        premises.wait_for(premises.update("B1", size=500))
        assert premises.supplier.received("CCS08", about="B1", transfer_response_code="image_discarded")
"""


def run(project: pytest.Pytester, text: str, *arguments: str) -> pytest.RunResult:
    """Run one file of tests, ``test_it.py``."""
    project.makefile(".ini", pytest=INI)
    project.makepyfile(test_it=text)
    return again(project, *arguments)


def again(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run what is there once more."""
    return project.runpytest_inprocess("-p", "no:cacheprovider", *arguments)
