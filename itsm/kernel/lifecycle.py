"""The states of a record and the steps between them, as a table: what a page offers is what the table allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from cmdb.errors import Invalid
from cmdb.values import Value
from itsm.kernel.clock import Running

__all__ = ["Lifecycle", "State", "Step", "lifecycle"]

Phase = Literal["open", "resolved", "closed"]


@dataclass(frozen=True, slots=True)
class State:
    """One state. ``phase`` groups states across practices; ``clock`` says what the clocks do in it."""

    name: str
    label: str
    phase: Phase = "open"
    clock: Running = "running"


@dataclass(frozen=True, slots=True)
class Step:
    """One step from any of some states to another. ``needs`` are attributes that must be filled to take it.

    ``verb`` names what else takes it, where more than the state hangs on it: nobody takes it by itself. ``flagged`` are
    pairs of a yes-or-no attribute and what is needed besides where it is yes.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    needs: tuple[str, ...] = ()
    permission: str = ""
    verb: str = ""
    flagged: tuple[tuple[str, str], ...] = ()

    def needed(self, attributes: Mapping[str, Value]) -> tuple[str, ...]:
        """Return what is needed to take it with a record that has some attributes."""
        return (*self.needs, *(name for flag, name in self.flagged if attributes.get(flag) is True))


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A checked table of states and steps; ``initial`` is where a record begins."""

    name: str
    initial: str
    states: Mapping[str, State]
    steps: Mapping[str, Step]

    def offered(self, state: str) -> tuple[Step, ...]:
        """Return the steps that a state offers, in the table's order."""
        return tuple(step for step in self.steps.values() if state in step.sources)

    def step(self, state: str, name: str) -> Step:
        """Return a step taken from a state. Raises ``Invalid`` with what the state offers."""
        offered = {step.name: step for step in self.offered(state)}
        if name not in offered:
            known = "an unknown step" if name not in self.steps else f"not possible in state {state}"
            raise Invalid("step", f"is {known}", name, ", ".join(offered) or f"nothing: {state} is final")
        return offered[name]


def lifecycle(name: str, initial: str, states: Iterable[State], steps: Iterable[Step]) -> Lifecycle:
    """Return a lifecycle from its table.

    Raises
    ------
    Invalid : a name twice, a step from or to an unknown state, or a state that nothing leads to
    """
    by_name = {state.name: state for state in states}
    table = list(steps)
    by_step = {step.name: step for step in table}
    if len(by_step) != len(table):
        raise Invalid(f"lifecycle {name}", "names a step twice", ", ".join(step.name for step in table), "each once")
    for step in table:
        for state in (*step.sources, step.target):
            if state not in by_name:
                raise Invalid(f"lifecycle {name}.{step.name}", "names an unknown state", state, ", ".join(by_name))
    if initial not in by_name:
        raise Invalid(f"lifecycle {name}.initial", "is an unknown state", initial, ", ".join(by_name))
    reached = {initial}
    while more := {step.target for step in table if reached & set(step.sources)} - reached:
        reached |= more
    if lost := [state for state in by_name if state not in reached]:
        raise Invalid(f"lifecycle {name}", "has states that nothing leads to", ", ".join(lost), "a step to each state")
    return Lifecycle(name, initial, MappingProxyType(by_name), MappingProxyType(by_step))
