"""Refuse workbooks that would unpack beyond measure, before anything unpacks them."""

from __future__ import annotations

import io
import re
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812  # its only name is that of any error

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from cmdb.errors import Invalid
from importers.limits import UNPACKED_BYTES
from importers.observation import InputFile

__all__ = ["check_packed"]

# Cells that hold something: an empty one with a format only is "<c r=... s=.../>".
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,10})[\"'][^>]*(?<!/)>")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
OPEN_DOCUMENT = "content.xml"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CHUNK = 1 << 20
OVERLAP = 200
# A reader of spreadsheets holds the whole rectangle that the outermost cells span, empty or not.
LARGEST_RECTANGLE = 60_000_000
DAMAGED = (BadZipFile, ZlibError, OSError, EOFError, RuntimeError, ValueError, ParseError, DefusedXmlException)


def check_packed(file: InputFile) -> None:
    """Raise ``Invalid`` for a packed file that is damaged, or huge once unpacked."""
    try:
        with ZipFile(io.BytesIO(file.content)) as archive:
            members = archive.infolist()
            total = sum(each.file_size for each in members)
            if total > UNPACKED_BYTES:
                limit = f"at most {UNPACKED_BYTES:,} bytes unpacked"
                raise Invalid(file.name, "unpacks to too much", f"{total:,} bytes", limit)
            for member in members:
                check_member(file.name, archive, member)
    except DAMAGED as error:
        raise Invalid(file.name, f"is damaged or cut off: {str(error)[:200]}", None, "a whole workbook") from error


def check_member(where: str, archive: ZipFile, member: ZipInfo) -> None:
    """Raise ``Invalid`` for a sheet that no memory holds."""
    if SHEET.fullmatch(member.filename):
        with archive.open(member) as stream:
            rows, columns = outermost_cell(stream)
        cells, shown = rows * columns, f"{rows:,} rows by {columns:,} columns"
    elif member.filename == OPEN_DOCUMENT:
        with archive.open(member) as stream:
            cells = repeated_cells(stream)
        shown = f"{cells:,} cells"
    else:
        return
    if cells > LARGEST_RECTANGLE:
        limit = f"at most {LARGEST_RECTANGLE:,} cells between the first and the last one, empty ones counted"
        raise Invalid(f"{where} {member.filename}", "its cells span too much", shown, limit)


def outermost_cell(stream: IO[bytes]) -> tuple[int, int]:
    """Return the last row and the last column in which a sheet of an xlsx file has a cell."""
    columns: set[bytes] = set()
    last, kept = 0, b""
    while chunk := stream.read(CHUNK):
        text = kept + chunk
        for column, row in CELL.findall(text):
            columns.add(column)
            last = max(last, int(row))
        kept = text[-OVERLAP:]
    return last, max((column_number(each) for each in columns), default=0)


def column_number(letters: bytes) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def repeated_cells(stream: IO[bytes]) -> int:
    """Return how many cells the rows of an OpenDocument file stand for, repetitions counted, empty ends left out."""
    cells = width = before = 0
    for _, element in iterparse(stream, events=("end",)):
        if element.tag in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            before += times(element.get(f"{TABLE}number-columns-repeated"))
            # A cell without anything inside is empty; those behind the last filled one are not held.
            width = before if len(element) else width
        elif element.tag == f"{TABLE}table-row":
            cells += width * times(element.get(f"{TABLE}number-rows-repeated"))
            width = before = 0
            element.clear()
    return cells


def times(said: str | None) -> int:
    """Return how often something is repeated."""
    return int(said) if said and said.isascii() and said.isdigit() else 1
