"""From requests about problems to proposals, known errors and verdicts; within a scope only what may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.resources.records.service import act, seen_record
from api.sight import seen_key, visible
from cmdb.access import condition, sees
from cmdb.entities import instant_json
from cmdb.errors import NotFound
from cmdb.model import RECORD_LINK, Key
from cmdb.query import TOTAL_CAP, All, Compare, Condition, Has, Query, Step
from cmdb.query import Any as AnyOf
from cmdb.values import Json, normal_text
from itsm.flows.incident_problem import effect_of, open_problems, proposals, take_proposed
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.problem.practice import PROBLEM
from itsm.problem.recurrence import Proposal

__all__ = ["effectiveness", "known_errors", "proposed", "take"]

KNOWN = ("known_error", "fixing")


def in_sight() -> list[Proposal]:
    """Return the proposals of which the person may see every CI and every incident."""
    here = backend()
    found = proposals(here.estate, now=here.clock())
    if principal().scope is None:
        return found
    seen = visible({ci for each in found for ci in (each.ci, *each.cis)})
    records = here.graph.get([Key(key) for key in sorted({key for each in found for key in each.incidents})])
    mine = {str(key) for key, each in records.items() if sees(principal(), each.node)}
    return [each for each in found if {each.ci, *each.cis} <= seen and set(each.incidents) <= mine]


def proposed() -> dict[str, Json]:
    """Return the proposals, most incidents first."""
    found = in_sight()
    nodes = backend().graph.get([Key(each.ci) for each in found])
    names = {str(key): each.node.name for key, each in nodes.items()}
    there = open_problems(backend().estate, sorted({each.ci for each in found}))
    seen = visible({record.key for known in there.values() for record in known})
    problems = {ci: [each for each in known if each.key in seen] for ci, known in there.items()}
    return {
        "items": [document(each, names.get(each.ci, ""), problems.get(each.ci, [])) for each in found],
        "next": None,
    }


def document(each: Proposal, name: str, problems: Sequence[Record]) -> dict[str, Json]:
    """Return a proposal as JSON, with the problems that are open on its CI already."""
    found = cast("dict[str, Json]", asdict(each))
    times: dict[str, Json] = {"first_at": instant_json(each.first_at), "last_at": instant_json(each.last_at)}
    lists: dict[str, Json] = {
        "incidents": list[Json](each.incidents),
        "cis": list[Json](each.cis),
        "reasons": list[Json](each.reasons),
        "open_problems": [
            {"key": it.key, "title": it.title, "state_label": PROBLEM.lifecycle.states[it.state].label}
            for it in problems
        ],
    }
    return {**found, **times, **lists, "name": name}


def take(given: Mapping[str, Any]) -> Key:
    """Link the incidents of a proposal with the problem that is named, else with a new one."""
    wanted = given["proposal"]
    known = [each.id for each in in_sight()]
    if wanted not in known:
        raise NotFound("proposal", wanted, tuple(known)[:10])
    problem = seen_record(PROBLEM, given["problem"]).key if given["problem"] else None
    return take_proposed(backend().estate, wanted, problem=problem, act=act(f"proposal {wanted}"))


def known_errors(args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of the known errors that are not fixed, newest first."""
    here = backend()
    states = AnyOf(tuple(Compare("lifecycle", "=", normal_text(each)) for each in KNOWN))
    is_problem = Compare("class", "=", PROBLEM.name)
    parts: list[Condition] = [IS_RECORD, is_problem, states, Has("attributes.workaround"), condition(principal())]
    if args.get("ci"):
        key = seen_key(args["ci"])
        roles = frozenset(RECORD_LINK + role for role in ("affects", "caused_by_ci"))
        parts.append(Step("out", roles, Compare("key", "=", normal_text(key))))
    page = here.graph.find(Query(All(tuple(parts)), (), args["limit"], args["after"], args["total"]))
    keys = [each.node.key for each in page.items]
    links = links_of(here.graph, keys) if keys else ()
    seen = visible({each.target for each in links if each.role in ("affects", "caused_by_ci")})
    items = []
    for record in map(read_record, page.items):
        mine = [each for each in links if each.record == record.key and each.role in ("affects", "caused_by_ci")]
        items.append(
            {
                "key": record.key,
                "title": record.title,
                "state": record.state,
                "root_cause": record.text("root_cause"),
                "workaround": record.text("workaround"),
                "cis": sorted({each.target for each in mine} & seen),
                "incidents": sum(each.role == "has_problem" and each.target == record.key for each in links),
            }
        )
    answer: dict[str, object] = {"items": items, "next": page.next}
    return answer | ({"total": min(page.total, TOTAL_CAP + 1)} if page.total is not None else {})


def effectiveness(key: str) -> dict[str, Json]:
    """Return whether the fix of a problem helped."""
    found = effect_of(backend().estate, seen_record(PROBLEM, key), now=backend().clock())
    answer = cast("dict[str, Json]", asdict(found))
    if principal().scope is None:
        return answer | {"incidents": list[Json](found.incidents)}
    records = backend().graph.get([Key(each) for each in found.incidents])
    return answer | {"incidents": [str(key) for key, each in records.items() if sees(principal(), each.node)]}
