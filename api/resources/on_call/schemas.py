"""What rotas take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of
from itsm.kernel.on_call import MOST_DAYS, MOST_OVERRIDES, MOST_PEOPLE

__all__ = [
    "OnCallArgs",
    "OnCallListSchema",
    "OnCallRotaInputSchema",
    "OnCallRotaListSchema",
    "OnCallRotaSchema",
    "OnCallShiftArgs",
]


class OnCallOverrideSchema(Strict):
    """Somebody else, from an instant until before another; no person: nobody."""

    start = Text(required=True, most=40)
    end = Text(required=True, most=40)
    person = Text(load_default="", most=200)


class OnCallRotaInputSchema(Strict):
    """Who takes turns, from when, for how many days, handed over at which time of day in which zone."""

    team = Text(load_default="", most=200)
    people = fields.List(Text(least=1, most=200), required=True, validate=validate.Length(min=1, max=MOST_PEOPLE))
    zone = Text(load_default="UTC", most=100, metadata={"description": "An IANA name such as Europe/Berlin."})
    start = Text(required=True, most=10, metadata={"description": "The local date on which the first turn begins."})
    hand_over = Text(load_default="09:00", most=5)
    days = fields.Integer(load_default=7, validate=validate.Range(1, MOST_DAYS))
    overrides = fields.List(
        fields.Nested(OnCallOverrideSchema), load_default=list, validate=validate.Length(max=MOST_OVERRIDES)
    )


class OnCallRotaSchema(ma.Schema):
    """One rota."""

    name = fields.String(required=True)
    team = fields.String(required=True)
    people = fields.List(fields.String(), required=True)
    zone = fields.String(required=True)
    start = fields.String(required=True)
    hand_over = fields.String(required=True)
    days = fields.Integer(required=True)
    overrides = fields.List(fields.Nested(OnCallOverrideSchema), required=True)
    shipped = fields.Boolean(required=True)
    revision = fields.Integer(required=True)


OnCallRotaListSchema = list_of(OnCallRotaSchema, name="OnCallRotaListSchema")


class OnCallArgs(Strict):
    """When, and for which team."""

    at = fields.AwareDateTime(metadata={"description": "The instant; absent: now."})
    team = Text(most=200)


class OnCallShiftArgs(Strict):
    """The period."""

    since = fields.AwareDateTime(metadata={"description": "Where it begins; absent: now."})
    until = fields.AwareDateTime(metadata={"description": "Where it ends; absent: four turns later."})


class OnCallSchema(ma.Schema):
    """Who is on call by a rota, from when until before when, and why; no person: nobody."""

    rota = fields.String(required=True)
    team = fields.String(required=True)
    person = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    why = fields.String(required=True)


OnCallListSchema = list_of(OnCallSchema, name="OnCallListSchema")
