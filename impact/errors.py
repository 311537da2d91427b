"""What can be wrong with a question or a graph: one small tree of errors."""

from __future__ import annotations

__all__ = ["GraphError", "ImpactError", "ScenarioError", "UnknownCiError"]


class ImpactError(Exception):
    """Anything that the engine refuses."""


class GraphError(ImpactError):
    """The input rows do not make a graph (a key twice, an index out of range)."""


class ScenarioError(ImpactError):
    """The question contradicts itself (a CI that fails and is immune at once)."""


class UnknownCiError(ImpactError):
    """A CI was named that the graph does not have; ``key`` is the name as given."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no CI {key!r} in the graph")
        self.key = key
