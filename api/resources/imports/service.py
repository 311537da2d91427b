"""Uploads, mappings, rows and corrections, as the routes call them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, cast

from werkzeug.datastructures import FileStorage

from api.backend import Backend, backend
from api.guard import principal
from api.imports import Record, change, describe_files, get, mapping_document, new_key, new_record, say
from api.problems import TooLarge
from api.sight import stamp
from api.spool import Spool
from cmdb.errors import Conflict, Invalid
from cmdb.values import Json
from importers.formats import READERS
from importers.journal import reports, rows
from importers.mappings import load_mapping, save_mapping
from importers.run import check_source

__all__ = [
    "attempts_of",
    "correct",
    "document",
    "find",
    "remap",
    "rows_of",
    "start",
    "upload",
]

MOST_RUNS = 20
STARTS = {"import.dry_run": "checking", "import.apply": "applying", "import.undo": "undoing"}


def spool(here: Backend) -> Spool:
    """Return where uploads lie."""
    return Spool(here.settings.folder / "spool")


def find(key: str) -> Record:
    """Return an import. Raises ``NotFound``."""
    return get(backend().store.side, key, backend().clock())


def document(record: Record) -> dict[str, Json]:
    """Return an import as it is shown."""
    shown = {name: value for name, value in record.items() if name not in {"said", "class", "runs", "applied_runs"}}
    report = cast("dict[str, Json] | None", record["report"])
    undoable = record["state"] == "applied" and bool(report)
    return {"error": None, **shown, "undoable": undoable}


# ------------------------------------------------------------------ uploading and mapping


def upload(files: Sequence[FileStorage], given: dict[str, Any]) -> Record:
    """Keep uploaded files and say what they are; nothing is written to the graph."""
    here = backend()
    if not files or not any(file.filename for file in files):
        raise Invalid("files", "there are none", None, "one file or more")
    if len(files) > here.settings.upload_files:
        raise TooLarge("the number of files", here.settings.upload_files)
    check_format(given.get("format", ""))
    if given.get("class_"):
        here.rules().schema.cls(given["class_"])
    key = new_key(here.clock())
    names = spool(here).keep(key, files)
    try:
        source = check_source(given.get("source") or names[0].replace(":", "-"))
        return described(here, key, names, source, given.get("format", ""), {"class": given.get("class_", "")})
    except Exception:
        spool(here).drop(key)
        raise


def check_format(name: str) -> None:
    """Raise ``Invalid`` for a format that does not exist."""
    known = [reader.name for reader in READERS]
    if name and name not in known:
        raise Invalid("format", "there is no such format", name, ", ".join(known))


def described(here: Backend, key: str, names: Sequence[str], source: str, wanted: str, said: dict[str, Json]) -> Record:
    """Create the record of what was uploaded, with the mapping that would be used."""
    files = spool(here).files(key, names)
    shown, now = describe_files(files, wanted), here.clock()
    record = new_record(
        here.store.side, source=source, actor=principal().name, files=shown, now=now, key=key, said=said
    )
    return with_mapping(here, record)


def with_mapping(here: Backend, record: Record) -> Record:
    """Work out how the table of an import would be read, and note it."""
    described = cast("list[dict[str, Json]]", record["files"])
    files = spool(here).files(str(record["id"]), [str(each["name"]) for each in described])
    saved = load_mapping(here.graph, str(record["source"]))
    mapping = mapping_document(files, record, here.rules().schema, saved)
    return change(here.store.side, str(record["id"]), here.clock(), mapping=mapping)


def remap(key: str, given: dict[str, Any]) -> Record:
    """Note how a person says that the table is to be read; on wish keep it for the source."""
    here, record = backend(), find(key)
    cls = given.get("class_") or ""
    if cls:
        here.rules().schema.cls(cls)
    mapping: dict[str, Json] = {name: given[name] for name in ("columns", "header_row", "sheet") if name in given}
    mapping |= {"class": cls} if cls else {}
    record = with_mapping(here, say(here.store.side, key, here.clock(), mapping, cls))
    if given["save"]:
        source = str(record["source"])
        kept = {**load_mapping(here.graph, source), **mapping}
        save_mapping(here.graph, source, kept, stamp(f"columns of {source}"))
    return record


# ------------------------------------------------------------------ running


def start(key: str, kind: str, given: dict[str, Any]) -> dict[str, object]:
    """Queue the job of an import. Raises ``Conflict`` while another is under way, or where nothing can be undone."""
    here, record = backend(), find(key)
    if kind == "import.undo" and record["state"] != "applied":
        raise NothingToUndoError(key)
    change(here.store.side, key, here.clock(), idle=True, state=STARTS[kind], error=None)
    args: dict[str, Json] = {
        "import": key,
        "strict": given.get("strict", False),
        "complete": given.get("complete", False),
        "accept": given.get("confirm_retire", False),
    }
    job = here.jobs.submit(kind, args, principal().name)
    change(here.store.side, key, here.clock(), job=cast("str", job["id"]))
    return job


class NothingToUndoError(Conflict):
    """An import that has written nothing."""

    def __str__(self) -> str:
        return "this import has written nothing that could be undone"


# ------------------------------------------------------------------ rows


def rows_of(record: Record, args: dict[str, Any]) -> dict[str, object]:
    """Return a page of the decisions on an import's rows; the cursor counts rows."""
    after = args["after"] or "0"
    if not after.isascii() or not after.isdecimal() or len(after) > 12:  # noqa: PLR2004  # digits of a count
        raise Invalid("after", "is no cursor of this list", after, "the next of the page before")
    found = ((number, row) for number, row in enumerate(all_rows(record), 1) if fits(row, args))
    page = list(islice((each for each in found if each[0] > int(after)), args["limit"] + 1))
    shown = page[: args["limit"]]
    more = str(shown[-1][0]) if len(page) > args["limit"] else None
    return {"items": [row for _, row in shown], "next": more}


def all_rows(record: Record) -> Iterator[dict[str, Json]]:
    """Yield the decisions of an import's runs."""
    here = backend()
    for run in cast("list[str]", record["runs"]):
        yield from rows(here.store.side, run, now=here.clock())


def fits(row: dict[str, Json], args: dict[str, Any]) -> bool:
    """Say whether a row is one of those asked for."""
    wanted = args["decision"]
    text = args["q"].casefold()
    return (wanted is None or row["decision"] == wanted) and (not text or text in str(row.values()).casefold())


def correct(record: Record, corrected: Sequence[dict[str, Any]]) -> Record:
    """Make a new import of corrected rows only, of the same source and mapping."""
    here = backend()
    if record["format"] != "tabular":
        raise Invalid("rows", "only rows of tables can be corrected here", record["format"], "correct the file itself")
    headings = list(dict.fromkeys(heading for each in corrected for heading in each["raw"]))
    out = io.StringIO()
    table = csv.DictWriter(out, headings, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(
        {name: "" if cell is None else str(cell) for name, cell in each["raw"].items()} for each in corrected
    )
    key, first = new_key(here.clock()), cast("list[dict[str, str]]", record["files"])[0]["name"]
    name = f"{first.rsplit('.', 1)[0]} corrected.csv"
    spool(here).keep_text(key, out.getvalue().encode())
    said: dict[str, Json] = {"class": record["class"], "mapping": without_place(record["said"])}
    return described(here, key, [name], str(record["source"]), "tabular", said)


def without_place(said: Json) -> Json:
    """Return what a person said of a table without where in the file it stood."""
    return {name: value for name, value in cast("dict[str, Json]", said).items() if name not in {"header_row", "sheet"}}


def attempts_of(key: str) -> list[dict[str, Json]]:
    """Return how the latest runs recognised a CI, newest first."""
    here = backend()
    now = here.clock()
    found: list[dict[str, Json]] = []
    for report in reports(here.store.side, now=now)[:MOST_RUNS]:
        run = str(report["run"])
        found += [
            {
                "run": run,
                "row": row["row"],
                "where": row["where"],
                "rules": row.get("attempts", []),
                "decision": row["decision"],
                "at": report.get("at"),
            }
            for row in rows(here.store.side, run, now=now)
            if row.get("key") == key
        ]
    return found
