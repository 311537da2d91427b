"""First import into an empty store against a bare insert of the same rows, side by side in one run.

    python benchmarks/store_import.py [CIS] [--batch CIS]

Each CI brings one observation and 3.6 relations. *Bare* is one `executemany` a batch of ready tuples into tables
without any index; *with JSON* also writes the attributes as text first, which any import has to; *without
observations* is the same for CIs and relations alone. *Apply* is all that a store does, observations included:
checks, claims, keys, history, the indexes it needs. CPU time counts most where a machine is shared.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from cmdb.model import Claim, Key, Node, Relation, RelationFields, RelationId
from cmdb.query import All, Compare, Order, Query
from cmdb.store import open_store
from cmdb.store.port import Batch, GraphStore, Stamp
from cmdb.values import Json

TYPES = ("runs_on", "depends_on", "connects_to", "uses")
# Relations beyond three a CI, and how many of all lead nearby.
REST, NEAR = 0.6, 0.7
SITES = [f"DC-{number:02}" for number in range(20)]


class Times(NamedTuple):
    """CPU and wall seconds."""

    cpu: float
    wall: float

    def __add__(self, other: Times) -> Times:  # type: ignore[override]
        return Times(self.cpu + other.cpu, self.wall + other.wall)


class Clock:
    """Measures a block."""

    def __enter__(self) -> Self:
        self.start = Times(time.process_time(), time.perf_counter())
        return self

    def __exit__(self, *_: object) -> None:
        self.times = Times(time.process_time() - self.start.cpu, time.perf_counter() - self.start.wall)


def batches(cis: int, size: int) -> Iterator[Batch]:
    """Yield an estate in batches; relations lead to CIs of the same or an earlier batch, a few of them hot."""
    rng = random.Random(1)
    for start in range(0, cis, size):
        numbers = range(start, min(start + size, cis))
        nodes = [node for number in numbers for node in (ci(number, rng), observation(number, rng))]
        relations: dict[RelationId, Relation] = {}
        for number in numbers:
            for _ in range(3 + (rng.random() < REST)):
                hot, near = int(number * rng.random() ** 3), rng.randrange(max(0, number - 500), number + 1)
                far = near if rng.random() < NEAR else hot
                identity = RelationId(key(number), rng.choice(TYPES), key(far))
                relations[identity] = Relation(identity, RelationFields(need="hard", reported_by=(f"scan/{number}",)))
        yield Batch(nodes=nodes, relations=list(relations.values()))


def key(number: int) -> Key:
    """The key of a CI."""
    return Key(f"srv-{number:06}")


def values(number: int, rng: random.Random) -> dict[str, str | int | bool]:
    """The attributes of a server, as a scanner reports them."""
    return {
        "serial_number": f"SN{number:010}",
        "vendor": "Dell Inc.",
        "model": "PowerEdge R740",
        "operating_system": "Red Hat Enterprise Linux 9.4",
        "cpu_count": rng.randrange(1, 128),
        "memory_mb": rng.randrange(1, 512) * 1024,
        "ip_address": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
        "site": rng.choice(SITES),
        "virtual": number % 3 == 0,
    }


def ci(number: int, rng: random.Random) -> Node:
    """A CI with one claim."""
    claims = frozenset({Claim("server.serial_number", f"sn{number:010}")})
    return Node(key(number), "ci", "server", f"host{number}.example.com", "live", None, values(number, rng), {}, claims)


def observation(number: int, rng: random.Random) -> Node:
    """What the scanner said of a CI."""
    body: dict[str, Json] = {
        "digest": rng.randrange(-(2**63), 2**63),
        "native_id": str(number),
        "relations": [[TYPES[0], str(number)]],
    }
    return Node(Key(f"scan/{number}"), "observation", "scan", "", "", key(number), values(number, rng), body)


BARE = """
CREATE TABLE node (
    key TEXT, kind TEXT, cls TEXT, name TEXT, lifecycle TEXT, owner TEXT, attributes TEXT, body TEXT, claims TEXT
);
CREATE TABLE relation (
    source TEXT, type TEXT, target TEXT, grp TEXT, need TEXT, weight INTEGER, ride_through_s REAL, confidence REAL,
    last_verified TEXT, reported_by TEXT
);
"""


def node_rows(nodes: Sequence[Node]) -> list[tuple[object, ...]]:
    """Nodes as rows, with what is no plain value as text."""
    dump = json.dumps
    return [(*node[:6], dump(node.attributes), dump(node.body), dump(list(node.claims))) for node in nodes]


def relation_rows(relations: Sequence[Relation]) -> list[tuple[object, ...]]:
    """Relations as rows, with the reporters as text."""
    return [(*item.id, *item.fields[:5], json.dumps(item.fields.reported_by)) for item in relations]


class Bare:
    """Tables without indexes, and what it took to fill them."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.executescript(BARE)
        self.encode, self.insert = [Times(0, 0)] * 3, [Times(0, 0)] * 3

    def write(self, batch: Batch) -> int:
        """Write CIs, observations and relations, each timed for itself; return the number of rows."""
        written = 0
        for place, (table, columns, make, items) in enumerate(
            (
                ("node", 9, node_rows, [node for node in batch.nodes if node.kind == "ci"]),
                ("node", 9, node_rows, [node for node in batch.nodes if node.kind != "ci"]),
                ("relation", 10, relation_rows, batch.relations),
            )
        ):
            with Clock() as clock:
                rows = make(items)  # type: ignore[operator]
            self.encode[place] += clock.times
            with Clock() as clock:
                self.connection.execute("BEGIN")
                self.connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)  # noqa: S608
                self.connection.execute("COMMIT")
            self.insert[place] += clock.times
            written += len(rows)
        return written


def measure(cis: int, size: int, directory: Path) -> None:
    """Insert bare and by apply in turns, batch by batch, and print the table."""
    bare, apply, rows = Bare(directory / "bare.sqlite"), Times(0, 0), 0
    with open_store(f"sqlite:///{directory}/store.sqlite") as store:
        for batch in batches(cis, size):
            rows += bare.write(batch)
            with Clock() as clock:
                store.graph.apply(batch, Stamp("bench"))
            apply += clock.times
        print(f"{cis:,} CIs, {rows:,} rows, batches of {size:,} CIs")
        (ci_in, seen_in, link_in), (ci_text, seen_text, link_text) = bare.insert, bare.encode
        for name, times in (
            ("bare insert", ci_in + seen_in + link_in),
            ("with JSON", ci_in + seen_in + link_in + ci_text + seen_text + link_text),
            ("without observations", ci_in + link_in + ci_text + link_text),
            ("apply", apply),
        ):
            print(
                f"  {name:20} cpu {times.cpu:8.2f} s  wall {times.wall:8.2f} s   "
                f"apply takes {apply.cpu / times.cpu:5.2f}x the cpu, {apply.wall / times.wall:5.2f}x the wall"
            )
        sizes = [sum(path.stat().st_size for path in directory.glob(f"{name}*")) / 1e6 for name in ("bare", "store")]
        print(f"  bare file {sizes[0]:.0f} MB, store {sizes[1]:.0f} MB")
        reads(store.graph)
    bare.connection.close()


def reads(graph: GraphStore) -> None:
    """Print what common reads take."""
    servers = All((Compare("kind", "=", "ci"), Compare("class", "=", "server")))
    for name, read in (
        ("stream CIs", lambda: sum(map(len, graph.stream_nodes("ci")))),
        ("stream relations", lambda: sum(map(len, graph.stream_relations()))),
        ("digests", lambda: len(graph.digests("observation", "scan/"))),
        ("first page by name", lambda: graph.find(Query(servers, (Order("name"),), 50))),
        ("first page, newest", lambda: graph.find(Query(servers, (Order("changed_at", True),), 50))),
        ("one by name", lambda: graph.find(Query(All((servers, Compare("name", "=", "host77.example.com")))))),
        (
            "filter unindexed",
            lambda: graph.find(Query(All((servers, Compare("attributes.site", "=", "dc-07"))), limit=50)),
        ),
        ("total, capped", lambda: graph.find(Query(servers, limit=1, total=True))),
        ("facet class", lambda: graph.aggregate(Compare("kind", "=", "ci"), "class")),
        ("facet lifecycle", lambda: graph.aggregate(servers, "lifecycle")),
        ("facet attribute", lambda: graph.aggregate(servers, "attributes.site")),
        ("neighbours", lambda: graph.neighbours([key(77)])),
        ("get 1,000", lambda: graph.get([key(number) for number in range(1000)])),
        ("history of one", lambda: graph.history(key(77))),
        ("one write", lambda: graph.apply(Batch(nodes=[Node(key(7), "ci", "server", str(time.time()))]), Stamp("b"))),
    ):
        with Clock() as clock:
            read()
        print(f"  {name:20} cpu {clock.times.cpu * 1000:10.1f} ms  wall {clock.times.wall * 1000:10.1f} ms")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cis", type=int, nargs="?", default=50_000)
    parser.add_argument("--batch", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        measure(arguments.cis, arguments.batch, Path(directory))


if __name__ == "__main__":
    main()
