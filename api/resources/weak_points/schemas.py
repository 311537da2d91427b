"""What questions about weak points take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.impact.schemas.answer import BecauseSchema
from api.schemas import AsOfArgs, Strict, Text

__all__ = [
    "DuringSchema",
    "LaidArgs",
    "RankingArgs",
    "RankingRequestSchema",
    "RankingSchema",
    "SinglePointsArgs",
    "SinglePointsListSchema",
    "SinglePointsSchema",
    "WeakPointArgs",
]

MOST_ITEMS, MOST_GAINS, MOST_PROOFS = 10_000, 20, 500


class WeakPointArgs(AsOfArgs):
    """What is DOWN anyway, and what stays up; keys separated by commas."""

    down = Text(load_default="", most=8000, metadata={"description": "CIs that are DOWN anyway."})
    immune = Text(load_default="", most=8000, metadata={"description": "CIs that stay up whatever happens."})


class LaidArgs(WeakPointArgs):
    """The same, as now or while a change is carried out."""

    change = Text(
        load_default="",
        most=64,
        metadata={"description": "Key of a change: its plan is laid over, and what it takes down is DOWN."},
    )


class SinglePointsArgs(LaidArgs):
    """The same, and for how many of the nearest points to give the proof."""

    proofs = fields.Integer(load_default=50, validate=validate.Range(0, MOST_PROOFS))


class NarrowingArgs(ma.Schema):
    """Which of the ranked CIs to list; words separated by commas."""

    ci = Text(load_default="", most=8000, metadata={"description": "These CIs only."})
    class_ = Text(load_default="", most=8000, data_key="class", metadata={"description": "CIs of these classes."})
    site = Text(load_default="", most=8000, metadata={"description": "CIs that are, or stand on, one of these sites."})
    service = Text(load_default="", most=8000, metadata={"description": "CIs that take one of these services DOWN."})


class RankingArgs(NarrowingArgs, WeakPointArgs):
    """The same, which CIs to list, and how many."""

    top = fields.Integer(load_default=20, validate=validate.Range(1, MOST_ITEMS))
    gain = fields.Integer(
        load_default=None,
        validate=validate.Range(0, MOST_GAINS),
        metadata={"description": "For how many of them to say what making them redundant would save."},
    )


class RankingRequestSchema(NarrowingArgs, Strict):
    """A ranking to be worked out as a job."""

    top = fields.Integer(load_default=20, validate=validate.Range(1, MOST_ITEMS))
    gain = fields.Integer(load_default=0, validate=validate.Range(0, MOST_GAINS))
    as_of = Text(load_default=None, allow_none=True, most=64)


# ------------------------------------------------------------------ answers


class ReasonSchema(ma.Schema):
    """One step of why a point takes the service DOWN."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    because = fields.List(fields.Nested(BecauseSchema), required=True)
    sentence = fields.String(required=True)


class SinglePointSchema(ma.Schema):
    """One CI that takes the service DOWN alone, with the proof from the service down."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    hops = fields.Integer(required=True)
    steps = fields.List(fields.Nested(ReasonSchema), required=True)


class ServicePointsSchema(ma.Schema):
    """The single points of one service."""

    service = fields.String(required=True)
    name = fields.String(required=True)
    spofs = fields.List(fields.String(), required=True)
    failures_away = fields.Raw(required=True, metadata={"description": '0 (it is DOWN anyway), 1 or "more than 1".'})
    reason = fields.String(required=True, metadata={"description": "Why there are none."})
    hidden = fields.Integer(required=True)


class DuringSchema(ma.Schema):
    """What an answer says of the change that is carried out meanwhile."""

    not_laid = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Why edits of the change conflict; what it takes down alone is asked about then."},
    )


class SinglePointsSchema(ServicePointsSchema, DuringSchema):
    """The single points of one service, with reasons."""

    revision = fields.Integer(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    points = fields.List(fields.Nested(SinglePointSchema), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class SinglePointsListSchema(ma.Schema):
    """The single points of every service, without reasons."""

    items = fields.List(fields.Nested(ServicePointsSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class GainSchema(ma.Schema):
    """What making a CI redundant would save."""

    single_points = fields.Integer(required=True, metadata={"description": "So many fewer CIs take a service DOWN."})
    pairs = fields.Integer(required=True, metadata={"description": "So many fewer pairs of such a CI and a service."})
    score = fields.Float(required=True, metadata={"description": "By so much less the scores of all CIs add up to."})


class RankedSchema(ma.Schema):
    """One CI with the other services that it alone takes DOWN."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    score = fields.Float(required=True)
    services = fields.List(fields.String(), required=True)
    hidden = fields.Integer(required=True)
    gain = fields.Nested(GainSchema, required=True, allow_none=True)
    sentence = fields.String(required=True)


class RankingValueSchema(ma.Schema):
    """One value of a facet, and how many ranked CIs have it under the other conditions."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)


class RankingFacetsSchema(ma.Schema):
    """By what the ranking can be narrowed."""

    class_ = fields.List(fields.Nested(RankingValueSchema), required=True, data_key="class", attribute="class")
    site = fields.List(fields.Nested(RankingValueSchema), required=True)
    service = fields.List(fields.Nested(RankingValueSchema), required=True)


class ServiceFactorsSchema(ma.Schema):
    """What a service counts when it goes DOWN: the product of its factors."""

    score = fields.Float(required=True)
    severity = fields.Float(required=True)
    criticality = fields.Float(required=True)
    users = fields.Float(required=True)


class RankingSchema(ma.Schema):
    """The CIs that take services DOWN alone, the worst first."""

    revision = fields.Integer(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    headline = fields.String(required=True)
    items = fields.List(fields.Nested(RankedSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True, metadata={"description": "CIs that take a service DOWN alone."})
    matching = fields.Integer(required=True, metadata={"description": "Those of them that are asked for."})
    facets = fields.Nested(RankingFacetsSchema, required=True)
    factors = fields.Dict(keys=fields.String(), values=fields.Nested(ServiceFactorsSchema), required=True)
    pairs = fields.Integer(required=True)
    services = fields.Integer(required=True)
    down = fields.List(fields.String(), required=True)
    hidden = fields.Integer(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
