"""What may have caused what is seen, asked of an estate: the engine's ranking, with recent changes as the prior."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from cmdb.changed import changed_cis
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.model import Revision
from cmdb.questions import Visible, asked, key_in, names_of
from cmdb.store.port import Change, GraphStore
from cmdb.values import Json
from impact.document import duration
from impact.root_cause import Cause, Prior, Priors, root_causes

__all__ = ["HOURS", "cause_document", "recent_changes"]

HOURS = 72.0
"""How far back a change still speaks for a CI."""

HALF_LIFE_H = 6.0
MOST_LOOKED_AT = 200_000
BLOCK = 20
MOST_TOP = 100
MINUTE = 60


def cause_document(
    estate: Estate,
    down: Sequence[str],
    up: Sequence[str] = (),
    *,
    as_of: str | int | None = None,
    hours: float = HOURS,
    top: int = 10,
    visible: Visible | None = None,
) -> dict[str, Json]:
    """Return ranked root causes. Raises ``NotFound``, ``Ambiguous``, ``Invalid``.

    ``hours``: changes of so many hours before count as a prior. Causes with a CI out of sight are counted as hidden;
    elsewhere such CIs are left out.
    """
    if not down:
        raise Invalid("down", "names no CI that is seen DOWN", None, "at least one CI")
    if not 1 <= top <= MOST_TOP:
        raise Invalid("top", "is out of range", top, f"1 to {MOST_TOP}")
    moment = estate.moment(as_of)
    snapshot = estate.snapshots.at(moment)
    graph = snapshot.graph
    gone, well = ([key_in(estate, graph, text, moment) for text in texts] for texts in (down, up))
    priors = recent_changes(estate, moment, hours)
    found = asked(lambda: root_causes(graph, gone, well, priors=priors, top=top))
    kept = in_sight(found, visible)
    mentioned = {key for each in kept for key in (*each.cause, *each.explains, *each.misses, *each.contradicts)}
    names = names_of(graph, mentioned)
    return {
        "revision": snapshot.revision,
        "down": list[Json](sorted(set(gone))),
        "up": list[Json](sorted(set(well))),
        "causes": [shown(each, names) for each in kept],
        "hidden": len(found) - len(kept),
        "names": dict(names),
    }


def in_sight(found: Sequence[Cause], visible: Visible | None) -> list[Cause]:
    """Return the causes of which every CI may be seen."""
    if visible is None:
        return list(found)
    keys = sorted({key for each in found for key in each.cause})
    may = dict(zip(keys, visible(keys), strict=True))
    return [each for each in found if all(may[key] for key in each.cause)]


def shown(cause: Cause, names: Mapping[str, str]) -> dict[str, Json]:
    """Return a cause as JSON."""
    return {
        "cause": list[Json](cause.cause),
        "explains": list[Json](cause.explains),
        "partly": list[Json](cause.partly),
        "misses": list[Json](cause.misses),
        "contradicts": list[Json](cause.contradicts),
        "doubts": list[Json](cause.doubts),
        "score": cause.score,
        "prior": cause.prior,
        "predicted": cause.predicted,
        "reasons": list[Json](cause.reasons),
        "sentence": f"{' and '.join(names.get(key, key) for key in cause.cause)}: {'; '.join(cause.reasons)}",
    }


# ------------------------------------------------------------------ the prior


def recent_changes(estate: Estate, moment: int | None, hours: float) -> Priors:
    """Return a prior: CIs that changed in the hours before, the later and the fewer others with them the more.

    A change weighs ``2 ** (-age / 6 h) / (1 + log10(n))`` for each of the n CIs that its revision changed; of several
    the weightiest counts.
    """

    def priors(keys: Sequence[str]) -> Mapping[str, Prior]:
        wanted = frozenset(keys)
        found: dict[str, Prior] = {}
        until = moment if moment is not None else head_of(estate.graph)
        if not until or hours <= 0:
            return found
        now = estate.graph.revision(until).at if moment is not None else estate.now()
        for revision, changes in newest_first(estate.graph, now - timedelta(hours=hours), until):
            cis = changed_cis(changes)
            age = max(0.0, (now - revision.at).total_seconds() / 3600)
            weight = round(2.0 ** (-age / HALF_LIFE_H) / (1 + math.log10(max(1, len(cis)))), 6)
            for key in cis & wanted:
                if key not in found or found[key].weight < weight:
                    found[key] = Prior(weight, said(revision, now, len(cis)))
        return found

    return priors


def head_of(graph: GraphStore) -> int:
    """Return the number of the last revision, 0 for none."""
    head = graph.head()
    return head.number if head else 0


def newest_first(graph: GraphStore, since: datetime, until: int) -> Iterator[tuple[Revision, Sequence[Change]]]:
    """Yield what each revision since an instant did, newest first, until as many changes as may be have been."""
    after = graph.revision_at(since)
    looked_at = 0
    while until > after and looked_at <= MOST_LOOKED_AT:
        start = max(after, until - BLOCK)
        block = list(graph.changes(start, until=until))
        looked_at += sum(len(changes) for _, changes in block)
        yield from reversed(block)
        until = start


def said(revision: Revision, now: datetime, count: int) -> str:
    """Say what changed when: "changed 5 min before (revision 12 by ops: patch night), with 3 others"."""
    age = max(0, round((now - revision.at).total_seconds()))
    ago = duration(age - age % 60) if age >= MINUTE else "less than a minute"
    reason = f": {revision.reason}" if revision.reason else ""
    others = f", with {count - 1:,} other{'s' if count != 2 else ''}" if count > 1 else ""  # noqa: PLR2004  # one other
    return f"changed {ago} before (revision {revision.number} by {revision.actor}{reason}){others}"
