"""The frozen graph that the engine walks: arrays only, so that a saved one opens in O(1) through mmap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple, TypeVar

import numpy as np

from impact.errors import GraphError, UnknownCiError
from impact.gates import NEVER
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.ragged import Bools, Bytes, Column, Ints, Reals, positions
from impact.rules import LARGEST
from impact.scratch import Scratch
from impact.text import Text

__all__ = ["ABSENT", "GHOST", "MAINTENANCE", "OPERATIONAL", "GateView", "Graph", "Relation"]

OPERATIONAL, MAINTENANCE, ABSENT, GHOST = range(4)
"""Presence of a CI. A ghost is a key that a relation or a group names and that no CI has."""

SOFT_ROW, BACKWARD_ROW, DEAD_ROW, TWIN_ROW = 1, 2, 4, 8
"""Bits of ``in_flags``: soft; written provider -> consumer; takes no part; same provider as an earlier row."""

SOFT_GATE, WEIGHTED_GATE, PEERS_GATE = 1, 2, 4
"""Bits of ``gate_flags``."""

T = TypeVar("T")


class Relation(NamedTuple):
    """One relation as the graph holds it: row number, ends as CI numbers, gate (-1: needed by itself)."""

    row: int
    consumer: int
    provider: int
    gate: int
    flags: int


class GateView(NamedTuple):
    """One gate of a CI, ready to be explained.

    ``gate`` is -1 for a relation that is needed by itself. ``members`` maps each operational provider to its weight.
    """

    gate: int
    owner: int
    members: dict[int, int]
    down_at: int
    ok_at: int
    flags: int


@dataclass(frozen=True, eq=False, repr=False)
class Graph:
    """A frozen graph of CIs and gates.

    CIs are numbered in breadth-first order from the providers. ``in_*`` holds one row for each relation, sorted by
    consumer, then gate; ``out_*`` holds, for each provider, whom it can hurt: a consumer's number, or ``~gate``.
    Optional columns have length 0 where every value is the default. Text columns are `impact.text.Text` pairs;
    ``word_*`` is the one table of class names, type names, group names, dates and rules. ``ci_unavailability`` is NaN
    where nobody gave a figure, and 0 where somebody declared it.

    The structure of circular redundancy (`impact.grounding`) is stored twice, for DOWN (``down_*``) and for not OK
    (``ok_*``): the CIs concerned in ascending order with component, unit and whether something grounds them.

    Notes
    -----
    About 55 bytes of topology for a CI with 3.6 relations. Nothing is copied or decoded on opening.
    """

    key_blob: Bytes
    key_offset: Ints
    key_order: Ints
    key_rank: Ints
    name_blob: Bytes
    name_offset: Ints
    word_blob: Bytes
    word_offset: Ints

    ci_class: Ints
    ci_presence: Bytes
    ci_service: Bools
    ci_criticality: Bytes
    ci_users: Ints
    ci_unavailability: Reals
    unknown_ci: Ints
    unknown_word: Ints
    maintenance_ci: Ints

    in_start: Ints
    in_provider: Ints
    in_gate: Ints
    in_type: Ints
    in_flags: Bytes
    in_weight: Ints
    in_ride: Reals
    in_confidence: Reals
    in_verified: Ints

    gate_owner: Ints
    gate_group: Ints
    gate_rule: Ints
    gate_first: Ints
    gate_rows: Ints
    gate_n: Ints
    gate_down_at: Ints
    gate_ok_at: Ints
    gate_flags: Bytes
    would_gate: Ints
    would_at: Ints
    flaw_gate: Ints
    flaw_bits: Ints

    out_start: Ints
    out_target: Ints
    out_weight: Ints

    down_ci: Ints
    down_component: Ints
    down_unit: Ints
    down_grounded: Bools
    ok_ci: Ints
    ok_component: Ints
    ok_unit: Ints
    ok_grounded: Bools

    _cache: dict[object, object] = field(default_factory=dict)

    # ------------------------------------------------------------ saving

    @classmethod
    def array_names(cls) -> tuple[str, ...]:
        """Names of the arrays that make a graph, in a fixed order."""
        return tuple(f.name for f in fields(cls) if f.name != "_cache")

    def arrays(self) -> dict[str, Column]:
        """Return every array by name; `from_arrays` of the same mapping is this graph again. O(1)."""
        return {name: getattr(self, name) for name in self.array_names()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Column]) -> Graph:
        """Wrap saved arrays (in memory or mapped); nothing is read. O(1).

        Raises
        ------
        GraphError : an array is missing
        """
        missing = [name for name in cls.array_names() if name not in arrays]
        if missing:
            raise GraphError(f"arrays missing: {', '.join(missing)}")
        return cls(**{name: np.asarray(arrays[name]) for name in cls.array_names()})  # type: ignore[arg-type]

    def cached(self, name: object, make: Callable[[], T]) -> T:
        """Return what was made before under this name, or make it; a graph never changes, so neither does this."""
        if name not in self._cache:
            self._cache[name] = make()
        return self._cache[name]  # type: ignore[return-value]

    @property
    def scratch(self) -> Scratch:
        """Arrays to borrow."""
        return self.cached("scratch", Scratch)

    # ------------------------------------------------------------ CIs

    @property
    def size(self) -> int:
        """Number of CI numbers in use, ghosts among them."""
        return int(self.ci_class.size)

    @property
    def gates(self) -> int:
        """Number of gates of groups and soft relations."""
        return int(self.gate_owner.size)

    @property
    def never(self) -> int:
        """The threshold that stands for "never" in ``gate_down_at`` and ``gate_ok_at``."""
        return NEVER if self.gate_down_at.dtype == np.int64 else int(np.iinfo(np.int32).max)

    @property
    def keys(self) -> Text:
        """The keys by CI number."""
        return Text(self.key_blob, self.key_offset)

    @property
    def names(self) -> Text:
        """The names by CI number."""
        return Text(self.name_blob, self.name_offset)

    @property
    def words(self) -> Text:
        """Class names, type names, group names, dates and rules."""
        return Text(self.word_blob, self.word_offset)

    def word(self, index: int) -> str:
        """Return one word, remembered once read."""
        return self.cached(("word", index), lambda: self.words[index])

    def key_at(self, index: int) -> str:
        """Return the key of a CI number."""
        return self.keys[index]

    def find(self, keys: Sequence[str]) -> Ints:
        """Return the CI number of each key, ghosts included, -1 where there is none. O(k log n)."""
        if not self.size or not keys:
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.minimum(self.keys.places(self.key_order, keys), self.size - 1)
        found = self.key_order[places].astype(np.int64)
        same = [have == want for have, want in zip(self.keys_of(found), keys, strict=True)]
        return np.where(np.array(same, dtype=np.bool_), found, -1)

    def index_of(self, key: str) -> int:
        """Return the CI number of a key.

        Raises
        ------
        UnknownCiError : no CI has this key
        """
        return int(self.indices_of([key])[0])

    def indices_of(self, keys: Iterable[str]) -> Ints:
        """Return the CI numbers of several keys, in their order; errors as `index_of`. O(k log n)."""
        wanted = list(keys)
        found = self.find(wanted)
        missing = np.flatnonzero((found < 0) | (self.ci_presence[found] == GHOST)) if wanted and self.size else found
        if missing.size:
            raise UnknownCiError(wanted[int(missing[0])] if self.size else wanted[0])
        return found

    def has(self, key: str) -> bool:
        """Return whether a CI has this key. O(log n)."""
        found = int(self.find([key])[0])
        return found >= 0 and int(self.ci_presence[found]) != GHOST

    def keys_of(self, indices: Sequence[int] | Ints) -> list[str]:
        """Return the keys of CI numbers, in their order."""
        return self.keys.many(np.asarray(indices, dtype=np.int64))

    def by_key(self, indices: Ints) -> Ints:
        """Return CI numbers in order of their keys."""
        return indices[np.argsort(self.key_rank[indices], kind="stable")]

    def takes_part(self, index: int) -> bool:
        """Whether a CI is operational or in maintenance."""
        return bool(self.ci_presence[index] <= MAINTENANCE)

    # ------------------------------------------------------------ the next graph

    def with_changes(
        self,
        *,
        changed_cis: Iterable[CiRow] = (),
        removed_cis: Iterable[str] = (),
        changed_edges: Iterable[EdgeRow] = (),
        removed_edges: Iterable[EdgeRow] = (),
        changed_groups: Iterable[GroupRow] = (),
        removed_groups: Iterable[tuple[str, str]] = (),
    ) -> Graph:
        """Return the next graph; this one stays as it is.

        Parameters
        ----------
        changed_cis : CIs that are new or replace those of the same key
        removed_cis : keys of CIs that are no more; relations to them stay, and are ignored, until removed themselves
        changed_edges : relations that are new or replace those with the same ends, type, direction and group
        removed_edges : relations that are no more; only what identifies them is looked at
        changed_groups : groups that are new or get another rule
        removed_groups : (CI, name) of groups that are declared no more

        Returns
        -------
        A graph that answers as one built from the changed rows

        Raises
        ------
        GraphError : a CI is changed twice, or changed and removed at once

        Notes
        -----
        See `impact.changes`; some 50 times faster than a rebuild for 1,000 changes among a million CIs.
        """
        from impact.changes import Changes, changed_graph  # noqa: PLC0415 - that module needs this one

        rows = (changed_cis, removed_cis, changed_edges, removed_edges, changed_groups, removed_groups)
        return changed_graph(self, Changes(*(tuple(each) for each in rows)))  # type: ignore[arg-type]

    # ------------------------------------------------------------ gates

    def relations_of(self, consumer: int) -> Iterator[Relation]:
        """Every relation of a consumer, dead ones too, in the order of its gates."""
        start, end = int(self.in_start[consumer]), int(self.in_start[consumer + 1])
        providers, gates = self.in_provider[start:end].tolist(), self.in_gate[start:end].tolist()
        flags = self.in_flags[start:end].tolist()
        for offset, (provider, gate, flag) in enumerate(zip(providers, gates, flags, strict=True)):
            yield Relation(start + offset, consumer, provider, gate, flag)

    def weight_of(self, row: int) -> int:
        """Weight of a relation, brought into the range that is reckoned with."""
        return min(LARGEST, max(0, int(self.in_weight[row]))) if self.in_weight.size else 1

    def gates_of(self, owner: int) -> list[GateView]:
        """Every gate of a CI that has an operational provider; O(relations of the CI)."""
        return self.gates_of_many(np.array([owner], dtype=np.int64))[owner]

    def gates_of_many(self, owners: Ints) -> dict[int, list[GateView]]:
        """Every gate of several CIs: relations needed by themselves first, in no other order; O(their relations)."""
        rows, counts = positions(self.in_start, owners)
        live = (self.in_flags[rows] & DEAD_ROW) == 0
        owner, rows = np.repeat(owners, counts)[live], rows[live]
        gate, provider = self.in_gate[rows], self.in_provider[rows]
        columns = [owner.tolist(), gate.tolist(), provider.tolist(), self._weights(rows, gate).tolist()]
        if self.gates:
            columns += [at[gate].tolist() for at in (self.gate_down_at, self.gate_ok_at, self.gate_flags)]
        else:
            columns += [columns[1]] * 3
        found: dict[int, list[GateView]] = {ci: [] for ci in owners.tolist()}
        views: dict[tuple[int, int], GateView] = {}
        for ci, number, member, weight, down_at, ok_at, flags in zip(*columns, strict=True):
            place = (ci, number if number >= 0 else ~member)
            view = views.get(place)
            if view is not None:
                view.members[member] = max(weight, view.members.get(member, 0))
                continue
            limits = (down_at, ok_at, flags) if number >= 0 else (1, 1, 0)
            views[place] = view = GateView(number, ci, {member: weight}, *limits)
            found[ci].append(view)
        return found

    def _weights(self, rows: Ints, gate: Ints) -> Ints:
        """What each of some rows adds to its gate."""
        if not self.in_weight.size or not self.gates:
            return np.ones(rows.size, dtype=np.int64)
        weighted = (gate >= 0) & ((self.gate_flags[gate] & WEIGHTED_GATE) != 0)
        return np.where(weighted, np.clip(self.in_weight[rows], 0, LARGEST), 1)

    def gate_members(self, gate: int) -> dict[int, int]:
        """Operational providers of one gate with their weights."""
        owner = int(self.gate_owner[gate])
        start = int(self.in_start[owner]) + int(self.gate_first[gate])
        end = start + int(self.gate_rows[gate])
        weighted = bool(self.gate_flags[gate] & WEIGHTED_GATE)
        members: dict[int, int] = {}
        flags = self.in_flags[start:end].tolist()
        for row, (provider, flag) in enumerate(zip(self.in_provider[start:end].tolist(), flags, strict=True), start):
            if not flag & DEAD_ROW:
                members[provider] = max(self.weight_of(row) if weighted else 1, members.get(provider, 0))
        return members

    def group_name(self, gate: int) -> str | None:
        """Name of a gate's group; None for a soft relation by itself."""
        word = int(self.gate_group[gate])
        return None if word < 0 else self.word(word)
