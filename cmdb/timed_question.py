"""A question on a timeline: where it begins, who is immune until when, and what else is going on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cmdb.context import beside, overlapping
from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.plan import Plan
from cmdb.questions import Question
from cmdb.taken_down import immune_until, window_of
from cmdb.values import Json
from impact import ContextRecord, Graph, Scenario

__all__ = ["placed_in_time"]


def placed_in_time(
    estate: Estate, graph: Graph, question: Question, scenario: Scenario, key: Callable[[str], Key]
) -> tuple[Scenario, dict[str, Json]]:
    """Return a scenario with its context, and what is said of its times. Raises what reading plans raises."""
    window = window_of(question.plan) if question.plan is not None else None
    immune = tuple(immune_until(scenario.immune, window))
    context = [
        replace(record, failures=tuple(replace(each, ci=key(each.ci)) for each in record.failures))
        for record in question.context
    ]
    if question.with_context:
        context += known_to(graph, overlapping(estate.context_sources, window, estate.now()))
    if question.beside:
        context += beside(question.beside, window, key, retired_in(estate, graph, key))
    said: dict[str, Json] = {}
    if window is not None:
        said["window"] = {"start": instant_json(window.start), "end": instant_json(window.end)}
    if question.in_company:
        said["context"] = [record_document(each, question) for each in context]
    return replace(scenario, immune=immune, context=tuple(context)), said


def retired_in(estate: Estate, graph: Graph, key: Callable[[str], Key]) -> Callable[[Plan], list[str]]:
    """Return what tells of a plan which CIs that are in service it takes out of it."""
    from cmdb.retirement import retired_by  # noqa: PLC0415  # it takes what writes the graph; most questions need none

    def retired(plan: Plan) -> list[str]:
        named = [(ci, key(ci)) for ci in retired_by(plan, estate.schema)]
        return [ci for ci, found in named if graph.has(found) and graph.takes_part(graph.index_of(found))]

    return retired


def known_to(graph: Graph, records: Iterable[ContextRecord]) -> list[ContextRecord]:
    """Return records without the CIs that the graph does not have, and those that are left with none not at all."""
    found: list[ContextRecord] = []
    for each in records:
        kept = tuple(failure for failure in each.failures if graph.has(failure.ci))
        if kept:
            found.append(replace(each, failures=kept))
    return found


def record_document(record: ContextRecord, question: Question) -> dict[str, Json]:
    """Return a record as JSON: its CIs as far as the reader may see them, its title where that is all of them."""
    cis = sorted({failure.ci for failure in record.failures})
    seen = cis
    if question.visible is not None:
        seen = [ci for ci, may in zip(cis, question.visible(cis), strict=True) if may]
    title = record.title if len(seen) == len(cis) else ""
    return {"reference": record.reference, "title": title, "kind": record.kind, "cis": list[Json](seen)}
