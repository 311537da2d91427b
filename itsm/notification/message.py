"""The words of a message, and the headers that keep machines from answering it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr

from cmdb.values import Json
from itsm.kernel.activity import Activity
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record

__all__ = ["Ask", "Sender", "compose", "is_machine", "words_of"]

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000
ROBOTS = frozenset(
    {"mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply", "bounce", "bounces", "daemon"}
)


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name mail goes out: an address, and the address of the pages that it links to."""

    address: str
    url: str

    @property
    def domain(self) -> str:
        """Return the part of the address after the at sign, under which messages are numbered."""
        return self.address.rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class Ask:
    """What whoever reads a message is asked for: words before the subject, what to know, and the end of the link.

    The link says what the page shows first; it carries no right and does nothing by itself. With a ``place`` it leads
    there and not to the record, which whoever is asked need not be allowed to read: they read what is public of it.
    """

    subject: str
    words: str
    query: str
    place: str = ""


def is_machine(address: str, own: str) -> bool:
    """Say whether mail to an address would come back by itself: it is our own, or nobody reads it."""
    there, here = (parseaddr(each)[1].lower() for each in (address, own))
    return there == here or there.partition("@")[0].partition("+")[0] in ROBOTS


def compose(  # noqa: PLR0913  # what a letter needs
    practice: Practice,
    record: Record,
    entry: Activity,
    *,
    to: str,
    id_: str,
    public: bool,
    sender: Sender,
    date: datetime,
    ask: Ask | None = None,
) -> EmailMessage:
    """Return a message about an entry. The same id is the same message, and all about one record are one thread."""
    message = EmailMessage()
    wanted = f"{one_line(ask.subject)}: " if ask else ""
    message["Subject"] = f"[{record.key}] {wanted}{one_line(record.title)}"[:LONGEST_SUBJECT]
    message["From"] = formataddr(("Faultline", sender.address))
    message["To"] = to
    message["Date"] = format_datetime(date)
    message["Message-ID"] = f"<{id_}@{sender.domain}>"
    thread = f"<{record.key}@{sender.domain}>"
    message["In-Reply-To"] = thread
    message["References"] = thread
    # RFC 3834: what a machine sends says so, and no machine answers it. The others are what older ones heed.
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["X-Auto-Response-Suppress"] = "All"
    said = words_of(practice, entry)
    place = f"portal/mine/{record.key}" if public else f"{practice.noun}/{record.key}{f'?{ask.query}' if ask else ''}"
    place = ask.place if ask and ask.place else place
    heard = entry.kind != "attachment" and (entry.public or not (ask and ask.place))
    state = practice.lifecycle.states[record.state].label
    parts = [
        f"{practice.label} {record.key}: {one_line(record.title)}",
        said,
        entry.text[:LONGEST_TEXT] if heard else "",
        ask.words if ask else "",
        f"State: {state}",
        f"{sender.url.rstrip('/')}/{place}" if sender.url else "",
    ]
    message.set_content("\n\n".join(each for each in parts if each) + "\n")
    return message


def one_line(text: str) -> str:
    """Return text that cannot begin another header."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def time_spent(facts: Mapping[str, Json]) -> str:
    """Say how much of the time that an agreement gives is spent, and until when it can be kept."""
    spent, target = (float(str(facts.get(name, 0))) for name in ("spent_s", "target_s"))
    verb = {"response": "respond", "resolution": "resolve"}.get(str(facts["measure"]), str(facts["measure"]))
    percent = f"{100 * spent / target:.0f} %" if target else "All"
    said = f"{percent} of the time to {verb} under {one_line(str(facts.get('agreement', '')))} is spent"
    due = facts.get("due")
    if not isinstance(due, str):
        return f"{said}: it is passed." if spent > target else f"{said}."
    return f"{said}: due {datetime.fromisoformat(due):%Y-%m-%d %H:%M} UTC."


def words_of(practice: Practice, entry: Activity) -> str:
    """Say what happened in one line."""
    facts, by = entry.facts, one_line(entry.by)
    if entry.kind == "opened":
        return f"{by} opened it."
    if entry.kind == "transition":
        state = practice.lifecycle.states.get(str(facts.get("to", "")))
        return f"{by} took it on: now {state.label if state else facts.get('to')}."
    if entry.kind == "assignment":
        whom = [str(facts[name]) for name in ("team", "assignee") if facts.get(name)]
        return f"{by} gave it to {one_line(', '.join(whom))}." if whom else f"{by} took it off whoever had it."
    if entry.kind == "attachment":
        verb = "removed" if "removed" in facts else "attached"
        return f"{by} {verb} {one_line(str(facts.get('name', 'a file')))}."
    if entry.kind == "escalation" and "measure" in facts:
        return time_spent(facts)
    if entry.kind == "escalation":
        return f"{by} escalated it to level {facts.get('escalation')}:"
    if entry.kind == "status":
        return f"{by} tells how it stands:"
    if entry.kind == "note":
        return f"{by} wrote:"
    return f"{by}: {entry.kind}"
