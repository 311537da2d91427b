"""What a request is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["REQUEST"]

REQUEST = Practice(
    name="request",
    label="Request",
    plural="Requests",
    prefix="req",
    description="Somebody asks for something that the catalogue offers, and gets it.",
    lifecycle=lifecycle(
        "request",
        "new",
        (
            State("new", "New"),
            State("approval", "Waiting for approval", clock="paused"),
            State("in_progress", "Being fulfilled"),
            State("on_hold", "On hold", clock="paused"),
            State("fulfilled", "Fulfilled", "resolved", "stopped"),
            State("closed", "Closed", "closed", "stopped"),
            State("rejected", "Rejected", "closed", "stopped"),
            State("cancelled", "Cancelled", "closed", "stopped"),
        ),
        (
            Step("ask", "Ask for approval", ("new",), "approval"),
            Step("approve", "Approve", ("approval",), "in_progress"),
            Step("reject", "Reject", ("approval",), "rejected", ("resolution",)),
            Step("start", "Begin to fulfil", ("new",), "in_progress"),
            Step("hold", "Put on hold", ("in_progress",), "on_hold", ("hold_reason",)),
            Step("resume", "Resume", ("on_hold",), "in_progress"),
            Step("fulfil", "Fulfilled", ("in_progress",), "fulfilled"),
            Step("reopen", "Not as asked for", ("fulfilled",), "in_progress"),
            Step("close", "Close", ("fulfilled",), "closed"),
            Step("cancel", "Cancel", ("new", "approval", "in_progress", "on_hold"), "cancelled"),
        ),
    ),
    attributes=(
        Attribute("item", label="Catalogue item", indexed=True),
        Attribute("hold_reason", label="Waiting for", values=("requester", "supplier", "delivery", "other")),
        Attribute("resolution", label="Outcome"),
        Attribute("delivery_due", "date", label="Delivery due", description="As its catalogue item promises."),
    ),
    roles=("affects", "requested_for", "configures", "documented_in", "raised_from", "part_of", "related_to"),
    prioritised=True,
)
