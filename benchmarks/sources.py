"""The estate as a source would report it, and a bare copy of the same in two plain tables: what imports are held to."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import cast

from benchmarks.estate import Estate
from cmdb.model import Key, Relation
from cmdb.store import open_store
from cmdb.store.port import Store
from cmdb.values import Json
from importers.observation import (
    CiObservation,
    InputFile,
    Observation,
    Options,
    Recognition,
    Reference,
    RelationObservation,
)
from importers.report import Report
from importers.run import Request, import_files, new_run

__all__ = ["Memory", "Source", "bare_copy", "bare_rows", "bare_tables", "content", "run_import"]

SHIPPED = MappingProxyType(
    {
        "data_hall": "room", "cooling_unit": "device", "core_switch": "switch", "distribution_switch": "switch",
        "access_switch": "switch", "wan_link": "router", "directory_server": "directory_service",
        "time_server": "server", "hypervisor_cluster": "cluster", "container_host": "kubernetes_node",
        "pod_set": "workload", "database_server": "server", "virtual_address": "configuration",
        "web_server": "application", "interface": "api", "certificate": "configuration", "batch_job": "application",
        "printer": "device", "business_process": "technical_service",
    }
)  # fmt: skip
"""Shipped classes for those of the estate that the schema does not ship."""

BACKWARD = frozenset({"member_of"})
"""Relation types that are written from provider to consumer."""


class Memory:
    """A reader that has its observations at hand, so that only the import itself is measured."""

    name = "benchmark"
    label = "Benchmark"
    suffixes: tuple[str, ...] = ()

    def __init__(self, observations: Sequence[CiObservation]) -> None:
        self.observations = observations

    def recognise(self, file: InputFile) -> Recognition | None:
        """Recognise nothing."""
        del file
        return None  # the port says so

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield what is at hand."""
        del files, options
        yield from self.observations


class Source:
    """The observations of an estate, and the same once more with one CI in a thousand changed."""

    def __init__(self, estate: Estate, folder: Path) -> None:
        self.estate = estate
        self.folder = folder
        self.made = 0
        self.store_file = folder
        """The file of the last store that was made."""

    @cached_property
    def observations(self) -> list[CiObservation]:
        """Return the estate as one source reports it."""
        return list(observations_of(self.estate))

    @cached_property
    def changed(self) -> list[CiObservation]:
        """Return the same with another text in every thousandth row."""
        return [
            replace(each, attributes={**each.attributes, "description": "changed"}) if number % 1000 == 0 else each
            for number, each in enumerate(self.observations)
        ]

    def fresh_file(self) -> Path:
        """Return the name of a file that is not there."""
        self.made += 1
        return self.folder / f"store-{self.made}.db"

    def fresh_store(self) -> Store:
        """Return an empty store in a file."""
        self.store_file = self.fresh_file()
        return open_store(f"sqlite:///{self.store_file}")


def observations_of(estate: Estate) -> Iterator[CiObservation]:
    """Yield a row for each CI, with the relations that it has as a consumer and the rules of its groups."""
    related, rules = relations_by_consumer(estate), rules_by_consumer(estate)
    for cls, first in estate.first.items():
        for number in range(first, first + estate.count[cls]):
            key = estate.keys[number]
            yield CiObservation(
                where=f"row {number}",
                row=f"estate:{number}",
                native_id=key,
                cls=SHIPPED.get(cls, cls),
                name=key,
                attributes={"description": f"{cls} number {number - first}", "environment": "prod", "owner": "team-7"},
                relations=tuple(related[number]),
                groups=rules[number],
            )


def relations_by_consumer(estate: Estate) -> Mapping[int, Sequence[RelationObservation]]:
    """Return the relations of each consumer, each once."""
    edges = estate.edges
    assert edges.type_code is not None  # noqa: S101  # the estate always says
    assert edges.group_code is not None  # noqa: S101  # the same
    assert edges.soft is not None  # noqa: S101  # the same
    columns = (edges.consumer, edges.provider, edges.type_code, edges.group_code, edges.soft)
    found: defaultdict[int, dict[tuple[int, str, str], RelationObservation]] = defaultdict(dict)
    for consumer, provider, kind, code, soft in zip(*(column.tolist() for column in columns), strict=True):
        name, group = edges.type_names[kind], edges.group_names[code] if code >= 0 else ""
        found[consumer][provider, name, group] = RelationObservation(
            name,
            Reference(native_id=estate.keys[provider]),
            "in" if name in BACKWARD else "out",
            group,
            {"need": "soft"} if soft else {},
        )
    return defaultdict(tuple, {ci: tuple(each.values()) for ci, each in found.items()})


def rules_by_consumer(estate: Estate) -> Mapping[int, Mapping[str, Mapping[str, Json]]]:
    """Return the group rules of each consumer."""
    groups, names = estate.groups, estate.edges.group_names
    found: defaultdict[int, dict[str, Mapping[str, Json]]] = defaultdict(dict)
    for ci, group, rule in zip(groups.ci.tolist(), groups.group_code.tolist(), groups.rule_code.tolist(), strict=True):
        found[ci][names[group]] = cast("Mapping[str, Json]", groups.rules[rule])
    return found


def run_import(store: Store, observations: Sequence[CiObservation], source: str = "estate") -> Report:
    """Import observations as one source."""
    now = datetime.now(UTC)
    request = Request(Memory(observations), [], source, "benchmark", new_run(now))
    return import_files(store, request, now=lambda: now)


# ------------------------------------------------------------------ the bare copy

BARE = """
CREATE TABLE ci (key TEXT, class TEXT, name TEXT, attributes TEXT);
CREATE TABLE relation (source TEXT, type TEXT, target TEXT, grp TEXT, need TEXT);
"""
Rows = tuple[Sequence[tuple[str, ...]], Sequence[tuple[str, ...]]]


def bare_tables(file: Path) -> sqlite3.Connection:
    """Return an empty file with two plain tables: no index, no history, no observation."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(BARE)
    return connection


def bare_rows(observations: Sequence[CiObservation]) -> Rows:
    """Return the same CIs and relations as rows, the attributes as JSON text."""
    cis = [
        (each.native_id, each.cls, each.name, json.dumps(dict(each.attributes), sort_keys=True))
        for each in observations
    ]
    relations = []
    for each in observations:
        for relation in each.relations:
            ends = (each.native_id, relation.other.native_id)
            source, target = ends if relation.direction == "out" else ends[::-1]
            need = str(relation.fields.get("need", ""))
            relations.append((source, relation.type, target, relation.group, need))
    return cis, relations


def bare_copy(connection: sqlite3.Connection, rows: Rows) -> sqlite3.Connection:
    """Insert the rows in one transaction, and nothing else."""
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO ci VALUES (?, ?, ?, ?)", rows[0])
    connection.executemany("INSERT INTO relation VALUES (?, ?, ?, ?, ?)", rows[1])
    connection.execute("COMMIT")
    return connection


def content(store: Store) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return CIs and relations of a store by name, as the bare tables have them."""
    nodes = [stored.node for chunk in store.graph.stream_nodes("ci") for stored in chunk]
    names = {node.key: node.name for node in nodes}
    relations = [relation for chunk in store.graph.stream_relations() for relation in chunk]
    cis: set[tuple[str, ...]] = {
        (node.name, node.cls, node.name, json.dumps(dict(node.attributes), sort_keys=True)) for node in nodes
    }
    return cis, {relation_row(names, each) for each in relations}


def relation_row(names: Mapping[Key, str], relation: Relation) -> tuple[str, ...]:
    """Return a relation by the names of its ends."""
    each = relation.id
    return names[each.source], each.type, names[each.target], each.group, relation.fields.need or ""
