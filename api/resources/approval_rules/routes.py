"""/approval-rules: who must agree to a change, by kind, risk, class, service and freeze."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.approval_rules import service
from api.resources.approval_rules.schemas import ApprovalRulesSchema, NewApprovalRulesSchema

__all__ = ["blueprint"]

blueprint = Blueprint("approval-rules", __name__, description="Who must agree to a change.")


def shown() -> Response:
    """Return the rules with their ETag."""
    found = service.rules()
    return with_etag(found, found["revision"])


@blueprint.get("/approval-rules")
@blueprint.response(200, ApprovalRulesSchema)
@needs("record.read")
def show() -> Response:
    """Return the rules that say who must agree to a change; the first that fits decides, those shipped come last."""
    return shown()


@blueprint.put("/approval-rules")
@blueprint.arguments(NewApprovalRulesSchema)
@blueprint.response(200, ApprovalRulesSchema)
@needs("board.manage", match=True)
def put(given: dict[str, Any]) -> Response:
    """Declare the rules that come before those that are shipped; none of them: an empty list."""
    with showing(service.rules):
        service.put_rules(given)
    return shown()
