"""Which CI is meant? Identification by the class's ordered rules, every attempt kept with its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from cmdb.model import Claim, Key, Node
from cmdb.schema import IdentificationRule, Schema, is_placeholder
from cmdb.values import Value, normal, normal_text

__all__ = [
    "Attempt",
    "Identification",
    "Wanted",
    "attempts_document",
    "claims_wanted",
    "identify",
    "innermost",
    "second",
    "settle_claims",
]

Outcome = Literal["matched", "none", "several", "skipped", "contradicted"]
Holder = Callable[[Claim], Key | None]
NodeOf = Callable[[Key], Node | None]
INSIDE, NO_PARENT, SECOND = " in ", "no parent", "#2"
ANOTHER_CI = "a stronger rule or the class says that it is another CI"
ANOTHER_PARENT = "it stands in another parent"


class Attempt(NamedTuple):
    """One rule tried: its values, what came of it, which CIs it found, and why it was passed over."""

    rule: str
    values: tuple[str, ...]
    outcome: Outcome
    found: tuple[Key, ...] = ()
    reason: str = ""


class Identification(NamedTuple):
    """The CI meant (None: a new one, or undecided when ``several``), and the attempts that led there."""

    key: Key | None
    attempts: tuple[Attempt, ...]
    several: tuple[Key, ...] = ()

    @property
    def usable(self) -> bool:
        """Say whether at least one rule had values to go by."""
        return any(attempt.outcome != "skipped" for attempt in self.attempts)


class Wanted(NamedTuple):
    """A rule with the claim that a CI with these values makes by it; ``claim`` None where it cannot be used.

    ``parent`` is the CI inside which the values identify, None for a rule that asks for none or where none is known.
    """

    rule: IdentificationRule
    claim: Claim | None
    values: tuple[str, ...]
    reason: str = ""
    parent: Key | None = None


def claims_wanted(
    schema: Schema, cls: str, name: str, attributes: Mapping[str, Value], parent: Key | None
) -> Iterator[Wanted]:
    """Yield each identification rule of the class with the claim that these values make."""
    for declared_by, rule in schema.rules(cls):
        yield wanted(declared_by, rule, name, attributes, parent)


def wanted(
    declared_by: str, rule: IdentificationRule, name: str, attributes: Mapping[str, Value], parent: Key | None
) -> Wanted:
    """Return one rule with its claim, or with the reason why it cannot be used."""
    values: list[str] = []
    for attribute in rule.attributes:
        value = name.strip() if attribute == "name" else attributes.get(attribute)
        if value is None or value == "":
            return Wanted(rule, None, (), f"no {attribute}")
        text = normal_text(value) if isinstance(value, str) else str(normal(value))
        if is_placeholder(text):
            return Wanted(rule, None, (text,), f"{value!r} is a placeholder")
        values.append(text)
    scope, value = f"{declared_by}.{'+'.join(rule.attributes)}", "\x1f".join(values)
    if not rule.in_parent:
        return Wanted(rule, Claim(scope, value), tuple(values))
    return Wanted(rule, Claim(f"{scope}{INSIDE}{parent or NO_PARENT}", value), tuple(values), "", parent)


def second(claim: Claim) -> Claim:
    """Return the claim that a second CI takes when a weak rule's value is held already: who asks finds several."""
    return Claim(f"{claim.scope}{SECOND}", claim.value)


def identify(rules: Sequence[Wanted], holder: Holder, node_of: NodeOf, schema: Schema, cls: str) -> Identification:
    """Try the rules in order until one finds exactly one CI that no stronger rule and no other parent contradicts."""
    attempts: list[Attempt] = []
    strong = [each for each in rules if each.rule.strong and each.claim is not None]
    inside = [each for each in rules if each.parent is not None]
    for each in rules:
        if each.claim is None:
            attempts.append(Attempt(each.rule.name, each.values, "skipped", (), each.reason))
            continue
        found = holders(each, holder)
        against = {key: contradiction(node_of(key), strong, schema, cls) for key in found}
        if inside and not each.rule.strong and not each.rule.in_parent:
            against |= {key: elsewhere(node_of(key), each, inside, node_of) for key in found if not against[key]}
        fitting = [key for key in found if not against[key]]
        attempts.append(attempt(each, against, fitting))
        if len(fitting) == 1:
            return Identification(fitting[0], tuple(attempts))
        if len(fitting) > 1:
            return Identification(None, tuple(attempts), tuple(fitting))
    return Identification(None, tuple(attempts))


def holders(each: Wanted, holder: Holder) -> list[Key]:
    """Return who holds the claim of a rule, first and second."""
    assert each.claim is not None  # noqa: S101  # the caller has looked
    candidates = (holder(each.claim), None if each.rule.strong else holder(second(each.claim)))
    return [key for key in dict.fromkeys(candidates) if key is not None]


def attempt(each: Wanted, against: Mapping[Key, str], fitting: Sequence[Key]) -> Attempt:
    """Return the record of one rule that had values. ``against``: whom it found, and what contradicts each."""
    if len(fitting) == 1:
        return Attempt(each.rule.name, each.values, "matched", tuple(fitting))
    if len(fitting) > 1:
        return Attempt(each.rule.name, each.values, "several", tuple(fitting), "several CIs have this value")
    if against:
        reason = "; ".join(dict.fromkeys(against.values()))
        return Attempt(each.rule.name, each.values, "contradicted", tuple(against), reason)
    return Attempt(each.rule.name, each.values, "none")


def contradiction(node: Node | None, strong: Sequence[Wanted], schema: Schema, cls: str) -> str:
    """Return why a CI cannot be the one, "" where it can: of an unrelated class, or with another strong value."""
    if node is None:
        return ANOTHER_CI
    if not (schema.is_a(cls, node.cls) or schema.is_a(node.cls, cls)):
        return "" if share_rules(schema, cls, node.cls) else ANOTHER_CI
    held = {claim.scope: claim.value for claim in node.claims}
    differs = any(
        each.claim is not None and held.get(each.claim.scope, each.claim.value) != each.claim.value for each in strong
    )
    return ANOTHER_CI if differs else ""


def elsewhere(node: Node | None, each: Wanted, inside: Sequence[Wanted], node_of: NodeOf) -> str:
    """Return why a CI that has the values of a weak rule is not the one that is meant inside a parent, "" if it may be.

    It is another CI where it has the same values inside another parent. One of no known parent may be the one, and so
    may one whose parent stands in the one that is meant (room and site), or the other way round.
    """
    for one in inside:
        if node is None or one.claim is None or one.parent is None or one.rule.attributes != each.rule.attributes:
            continue
        known = parents(node, one.claim.scope.removesuffix(one.parent))
        if known and not any(on_one_line(parent, one.parent, node_of) for parent in known):
            return ANOTHER_PARENT
    return ""


def parents(node: Node | None, within: str = "") -> set[Key]:
    """Return the known parents inside which a CI is identified, by the claims whose scopes begin with ``within``."""
    said = {
        claim.scope.partition(INSIDE)[2] for claim in (node.claims if node else ()) if claim.scope.startswith(within)
    }
    known = said - {"", NO_PARENT, NO_PARENT + SECOND}
    return {Key(each) for text in known for each in (text, text.removesuffix(SECOND))}


def on_one_line(one: Key, other: Key, node_of: NodeOf) -> bool:
    """Say whether two CIs are the same or one stands in the other."""
    return other in surroundings(one, node_of) or one in surroundings(other, node_of)


def surroundings(key: Key, node_of: NodeOf) -> set[Key]:
    """Return a CI and all that it stands in."""
    found: set[Key] = set()
    rest = [key]
    while rest:
        if (each := rest.pop()) not in found:
            found.add(each)
            rest += parents(node_of(each))
    return found


def innermost(known: Iterable[Key], node_of: NodeOf) -> Key | None:
    """Return the first of several parents in which no other of them stands; None for none."""
    distinct = list(dict.fromkeys(known))
    outer = [surroundings(each, node_of) - {each} for each in distinct] if len(distinct) > 1 else []
    return next((each for each in distinct if not any(each in keys for keys in outer)), next(iter(distinct), None))


def share_rules(schema: Schema, one: str, other: str) -> bool:
    """Say whether two classes take their rules from the same class (server and virtual machine: computer)."""
    return schema.rules(one)[:1] == schema.rules(other)[:1] and schema.rules(one)[0][0] != "ci"


def settle_claims(
    key: Key, rules: Iterable[Wanted], holder: Holder
) -> tuple[frozenset[Claim], tuple[tuple[Claim, Key], ...]]:
    """Return the claims that a CI takes, and those strong ones that another CI holds.

    A weak value that is held already is taken as the second; a third goes without.
    """
    taken: set[Claim] = set()
    refused: list[tuple[Claim, Key]] = []
    for each in rules:
        if each.claim is None:
            continue
        options = (each.claim,) if each.rule.strong else (each.claim, second(each.claim))
        free = next((claim for claim in options if holder(claim) in (None, key)), None)
        if free is not None:
            taken.add(free)
        elif each.rule.strong and (other := holder(each.claim)) is not None:
            refused.append((each.claim, other))
    return frozenset(taken), tuple(refused)


def attempts_document(attempts: Iterable[Attempt]) -> list[dict[str, object]]:
    """Return attempts as JSON."""
    return [
        {
            "rule": each.rule,
            "values": list(each.values),
            "outcome": each.outcome,
            "found": list(each.found),
            "reason": each.reason,
        }
        for each in attempts
    ]
