"""What a problem is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["PROBLEM"]

PROBLEM = Practice(
    name="problem",
    label="Problem",
    plural="Problems",
    prefix="prb",
    description="The cause of one or more incidents, until it is removed.",
    lifecycle=lifecycle(
        "problem",
        "new",
        (
            State("new", "New"),
            State("investigating", "Under investigation"),
            State("known_error", "Known error"),
            State("fixing", "Being fixed"),
            State("resolved", "Fixed, effect not yet checked", "resolved", "stopped"),
            State("closed", "Closed", "closed", "stopped"),
            State("cancelled", "Cancelled", "closed", "stopped"),
        ),
        (
            Step("investigate", "Investigate", ("new",), "investigating"),
            Step(
                "record_error", "Record as known error", ("investigating",), "known_error", ("root_cause", "workaround")
            ),
            Step("fix", "Begin to fix", ("investigating", "known_error"), "fixing", ("root_cause",)),
            Step("resolve", "Fixed", ("fixing", "known_error"), "resolved", ("resolution",)),
            Step("fail", "The fix did not help", ("resolved",), "investigating"),
            Step("close", "Close as effective", ("resolved",), "closed"),
            Step("cancel", "Cancel", ("new", "investigating", "known_error"), "cancelled", ("resolution",)),
        ),
    ),
    attributes=(
        Attribute("root_cause", label="Root cause"),
        Attribute("workaround", label="Workaround", description="What helps until it is fixed."),
        Attribute("resolution", label="Resolution"),
        Attribute("check_on", "date", label="Check the effect on"),
        Attribute("evidence", label="Evidence", description="Why it was proposed."),
    ),
    roles=("affects", "caused_by_ci", "fixed_by", "caused_by", "documented_in", "raised_from", "related_to"),
    prioritised=True,
)
