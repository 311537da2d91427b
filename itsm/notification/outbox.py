"""The messages that wait to be sent: kept until they are, claimed by one sender at a time, tried again with patience.

A message is what it is about and for whom, not its words: those are put together when it is sent, from what is in the
store then, so no text and no secret lies about. Its key follows from what it is about, so the same is never kept twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from cmdb.errors import Invalid, NotFound, PreconditionFailed
from cmdb.model import Key
from cmdb.store.port import SideRow, SideStore
from cmdb.values import Json, instant_text, normal_text, parse_instant
from itsm.kernel.activity import Activity
from itsm.notification.decide import Notice

__all__ = [
    "GIVEN_UP",
    "Message",
    "State",
    "asked_before",
    "claim",
    "delay",
    "discard",
    "ended",
    "enqueue",
    "find_message",
    "finish",
    "note_asked",
    "postpone",
    "retry",
    "waiting",
]

PENDING, DONE, ASKED = "outbox", "outbox_done", "outbox_asked"
KEPT, REMEMBERED = timedelta(days=30), timedelta(days=400)
LEASE = timedelta(minutes=2)
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP = timedelta(days=3)
AT_ONCE = 200
State = Literal["sent", "failed", "dropped"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``id`` is the same whenever it is sent; ``state`` is "waiting" until it is a ``State``.

    ``attempts`` counts how often it was tried, ``error`` says what the last one came to, ``next_at`` when the next is.
    """

    key: str
    record: Key
    entry: str
    to: str
    public: bool
    rules: tuple[str, ...]
    created_at: datetime
    next_at: datetime
    attempts: int = 0
    error: str = ""
    state: str = "waiting"
    version: int = 0

    @property
    def id(self) -> str:
        """Return what tells this message from all others, whenever and however often it is sent."""
        return self.key.rsplit("-", 1)[-1]


def enqueue(
    side: SideStore, notice: Notice, entry: Activity, revision: int, *, now: datetime, anew: bool = False
) -> bool:
    """Keep a message about an entry; False where it is kept, or was sent, already.

    ``anew``: for a decision that somebody is asked for later than others, which is another message than any before.
    """
    name = f"{entry.record}\n{entry.id}\n{normal_text(notice.to)}" + ("\nanew" if anew else "")
    key = f"{revision:015}-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
    if side.read(DONE, key, now=now) is not None:
        return False
    message = Message(key, entry.record, entry.id, notice.to, notice.public, notice.rules, now, now)
    try:
        side.put(PENDING, key, row(message), now=now, expect=0)
    except PreconditionFailed:
        return False
    return True


def asked_before(side: SideStore, entry: Activity, *, now: datetime) -> frozenset[str]:
    """Return whom an entry has asked for a decision so far, by their names as they are compared."""
    found = side.read(ASKED, asked_key(entry), now=now)
    return frozenset(cast("list[str]", found.value)) if found is not None else frozenset()


def note_asked(side: SideStore, entry: Activity, names: Sequence[str], *, now: datetime) -> None:
    """Note whom an entry has asked for a decision, beside those before: longer than their messages are kept."""
    if names:
        listed = sorted(asked_before(side, entry, now=now).union(map(normal_text, names)))
        side.put(ASKED, asked_key(entry), list[Json](listed), now=now, expires=now + REMEMBERED)


def asked_key(entry: Activity) -> str:
    """Return under what it is kept whom an entry has asked."""
    return hashlib.sha256(f"{entry.record}\n{entry.id}".encode()).hexdigest()


def row(message: Message) -> Json:
    """Return a message as its row holds it."""
    return {
        "record": message.record,
        "entry": message.entry,
        "to": message.to,
        "public": message.public,
        "rules": list(message.rules),
        "created_at": instant_text(message.created_at),
        "next_at": instant_text(message.next_at),
        "attempts": message.attempts,
        "error": message.error,
        "state": message.state,
    }


def read(found: SideRow) -> Message:
    """Read a message from its row."""
    said = cast("Mapping[str, Json]", found.value)
    return Message(
        found.key,
        Key(str(said["record"])),
        str(said["entry"]),
        str(said["to"]),
        said["public"] is True,
        tuple(cast("list[str]", said["rules"])),
        parse_instant(str(said["created_at"])),
        parse_instant(str(said["next_at"])),
        cast("int", said["attempts"]),
        str(said["error"]),
        str(said["state"]),
        found.version,
    )


def claim(side: SideStore, *, now: datetime) -> Iterator[Message]:
    """Yield messages that are due, oldest first, each claimed: nobody else sends it for two minutes.

    Who dies over one leaves it to the next; it is then sent again under its own id.
    """
    after = ""
    while found := side.scan(PENDING, now=now, after=after, limit=AT_ONCE):
        for each in map(read, found):
            if each.next_at > now:
                continue
            if side.read(DONE, each.key, now=now) is not None:
                side.drop(PENDING, each.key)
                continue
            claimed = replace(each, next_at=now + LEASE)
            try:
                version = side.put(PENDING, each.key, row(claimed), now=now, expect=each.version)
            except PreconditionFailed:
                continue
            yield replace(claimed, version=version)
        after = found[-1].key


def finish(side: SideStore, message: Message, state: State, *, now: datetime, error: str = "") -> None:
    """Note how a message ended, for 30 days; it waits no more."""
    done = replace(message, state=state, error=error, next_at=now, attempts=message.attempts + 1)
    side.put(DONE, message.key, row(done), now=now, expires=now + KEPT)
    side.drop(PENDING, message.key)


def delay(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, two, four, up to an hour."""
    return LONGEST if attempts > 6 else min(FIRST * 2 ** max(attempts - 1, 0), LONGEST)  # noqa: PLR2004  # beyond it


def postpone(
    side: SideStore, message: Message, error: str, *, now: datetime, until: datetime | None = None
) -> State | None:
    """Let a message wait: for longer after each failure, or ``until`` a moment, which is no failure.

    One that nobody has taken for three days is given up; the state is returned then.
    """
    if now - message.created_at >= GIVEN_UP:
        finish(side, message, "failed", now=now, error=error)
        return "failed"
    attempts = message.attempts + (until is None)
    later = replace(message, attempts=attempts, error=error, next_at=until or now + delay(attempts))
    side.put(PENDING, message.key, row(later), now=now)
    return None


def waiting(side: SideStore, *, now: datetime, after: str = "", limit: int = 100) -> Sequence[Message]:
    """Return messages that wait, newest first, those below ``after``."""
    return [read(each) for each in side.scan(PENDING, now=now, after=after, limit=limit, descending=True)]


def ended(side: SideStore, *, now: datetime, after: str = "", limit: int = 100) -> Sequence[Message]:
    """Return messages that were sent, given up or dropped within 30 days, newest first, those below ``after``."""
    return [read(each) for each in side.scan(DONE, now=now, after=after, limit=limit, descending=True)]


# ---------------------------------------------------------------- by hand


def find_message(side: SideStore, id_: str, *, now: datetime) -> Message:
    """Return a message that waits or has ended, by its id. Raises ``NotFound``."""
    for table in (PENDING, DONE):
        after = ""
        while found := side.scan(table, now=now, after=after, limit=AT_ONCE):
            for each in map(read, found):
                if each.id == id_:
                    return each
            after = found[-1].key
    raise NotFound("message", id_)


def retry(side: SideStore, id_: str, *, now: datetime) -> Message:
    """Let a message be sent as soon as may be; one that was given up or dropped waits anew, for three days.

    Raises ``NotFound``, and ``Invalid`` for one that was sent.
    """
    found = find_message(side, id_, now=now)
    if found.state == "sent":
        raise Invalid("state", "was sent and is not sent twice", found.state, "one that waits, failed or was dropped")
    anew = found.state != "waiting"
    again = replace(found, next_at=now, created_at=now if anew else found.created_at, state="waiting")
    side.put(PENDING, again.key, row(again), now=now)
    # Not before it waits: who looks in between sees it twice, never not at all.
    side.drop(DONE, again.key)
    return again


def discard(side: SideStore, id_: str, by: str, *, now: datetime) -> Message:
    """Send a message that waits no more. Raises ``NotFound``, and ``Invalid`` for one that waits no more."""
    found = find_message(side, id_, now=now)
    if found.state != "waiting":
        raise Invalid("state", "waits no more", found.state, "one that waits")
    # Nobody tried it: what ends a message counts an attempt.
    finish(side, replace(found, attempts=found.attempts - 1), "dropped", now=now, error=f"discarded by {by}")
    return find_message(side, id_, now=now)
