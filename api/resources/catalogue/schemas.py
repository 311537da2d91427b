"""What the catalogue takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of
from itsm.request.catalogue import FULFILLED_BY, TASKS

__all__ = [
    "CatalogueArgs",
    "CatalogueInputSchema",
    "CatalogueItemSchema",
    "CatalogueListSchema",
    "DoneTaskSchema",
    "NewRequestSchema",
    "RequestTaskListSchema",
]

FORM = (
    "JSON Schema of an object; string, integer, number, boolean, enum and format date are understood. "
    "order lists the questions in their order; a document without it keeps that of its properties."
)
FULFILLING = "What fulfils a request: its last task that is done, or whoever says so by hand."
ANSWERS = "An answer for each question of the item's form."


class CatalogueArgs(Strict):
    """Which items."""

    all = fields.Boolean(
        load_default=False, metadata={"description": "Also those that one may not ask for; needs catalogue.manage."}
    )


class CatalogueInputSchema(Strict):
    """An item: what it is, what is asked, who may ask for it, who agrees, what is done, within how many days."""

    title = Text(required=True, least=1, most=200)
    description = Text(load_default="")
    category = Text(load_default="", most=200)
    form = fields.Dict(keys=fields.String(), load_default=dict, metadata={"description": FORM})
    entitlement = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    approval = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    tasks = fields.List(fields.Dict(keys=fields.String()), load_default=list, validate=validate.Length(max=100))
    fulfilled_by = fields.String(
        load_default=TASKS, validate=validate.OneOf(FULFILLED_BY), metadata={"description": FULFILLING}
    )
    delivery_days = fields.Integer(load_default=None, allow_none=True, strict=True)


class CatalogueItemSchema(ma.Schema):
    """One item of the catalogue."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    category = fields.String(required=True)
    form = fields.Dict(keys=fields.String(), required=True, metadata={"description": FORM})
    entitlement = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    approval = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    tasks = fields.List(fields.Dict(keys=fields.String()), required=True)
    fulfilled_by = fields.String(
        required=True, validate=validate.OneOf(FULFILLED_BY), metadata={"description": FULFILLING}
    )
    delivery_days = fields.Integer(required=True, allow_none=True)
    revision = fields.Integer(required=True)


CatalogueListSchema = list_of(CatalogueItemSchema, name="CatalogueListSchema")


class NewRequestSchema(Strict):
    """A request for an item."""

    answers = fields.Dict(keys=fields.String(), load_default=dict, metadata={"description": ANSWERS})


class RequestTaskSchema(ma.Schema):
    """One task of a request as it stands."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    team = fields.String(required=True)
    after = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "ready", "done"]))
    waits_for = fields.List(fields.String(), required=True)
    done_at = fields.String(required=True, allow_none=True)
    done_by = fields.String(required=True)


RequestTaskListSchema = list_of(RequestTaskSchema, name="RequestTaskListSchema")


class DoneTaskSchema(Strict):
    """That a task is done, and what there is to say about it."""

    text = Text(load_default="", most=20_000)
