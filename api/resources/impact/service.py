"""From a scenario as it was sent to a question, within the sight of who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.sight import require_plan, seen_key, visible
from cmdb.entities import relation_document
from cmdb.impact_rows import presence_of
from cmdb.model import Key
from cmdb.plan import Plan, parse_plan
from cmdb.questions import Question, explain_document, impact_document, needs_document, paths_document, why_not_document
from cmdb.values import Json
from impact import ContextRecord, Failure, Immunity
from impact.answer import Because
from impact.document import still_up

__all__ = [
    "because_of",
    "down_in_sight",
    "explained",
    "impact",
    "in_sight",
    "needed",
    "question_from_args",
    "question_of",
    "routes_between",
    "sight",
    "why",
    "words",
]


def sight(as_of: int | None) -> Callable[[Sequence[str]], Sequence[bool]] | None:
    """Return what the engine asks about each CI that it would show; None where everything may be seen."""
    if principal().scope is None:
        return None

    def may(keys: Sequence[str]) -> Sequence[bool]:
        seen = visible(keys, as_of=as_of)
        return [key in seen for key in keys]

    return may


def question_of(given: dict[str, Any]) -> Question:
    """Return the question that a body asks."""
    here = backend()
    plan = None
    if given["plan"] is not None:
        plan = parse_plan(given["plan"], here.rules().schema)
        require_plan(plan, "impact.ask")
    as_of = here.as_of(given["as_of"])
    if plan is not None:
        down_in_sight(plan, as_of)
    others = [failure for record in given.get("context", ()) for failure in record["failures"]]
    for each in (*given["failures"], *given["immune"], *others):
        in_sight(each["ci"], as_of)
    return Question(
        failures_of(given["failures"]),
        tuple(Immunity(**each) for each in given["immune"]),
        given["as_of"],
        plan,
        given["depth"],
        given["limit"],
        sight(as_of),
        given.get("with_context", False),
        context=tuple(
            ContextRecord(each["reference"], each["title"], failures_of(each["failures"]), each["kind"])
            for each in given.get("context", ())
        ),
    )


def failures_of(given: Iterable[dict[str, Any]]) -> tuple[Failure, ...]:
    """Return failures with their times, as a body or an address names them."""
    return tuple(Failure(**each) for each in given)


def in_sight(text: str, as_of: int | None) -> None:
    """Raise ``NotFound`` for a CI out of sight; a plan's own ``$name`` is in sight."""
    if principal().scope is not None and not text.startswith("$"):
        seen_key(text, as_of=as_of, permission="impact.ask")


def down_in_sight(plan: Plan, as_of: int | None) -> None:
    """Raise ``NotFound`` where a plan takes down a CI out of sight."""
    listed = plan.rest.get("down", [])
    for each in listed if isinstance(listed, list) else [listed]:
        if isinstance(each, dict) and isinstance(ci := each.get("ci"), str):
            in_sight(ci, as_of)


def question_from_args(args: dict[str, Any]) -> Question:
    """Return the question that an address asks."""
    failures = [{"ci": ci, "state": "down"} for ci in words(args["ci"])]
    failures += [{"ci": ci, "state": "degraded"} for ci in words(args["degraded"])]
    immune = [{"ci": ci, "by": "", "reason": "", "until": ""} for ci in words(args["immune"])]
    common = {"as_of": args.get("as_of"), "plan": None, "depth": args["depth"], "limit": args["limit"]}
    return question_of({"failures": failures, "immune": immune, **common})


def words(text: str) -> list[str]:
    """Return what stands between commas."""
    return [word for part in text.split(",") if (word := part.strip())]


def impact(question: Question) -> dict[str, Json]:
    """Return what breaks."""
    return impact_document(backend().estate, question)


def explained(question: Question, ci: str, *, alternatives: bool) -> dict[str, Json]:
    """Return the proof of one CI's state, each step with one sentence."""
    in_sight(ci, backend().as_of(question.as_of))
    shown = explain_document(backend().estate, question, ci, alternatives=alternatives)
    steps = cast("list[dict[str, Json]]", shown["steps"])
    resting = in_maintenance([str(step["key"]) for step in steps if not step["sentences"]], question.as_of)
    for step in steps:
        alone = "in maintenance already" if step["key"] in resting else "fails by itself"
        said = "; ".join(cast("list[str]", step["sentences"])) or alone
        step["sentence"] = f"{step['name'] or step['key']} is {str(step['state']).upper()}: {said}"
    if shown["evidence"]:
        shown["evidence"] = evidence(cast("dict[str, Any]", shown["evidence"]), question.as_of)
    return shown


def in_maintenance(keys: Sequence[str], as_of: str | int | None) -> set[str]:
    """Return which of some CIs are DOWN whatever the scenario says, because they are in maintenance."""
    here = backend()
    stored = here.graph.get([Key(key) for key in keys], as_of=here.as_of(as_of))
    return {key for key, each in stored.items() if presence_of(here.rules().schema, each.node) == "maintenance"}


def evidence(found: dict[str, Any], as_of: str | int | None) -> Json:
    """Return the weakest evidence with its relation, so that somebody can check it; None where it is out of sight."""
    here = backend()
    moment, ends = here.as_of(as_of), {found["consumer"], found["provider"]}
    if len(visible(ends, as_of=moment)) < len(ends):
        return None
    near = here.graph.neighbours([Key(found["consumer"])], types=[found["type"]], as_of=moment)
    fitting = [each for each in near if {each[0].id.source, each[0].id.target} == ends]
    if not fitting:
        return {**found, "relation": None, "sentence": ""}
    said = [each for each in fitting if each[0].fields.confidence == found["confidence"]] or fitting
    stored = here.graph.get([Key(end) for end in sorted(ends)], as_of=moment)
    relation = relation_document(said[0][0], said[0][1], here.rules().schema, stored)
    return {**found, "relation": relation, "sentence": evidence_sentence(relation)}


def evidence_sentence(relation: Mapping[str, Json]) -> str:
    """Say how well a relation is known: "pay-app depends on db-1: confidence 40 %, verified 2026-01-05"."""
    sure = relation["confidence"]
    known = [] if sure is None else [f"confidence {100 * float(str(sure)):.0f} %"]
    known.append(f"verified {str(relation['last_verified'])[:10]}" if relation["last_verified"] else "never verified")
    return f"{relation['from_name']} {relation['label']} {relation['to_name']}: {', '.join(known)}"


def why(question: Question, ci: str) -> dict[str, Json]:
    """Return why a CI stays up, a sentence for each gate that holds."""
    in_sight(ci, backend().as_of(question.as_of))
    shown = why_not_document(backend().estate, question, ci)
    names = cast("dict[str, str]", shown["names"])
    gates = cast("list[dict[str, Any]]", shown["gates"])
    if principal().scope is not None:
        seen = visible([key for gate in gates for key in gate["failed"]])
        for gate in gates:
            gate["failed"] = [key for key in gate["failed"] if key in seen]
        shown["names"] = {key: name for key, name in names.items() if key in seen or key == shown["key"]}
    shown["sentences"] = [still_up(because_of(gate, names)) for gate in gates] or [str(shown["reason"])]
    return shown


def because_of(gate: Mapping[str, Any], names: Mapping[str, str]) -> Because:
    """Return a gate's document as the record that speaks, by name."""
    figures = {name: gate[name] for name in ("up", "of", "full", "served", "needs") if name in gate}
    failed = tuple(names.get(key, key) for key in gate["failed"])
    cycle = tuple(names.get(key, key) for key in gate.get("cycle", ()))
    return Because(gate.get("group"), gate["rule"], failed, cycle=cycle, **figures)


def needed(texts: Iterable[str], as_of: str | None) -> dict[str, Json]:
    """Return all that some CIs stand on."""
    here = backend()
    moment = here.as_of(as_of)
    for text in texts:
        in_sight(text, moment)
    shown = needs_document(here.estate, list(texts), as_of=as_of)
    cis = cast("list[dict[str, Json]]", shown["cis"])
    seen = visible([str(each["key"]) for each in cis], as_of=moment)
    kept: list[Json] = [each for each in cis if each["key"] in seen]
    return {**shown, "cis": kept, "hidden": len(cis) - len(kept)}


def routes_between(a: str, b: str, as_of: str | None) -> list[dict[str, Json]]:
    """Return the paths between two CIs of which every CI may be seen."""
    here = backend()
    for text in (a, b):
        in_sight(text, here.as_of(as_of))
    found = paths_document(here.estate, a, b, as_of=as_of)
    seen = visible({key for path in found for key in cast("list[str]", path["keys"])})
    return [path for path in found if set(cast("list[str]", path["keys"])) <= seen]
