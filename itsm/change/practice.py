"""What a change is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["CHANGE", "DECIDED", "MERGED", "OUTCOMES"]

OUTCOMES = ("successful", "successful_with_issues", "partial", "failed", "backed_out")
MERGED = ("successful", "successful_with_issues", "partial")
"""Outcomes with which edits of the plan come into the graph; of a partial one those that were done."""

BEFORE = ("draft", "assessment", "approval", "scheduled")
DECIDED = ("scheduled", "implementing", "review", "closed", "backed_out")
"""States that only an approved change reaches."""

CHANGE = Practice(
    name="change",
    label="Change",
    plural="Changes",
    prefix="chg",
    description="A plan for the graph with a window: what it touches, what breaks, what it collides with, how risky.",
    lifecycle=lifecycle(
        "change",
        "draft",
        (
            State("draft", "Draft"),
            State("assessment", "Under assessment"),
            State("approval", "Waiting for approval", clock="paused"),
            State("scheduled", "Scheduled", clock="paused"),
            State("implementing", "Being implemented"),
            State("review", "In review", "resolved", "stopped"),
            State("closed", "Closed", "closed", "stopped"),
            State("backed_out", "Backed out", "resolved", "stopped"),
            State("rejected", "Rejected", "closed", "stopped"),
            State("cancelled", "Cancelled", "closed", "stopped"),
        ),
        (
            Step("submit", "Submit", ("draft",), "assessment"),
            Step("revise", "Revise", ("assessment", "approval", "scheduled", "rejected"), "draft"),
            Step("request_approval", "Ask for approval", ("assessment",), "approval"),
            Step("approve", "Approve", ("approval",), "scheduled"),
            Step("reject", "Reject", ("approval",), "rejected", ("decision_reason",)),
            Step("ask_again", "Ask for approval again", ("scheduled",), "approval"),
            Step("start", "Start", ("scheduled",), "implementing"),
            Step("complete", "Complete", ("implementing",), "review", ("outcome",)),
            Step("back_out", "Back out", ("implementing", "review"), "backed_out", ("outcome",)),
            Step("close", "Close", ("review", "backed_out"), "closed", ("review",)),
            Step("cancel", "Cancel", BEFORE, "cancelled"),
        ),
    ),
    attributes=(
        Attribute("kind", label="Kind", values=("standard", "normal", "emergency"), indexed=True),
        Attribute("starts_at", "datetime", label="Starts", indexed=True),
        Attribute("ends_at", "datetime", label="Ends", indexed=True),
        Attribute("backout_minutes", "integer", label="Minutes to back out", minimum=0),
        Attribute("backout", label="Back-out plan"),
        Attribute("tests", label="Tests"),
        Attribute("justification", label="Why, and what if not"),
        Attribute("template", label="Template"),
        Attribute("outcome", label="Outcome", values=OUTCOMES),
        Attribute("review", label="Review"),
        Attribute("decision_reason", label="Reason for the decision"),
        Attribute("risk_override", label="Risk, as overridden", values=("low", "medium", "high", "very_high")),
        Attribute("risk_reason", label="Why the risk is overridden"),
    ),
    follows=("kind", "starts_at", "ends_at", "backout_minutes", "backout", "tests", "template"),
    roles=("configures", "affects", "fixed_by", "raised_from", "part_of", "documented_in", "related_to"),
)
