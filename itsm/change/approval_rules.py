"""Which rules say who must agree to a change? What the organisation declares, before those that are shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.plan import Add
from cmdb.values import Json
from itsm.change.approval import DEFAULT_RULES, ROLE, TEAM, UNJUDGED, Circumstances, Rule
from itsm.change.drift import POLICY
from itsm.change.proposal import KINDS, Proposal
from itsm.kernel.declared import declared
from itsm.kernel.people import known

if TYPE_CHECKING:
    from cmdb.estate import Estate
    from cmdb.store.port import GraphStore

__all__ = ["LEVELS", "RULES", "approval_rules", "circumstances", "parse_rules", "rule_document"]

RULES = "rules"
"""Under which name the declared rules are kept."""

LEVELS = ("low", "medium", "high", "very_high")
KNOWN = ("name", "votes", "kinds", "levels", "classes", "services", "freeze", "who")
MOST = 100
MOST_VOTES = 20
MOST_NAME = 200


def approval_rules(graph: GraphStore) -> tuple[Rule, ...]:
    """Return the rules that are declared, then those that are shipped; the first that fits decides."""
    found = declared(graph, POLICY).get(RULES)
    return (*parse_rules(RULES, dict(found.document)), *DEFAULT_RULES) if found else DEFAULT_RULES


def parse_rules(where: str, said: Json) -> tuple[Rule, ...]:
    """Read ``{"rules": [{"name", "votes", "kinds", "levels", "classes", "services", "freeze", "who"}]}``.

    Raises ``Invalid`` naming the rule and the field at fault.
    """
    listed = said.get("rules") if isinstance(said, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST:
        raise Invalid(where, "are no rules", str(said)[:100], f'{{"rules": [...]}}, up to {MOST}')
    found = tuple(parse_rule(f"{where}[{number}]", each) for number, each in enumerate(listed))
    names = [each.name for each in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise Invalid(f"{where}[{number}].name", "is another rule's", name, "a name of its own")
    return found


def parse_rule(where: str, said: Json) -> Rule:
    """Read one rule."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no rule", str(said)[:100], f"an object with {', '.join(KNOWN)}")
    if unknown := sorted(said.keys() - set(KNOWN)):
        raise Invalid(f"{where}.{unknown[0]}", "is not a part of a rule", unknown[0], ", ".join(KNOWN))
    name, number, freeze = said.get("name"), said.get("votes"), said.get("freeze", False)
    if not isinstance(name, str) or not 0 < len(name.strip()) <= MOST_NAME:
        raise Invalid(f"{where}.name", "is no name", str(name)[:64], f"1 to {MOST_NAME} characters")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_VOTES:
        raise Invalid(f"{where}.votes", "is no number of voices", str(number)[:64], f"0 to {MOST_VOTES}")
    if not isinstance(freeze, bool):
        raise Invalid(f"{where}.freeze", "is neither true nor false", str(freeze)[:64], "true, false")
    kinds, who = words(f"{where}.kinds", said.get("kinds", []), KINDS), words(f"{where}.who", said.get("who", []))
    if not number and kinds != {"standard"}:
        raise Invalid(f"{where}.votes", "lets changes pass that nobody has agreed to", 0, 'with "kinds": ["standard"]')
    grouped = any(each.startswith((ROLE, TEAM)) for each in who)
    if who and not grouped and len(known(who)) < number:
        raise Invalid(f"{where}.who", f"are too few for {number} voices", ", ".join(sorted(who)), f"{number} or more")
    return Rule(
        name.strip(),
        number,
        kinds,
        words(f"{where}.levels", said.get("levels", []), LEVELS),
        words(f"{where}.classes", said.get("classes", [])),
        words(f"{where}.services", said.get("services", [])),
        freeze,
        who,
    )


def words(where: str, said: Json, allowed: Sequence[str] = ()) -> frozenset[str]:
    """Read a list of words, of those that are known where any are."""
    if not isinstance(said, list) or not all(isinstance(each, str) and each for each in said):
        raise Invalid(where, "is no list of words", str(said)[:100], '["..."]')
    found = frozenset(str(each) for each in said)
    if allowed and (unknown := sorted(found - set(allowed))):
        raise Invalid(where, "is not known here", unknown[0], ", ".join(allowed))
    return found


def rule_document(rule: Rule) -> dict[str, Json]:
    """Return a rule as ``parse_rules`` reads it."""
    return {
        "name": rule.name,
        "votes": rule.votes,
        "kinds": list[Json](sorted(rule.kinds)),
        "levels": list[Json](sorted(rule.levels, key=LEVELS.index)),
        "classes": list[Json](sorted(rule.classes)),
        "services": list[Json](sorted(rule.services)),
        "freeze": rule.freeze,
        "who": list[Json](sorted(rule.who)),
    }


def circumstances(estate: Estate, proposal: Proposal, judged: Mapping[str, Json]) -> Circumstances:
    """Return what rules ask of a change beside its kind and risk; ``judged`` is {} where it cannot be judged.

    Its classes are those of the CIs touched or added, with the classes that these are; its services those touched and
    those that either reading has DOWN or DEGRADED by it.
    """
    schema = estate.schema
    touched = estate.graph.get([Key(each) for each in proposal.touched])
    own = {each.node.cls for each in touched.values()} | {
        each.cls for each in proposal.plan.edits if isinstance(each, Add)
    }
    classes = frozenset(above.name for cls in own if cls in schema.classes for above in schema.lineage(cls))
    if not judged:
        return UNJUDGED._replace(classes=classes)
    services = {str(each["key"]) for each in cast("Sequence[Mapping[str, Json]]", judged["services"])}
    services |= {str(key) for key, each in touched.items() if schema.is_service(each.node.cls)}
    collisions = cast("Sequence[Mapping[str, Json]]", judged["conflicts"])
    frozen = any(each["kind"] == "freeze" for each in collisions)
    return Circumstances(classes, frozenset(services), frozen)
