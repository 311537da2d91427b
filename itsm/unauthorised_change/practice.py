"""What an unauthorised change is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["UNAUTHORISED_CHANGE"]

UNAUTHORISED_CHANGE = Practice(
    name="unauthorised_change",
    label="Unauthorised change",
    plural="Unauthorised changes",
    prefix="unc",
    description="What only a change may do was done outside any: an attribute edited, a version deployed.",
    lifecycle=lifecycle(
        "unauthorised_change",
        "new",
        (
            State("new", "New"),
            State("reverting", "Being put back"),
            State("accepted", "Accepted afterwards", "closed", "stopped"),
            State("reverted", "Reverted", "closed", "stopped"),
        ),
        (
            Step("accept", "Accept afterwards", ("new", "reverting"), "accepted", ("resolution",), verb="acceptance"),
            Step("put_back", "Is being put back", ("new",), "reverting", ("resolution",), verb="reversal"),
            Step("revert", "Is reverted", ("new", "reverting"), "reverted", ("resolution",)),
            Step("reopen", "Reopen", ("reverting", "accepted", "reverted"), "new"),
        ),
    ),
    attributes=(
        Attribute("edited_by", label="Edited by", description="An account, or who ran the import."),
        Attribute("edited_from", label="Source", description="What the values came from."),
        Attribute("run", label="Run", description="The import run, where it was one."),
        Attribute("at_revision", "integer", label="Revision", description="The first one with such an edit."),
        Attribute("edits", "integer", label="Edits"),
        Attribute("resolution", label="Resolution", description="Why it stands, or how it was reverted."),
    ),
    follows=("edited_by", "edited_from", "run", "at_revision", "edits"),
    roles=("affects", "raised_from", "related_to", "documented_in"),
)
