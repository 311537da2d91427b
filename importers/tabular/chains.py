"""Which CIs of one name are there? Racks and rooms of one name are told apart by what they are said to stand in.

A table may say all of that (rack A01 in room R1 of site HAM), a part (A01 in HAM) or nothing. What is vaguer means the
one CI that it fits; where it fits several, nobody knows which is meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import NamedTuple

from cmdb.values import normal_text

__all__ = ["Chain", "Chains", "Step"]

LONGEST_SUFFIX = 200
MOST_SHOWN = 5


class Step(NamedTuple):
    """A CI as a table names it: its class ("" where a column says no more than "parent") and its name, normalised."""

    cls: str
    name: str


Chain = tuple[Step, ...]


class Chains:
    """What all tables of a run say that CIs stand in: of each CI its chains, innermost first, as far as known."""

    def __init__(self) -> None:
        self.said: dict[Step, dict[Chain, None]] = {}
        self.spelled: dict[Step, str] = {}
        self.named: dict[str, tuple[Step, Chain]] = {}
        self.known: dict[tuple[Step, Chain], Chain | None] = {}
        self.apart: dict[Step, dict[Chain, None]] = {}

    def step(self, cls: str, name: str) -> Step:
        """Return a CI as a step; the first spelling of its name is kept."""
        step = Step(cls, normal_text(name))
        self.spelled.setdefault(step, name)
        return step

    def add(self, step: Step, chain: Chain) -> None:
        """Take what one row says that a CI stands in."""
        chains = self.said.setdefault(step, {})
        if chain not in chains:
            chains[chain] = None
            self.known.clear()
            self.apart.clear()

    def different(self, step: Step) -> Collection[Chain]:
        """Return the chains of the CIs that have this name: those than which no other says more."""
        if step not in self.apart:
            full = {self.extended(chain) for chain in self.said.get(step, ())}
            longest = max(map(len, full), default=0)
            vague = {each for each in full if len(each) < longest and any(set(each) < set(one) for one in full)}
            self.apart[step] = dict.fromkeys(sorted(full - vague))
        return self.apart[step]

    def extended(self, chain: Chain) -> Chain:
        """Return a chain with what is known of its innermost step, as far as that is one CI."""
        further = self.resolve(chain[0], chain[1:]) if chain else None
        return chain if further is None else (chain[0], *further)

    def resolve(self, step: Step, chain: Chain) -> Chain | None:
        """Return all that the CI stands in of which a row says ``chain``, None where it may be one of several."""
        if (step, chain) not in self.known:
            self.known[step, chain] = self.resolved(step, chain)
        return self.known[step, chain]

    def resolved(self, step: Step, chain: Chain) -> Chain | None:
        """Work out what ``resolve`` returns."""
        fitting = self.fitting(step, chain)
        if len(fitting) > 1:
            return None
        found = fitting[0] if fitting else chain
        further = self.resolve(found[0], found[1:]) if found else ()
        return None if further is None else (*found[:1], *further)

    def fitting(self, step: Step, chain: Chain) -> Sequence[Chain]:
        """Return the chains of the CIs of this name that a row may mean by what it says."""
        full = self.extended(chain)
        if full in self.different(step):
            return [full]
        return [each for each in self.different(step) if set(chain) <= set(each)]

    def suffix(self, step: Step, chain: Chain) -> str:
        """Return what an id needs behind the name: nothing unless several CIs have it."""
        if len(self.different(step)) < 2:  # noqa: PLR2004  # one is not several
            return ""
        text = "".join(f" in {each.cls}:{each.name}" if each.cls else f" in {each.name}" for each in chain)
        if len(text) <= LONGEST_SUFFIX:
            return text
        return f"{text[:LONGEST_SUFFIX]}…{hashlib.sha256(text.encode()).hexdigest()[:24]}"

    def native_id(self, step: Step, chain: Chain) -> str:
        """Return the id of a CI that has no row of its own; ``named`` knows it from then on."""
        native_id = f"{step.cls}:{step.name}{self.suffix(step, chain)}"
        self.named[native_id] = step, chain
        return native_id

    def candidates(self, step: Step, chain: Chain) -> str:
        """Return in words which CIs of this name may be meant: "in R1, HAM; in R2, HAM"."""
        fitting = self.fitting(step, chain)
        if len(fitting) > 1:
            shown = [f"in {', '.join(self.spelled[one] for one in each)}" for each in fitting[:MOST_SHOWN]]
            return "; ".join(shown) + ("; …" if len(fitting) > MOST_SHOWN else "")
        # The name is one CI's; what it stands in is not.
        found = fitting[0] if fitting else chain
        return self.candidates(found[0], found[1:]) if found else ""
