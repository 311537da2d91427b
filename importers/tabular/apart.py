"""Read a workbook in a process of its own, whose memory and time end before the machine's do.

A damaged or hostile workbook can make its reader ask for all the memory there is, or panic; little in the bytes tells
before. The process writes the rows, one JSON line each, into an unnamed file from which they are streamed as often as
they are wanted. This module is also the program of that process, so it imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

__all__ = ["Table", "cell_text", "read_apart"]

MEMORY = 3 << 30
SECONDS = 600
CHUNK = 1 << 20
EXACT = 1e15
LONGEST_COMPLAINT = 200


class Table:
    """One sheet: its name, whether it is shown, and its rows, which can be read again and again."""

    def __init__(self, name: str, spool: Spool, start: int, *, visible: bool) -> None:
        self.name, self.visible = name, visible
        self.spool, self.start = spool, start

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows from the first row of the sheet on."""
        for _, line in self.spool.lines(self.start):
            if line.startswith(b"{"):
                return
            yield json.loads(line)


class Spool:
    """An unnamed file that lives as long as somebody may read it."""

    def __init__(self) -> None:
        self.handle, name = tempfile.mkstemp(prefix="faultline-")
        os.unlink(name)  # noqa: PTH108  # beside the descriptor that it came with
        weakref.finalize(self, os.close, self.handle)

    def lines(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield each line from an offset on, with its own offset; readers do not disturb each other."""
        kept, at, read = b"", start, start
        while chunk := os.pread(self.handle, CHUNK, read):
            read += len(chunk)
            *whole, kept = (kept + chunk).split(b"\n")
            for line in whole:
                yield at, line
                at += len(line) + 1


def read_apart(content: bytes) -> list[Table]:
    """Return the sheets of a workbook. Raises ``ValueError`` where the process comes to no good end."""
    spool = Spool()
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter with this file, and the workbook on its standard input
            [sys.executable, "-I", str(Path(__file__).resolve())],
            input=content,
            stdout=spool.handle,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"reading it takes longer than {SECONDS} s") from error
    if done.returncode != 0:
        raise ValueError(complaint(done.returncode, done.stderr.decode(errors="replace")))
    tables = []
    for start, line in spool.lines():
        if line.startswith(b"{"):
            said = json.loads(line)
            tables.append(Table(said["sheet"], spool, start + len(line) + 1, visible=said["visible"]))
    return tables


def complaint(code: int, said: str) -> str:
    """Return in a few words why the process ended."""
    if code < 0 or "memory" in said or "MemoryError" in said:
        return f"reading it needs more than {MEMORY >> 30} GB of memory"
    last = [line for line in said.splitlines() if line and not line.startswith((" ", "note:"))]
    return last[-1].rpartition("python_calamine.")[2][:LONGEST_COMPLAINT] if last else "its reader says nothing"


def cell_text(cell: object) -> str:
    """Return a cell as people write it: 4 for 4.0, ISO 8601 for days and times."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        with suppress(OverflowError):
            return f"{cell.total_seconds():g}s"
    return str(cell)


def main() -> None:
    """Read a workbook from standard input; write a line that names each sheet, and behind it a line a row."""
    # Not every system knows these limits; without them the time still ends.
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))
    workbook = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            visible = sheet.visible == SheetVisibleEnum.Visible
            sys.stdout.write(json.dumps({"sheet": sheet.name, "visible": visible}) + "\n")
            for row in workbook.get_sheet_by_name(sheet.name).iter_rows():
                sys.stdout.write(json.dumps([cell_text(cell) for cell in row]) + "\n")


if __name__ == "__main__":
    main()
