"""What questions about impact take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.relations.schemas import RelationSchema
from api.schemas import AsOfArgs, Strict, Text, key_field, list_of

__all__ = [
    "ChangeListSchema",
    "ExplainSchema",
    "ExplanationSchema",
    "ImpactArgs",
    "ImpactSchema",
    "MapRequestSchema",
    "MapSchema",
    "NeedsArgs",
    "NeedsSchema",
    "PathsArgs",
    "PathsSchema",
    "RecentChangesSchema",
    "ScenarioSchema",
    "TextRequestSchema",
    "WhyNotRequestSchema",
    "WhyNotSchema",
]

MOST_CIS = 1000


class FailureSchema(Strict):
    """One CI that fails by itself."""

    ci = key_field(required=True)
    state = fields.String(load_default="down", validate=validate.OneOf(["down", "degraded"]))


class ImmunitySchema(Strict):
    """One CI that stays up whatever happens."""

    ci = key_field(required=True)
    by = Text(load_default="", most=200)
    reason = Text(load_default="", most=1000)
    until = Text(load_default="", most=64)


class ScenarioSchema(Strict):
    """What has failed or will be taken down, when, and with which plan laid over the graph."""

    failures = fields.List(fields.Nested(FailureSchema), load_default=list, validate=validate.Length(max=MOST_CIS))
    immune = fields.List(fields.Nested(ImmunitySchema), load_default=list, validate=validate.Length(max=MOST_CIS))
    as_of = Text(load_default=None, allow_none=True, most=64)
    plan = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    depth = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 10_000))
    limit = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 1_000_000))


class ImpactArgs(AsOfArgs):
    """A scenario in an address; keys separated by commas."""

    ci = Text(load_default="", most=8000)
    degraded = Text(load_default="", most=8000)
    immune = Text(load_default="", most=8000)
    depth = fields.Integer(load_default=None, validate=validate.Range(0, 10_000))
    limit = fields.Integer(load_default=None, validate=validate.Range(0, 1_000_000))


class ExplainSchema(ScenarioSchema):
    """A scenario and the CI whose state is to be proved."""

    ci = key_field(required=True)
    alternatives = fields.Boolean(load_default=False)


class WhyNotRequestSchema(ScenarioSchema):
    """A scenario and the CI that stays up."""

    ci = key_field(required=True)


class MapRequestSchema(ScenarioSchema):
    """A scenario and how to draw it."""

    layout = fields.String(load_default="rings", validate=validate.OneOf(["rings", "layers"]))
    max = fields.Integer(load_default=1500, validate=validate.Range(1, 1500))
    expand = fields.List(Text(most=300), load_default=list, validate=validate.Length(max=200))
    collapse = fields.String(load_default="class", validate=validate.OneOf(["class", "none"]))


class TextRequestSchema(ScenarioSchema):
    """A scenario and the form of the text."""

    format = fields.String(load_default="text", validate=validate.OneOf(["text", "mermaid", "csv"]))


class RecentChangesSchema(Strict):
    """CIs, and how far back to look at what they stand on."""

    cis = fields.List(key_field(), required=True, validate=validate.Length(min=1, max=MOST_CIS))
    hours = fields.Float(load_default=24.0, validate=validate.Range(0.01, 24 * 366))
    as_of = Text(load_default=None, allow_none=True, most=64)


class NeedsArgs(AsOfArgs):
    """CIs, separated by commas."""

    ci = Text(required=True, least=1, most=8000)


class PathsArgs(AsOfArgs):
    """The two ends."""

    from_ = key_field(required=True, data_key="from")
    to = key_field(required=True)


# ------------------------------------------------------------------ answers


class BecauseSchema(ma.Schema):
    """One reason: the gate, its rule, and who failed."""

    group = fields.String(allow_none=True)
    rule = fields.String(required=True)
    failed = fields.List(fields.String(), required=True)
    up = fields.Integer()
    full = fields.Integer()
    of = fields.Integer()
    served = fields.Float()
    needs = fields.Float()
    cycle = fields.List(fields.String())
    hidden = fields.Integer()


class AffectedSchema(ma.Schema):
    """One CI that is DOWN or DEGRADED."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    state = fields.String(required=True)
    hops = fields.Integer(required=True)
    already = fields.Boolean()
    because = fields.List(fields.Nested(BecauseSchema))


class ServiceEffectSchema(ma.Schema):
    """One affected service with its score and the score's factors."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    score = fields.Float(required=True)
    users = fields.Integer()
    factors = fields.Dict(keys=fields.String(), required=True)


class AtRiskSchema(ma.Schema):
    """A gate that holds, its redundancy used up."""

    key = fields.String(required=True)
    group = fields.String(required=True, allow_none=True)
    before = fields.Integer(required=True)
    margin = fields.Integer(required=True)
    left = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)


class UnknownSchema(ma.Schema):
    """A CI that lacks what its class expects."""

    key = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)


class ImpactSchema(ma.Schema):
    """The whole answer."""

    class Meta:
        """The engine's record may say more."""

        unknown = ma.INCLUDE

    revision = fields.Integer(required=True)
    engine = fields.String(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    hash = fields.String(required=True)
    headline = fields.String(required=True)
    truncated = fields.Boolean(required=True)
    cis = fields.List(fields.Nested(AffectedSchema), required=True)
    services = fields.List(fields.Nested(ServiceEffectSchema), required=True)
    at_risk = fields.List(fields.Nested(AtRiskSchema), required=True)
    unknown_ = fields.List(fields.Nested(UnknownSchema), required=True, data_key="unknown", attribute="unknown")
    unknown_elsewhere = fields.Integer(required=True)
    errors = fields.List(fields.Dict(keys=fields.String()), required=True)
    ignored = fields.List(fields.Dict(keys=fields.String()))
    evidence = fields.Dict(keys=fields.String(), allow_none=True)
    hidden = fields.Integer(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    snapshot_age_s = fields.Float(required=True)


class StepSchema(ma.Schema):
    """One step of a proof."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    because = fields.List(fields.Nested(BecauseSchema), required=True)
    sentences = fields.List(fields.String(), required=True)
    sentence = fields.String(required=True)


class EvidenceSchema(ma.Schema):
    """The least certain relation of a proof."""

    consumer = fields.String(required=True)
    provider = fields.String(required=True)
    type = fields.String(required=True)
    confidence = fields.Float(required=True, allow_none=True)
    last_verified = fields.String(required=True, allow_none=True)
    relation = fields.Nested(RelationSchema, required=True, allow_none=True)
    sentence = fields.String(required=True)


class ExplanationSchema(ma.Schema):
    """The proof of one CI's state."""

    revision = fields.Integer(required=True)
    ci = fields.String(required=True)
    state = fields.String(required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    evidence = fields.Nested(EvidenceSchema, required=True, allow_none=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class WhyNotSchema(ma.Schema):
    """Why a CI stays up."""

    revision = fields.Integer(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    reason = fields.String(required=True)
    gates = fields.List(fields.Nested(BecauseSchema), required=True)
    sentences = fields.List(fields.String(), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class MapNodeSchema(ma.Schema):
    """One shape of the map."""

    id = fields.String(required=True)
    key = fields.String(required=True, allow_none=True)
    label = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    state = fields.String(required=True)
    hops = fields.Integer(required=True)
    x = fields.Float(required=True)
    y = fields.Float(required=True)
    members = fields.Integer(required=True)
    service = fields.Boolean(required=True)
    failed = fields.Boolean(required=True)


class MapEdgeSchema(ma.Schema):
    """One line of the map."""

    id = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", attribute="from")
    to = fields.String(required=True)
    type = fields.String(required=True)
    group = fields.String(required=True, allow_none=True)
    carries = fields.Boolean(required=True)
    provider = fields.String(required=True, metadata={"description": "The end that failure comes from: from or to."})
    count = fields.Integer(required=True)


class MapSchema(ma.Schema):
    """The map: shapes with their places, lines, rings."""

    revision = fields.Integer(required=True)
    nodes = fields.List(fields.Nested(MapNodeSchema), required=True)
    edges = fields.List(fields.Nested(MapEdgeSchema), required=True)
    truncated = fields.Boolean(required=True)
    hidden = fields.Integer(required=True)
    rings = fields.List(fields.Float(), required=True)


class RecentChangeSchema(ma.Schema):
    """A change to something that the CIs stand on."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    edits = fields.List(fields.Dict(keys=fields.String()), required=True)
    hops = fields.Integer(required=True)


class NeededSchema(ma.Schema):
    """One CI that others stand on."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    hops = fields.Integer(required=True)


class NeedsSchema(ma.Schema):
    """All that some CIs stand on."""

    revision = fields.Integer(required=True)
    of = fields.List(fields.String(), required=True)
    cis = fields.List(fields.Nested(NeededSchema), required=True)
    hidden = fields.Integer(required=True)


class PathSchema(ma.Schema):
    """One path of dependencies."""

    keys = fields.List(fields.String(), required=True)
    types = fields.List(fields.String(), required=True)
    sentence = fields.String(required=True)


class PathsSchema(ma.Schema):
    """Paths, shortest first."""

    paths = fields.List(fields.Nested(PathSchema), required=True)


ChangeListSchema = list_of(RecentChangeSchema, name="ChangeListSchema")
