"""Questions about reliability, within the sight of who asks."""

from __future__ import annotations

from typing import Any

from api.backend import backend
from api.resources.impact.service import in_sight
from api.resources.weak_points.service import question_of
from cmdb.availability import Effort, availability_document, cut_sets_document
from cmdb.fault_tree_document import fault_tree_document
from cmdb.values import Json

__all__ = ["availability_of", "cut_sets_of", "fault_tree_of"]


def cut_sets_of(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the minimal cut sets of a service."""
    question = question_of(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    return cut_sets_document(backend().estate, question, service, order=args["order"], listed=args["limit"])


def fault_tree_of(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the fault tree of a service, as far as it is asked for."""
    question = question_of(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    return fault_tree_document(backend().estate, question, service, gates=args["gates"], inputs=args["inputs"])


def availability_of(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the availability of a service."""
    question = question_of(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    effort = Effort(args["samples"], args["seed"])
    return availability_document(backend().estate, question, service, effort=effort, target=args["target"])
