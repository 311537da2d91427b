"""Refuse workbooks that would unpack beyond measure, before anything unpacks them."""

from __future__ import annotations

import io
import re
from zipfile import BadZipFile, ZipFile, ZipInfo

from cmdb.errors import Invalid
from importers.limits import UNPACKED_BYTES
from importers.observation import InputFile

__all__ = ["check_packed"]

CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
CHUNK = 1 << 20
OVERLAP = 200
# A reader of spreadsheets holds the whole rectangle that the outermost cells span, empty or not.
LARGEST_RECTANGLE = 60_000_000


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
                if SHEET.fullmatch(member.filename):
                    check_rectangle(file.name, archive, member)
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Invalid(file.name, f"is damaged or cut off: {error}", None, "a whole workbook") from error


def check_rectangle(where: str, archive: ZipFile, member: ZipInfo) -> None:
    """Raise ``Invalid`` where a few cells far apart span a rectangle that no memory holds."""
    columns: set[bytes] = set()
    last = 0
    with archive.open(member) as stream:
        kept = b""
        while chunk := stream.read(CHUNK):
            text = kept + chunk
            for column, row in CELL.findall(text):
                columns.add(column)
                last = max(last, int(row))
            kept = text[-OVERLAP:]
    width = max((column_number(each) for each in columns), default=0)
    if width * last > LARGEST_RECTANGLE:
        shown = f"{last:,} rows by {width:,} columns"
        limit = f"at most {LARGEST_RECTANGLE:,} cells between the first and the last one, empty ones counted"
        raise Invalid(f"{where} {member.filename}", "its cells lie too far apart", shown, limit)


def column_number(letters: bytes) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
