"""What a release is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["BEGUN", "DEPLOYED", "OUTCOMES", "RELEASE"]

OUTCOMES = ("successful", "successful_with_issues", "failed", "backed_out")
BEFORE = ("planning", "building", "testing", "ready")
BEGUN = ("deploying", "verification", "backed_out", "closed")
"""States of a release whose deployment has begun."""

DEPLOYED = ("verification", "closed")
"""States in which others may stand on it, unless it failed."""

RELEASE = Practice(
    name="release",
    label="Release",
    plural="Releases",
    prefix="rel",
    description="A package of changes that are built, tested and deployed together, one environment after the other.",
    lifecycle=lifecycle(
        "release",
        "planning",
        (
            State("planning", "Being planned"),
            State("building", "Being built"),
            State("testing", "Being tested"),
            State("ready", "Ready to deploy", clock="paused"),
            State("deploying", "Being deployed"),
            State("verification", "Deployed, being verified", "resolved", "stopped"),
            State("backed_out", "Backed out", "resolved", "stopped"),
            State("closed", "Closed", "closed", "stopped"),
            State("cancelled", "Cancelled", "closed", "stopped"),
        ),
        (
            Step("build", "Build", ("planning",), "building"),
            Step("test", "Test", ("building",), "testing"),
            Step("rework", "Build anew", ("testing", "ready"), "building"),
            Step("accept", "Accept for deployment", ("testing",), "ready"),
            Step("deploy", "Begin to deploy", ("ready",), "deploying"),
            Step("verify", "Deployed; verify", ("deploying",), "verification"),
            Step("back_out", "Back out", ("deploying", "verification"), "backed_out", ("outcome",)),
            Step("replan", "Plan anew", ("building", "testing", "ready", "backed_out"), "planning"),
            Step("close", "Close", ("verification", "backed_out"), "closed", ("outcome", "review")),
            Step("cancel", "Cancel", BEFORE, "cancelled"),
        ),
    ),
    attributes=(
        Attribute("version", label="Version", indexed=True),
        Attribute("kind", label="Kind", values=("major", "minor", "emergency"), indexed=True),
        Attribute("starts_at", "datetime", label="Starts", description="When it is to be deployed.", indexed=True),
        Attribute("ends_at", "datetime", label="Ends", indexed=True),
        Attribute(
            "environments",
            "list",
            label="Environments",
            description="In the order in which it passes them; test, staging, production where none is said.",
        ),
        Attribute("tests", label="Tests"),
        Attribute("backout", label="Back-out plan"),
        Attribute("outcome", label="Outcome", values=OUTCOMES),
        Attribute("review", label="Review"),
    ),
    roles=("affects", "requires", "documented_in", "raised_from", "related_to"),
)
