"""Questions asked of an estate: impact, needs, paths; each answered by the engine and shown as one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

from cmdb.errors import Invalid, NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.snapshot import Snapshot
from cmdb.values import Json
from impact import (
    Because,
    ContextRecord,
    Failure,
    Graph,
    Immunity,
    Scenario,
    ScenarioError,
    UnknownCiError,
    analyse,
    answer_document,
    explain,
    needs,
    paths,
    proof_evidence,
    sentence,
    why_not,
)
from impact.document import because_document

if TYPE_CHECKING:
    from cmdb.plan import Plan

__all__ = [
    "Question",
    "explain_document",
    "impact_document",
    "needs_document",
    "paths_document",
    "why_not_document",
    "with_footing",
]

Visible = Callable[[Sequence[str]], Sequence[bool]]
MOST_PATHS = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario as people write it: CIs by key, name or class:name; ``as_of`` and ``plan`` choose the graph.

    ``with_context``: with the records that overlap; ``beside``: with plans that are carried out at the same time;
    ``context``: with these records.
    """

    failures: tuple[Failure, ...] = ()
    immune: tuple[Immunity, ...] = ()
    as_of: str | int | None = None
    plan: Plan | None = None
    depth: int | None = None
    limit: int | None = None
    visible: Visible | None = field(default=None, compare=False)
    with_context: bool = False
    beside: tuple[Plan, ...] = ()
    context: tuple[ContextRecord, ...] = ()

    @property
    def in_company(self) -> bool:
        """Return whether what else is going on is asked about too."""
        return bool(self.with_context or self.beside or self.context)


@dataclass(frozen=True, slots=True)
class Posed:
    """A question ready to be asked: the snapshot it is asked of, and the scenario in keys.

    ``retired``: the last of the scenario's failures, those of CIs that the plan takes out of service for good.
    """

    snapshot: Snapshot
    scenario: Scenario
    document: dict[str, Json]
    retired: tuple[Failure, ...] = ()

    @property
    def graph(self) -> Graph:
        """Return the engine's graph."""
        return self.snapshot.graph


def pose(estate: Estate, question: Question, *, timed: bool = False) -> Posed:
    """Return a question with its snapshot. Raises ``NotFound``, ``Ambiguous``, ``Invalid``.

    ``timed``: on a timeline that begins with the plan's window; otherwise everything is down at once and lasts. What
    the plan retires stays in the graph and is DOWN from then on, for those who would still need it.
    """
    as_of = estate.moment(question.as_of)
    snapshot = estate.snapshots.at(as_of)
    down_by_plan: list[Failure] = []
    gone: list[Failure] = []
    placeholders: Mapping[str, Key] = {}
    if question.plan is not None:
        # Laying a plan takes what writes the graph; most questions have none.
        from cmdb.retirement import laid_with_retired  # noqa: PLC0415
        from cmdb.taken_down import taken_down, window_of  # noqa: PLC0415

        laid, retired = laid_with_retired(estate, question.plan, snapshot.graph, as_of)
        down_by_plan = taken_down(question.plan, timed=timed)
        gone = [Failure(ci, start_s=0 if timed and window_of(question.plan) else None) for ci in retired]
        snapshot, placeholders = estate.snapshots.with_plan(laid, snapshot), laid.keys

    def key(text: str) -> Key:
        return placeholders.get(text) or key_in(estate, snapshot.graph, text, as_of)

    failures = [replace(each, ci=key(each.ci)) for each in (*question.failures, *down_by_plan, *gone)]
    immune = [replace(each, ci=key(each.ci)) for each in question.immune]
    if not timed:
        failures = [Failure(each.ci, each.state) for each in failures]
        immune = [replace(each, until_s=None) for each in immune]
    check_levels(question)
    scenario = Scenario(tuple(failures), tuple(immune), depth=question.depth, limit=question.limit)
    moments: dict[str, Json] = {}
    if timed and (question.plan is not None or question.in_company):
        from cmdb.timed_question import placed_in_time  # noqa: PLC0415  # most questions have no times

        scenario, moments = placed_in_time(estate, snapshot.graph, question, scenario, key)
    document = scenario_document(scenario) | {"as_of": as_of, "plan": question.plan.title if question.plan else None}
    return Posed(snapshot, scenario, document | moments, scenario.failures[len(failures) - len(gone) :])


def key_in(estate: Estate, graph: Graph, text: str, as_of: int | None) -> Key:
    """Return the CI that a text names; a key that the snapshot has needs no look into the store."""
    try:
        graph.index_of(text)
    except UnknownCiError:
        return estate.key(text, as_of=as_of)
    return Key(text)


def check_levels(question: Question) -> None:
    """Raise ``Invalid`` for limits that make no sense."""
    for name, value in (("depth", question.depth), ("limit", question.limit)):
        if value is not None and value < 0:
            raise Invalid(name, "is negative", value, "0 or more")


def scenario_document(scenario: Scenario) -> dict[str, Json]:
    """Return a scenario in keys as JSON."""
    immune: list[Json] = [{name: value for name, value in asdict(each).items() if value} for each in scenario.immune]
    return {
        "failures": [failure_document(each) for each in scenario.failures],
        "immune": immune,
        "depth": scenario.depth,
        "limit": scenario.limit,
    }


def failure_document(failure: Failure) -> dict[str, Json]:
    """Return a failure as JSON; its times in seconds where it has any."""
    said: dict[str, Json] = {"ci": failure.ci, "state": failure.state}
    return said | ({"start_s": failure.start_s, "duration_s": failure.duration_s} if failure.timed else {})


def impact_document(estate: Estate, question: Question) -> dict[str, Json]:
    """Return what breaks, how badly and why. Raises ``NotFound``, ``Ambiguous``, ``Invalid``."""
    posed = pose(estate, question, timed=True)
    answer = asked(lambda: analyse(posed.graph, posed.scenario, visible=question.visible))
    document = cast("dict[str, Json]", answer_document(answer))
    if question.in_company:
        document.setdefault("collisions", [])
    mentioned = set(keys_in(document)) | {each.ci for each in posed.scenario.failures}
    mentioned |= {each.ci for each in posed.scenario.immune}
    return {
        "revision": posed.snapshot.revision,
        "scenario": posed.document,
        **document,
        "names": dict(names_of(posed.graph, mentioned)),
    }


def asked(ask: Callable[[], T]) -> T:
    """Return the engine's answer; its errors become errors of this package."""
    try:
        return ask()
    except UnknownCiError as error:
        raise NotFound("CI", str(error)) from error
    except ScenarioError as error:
        raise Invalid("scenario", str(error), None, "each CI failing or immune, not both; times that can be") from error


def keys_in(document: Mapping[str, Json]) -> Iterable[str]:
    """Yield the keys that an answer mentions beside the CIs it lists with their names."""
    for ci in cast("list[dict[str, Json]]", document["cis"]):
        for because in cast("list[dict[str, Json]]", ci.get("because", [])):
            yield from cast("list[str]", because.get("failed", []))
            yield from cast("list[str]", because.get("cycle", []))
    for met in cast("list[dict[str, Json]]", document.get("collisions", [])):
        yield cast("str", met["key"])
        yield from cast("list[str]", met["members"])
    for name in ("at_risk", "unknown"):
        for entry in cast("list[dict[str, Json]]", document[name]):
            yield cast("str", entry["key"])
            yield from cast("list[str]", entry.get("left", []))
            yield from cast("list[str]", entry["services"])


def names_of(graph: Graph, keys: Iterable[str]) -> Mapping[str, str]:
    """Return the names of CIs by key; CIs without a name are left out."""
    ordered = sorted(keys)
    if not ordered:
        return {}
    numbers = graph.indices_of(ordered)
    return {key: name for key, name in zip(ordered, graph.names.many(numbers), strict=True) if name}


def named(because: Because, names: Mapping[str, str]) -> Because:
    """Return a reason that speaks of CIs by name."""
    return replace(
        because,
        failed=tuple(names.get(key, key) for key in because.failed),
        cycle=tuple(names.get(key, key) for key in because.cycle),
    )


def explain_document(estate: Estate, question: Question, ci: str, *, alternatives: bool = False) -> dict[str, Json]:
    """Return the proof of one CI's state, a sentence per step. Raises ``NotFound``, ``Ambiguous``, ``Invalid``."""
    posed = pose(estate, question, timed=True)
    key = key_in(estate, posed.graph, ci, posed.snapshot.revision if question.as_of else None)
    visible = question.visible
    steps = asked(lambda: explain(posed.graph, posed.scenario, key, alternatives=alternatives, visible=visible))
    evidence = asked(lambda: proof_evidence(posed.graph, posed.scenario, key))
    mentioned = {each for step in steps for because in step.because for each in (*because.failed, *because.cycle)}
    names = names_of(posed.graph, mentioned | {step.key for step in steps})
    shown: list[Json] = [
        {
            "key": step.key,
            "name": step.name,
            "state": step.state,
            "because": cast("Json", [because_json(each) for each in step.because]),
            "sentences": list[Json]([sentence(named(each, names)) for each in step.because]),
        }
        for step in steps
    ]
    return {
        "revision": posed.snapshot.revision,
        "ci": key,
        "state": steps[0].state if steps else "ok",
        "steps": shown,
        "evidence": evidence_json(evidence),
        "names": dict(names),
    }


def because_json(because: Because) -> dict[str, Json]:
    """Return a reason as JSON."""
    return cast("dict[str, Json]", because_document(because))


def evidence_json(evidence: object) -> Json:
    """Return the weakest evidence as JSON."""
    return cast("Json", asdict(evidence)) if evidence else None  # type: ignore[call-overload]  # a dataclass or None


def why_not_document(estate: Estate, question: Question, ci: str) -> dict[str, Json]:
    """Return why a CI stays up. Raises ``NotFound``, ``Ambiguous``, ``Invalid``."""
    posed = pose(estate, question, timed=True)
    key = key_in(estate, posed.graph, ci, posed.snapshot.revision if question.as_of else None)
    found = asked(lambda: why_not(posed.graph, posed.scenario, key))
    names = names_of(posed.graph, {each for gate in found.gates for each in (*gate.failed, *gate.cycle)} | {key})
    return {
        "revision": posed.snapshot.revision,
        "key": found.key,
        "name": names.get(key, key),
        "state": found.state,
        "reason": found.reason,
        "gates": cast("Json", [because_json(each) for each in found.gates]),
        "names": dict(names),
    }


def needs_document(estate: Estate, cis: Sequence[str], *, as_of: str | int | None = None) -> dict[str, Json]:
    """Return everything that CIs stand on. Raises ``NotFound``, ``Ambiguous``, ``Invalid``."""
    moment = estate.moment(as_of)
    snapshot = estate.snapshots.at(moment)
    keys = [key_in(estate, snapshot.graph, text, moment) for text in cis]
    found: list[Json] = [
        {"key": each.key, "name": each.name, "class": each.cls, "hops": each.hops}
        for each in asked(lambda: needs(snapshot.graph, keys))
    ]
    return {"revision": snapshot.revision, "of": list[Json](keys), "cis": found}


def with_footing(estate: Estate, cis: Sequence[str], *, as_of: int | None = None) -> list[Key]:
    """Return CIs and everything that they stand on, as keys in order. Raises ``NotFound``, ``Ambiguous``."""
    snapshot = estate.snapshots.at(as_of)
    keys = [key_in(estate, snapshot.graph, text, as_of) for text in cis]
    return sorted({*keys, *(Key(each.key) for each in asked(lambda: needs(snapshot.graph, keys)))})


def paths_document(estate: Estate, a: str, b: str, *, as_of: str | int | None = None) -> list[dict[str, Json]]:
    """Return the dependency paths between two CIs, shortest first, each with a sentence."""
    moment = estate.moment(as_of)
    snapshot = estate.snapshots.at(moment)
    ends = [key_in(estate, snapshot.graph, text, moment) for text in (a, b)]
    found = asked(lambda: paths(snapshot.graph, ends[0], ends[1], MOST_PATHS))
    names = names_of(snapshot.graph, {key for path in found for key in path.keys})
    types = estate.schema.relation_types
    shown: list[dict[str, Json]] = []
    for path in found:
        words = [names.get(path.keys[0], path.keys[0])]
        for link, key in zip(path.links, path.keys[1:], strict=True):
            declared = types.get(link.type)
            label = (declared.label if link.forward else declared.reverse) if declared else link.type
            group = f" ({link.group})" if link.group else ""
            words.append(f"{label} {names.get(key, key)}{group}")
        shown.append(
            {
                "keys": list[Json](path.keys),
                "types": [link.type for link in path.links],
                "sentence": " → ".join(words),
            }
        )
    return shown
