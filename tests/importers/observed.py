"""Readers' answers in a form that tests compare: sets of tuples for relations, texts for notes and rejections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from cmdb.schema import Schema, shipped_schema
from cmdb.values import Json
from importers.observation import CiObservation, InputFile, Note, Options, Reader, Rejected

SCHEMA: Schema = shipped_schema()
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Read:
    """What a reader yields, sorted by kind."""

    cis: tuple[CiObservation, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Note, ...]

    @property
    def names(self) -> dict[str, str]:
        return {each.native_id: each.name for each in self.cis}

    def of(self, cls: str) -> set[str]:
        return {each.name for each in self.cis if each.cls == cls}

    def ci(self, name: str, cls: str = "") -> CiObservation:
        (found,) = [each for each in self.cis if each.name == name and cls in {"", each.cls}]
        return found

    def edges(self, type_: str = "depends_on", *, of: str = "") -> set[tuple[str, str]]:
        """Relations of a type as (from, to) by name; with ``of`` both ends are of that class."""
        names = {each.native_id: each for each in self.cis}
        found = set()
        for ci in self.cis:
            for relation in ci.relations:
                other = names.get(relation.other.native_id or relation.other.key)
                if relation.type != type_ or (of and not (ci.cls == of and other and other.cls == of)):
                    continue
                end = other.name if other else relation.other.key or relation.other.name
                found.add((ci.name, end) if relation.direction == "out" else (end, ci.name))
        return found

    @property
    def texts(self) -> str:
        return "\n".join(f"{each.where}: {each.text}" for each in self.notes)

    @property
    def reasons(self) -> list[str]:
        return [each.reason for each in self.rejected]


def file(name: str, content: str | bytes) -> InputFile:
    return InputFile(name, content.encode() if isinstance(content, str) else content)


def read(
    reader: Reader, *files: InputFile, mapping: Mapping[str, Json] | None = None, cls: str = "", schema: Schema = SCHEMA
) -> Read:
    found = list(reader.read(files, Options(schema, mapping or {}, cls)))
    return Read(
        tuple(each for each in found if isinstance(each, CiObservation)),
        tuple(each for each in found if isinstance(each, Rejected)),
        tuple(each for each in found if isinstance(each, Note)),
    )


def shared(*parts: str) -> InputFile:
    """A sample from beside the checkout; the test is skipped where the samples are not there."""
    path = SHARED.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"the sample {'/'.join(parts)} is not beside this checkout (../shared/data)")
    return InputFile("/".join(parts), path.read_bytes())


def shared_folder(*parts: str) -> list[InputFile]:
    folder = SHARED.joinpath(*parts)
    if not folder.is_dir():
        pytest.skip(f"the samples {'/'.join(parts)} are not beside this checkout (../shared/data)")
    paths = sorted(each for each in folder.rglob("*") if each.suffix in {".yaml", ".yml", ".json", ".csv"})
    return [InputFile(str(each.relative_to(SHARED)), each.read_bytes()) for each in paths]
