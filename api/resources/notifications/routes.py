"""/notification-rules and /notifications."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.backend import backend
from api.declarations import Document, put, remove, shown_all, shown_one
from api.guard import needs, principal
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.notifications.schemas import (
    NotificationArgs,
    NotificationListSchema,
    NotificationRuleInputSchema,
    NotificationRuleListSchema,
    NotificationRuleSchema,
    NotificationSchema,
    NotificationWordsSchema,
    RuleTrialSchema,
    TriedRuleSchema,
)
from api.resources.notifications.service import message_in_words, messages_of, tried
from api.resources.records.service import schema
from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.kernel.search import record_query
from itsm.notification.outbox import Message, discard, retry
from itsm.notification.rule import KIND, SHIPPED_RULES, Rule, parse_rule, rule_document

__all__ = ["blueprint"]

blueprint = Blueprint("notifications", __name__, description="Who is told of what, and what became of the messages.")
SHIPPED: dict[str, Document] = {name: rule_document(each) for name, each in SHIPPED_RULES.items()}


def one(name: str) -> Document:
    """Return a rule."""
    return shown_one(KIND, name, SHIPPED)


def shown(name: str) -> Response:
    """Return one with its ETag."""
    found = one(name)
    return with_etag(found, found["revision"])


def checked(where: str, said: Json) -> Rule:
    """Read a rule whose query can be read. Raises ``Invalid``, ``QueryInvalid``."""
    rule = parse_rule(where, said)
    record_query(schema(), rule.where, backend().clock())
    return rule


@blueprint.get("/notification-rules")
@blueprint.response(200, NotificationRuleListSchema)
@needs("record.read")
def index() -> dict[str, object]:
    """List the rules by name."""
    return {"items": shown_all(KIND, SHIPPED), "next": None}


@blueprint.post("/notification-rules/try")
@blueprint.arguments(RuleTrialSchema)
@blueprint.response(200, TriedRuleSchema)
@needs("record.read", question=True)
def attempt(given: dict[str, Any]) -> dict[str, Json]:
    """Say what a rule would do if something happened at a record: who would be told, who not, and why."""
    rule = checked("rule", {"name": "try", **given["rule"]})
    return tried(rule, given)


@blueprint.get("/notification-rules/<name>")
@blueprint.response(200, NotificationRuleSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one rule."""
    return shown(name)


@blueprint.put("/notification-rules/<name>")
@blueprint.arguments(NotificationRuleInputSchema)
@blueprint.response(200, NotificationRuleSchema)
@needs("agreement.write", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Declare a rule; If-Match 0 for one that nobody has declared."""
    with showing(lambda: one(name)):
        put(KIND, name, {"name": name, **given}, checked)
    return shown(name)


@blueprint.delete("/notification-rules/<name>")
@blueprint.response(204)
@needs("agreement.write", match=True)
def delete(name: str) -> str:
    """Remove a declared rule; a shipped one of its name holds again."""
    with showing(lambda: one(name)):
        remove(KIND, name)
    return ""


def document(message: Message) -> dict[str, Json]:
    """Return a message as it is shown."""
    return {
        "id": message.id,
        "record": message.record,
        "to": message.to,
        "public": message.public,
        "rules": list[Json](message.rules),
        "state": message.state,
        "attempts": message.attempts,
        "error": message.error,
        "created_at": instant_json(message.created_at),
        "next_at": instant_json(message.next_at),
    }


@blueprint.get("/notifications")
@blueprint.arguments(NotificationArgs, location="query")
@blueprint.response(200, NotificationListSchema)
@needs("job.read")
def messages(args: dict[str, Any]) -> dict[str, object]:
    """List the messages that wait, or those that have ended, newest first."""
    found, more = messages_of(args)
    return {"items": [document(each) for each in found], "next": more}


@blueprint.get("/notifications/<id_>")
@blueprint.response(200, NotificationWordsSchema)
@needs("job.read")
def message(id_: str) -> dict[str, Json]:
    """Return a message with the words that it would be sent in now; without where its record cannot be seen."""
    found, said = message_in_words(id_)
    subject, text = (str(said["Subject"]), said.get_content()) if said else (None, None)
    return {**document(found), "subject": subject, "text": text}


@blueprint.post("/notifications/<id_>/retry")
@blueprint.response(200, NotificationSchema)
@needs("job.cancel", once=True)
def again(id_: str) -> dict[str, Json]:
    """Try a message again now; one that was given up or dropped waits anew."""
    here = backend()
    return document(retry(here.store.side, id_, now=here.clock()))


@blueprint.delete("/notifications/<id_>")
@blueprint.response(200, NotificationSchema)
@needs("job.cancel")
def drop(id_: str) -> dict[str, Json]:
    """Discard a message that waits; it is kept as dropped for 30 days, with who did so."""
    here = backend()
    return document(discard(here.store.side, id_, principal().name, now=here.clock()))
