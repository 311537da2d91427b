"""A fault tree as its files define it: gates with formulas, basic events with figures, house events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element

from cmdb.errors import shorten
from importers.observation import InputFile, Note, Rejected
from importers.open_psa.elements import root_of
from importers.values import name_fault

__all__ = ["BasicEvent", "Formula", "GateDefinition", "HouseEvent", "Model", "read_model"]

Kind = Literal["or", "and", "atleast"]
REFERENCES = frozenset({"gate", "basic-event", "house-event", "event"})
KNOWN = "or, and, atleast (k of n), one input, and house events; a CMDB knows no failure that mends"
CONTAINERS = frozenset({"opsa-mef", "define-fault-tree", "define-component", "model-data"})
CONSTANTS = {"true": True, "false": False}


class Formula(NamedTuple):
    """What makes an event happen: one of the inputs, all, or at least ``least``. Inputs are names or formulas."""

    kind: Kind
    least: int
    inputs: tuple[str | Formula, ...]


class GateDefinition(NamedTuple):
    """A gate: an event with a formula."""

    name: str
    where: str
    row: str
    label: str
    formula: Formula


class BasicEvent(NamedTuple):
    """A basic event; ``figure`` None: nobody said how probable it is."""

    name: str
    where: str
    row: str
    label: str
    figure: float | None


class HouseEvent(NamedTuple):
    """An event that has happened, or never happens."""

    name: str
    where: str
    row: str
    label: str
    happened: bool


@dataclass(slots=True)
class Model:
    """What all files of a model define, by name in their order.

    ``name`` is the model's own, else that of its first fault tree, else that of its first file.
    """

    name: str = ""
    gates: dict[str, GateDefinition] = field(default_factory=dict)
    basic: dict[str, BasicEvent] = field(default_factory=dict)
    house: dict[str, HouseEvent] = field(default_factory=dict)
    problems: list[Rejected | Note] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """What cannot be taken, with the reason."""

    def defines(self, name: str) -> bool:
        """Whether a name is taken."""
        return name in self.gates or name in self.basic or name in self.house or name in self.refused


class RefusedError(Exception):
    """A formula or a figure that cannot be taken: reason, value, what would be allowed."""

    def __init__(self, reason: str, value: str | None, allowed: str) -> None:
        super().__init__(reason)
        self.reason, self.allowed = reason, allowed
        self.value = None if value is None else str(shorten(value))


def read_model(files: Sequence[InputFile]) -> Model:
    """Read the files of one model. Raises ``Invalid`` for a file that is no Open-PSA model."""
    roots = [(file.name, root_of(file)) for file in files]
    model = Model(named(roots))
    parameters: dict[str, float] = {}
    for _, root in roots:
        parameters.update(parameters_in(root))
    for name, root in roots:
        for element in definitions(root):
            take(model, name, element, parameters)
    for name, gate in model.gates.items():
        model.gates[name] = gate._replace(formula=by_definition(model, gate.formula))
    return model


def by_definition(model: Model, given: Formula) -> Formula:
    """Return a formula whose names are those of the definitions: a path leads to what its last part names."""
    inputs: list[str | Formula] = []
    for each in given.inputs:
        if isinstance(each, Formula):
            inputs.append(by_definition(model, each))
        else:
            last = each.rpartition(".")[2]
            inputs.append(last if model.defines(last) and not model.defines(each) else each)
    return given._replace(inputs=tuple(inputs))


def named(roots: Sequence[tuple[str, Element]]) -> str:
    """Return the name of a model."""
    own = [root.get("name") for _, root in roots]
    trees = [tree.get("name") for _, root in roots for tree in root.iter("define-fault-tree")]
    files = [PurePath(file).stem for file, _ in roots]
    given = (" ".join((name or "").split()) for name in (*own, *trees, *files))
    return next((name for name in given if name and not name_fault(name)), "model")


def parameters_in(root: Element) -> Mapping[str, float]:
    """Return the parameters that are plain figures."""
    found: dict[str, float] = {}
    for element in root.iter("define-parameter"):
        for value in element.iterfind("float"):
            figure = number(value.get("value"))
            if figure is not None:
                found[element.get("name", "")] = figure
    return found


def number(text: str | None) -> float | None:
    """Return a figure, None for what is none."""
    try:
        return float(text or "")
    except ValueError:
        return None


def definitions(root: Element) -> Iterator[Element]:
    """Yield the definitions in a model, container by container, in their order."""
    todo = [root]
    while todo:
        element = todo.pop()
        if element.tag in CONTAINERS:
            todo += reversed(element)
        else:
            yield element


def take(model: Model, file: str, element: Element, parameters: Mapping[str, float]) -> None:
    """Take one definition, or say why not."""
    tag, name = str(element.tag), (element.get("name") or "").strip()
    reader = {"define-gate": take_gate, "define-basic-event": take_basic, "define-house-event": take_house}.get(tag)
    if reader is None:
        if tag not in {"define-parameter", "label", "attributes"}:
            model.problems.append(Note(file, f"{shorten(tag)} {shorten(name)}: left out, only fault trees are read"))
        return
    kind = tag.removeprefix("define-")
    where, row = f"{file} {kind} {shorten(name)}", f"{file}:{kind}.{name[:100]}"
    try:
        check_name(model, name)
        reader(model, (name, where, row, label_of(element)), element, parameters)
    except RefusedError as error:
        if name and not model.defines(name):
            model.refused[name] = error.reason
        model.problems.append(Rejected(where, row, error.reason, error.value, error.allowed))


def check_name(model: Model, name: str) -> None:
    """Raise ``RefusedError`` for a name that cannot be taken."""
    if fault := "is empty" if not name else name_fault(name):
        raise RefusedError(f"the name {fault}", name, "a name")
    if model.defines(name):
        raise RefusedError("this name is defined twice", name, "each name once")


Place = tuple[str, str, str, str]
"""Name, place in words, row, label."""


def label_of(element: Element) -> str:
    """Return the label of a definition, "" for none or for one that no text may be."""
    label = " ".join((element.findtext("label") or "").split())
    return "" if name_fault(label) else label


def take_gate(model: Model, place: Place, element: Element, _: Mapping[str, float]) -> None:
    """Take a gate."""
    parts = [each for each in element if each.tag not in {"label", "attributes"}]
    if len(parts) != 1:
        raise RefusedError("a gate has one formula", f"{len(parts)} formulas", KNOWN)
    found = formula(parts[0])
    model.gates[place[0]] = GateDefinition(*place, found if isinstance(found, Formula) else Formula("or", 0, (found,)))


def formula(element: Element) -> str | Formula:
    """Return a formula or the name of an event. Depth is limited by that of the file. Raises ``RefusedError``."""
    tag = str(element.tag)
    if tag in REFERENCES:
        name = (element.get("name") or "").strip()
        if not name:
            raise RefusedError("a formula names an event without a name", tag, "a name")
        return name
    if tag == "constant":
        value = element.get("value", "")
        if value not in CONSTANTS:
            raise RefusedError("a constant is neither true nor false", value, "true, false")
        return f"constant {value}"
    if tag not in {"or", "and", "atleast"}:
        raise RefusedError(f"the connective {shorten(tag)} cannot be taken", tag, KNOWN)
    inputs = tuple(formula(each) for each in element)
    if not inputs:
        raise RefusedError(f"the connective {tag} has no inputs", None, "one input or more")
    return at_least(element, inputs) if tag == "atleast" else Formula("and" if tag == "and" else "or", 0, inputs)


def at_least(element: Element, inputs: tuple[str | Formula, ...]) -> Formula:
    """Return a formula of so many of its inputs. Raises ``RefusedError``."""
    least = number(element.get("min"))
    if least is None or not least.is_integer() or not 1 <= least <= len(inputs):
        raise RefusedError("atleast needs a number of its inputs", element.get("min"), f"min 1 to {len(inputs)}")
    if len(set(inputs)) < len(inputs):
        raise RefusedError("atleast counts an input twice", None, "each input once")
    return Formula("atleast", int(least), inputs)


def take_basic(model: Model, place: Place, element: Element, parameters: Mapping[str, float]) -> None:
    """Take a basic event with its figure; an expression that is none is noted."""
    parts = [each for each in element if each.tag not in {"label", "attributes"}]
    figure: float | None = None
    if parts:
        given = parts[0]
        if given.tag in {"float", "int"}:
            figure = number(given.get("value"))
        elif given.tag == "parameter":
            figure = parameters.get(given.get("name", ""))
        if figure is None and given.tag in {"float", "int"}:
            raise RefusedError("the figure cannot be read", given.get("value"), "a number from 0 to 1")
        if figure is None:
            model.problems.append(Note(place[1], f"its figure is an expression ({shorten(str(given.tag))}): left out"))
    if figure is not None and not 0 <= figure <= 1:
        raise RefusedError("the figure is no probability", str(figure), "0 to 1")
    model.basic[place[0]] = BasicEvent(*place, figure)


def take_house(model: Model, place: Place, element: Element, _: Mapping[str, float]) -> None:
    """Take a house event; one without a constant never happens."""
    constant = element.find("constant")
    value = constant.get("value", "") if constant is not None else "false"
    if value not in CONSTANTS:
        raise RefusedError("a constant is neither true nor false", value, "true, false")
    model.house[place[0]] = HouseEvent(*place, CONSTANTS[value])
