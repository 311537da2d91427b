"""What a deployment is: its states, its attributes, its links. Pipelines tell of it; nobody opens one by hand."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.deployment.event import TIERS
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["AUTHORISATIONS", "DEPLOYMENT"]

AUTHORISATIONS = ("by_change", "by_release", "unauthorised", "not_needed")
ENDED = ("succeeded", "failed", "cancelled")
TOLD = ("environment", "tier", "version", "commit", "committed_at", "url", "source", "number", "named", "unmatched")

DEPLOYMENT = Practice(
    name="deployment",
    label="Deployment",
    plural="Deployments",
    prefix="dep",
    description="A version brought into an environment, as the pipeline that did it tells.",
    lifecycle=lifecycle(
        "deployment",
        "in_progress",
        (
            State("in_progress", "In progress"),
            State("succeeded", "Succeeded", "closed", "stopped"),
            State("failed", "Failed", "closed", "stopped"),
            State("cancelled", "Cancelled", "closed", "stopped"),
            State("rolled_back", "Rolled back", "closed", "stopped"),
        ),
        (
            Step("succeed", "It succeeded", ("in_progress",), "succeeded"),
            Step("fail", "It failed", ("in_progress",), "failed"),
            Step("cancel", "It was cancelled", ("in_progress",), "cancelled"),
            Step("roll_back", "It was rolled back", ENDED, "rolled_back"),
        ),
    ),
    attributes=(
        Attribute("environment", label="Environment", indexed=True),
        Attribute("tier", label="Tier", description="What kind of environment it is.", values=TIERS, indexed=True),
        Attribute("version", label="Version", indexed=True),
        Attribute(
            "authorisation",
            label="Authorisation",
            description="Whether an approved change or release stands behind it; asked of production only.",
            values=AUTHORISATIONS,
            indexed=True,
        ),
        Attribute("authorisation_reason", label="Why"),
        Attribute(
            "unsettled",
            "boolean",
            label="Waits to be settled",
            description="Nothing approved stands behind it yet, and it was not undone.",
            indexed=True,
        ),
        Attribute("commit", label="Commit"),
        Attribute("committed_at", "datetime", label="Committed"),
        Attribute("url", label="Address of the run"),
        Attribute("source", label="Source", indexed=True),
        Attribute("number", label="Number there", description="What the source calls it."),
        Attribute("named", "list", label="Named", description="What the pipeline called the CIs."),
        Attribute("unmatched", "list", label="Names without a CI"),
        Attribute("unplaced", "boolean", label="Some CI is unknown", indexed=True),
    ),
    follows=(*TOLD, "unplaced", "authorisation", "authorisation_reason", "unsettled"),
    roles=("affects", "part_of", "implements", "related_to"),
    told=True,
)
