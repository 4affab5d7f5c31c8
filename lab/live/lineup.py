"""Which processes a live premises has, with which words each is started; and the directory they share.

From a site and a few choices to parts for the supervisor. It starts nothing.
"""

from dataclasses import dataclass, field
from pathlib import Path

from dcc_adapter.gateway.settings import FREE_PORT
from lab.conductor_clock import checked_speed
from lab.live.keys import ensure_keys, supplier_passwords
from lab.live.pki import own_certificate, publish_pki
from lab.live.run_directory import HOME, RunDirectory, run_directory
from lab.live.supervisor import Part
from lab.story.past import Past, past_of
from premises.errors import TrustError, UsageError
from premises.identity import Name
from premises.runtime.mqtt import BrokerAddress
from premises.runtime.process import shelf_of
from premises.trust.users import identity_in_one
from premises.wire.envelope import ENVELOPE_VERSION, Run
from premises.wire.site import DCC, HUB, Site, devices
from premises.wire.site_text import run_text
from premises.wire.topics import CONDUCTOR

EMBEDDED, MOSQUITTO = "embedded", "mosquitto"
KINDS = {EMBEDDED: "amqtt", MOSQUITTO: "mosquitto", "rabbitmq": "rabbitmq"}
"""What ``--broker`` can say beside an address, and what our broker room calls it."""


@dataclass(frozen=True, slots=True)
class DuisChoices:
    """What a person chose for the gateway of the DCC adapter."""

    port: int = 0
    """Where it listens; 0: a port of the kernel's choosing, and the same again after a kill."""
    key: Path | None = None
    """A PEM file with another DCC's XML signing key and certificate."""
    transcript: Path | None = None
    """A directory that gets each XML that comes and goes."""

    def certificate(self) -> bytes:
        """Give the certificate of ``key`` in DER, empty without one; UsageError when there is no key in it."""
        if self.key is None:
            return b""
        try:
            return identity_in_one(self.key.read_bytes()).certificate
        except OSError as error:
            raise UsageError(f"--duis-key {self.key}: {(error.strerror or 'cannot be read').lower()}") from None
        except TrustError as error:
            raise UsageError(f"--duis-key {self.key}: {error}: expected a P-256 key and its certificate") from None

    @property
    def flags(self) -> tuple[str, ...]:
        """What the adapter's process is told."""
        key = () if self.key is None else ("--duis-key", str(self.key.absolute()))
        to = () if self.transcript is None else ("--duis-transcript", str(self.transcript.absolute()))
        return ("--duis-port", str(self.port or FREE_PORT), *key, *to)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for one live run."""

    broker: str = EMBEDDED
    """One of KINDS, or ``mqtt://user:password@host:port``."""
    port: int = 0
    """Of our own broker; 0 takes a free one."""
    speed: float = 1.0
    seed: int = 0
    processes: int = 0
    """Over how many processes the participants are spread, in order; 0 (or one for each) gives each its own."""
    scenario: Path | None = None
    """Adds the scenario's Suppliers as participants."""
    duis: DuisChoices = field(default_factory=DuisChoices)
    frames: bool = False
    """Whether notes keep the octets of all that is sent, from the beginning."""

    def checked(self) -> "Choices":
        """Give the same choices; UsageError when one of them is none."""
        if self.broker not in KINDS:
            if not self.broker.startswith("mqtt://"):
                raise UsageError(
                    f"--broker {self.broker!r}: expected {', '.join(KINDS)} or mqtt://user:password@host:port"
                )
            BrokerAddress.parse(self.broker)
        checked_speed(self.speed)
        return self

    @property
    def shown_broker(self) -> str:
        """Its kind, or its address without user and password."""
        return self.broker if self.broker in KINDS else f"mqtt://{BrokerAddress.parse(self.broker).place}"


@dataclass(frozen=True, slots=True)
class Lineup:
    """One premises, ready to be brought up."""

    site: Site
    run_id: str
    files: RunDirectory
    choices: Choices

    @property
    def own_broker(self) -> bool:
        """Whether the broker is one of our processes."""
        return self.choices.broker in KINDS

    @property
    def participants(self) -> tuple[Name, ...]:
        """Everyone with a machine, the Suppliers only when a scenario plays them."""
        played = map(Name, self.site.suppliers if self.choices.scenario is not None else ())
        return (DCC, HUB, *devices(self.site), *played)

    @property
    def has_gateway(self) -> bool:
        """Whether Suppliers reach the DCC over HTTP; a scenario's speaks to it over MQTT, as in virtual time."""
        return self.choices.scenario is None

    def broker(self, port: int) -> Part:
        """Give our broker, on ``port``."""
        arguments = ("-m", "broker", "--kind", KINDS[self.choices.broker], "--port", str(port))
        return Part("broker", (*arguments, "--access", str(self.files.access), "--stop-with-stdin"), says_ready=True)

    def conductor(self, url: str) -> Part:
        """Give the conductor, which waits for every participant."""
        choices = self.choices
        flags = ["--run-directory", str(self.files.path), "--site", str(self.files.site)]
        flags += ["--expect", ",".join(self.participants), "--seed", str(choices.seed)]
        flags += ["--speed", f"{choices.speed:g}", "--run-id", self.run_id]
        if self.site.before is not None:
            flags += ["--begins-at", repr(self.site.before.until_s)]
        flags += ["--frames"] * choices.frames
        return self._part(CONDUCTOR, ("lab.conductor", *flags), url, CONDUCTOR)

    def crew(self, url: str) -> tuple[Part, ...]:
        """Give the participants' processes."""
        everyone, count = self.participants, self.choices.processes
        if not 0 < count < len(everyone):
            return tuple(self._participant(who, url) for who in everyone)
        crews = [everyone[len(everyone) * at // count : len(everyone) * (at + 1) // count] for at in range(count)]
        return tuple(
            self._crew(members, f"crew-{number}" if count > 1 else "crew", url)
            for number, members in enumerate(crews, start=1)
        )

    def _participant(self, who: Name, url: str) -> Part:
        if who in self.site.suppliers:
            return self._crew((who,), who, url)
        module = {DCC: "dcc_adapter", HUB: "hub"}.get(who, "meters" if who in self.site.meters else "bridges")
        words: tuple[str, ...] = (who,) if who in devices(self.site) else ()
        if who == DCC and self.has_gateway:
            words = ("--secrets", str(self.files.secrets), *self._gateway())
        return self._part(who, (module, *words, "--shelf", str(self.files.shelves)), url, who)

    def _crew(self, members: tuple[Name, ...], called: str, url: str) -> Part:
        flags = ["--who", ",".join(members), "--shelf", str(self.files.shelves), "--secrets", str(self.files.secrets)]
        if self.choices.scenario is not None:
            flags += ["--scenario", str(self.choices.scenario)]
        if DCC in members and self.has_gateway:
            flags += self._gateway()
        return self._part(called, ("lab.live.crew", *flags), url, members[0])

    def _gateway(self) -> tuple[str, ...]:
        return (*self.choices.duis.flags, "--duis-at", str(self.files.duis))

    def _part(self, called: str, words: tuple[str, ...], url: str, user: Name) -> Part:
        common = ("--premises", self.site.name, "--stop-with-stdin", "--log-format", "json")
        if self.own_broker:
            access = ("--broker", url, "--password-file", str(self.files.secret(user)))
            return Part(called, ("-m", *words, *common, *access))
        return Part(called, ("-m", *words, *common), (("PREMISES_BROKER", self.choices.broker),))


def new_lineup(site: Site, run_id: str, choices: Choices, home: Path = HOME) -> Lineup:
    """Make the directory of a run: site, passwords, certificates, and what participants kept in the site's past.

    It lies in ``home``. UsageError when a choice is no choice, or the past cannot be played.
    """
    choices.checked()
    dcc = choices.duis.certificate()
    past = past_of(site, choices.seed)
    for who in site.suppliers:
        own_certificate(site, who)
    files = run_directory(home, run_id)
    lineup = Lineup(site, run_id, files, choices)
    if lineup.own_broker:
        ensure_keys(site, files)
    else:
        files.path.mkdir(parents=True)
        files.site.write_text(run_text(site), encoding="utf-8")
        # The broker knows none of these: they are for the mailboxes of the DCC adapter's gateway.
        files.keep_secrets({Name("broker"): choices.broker, **supplier_passwords(site)})
    publish_pki(site, choices.seed, files, dcc)
    if site.before is not None:
        _fill_shelves(lineup, past)
    return lineup


def _fill_shelves(lineup: Lineup, past: Past) -> None:
    """Put on each participant's shelf what it kept in the past, as if it had done so in this very run."""
    run = Run(ENVELOPE_VERSION, lineup.run_id, lineup.choices.seed, run_text(lineup.site))
    for who in lineup.participants:
        shelf = shelf_of(who, lineup.files.shelves, run)
        try:
            shelf.commit(past.kept.get(who, ()))
        finally:
            shelf.close()
