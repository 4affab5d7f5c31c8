"""Each planted bug is found by the campaign, and by what it does, not by chance."""

import pytest

from premises.identity import Name
from tests.survive.campaign import Share
from tests.survive.planted import BUGS, forgets
from tests.survive.storms import storm_over

SIGNS = {
    "tell before keep": "not kept",
    "resume at the wrong offset": "asked again",
    "verify after run": "unverified",
    "forget the download": "no progress",
    "forget that it is verified": "no progress",
    "forget what it runs": "unverified",
    "CS09 kept after sending": "no progress",
    "CS09 passed on unkept": "no progress",
    "forget the image": "no progress",
    "forget the transfer": "asked again",
    "forget the alert counter": "number used twice",
    "forget the boot count": "number used twice",
    "forget the frame counter": "number used twice",
    "forget the jobs": "no progress",
    "request kept after its answer": "lost",
    "drop an image unsaid": "lost",
    "displace unsaid": "lost",
    "forget the mail": "lost",
    "mail kept after sending": "lost",
    "forget transfer numbers": "number used twice",
}
"""What the campaign has to say of each."""

SHARES = {"forget the alert counter": Share(3), "forget transfer numbers": Share(4, 3), "displace unsaid": Share(9)}
"""Some of the events of the longer stories, for the sake of time."""


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name: str) -> None:
    found = BUGS[name].found(share=SHARES.get(name))
    signs = {violation.what.split(":")[0] for violation in found.violations if violation.position != "none"}

    assert found.failed > 0
    assert SIGNS[name] in signs


def test_a_storm_finds_a_hub_that_forgets_its_images() -> None:
    weather = [storm_over(seed, forgets(Name("hub"), "store")) for seed in range(40)]

    assert any(line.startswith("no progress") for each in weather for line in each.wrong)
