"""What a plan's edits do to an answer: the same failures asked of today's graph and of the graph with the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from cmdb.estate import Estate
from cmdb.questions import Question, asked, names_of, pose
from cmdb.values import Json
from impact import analyse
from impact.difference import difference, difference_document

__all__ = ["plan_difference_document"]


def plan_difference_document(estate: Estate, question: Question) -> dict[str, Json]:
    """Return how the answer with a plan differs from today's. Raises ``NotFound``, ``Ambiguous``, ``Invalid``.

    What fails is the same on both sides, as far as it exists today; a CI that the plan adds does not fail today, and
    one that it retires is in service.
    """
    planned = pose(estate, replace(question, depth=None, limit=None), timed=True)
    today = estate.snapshots.at(estate.moment(question.as_of))
    named = {each.ci for each in planned.scenario.all_failures()} | {each.ci for each in planned.scenario.immune}
    today_too = planned.scenario.failures[: len(planned.scenario.failures) - len(planned.retired)]
    known = {key for key in named if today.graph.has(key)}
    scenario = replace(
        planned.scenario,
        failures=tuple(each for each in today_too if each.ci in known),
        immune=tuple(each for each in planned.scenario.immune if each.ci in known),
        context=tuple(
            replace(record, failures=tuple(each for each in record.failures if each.ci in known))
            for record in planned.scenario.context
        ),
    )
    before = asked(lambda: analyse(today.graph, scenario, visible=question.visible))
    after = asked(lambda: analyse(planned.graph, planned.scenario, visible=question.visible))
    found = difference(before, after)
    mentioned = {risk.key for risk in (*found.at_risk, *found.healed)}
    mentioned |= {key for risk in (*found.at_risk, *found.healed) for key in (*risk.left, *risk.services)}
    names = dict(names_of(planned.graph, {key for key in mentioned if planned.graph.has(key)}))
    return {**cast("dict[str, Json]", difference_document(found)), "names": cast("dict[str, Json]", names)}
