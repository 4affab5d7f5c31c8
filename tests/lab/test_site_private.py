"""The private links of a site: a change of protocol that no link has, a visit to nobody."""

import pytest

from lab.site import site_of
from tests.lab.refusing import refusal

CHANGE = {"above": "B1", "below": "B2", "above_from": 2, "below_from": 2}
VISIT = {"at_s": 1, "device": "b1", "version": 2}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            {"new_protocol": [CHANGE, {**CHANGE, "below": "B4"}]},
            "new_protocol.1: B1 above B4: expected one of B1 above B2, B1 above B3, B3 above B4",
        ),
        ({"new_protocol": [{**CHANGE, "above": "B2"}]}, "new_protocol.0.above = 'B2': expected one of B1, B3"),
        ({"new_protocol": [{**CHANGE, "above_from": -1}]}, "new_protocol.0.above_from = -1: expected "),
        ({"new_protocol": [{"above": "B1"}]}, "new_protocol.0.below is missing"),
        ({"visit": [VISIT, {**VISIT, "device": "b7"}]}, "visit.1.device = 'b7': expected one of b1"),
        ({"visit": [{**VISIT, "version": -1}]}, "visit.0.version = -1: expected "),
        ({"visit": [{**VISIT, "att_s": 1}]}, "visit.0.att_s is unknown: did you mean at_s?"),
    ],
)
def test_what_is_about_no_private_link_or_no_bridge_is_refused(document: dict[str, object], said: str) -> None:
    assert refusal(document).startswith(f"site x.toml: {said}")


def test_a_site_may_name_what_its_bridges_have_not_come_to() -> None:
    site = site_of({"new_protocol": [CHANGE], "visit": [VISIT]}, "x")

    assert (site.new_protocol[0].below, site.visit[0].device) == ("B2", "b1")
