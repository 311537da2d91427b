"""Pure impact mathematics on ids, edges and arrays: what else stops working, how badly, and why.

Start with `build_graph` and `analyse`. A graph is frozen; `Graph.with_changes` makes the next one.
"""

from impact.analyse import ENGINE, analyse
from impact.answer import (
    AffectedCi,
    Answer,
    AtRisk,
    Because,
    Collision,
    DataError,
    Evidence,
    Ignored,
    Interval,
    ProofStep,
    ServiceEffect,
    Unknown,
    WhyNot,
)
from impact.build import build_graph, build_graph_from_columns
from impact.columns import CiColumns, EdgeColumns, GroupColumns
from impact.defects import data_errors, ignored_relations
from impact.document import answer_document, headline, sentence
from impact.errors import GraphError, ImpactError, ScenarioError, UnknownCiError
from impact.graph import Graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.margin import GateMargin, margins
from impact.needs import NeededCi, common_needs, needs
from impact.paths import DependencyPath, Link, paths
from impact.proof import explain, proof_evidence, why_not
from impact.scenario import ContextRecord, Failure, Immunity, Scenario

__all__ = [
    "ENGINE",
    "AffectedCi",
    "Answer",
    "AtRisk",
    "Because",
    "CiColumns",
    "CiRow",
    "Collision",
    "ContextRecord",
    "DataError",
    "DependencyPath",
    "EdgeColumns",
    "EdgeRow",
    "Evidence",
    "Failure",
    "GateMargin",
    "Graph",
    "GraphError",
    "GroupColumns",
    "GroupRow",
    "Ignored",
    "Immunity",
    "ImpactError",
    "Interval",
    "Link",
    "NeededCi",
    "ProofStep",
    "Scenario",
    "ScenarioError",
    "ServiceEffect",
    "Unknown",
    "UnknownCiError",
    "WhyNot",
    "analyse",
    "answer_document",
    "build_graph",
    "build_graph_from_columns",
    "common_needs",
    "data_errors",
    "explain",
    "headline",
    "ignored_relations",
    "margins",
    "needs",
    "paths",
    "proof_evidence",
    "sentence",
    "why_not",
]
