"""Plain rows turned into columns; keys that nobody has become ghosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from impact.columns import CiColumns, EdgeColumns, GroupColumns
from impact.errors import GraphError
from impact.graph import ABSENT, GHOST, MAINTENANCE, OPERATIONAL
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.ragged import Column
from impact.rules import LARGEST, rule_text

__all__ = ["PRESENCE", "Codes", "ci_columns", "columns_of", "edge_columns", "group_columns"]

PRESENCE = {"operational": OPERATIONAL, "maintenance": MAINTENANCE, "absent": ABSENT}


class Codes(dict[str, int]):
    """Numbers strings as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


def columns_of(
    cis: Iterable[CiRow], edges: Iterable[EdgeRow], groups: Iterable[GroupRow]
) -> tuple[CiColumns, EdgeColumns, GroupColumns]:
    """Turn rows into columns.

    Raises
    ------
    GraphError : two CIs have one key, or a presence is unknown
    """
    rows, edge_rows, group_rows = list(cis), list(edges), list(groups)
    number = Codes()
    for row in rows:
        if row.key in number:
            raise GraphError(f"two CIs have the key {row.key!r}")
        _ = number[row.key]
    names = Codes()
    edge = edge_columns(edge_rows, number, names)
    group = group_columns(group_rows, number, names)
    edge = EdgeColumns(**{**{f: getattr(edge, f) for f in edge.__slots__}, "group_names": list(names)})
    return ci_columns(rows, list(number)), edge, group


def ci_columns(rows: Sequence[CiRow], keys: Sequence[str]) -> CiColumns:
    """Columns of CIs; keys after the last row are ghosts."""
    n = len(keys)
    classes = Codes()
    presence = np.full(n, GHOST, dtype=np.uint8)
    presence[: len(rows)] = [_presence(row) for row in rows]
    users = [min(max(int(row.users), 0), LARGEST) for row in rows]
    risks = [np.nan if row.unavailability is None else row.unavailability for row in rows]
    return CiColumns(
        keys=keys,
        names=[row.name for row in rows] + [""] * (n - len(rows)),
        class_code=_padded([classes[row.cls] for row in rows], n, -1),
        class_names=list(classes),
        presence=presence,
        service=_padded([row.service for row in rows], n, 0).astype(np.bool_),
        criticality=_padded([min(max(int(row.criticality), 0), 5) for row in rows], n, 0).astype(np.uint8),
        users=_padded(users, n, 0),
        unavailability=_padded(risks, n, np.nan, np.float64),
        missing={i: tuple(sorted(row.missing)) for i, row in enumerate(rows) if row.missing},
    )


def _presence(row: CiRow) -> int:
    if row.presence not in PRESENCE:
        raise GraphError(f"CI {row.key!r} has presence {row.presence!r}; allowed: {', '.join(PRESENCE)}")
    return PRESENCE[row.presence]


def _padded(values: Sequence[object], n: int, default: float, kind: type[np.generic] = np.int64) -> Column:
    column = np.full(n, default, dtype=kind)
    column[: len(values)] = values
    return column


def edge_columns(rows: Sequence[EdgeRow], number: Codes, names: Codes) -> EdgeColumns:
    """Columns of relations; unknown ends and groups get the next numbers."""
    types, dates = Codes(), Codes()
    e = len(rows)
    return EdgeColumns(
        consumer=np.fromiter((number[row.consumer] for row in rows), dtype=np.int64, count=e),
        provider=np.fromiter((number[row.provider] for row in rows), dtype=np.int64, count=e),
        type_code=np.fromiter((types[row.type] for row in rows), dtype=np.int64, count=e),
        type_names=list(types),
        group_code=np.fromiter((-1 if r.group is None else names[r.group] for r in rows), dtype=np.int64, count=e),
        group_names=list(names),
        soft=np.fromiter((row.need == "soft" for row in rows), dtype=np.bool_, count=e),
        backward=np.fromiter((not row.forward for row in rows), dtype=np.bool_, count=e),
        weight=np.fromiter((max(-1, min(LARGEST + 1, int(row.weight))) for row in rows), dtype=np.int64, count=e),
        ride_through_s=np.fromiter((row.ride_through_s for row in rows), dtype=np.float64, count=e),
        confidence=np.fromiter(
            (np.nan if row.confidence is None else row.confidence for row in rows), dtype=np.float64, count=e
        ),
        verified_code=np.fromiter(
            (-1 if row.last_verified is None else dates[row.last_verified] for row in rows), dtype=np.int64, count=e
        ),
        verified_names=list(dates),
    )


def group_columns(rows: Sequence[GroupRow], number: Codes, names: Codes) -> GroupColumns:
    """Columns of declared groups, each distinct rule once."""
    codes = Codes()
    rules: list[Mapping[str, object]] = []
    for row in rows:
        if codes[rule_text(row.rule)] == len(rules):
            rules.append(row.rule)
    return GroupColumns(
        ci=np.array([number[row.ci] for row in rows], dtype=np.int64),
        group_code=np.array([names[row.name] for row in rows], dtype=np.int64),
        rule_code=np.array([codes[rule_text(row.rule)] for row in rows], dtype=np.int64),
        rules=rules,
    )
