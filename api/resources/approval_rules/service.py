"""From a request about rules of approval to what is declared, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.backend import backend
from api.preconditions import expected
from api.resources.meetings.voters import may_decide
from api.sight import require_whole_estate, seen_keys, stamp
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.change.approval import DEFAULT_RULES, Rule
from itsm.change.approval_rules import RULES, approval_rules, parse_rules, rule_document
from itsm.change.drift import POLICY
from itsm.kernel import declared

__all__ = ["put_rules", "rules"]


def rules() -> dict[str, Json]:
    """Return the rules in force, with the revision of those that are declared; 0: nobody has declared any."""
    graph = backend().graph
    found, stored = approval_rules(graph), declared.declared(graph, POLICY).get(RULES)
    return {
        "revision": stored.revision if stored else 0,
        "declared": [rule_document(each) for each in found[: len(found) - len(DEFAULT_RULES)]],
        "shipped": [rule_document(each) for each in DEFAULT_RULES],
    }


def put_rules(given: Mapping[str, Any]) -> None:
    """Declare other rules at the revision that If-Match names.

    Raises ``Invalid`` for a class, service or account that there is not, ``Forbidden``, ``PreconditionFailed``.
    """
    require_whole_estate("the rules hold for the changes of the whole estate")
    listed = [{**each, "services": seen_keys(each["services"])} for each in given["rules"]]
    document: dict[str, Json] = {"rules": list[Json](listed)}
    check_names(parse_rules(RULES, document))
    doing = stamp("rules of approval")
    declared.declare(backend().graph, POLICY, RULES, document, check=parse_rules, stamp=doing, expected=expected())


def check_names(found: Sequence[Rule]) -> None:
    """Raise ``Invalid`` for a rule of a class that there is not, or that asks for who may not decide on changes."""
    schema = backend().rules().schema
    for number, rule in enumerate(found):
        for name in sorted(rule.classes - schema.classes.keys()):
            near = ", ".join(schema.nearest(name, schema.classes)) or "a class of the schema"
            raise Invalid(f"{RULES}[{number}].classes", "is no class", name, near)
        for name in sorted(rule.who):
            if not may_decide(backend(), name):
                reason = "has no account that may decide on changes"
                raise Invalid(f"{RULES}[{number}].who", reason, name, "the name of such an account")
