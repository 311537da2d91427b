"""The records of a list as a table: what its query finds, in its order, with its columns, within somebody's sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.overlay import load_rules
from cmdb.paging import pages
from cmdb.query import All, Condition, Order
from cmdb.query_language import order_of
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.document import record_document
from itsm.kernel.fields import practices_with_fields
from itsm.kernel.listing import Listing
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import search_schema
from itsm.practices import PRACTICES
from itsm.service_level.promises import Promises, promises
from itsm.service_level.record_clocks import left_s, next_clock, record_clocks

__all__ = ["LEFT", "NEWEST_FIRST", "OWN_COLUMNS", "RecordTable", "checked_columns", "record_table"]

NEWEST_FIRST = "-opened_at"
OWN_COLUMNS = {"key": "Key", "title": "Title", "state": "State", "phase": "Phase", "changed_at": "Changed"}
"""What a record has beside its attributes; a state goes by its label."""
LEFT = "left_min"
"""Minutes of open time that the next clock of a record has left, below nothing once its target is passed.

Of practices under agreements, and shown only where it is named: it is worked out from what happened to each record.
"""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """Which records of a practice, in which order, with which columns."""

    practice: Practice
    where: Condition
    order: tuple[Order, ...]
    columns: Sequence[str]
    as_of: int | None
    schema: Schema
    now: datetime

    @property
    def head(self) -> list[str]:
        """How the columns are headed."""
        attributes = self.practice.all_attributes
        own = {**OWN_COLUMNS, LEFT: "Left (min)"}
        return [own.get(each) or attributes[each].label or each for each in self.columns]

    def count(self, graph: GraphStore) -> int:
        """Return how many rows it has."""
        return sum(each.count for each in graph.aggregate(self.where, "class", as_of=self.as_of))

    def rows(self, graph: GraphStore) -> Iterator[list[Json]]:
        """Yield its rows, page after page; times are ISO 8601 in UTC."""
        known = promises(graph, as_of=self.as_of) if LEFT in self.columns else None
        for page in pages(graph, self.where, self.order, as_of=self.as_of):
            records = [read_record(stored) for stored in page]
            left = self.left(graph, records, known) if known else {}
            for record in records:
                yield row({**record_document(self.practice, record), LEFT: left.get(record.key)}, self.columns)

    def left(self, graph: GraphStore, records: Sequence[Record], known: Promises) -> dict[Key, Json]:
        """Return how many minutes each record has left that a clock still measures."""
        now = self.now if self.as_of is None else graph.revision(self.as_of).at
        timed = record_clocks(graph, PRACTICES, records, known, self.schema, now=now, as_of=self.as_of)
        nearest = {key: next_clock(found) for key, found in timed.items()}
        return {key: round(left_s(clock) / 60) for key, clock in nearest.items() if clock}


def record_table(
    graph: GraphStore, practice: Practice, said: Mapping[str, Json], *, now: datetime, sight: Condition
) -> RecordTable:
    """Return the table of what is said: q, phase, sort and columns as in a list, ``ci`` a key, ``as_of`` a revision.

    ``sight`` is what the person who asks may see. Raises ``Invalid``, ``QueryInvalid``.
    """
    practices = practices_with_fields(graph, PRACTICES)
    schema = load_rules(graph).schema
    known = search_schema(practices, schema)
    here, as_of = practices[practice.name], cast("int | None", said["as_of"])
    asked = Listing(str(said["q"]), cast("str | None", said["phase"]), cast("Key | None", said["ci"]), as_of)
    where = All((asked.condition(graph, here, known, now), sight))
    order = order_of(known, str(said["sort"]) or NEWEST_FIRST)
    return RecordTable(here, where, order, checked_columns(here, str(said["columns"])), as_of, schema, now)


def checked_columns(practice: Practice, said: str) -> Sequence[str]:
    """Return the columns that are named with a comma between, all where none is. Raises ``Invalid``."""
    usual = (*OWN_COLUMNS, *practice.all_attributes)
    known = (*usual, LEFT) if practice.prioritised else usual
    names = tuple(filter(None, (part.strip() for part in said.split(","))))
    for each in names:
        if each not in known:
            raise Invalid("columns", "is no column", each, ", ".join(Schema.nearest(each, known)))
    return tuple(dict.fromkeys(names)) or usual


def row(document: Mapping[str, Json], columns: Sequence[str]) -> list[Json]:
    """Return a record as a row."""
    own = {**document, "state": document["state_label"]}
    attributes = cast("Mapping[str, Json]", document["attributes"])
    return [own[each] if each in OWN_COLUMNS or each == LEFT else attributes.get(each) for each in columns]
