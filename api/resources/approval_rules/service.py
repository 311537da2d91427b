"""From a request about rules of approval to what is declared, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.backend import backend
from api.preconditions import expected
from api.sight import require_whole_estate, seen_keys, stamp
from api.voters import DECIDES, may_decide, meant_by, voters
from cmdb.access import ROLES
from cmdb.errors import Invalid
from cmdb.schema import Schema
from cmdb.values import Json
from itsm.change.approval import DEFAULT_RULES, ROLE, TEAM, Rule
from itsm.change.approval_rules import RULES, approval_rules, parse_rules, rule_document
from itsm.change.drift import POLICY
from itsm.kernel import declared
from itsm.kernel.teams import members_of, teams

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
        check_who(f"{RULES}[{number}].who", rule)


def check_who(where: str, rule: Rule) -> None:
    """Raise ``Invalid`` for an account, role or team that there is not or cannot decide, or for too few of them."""
    for each in sorted(rule.who):
        if each.startswith(ROLE):
            check_role(where, each)
        elif each.startswith(TEAM):
            check_team(where, each)
        elif not may_decide(backend(), each):
            raise Invalid(where, "has no account that may decide on changes", each, nearest_account(each))
    able = meant_by(backend(), rule.who)
    if rule.who and len(able) < rule.votes:
        wanted = "1 voice" if rule.votes == 1 else f"{rule.votes} voices"
        said = f"are too few for {wanted}: {', '.join(sorted(able)) or 'nobody'} may decide on changes"
        raise Invalid(where, said, ", ".join(sorted(rule.who)), f"{rule.votes} or more who may")


def nearest_account(name: str) -> str:
    """Return the accounts that may decide with the nearest names, and what else a rule may name."""
    near = Schema.nearest(name, [str(each["name"]) for each in voters(backend())])
    return ", ".join([*near, f"{ROLE}NAME", f"{TEAM}NAME"])


def check_role(where: str, each: str) -> None:
    """Raise ``Invalid`` for a role that there is not, or that does not decide on changes."""
    name = each.removeprefix(ROLE)
    able = [role.name for role in ROLES.values() if DECIDES in role.permissions]
    if name not in able:
        reason = "may not decide on changes" if name in ROLES else "is no role"
        allowed = Schema.nearest(name, able) or tuple(able)
        raise Invalid(where, reason, each, ", ".join(f"{ROLE}{one}" for one in allowed))


def check_team(where: str, each: str) -> None:
    """Raise ``Invalid`` for a team that nobody knows."""
    name, graph = each.removeprefix(TEAM), backend().graph
    if members_of(graph, name) is None:
        known = teams(graph)
        allowed = ", ".join(f"{TEAM}{one}" for one in Schema.nearest(name, known) or known[:10])
        raise Invalid(where, "is no team", each, allowed or "a team of the graph, or of an on-call rota")
