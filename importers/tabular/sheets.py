"""The sheets of a file, and their rows as text: CSV streamed from its bytes, spreadsheets by calamine."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.observation import InputFile, Note
from importers.tabular.apart import Table, read_apart
from importers.tabular.separators import separator_of
from importers.tabular.unpacking import check_packed
from importers.text import encoding_of

__all__ = ["Row", "Sheet", "is_workbook", "sheets_of"]

# The module's limit on a cell (131,072 characters) makes it lose its place in the file. Ours is checked per cell.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_FORMS = "xlsx, xlsm, xlsb, xls or ods without a password"


class Row(NamedTuple):
    """One row: its number as a spreadsheet program counts, its cells, and why it cannot be read ("": it can)."""

    number: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. ``rows`` can be called again and again; each call reads from the start."""

    file: str
    name: str
    rows: Callable[[], Iterator[Row]]
    notes: tuple[Note, ...] = ()
    ends_in_row: bool = False

    @property
    def where(self) -> str:
        """Return the sheet in words."""
        return f"{self.file} sheet {self.name}" if self.name else self.file


def is_workbook(content: bytes) -> bool:
    """Say whether bytes are a spreadsheet program's file, rather than text."""
    if content.startswith(OLE):
        return True
    return content.startswith(ZIP) and any(
        sign in content[:4096] or sign in content[-65536:]
        for sign in (b"xl/", b"application/vnd.oasis.opendocument.spreadsheet")
    )


def sheets_of(file: InputFile, settings: Mapping[str, Json]) -> list[Sheet]:
    """Return the tables of a file: all visible sheets, or the one that ``settings`` name.

    Raises ``Invalid`` where the file cannot be read.
    """
    if is_workbook(file.content) or file.content.startswith(ZIP):
        return workbook_sheets(file, said(settings, "sheet"))
    return [csv_sheet(file, said(settings, "encoding"), said(settings, "separator"))]


def said(settings: Mapping[str, Json], name: str) -> str:
    """Return a setting that is text, "" where it is not given."""
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def csv_sheet(file: InputFile, encoding: str, separator: str) -> Sheet:
    """Return a text table."""
    found = encoding_of(file, encoding)
    if separator and (len(separator) != 1 or separator in '"\r\n'):
        allowed = "one character such as ; , | or a tab"
        raise Invalid("mapping separator", "cannot separate columns", separator[:20], allowed)
    sign = separator or separator_of(file.content, found.name)
    guessed = f"is not UTF-8: read as {found.name}; name the encoding in the source's settings if that is wrong"
    notes = (Note(file.name, guessed),) if found.guessed else ()
    ended = not file.content.endswith((b"\n", b"\r", b"\n\x00"))
    return Sheet(file.name, "", lambda: csv_rows(file.content, found.name, sign), notes, ended)


def csv_rows(content: bytes, encoding: str, separator: str) -> Iterator[Row]:
    """Yield the rows of a text table. A row whose quotes do not match is yielded with its fault; the next is read."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    reader = csv.reader(stream, delimiter=separator, strict=True, skipinitialspace=False)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, [], fault_of(str(error), reader.line_num))
            continue
        if number == 1 and len(cells) in {1, 2} and cells[0].lower().startswith("sep="):
            cells = []
        yield Row(number, cells)


def fault_of(error: str, line: int) -> str:
    """Return what the CSV reader complains of, in words."""
    if "unexpected end" in error:
        return f"a quote is opened and never closed (the file ends at line {line})"
    return f"its quotes do not match: {error} (line {line})"


def workbook_sheets(file: InputFile, wanted: str) -> list[Sheet]:
    """Return the visible sheets of a workbook, or the one wanted, hidden or not."""
    tables = opened(file)
    names = [each.name for each in tables]
    if wanted and wanted not in names:
        raise Invalid(file.name, "has no such sheet", wanted, ", ".join(names)[:500])
    chosen = [each for each in tables if each.name == wanted or (not wanted and each.visible)]
    hidden = [] if wanted else [each.name for each in tables if not each.visible]
    notes = tuple(Note(file.name, f"the sheet {name!r} is hidden: left out") for name in hidden)
    return [
        Sheet(file.name, each.name, lambda each=each: numbered(each), () if index else notes)  # type: ignore[misc]
        for index, each in enumerate(chosen)
    ]


def opened(file: InputFile) -> list[Table]:
    """Return the sheets of a workbook. Raises ``Invalid`` for what cannot be opened or is too large."""
    if file.content.startswith(ZIP):
        check_packed(file)
    try:
        return read_apart(file.content)
    except ValueError as error:
        reason = f"is no workbook that can be read, or is cut off: {error}"
        raise Invalid(file.name, reason, None, WORKBOOK_FORMS) from error


def numbered(table: Table) -> Iterator[Row]:
    """Yield the rows of a sheet with their numbers."""
    return (Row(number, cells) for number, cells in enumerate(table.rows(), 1))
