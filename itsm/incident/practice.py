"""What an incident is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["INCIDENT"]

OPEN = ("new", "in_progress", "on_hold")

INCIDENT = Practice(
    name="incident",
    label="Incident",
    plural="Incidents",
    prefix="inc",
    description="Something does not work as agreed, and is made to work again.",
    lifecycle=lifecycle(
        "incident",
        "new",
        (
            State("new", "New"),
            State("in_progress", "In progress"),
            State("on_hold", "On hold", clock="paused"),
            State("resolved", "Resolved", "resolved", "stopped"),
            State("closed", "Closed", "closed", "stopped"),
            State("cancelled", "Cancelled", "closed", "stopped"),
        ),
        (
            Step("start", "Start work", ("new",), "in_progress"),
            Step("hold", "Put on hold", ("new", "in_progress"), "on_hold", needs=("hold_reason",)),
            Step("resume", "Resume work", ("on_hold",), "in_progress"),
            Step("resolve", "Resolve", OPEN, "resolved", needs=("resolution",)),
            Step("reopen", "Reopen", ("resolved", "closed"), "in_progress"),
            Step("close", "Close", ("resolved",), "closed", flagged=(("major", "review"),)),
            Step("cancel", "Cancel", OPEN, "cancelled", needs=("resolution",)),
        ),
    ),
    attributes=(
        Attribute("hold_reason", label="Waiting for", values=("requester", "supplier", "problem", "change", "other")),
        Attribute("resolution", label="Resolution", description="What made it work again."),
        Attribute(
            "closure_code",
            label="Closure code",
            values=("solved", "workaround", "not_reproducible", "duplicate", "no_fault", "user_error", "other"),
        ),
        Attribute("escalation", "integer", label="Escalation", description="How far up it is.", minimum=0, maximum=3),
        Attribute("major", "boolean", label="Major incident"),
        Attribute("commander", label="Commander", description="Leads a major incident; an account."),
        Attribute("communications", label="Communications", description="Tells those concerned; an account."),
        Attribute("review", label="Review", description="What was learned of a major incident."),
        Attribute("effect", label="Effect", description="What it does to its CIs.", values=("down", "degraded")),
        Attribute("subcategory", label="Subcategory"),
        Attribute("location", label="Location"),
        Attribute("closure_code_elsewhere", label="Closure code elsewhere", description="As its own system says it."),
        Attribute("made_sla_elsewhere", "boolean", label="Kept its agreement, as its own system says"),
    ),
    roles=(
        "affects",
        "caused_by_ci",
        "has_problem",
        "caused_by",
        "part_of",
        "duplicate_of",
        "documented_in",
        "raised_from",
        "related_to",
    ),
    prioritised=True,
)
