"""The facts of all records in a file beside the snapshots, so that a process that begins need not read every record."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cmdb.model import Key
from cmdb.snapshot import Snapshots, revision_in
from itsm.kernel.document import practice_document
from itsm.kernel.practice import Practices
from itsm.measures.facts import Fact

__all__ = ["SavedFacts"]

FORMAT = 1
"""Of what a fact means: to be raised when ``fact_of`` works another thing out from the same record."""
SUFFIX = ".facts"


class Known(NamedTuple):
    """The facts of all records as of a revision."""

    revision: int
    facts: dict[Key, Fact]


class SavedFacts:
    """The files of one store; none where its snapshots are not saved either (a store in memory)."""

    def __init__(self, snapshots: Snapshots, practices: Practices) -> None:
        self.snapshots = snapshots
        documents = json.dumps([practice_document(each) for each in practices.values()], sort_keys=True)
        seal = hashlib.sha256(documents.encode()).hexdigest()
        self.head = {"format": FORMAT, "fields": list(Fact._fields), "practices": seal}

    def newest(self, until: int) -> Known | None:
        """Return the newest saved facts that are not ahead of a revision, None where there are none to be read."""
        for path in self.files():
            revision = revision_in(path)
            if revision <= until and path == self.file(revision) and (facts := self.read(path)) is not None:
                return Known(revision, facts)
        return None

    def save(self, revision: int, facts: Mapping[Key, Fact]) -> None:
        """Save facts in the place of older ones, whole or not at all; a folder that takes no file is no matter."""
        folder = self.snapshots.folder
        if folder is None:
            return
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".building-", delete=False) as file:
                try:
                    file.write(json.dumps(self.head) + "\n")
                    file.writelines(json.dumps(each, separators=(",", ":")) + "\n" for each in facts.values())
                    Path(file.name).replace(self.file(revision))
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
            for path in self.files():
                if revision_in(path) < revision:
                    path.unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """Return the files of this store and schema, the newest first."""
        folder = self.snapshots.folder
        return sorted(folder.glob(f"{self.snapshots.name}-*{SUFFIX}"), reverse=True) if folder else []

    def file(self, revision: int) -> Path:
        """Return where the facts of a revision are kept: beside its snapshot, which names store, schema and instant."""
        return self.snapshots.file(revision).with_suffix(SUFFIX)

    def read(self, path: Path) -> dict[Key, Fact] | None:
        """Return the facts in a file, None where another release wrote it or it is broken."""
        try:
            with path.open() as file:
                if json.loads(file.readline()) != self.head:
                    return None
                found = [Fact._make(map(frozen, json.loads(line))) for line in file]
        except (OSError, ValueError, TypeError):
            return None
        return {Key(each.key): each for each in found}


def frozen(value: object) -> object:
    """Return a value of a file as facts hold it: lists as tuples."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value
