"""The long work of imports: try, apply, undo, withdraw. Each may run in a child process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, cast

from api.imports import Record, change, effective_mapping, get
from api.jobs import JobKind, Work
from api.spool import Spool
from cmdb.errors import Invalid, NotFound
from cmdb.store.port import Stamp
from cmdb.values import Json
from importers.formats import sort_by_format
from importers.mappings import load_mapping
from importers.observation import InputFile, Reader
from importers.run import Request, import_files, new_run
from importers.undo import undo_run, withdraw_source
from itsm.kernel.intake import Intake
from itsm.practices import PRACTICES

__all__ = ["APPLY", "DRY_RUN", "UNDO", "WITHDRAW"]

SUMS = ("created", "updated", "unchanged", "missing", "retired", "rejected_count")
RELATION_SUMS = ("created", "changed", "removed")


class Load(NamedTuple):
    """Files of one format, and the source that says them."""

    reader: Reader
    source: str
    files: tuple[InputFile, ...]


def loads_of(record: Record, files: Sequence[InputFile]) -> list[Load]:
    """Return what an import loads: one run for each format. Raises ``Invalid`` where no file is of a known one."""
    described = cast("list[dict[str, Json]]", record["files"])
    wanted = {str(each["format"]) for each in described if each["format"]}
    said = wanted.pop() if len(wanted) == 1 and all(each["format"] for each in described) else ""
    groups = sort_by_format(files, wanted=said, lenient=len(files) > 1).groups
    source = str(record["source"])
    several = len(groups) > 1
    return [Load(reader, f"{source} {reader.name}" if several else source, found) for reader, found in groups]


def run_import(work: Work, *, dry_run: bool) -> Json:
    """Run every load of an import; the report is their sum."""
    side, key = work.store.side, str(work.args["import"])
    record = change(side, key, work.clock(), state="checking" if dry_run else "applying", job=work.job)
    described = cast("list[dict[str, Json]]", record["files"])
    files = Spool(work.settings.folder / "spool").files(key, [str(each["name"]) for each in described])
    loads = loads_of(record, files)
    if work.args.get("complete") and len(loads) > 1:
        raise Invalid("complete", "several formats cannot be one complete source", record["source"], "one format")
    runs = runs_of(work, record, len(loads), dry_run=dry_run)
    reports = [run_load(work, record, load, run, dry_run=dry_run) for load, run in zip(loads, runs, strict=True)]
    report = combined(reports, dry_run=dry_run)
    state = "checked" if dry_run or report["stopped"] else "applied"
    written = [*cast("list[Json]", record["applied_runs"]), *([] if dry_run else runs)]
    named, run = list[Json](runs), report["run"]
    change(side, key, work.clock(), state=state, report=report, run=run, runs=named, applied_runs=written)
    return report


def runs_of(work: Work, record: Record, count: int, *, dry_run: bool) -> list[str]:
    """Return the names of the runs. A job that is taken up again after a crash goes on with the same ones."""
    kept = cast("list[str]", record["runs"])
    if work.attempt > 1 and len(kept) == count:
        return kept
    runs = [new_run(work.clock()) for _ in range(count)]
    if not dry_run:
        change(work.store.side, str(record["id"]), work.clock(), runs=list[Json](runs))
    return runs


def run_load(work: Work, record: Record, load: Load, run: str, *, dry_run: bool) -> dict[str, Json]:
    """Run one load."""
    mapping = cast("dict[str, Json] | None", record["mapping"])
    total = cast("int", mapping["rows"]) if mapping and mapping.get("rows") else None
    request = Request(
        load.reader,
        load.files,
        load.source,
        work.actor,
        run,
        dry_run=dry_run,
        strict=bool(work.args.get("strict")),
        complete=bool(work.args.get("complete")),
        accept=bool(work.args.get("accept")),
        cls=str(record["class"]),
        mapping=effective_mapping(record, load_mapping(work.store.graph, load.source)),
        progress=lambda done, message: work.report(done, total, message),
        records=Intake(PRACTICES, work.clock),
    )
    return import_files(work.store, request, now=work.clock).document()


def combined(reports: Sequence[dict[str, Json]], *, dry_run: bool) -> dict[str, Json]:
    """Return the sum of the reports of an import's runs."""
    last = reports[-1]
    relations = [cast("Mapping[str, int]", each["relations"]) for each in reports]
    return {
        **last,
        "dry_run": dry_run,
        **{name: sum(cast("int", each[name]) for each in reports) for name in SUMS},
        "relations": {name: sum(each[name] for each in relations) for name in RELATION_SUMS},
        "rejected": [row for each in reports for row in cast("list[Json]", each["rejected"])],
        "notes": [note for each in reports for note in cast("list[Json]", each["notes"])],
        "stopped": next((each["stopped"] for each in reports if each["stopped"]), None),
    }


def dry_run(work: Work) -> Json:
    """Try an import; nothing is written to the graph."""
    return run_import(work, dry_run=True)


def apply(work: Work) -> Json:
    """Write an import into the graph."""
    return run_import(work, dry_run=False)


def undo(work: Work) -> Json:
    """Take an import back, its last run first."""
    key = str(work.args["import"])
    record = change(work.store.side, key, work.clock(), state="undoing", job=work.job)
    taken: list[Json] = []
    for run in reversed(cast("list[str]", record["applied_runs"])):
        stamp = Stamp(work.actor, str(record["source"]), f"undo of {run}", new_run(work.clock()))
        with suppress(NotFound):
            taken.append(undo_run(work.store.graph, run, stamp).document())
        work.report(0, None, f"took back {run}")
    change(work.store.side, key, work.clock(), state="undone", applied_runs=[])
    return {"taken_back": taken}


def withdraw(work: Work) -> Json:
    """Drop all that a source has said."""
    source = str(work.args["source"])
    stamp = Stamp(work.actor, source, f"withdrawal of {source}", new_run(work.clock()))
    return withdraw_source(work.store.graph, source, stamp).document()


def ended_badly(work: Work, reason: str) -> None:
    """Note on the import that its job did not come to its end."""
    record = get(work.store.side, str(work.args["import"]), work.clock())
    state = {"checking": "failed", "applying": "failed", "undoing": "applied"}.get(str(record["state"]), "failed")
    if reason == "cancelled" and (record["state"] == "checking" or not work.attempt):
        state = "applied" if record["applied_runs"] else "uploaded"
    change(work.store.side, str(record["id"]), work.clock(), state=state, error=reason)


DRY_RUN = JobKind("import.dry_run", dry_run, ended_badly)
APPLY = JobKind("import.apply", apply, ended_badly)
UNDO = JobKind("import.undo", undo, ended_badly)
WITHDRAW = JobKind("source.withdraw", withdraw)
