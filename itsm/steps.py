"""A step of any record's lifecycle: the practice's own rules first, then what follows for other records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from cmdb.errors import Invalid
from cmdb.estate import Estate
from itsm.change.approval import ANYBODY, Electorate
from itsm.change.drift import Drift, drift_since, reapproves
from itsm.change.practice import CHANGE
from itsm.change.prediction import PREDICTION, kept_prediction, prediction_document
from itsm.change.proposal import of_record
from itsm.change.verbs import approve
from itsm.change.verbs import take_step as take_change_step
from itsm.change.way_back import Settled
from itsm.flows.board_approval import seat_on
from itsm.flows.change_release import take_release_step
from itsm.judgement import assessment
from itsm.kernel import desk
from itsm.kernel.fields import check_entered
from itsm.kernel.record import Record
from itsm.practices import PRACTICES
from itsm.release.practice import RELEASE
from itsm.request.practice import REQUEST
from itsm.request.verbs import take_step as take_request_step

__all__ = ["drift_of", "take_step", "take_step_of_change"]


def drift_of(estate: Estate, record: Record, *, now: datetime) -> Drift | None:
    """Return what has moved since a change was approved, None where nothing was kept then."""
    said = kept_prediction(record)
    if said is None:
        return None
    return drift_since(said, assessment(estate, of_record(record, estate.schema), now=now), now=now)


def check_drift(estate: Estate, record: Record, *, now: datetime) -> None:
    """Raise ``Invalid`` where it is declared that what has moved since is approved anew, and something has."""
    if not reapproves(estate.graph):
        return
    found = drift_of(estate, record, now=now)
    if found is not None and found.drifted:
        reason = f"the facts have moved since it was approved: {'; '.join(found.reasons)}"
        raise Invalid("approval", reason, found.now, "ask for approval again")


def check_seat(estate: Estate, record: Record, act: desk.Act) -> None:
    """Raise ``Invalid`` where whoever rejects a change has no voice on it."""
    found = seat_on(estate, record, act.stamp.actor, now=act.now)
    if found.why_not:
        reason = f"is taken by who has a voice on the change, and {act.stamp.actor} {found.why_not}"
        raise Invalid("step", reason, "reject", "the step of somebody with a seat")


def take_step_of_change(  # what a step takes
    estate: Estate,
    record: Record,
    step: str,
    *,
    act: desk.Act,
    said: desk.Said,
    settled: Sequence[Settled] = (),
    voters: Electorate = ANYBODY,
) -> str:
    """Take a step of a change; what is said of it when it is approved is kept for drift and review.

    ``settled``: how conflicts of backing out are settled; ``voters``: who may decide. Raises as
    ``take_step``.
    """
    if step == "start" and record.state == "scheduled":
        check_drift(estate, record, now=act.now)
    if step == "reject" and record.state == "approval":
        check_seat(estate, record, act)
    if step != "approve" or record.state != "approval":
        return take_change_step(estate, record, step, act=act, said=said, settled=settled)
    judged = assessment(estate, of_record(record, estate.schema), now=act.now)
    seat = seat_on(estate, record, act.stamp.actor, now=act.now)
    state = approve(estate, record, act=act, said=said, judged=judged, seat=seat, voters=voters)
    if state != record.state:
        kept = {PREDICTION: prediction_document(judged, now=act.now)}
        desk.replace_body(estate.graph, CHANGE, record.key, kept, act=act)
    return state


def take_step(  # what a step takes
    estate: Estate,
    record: Record,
    step: str,
    *,
    act: desk.Act,
    said: desk.Said,
    roles: Collection[str] = (),
    voters: Electorate = ANYBODY,
) -> str:
    """Take a step and return the state then; ``roles`` are those of whoever takes it, ``voters`` who may.

    Raises ``NotFound``, ``Invalid``, ``Forbidden``, ``MergeConflict``.
    """
    practice = PRACTICES[record.practice]
    taken = practice.lifecycle.step(record.state, step)
    if taken.verb:
        allowed = f"{practice.noun}/{record.key}/{taken.verb}"
        raise Invalid("step", f"is taken by the {taken.verb} of the record, which drafts its change", step, allowed)
    check_entered(estate.graph, practice, taken.target, record.attributes, said.fields)
    if practice is CHANGE:
        return take_step_of_change(estate, record, step, act=act, said=said, voters=voters)
    if practice is REQUEST:
        return take_request_step(estate.graph, record, step, act=act, said=said, roles=roles)
    if practice is RELEASE:
        return take_release_step(estate, record, step, act=act, said=said)
    return desk.move(estate.graph, practice, record.key, step, act=act, said=said)
