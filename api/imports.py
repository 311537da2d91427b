"""Imports as records beside the graph: what was uploaded, how it is read, what a try and the run came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from api.jobs import newest_first_id
from cmdb.entities import instant_json
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.schema import Schema
from cmdb.store.port import SideStore
from cmdb.values import Json
from importers.formats import recognise
from importers.observation import InputFile, Options
from importers.tabular import propose_mapping
from importers.tabular.proposal import MappingProposal

__all__ = [
    "BUSY",
    "STATES",
    "Record",
    "change",
    "describe_files",
    "effective_mapping",
    "get",
    "list_records",
    "mapping_document",
    "new_key",
    "new_record",
    "say",
]

TABLE = "imports"
KEPT = timedelta(days=366)
STATES = ("uploaded", "checking", "checked", "applying", "applied", "undoing", "undone", "failed")
BUSY = frozenset({"checking", "applying", "undoing"})
TABULAR = "tabular"
Record = dict[str, Json]


class ImportBusy(Conflict):
    """An import that is under way cannot be changed."""

    def __str__(self) -> str:
        return "this import is under way; wait for its job, or cancel that"


class AlreadyApplied(Conflict):
    """The columns of an import that is written already mean what they meant."""

    def __str__(self) -> str:
        return "this import is written already; undo it first, or upload the files again"


def new_record(
    side: SideStore,
    *,
    source: str,
    actor: str,
    files: Sequence[Json],
    now: datetime,
    key: str,
    said: Mapping[str, Json],
) -> Record:
    """Create the record of an upload."""
    record: Record = {
        "id": key,
        "state": "uploaded",
        "source": source,
        "format": next(
            (cast("str", each["format"]) for each in files if isinstance(each, dict) and each["format"]), None
        ),
        "files": list(files),
        "class": said.get("class", ""),
        "said": said.get("mapping", {}),
        "mapping": None,
        "report": None,
        "job": None,
        "run": None,
        "runs": [],
        "applied_runs": [],
        "created_at": instant_json(now),
        "actor": actor,
    }
    side.put(TABLE, key, record, now=now, expires=now + KEPT, expect=0)
    return record


def new_key(now: datetime) -> str:
    """Return the id of a new import."""
    return newest_first_id(now)


def get(side: SideStore, key: str, now: datetime) -> Record:
    """Return an import. Raises ``NotFound``."""
    if row := side.read(TABLE, key, now=now):
        return cast("Record", row.value)
    raise NotFound("import", key)


def list_records(side: SideStore, now: datetime, *, after: str, limit: int) -> Sequence[Record]:
    """Return imports, newest first."""
    return [cast("Record", row.value) for row in side.scan(TABLE, now=now, after=after, limit=limit)]


def change(side: SideStore, key: str, now: datetime, *, idle: bool = False, **fields: Json) -> Record:
    """Write some fields of an import. ``idle``: only while nothing is under way, else ``ImportBusy``."""
    row = side.read(TABLE, key, now=now)
    if row is None:
        raise NotFound("import", key)
    record = cast("Record", row.value)
    if idle and record["state"] in BUSY:
        raise ImportBusy(key)
    changed = {**record, **fields}
    side.put(TABLE, key, changed, now=now, expires=now + KEPT, expect=row.version)
    return changed


def say(side: SideStore, key: str, now: datetime, mapping: Mapping[str, Json], cls: str) -> Record:
    """Note how a person says that the table is to be read; what was tried before no longer counts.

    Raises ``ImportBusy`` while something is under way, ``AlreadyApplied`` for what must be undone first.
    """
    if get(side, key, now)["state"] == "applied":
        raise AlreadyApplied(key)
    fields: dict[str, Json] = {"said": dict(mapping), "class": cls, "state": "uploaded", "report": None}
    return change(side, key, now, idle=True, **fields)


# ------------------------------------------------------------------ what was uploaded


def describe_files(files: Sequence[InputFile], wanted: str) -> list[Json]:
    """Return each file with its format and how it was recognised; a file of no known format says why."""
    return [describe(file, wanted) for file in files]


def describe(file: InputFile, wanted: str) -> Json:
    """Return one file with its format."""
    shown: dict[str, Json] = {"name": file.name, "bytes": len(file.content)}
    if wanted:
        return {**shown, "format": wanted, "confidence": 1.0, "reason": "said by who uploaded it"}
    try:
        reader, found = recognise(file)
    except Invalid as error:
        return {**shown, "format": None, "confidence": 0.0, "reason": str(error)}
    return {**shown, "format": reader.name, "confidence": found.confidence, "reason": found.reason}


def mapping_document(files: Sequence[InputFile], record: Record, schema: Schema, saved: Mapping[str, Json]) -> Json:
    """Return how the first table of an import would be read, None where there is no table.

    What the person says of a column wins over what is saved for the source, that over every guess.
    """
    described = cast("list[dict[str, Json]]", record["files"])
    tables = [file for file, each in zip(files, described, strict=True) if each["format"] == TABULAR]
    if not tables:
        return None
    mapping = effective_mapping(record, saved)
    options = Options(schema, mapping, cast("str", record["class"]))
    try:
        return proposal_document(propose_mapping(tables[0], options))
    except Invalid as error:
        return {"class": record["class"] or None, "class_reason": "", "columns": [], "rows": 0, "question": str(error)}


def effective_mapping(record: Record, saved: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a person said of an import laid over what is saved for its source."""
    said = cast("dict[str, Json]", record["said"])
    columns = {**cast("dict[str, Json]", saved.get("columns", {})), **cast("dict[str, Json]", said.get("columns", {}))}
    return {**saved, **said, **({"columns": columns} if columns else {})}


def proposal_document(proposal: MappingProposal) -> Json:
    """Return a proposal as JSON."""
    return {
        "file": proposal.file,
        "sheet": proposal.sheet,
        "sheets": list[Json](proposal.sheets),
        "header_row": proposal.header_row,
        "class": proposal.cls or None,
        "class_reason": proposal.class_reason,
        "rows": proposal.rows,
        "question": proposal.question,
        "notes": [{"where": note.where, "text": note.text} for note in proposal.notes],
        "columns": [
            {
                "heading": each.heading,
                "target": each.target or {"ignore": True},
                "confidence": each.confidence,
                "reason": each.reason,
                "samples": list[Json](each.samples),
                "filled": each.filled,
            }
            for each in proposal.columns
        ],
    }
