"""Weak points asked of an estate: the single points of failure of services, and every CI ranked by what it takes down.

``failures_away`` says in a document how many failures a service is from being DOWN: 0, 1 or "more than 1".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from typing import cast

import numpy as np

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.narrowing import Narrowing, Shelf, sites_of
from cmdb.questions import Posed, Question, asked, because_json, key_in, named, names_of, pose
from cmdb.values import Json
from impact import Graph, ProofStep, sentence
from impact.graph import MAINTENANCE
from impact.ranking import Gain, Ranked, RankedCi, gain, ranked
from impact.services import score_of
from impact.single_points import SinglePoint, SinglePoints, all_single_points, single_points

__all__ = ["MOST_AT_ONCE", "all_single_points_document", "ranking_document", "single_points_document"]

MOST_PROOFS = 50
MOST_AT_ONCE = 100_000
"""CIs up to which a ranking, with some gains, takes no longer than somebody waits for a page."""
GAINS = 3
EVERY_CI = Narrowing()
Report = Callable[[int, int], None]


def single_points_document(
    estate: Estate, question: Question, service: str, *, proofs: int = MOST_PROOFS
) -> dict[str, Json]:
    """Return the single points of failure of a service with a proof for each of the nearest.

    The question's failures, and what its plan takes down, are DOWN anyway. Raises ``NotFound``, ``Ambiguous``,
    ``Invalid``.
    """
    posed = pose(estate, question)
    key = key_in(estate, posed.graph, service, posed.snapshot.revision if question.as_of else None)
    found = asked(
        lambda: single_points(posed.graph, key, context=posed.scenario, proofs=proofs, visible=question.visible)
    )
    mentioned = {each for point in found.points for step in point.proof for each in keys_in(step)}
    names = names_of(posed.graph, mentioned | {key} | {point.key for point in found.points})
    return {
        "revision": posed.snapshot.revision,
        "scenario": posed.document,
        **answer(found, dict(names)),
        "points": [point_document(point, dict(names)) for point in found.points],
        "names": dict(names),
    }


def all_single_points_document(estate: Estate, question: Question) -> list[dict[str, Json]]:
    """Return the single points of every service that takes part, by key, without proofs; raises as for one."""
    posed = pose(estate, question)
    services = in_sight(services_of(posed.graph), question)
    found = asked(lambda: all_single_points(posed.graph, services, context=posed.scenario, visible=question.visible))
    names = dict(names_of(posed.graph, services))
    return [answer(each, names) for each in found]


def services_of(graph: Graph) -> list[str]:
    """Return the keys of the services that take part, ascending."""
    numbers = np.flatnonzero(graph.ci_service & (graph.ci_presence <= MAINTENANCE))
    return sorted(graph.keys_of(numbers))


def answer(found: SinglePoints, names: dict[str, str]) -> dict[str, Json]:
    """Return what is said of one service."""
    away: Json = "more than 1" if found.failures_away is None else found.failures_away
    return {
        "service": found.service,
        "name": names.get(found.service, found.service),
        "spofs": list[Json](sorted(point.key for point in found.points)),
        "failures_away": away,
        "reason": found.reason,
        "hidden": found.hidden,
    }


def keys_in(step: ProofStep) -> Iterable[str]:
    """Yield the keys that a step of a proof mentions."""
    yield step.key
    for because in step.because:
        yield from because.failed
        yield from because.cycle


def point_document(point: SinglePoint, names: dict[str, str]) -> dict[str, Json]:
    """Return a single point with its proof, a sentence for each step that has a reason."""
    steps: list[Json] = [
        {
            "key": step.key,
            "name": step.name,
            "because": [because_json(because) for because in step.because],
            "sentence": f"{step.name or step.key} is DOWN: {said(step, names)}",
        }
        for step in point.proof
        if step.because
    ]
    return {"key": point.key, "name": point.name, "class": point.cls, "hops": point.hops, "steps": steps}


def said(step: ProofStep, names: dict[str, str]) -> str:
    """Return the reasons of a step by name."""
    return "; ".join(sentence(named(because, names)) for because in step.because)


# ------------------------------------------------------------------ the ranking


def ranking_document(  # noqa: PLR0913  # each is a figure of the question
    estate: Estate,
    question: Question,
    *,
    top: int,
    gains: int | None = None,
    only: Narrowing = EVERY_CI,
    most: int | None = None,
    report: Report | None = None,
    workers: int = 1,
) -> dict[str, Json]:
    """Return the CIs that take services DOWN alone, the worst first.

    ``total`` counts all of them, ``matching`` those that are asked for; ``factors`` say what each service counts.

    Parameters
    ----------
    top : how many to return
    only : which CIs to return, in words or keys
    gains : for how many of the first to work out what making them redundant would save; default: 3 in an estate of
        up to 100,000 CIs, none in a larger one
    most : refuse an estate of more CIs; default: none is
    report : told how far the work is; it may raise to end it
    workers : threads that share the work

    Raises
    ------
    NotFound, Ambiguous, Invalid
    """
    posed = pose(estate, question)
    size = posed.graph.size
    if most is not None and size > most:
        raise Invalid("estate", "is too large to be ranked while somebody waits", size, f"{most:,} CIs, or a job")
    found = asked(
        lambda: ranked(posed.graph, context=posed.scenario, workers=workers, progress=report, visible=question.visible)
    )
    cis, hidden = found.chosen(None)
    wanted = gains if gains is not None else GAINS if size <= MOST_AT_ONCE else 0
    sites = in_sight(sites_of(posed.graph, estate.schema), question)
    shelf, only = Shelf(posed.graph, cis, found.pairs(cis), sites), resolved(estate, posed, question, only)
    matching = shelf.wanted(only)
    shown = found.items(matching[:top])
    saved = gains_of(posed, shown[:wanted], report)
    services = {key for item in shown for key in item.services}
    names = names_of(posed.graph, services | set(found.down))
    items: list[Json] = [item_document(item, saved.get(item.key), dict(names)) for item in shown]
    return {
        "revision": posed.snapshot.revision,
        "scenario": posed.document,
        "headline": headline(found),
        "items": items,
        "total": found.total,
        "matching": int(matching.size),
        "facets": shelf.facets(only, estate.schema),
        "factors": factors_of(posed.graph, services),
        "pairs": found.pairs_total,
        "services": found.services,
        "down": list[Json](found.down),
        "hidden": hidden,
        "names": dict(names),
    }


def in_sight(keys: Sequence[str], question: Question) -> list[str]:
    """Return those of the CIs that the reader may see."""
    if question.visible is None:
        return list(keys)
    return [key for key, may in zip(keys, question.visible(keys), strict=True) if may]


def resolved(estate: Estate, posed: Posed, question: Question, only: Narrowing) -> Narrowing:
    """Return a narrowing in keys. Raises ``NotFound`` for what there is not, ``Ambiguous``."""
    moment = posed.snapshot.revision if question.as_of else None

    def keys(texts: Iterable[str]) -> frozenset[str]:
        return frozenset(key_in(estate, posed.graph, text, moment) for text in sorted(texts))

    classes = frozenset(estate.schema.cls(name).name for name in sorted(only.classes))
    return Narrowing(keys(only.cis), classes, keys(only.sites), keys(only.services))


def factors_of(graph: Graph, services: Iterable[str]) -> dict[str, Json]:
    """Return what each service counts when it goes DOWN: its score and the factors of it."""
    keys = sorted(services)
    numbers = graph.indices_of(keys)
    facts = zip(keys, graph.ci_criticality[numbers].tolist(), graph.ci_users[numbers].tolist(), strict=True)
    found: dict[str, Json] = {}
    for key, criticality, users in facts:
        score, factors = score_of("down", criticality, users)
        found[key] = {"score": round(score, 1), **factors}
    return found


def gains_of(posed: Posed, items: Sequence[RankedCi], report: Report | None) -> dict[str, Gain]:
    """Return what making each of some CIs redundant would save."""
    saved: dict[str, Gain] = {}
    for number, item in enumerate(items):
        saved[item.key] = gain(posed.graph, item.key, context=posed.scenario)
        if report is not None:
            report(number + 1, len(items))
    return saved


def item_document(item: RankedCi, saved: Gain | None, names: dict[str, str]) -> dict[str, Json]:
    """Return one ranked CI with a sentence."""
    rounded = replace(saved, score=round(saved.score, 1)) if saved else None
    return {
        "key": item.key,
        "name": item.name,
        "class": item.cls,
        "score": round(item.score, 1),
        "services": list[Json](item.services),
        "hidden": item.hidden,
        "gain": cast("Json", asdict(rounded)) if rounded else None,
        "sentence": item_sentence(item, saved, names),
    }


NAMED = 3


def item_sentence(item: RankedCi, saved: Gain | None, names: dict[str, str]) -> str:
    """Say what a CI takes down alone, and what making it redundant would save."""
    count = len(item.services) + item.hidden
    first = ", ".join(names.get(key, key) for key in item.services[:NAMED])
    more = f" and {count - NAMED:,} more" if count > NAMED and first else ""
    text = f"alone takes {count:,} service{'s' if count > 1 else ''} DOWN"
    text += f": {first}{more}" if first else ""
    if saved is None:
        return text
    fewer = f"{saved.single_points:,} single point{'' if saved.single_points == 1 else 's'} of failure fewer"
    return f"{text}; made redundant: {fewer}, score {saved.score:,.1f} less"


def headline(found: Ranked) -> str:
    """Say a ranking in one breath."""
    if not found.total:
        return "No CI takes a service DOWN alone."
    one = found.total == 1
    count = f"{found.total:,} CI{'' if one else 's'} take{'s' if one else ''} services DOWN alone"
    return f"{count}; {found.services:,} service{'s were' if found.services != 1 else ' was'} looked at."
