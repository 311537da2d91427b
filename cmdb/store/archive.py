"""Backups: a store's whole history and last-seen times as one file, and straight from store to store.

The file is gzip of JSON lines: a header, one line a revision, lines of last-seen times, a trailer with the number of
lines before it and their SHA-256. A file that is cut short or altered is found out before anything is written.
Blobs (what is attached to records) stand between the revisions and the last-seen times. The rest of the side store
(sessions, tokens, jobs) is not in it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from cmdb.errors import Invalid, PreconditionFailed
from cmdb.model import Key, Relation, RelationId, Revision
from cmdb.store.blobs import Blob, all_blobs, keep_blob
from cmdb.store.canonical import dump_canonical
from cmdb.store.encoding import (
    NodeRow,
    RelationRow,
    node_from_row,
    node_row,
    relation_from_row,
    relation_row,
)
from cmdb.store.port import Change
from cmdb.values import instant_text, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cmdb.model import EntityRef, Node
    from cmdb.store.port import Store

__all__ = ["Backup", "check_backup", "copy_store", "restore_backup", "write_backup"]

FORMAT = 1
KIND = "faultline_backup"
SEEN_A_LINE = 1000
# Half the time of the default for a twentieth more bytes.
LEVEL = 4


class Backup(NamedTuple):
    """What a backup holds: how many revisions, changes and last-seen times."""

    revisions: int
    changes: int
    seen: int


def write_backup(store: Store, path: Path | str) -> Backup:
    """Write the store's content to a file, whole or not at all; a file of this name is replaced at the end."""
    path = Path(path)
    part = path.with_name(f"{path.name}.part")
    try:
        # A fixed time makes equal stores equal files.
        with part.open("wb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as file:
            found = write_lines(store, file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return found


def restore_backup(store: Store, path: Path | str) -> Backup:
    """Fill an empty store from a file, which is read through once before.

    Raises ``Invalid`` for a file that is no whole backup, ``PreconditionFailed`` for a store that is not empty.
    """
    head = store.graph.head()
    if head is not None:
        raise PreconditionFailed("the store", 0, head.number)
    found = check_backup(path)
    store.maintenance.load(read_history(path))
    keep_blobs(store, read_blobs(path))
    touch_all(store, read_seen(path))
    return found


def copy_store(source: Store, target: Store) -> Backup:
    """Fill an empty store from another one. Raises ``PreconditionFailed`` for one that is not empty."""
    count = Counter()
    target.maintenance.load(count.counted(source.maintenance.dump()))
    keep_blobs(target, all_blobs(source.side, now=datetime.now(UTC)))
    # A node that was removed meanwhile is passed over, and one that came meanwhile is not there.
    seen = list(source.maintenance.last_seen())
    touch_all(target, seen)
    return Backup(count.revisions, count.changes, len(seen))


class Counter:
    """Counts what passes through."""

    def __init__(self) -> None:
        self.revisions = 0
        self.changes = 0

    def counted(
        self, history: Iterable[tuple[Revision, Sequence[Change]]]
    ) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield what comes."""
        for revision, changes in history:
            self.revisions += 1
            self.changes += len(changes)
            yield revision, changes


def keep_blobs(store: Store, blobs: Iterable[Blob]) -> None:
    """Keep blobs for their uses."""
    now = datetime.now(UTC)
    for blob in blobs:
        for use in blob.uses:
            keep_blob(store.side, blob.content, use, now=now)


def touch_all(store: Store, seen: Iterable[tuple[Key, datetime]]) -> None:
    """Set last-seen times, those of one instant together."""
    rest = iter(seen)
    while some := list(islice(rest, 100_000)):
        by_instant: dict[datetime, list[Key]] = {}
        for key, instant in some:
            by_instant.setdefault(instant, []).append(key)
        for instant, keys in by_instant.items():
            store.graph.touch(keys, instant)


# ---------------------------------------------------------------- writing


def write_lines(store: Store, file: gzip.GzipFile) -> Backup:
    """Write header, content and trailer."""
    digest, lines = hashlib.sha256(), 0
    count = Counter()
    seen = 0

    def write(record: object) -> None:
        nonlocal lines
        line = dump_canonical(record).encode() + b"\n"
        digest.update(line)
        file.write(line)
        lines += 1

    write({KIND: FORMAT})
    for revision, changes in count.counted(store.maintenance.dump()):
        write({"revision": revision_record(revision), "changes": [change_record(change) for change in changes]})
    for blob in all_blobs(store.side, now=datetime.now(UTC)):
        write({"blob": [list(blob.uses), b64encode(blob.content).decode()]})
    rest = iter(store.maintenance.last_seen())
    while some := list(islice(rest, SEEN_A_LINE)):
        write({"seen": [[key, instant_text(instant)] for key, instant in some]})
        seen += len(some)
    trailer = {
        "end": {"lines": lines, "sha256": digest.hexdigest(), "backup": [*Backup(count.revisions, count.changes, seen)]}
    }
    file.write(dump_canonical(trailer).encode() + b"\n")
    return Backup(count.revisions, count.changes, seen)


def revision_record(revision: Revision) -> list[object]:
    """Return a revision as JSON."""
    return [revision.number, instant_text(revision.at), *revision[2:]]


def change_record(change: Change) -> list[object]:
    """Return a change as JSON: what it is about, and what it is afterwards; what was before stands further up."""
    if isinstance(change.after, Relation):
        return ["relation", *relation_row(change.after)]
    if change.after is not None:
        return ["node", *node_row(change.after)]
    if isinstance(change.ref, RelationId):
        return ["no relation", *change.ref]
    return ["no node", change.ref]


# ---------------------------------------------------------------- reading


def check_backup(path: Path | str) -> Backup:
    """Read a file through and return what it holds. Raises ``Invalid`` unless it is a whole backup."""
    digest, lines, trailer = hashlib.sha256(), 0, None
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                if trailer is not None:
                    raise broken(path, "something follows its end")
                if lines == 0:
                    check_header(path, line)
                if line.startswith(b'{"end":'):
                    trailer = json.loads(line)["end"]
                    continue
                digest.update(line)
                lines += 1
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise broken(path, str(error) or type(error).__name__) from error
    if trailer is None:
        raise broken(path, "it is cut short")
    if trailer.get("lines") != lines or trailer.get("sha256") != digest.hexdigest():
        raise broken(path, "it is not as it was written")
    return Backup(*trailer["backup"])


def check_header(path: Path | str, line: bytes) -> None:
    """Raise ``Invalid`` unless the first line is that of a backup this release can read."""
    try:
        found = json.loads(line)[KIND]
    except (ValueError, TypeError, KeyError) as error:
        raise broken(path, "it does not begin as a backup does") from error
    if found != FORMAT:
        raise Invalid(str(path), "the backup has an unknown format", found, f"{FORMAT}; use a newer release")


def broken(path: Path | str, reason: str) -> Invalid:
    """Return the error for a file that is no whole backup."""
    return Invalid(str(path), f"this is no whole backup: {reason}", None, "a file that `faultline backup` wrote")


def records(path: Path | str) -> Iterator[dict[str, object]]:
    """Yield the lines of a checked file."""
    with gzip.open(path, "rb") as file:
        for line in file:
            yield json.loads(line)


def read_history(path: Path | str) -> Iterator[tuple[Revision, Sequence[Change]]]:
    """Yield the revisions of a checked file."""
    for record in records(path):
        if "revision" in record:
            number, at, *rest = cast("list[str]", record["revision"])
            changes = [read_change(change) for change in cast("list[list[str]]", record["changes"])]
            yield Revision(int(number), parse_instant(at), *rest), changes


def read_blobs(path: Path | str) -> Iterator[Blob]:
    """Yield the blobs of a checked file."""
    for record in records(path):
        if "blob" in record:
            uses, content = cast("tuple[list[str], str]", record["blob"])
            yield Blob("", tuple(uses), b64decode(content))


def read_seen(path: Path | str) -> Iterator[tuple[Key, datetime]]:
    """Yield the last-seen times of a checked file."""
    for record in records(path):
        for key, instant in cast("list[tuple[str, str]]", record.get("seen", ())):
            yield Key(key), parse_instant(instant)


def read_change(record: list[str]) -> Change:
    """Return a change that ``change_record`` wrote; what was before is not told."""
    kind, *row = record
    ref: EntityRef
    after: Node | Relation | None = None
    if kind == "node":
        after = node_from_row(NodeRow._make(row))
        ref = after.key
    elif kind == "relation":
        after = relation_from_row(RelationRow._make(row))
        ref = after.id
    elif kind == "no relation":
        ref = RelationId._make(row)
    else:
        ref = Key(row[0])
    return Change(ref, None, after)
