"""A run: files of one source, read, identified, reconciled and written in chunks, or only tried (dry run)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cmdb.errors import ClaimTaken, FaultlineError, Invalid, MissingEnd, PreconditionFailed
from cmdb.model import Key, Relation, Revision
from cmdb.observed import MANUAL
from cmdb.overlay import apply_schema, declared_nodes, load_overlay, load_rules, overlay_with
from cmdb.refresh import Rules
from cmdb.reported import RecordTaker, ReportedRecord
from cmdb.store.port import GraphStore, Stamp, Store
from cmdb.values import Json
from cmdb.workspace import Workspace
from importers import graph_document
from importers.chunk import ChunkResult, Deferred, take_chunk, take_deferred
from importers.complete import Brake, retire_missing
from importers.journal import chunks_kept, keep_report, keep_rows
from importers.observation import CiObservation, InputFile, Note, Options, Reader, Rejected
from importers.places import Places
from importers.prepare import Preparation, Prepared, rejection
from importers.report import Report, RowDecision
from importers.take_records import RecordChunks, Records, take_records
from importers.unsatisfied_groups import grouped, unsatisfied

__all__ = ["Request", "check_source", "import_files", "new_run"]

MOST_ENTITIES = 10_000
TRIES = 5
LONGEST_SOURCE = 100
Progress = Callable[[int, str], None]


def ignore(done: int, message: str) -> None:
    """Take progress and say nothing."""
    del done, message


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be imported, and how.

    ``progress`` is called with rows done and a word; it may raise to cancel, between chunks only.
    ``at`` dates the revisions of imported history; None is now.
    ``complete``: what the source no longer reports is missing; ``accept``: although it is a large share.
    ``records`` takes the records that a file tells of.
    """

    reader: Reader
    files: Sequence[InputFile]
    source: str
    actor: str
    run: str
    dry_run: bool = False
    strict: bool = False
    complete: bool = False
    accept: bool = False
    cls: str = ""
    mapping: dict[str, Json] = field(default_factory=dict)
    at: datetime | None = None
    progress: Progress = ignore
    records: RecordTaker | None = None


def new_run(now: datetime) -> str:
    """Return the name of a new run: when it began, and a few letters that make it unique."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def check_source(name: str) -> str:
    """Return a source's name. Raises ``Invalid`` for one that cannot be."""
    if not name or len(name) > LONGEST_SOURCE or not name.isprintable() or ":" in name or name == MANUAL:
        allowed = f"up to {LONGEST_SOURCE} printable characters without ':'; not {MANUAL!r}"
        raise Invalid("source", "is no name for a source", name, allowed)
    return name


def import_files(store: Store, request: Request, *, now: Callable[[], datetime]) -> Report:
    """Run an import and return its report.

    A dry run writes nothing to the graph and comes to the same decisions. ``strict`` tries first, and writes only
    when every row is good. Raises ``Invalid`` where a file as a whole cannot be read: then nothing was written, or
    (found late in a long file) whole chunks were, which ``undo`` takes back.
    """
    check_source(request.source)
    if request.strict and not request.dry_run:
        report = Run(store, request, now, writes=False).go()
        if report.rejected_count:
            report.stopped = "strict: nothing was written, because not every row is good"
            keep_report(store.side, request.run, report.document(), now=now())
            return report
        store.side.drop_prefix("import_rows", f"{request.run}/")
    return Run(store, request, now, writes=not request.dry_run).go()


class Run:
    """One import while it goes: what has been seen, what waits, and the sums so far."""

    def __init__(self, store: Store, request: Request, now: Callable[[], datetime], *, writes: bool) -> None:
        self.store = store
        self.request = request
        self.now = now
        self.writes = writes
        self.rules = self.rules_for_run()
        self.report = Report(request.run, request.source, request.reader.name, dry_run=not writes)
        self.known = dict(store.graph.digests("observation", f"obs:{request.source}:"))
        self.scratch = Workspace(store.graph)
        self.seen: dict[Key, int] = {}
        self.places = Places()
        self.waiting: list[Prepared] = []
        self.deferred: list[Deferred] = []
        # What a run that was cut off has decided stays, whatever the resumed one decides.
        self.chunks = chunks_kept(store.side, request.run, now=now())
        self.done = 0
        self.records = RecordChunks(MOST_ENTITIES)
        self.grouped: set[Key] = set()

    def rules_for_run(self) -> Rules:
        """Return the schema, with what the files themselves declare; a writing run writes that first."""
        declared = graph_document.declared(self.request.files) if self.request.reader.name == "graph" else {}
        if not any(declared.values()):
            return load_rules(self.store.graph)
        if self.writes:
            apply_schema(self.store.graph, dict(declared), self.stamp("classes declared by the import"))
            return load_rules(self.store.graph)
        return trial_rules(self.store.graph, dict(declared))

    def stamp(self, reason: str) -> Stamp:
        """Return who writes, from where, and why."""
        return Stamp(self.request.actor, self.request.source, reason, self.request.run, self.request.at)

    @property
    def graph(self) -> GraphStore:
        """Return the store's graph."""
        return self.store.graph

    def go(self) -> Report:
        """Run to the end."""
        for chunk in self.chunked():
            self.take(chunk, last=False)
        self.finish()
        self.report.revision = self.report.revision or head_number(self.graph)
        keep_report(self.store.side, self.request.run, self.kept_report(), now=self.now())
        return self.report

    def kept_report(self) -> dict[str, Json]:
        """Return the report with what a list of runs shows."""
        at = self.now().astimezone(UTC).isoformat().replace("+00:00", "Z")
        files: list[Json] = [each.name for each in self.request.files]
        return self.report.document() | {"actor": self.request.actor, "at": at, "files": files}

    # -------------------------------------------------------- reading

    def chunked(self) -> Iterator[list[Prepared]]:
        """Yield prepared observations in chunks that make at most ``MOST_ENTITIES`` changes."""
        chunk: list[Prepared] = []
        size = 0
        for prepared in self.prepared():
            weight = 2 + len(prepared.said.relations)
            if chunk and size + weight > MOST_ENTITIES:
                yield chunk
                chunk, size = [], 0
            chunk.append(prepared)
            size += weight
        if chunk:
            yield chunk

    def prepared(self) -> Iterator[Prepared]:
        """Yield what is new or changed; count what is unchanged, reject what cannot be taken."""
        options = Options(self.rules.schema, self.request.mapping, self.request.cls)
        preparation = Preparation(self.rules.schema, self.request.source, schema_salt(self.rules))
        for said in self.request.reader.read(self.request.files, options):
            if isinstance(said, Note):
                self.report.note(said.where, said.text)
            elif isinstance(said, Rejected):
                self.reject(said)
            elif isinstance(said, ReportedRecord):
                for chunk in self.records.add(said):
                    self.take_records(chunk)
            elif (prepared := self.prepare(said, preparation)) is not None:
                yield prepared

    def prepare(self, said: CiObservation, preparation: Preparation) -> Prepared | None:
        """Return a row ready to be taken; None for one that is rejected or unchanged."""
        glance = preparation.glance(said)
        before = self.seen.get(glance.key) if glance else None
        if glance and before == glance.digest:
            return None
        # What is said as it was, under the schema as it was, needs no second look.
        if glance and before is None and self.known.get(glance.key) == glance.digest:
            self.seen[glance.key] = glance.digest
            self.report.unchanged += 1
            self.done += 1
            return None
        try:
            prepared = preparation.prepare(said, glance)
            if before is not None:
                raise Invalid(said.where, "the same row has come before in this run", said.native_id, "each once")
        except FaultlineError as error:
            self.decide([rejection(said, error)])
            return None
        self.seen[prepared.key] = prepared.digest
        return prepared

    def reject(self, said: Rejected) -> None:
        """Count a row that the reader could not take."""
        row = RowDecision(
            said.row, said.where, "rejected", reason=said.reason, value=said.value, allowed=said.allowed, raw=said.raw
        )
        self.decide([row])

    # -------------------------------------------------------- writing

    def take(self, chunk: Sequence[Prepared], *, last: bool) -> None:
        """Take one chunk: in a writing run as one revision, tried again when somebody else was faster."""

        def attempt(work: Workspace) -> ChunkResult:
            return take_chunk(work, self.rules, self.request.source, chunk, self.places, last=last)

        result = self.commit(attempt)
        self.waiting += result.waiting
        self.deferred += result.deferred

    def take_records(self, chunk: Sequence[ReportedRecord]) -> None:
        """Take one chunk of records as one revision."""
        self.report.noun = "record"
        records = Records(self.request.records, self.request.source, chunk)
        self.commit(lambda work: take_records(work, records))

    def commit(self, attempt: Callable[[Workspace], ChunkResult]) -> ChunkResult:
        """Make changes and write them; count them when they are written."""
        for turn in range(TRIES):
            work = Workspace(self.graph) if self.writes else self.scratch
            self.places.begin(head_number(self.graph))
            result = attempt(work)
            # Before the graph: a run that is cut off between the two decides again, one cut off after both does not.
            self.keep(result.rows)
            try:
                revision = work.commit(self.stamp(self.reason())) if self.writes else None
            except (PreconditionFailed, ClaimTaken, MissingEnd):
                if turn == TRIES - 1:
                    raise
                continue
            self.places.settle(revision.number if revision else None)
            self.written(work, revision)
            self.count(result.rows)
            return result
        raise AssertionError("unreachable")

    def reason(self) -> str:
        """Return why the graph is changed."""
        names = ", ".join(each.name for each in self.request.files[:3])
        more = f" and {len(self.request.files) - 3} more" if len(self.request.files) > 3 else ""  # noqa: PLR2004  # as above
        return f"import of {names}{more}"[:500]

    def written(self, work: Workspace, revision: Revision | None) -> None:
        """Count relations and note the revision; say when the CIs were seen."""
        if revision:
            self.report.revision = revision.number
        if self.writes:
            self.count_relations(work)
            seen = [node for node in work.nodes_now.values() if node is not None and node.kind == "observation"]
            self.graph.touch([node.key for node in seen], self.now())

    def count_relations(self, work: Workspace) -> None:
        """Count relations by what became of them, and note whose groups that may have altered."""
        changes = work.changes()
        self.grouped.update(grouped(self.rules.schema, changes))
        for change in changes:
            if isinstance(change.before or change.after, Relation):
                self.report.relations_created += change.before is None
                self.report.relations_removed += change.after is None
                self.report.relations_changed += change.before is not None and change.after is not None

    def decide(self, rows: Sequence[RowDecision]) -> None:
        """Keep and count decisions that change nothing in the graph."""
        self.keep(rows)
        self.count(rows)

    def keep(self, rows: Sequence[RowDecision]) -> None:
        """Keep decisions in the journal; those of an attempt that failed are replaced by the next."""
        if rows:
            keep_rows(self.store.side, self.request.run, self.chunks, rows, now=self.now())

    def count(self, rows: Sequence[RowDecision]) -> None:
        """Count decisions that are kept."""
        for row in rows:
            if row.decision == "rejected":
                self.report.reject(row)
            elif row.decision == "created":
                self.report.created += 1
            elif row.decision == "updated":
                self.report.updated += 1
            elif row.decision == "unchanged":
                self.report.unchanged += 1
        self.done += len(rows)
        self.chunks += bool(rows)
        self.request.progress(self.done, f"{self.done:,} rows")

    # -------------------------------------------------------- the end

    def finish(self) -> None:
        """Take what had to wait; in a complete run decide what is missing; say what was seen again."""
        waiting, self.waiting = self.waiting, []
        if rest := self.records.rest():
            self.take_records(rest)
        if waiting:
            self.take(waiting, last=True)
        for start in range(0, len(self.deferred), MOST_ENTITIES):
            part = self.deferred[start : start + MOST_ENTITIES]
            self.commit(lambda work, part=part: take_deferred(work, self.rules, self.request.source, part, self.places))  # type: ignore[misc]
        if self.writes:
            self.graph.touch((key for key in self.seen if key in self.known), self.now())
        else:
            self.count_relations(self.scratch)
        if self.request.complete:
            self.retire()
        work = Workspace(self.graph) if self.writes else self.scratch
        for key, sentence in unsatisfied(work, self.rules.schema, self.grouped):
            self.report.note(key, sentence)

    def retire(self) -> None:
        """Decide what is missing, unless that is a larger share than may go unasked."""
        brake = Brake(self.request.source, self.seen, accept=self.request.accept)
        rows = retire_missing(self.graph, self.rules, brake, self.report)
        for start in range(0, len(rows), MOST_ENTITIES // 4):
            part = rows[start : start + MOST_ENTITIES // 4]
            self.commit(lambda work, part=part: brake.withdraw(work, self.rules, part))  # type: ignore[misc]


def head_number(graph: GraphStore) -> int:
    """Return the number of the last revision, 0 before the first."""
    head = graph.head()
    return head.number if head else 0


def trial_rules(graph: GraphStore, declared: dict[str, Json]) -> Rules:
    """Return the rules as they would be with declarations, without writing them."""
    return overlay_with(graph, declared_nodes(load_overlay(graph), declared)).rules()


def schema_salt(rules: Rules) -> bytes:
    """Return what makes digests of another schema differ, so that a changed class is applied to unchanged rows."""
    parts = rules.schema.fingerprint + repr(sorted(rules.precedence.order.items())).encode()
    return hashlib.blake2b(parts, digest_size=16).digest()
