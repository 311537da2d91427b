"""What proposals of problems, known errors and effectiveness take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_args, list_of

__all__ = [
    "EffectivenessSchema",
    "KnownErrorFindArgs",
    "KnownErrorListSchema",
    "ProblemProposalListSchema",
    "TakenProposalSchema",
]


class OpenProblemSchema(ma.Schema):
    """A problem that is open on the CI of a proposal already."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state_label = fields.String(required=True)


class ProblemProposalSchema(ma.Schema):
    """A problem that incidents speak for."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["same_ci", "upstream"]))
    ci = fields.String(required=True, metadata={"description": "The CI behind the incidents."})
    name = fields.String(required=True)
    incidents = fields.List(fields.String(), required=True)
    cis = fields.List(fields.String(), required=True)
    first_at = fields.String(required=True)
    last_at = fields.String(required=True)
    reasons = fields.List(fields.String(), required=True)
    open_problems = fields.List(
        fields.Nested(OpenProblemSchema), required=True, metadata={"description": "Those open on the CI already."}
    )


ProblemProposalListSchema = list_of(ProblemProposalSchema, name="ProblemProposalListSchema")


class TakenProposalSchema(Strict):
    """The proposal that becomes a problem, or whose incidents join one that is open on its CI."""

    proposal = Text(required=True, least=1, most=600)
    problem = Text(load_default="", most=200, metadata={"description": "One of its open_problems; absent: a new one."})


class KnownErrorSchema(ma.Schema):
    """A problem of which the cause and a workaround are known, and that is not fixed."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    root_cause = fields.String(required=True)
    workaround = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)
    incidents = fields.Integer(required=True, metadata={"description": "Incidents that show it."})


KnownErrorListSchema = list_of(KnownErrorSchema, name="KnownErrorListSchema")

KnownErrorFindArgs = list_args(ci=Text(most=500, metadata={"description": "Only those of this CI."}))


class EffectivenessSchema(ma.Schema):
    """Whether a fix helped."""

    verdict = fields.String(
        required=True, validate=validate.OneOf(["effective", "not_effective", "too_early", "not_fixed"])
    )
    reason = fields.String(required=True)
    before = fields.Integer(required=True, metadata={"description": "Incidents on its CIs before the fix."})
    before_days = fields.Float(required=True)
    since = fields.Integer(required=True)
    since_days = fields.Float(required=True)
    expected = fields.Float(required=True, metadata={"description": "Incidents since at the rate before."})
    chance = fields.Float(required=True, allow_none=True, metadata={"description": "Of so few or fewer, by Poisson."})
    incidents = fields.List(fields.String(), required=True, metadata={"description": "Those since."})
