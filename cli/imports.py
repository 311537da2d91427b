"""Commands that bring data in and take it back: import, formats, why, undo, withdraw."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import click

from cli.session import BAD_INPUT, DONE, WANTING, Session, command, show
from cli.tables import edit_text, listed, plural, table
from cmdb.errors import Invalid, NotFound, shorten
from cmdb.estate import Estate
from cmdb.store.port import Stamp
from cmdb.values import Json
from importers.formats import READERS, collect, sort_by_format
from importers.journal import row_decision
from importers.mappings import load_mapping
from importers.observation import InputFile, Note, Reader
from importers.report import Report, RowDecision
from importers.run import Request, import_files, new_run
from importers.undo import undo_run, withdraw_source
from itsm.flows.change_unauthorised import look as look_for_unauthorised
from itsm.kernel.intake import Intake
from itsm.practices import PRACTICES

__all__ = ["commands"]

SHOWN_ROWS = 20


class Load(NamedTuple):
    """Files of one format that are one source."""

    reader: Reader
    source: str
    files: tuple[InputFile, ...]


class Attempt(NamedTuple):
    """What became of one load; ``error`` where its files could not be read and nothing was written."""

    report: Report
    error: Invalid | None = None

    @property
    def counts(self) -> bool:
        """Say whether the load was taken, or at least a part of it."""
        return self.error is None


@command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "wanted", default="", metavar="F", help="Take the files as this format.")
@click.option("--source", default="", metavar="S", help="Who says so; the file's or directory's name when not given.")
@click.option("--class", "cls", default="", metavar="CLASS", help="The class of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Decide everything, write nothing.")
@click.option("--strict", is_flag=True, help="Write nothing unless every row is good.")
@click.option("--complete", is_flag=True, help="What the source no longer reports is missing.")
@click.option("--accept-missing", is_flag=True, help="With --complete: go on although a large share is missing.")
@click.option("--resume", default="", metavar="RUN", help="Go on with a run that was cut off.")
def import_(  # its options
    session: Session,
    paths: Sequence[str],
    wanted: str,
    source: str,
    cls: str,
    resume: str,
    *,
    dry_run: bool,
    strict: bool,
    complete: bool,
    accept_missing: bool,
    as_json: bool,
) -> int:
    """Import files: format recognised, each row identified, reconciled and explained."""
    loads, notes = list_loads(paths, wanted, source)
    if complete and len({load.source for load in loads}) < len(loads):
        raise Invalid("--complete", "several formats would be one source", source, "one source for each format")
    if resume and len(loads) > 1:
        raise Invalid("--resume", "these are several runs", resume, "the files of one run")
    estate = session.estate
    if resume:
        check_resumed(estate, resume, loads[0].source)
    attempts: list[Attempt] = []
    for load in loads:
        request = Request(
            load.reader,
            load.files,
            load.source,
            session.actor,
            resume or new_run(estate.now()),
            dry_run=dry_run,
            strict=strict,
            complete=complete,
            accept=accept_missing,
            cls=cls,
            mapping=load_mapping(estate.graph, load.source),
            progress=progress,
            records=Intake(PRACTICES, estate.now),
        )
        attempts.append(attempt(estate, request))
    if not dry_run:
        look_for_unauthorised(estate, stamp=Stamp(session.actor, "history", "controlled attributes"))
    if not any(each.counts for each in attempts) and (error := attempts[0].error):
        raise error
    reports = [each.report for each in attempts]
    for note in notes:
        reports[0].note(note.where, note.text)
    show(combined(reports), as_json=as_json, text=lambda: "\n\n".join(report_text(each) for each in reports))
    return exit_code(reports, strict=strict)


BEGUN = "import_begun"
REMEMBERED = timedelta(days=90)


def attempt(estate: Estate, request: Request) -> Attempt:
    """Import one load; where its files cannot be read, the report says so beside those of the other loads."""
    if not request.dry_run:
        begun: Json = {"source": request.source}
        estate.side.put(BEGUN, request.run, begun, now=estate.now(), expires=estate.now() + REMEMBERED)
    verb = "trying" if request.dry_run else "importing"
    click.echo(f"{verb} {request.source} ({request.reader.name}) as run {request.run}", err=True)
    try:
        return Attempt(import_files(estate.store, request, now=estate.now))
    except Invalid as error:
        written = estate.graph.revisions(run=request.run, newest_first=True, limit=1)
        report = Report(request.run, request.source, request.reader.name, dry_run=request.dry_run)
        report.revision = written[0].number if written else 0
        report.stopped = "what came before is written" if written else "nothing was written"
        row = RowDecision("", error.where, "rejected", reason=error.reason, allowed=error.allowed)
        report.reject(replace(row, value=None if error.value is None else str(shorten(error.value))))
        return Attempt(report, None if written else error)


def check_resumed(estate: Estate, run: str, source: str) -> None:
    """Raise ``NotFound`` for a run that never began, ``Invalid`` for one of another source."""
    begun = estate.side.read(BEGUN, run, now=estate.now())
    written = estate.graph.revisions(run=run, limit=1)
    if begun is None and not written:
        latest = [each.key for each in estate.side.scan(BEGUN, now=estate.now())][-3:]
        raise NotFound("import run", run, tuple(reversed(latest)))
    was = written[0].source if written else begun.value["source"] if begun and isinstance(begun.value, dict) else source
    if was != source:
        raise Invalid("--resume", f"run {run} was of another source", source, f"--source {was}")


def list_loads(paths: Sequence[str], wanted: str, source: str) -> tuple[list[Load], list[Note]]:
    """Return what is to be loaded: each path is a source of its own unless one is named."""
    by_source: dict[str, list[str]] = {}
    for path in paths:
        by_source.setdefault(source or source_name(path), []).append(path)
    loads, notes = [], []
    for name, group in by_source.items():
        collected = collect(group)
        lenient = len(collected.files) > 1
        by_format = sort_by_format(collected.files, wanted=wanted, lenient=lenient)
        notes += [*collected.notes, *by_format.notes]
        several = len(by_format.groups) > 1 and not source
        loads += [
            Load(reader, f"{name} {reader.name}" if several else name, files) for reader, files in by_format.groups
        ]
    if not loads:
        raise Invalid("import", "there is nothing to import", ", ".join(paths), "files of a known format")
    return loads, notes


def source_name(path: str) -> str:
    """Return the source that a path stands for when none is named."""
    name = "stdin" if path == "-" else Path(path).resolve().name
    return name.replace(":", "-") or "files"


def progress(done: int, message: str) -> None:
    """Say how far a long import is, where somebody watches."""
    if done and sys.stderr.isatty():
        click.echo(f"\r{message}", nl=False, err=True)


def combined(reports: Sequence[Report]) -> dict[str, Json]:
    """Return the answer: the report, or the sums of several with each of them."""
    documents = [report.document() for report in reports]
    if len(documents) == 1:
        return documents[0]
    # Beside what was written, what was only tried does not count.
    wrote = [each for each in documents if not each["dry_run"]] or documents
    sums: dict[str, Json] = {
        name: sum(int(str(each[name])) for each in (documents if name == "rejected_count" else wrote))
        for name in ("created", "updated", "unchanged", "missing", "retired", "rejected_count")
    }
    rejected: list[Json] = [row for report in reports for row in report.rejected]
    last = documents[-1]
    return {
        "run": last["run"],
        "source": last["source"],
        **sums,
        "rejected": rejected,
        "revision": last["revision"],
    } | {"runs": list[Json](documents)}


def exit_code(reports: Sequence[Report], *, strict: bool) -> int:
    """Return 0 where all went well, 1 where something was found wanting, 2 where nothing was written for it."""
    if strict and all(report.stopped for report in reports):
        return BAD_INPUT
    return WANTING if any(report.rejected_count or report.stopped for report in reports) else DONE


def report_text(report: Report) -> str:
    """Return a report for people."""
    verb = "Would import" if report.dry_run else "Imported"
    lines = [f"{verb} {report.source} ({report.format}), run {report.run}, revision {report.revision}"]
    counts = [
        plural(report.created, report.noun) + " created",
        f"{report.updated:,} updated",
        f"{report.unchanged:,} unchanged",
        plural(report.relations_created, "relation") + " created",
        f"{report.relations_removed:,} removed",
    ]
    lines.append("  " + ", ".join(counts))
    if report.missing:
        lines.append(f"  {report.missing:,} missing, {report.retired:,} retired")
    if report.stopped:
        lines.append(f"  stopped: {report.stopped}")
    if report.rejected_count:
        lines.append(f"  {plural(report.rejected_count, 'row')} rejected:")
        lines += [f"    {rejected_text(row)}" for row in report.rejected[:SHOWN_ROWS]]
    lines += [f"  note: {note['where']}: {note['text']}" for note in report.notes[:SHOWN_ROWS]]
    return "\n".join(lines)


def rejected_text(row: dict[str, Json]) -> str:
    """Return a rejected row in one line."""
    value = f"; got {row['value']!r}" if row["value"] is not None else ""
    allowed = f"; allowed: {row['allowed']}" if row["allowed"] else ""
    return f"{row['where']}: {row['reason']}{value}{allowed}"


@command("formats")
def formats(session: Session, *, as_json: bool) -> None:
    """List the formats that can be imported."""
    del session
    found: list[dict[str, Json]] = [
        {"name": each.name, "label": each.label, "suffixes": list[Json](each.suffixes)} for each in READERS
    ]
    lines = [(each.name, ", ".join(each.suffixes), each.label) for each in READERS]
    show(found, as_json=as_json, text=lambda: table(("format", "files", "what"), lines))


@command("why")
@click.argument("run")
@click.argument("row")
def why(session: Session, run: str, row: str, *, as_json: bool) -> None:
    """Say what was decided on a row of a run, and by which rule."""
    found = row_decision(session.estate.side, run, row, now=session.estate.now())
    show(found, as_json=as_json, text=lambda: "\n".join(decision_text(each) for each in found))


def decision_text(decision: dict[str, Json]) -> str:
    """Return a decision for people."""
    about = " ".join(str(decision.get(name, "")) for name in ("key", "class", "name")).strip()
    lines = [f"{decision['where']}: {decision['decision']} {about}".rstrip()]
    for attempt in listed(decision, "attempts"):
        tried, found = joined(attempt["values"]), joined(attempt["found"])
        lines.append(f"  {attempt['rule']} {tried!r}: {attempt['outcome']} {found} {attempt['reason']}".rstrip())
    if decision.get("reason"):
        lines.append(f"  {rejected_text({'value': None, 'allowed': '', **decision})}")
    lines += [f"  {edit_text(edit)}" for edit in listed(decision, "edits")]
    return "\n".join(lines)


def joined(values: Json) -> str:
    """Return a list's items on one line."""
    return ", ".join(map(str, values)) if isinstance(values, list) else ""


@command("undo")
@click.argument("run")
def undo(session: Session, run: str, *, as_json: bool) -> int:
    """Take a run back: everything it said is as it was before."""
    estate = session.estate
    done = undo_run(estate.graph, run, session.stamp(f"undo of {run}", run=new_run(estate.now())))
    text = f"Took back {run}: {done.restored} restored, {done.removed} removed, revision {done.revision}"
    conflicts = "".join(f"\n  {each['key']}: {each['reason']}" for each in done.conflicts)
    show(done.document(), as_json=as_json, text=lambda: text + conflicts)
    return WANTING if done.conflicts else DONE


@command("withdraw")
@click.argument("source")
def withdraw(session: Session, source: str, *, as_json: bool) -> None:
    """Drop everything that a source has said, and recompute."""
    estate = session.estate
    done = withdraw_source(
        estate.graph, source, session.stamp(f"withdrawal of {source}", run=new_run(estate.now()), source=source)
    )
    text = f"Withdrew {source}: {plural(done.removed, 'observation')} dropped, revision {done.revision}"
    show(done.document(), as_json=as_json, text=lambda: text)


commands = (import_, formats, why, undo, withdraw)
