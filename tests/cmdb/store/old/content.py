"""What stands in the old files: a little of everything. Never change it; later formats may add their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cmdb.model import Claim, Key, Node, Relation, RelationFields, RelationId
from cmdb.store.port import Batch, Stamp
from cmdb.values import Document, Money

if TYPE_CHECKING:
    from cmdb.store.port import Store

__all__ = ["fill"]

VALUES = {
    "text": "Z\u00fcrich",
    "number": 0.1,
    "big": 2**63 - 1,
    "flag": True,
    "day": date(2024, 2, 29),
    "instant": datetime(2024, 2, 29, 12, 0, 0, 1, tzinfo=UTC),
    "span": timedelta(days=1),
    "cost": Money(1999, "EUR"),
    "tags": ("Red", "blue"),
    "document": Document({"a": [1, None]}),
}


def stamp(day: int) -> Stamp:
    """A stamp at noon of a day of March 2024."""
    return Stamp("ada", "scan", "nightly", f"run-{day % 2}", datetime(2024, 3, day, 12, tzinfo=UTC))


def fill(store: Store) -> None:
    """Write four revisions, last-seen times, an index and a side row."""
    a, b, c = Key("srv-1"), Key("SRV-2"), Key("scan/1")
    ab = RelationId(a, "runs_on", b, "g")
    claims = frozenset({Claim("serial", "SN1")})
    store.graph.declare_indexes(["number"])
    store.graph.apply(
        Batch(
            nodes=[
                Node(a, "ci", "server", "Payroll Frontend", "live", None, VALUES, {"rules": []}, claims),
                Node(b, "ci", "server", "Hypervisor"),
                Node(c, "observation", "scan", owner=a, attributes={"text": "raw"}, body={"digest": 42}),
            ],
            relations=[
                Relation(ab, RelationFields("hard", 3, 1.5, 0.9, datetime(2024, 1, 1, tzinfo=UTC), (c,))),
                Relation(RelationId(b, "uses", b)),
            ],
        ),
        stamp(1),
    )
    store.graph.apply(Batch(nodes=[Node(a, "ci", "Server", "Payroll", attributes=VALUES | {"number": 2})]), stamp(2))
    store.graph.apply(Batch(remove_nodes=[a], remove_relations=[ab]), stamp(3))
    store.graph.apply(Batch(nodes=[Node(a, "ci", "server", "Payroll again", claims=claims)]), stamp(4))
    store.graph.touch([a, c], datetime(2024, 3, 5, tzinfo=UTC))
    store.side.put("jobs", "job-1", {"state": "done"}, now=datetime(2024, 3, 5, tzinfo=UTC))
