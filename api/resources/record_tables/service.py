"""From a request about a table of records to a file: small ones at once, large ones by a job of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, cast

from flask import Response, send_file

from api.backend import backend
from api.guard import principal
from api.record_table import RecordTable, record_table
from api.record_table_jobs import RECORD_TABLE, made_file
from api.resources.records.service import listing
from api.tables import MOST_ROWS, media_type, table_file
from cmdb.access import condition
from cmdb.errors import Invalid, NotFound
from cmdb.values import Json
from itsm.kernel.practice import Practice
from itsm.practices import PRACTICES

__all__ = ["AT_ONCE", "cancel", "content", "job", "queue", "table"]

AT_ONCE = 2_000
"""A workbook of so many rows is made while somebody waits; a larger one is a job's."""


def said(practice: Practice, args: Mapping[str, Any]) -> dict[str, Json]:
    """Return what is asked as a job keeps it: CIs and moments resolved, the person's scope beside it."""
    asked = listing(args)
    return {
        "practice": practice.name,
        "q": asked.text,
        "phase": asked.phase,
        "ci": asked.ci,
        "as_of": asked.as_of,
        "sort": args["sort"],
        "columns": args["columns"],
        "format": args["format"],
        "scope": principal().scope,
    }


def wanted(practice: Practice, args: Mapping[str, Any]) -> RecordTable:
    """Return the table that is asked for."""
    here = backend()
    sight = condition(principal())
    return record_table(here.graph, practice, said(practice, args), now=here.clock(), sight=sight)


def table(practice: Practice, args: Mapping[str, Any]) -> Response:
    """Return it at once: CSV of any length streams. Raises ``Invalid`` for a workbook of more rows than ``AT_ONCE``."""
    asked, form = wanted(practice, args), args["format"]
    rows = asked.rows(backend().graph)
    if form == "csv":
        return table_file(practice.noun, asked.head, rows, form)
    first = list(islice(rows, AT_ONCE + 1))
    if len(first) > AT_ONCE:
        allowed = f"{AT_ONCE:,} at most; POST to the same address makes a larger one as a job"
        raise Invalid("q", f"finds more {practice.plural.lower()} than go into a workbook at once", args["q"], allowed)
    return table_file(practice.noun, asked.head, first, form)


def queue(practice: Practice, args: Mapping[str, Any]) -> dict[str, object]:
    """Queue the making of it and return the job. Raises ``Invalid`` where it is longer than a sheet."""
    here = backend()
    count = wanted(practice, args).count(here.graph)
    if args["format"] == "xlsx" and count > MOST_ROWS:
        allowed = f"{MOST_ROWS:,} at most; format csv has no limit"
        raise Invalid("q", f"finds {count:,} {practice.plural.lower()}, more than a sheet holds", args["q"], allowed)
    return here.jobs.submit(RECORD_TABLE.name, said(practice, args), principal().name)


def job(key: str) -> dict[str, object]:
    """Return a job of one's own, asked for with the rights that one still has. Raises ``NotFound``."""
    found, who = backend().jobs.get(key), principal()
    args = cast("Mapping[str, Json]", found["args"])
    if found["kind"] != RECORD_TABLE.name or found["actor"] != who.name or args["scope"] != who.scope:
        raise NotFound("table", key)
    return found


def cancel(key: str) -> dict[str, object]:
    """Cancel a job of one's own. Raises ``NotFound``, ``Conflict``."""
    job(key)
    return backend().jobs.cancel(key)


def content(key: str) -> Response:
    """Return the file of a job of one's own. Raises ``NotFound`` until it is made, and when it has been removed."""
    args = cast("Mapping[str, Json]", job(key)["args"])
    file = made_file(backend().settings, key)
    if not file.is_file():
        raise NotFound("file of the table (it is not made yet, or has been removed since)", key)
    form, noun = str(args["format"]), PRACTICES[str(args["practice"])].noun
    return send_file(file, media_type(form), as_attachment=True, download_name=f"{noun}.{form}")
