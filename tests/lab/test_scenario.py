"""Scenarios from files: the script that follows from one, and the words in which what is wrong with one is said."""

from pathlib import Path

import pytest

from lab.campaign.allowed import DEADLINE_BASE
from lab.images import make_image
from lab.story.requests import request_for
from lab.story.scenario import load_scenario
from lab.story.supplier import Planned
from premises.errors import ImageFileError, SiteError, UsageError
from premises.wire.duis.messages import UpdateRequest
from premises.wire.field.ota_file import read_ota_file
from premises.wire.site import Site

SHIPPED = sorted(Path(__file__).parents[2].glob("scenarios/*.toml"))

WHOLE = """
purpose = "An image goes to B1 and runs there."
seed = 7

[[update]]
at_s = 9.0
to = ["b1"]
version = 0x00010002
size = 512

[[update]]
at_s = 1.5
to = ["b1"]
size = 256

[expect]
within_s = 60
running = { b1 = 0x00010002 }
"""


def scenario_file(folder: Path, text: str) -> Path:
    path = folder / "story.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    """Give the words in which a scenario is refused, after the name of its file."""
    path = scenario_file(folder, text)
    with pytest.raises(SiteError) as refused:
        load_scenario(path)
    where, said = f"scenario {path}: ", str(refused.value)
    assert said.startswith(where)
    return said.removeprefix(where)


CAMPAIGN = """
purpose = "Two bridges are updated one after the other."

[site.bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184

[site.bridges.b2]
ppmid_variant = "B2"
eui = "90-B3-D5-1F-30-B2-00-01"
image_type = 0x0284

[campaign]
at_s = 2.0
to = ["b2", "b1"]
size = 300
deadline_s = 90

[expect]
within_s = 60
running = { b1 = 0x00010001 }
displaced = ["b2"]
"""


def test_a_campaign_is_one_request_a_device_type_in_the_order_asked_for(tmp_path: Path) -> None:
    campaign = load_scenario(scenario_file(tmp_path, CAMPAIGN)).campaign

    assert (campaign.at, campaign.polite) == (2_000_000, True)
    assert [wanted.request.device_ids for wanted in campaign.wanted] == [
        ("90-B3-D5-1F-30-B2-00-01",),
        ("90-B3-D5-1F-30-B1-00-01",),
    ]
    assert [read_ota_file(wanted.request.firmware_image).header.image_type for wanted in campaign.wanted] == [
        0x0284,
        0x0184,
    ]
    assert [wanted.allowed for wanted in campaign.wanted] == [90_000_000] * 2


def test_without_a_stated_deadline_it_follows_from_the_site(tmp_path: Path) -> None:
    campaign = load_scenario(scenario_file(tmp_path, CAMPAIGN.replace("deadline_s = 90", ""))).campaign

    assert [wanted.allowed for wanted in campaign.wanted] == [DEADLINE_BASE] * 2


def test_requests_of_a_script_and_of_a_campaign_have_numbers_of_their_own(tmp_path: Path) -> None:
    update = '[[update]]\nat_s = 1\nto = ["b1"]\n\n[campaign]'
    scenario = load_scenario(scenario_file(tmp_path, CAMPAIGN.replace("[campaign]", update)))
    ids = [planned.request.request_id for planned in scenario.script]
    ids += [wanted.request.request_id for wanted in scenario.campaign.wanted]

    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("size = 300", "sise = 300", "campaign.sise is unknown: did you mean size?"),
        ("size = 300", "size = 12", "campaign.size = 12: expected "),
        ("size = 300", 'polite = "yes"', "campaign.polite = 'yes': expected true or false"),
        ("deadline_s = 90", "deadline_s = 0", "campaign.deadline_s = 0: expected "),
        ("deadline_s = 90", "polite = false\ndeadline_s = 90", "campaign.deadline_s = 90: a naive Supplier waits for"),
        ('["b2", "b1"]', '["b2", "b7"]', "campaign.to: unknown device 'b7': this premises has b1, b2"),
        ('["b2", "b1"]', '["b2", "b2"]', "campaign.to: device 'b2' is named twice: expected each once"),
        ('["b2", "b1"]', "[]", "campaign.to = []: expected "),
        ('to = ["b2", "b1"]', "", "campaign.to is missing"),
        ('["b2"]', '["b7"]', "expect.displaced.b7: this premises has b1, b2"),
        ('displaced = ["b2"]', 'told = { b7 = ["success success"] }', "expect.told.b7: this premises has b1, b2"),
    ],
)
def test_what_is_wrong_with_a_campaign_is_said_too(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, CAMPAIGN.replace(right, wrong)).startswith(said)


def update_of(planned: Planned) -> UpdateRequest:
    """Give a request that is an update."""
    assert isinstance(planned.request, UpdateRequest)
    return planned.request


def test_the_script_is_in_the_order_of_time_and_not_of_the_file(tmp_path: Path) -> None:
    scenario = load_scenario(scenario_file(tmp_path, WHOLE))

    assert [planned.at for planned in scenario.script] == [1_500_000, 9_000_000]
    assert [update_of(planned).firmware_version for planned in scenario.script] == [0x0001_0001, 0x0001_0002]
    assert (scenario.name, scenario.spec.seed, scenario.site) == ("story", 7, Site())


def test_every_request_has_a_number_of_its_own(tmp_path: Path) -> None:
    scenario = load_scenario(scenario_file(tmp_path, WHOLE))

    assert len({planned.request.request_id for planned in scenario.script}) == 2


def test_an_image_is_made_of_the_size_and_for_the_device_that_were_named(tmp_path: Path) -> None:
    image = update_of(load_scenario(scenario_file(tmp_path, WHOLE)).script[0]).firmware_image
    header = read_ota_file(image).header

    assert (len(image), header.image_type, header.version) == (256, 0x0184, 0x0001_0001)


def test_an_image_can_come_from_a_file_beside_the_scenario(tmp_path: Path) -> None:
    octets = make_image(0x0184, 0x0001_0009, 300, manufacturer=0xA170)
    (tmp_path / "b1.ota").write_bytes(octets)
    scenario = load_scenario(scenario_file(tmp_path, WHOLE.replace("size = 256", 'file = "b1.ota"')))

    assert update_of(scenario.script[0]).firmware_image == octets


def test_one_bit_is_turned_where_it_is_asked_for(tmp_path: Path) -> None:
    plain = update_of(load_scenario(scenario_file(tmp_path, WHOLE)).script[0]).firmware_image
    turned = load_scenario(scenario_file(tmp_path, WHOLE.replace("size = 256", "size = 256\nflip = 200")))
    image = update_of(turned.script[0]).firmware_image

    assert [at for at in range(256) if image[at] != plain[at]] == [200]
    assert image[200] ^ plain[200] == 1


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("seed = 7", "sed = 7", "sed is unknown: did you mean seed?"),
        ("at_s = 1.5", 'at_s = "soon"', "update.1.at_s = 'soon': expected "),
        ("size = 256", "size = 12", "update.1.size = 12: expected "),
        (
            "size = 256",
            "size = 256\nflip = 256",
            "update.1.flip = 256: expected less than 256, the octets of the image",
        ),
        ("size = 256", "flip = 3", "update.1: file begins with 1e f1 ee 0a, "),
        ("size = 256", 'file = "no.ota"', "update.1.file = 'no.ota': no such file or directory"),
        ("size = 256", 'file = "story.toml"', "update.1: file begins with 0a 70 75 72, a Zigbee OTA file begins with"),
        ('to = ["b1"]\nsize', 'to = ["b7"]\nsize', "update.1.to: unknown device 'b7': this premises has b1"),
        ('to = ["b1"]\nsize', 'to = ["b1", "b1"]\nsize', "update.1.to: device 'b1' is named twice: expected each once"),
        ('to = ["b1"]\nsize', "to = []\nsize", "update.1.to = []: expected "),
        ("within_s = 60", "within_s = 0", "expect.within_s = 0: expected "),
        ("{ b1 =", "{ b7 =", "expect.running.b7: this premises has b1"),
        (
            "within_s = 60",
            "within_s = 60\nservice_lost_max_s = { b1 = 1 }",
            "expect.service_lost_max_s.b1: this premises has no meters",
        ),
        ("seed = 7", "seed = 7\nsite = { hub = { eui = 3 } }", "site: hub.eui = 3: expected "),
        ("seed = 7", "seed = 7\nsite = { seed = 3 }", "site.seed = 3: expected a scenario's seed beside its purpose"),
        (
            "seed = 7",
            "seed = 7\nsite = { before = { until_s = 2 } }",
            "update.1.at_s = 1.5: expected 2 or more, for the premises begins at site.before.until_s",
        ),
        (
            "[expect]\nwithin_s = 60",
            "[site.before]\nuntil_s = 1.25\n[expect]\nwithin_s = 1",
            "expect.within_s = 1: expected 1.25 or more, for the premises begins at site.before.until_s",
        ),
        ("purpose", "propose", "propose is unknown: did you mean purpose?"),
        ('purpose = "An image goes to B1 and runs there."', "", "purpose is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_key_and_what_was_expected(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, WHOLE.replace(right, wrong)).startswith(said)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.stem))
def test_a_shipped_scenario_names_its_premises_after_itself(path: Path) -> None:
    # So that several can be told live in one directory.
    assert load_scenario(path).site.name == path.stem


def test_a_request_is_for_all_devices_that_are_named() -> None:
    image = make_image(0x0184, 0x0001_0001, 256, manufacturer=0xA170)
    request = request_for(Site(), image, ["b1"], 5)

    assert request.device_ids == ("90-B3-D5-1F-30-B1-00-01",)
    assert request.request_id == "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:5"


def test_a_request_for_an_unknown_device_or_with_no_image_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown device 'b7'"):
        request_for(Site(), make_image(0x0184, 1, 256, manufacturer=0xA170), ["b7"], 1)
    with pytest.raises(ImageFileError, match="file begins with nothing"):
        request_for(Site(), b"", ["b1"], 1)
