"""/events: the intake of alerts, the list of them, and how many there are."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.events import groups, service
from api.resources.events.schemas import (
    AlertListSchema,
    AlertmanagerArgs,
    EventFindArgs,
    EventGroupListSchema,
    EventLookSchema,
    EventSummarySchema,
    EventTakenSchema,
    NewEventSchema,
)
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("events", __name__, description="Alerts of monitoring, and the incidents that they lead to.")

WEBHOOK = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["alerts"],
                "description": "Alertmanager's webhook, version 4 or older; other fields are passed over.",
                "properties": {
                    "status": {"type": "string", "enum": ["firing", "resolved"]},
                    "externalURL": {"type": "string"},
                    "alerts": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
                },
                "additionalProperties": True,
            }
        }
    },
}


@blueprint.post("/events/alertmanager")
@blueprint.doc(requestBody=WEBHOOK)
@blueprint.arguments(AlertmanagerArgs, location="query")
@blueprint.response(200, EventTakenSchema)
@needs("event.write", once=True)
def alertmanager(args: dict[str, Any]) -> dict[str, Json]:
    """Take in a message of Prometheus Alertmanager."""
    return service.take_in_webhook(args)


@blueprint.post("/events")
@blueprint.arguments(NewEventSchema)
@blueprint.response(200, EventTakenSchema)
@needs("event.write", once=True)
def create(given: dict[str, Any]) -> dict[str, Json]:
    """Take in one event of any source."""
    return service.take_in_one(given)


@blueprint.post("/events/looks")
@blueprint.response(200, EventLookSchema)
@needs("event.write", once=True)
def look() -> dict[str, Json]:
    """Look at all alerts again: their CIs may be known by now, and work on them may be over."""
    return service.look()


@blueprint.get("/events")
@blueprint.arguments(EventFindArgs, location="query")
@blueprint.response(200, AlertListSchema)
@needs("record.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List alerts, those that began last first."""
    return service.find(args)


@blueprint.get("/events/groups")
@blueprint.response(200, EventGroupListSchema)
@needs("record.read")
def grouped() -> dict[str, object]:
    """List what fires by common cause: incidents, the worst first, then alerts without one, by why."""
    return groups.find()


@blueprint.get("/events/summary")
@blueprint.response(200, EventSummarySchema)
@needs("record.read")
def summary() -> dict[str, Json]:
    """Count the messages that came and the alerts that are kept."""
    return service.summary()
