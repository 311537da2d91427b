"""The thread that tells people: it follows the history, fills the outbox, and sends what waits there."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import cast

import structlog

from api.backend import Backend
from api.mail.people import Directory
from api.mail.transport import MailRefused, MailUnreachable, Smtp
from cmdb.errors import FaultlineError, NotFound
from itsm.flows.change_notification import approval_request
from itsm.flows.request_notification import request_to_decide
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.kernel.watch import TEAM
from itsm.notification.announce import announce, rules_of
from itsm.notification.message import Ask, Sender, compose, is_machine
from itsm.notification.outbox import Message, claim, finish, postpone
from itsm.practices import PRACTICES
from itsm.request.practice import REQUEST

__all__ = ["Postman", "letter", "send_due", "subject"]

RATE = "mail_rate"
HOUR = timedelta(hours=1)
IDLE_S = 2.0
log = structlog.get_logger("faultline.mail")


def send_due(backend: Backend, transport: Smtp) -> int:
    """Send what is due and return how many went out; after a server that does not answer no more are tried."""
    sent, people = 0, Directory(backend)
    for message in claim(backend.store.side, now=backend.clock()):
        now = backend.clock()
        try:
            sent += send(backend, people, transport, message)
        except MailRefused as error:
            finish(backend.store.side, message, "failed", now=now, error=str(error))
            log.warning("mail refused", message=message.id, reason=str(error))
        except MailUnreachable as error:
            postpone(backend.store.side, message, str(error), now=now)
            log.warning("mail server unreachable", reason=str(error), attempts=message.attempts + 1)
            break
    return sent


def send(backend: Backend, people: Directory, transport: Smtp, message: Message) -> bool:
    """Send one claimed message; False where it is dropped or has to wait. Raises what the transport raises."""
    side, now, settings = backend.store.side, backend.clock(), backend.settings
    address = people.address(message.to)
    found = subject(backend, message)
    if found is None or address is None or is_machine(address, settings.mail_from):
        reason = (
            "its record or entry is gone"
            if found is None
            else "no address is known of this name"
            if address is None
            else "mail to this address would come back by itself"
        )
        finish(side, message, "dropped", now=now, error=reason)
        return False
    if message.public and not found[1].public:
        finish(side, message, "dropped", now=now, error="the entry is not public")
        return False
    if not message.public and not hears(backend, people, message.to, *found):
        finish(side, message, "dropped", now=now, error="they may not read the record, and are asked no more")
        return False
    if not message.public and asks_only(backend, message) and asked_of(backend, people, message.to, *found) is None:
        finish(side, message, "dropped", now=now, error="their voice does not count, or is asked no more")
        return False
    count = sent_this_hour(backend, address, now)
    if count >= settings.mail_per_hour:
        until = now.replace(minute=0, second=0, microsecond=0) + HOUR
        postpone(side, message, f"{count} messages went to this address within the hour", now=now, until=until)
        return False
    transport.send(letter(backend, people, message, found, to=address), address)
    finish(side, message, "sent", now=now)
    side.put(RATE, rate_key(address, now), count + 1, now=now, expires=now + HOUR)
    return True


def letter(
    backend: Backend, people: Directory, message: Message, about: tuple[Record, Activity], *, to: str
) -> EmailMessage:
    """Return a message in the words that it would be sent in now."""
    record, entry = about
    return compose(
        PRACTICES[record.practice],
        record,
        entry,
        to=to,
        id_=message.id,
        public=message.public,
        sender=Sender(backend.settings.mail_from, backend.settings.url),
        date=message.created_at,
        ask=None if message.public else asked_of(backend, people, message.to, record, entry),
    )


def asked_of(backend: Backend, people: Directory, name: str, record: Record, entry: Activity) -> Ask | None:
    """Return what somebody is asked for with an entry: to decide on what waits for their voice."""
    stored = backend.graph.get([record.key]).get(record.key)
    if stored is None or name not in people.approvers(stored.node, entry):
        return None
    if record.practice == REQUEST.name:
        return request_to_decide(record)
    return approval_request(backend.estate, record, now=backend.clock())


def asks_only(backend: Backend, message: Message) -> bool:
    """Say whether a message is for whoever is asked for a decision, and for nothing else."""
    asking = {name for name, each in rules_of(backend.graph).items() if each.to == ("approvers",)}
    return bool(message.rules) and asking.issuperset(message.rules)


def hears(backend: Backend, people: Directory, name: str, record: Record, entry: Activity) -> bool:
    """Say whether somebody, or a team, may read a record, or is asked for their voice on it."""
    stored = backend.graph.get([record.key]).get(record.key)
    if name.startswith(TEAM) or stored is None:
        return stored is not None
    return people.reads(name, stored.node) or name in people.approvers(stored.node, entry)


def subject(backend: Backend, message: Message) -> tuple[Record, Activity] | None:
    """Return the record and the entry that a message is about, None where they are no more."""
    try:
        record = desk.find_record(backend.graph, message.record)
    except NotFound:
        return None
    entries = desk.timeline(backend.graph, record.key)
    entry = next((each for each in entries if each.id == message.entry), None)
    return None if entry is None else (record, entry)


def rate_key(address: str, now: datetime) -> str:
    """Return under what messages to an address are counted: by hours of the clock."""
    return f"{now:%Y-%m-%dT%H} {address.lower()}"


def sent_this_hour(backend: Backend, address: str, now: datetime) -> int:
    """Return how many messages went to an address in this hour of the clock."""
    row = backend.store.side.read(RATE, rate_key(address, now), now=now)
    return cast("int", row.value) if row else 0


class Postman:
    """The thread of one process. Without a mail server in the settings it does nothing."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.ending = threading.Event()
        self.thread: threading.Thread | None = None

    def round(self) -> int:
        """Tell of what is new and send what is due; return how many messages went out."""
        here = self.backend
        people = Directory(here)
        announce(here.graph, here.store.side, PRACTICES, people, now=here.clock(), seats=people)
        with Smtp(here.settings) as transport:
            return send_due(here, transport)

    def start(self) -> None:
        """Start the thread."""
        if self.backend.settings.smtp_host:
            self.ending.clear()
            self.thread = threading.Thread(target=self.run, name="mail", daemon=True)
            self.thread.start()

    def run(self) -> None:
        """Make one round after the other until told to stop; what goes wrong is tried again in the next."""
        while not self.ending.wait(IDLE_S):
            try:
                self.round()
            except FaultlineError as error:
                log.warning("mail waits", reason=str(error))
            except Exception:
                log.exception("mail waits")

    def stop(self) -> None:
        """End the thread; a message under way is sent again by the next one unless it was noted as sent."""
        self.ending.set()
        if self.thread is not None:
            self.thread.join(timeout=10)
            self.thread = None
