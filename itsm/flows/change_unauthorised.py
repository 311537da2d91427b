"""Edits of controlled attributes outside any change become records; what an approved change planned is the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key, Revision
from cmdb.observed import MANUAL
from cmdb.plan import SetFields
from cmdb.store.port import SideStore, Stamp
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.change.proposal import Proposal
from itsm.change.surroundings import other_changes
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.kernel.fresh import fresh_id
from itsm.kernel.record import Record
from itsm.unauthorised_change.detect import MOST_KEPT, Edited, Group, controlled_attributes, grouped
from itsm.unauthorised_change.practice import UNAUTHORISED_CHANGE

__all__ = ["edits_of", "look", "worded"]

TABLE, CURSOR = "unauthorised_changes", "cursor"
EDITS = "edits"
MOST_LINKED = 200
MOST_TOLD = 10
SOURCE = "history"
EXPECTED = frozenset({"scheduled", "implementing", "review", "closed"})
"""States of a change whose planned values may be reported by a scanner within its window."""


class Seen(NamedTuple):
    """Up to which revision the history has been looked at, and the version of the row that says so."""

    revision: int
    version: int


def look(estate: Estate, *, stamp: Stamp) -> list[str]:
    """Look at what was written since the last look; return the records opened or told of more.

    The first look begins where an attribute was declared controlled. What it writes are records, which it does not
    look at, so it never follows itself. Two who look at once open no record twice.
    """
    controlled = controlled_attributes(estate.schema)
    if not controlled:
        return []
    now, graph = estate.now(), estate.graph
    seen = cursor(estate, controlled)
    head = graph.head()
    if head is None or head.number <= seen.revision:
        return []
    expected = Expected(estate)
    found = grouped(graph.changes(seen.revision, until=head.number), controlled, authorised=expected.stands_behind)
    told = [tell(estate, each, act=desk.Act(fresh_id(now), now, stamp)) for each in found]
    move_cursor(estate.side, head.number, seen, estate)
    return told


def cursor(estate: Estate, controlled: Mapping[str, frozenset[str]]) -> Seen:
    """Return where the last look ended; before the first, where the earliest class was declared so."""
    row = estate.side.read(TABLE, CURSOR, now=estate.now())
    if row is not None:
        return Seen(int(str(row.value)), row.version)
    classes = estate.graph.get([Key(f"class:{name}") for name in controlled])
    return Seen(min((each.since for each in classes.values()), default=0), 0)


def move_cursor(side: SideStore, revision: int, seen: Seen, estate: Estate) -> None:
    """Note up to where was looked; where somebody else has looked meanwhile, theirs stands."""
    row = side.read(TABLE, CURSOR, now=estate.now())
    if row is None or (row.version == seen.version and int(str(row.value)) < revision):
        side.put(TABLE, CURSOR, revision, now=estate.now())


# ---------------------------------------------------------------- what a change stands behind


class Expected:
    """What approved changes are to write, read when the first edit asks."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.planned: dict[tuple[str, str], list[tuple[Json, Proposal]]] | None = None

    def stands_behind(self, made: Revision, edit: Edited) -> bool:
        """Say whether a change stands behind an edit: it merged it, or it plans this value in a window around it."""
        if made.run.partition("/")[0].startswith(f"{CHANGE.prefix}-"):
            return True
        if self.planned is None:
            self.planned = self.read()
        return any(
            value == edit.after and proposal.window is not None and within(proposal, edit)
            for value, proposal in self.planned.get((edit.ci, edit.attribute), ())
        )

    def read(self) -> dict[tuple[str, str], list[tuple[Json, Proposal]]]:
        """Return the values that changes plan, by CI and attribute."""
        found: dict[tuple[str, str], list[tuple[Json, Proposal]]] = {}
        for proposal in other_changes(self.estate, None, None, states=EXPECTED):
            for edit in (each for each in proposal.plan.edits if isinstance(each, SetFields)):
                for name, change in edit.fields.items():
                    if name.startswith("attributes."):
                        place = (edit.ci, name.removeprefix("attributes."))
                        found.setdefault(place, []).append((change.to, proposal))
        return found


def within(proposal: Proposal, edit: Edited) -> bool:
    """Say whether an edit lies in a change's window, backing out included."""
    window = proposal.window
    return window is not None and window.start <= edit.at < window.end + max(proposal.backout, timedelta(0))


# ---------------------------------------------------------------- records


def tell(estate: Estate, group: Group, *, act: desk.Act) -> str:
    """Open the record of a run or an edit, or tell the one that there is of more, and return its key."""
    edits: list[Json] = [edit_document(each) for each in group.edits]
    first = group.edits[0]
    linked = tuple(dict.fromkeys(each.ci for each in group.edits))[:MOST_LINKED]
    known = estate.graph.get([Key(each) for each in linked])
    who = group.source if group.source and group.source != MANUAL else group.actor
    title = f"{first.name}: {first.attribute} edited by {who}"
    if group.total > 1:
        title = f"{group.total:,} controlled attributes edited by {who}"
    follows: dict[str, Json] = {
        "edited_by": group.actor,
        "edited_from": group.source,
        "run": group.run,
        "at_revision": first.revision,
        "edits": group.total,
    }
    draft = Draft(
        title[:300],
        {"description": told(group), "channel": "event"},
        {"affects": tuple(str(each) for each in known)},
        body={EDITS: edits},
        follows={name: value for name, value in follows.items() if value != ""},
        source=SOURCE,
        number=group.key,
    )
    key = desk.open_record(estate.graph, UNAUTHORISED_CHANGE, draft, act=act)
    record = desk.find_record(estate.graph, key)
    if record.number("at_revision") != first.revision:
        tell_more(estate, record, group, edits, act=act)
    return key


def tell_more(estate: Estate, record: Record, group: Group, edits: list[Json], *, act: desk.Act) -> None:
    """Add what a later chunk of the same run has edited; the same again adds nothing."""
    before = edits_of(record)
    if any(each in before for each in edits):
        return
    body: dict[str, Json] = {EDITS: [*before, *edits][:MOST_KEPT]}
    total = (record.number("edits") or 0) + group.total
    desk.replace_body(estate.graph, UNAUTHORISED_CHANGE, record.key, body, act=act, fields={"edits": total})


def edits_of(record: Record) -> list[Json]:
    """Return the edits that a record keeps."""
    kept: Any = record.body.get(EDITS)
    return kept if isinstance(kept, list) else []


def told(group: Group) -> str:
    """Return the first few edits in words."""
    lines = [
        f"{each.name} ({each.ci}) {each.attribute}: {worded(each.before)} → {worded(each.after)}"
        for each in group.edits[:MOST_TOLD]
    ]
    more = group.total - len(lines)
    return "\n".join([*lines, *([f"and {more:,} more"] if more else [])])


def worded(value: Json) -> str:
    """Return a value in words."""
    return "nothing" if value is None else str(value)[:200]


def edit_document(each: Edited) -> dict[str, Json]:
    """Return an edit as JSON."""
    return {
        "ci": each.ci,
        "name": each.name,
        "attribute": each.attribute,
        "before": each.before,
        "after": each.after,
        "revision": each.revision,
        "at": instant_json(each.at),
    }
