"""What a fault tree says of CIs: a gate needs its inputs, and fails by itself never.

An OR gate needs each input; an AND gate any one of them (``min_up: 1``); a gate of at least k of n needs n - k + 1 of
them up. Formulas within formulas become gates of their own. A gate that no other one names is a business service, the
others are technical services. A house event that has happened is a CI in maintenance, one that never happens a CI with
an unavailability of 0. A gate that cannot be taken takes those with it that stand on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdb.schema import Schema
from cmdb.values import Json
from importers.observation import CiObservation, Note, Observation, Options, Reference, Rejected, RelationObservation
from importers.open_psa.model import Formula, GateDefinition, HouseEvent, Model

__all__ = ["observe"]

TOP, INNER, COMPONENT = "business_service", "technical_service", "device"
INPUTS = "inputs"
NEVER: Mapping[str, Json] = {"unavailability": 0}


def observe(model: Model, options: Options) -> Iterator[Observation]:
    """Yield the CIs of a model, then what could not be taken."""
    component = options.cls or COMPONENT
    gates = taken(model)
    tops = top_gates(gates)
    for basic in model.basic.values():
        figure: Mapping[str, Json] = {} if basic.figure is None else {"unavailability": basic.figure}
        yield CiObservation(
            basic.where,
            basic.row,
            path(model, basic.name),
            component,
            path(model, basic.name),
            described(basic.label, figure),
        )
    for house in (*model.house.values(), *constants(model, gates)):
        yield house_event(model, house, component, options.schema)
    for definition in gates.values():
        yield from gate(model, definition, TOP if definition.name in tops else INNER)
    yield from undefined(model, gates, component)
    yield from model.problems


def path(model: Model, name: str) -> str:
    """Return the name of a CI: a full path. Every other tree has a g1 and an e1, and these are not the same CIs."""
    return f"{model.name}.{name}"


def described(label: str, attributes: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return attributes with a label as the description."""
    return {**attributes, "description": label} if label else attributes


def names_in(formula: Formula) -> Iterator[str]:
    """Yield the names that a formula holds at any depth."""
    todo: list[str | Formula] = [formula]
    while todo:
        each = todo.pop()
        if isinstance(each, Formula):
            todo += reversed(each.inputs)
        else:
            yield each


# ------------------------------------------------------------------ which gates can be taken


def taken(model: Model) -> dict[str, GateDefinition]:
    """Return the gates without those that stand on a refused one or on themselves; these are rejected."""
    inputs = {name: list(names_in(gate.formula)) for name, gate in model.gates.items()}
    why: dict[str, str] = dict(model.refused)
    users: dict[str, list[str]] = {}
    for name, below in inputs.items():
        for each in below:
            users.setdefault(each, []).append(name)
    spread(list(why), users, why)
    rest = dict.fromkeys(name for name in inputs if name not in why)
    open_inputs = {name: sum(each in rest for each in inputs[name]) for name in rest}
    done = [name for name, count in open_inputs.items() if not count]
    while done:
        name = done.pop()
        rest.pop(name)
        for user in users.get(name, ()):
            if user in rest:
                open_inputs[user] -= 1
                if not open_inputs[user]:
                    done.append(user)
    why.update(dict.fromkeys(rest, "it stands on itself, or on a gate that does"))
    for name, reason in why.items():
        if name in model.gates:
            found = model.gates[name]
            model.problems.append(Rejected(found.where, found.row, reason, name, "a gate that can be taken"))
    return {name: gate for name, gate in model.gates.items() if name not in why}


def spread(refused: list[str], users: Mapping[str, list[str]], why: dict[str, str]) -> None:
    """Refuse whatever stands on what is refused."""
    while refused:
        name = refused.pop()
        for user in users.get(name, ()):
            if user not in why:
                why[user] = f"it stands on {name}, which cannot be taken"
                refused.append(user)


def top_gates(gates: Mapping[str, GateDefinition]) -> set[str]:
    """Return the gates that no other one names."""
    named = {name for gate in gates.values() for name in names_in(gate.formula)}
    return set(gates) - named


# ------------------------------------------------------------------ the CIs


def gate(model: Model, definition: GateDefinition, cls: str) -> Iterator[CiObservation]:
    """Yield the CI of a gate, and one for each formula inside its own."""
    todo = [(definition.name, definition.formula, cls, definition.label)]
    while todo:
        name, formula, own_cls, label = todo.pop()
        members: list[str] = []
        for number, each in enumerate(formula.inputs, 1):
            inner = f"{name} / {number}"
            while model.defines(inner):
                inner += "'"
            members.append(inner if isinstance(each, Formula) else each)
            if isinstance(each, Formula):
                todo.append((inner, each, INNER, ""))
        distinct = list(dict.fromkeys(members))
        needed = formula.least if formula.kind == "atleast" else len(distinct) if formula.kind == "and" else 1
        grouped = needed > 1
        yield CiObservation(
            where=definition.where,
            row=definition.row if name == definition.name else f"{definition.row}{name[len(definition.name) :]}",
            native_id=path(model, name),
            cls=own_cls,
            name=path(model, name),
            attributes=described(label, NEVER),
            relations=tuple(
                RelationObservation(
                    "depends_on",
                    Reference(native_id=path(model, each)),
                    group=INPUTS if grouped else "",
                    where=definition.where,
                )
                for each in distinct
            ),
            groups={INPUTS: {"min_up": len(distinct) - needed + 1}} if grouped else {},
        )


def house_event(model: Model, each: HouseEvent, component: str, schema: Schema) -> CiObservation:
    """Return the CI of a house event."""
    lifecycle, attributes = "", NEVER
    if each.happened:
        states = schema.lifecycle(component).states if component in schema.classes else ()
        lifecycle = next((state.name for state in states if state.presence == "maintenance"), "")
        attributes = {} if lifecycle else {"unavailability": 1}
    return CiObservation(
        each.where,
        each.row,
        path(model, each.name),
        component,
        path(model, each.name),
        described(each.label or "A house event.", attributes),
        lifecycle=lifecycle,
    )


def constants(model: Model, gates: Mapping[str, GateDefinition]) -> Iterator[HouseEvent]:
    """Yield the constants that formulas hold, as house events."""
    for value in ("true", "false"):
        name = f"constant {value}"
        first = next((each for each in gates.values() if name in names_in(each.formula)), None)
        if first is not None and name not in model.house:
            yield HouseEvent(name, first.where, f"{first.row}.{value}", "", value == "true")


def undefined(model: Model, gates: Mapping[str, GateDefinition], component: str) -> Iterator[Observation]:
    """Yield events that gates name and nobody defines: basic events without a figure."""
    seen: set[str] = set()
    for each in gates.values():
        for name in names_in(each.formula):
            if name in seen or model.defines(name) or name.startswith("constant "):
                continue
            seen.add(name)
            yield Note(each.where, f"{name} is not defined: taken as a basic event without a figure")
            yield CiObservation(each.where, f"{each.row}.{name}", path(model, name), component, path(model, name))
