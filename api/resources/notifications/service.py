"""From a question about notifications to the rule's decision and to the messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.mail.people import Directory
from api.mail.worker import letter, subject
from cmdb.access import sees
from cmdb.errors import NotFound
from cmdb.model import Key
from cmdb.values import Json, normal_text
from itsm.kernel.activity import Activity, Kind
from itsm.kernel.record import RECORD, read_record
from itsm.notification.announce import reach_of
from itsm.notification.explain import explained
from itsm.notification.outbox import Message, ended, find_message, waiting
from itsm.notification.rule import Rule
from itsm.practices import PRACTICES

__all__ = ["message_in_words", "messages_of", "tried"]

PAGE = 500


def tried(rule: Rule, given: Mapping[str, Any]) -> dict[str, Json]:
    """Return what a rule would do with an entry at a record that the person sees. Raises ``NotFound``."""
    here, people = backend(), Directory(backend())
    stored = here.graph.get([Key(given["record"])]).get(Key(given["record"]))
    if stored is None or stored.node.kind != RECORD or not sees(principal(), stored.node):
        raise NotFound("record", given["record"])
    record, now, kind = read_record(stored), here.clock(), given.get("kind") or rule.on[0]
    facts: dict[str, Json] = {"to": record.state} if kind in ("opened", "transition") else {}
    entry = Activity(record.key, "try", cast("Kind", kind), now, given["by"], "", given["public"], facts)
    reach = reach_of(here.graph, PRACTICES, people, stored.node, entry, now)
    found = explained(rule, record, entry, reach)
    return {
        "record": record.key,
        "title": record.title,
        "kind": kind,
        "applies": not found.obstacles,
        "obstacles": list[Json](found.obstacles),
        "people": [
            {
                "part": each.part,
                "to": each.to,
                "told": each.told,
                "public": each.public,
                "reachable": bool(each.to) and people.address(each.to) is not None,
                "reason": each.reason,
            }
            for each in found.people
        ],
    }


def message_in_words(id_: str) -> tuple[Message, EmailMessage | None]:
    """Return a message and what it would say now; None where its record is gone or out of the person's reach.

    Raises ``NotFound``.
    """
    here = backend()
    message = find_message(here.store.side, id_, now=here.clock())
    stored = here.graph.get([message.record]).get(message.record)
    about = subject(here, message) if stored is not None and sees(principal(), stored.node) else None
    if about is None:
        return message, None
    people = Directory(here)
    return message, letter(here, people, message, about, to=people.address(message.to) or message.to)


def messages_of(args: Mapping[str, Any]) -> tuple[Sequence[Message], str | None]:
    """Return a page of messages in a state, about a record where one is named, and where the next begins."""
    here, limit, state = backend(), args["limit"], args["state"]
    listed = waiting if state == "waiting" else ended
    about, after = normal_text(args["record"]), args["after"] or ""
    found: list[Message] = []
    while page := listed(here.store.side, now=here.clock(), after=after, limit=PAGE):
        for each in page:
            fits = state in ("waiting", "ended", each.state) and about in ("", normal_text(each.record))
            if fits and len(found) == limit:
                return found, found[-1].key
            found += [each] if fits else []
        after = page[-1].key
    return found, None
