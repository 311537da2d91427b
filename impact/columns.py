"""A large graph's input as columns: what a million CIs are handed over in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from impact.errors import GraphError
from impact.ragged import Bools, Bytes, Ints, Reals

__all__ = ["CiColumns", "EdgeColumns", "GroupColumns"]


@dataclass(frozen=True, slots=True)
class CiColumns:
    """n CIs; a column left None has the default of `CiRow` everywhere.

    ``presence``: 0 operational, 1 maintenance, 2 absent, 3 named by a relation but no CI. ``class_code`` points into
    ``class_names``. ``unavailability`` is NaN where nobody gave a figure, 0 where somebody declared it. ``missing``: by
    CI number, the relation types that its class expects and it lacks.
    """

    keys: Sequence[str]
    names: Sequence[str] | None = None
    class_code: Ints | None = None
    class_names: Sequence[str] = ()
    presence: Bytes | None = None
    service: Bools | None = None
    criticality: Bytes | None = None
    users: Ints | None = None
    unavailability: Reals | None = None
    missing: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """Relations that carry failure; ``consumer`` and ``provider`` are CI numbers in the order of `CiColumns`.

    ``group_code`` points into ``group_names``, -1 where the relation is needed by itself; ``type_code`` into
    ``type_names``; ``verified_code`` into ``verified_names`` (ISO dates), -1 where never verified. ``confidence``
    is NaN where nobody said. ``backward``: the relation is written provider -> consumer.
    """

    consumer: Ints
    provider: Ints
    type_code: Ints | None = None
    type_names: Sequence[str] = ("depends_on",)
    group_code: Ints | None = None
    group_names: Sequence[str] = ()
    soft: Bools | None = None
    backward: Bools | None = None
    weight: Ints | None = None
    ride_through_s: Reals | None = None
    confidence: Reals | None = None
    verified_code: Ints | None = None
    verified_names: Sequence[str] = ()


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class GroupColumns:
    """Declared groups: whose (CI number), which name (into the edges' ``group_names``), which of ``rules``."""

    ci: Ints = field(default_factory=_none)
    group_code: Ints = field(default_factory=_none)
    rule_code: Ints = field(default_factory=_none)
    rules: Sequence[Mapping[str, object]] = ()


def checked(name: str, column: Ints, below: int, *, least: int = 0) -> Ints:
    """Return a column of numbers as int64 once all lie in ``least .. below - 1``.

    Raises
    ------
    GraphError : with the first value that does not
    """
    wide = np.asarray(column, dtype=np.int64)
    wrong = np.flatnonzero((wide < least) | (wide >= below))
    if wrong.size:
        raise GraphError(f"{name}[{wrong[0]}] is {wide[wrong[0]]}; allowed: {least} to {below - 1}")
    return wide
