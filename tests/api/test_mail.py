"""Mail out against a real SMTP server: over TLS, signed in, once, and again after a crash under the same id."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from api.app import create_app
from api.auth.accounts import Account, create_account
from api.backend import Backend
from api.mail import Postman
from api.settings import Settings
from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp, Store
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.draft import Draft
from itsm.notification.outbox import ended, waiting
from tests.api.conftest import Clock

STAMP = Stamp("ann", "desk")
SECRET = "open sesame"
# aiosmtpd's own: it says which name of it goes next.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]


@dataclass
class Server:
    """What a mail server does with what it is sent."""

    got: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    on_data: Any = None

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.got.append(message)
        if self.on_data is not None:
            self.on_data()
        return "250 OK"

    @property
    def receivers(self) -> list[str]:
        return sorted(str(each["To"]) for each in self.got)


class Local(Controller):
    """A controller that takes whatever port is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = int(self.server.sockets[0].getsockname()[1])
        super()._trigger_server()


@pytest.fixture
def server() -> Server:
    return Server()


def certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that vouches for itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes a certificate, is not installed")
    file, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(file)]
    subprocess.run([openssl, *made, *subject], check=True, capture_output=True)
    return file


@pytest.fixture
def plain(server: Server) -> Iterator[Controller]:
    controller = Local(server, hostname="127.0.0.1", port=0)
    controller.start()
    yield controller
    # A test may have ended it already.
    if not controller.loop.is_closed():
        controller.stop()


@pytest.fixture
def settings(tmp_path: Path, plain: Controller) -> Settings:
    return Settings(
        folder=tmp_path,
        workers=0,
        smtp_host="127.0.0.1",
        smtp_port=plain.port,
        smtp_tls="none",
        mail_from="desk@example.org",
        mail_per_hour=3,
        url="http://faultline.test",
    )


def peopled(store: Store) -> None:
    people = [
        Node(Key(f"p-{name}"), "ci", "person", name, attributes={"email": f"{name}@example.org"})
        for name in ("kim", "bob", "desk")
    ]
    team = Node(Key("t-1"), "ci", "team", "Network", attributes={"email": "network@example.org"})
    store.graph.apply(Batch(nodes=[*people, team]), STAMP)
    for name, role in (("kim", "requester"), ("bob", "service_agent"), ("desk", "service_agent"), ("eve", "reader")):
        create_account(store.side, Account(name, name, (role,), None, None, "2026-11-22T12:00:00Z"), None, NOW)


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def backend(app: Flask, store: Store) -> Backend:
    peopled(store)
    found: Backend = app.extensions["faultline"]
    assert Postman(found).round() == 0
    return found


def opened(store: Store, now: datetime, **fields: Any) -> Key:
    return desk.open_record(store.graph, INCIDENT, Draft("The lift is stuck", fields), act=desk.Act("o", now, STAMP))


def note(store: Store, key: Key, id_: str, now: datetime, *, public: bool = False) -> None:
    entry = Activity(key, id_, "note", now, "ann", f"words of {id_}", public)
    desk.add(store.graph, INCIDENT, entry, stamp=STAMP)


def states(backend: Backend) -> list[tuple[str, str, str]]:
    now = backend.clock()
    return sorted((each.to, each.state, each.error) for each in ended(backend.store.side, now=now))


def test_each_is_told_what_is_for_them(backend: Backend, server: Server, store: Store, clock: Clock) -> None:
    key = opened(store, clock(), requester="kim", assignee="bob", watchers=["team:Network", "eve"])
    note(store, key, "secret", clock())
    note(store, key, "answer", clock(), public=True)
    assert Postman(backend).round() == 8
    texts = {to: [] for to in server.receivers}
    for each in server.got:
        texts[str(each["To"])].append(each.get_content())
        assert each["Auto-Submitted"] == "auto-generated"
        assert each["References"] == "<inc-000001@example.org>"
    assert set(texts) == {"kim@example.org", "bob@example.org", "network@example.org"}
    assert "secret" not in "".join(texts["kim@example.org"])
    assert sum("words of answer" in each for each in texts["kim@example.org"]) == 1
    assert "http://faultline.test/portal/mine/inc-000001" in texts["kim@example.org"][0]
    assert any("words of secret" in each for each in texts["bob@example.org"])
    assert len({each["Message-ID"] for each in server.got}) == 8
    assert ("eve", "dropped", "no address is known of this name") in states(backend)
    assert Postman(backend).round() == 0


def test_refused_for_good_and_for_now(backend: Backend, server: Server, store: Store, clock: Clock) -> None:
    server.answers = {"kim@example.org": "550 no such user", "bob@example.org": "451 try later"}
    opened(store, clock(), requester="kim", assignee="bob")
    Postman(backend).round()
    assert Postman(backend).round() == 0
    assert states(backend) == [("kim", "failed", "550 no such user")]
    (held,) = waiting(store.side, now=clock())
    assert (held.to, held.attempts, held.error) == ("bob", 1, "451 try later")
    server.answers.clear()
    clock.forward(minutes=2)
    assert Postman(backend).round() == 1
    assert server.receivers == ["bob@example.org"]


def test_a_server_that_is_away_loses_nothing(
    backend: Backend, server: Server, store: Store, clock: Clock, plain: Controller
) -> None:
    opened(store, clock(), requester="kim", assignee="bob")
    plain.stop()
    assert Postman(backend).round() == 0
    held = waiting(store.side, now=clock())
    assert len(held) == 2
    assert "ConnectionRefusedError" in "".join(each.error for each in held)
    again = Local(server, hostname="127.0.0.1", port=backend.settings.smtp_port)
    again.start()
    try:
        clock.forward(minutes=3)
        assert Postman(backend).round() == 2
    finally:
        again.stop()
    assert server.receivers == ["bob@example.org", "kim@example.org"]


def test_no_mail_to_ourselves_and_no_more_than_a_person_can_read(
    backend: Backend, server: Server, store: Store, clock: Clock
) -> None:
    key = opened(store, clock(), assignee="desk", watchers=["bob"])
    for number in range(5):
        note(store, key, f"n{number}", clock())
    assert Postman(backend).round() == 3
    assert server.receivers == ["bob@example.org"] * 3
    assert {each for each in states(backend) if each[0] == "desk"} == {
        ("desk", "dropped", "mail to this address would come back by itself")
    }
    held = waiting(store.side, now=clock())
    assert len(held) == 3
    assert {each.attempts for each in held} == {0}
    clock.forward(hours=1)
    assert Postman(backend).round() == 3
    assert len({each["Message-ID"] for each in server.got}) == 6


def test_over_tls_and_signed_in_and_the_password_is_kept_nowhere(
    tmp_path: Path, server: Server, store: Store, clock: Clock
) -> None:
    file = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, tmp_path / "key.pem")

    def let_in(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"user", SECRET.encode())
        return AuthResult(success=good, handled=False)

    controller = Local(
        server,
        hostname="127.0.0.1",
        port=0,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=let_in,
    )
    controller.start()
    try:
        password = tmp_path / "password"
        password.write_text("wrong\n")
        settings = Settings(
            folder=tmp_path,
            smtp_host="127.0.0.1",
            smtp_port=controller.port,
            smtp_user="user",
            smtp_password_file=password,
            mail_from="desk@example.org",
            smtp_ca_file=file,
        )
        app = create_app(store, settings, clock=clock)
        backend: Backend = app.extensions["faultline"]
        peopled(store)
        Postman(backend).round()
        opened(store, clock(), assignee="bob")
        assert Postman(backend).round() == 0
        (held,) = waiting(store.side, now=clock())
        assert held.error == "535 the server does not take the user and password"
        password.write_text(f"{SECRET}\n")
        clock.forward(minutes=2)
        assert Postman(backend).round() == 1
        assert SECRET not in repr([store.side.scan(table, now=clock()) for table in ("outbox", "outbox_done")])
        assert SECRET not in repr(settings)
        strangers = Settings(**{**fields_of(settings), "smtp_ca_file": None})
        note(store, Key("inc-000001"), "n", clock())
        other: Backend = create_app(store, strangers, clock=clock).extensions["faultline"]
        assert Postman(other).round() == 0
        (held,) = waiting(store.side, now=clock())
        assert "SSLCertVerificationError" in held.error
    finally:
        controller.stop()
    assert server.receivers == ["bob@example.org"]


def fields_of(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in Settings.__slots__}


CHILD = """
import sys
from pathlib import Path
from api.app import create_app
from api.mail import Postman
from api.settings import Settings
from cmdb.store import open_store
url, port, folder = sys.argv[1:]
said = dict(smtp_host="127.0.0.1", smtp_port=int(port), smtp_tls="none", mail_from="desk@example.org")
with open_store(url) as store:
    Postman(create_app(store, Settings(folder=Path(folder), **said)).extensions["faultline"]).round()
"""


def test_a_sender_killed_over_a_message_sends_it_again_under_the_same_id(
    tmp_path: Path, server: Server, plain: Controller, settings: Settings
) -> None:
    url, clock = f"sqlite:///{tmp_path / 'mail.db'}", Clock(datetime.now(UTC))
    with open_store(url) as store:
        peopled(store)
        backend: Backend = create_app(store, settings, clock=clock).extensions["faultline"]
        Postman(backend).round()
        opened(store, clock(), requester="kim", assignee="bob")
    child = subprocess.Popen([sys.executable, "-c", CHILD, url, str(plain.port), str(tmp_path)])
    server.on_data = lambda: os.kill(child.pid, signal.SIGKILL)
    assert child.wait(150) == -signal.SIGKILL
    server.on_data = None
    with open_store(url) as store:
        clock.now = datetime.now(UTC) + timedelta(minutes=3)
        backend = create_app(store, settings, clock=clock).extensions["faultline"]
        assert Postman(backend).round() == 2
        assert waiting(store.side, now=clock()) == []
        assert len(ended(store.side, now=clock())) == 2
    assert len(server.got) == 3
    assert len({each["Message-ID"] for each in server.got}) == 2
    assert set(server.receivers) == {"bob@example.org", "kim@example.org"}
