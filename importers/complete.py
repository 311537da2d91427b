"""The end of a complete run: what the source no longer reports is missing, and is retired when nobody reports it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cmdb.model import Key, Node
from cmdb.observed import MANUAL, OBSERVATION, source_of
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.refresh import Rules, refresh_ci, refresh_relations, touched, withdraw
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from cmdb.workspace import Workspace
from importers.chunk import ChunkResult
from importers.report import Report, RowDecision

__all__ = ["Brake", "observations_of", "retire_missing"]

LARGEST_SHARE = 0.2
ALWAYS_ALLOWED = 5


@dataclass(frozen=True, slots=True)
class Brake:
    """A complete run's judgement: what was seen, and whether a large loss has been accepted."""

    source: str
    seen: Collection[Key]
    accept: bool

    def withdraw(self, work: Workspace, rules: Rules, missing: Sequence[Node]) -> ChunkResult:
        """Withdraw missing observations; a CI that nobody else reports is retired."""
        result = ChunkResult()
        work.load_nodes(each.key for each in missing)
        work.load_owned(each.owner for each in missing if each.owner)
        for each in missing:
            result.rows.append(retire_one(work, rules, each))
        return result


def observations_of(graph: GraphStore, source: str) -> Iterator[Node]:
    """Return all observations of a source, by key."""
    prefix = f"obs:{source}:"
    where = All((Compare("kind", "=", OBSERVATION), Compare("key", "prefix", normal_text(prefix))))
    return (stored.node for stored in every(graph, where) if stored.node.key.startswith(prefix))


def retire_missing(graph: GraphStore, rules: Rules, brake: Brake, report: Report) -> Sequence[Node]:
    """Return the observations to withdraw, none when their share is too large to go unasked."""
    del rules
    all_of_source = list(observations_of(graph, brake.source))
    missing = [node for node in all_of_source if node.key not in brake.seen and not node.body.get("missing")]
    report.missing = len(missing)
    share = len(missing) / max(1, len(all_of_source))
    if len(missing) > ALWAYS_ALLOWED and share > LARGEST_SHARE and not brake.accept:
        report.stopped = (
            f"{len(missing)} of {len(all_of_source)} CIs that {brake.source} reported before are missing "
            f"({share:.0%}, more than {LARGEST_SHARE:.0%}); nothing was retired: look, and accept it to go on"
        )
        return []
    report.retired = len(missing)
    return missing


def retire_one(work: Workspace, rules: Rules, missing: Node) -> RowDecision:
    """Withdraw one observation: gone where others report the CI, else marked and its CI retired."""
    owner = missing.owner or Key("")
    others = [
        each for each, _ in work.owned(owner, OBSERVATION) if each.key != missing.key and source_of(each) != MANUAL
    ]
    if others:
        withdraw(work, rules, missing, remove_ci=False)
    else:
        body = {name: part for name, part in missing.body.items() if name not in ("relations", "digest")}
        retired = rules.schema.lifecycle(missing.cls).retired
        work.put(missing._replace(lifecycle=retired, body={**body, "missing": True}))
        refresh_ci(work, rules, owner)
        refresh_relations(work, rules, owner, touched(work, missing))
    return RowDecision(
        row=str(missing.body.get("native_id", "")),
        where=f"{source_of(missing)}: no longer reported",
        decision="missing",
        key=owner,
        cls=missing.cls,
        name=missing.name,
        reason="still reported by others" if others else "nobody reports it: retired",
    )
