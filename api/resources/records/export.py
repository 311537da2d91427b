"""A list of records as a file: what its query finds, in its order, with its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, cast

from flask import Response

from api.backend import backend
from api.resources.records.service import NEWEST_FIRST, schema, wanted
from api.tables import table_file
from cmdb.errors import Invalid
from cmdb.paging import every
from cmdb.query_language import order_of
from cmdb.schema import Schema
from cmdb.values import Json
from itsm.kernel.document import record_document
from itsm.kernel.fields import with_fields
from itsm.kernel.practice import Practice
from itsm.kernel.record import read_record

__all__ = ["MOST_RECORDS", "OWN_COLUMNS", "checked_columns", "table"]

MOST_RECORDS = 50_000
OWN_COLUMNS = {"key": "Key", "title": "Title", "state": "State", "phase": "Phase", "changed_at": "Changed"}
"""What a record has beside its attributes; a state goes by its label."""


def table(practice: Practice, args: Mapping[str, Any]) -> Response:
    """Return the records that a list shows, as CSV or XLSX. Raises ``Invalid`` where they are too many for a file."""
    here, known = backend(), schema()
    here_practice = with_fields(here.graph, practice)
    columns = checked_columns(here_practice, args["columns"])
    order = order_of(known, args["sort"] or NEWEST_FIRST)
    found = every(here.graph, wanted(practice, known, args), order, as_of=here.as_of(args.get("as_of")))
    rows = [row(record_document(practice, read_record(each)), columns) for each in islice(found, MOST_RECORDS + 1)]
    if len(rows) > MOST_RECORDS:
        most = f"{MOST_RECORDS:,} at most"
        raise Invalid("q", f"finds more {practice.plural.lower()} than go into one file", args["q"], most)
    return table_file(practice.noun, [label(here_practice, each) for each in columns], rows, args["format"])


def checked_columns(practice: Practice, said: str) -> Sequence[str]:
    """Return the columns that are named with a comma between, all where none is. Raises ``Invalid``."""
    known = (*OWN_COLUMNS, *practice.all_attributes)
    names = tuple(filter(None, (part.strip() for part in said.split(","))))
    for each in names:
        if each not in known:
            raise Invalid("columns", "is no column", each, ", ".join(Schema.nearest(each, known)))
    return tuple(dict.fromkeys(names)) or known


def label(practice: Practice, column: str) -> str:
    """Return how a column is headed."""
    return OWN_COLUMNS.get(column) or practice.all_attributes[column].label or column


def row(document: Mapping[str, Json], columns: Sequence[str]) -> list[Json]:
    """Return a record as a row; times are ISO 8601 in UTC."""
    own = {**document, "state": document["state_label"]}
    attributes = cast("Mapping[str, Json]", document["attributes"])
    return [own[each] if each in OWN_COLUMNS else attributes.get(each) for each in columns]
