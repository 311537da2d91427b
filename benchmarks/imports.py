"""Rows about imports: the first into an empty store, and the same again with one CI in a thousand changed."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, compared, longer
from benchmarks.sources import Source, bare_copy, bare_rows, bare_tables, content, run_import
from cmdb.store.port import Store
from importers.observation import CiObservation

__all__ = ["import_rows"]

PEER = "bare executemany"
SMALL = 20_000
Content = tuple[set[tuple[str, ...]], set[tuple[str, ...]]]
Observations = Sequence[CiObservation]


class Trial(NamedTuple):
    """A store that is ready, and what is to be imported."""

    store: Store
    observations: Observations


def import_rows(bench: Bench) -> Iterator[Row]:
    """Yield both rows. The observations are made beforehand: reading files is not what is measured.

    Large estates are imported once, and again once; what was imported serves the parts that come after.
    """
    source, most = bench.source, 3 if bench.size <= SMALL else 1
    stores: list[Store] = []

    def empty() -> Trial:
        stores.append(source.fresh_store())
        return Trial(stores[-1], source.observations)

    first = Side("faultline", imported, empty, our_content)
    yield compared("first import", bench.size, first, bare(source, source.observations), longer(3), most=most, unit="s")
    *others, filled = stores
    for each in others:
        each.close()
    turns = itertools.cycle((source.changed, source.observations))
    again = Side("faultline", imported, lambda: Trial(filled, next(turns)), our_content)
    yield compared(
        "re-import, 0.1 % changed", bench.size, again, bare(source, source.changed), longer(0.5), most=most, unit="s"
    )
    filled.close()
    bench.filled = source.store_file


def imported(trial: Trial) -> Store:
    """Import, and see to it that no row is left out."""
    report = run_import(trial.store, trial.observations)
    assert not report.rejected_count, report.rejected  # noqa: S101  # a measurement that leaves rows out is none
    return trial.store


def our_content(store: object) -> Content:
    """Return what is in the store now, by name."""
    return content(cast("Store", store))


def bare(source: Source, observations: Observations) -> Side[sqlite3.Connection]:
    """Return the insertion of all rows into two plain tables."""
    rows = bare_rows(observations)
    return Side(
        PEER, lambda connection: bare_copy(connection, rows), lambda: bare_tables(source.fresh_file()), bare_content
    )


def bare_content(connection: object) -> Content:
    """Return what is in the plain tables."""
    found = cast("sqlite3.Connection", connection)
    cis = {tuple(row) for row in found.execute("SELECT key, class, name, attributes FROM ci")}
    return cis, {tuple(row) for row in found.execute("SELECT source, type, target, grp, need FROM relation")}
