"""The formats that can be imported, which of them a file is of, and the files that a path stands for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from cmdb.errors import Invalid, NotFound
from importers.compose import COMPOSE
from importers.graph_document import GRAPH_DOCUMENT
from importers.incidents.log import INCIDENT_LOG
from importers.incidents.servicenow import SERVICENOW_INCIDENTS
from importers.kubernetes import KUBERNETES
from importers.observation import InputFile, Note, Reader, Recognition
from importers.open_psa import OPEN_PSA
from importers.tabular import TABULAR

__all__ = ["READERS", "Collected", "Sorted", "collect", "recognise", "sort_by_format"]

READERS: tuple[Reader, ...] = (
    GRAPH_DOCUMENT,
    COMPOSE,
    KUBERNETES,
    TABULAR,
    OPEN_PSA,
    INCIDENT_LOG,
    SERVICENOW_INCIDENTS,
)

STDIN = "-"
MANY_FILES = 20_000
ARCHIVES = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z"}


@dataclass(frozen=True, slots=True)
class Collected:
    """The files that paths stand for, in a stable order, and what was passed over."""

    files: tuple[InputFile, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """Files by reader, readers in the order of their first file, and what no reader knows."""

    groups: tuple[tuple[Reader, tuple[InputFile, ...]], ...]
    notes: tuple[Note, ...] = ()


def recognise(file: InputFile) -> tuple[Reader, Recognition]:
    """Return the reader that is surest of a file. Raises ``Invalid`` naming the known formats."""
    if not file.content.strip():
        raise Invalid(file.name, "is empty", None, known())
    answers = [(reader, answer) for reader in READERS if (answer := reader.recognise(file))]
    if answers:
        return max(answers, key=lambda each: each[1].confidence)
    for sign, name in ARCHIVES.items():
        if file.content.startswith(sign):
            raise Invalid(file.name, f"is a packed file ({name}); these are not opened", None, "the files inside it")
    raise Invalid(file.name, "is of no known format", file.suffix or "no ending", known())


def by_name(name: str) -> Reader:
    """Return the reader that ``--format`` names. Raises ``Invalid`` with the known ones."""
    for reader in READERS:
        if reader.name == name:
            return reader
    raise Invalid("format", "there is no such format", name, ", ".join(reader.name for reader in READERS))


def sort_by_format(files: Sequence[InputFile], *, wanted: str = "", lenient: bool = False) -> Sorted:
    """Return the files by reader. With ``wanted`` all are of that format.

    Raises ``Invalid`` for a file of no known format; ``lenient`` (files that a directory brought along) notes it
    instead, as long as one file is known.
    """
    if wanted:
        return Sorted(((by_name(wanted), tuple(files)),))
    groups: dict[str, list[InputFile]] = {}
    strangers: list[Invalid] = []
    for file in files:
        try:
            groups.setdefault(recognise(file)[0].name, []).append(file)
        except Invalid as error:
            if not lenient:
                raise
            strangers.append(error)
    if strangers and not groups:
        raise strangers[0]
    notes = tuple(Note(each.where, f"left out: {each.reason}") for each in strangers)
    return Sorted(tuple((by_name(name), tuple(found)) for name, found in groups.items()), notes)


def collect(paths: Sequence[str]) -> Collected:
    """Return the files that paths stand for: files as given, directories walked by name, ``-`` standard input.

    Raises ``NotFound`` for a path that is not there, ``Invalid`` for one that cannot be read.
    """
    files: list[InputFile] = []
    notes: list[Note] = []
    for path in paths:
        if path == STDIN:
            files.append(InputFile(STDIN, sys.stdin.buffer.read()))
        elif Path(path).is_dir():
            found = list(walk(path))
            if not found:
                notes.append(Note(path, "holds no files"))
            files += (load(each) for each in found)
        else:
            files.append(load(path))
    return Collected(tuple(files), tuple(notes))


def walk(top: str) -> Iterator[str]:
    """Yield the files below a directory in a stable order; hidden ones and links to directories are passed over."""
    count = 0
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(each for each in names if not each.startswith(".")):
            path = str(Path(folder) / name)
            if not S_ISREG(Path(path).stat().st_mode if Path(path).exists() else 0):
                continue
            count += 1
            if count > MANY_FILES:
                raise Invalid(top, "holds too many files", f"more than {MANY_FILES:,}", "the directory that is meant")
            yield path


def load(path: str) -> InputFile:
    """Return one file with its content."""
    try:
        mode = Path(path).stat().st_mode
        if not S_ISREG(mode):
            kind = "a directory" if S_ISDIR(mode) else "no plain file"
            raise Invalid(path, f"is {kind}", None, "a file")
        return InputFile(path, Path(path).read_bytes())
    except FileNotFoundError as error:
        raise NotFound("file", path) from error
    except OSError as error:
        raise Invalid(path, "cannot be read", error.strerror, "a file that may be read") from error


def known() -> str:
    """Return the known formats in words."""
    return ", ".join(f"{reader.name} ({reader.label})" for reader in READERS)
