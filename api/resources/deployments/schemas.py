"""What the intake of deployments takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text
from itsm.deployment.event import TIERS
from itsm.deployment.practice import AUTHORISATIONS

__all__ = ["DeploymentLookSchema", "NewDeploymentSchema", "TakenDeploymentSchema", "VersionPlanSchema"]

WHEN = {"description": "ISO 8601 with a zone."}


class NewDeploymentSchema(Strict):
    """What a pipeline says of one deployment; in each message about it ``source`` and ``id`` are the same."""

    source = Text(required=True, least=1, most=200, metadata={"description": "The pipeline or its system."})
    id = Text(required=True, least=1, most=200, metadata={"description": "The source's own, such as the run's number."})
    cis = fields.List(
        Text(least=1, most=253),
        required=True,
        validate=validate.Length(1, 50),
        metadata={"description": "Keys or names of the CIs; unknown ones are kept and looked for again."},
    )
    environment = Text(required=True, least=1, most=200)
    tier = Text(load_default="", most=20, metadata={"description": f"{', '.join(TIERS)}; absent: by the name."})
    version = Text(load_default="", most=200)
    status = Text(required=True, least=1, most=40, metadata={"description": "in_progress, succeeded, failed ..."})
    started_at = Text(load_default=None, allow_none=True, most=64, metadata=WHEN)
    finished_at = Text(load_default=None, allow_none=True, most=64, metadata=WHEN)
    commit = Text(load_default="", most=200)
    committed_at = Text(load_default=None, allow_none=True, most=64, metadata=WHEN)
    url = Text(load_default="", most=2_000, metadata={"description": "Of the run: http or https."})
    change = Text(load_default="", most=40, metadata={"description": "The change that it carries out."})
    release = Text(load_default="", most=40, metadata={"description": "The release that it belongs to."})


class TakenDeploymentSchema(ma.Schema):
    """What became of an event; the list and /deployments/KEY show the deployment whole."""

    key = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["created", "updated", "unchanged"]))
    state = fields.String(required=True)
    unmatched = fields.List(fields.String(), required=True, metadata={"description": "Names that lead to no CI yet."})
    authorisation = fields.String(required=True, validate=validate.OneOf(AUTHORISATIONS))
    reason = fields.String(required=True, metadata={"description": "Why it is authorised, or not."})


class DeploymentLookSchema(ma.Schema):
    """The deployments of which more CIs are known now."""

    deployments = fields.List(fields.String(), required=True)


class VersionPlanSchema(ma.Schema):
    """The plan that would write the version of a deployment to its CIs; nothing is written."""

    plan = fields.Dict(required=True)
    edits = fields.Integer(required=True)
