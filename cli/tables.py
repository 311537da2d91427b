"""Text made for people: tables, states with a mark, counts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cmdb.values import Json

__all__ = ["MARKS", "edit_text", "listed", "plural", "table"]

MARKS = MappingProxyType({"down": "■ DOWN", "degraded": "◧ DEGRADED", "ok": "● OK", "unknown": "◌ unknown"})
WIDEST = 60


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count in words: ``1 service``, ``3 services``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def table(headings: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """Return lines under headings in columns as wide as they need; control characters never reach the terminal."""
    cells = [[shown(cell) for cell in line] for line in lines]
    widths = [max(len(each) for each in column) for column in zip(headings, *cells, strict=True)]
    rows = [list(headings), *cells]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def listed(document: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    """Return a list of objects of a document."""
    found = document.get(name, [])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def shown(cell: object) -> str:
    """Return a cell's text on one line."""
    text = "" if cell is None else str(cell)
    clean = "".join(character if character.isprintable() else "·" for character in text)
    return clean if len(clean) <= WIDEST else clean[: WIDEST - 1] + "…"


def edit_text(edit: Mapping[str, Json]) -> str:
    """Return what became of a field: its value before and after, a dash where there was none."""
    return f"{edit['field']}: {value_text(edit['was'])} -> {value_text(edit['to'])}"


def value_text(value: Json) -> str:
    """Return a value for people; a relation is its ends around its type."""
    if value is None:
        return "–"
    if isinstance(value, dict) and {"from", "type", "to"} <= value.keys():
        rest = ", ".join(f"{name} {each}" for name, each in value.items() if name not in {"from", "type", "to"})
        return f"{value['from']} {value['type']} {value['to']}" + (f" ({rest})" if rest else "")
    return str(value)
