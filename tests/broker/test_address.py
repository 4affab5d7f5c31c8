"""A broker's address: read from a URL, refused in one line, and never showing its password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import UsageError
from premises.runtime.mqtt import BrokerAddress

WORDS = st.text(min_size=1, max_size=20)


@given(user=WORDS, password=WORDS, host=st.sampled_from(["127.0.0.1", "broker", "::1"]), port=st.integers(1, 65_535))
def test_what_is_written_is_read(user: str, password: str, host: str, port: int) -> None:
    address = BrokerAddress(host, port, user, password)

    assert BrokerAddress.parse(address.secret_url()) == address


def test_neither_its_repr_nor_its_text_shows_the_password() -> None:
    address = BrokerAddress.parse("mqtt://b1:secret@127.0.0.1:1883")

    assert str(address) == "mqtt://b1@127.0.0.1:1883"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:1883",
        "http://b1:secret@127.0.0.1:1883",
        "mqtt://b1:secret@127.0.0.1",
        "mqtt://b1:secret@127.0.0.1:0",
        "mqtt://b1:secret@127.0.0.1:70000",
        "mqtt://b1:secret@127.0.0.1:port",
        "mqtt://b1:secret@127.0.0.1:1883/topic",
        "mqtt://b1:secret@127.0.0.1:1883?secret",
        "mqtt://b1@127.0.0.1:1883",
        "mqtt://:secret@127.0.0.1:1883",
        "mqtt://127.0.0.1:1883",
        "mqtt://b1:sec/ret@127.0.0.1:1883",
        "mqtt://[b1:secret@127.0.0.1:1883",
    ],
)
def test_another_address_is_refused_in_one_line_without_the_password(url: str) -> None:
    with pytest.raises(UsageError, match="expected mqtt://user:password@host:port") as refused:
        BrokerAddress.parse(url)

    assert "sec" not in str(refused.value)
    assert "\n" not in str(refused.value)
