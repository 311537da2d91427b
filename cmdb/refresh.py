"""Bring CIs and relations up to date with their observations, inside a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cmdb.errors import ClaimTaken
from cmdb.identify import Wanted, claims_wanted, innermost, settle_claims
from cmdb.model import Claim, Key, Node, Relation, RelationFields, RelationId
from cmdb.observed import OBSERVATION, Report, relation_id, report_fields, reports, source_of
from cmdb.reconcile import Reconciled, Rules, believed
from cmdb.schema import Schema
from cmdb.values import normal
from cmdb.workspace import PENDING, Workspace

__all__ = ["CI", "Rules", "introduce", "observe", "refresh_ci", "refresh_relations", "touched", "withdraw"]

CI = "ci"
NO_CLAIMS: frozenset[Claim] = frozenset()


def observe(work: Workspace, rules: Rules, observation: Node) -> None:
    """Write an observation and bring its CI and the relations it reports up to date.

    Raises ``ClaimTaken`` where the CI would get a strong identifier that another CI holds.
    """
    before = work.node(observation.key)
    if before == observation:
        return
    work.put(observation)
    owner = owner_of(observation)
    refresh_ci(work, rules, owner)
    refresh_relations(work, rules, owner, touched(work, before, observation))


def withdraw(work: Workspace, rules: Rules, observation: Node, *, remove_ci: bool) -> None:
    """Remove an observation and what rests on it alone; the CI goes too when nobody speaks of it and ``remove_ci``."""
    owner = owner_of(observation)
    work.remove(observation.key)
    refresh_relations(work, rules, owner, touched(work, observation))
    if work.owned(owner, OBSERVATION):
        refresh_ci(work, rules, owner)
    elif remove_ci and work.node(owner) is not None:
        for relation in work.relations_at(owner):
            work.unrelate(relation.id)
        work.remove(owner)


def owner_of(observation: Node) -> Key:
    """Return the CI of an observation."""
    assert observation.owner is not None  # noqa: S101  # every observation is made with one
    return observation.owner


def touched(work: Workspace, *observations: Node | None) -> set[RelationId]:
    """Return the relations that these observations report or deny."""
    found: set[RelationId] = set()
    for observation in observations:
        if observation is not None:
            found.update(reported(work, observation))
    return found


def refresh_ci(work: Workspace, rules: Rules, key: Key) -> Node:
    """Make a CI what its observations say, claims included. Raises ``ClaimTaken``."""
    observations = work.owned(key, OBSERVATION)
    present = work.node(key)
    result = believed(rules.schema, rules.precedence, observations, present)
    wanted = claims_wanted(rules.schema, result.cls, result.name, result.attributes, parent_of(work, observations))
    node = ci_node(key, result, claims_of(work, rules.schema, key, result, wanted))
    if present != node:
        work.put(node)
    return node


def introduce(work: Workspace, rules: Rules, observation: Node, wanted: Iterable[Wanted] | None) -> None:
    """Write a new observation and the new CI that it alone describes, of which nobody has spoken before.

    It comes to what ``observe`` would, without asking what else is said. ``wanted`` are the claims that the CI makes
    by its class's rules, where they are known. Raises ``ClaimTaken``; then nothing is written.
    """
    owner = owner_of(observation)
    result = believed(rules.schema, rules.precedence, [(observation, PENDING)])
    if wanted is None:
        parent = observation.body.get("parent")
        wanted = claims_wanted(
            rules.schema, result.cls, result.name, result.attributes, Key(str(parent)) if parent else None
        )
    node = ci_node(owner, result, claims_of(work, rules.schema, owner, result, wanted))
    work.add(observation)
    work.add(node)


def ci_node(key: Key, result: Reconciled, claims: frozenset[Claim]) -> Node:
    """Return a CI as its observations make it."""
    return Node(
        key=key,
        kind=CI,
        cls=result.cls,
        name=result.name,
        lifecycle=result.lifecycle,
        attributes=result.attributes,
        body={"groups": dict(result.groups)} if result.groups else {},
        claims=claims,
    )


def parent_of(work: Workspace, observations: Sequence[tuple[Node, int]]) -> Key | None:
    """Return the parent inside which a CI is identified: the innermost of those that its observations name."""
    said = (Key(str(node.body["parent"])) for node, _ in observations if node.body.get("parent"))
    return innermost(said, work.node)


def claims_of(
    work: Workspace, schema: Schema, key: Key, result: Reconciled, wanted: Iterable[Wanted]
) -> frozenset[Claim]:
    """Return the claims of a CI: identification rules, then unique attributes. Raises ``ClaimTaken``."""
    taken, refused = settle_claims(key, wanted, work.holder)
    for claim, other in refused:
        raise ClaimTaken(key, claim.scope, claim.value, other)
    return taken | unique_claims(work, schema, key, result)


def unique_claims(work: Workspace, schema: Schema, key: Key, result: Reconciled) -> frozenset[Claim]:
    """Return the claims of attributes declared unique. Raises ``ClaimTaken``."""
    unique = schema.unique_attributes(result.cls)
    if not unique:
        return NO_CLAIMS
    claims = frozenset(
        Claim(f"unique {name}", str(normal(result.attributes[name]))) for name in unique if name in result.attributes
    )
    for claim in claims:
        if (other := work.holder(claim)) not in (None, key):
            raise ClaimTaken(key, claim.scope, claim.value, str(other))
    return claims


def refresh_relations(work: Workspace, rules: Rules, owner: Key, ids: Iterable[RelationId]) -> None:
    """Make these relations at a CI what is reported of them: one lives while a source says so and nobody denies it."""
    for each in sorted(ids):
        other = each.target if each.source == owner else each.source
        speakers = said_of(work, each, (owner, other))
        reporters = [(node, report, since) for node, report, since in speakers if not report.denied]
        if any(report.denied for _, report, _ in speakers) or not reporters:
            if work.relation(each) is not None:
                work.unrelate(each)
            continue
        relation = Relation(each, believed_fields(rules, each, reporters))
        if work.relation(each) != relation and ends_exist(work, each):
            work.relate(relation)


def believed_fields(rules: Rules, each: RelationId, reporters: Sequence[tuple[Node, Report, int]]) -> RelationFields:
    """Return what the most believed of its reporters says of a relation, and who reports it."""
    if len(reporters) == 1:
        node, report, _ = reporters[0]
        if not report.fields:
            return RelationFields(reported_by=(node.key,))
        return report_fields(report)._replace(reported_by=(node.key,))
    best = min(reporters, key=lambda one: (rules.precedence.rank((), each.type, source_of(one[0])), -one[2]))
    return report_fields(best[1])._replace(reported_by=tuple(sorted(node.key for node, _, _ in reporters)))


def ends_exist(work: Workspace, each: RelationId) -> bool:
    """Say whether both ends of a relation are there."""
    return work.node(each.source) is not None and work.node(each.target) is not None


def said_of(work: Workspace, each: RelationId, ends: tuple[Key, Key]) -> list[tuple[Node, Report, int]]:
    """Return who speaks of a relation: the observations of its two ends that name it."""
    found = []
    for end in ends if ends[0] != ends[1] else ends[:1]:
        for node, since in work.owned(end, OBSERVATION):
            if (report := reported(work, node).get(each)) is not None:
                found.append((node, report, since))
    return found


def reported(work: Workspace, node: Node) -> Mapping[RelationId, Report]:
    """Return what an observation reports, by relation; worked out once a version."""
    if "relations" not in node.body or node.owner is None:
        return {}
    known = work.memo.get(id(node))
    if known is None:
        # The node is kept with what it reports, so that no other one can get its id meanwhile.
        known = work.memo[id(node)] = (node, {relation_id(node.owner, report): report for report in reports(node)})
    return known[1]
