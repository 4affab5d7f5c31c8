"""What an MQTT filter lets through."""

import pytest

from premises.wire.filters import covers


@pytest.mark.parametrize(
    ("allowed", "asked", "is_covered"),
    [
        ("vp/home/air/han", "vp/home/air/han", True),
        ("vp/home/air/han", "vp/home/air/wan", False),
        ("vp/home/+/han", "vp/home/air/han", True),
        ("vp/home/+/han", "vp/home/+/han", True),
        ("vp/home/air/han", "vp/home/+/han", False),
        ("vp/home/+", "vp/home/air/han", False),
        ("vp/home/+", "vp/home", False),
        ("vp/home/#", "vp/home/air/han", True),
        ("vp/home/#", "vp/home", True),
        ("vp/home/#", "vp/home/#", True),
        ("vp/home/+", "vp/home/#", False),
        ("vp/home/air", "vp/home/air/han", False),
        ("#", "vp/home", True),
    ],
)
def test_a_filter_covers_what_it_hears_all_of(allowed: str, asked: str, is_covered: bool) -> None:
    assert covers(allowed, asked) is is_covered
