"""Settings are read once, from flags, then the environment; whatever is not understood is said in one line."""

from pathlib import Path

import pytest

from lab.conductor import read_conductor
from premises.errors import UsageError
from premises.identity import Name
from premises.runtime.logging import LogFormat, LogLevel, LogSettings
from premises.runtime.settings import PARTICIPANT_SETTINGS, ParticipantSettings, read_participant

HUB = Name("hub")
FLAGS = ("--premises", "house", "--broker", "mqtt://127.0.0.1:1883", "--shelf", "/tmp/shelf")  # noqa: S108 - never opened
SECRET = {"PREMISES_PASSWORD": "it's/secret@"}


def read(*flags: str, **environ: str) -> ParticipantSettings:
    return read_participant("python -m hub", HUB, flags, environ)


def test_flags_and_the_password_of_the_environment_are_enough() -> None:
    settings = read(*FLAGS, **SECRET)

    assert (settings.live.who, settings.live.premises, settings.shelf) == (HUB, "house", Path(FLAGS[-1]))
    assert (settings.live.broker.host, settings.live.broker.port, settings.live.broker.user) == ("127.0.0.1", 1883, HUB)
    assert settings.live.broker.password == SECRET["PREMISES_PASSWORD"]
    assert settings.live.log == LogSettings(LogLevel.INFO, LogFormat.CONSOLE, None)
    assert not settings.live.debug
    assert not settings.live.stop_with_stdin


def test_the_environment_alone_is_enough() -> None:
    settings = read(
        PREMISES_PREMISES="house",
        PREMISES_BROKER="mqtt://hub:secret@broker:1883",
        PREMISES_SHELF="shelf",
        PREMISES_STOP_WITH_STDIN="1",
        PREMISES_LOG_LEVEL="debug",
    )

    assert settings.live.broker.place == "broker:1883"
    assert settings.live.stop_with_stdin
    assert settings.live.log.level is LogLevel.DEBUG


def test_a_flag_goes_before_the_environment() -> None:
    assert (
        read(*FLAGS, "--log-format", "json", PREMISES_LOG_FORMAT="console", **SECRET).live.log.format is LogFormat.JSON
    )


def test_the_password_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("secret\n")

    assert read(*FLAGS, "--password-file", str(tmp_path / "hub")).live.broker.password == "secret"


def test_a_room_with_several_participants_is_told_which() -> None:
    assert read_participant("python -m bridges", None, ("b2", *FLAGS), SECRET).live.who == "b2"


def test_settings_never_show_the_password() -> None:
    assert "secret" not in repr(read(*FLAGS, **SECRET))


@pytest.mark.parametrize(
    ("flags", "environ", "complaint"),
    [
        (FLAGS[2:], SECRET, r"--premises \(or PREMISES_PREMISES\) is missing: name of the premises"),
        (FLAGS, {}, "no password: set PREMISES_PASSWORD"),
        ((*FLAGS, "--odd", "1"), SECRET, "unrecognized arguments: --odd 1"),
        ((*FLAGS, "--log"), SECRET, "unrecognized arguments: --log"),
        ((*FLAGS, "--log-level", "loud"), SECRET, "--log-level 'loud': expected one of debug, info, warning, off"),
        (FLAGS, {**SECRET, "PREMISES_LOGLEVEL": "debug"}, "unknown setting in the environment: PREMISES_LOGLEVEL"),
        (FLAGS, {**SECRET, "PREMISES_DEBUG": "yes"}, "debug 'yes': expected 0 or 1"),
        ((*FLAGS, "--broker", "mqtt://hub:secret@h:1"), {}, "everyone on this machine can read it"),
        ((*FLAGS, "--broker", "http://h:1"), SECRET, "begins with 'http'"),
        ((*FLAGS, "--broker", "mqtt://h"), SECRET, "expected mqtt://"),
        ((*FLAGS, "--premises", "Big House"), SECRET, "expected 1 to 32 of a-z, 0-9 and hyphen"),
        ((*FLAGS, "--password-file", "/nowhere"), {}, "password file /nowhere: No such file"),
    ],
)
def test_what_is_not_understood_is_said_in_one_line(
    flags: tuple[str, ...], environ: dict[str, str], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint) as refusal:
        read(*flags, **environ)

    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_every_setting_says_what_it_is() -> None:
    assert all(setting.says for setting in PARTICIPANT_SETTINGS)
    assert len({setting.variable for setting in PARTICIPANT_SETTINGS}) == len(PARTICIPANT_SETTINGS)


def conductor_flags(site: Path) -> tuple[str, ...]:
    return (*FLAGS[:4], "--run-directory", str(site.parent), "--site", str(site), "--expect", "hub,b1")


def test_the_conductor_reads_its_site_and_whom_to_expect(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("name = 'house'\n")
    settings = read_conductor((*conductor_flags(tmp_path / "site.toml"), "--speed", "2.5", "--seed", "7"), SECRET)
    late = read_conductor((*conductor_flags(tmp_path / "site.toml"), "--begins-at", "16.5"), SECRET)

    assert (settings.begins_at, late.begins_at) == (0, 16_500_000)
    assert settings.site == "name = 'house'\n"
    assert settings.expected == ("hub", "b1")
    assert (settings.speed, settings.seed, settings.run_id) == (2.5, 7, "")


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (("--site", "/nowhere"), "site file /nowhere"),
        (("--speed", "fast"), "--speed 'fast': expected a number"),
        (("--speed", "-1"), "speed -1: expected 0"),
        (("--seed", "1.5"), "--seed '1.5': expected a whole number"),
        (("--seed", "-1"), "expected a whole number, 0 or more"),
        (("--begins-at", "soon"), "--begins-at 'soon': expected a number"),
        (("--begins-at", "-1"), "--begins-at '-1': expected 0 to 31536000 seconds"),
        (("--begins-at", "nan"), "--begins-at 'nan': expected 0 to 31536000 seconds"),
        (("--expect", "hub,,b1"), "name ''"),
        (("--shelf", "x"), "unrecognized arguments: --shelf"),
    ],
)
def test_what_the_conductor_does_not_understand_is_said(tmp_path: Path, flags: tuple[str, ...], complaint: str) -> None:
    (tmp_path / "site.toml").write_text("")

    with pytest.raises(UsageError, match=complaint):
        read_conductor((*conductor_flags(tmp_path / "site.toml"), *flags), SECRET)
