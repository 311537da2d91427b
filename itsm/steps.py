"""A step of any record's lifecycle: the practice's own rules first, then what follows for other records."""

from __future__ import annotations

from collections.abc import Collection

from cmdb.estate import Estate
from itsm.change.practice import CHANGE
from itsm.change.proposal import of_record
from itsm.change.verbs import take_step as take_change_step
from itsm.judgement import change_risk
from itsm.kernel import desk
from itsm.kernel.record import Record
from itsm.practices import PRACTICES
from itsm.request.practice import REQUEST
from itsm.request.verbs import take_step as take_request_step

__all__ = ["take_step"]


def take_step(
    estate: Estate, record: Record, step: str, *, act: desk.Act, said: desk.Said, roles: Collection[str] = ()
) -> str:
    """Take a step and return the state then; ``roles`` are those of whoever takes it.

    Raises ``NotFound``, ``Invalid``, ``Forbidden``, ``MergeConflict``.
    """
    practice = PRACTICES[record.practice]
    if practice is CHANGE:
        level = ""
        if step == "approve" and record.state == "approval":
            level = change_risk(estate, of_record(record, estate.schema), now=act.now).level
        return take_change_step(estate, record, step, act=act, said=said, level=level)
    if practice is REQUEST:
        return take_request_step(estate.graph, record, step, act=act, said=said, roles=roles)
    return desk.move(estate.graph, practice, record.key, step, act=act, said=said)
