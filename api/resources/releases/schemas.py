"""What the package and the verification of releases answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from itsm.deployment.practice import AUTHORISATIONS

__all__ = ["PackageSchema", "VerificationSchema"]


class PackagedChangeSchema(ma.Schema):
    """A change in a release's package."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)
    phase = fields.String(required=True)
    kind = fields.String(required=True)
    outcome = fields.String(required=True)
    starts_at = fields.String(required=True, allow_none=True)
    ends_at = fields.String(required=True, allow_none=True)
    live = fields.Boolean(required=True, metadata={"description": "False: it was given up."})


class ReleasedDeploymentSchema(ma.Schema):
    """A deployment of a release or of one of its changes."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)
    environment = fields.String(required=True)
    tier = fields.String(required=True)
    version = fields.String(required=True)
    started_at = fields.String(required=True, allow_none=True)
    ended_at = fields.String(required=True, allow_none=True)
    authorisation = fields.String(required=True, validate=validate.OneOf(AUTHORISATIONS))
    authorisation_reason = fields.String(required=True)
    url = fields.String(required=True)


class ReleaseEnvironmentSchema(ma.Schema):
    """An environment with what was deployed to it, the latest first."""

    name = fields.String(required=True)
    declared = fields.Boolean(required=True, metadata={"description": "False: the release does not name it."})
    state = fields.String(required=True, allow_none=True, metadata={"description": "Of the last deployment."})
    deployments = fields.List(fields.Nested(ReleasedDeploymentSchema), required=True)


class PackageSchema(ma.Schema):
    """What a release is made of."""

    key = fields.String(required=True)
    changes = fields.List(fields.Nested(PackagedChangeSchema), required=True)
    cis = fields.List(fields.String(), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    environments = fields.List(fields.Nested(ReleaseEnvironmentSchema), required=True)
    in_the_way = fields.List(fields.String(), required=True, metadata={"description": "Why it is not deployed yet."})
    remarks = fields.List(fields.String(), required=True)


class ReleaseBaselineSchema(ma.Schema):
    """The graph as it was when the deployment began."""

    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)


class ReleaseDifferenceSchema(ma.Schema):
    """A field of a CI that differs from the baseline, or should."""

    ci = fields.String(required=True)
    field = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    now = fields.Raw(required=True, allow_none=True)
    planned = fields.Raw(required=True, allow_none=True)
    changes = fields.List(fields.String(), required=True)
    verdict = fields.String(
        required=True, validate=validate.OneOf(["as_planned", "not_done", "otherwise", "unplanned"])
    )
    reason = fields.String(required=True)


class ReleaseCheckSchema(ma.Schema):
    """A task or check of a change in the package."""

    change = fields.String(required=True)
    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    expected = fields.String(required=True)
    owner = fields.String(required=True)
    after = fields.List(fields.String(), required=True)
    required = fields.Boolean(required=True)
    state = fields.String(required=True)
    waits_for = fields.List(fields.String(), required=True)
    done_at = fields.String(required=True, allow_none=True)
    done_by = fields.String(required=True)
    found = fields.String(required=True)


class ReleaseIncidentSchema(ma.Schema):
    """An incident on what the release touched, opened since."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    phase = fields.String(required=True)
    opened_at = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)
    linked = fields.Boolean(required=True, metadata={"description": "Somebody said that a change of it caused it."})
    reason = fields.String(required=True)


class VerificationSchema(ma.Schema):
    """How a release stands against its baseline."""

    key = fields.String(required=True)
    baseline = fields.Nested(ReleaseBaselineSchema, required=True, allow_none=True)
    origin = fields.String(required=True, metadata={"description": "Where the baseline is from."})
    verdict = fields.String(required=True, validate=validate.OneOf(["not_begun", "open", "verified", "failed"]))
    reasons = fields.List(fields.String(), required=True)
    differences = fields.List(fields.Nested(ReleaseDifferenceSchema), required=True)
    checks = fields.List(fields.Nested(ReleaseCheckSchema), required=True)
    incidents = fields.List(fields.Nested(ReleaseIncidentSchema), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
