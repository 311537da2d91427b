"""One chunk of a run: identify each observation, bring its CI up to date, then relate, all in one workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cmdb.errors import FaultlineError
from cmdb.identify import Wanted, second
from cmdb.keys import KeyBlocks
from cmdb.model import Claim, Key
from cmdb.refresh import Rules
from cmdb.workspace import Workspace
from importers.decisions import row_of
from importers.places import Places
from importers.prepare import Prepared, rejection
from importers.references import load_references, missing, referred
from importers.relate import relate_all, take_deferred
from importers.take import Place, place_of, take
from importers.taken import ChunkResult, Deferred, Taken

__all__ = ["ChunkResult", "Deferred", "take_chunk", "take_deferred"]


def take_chunk(
    work: Workspace, rules: Rules, source: str, chunk: Sequence[Prepared], places: Places, *, last: bool = False
) -> ChunkResult:
    """Take a chunk into the workspace. ``last``: parents that are still missing are so for good."""
    result = ChunkResult()
    alone = {each.key: place_of(rules, each, None) for each in chunk if each.said.parent is None}
    load_chunk(work, rules, source, chunk, alone, places)
    keys = KeyBlocks(work, rules.schema)
    taken: list[Taken] = []
    rest = list(chunk)
    while rest:
        waiting = []
        for prepared in rest:
            try:
                place = alone.get(prepared.key) or place_inside(work, rules, source, prepared, places)
                if place is None:
                    waiting.append(prepared)
                    continue
                taken.append(take(work, rules, source, prepared, place, keys))
                places.note(prepared.said.native_id, taken[-1].owner)
            except FaultlineError as error:
                result.rows.append(rejection(prepared.said, error))
        if len(waiting) == len(rest):
            give_up(result, waiting, last=last)
            break
        rest = waiting
    keys.settle()
    about = relate_all(work, rules, source, taken, places, result)
    result.rows += [row_of(work, each, ids) for each, ids in zip(taken, about, strict=True)]
    return result


def give_up(result: ChunkResult, waiting: Sequence[Prepared], *, last: bool) -> None:
    """Keep observations whose parent is not there for later, or reject them at the end."""
    if not last:
        result.waiting += waiting
        return
    for prepared in waiting:
        parent = prepared.said.parent
        assert parent is not None  # noqa: S101  # nothing else makes one wait
        reason = f"its parent is not there: {missing(parent)}"
        result.rows.append(rejection(prepared.said, missing(parent), reason))


def place_inside(work: Workspace, rules: Rules, source: str, prepared: Prepared, places: Places) -> Place | None:
    """Return where a row is identified that names a parent, None where the parent is not there (yet)."""
    assert prepared.said.parent is not None  # noqa: S101  # the others' places are known from the start
    parent = referred(work, rules.schema, source, prepared.said.parent, places)
    return None if parent is None else place_of(rules, prepared, parent)


def load_chunk(
    work: Workspace,
    rules: Rules,
    source: str,
    chunk: Sequence[Prepared],
    alone: Mapping[Key, Place],
    places: Places,
) -> None:
    """Read from the store in a few strokes what the chunk will ask for one by one."""
    work.load_nodes(each.key for each in chunk)
    owners = [node.owner for each in chunk if (node := work.node(each.key)) is not None and node.owner]
    claims = list(claims_asked(one for place in alone.values() for one in place.wanted))
    references = [one.other for each in chunk for one in each.said.relations]
    references += [each.said.parent for each in chunk if each.said.parent]
    work.load_holders(claims)
    load_references(work, rules.schema, source, references, places)
    candidates = [holder for claim in claims if (holder := work.holder(claim))]
    work.load_nodes([*owners, *candidates])
    work.load_owned([*owners, *candidates])


def claims_asked(wanted: Iterable[Wanted]) -> Iterable[Claim]:
    """Yield the claims whose holders identification will ask for."""
    for each in wanted:
        if each.claim is not None:
            yield each.claim
            if not each.rule.strong:
                yield second(each.claim)
