"""Relations of a few consumers, taken out of a graph, changed, and ready to be compiled again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from impact.graph import BACKWARD_ROW, SOFT_ROW, Graph
from impact.graph_input import EdgeRow
from impact.ragged import Bools, Bytes, Column, Ints, Reals, numbered, positions
from impact.rows import Codes, edge_columns

__all__ = ["Rows", "Wording", "rows_changed", "rows_of"]


class Wording:
    """The graph's words and those that a change adds."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known = len(graph.words)
        self._new: list[str] = []
        self._first: dict[str, int] = {}

    def code(self, word: str) -> int:
        """Number of a word; one that no row looked at so far uses is appended."""
        known = self._first.get(word)
        if known is not None:
            return known
        self._first[word] = self._known + len(self._new)
        self._new.append(word)
        return self._first[word]

    def text(self, code: int) -> str:
        """Return the word of a number."""
        return self._new[code - self._known] if code >= self._known else self._graph.word(code)

    def canonical(self, codes: Ints) -> Ints:
        """Numbers of words, the same for the same word; -1 stays."""
        seen, inverse = numbered(codes)
        same = [code if code < 0 else self._first.setdefault(self.text(code), code) for code in seen.tolist()]
        return np.array(same, dtype=np.int64)[inverse] if seen.size else codes.astype(np.int64)

    def arrays(self) -> dict[str, Column]:
        """The table of words with what was added."""
        words = self._graph.words.extended(self._new)
        return {"word_blob": words.blob, "word_offset": words.offsets}


@dataclass(frozen=True, slots=True)
class Rows:
    """Relations as columns, (e,) each: CI numbers, words by number (-1 none), bits of ``in_flags``.

    ``gate`` is the gate that a row stood in (-1 none or new).
    """

    consumer: Ints
    provider: Ints
    type: Ints
    group: Ints
    gate: Ints
    flags: Bytes
    weight: Ints
    ride: Reals
    confidence: Reals
    verified: Ints

    def take(self, which: Column) -> Rows:
        """Some of the rows: a mask, or their places in order."""
        return Rows(*(getattr(self, f.name)[which] for f in fields(self)))

    def followed_by(self, more: Rows) -> Rows:
        """These rows and more."""
        return Rows(*(np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)))


def _or_default(column: Column, at: Ints, default: float) -> Column:
    return column[at] if column.size else np.full(at.size, default, dtype=column.dtype)


def rows_of(graph: Graph, consumers: Ints) -> Rows:
    """Every relation of some consumers, in their order; O(relations)."""
    at, counts = positions(graph.in_start, consumers)
    gate = graph.in_gate[at].astype(np.int64)
    group = np.where(gate >= 0, graph.gate_group[np.maximum(gate, 0)], -1) if graph.gates else gate
    return Rows(
        np.repeat(consumers, counts),
        graph.in_provider[at].astype(np.int64),
        graph.in_type[at].astype(np.int64),
        group.astype(np.int64),
        gate,
        graph.in_flags[at],
        _or_default(graph.in_weight, at, 1),
        _or_default(graph.in_ride, at, 0),
        _or_default(graph.in_confidence, at, np.nan),
        _or_default(graph.in_verified, at, -1),
    )


def rows_changed(
    graph: Graph,
    rows: Rows,
    changed: Sequence[EdgeRow],
    removed: Sequence[EdgeRow],
    number: Codes,
    wording: Wording,
) -> Rows:
    """Rows without those that are removed or replaced, followed by the changed ones; words made canonical."""
    kind, group = wording.canonical(rows.type), wording.canonical(rows.group)
    rows = Rows(rows.consumer, rows.provider, kind, group, *(getattr(rows, f.name) for f in fields(rows)[4:]))
    if not changed and not removed:
        return rows
    fresh, gone = _fresh(changed, number, wording), _fresh(removed, number, wording)
    named = set(_identities(fresh)) | set(_identities(gone))
    owners = np.zeros(graph.size, dtype=np.bool_)
    owners[fresh.consumer] = owners[gone.consumer] = True
    looked = np.flatnonzero(owners[rows.consumer])
    keep: Bools = np.ones(rows.consumer.size, dtype=np.bool_)
    keep[looked] = [identity not in named for identity in _identities(rows.take(looked))]
    return rows.take(keep).followed_by(fresh)


def _identities(rows: Rows) -> list[tuple[int, ...]]:
    backward = (rows.flags & BACKWARD_ROW).tolist()
    ends = (rows.consumer.tolist(), rows.provider.tolist(), rows.type.tolist(), rows.group.tolist())
    return list(zip(*ends, backward, strict=True))


def _fresh(edges: Sequence[EdgeRow], number: Codes, wording: Wording) -> Rows:
    names = Codes()
    given = edge_columns(edges, number, names)
    groups = np.array([*(wording.code(name) for name in names), -1], dtype=np.int64)
    types = np.array([*(wording.code(name) for name in given.type_names), -1], dtype=np.int64)
    dates = np.array([*(wording.code(name) for name in given.verified_names), -1], dtype=np.int64)
    flags = np.asarray(given.soft) * SOFT_ROW + np.asarray(given.backward) * BACKWARD_ROW
    return Rows(
        given.consumer,
        given.provider,
        types[np.asarray(given.type_code)],
        groups[np.asarray(given.group_code)],
        np.full(given.consumer.size, -1, dtype=np.int64),
        flags.astype(np.uint8),
        np.asarray(given.weight),
        np.asarray(given.ride_through_s),
        np.asarray(given.confidence),
        dates[np.asarray(given.verified_code)],
    )
