"""Who is of a team? The people that the graph has as its members, and those who take turns in its on-call rotas."""

from __future__ import annotations

from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.store.port import GraphStore
from itsm.kernel.on_call import rotas
from itsm.kernel.people import as_known, same_person

__all__ = ["members_of", "teams"]

MEMBER_OF = "member_of"
TEAMS = All((Compare("kind", "=", "ci"), Compare("class", "=", "team")))


def teams(graph: GraphStore) -> list[str]:
    """Return the names of the teams that the graph or a rota knows."""
    known = {as_known(each.node.name): each.node.name for each in every(graph, TEAMS)}
    for rota in rotas(graph).values():
        if rota.team:
            known.setdefault(as_known(rota.team), rota.team)
    return sorted(known.values())


def members_of(graph: GraphStore, team: str) -> frozenset[str] | None:
    """Return by which names, as they are compared, the members of a team are known; None: nobody knows the team.

    Of a person in the graph these are the name and the address, of a rota the accounts that it names.
    """
    here = [each.node.key for each in every(graph, TEAMS) if same_person(each.node.name, team)]
    turns = [each for each in rotas(graph).values() if each.team and same_person(each.team, team)]
    if not here and not turns:
        return None
    inside = [each.id.source for each, _ in graph.neighbours(here, direction="in", types=[MEMBER_OF])] if here else []
    people = [each.node for each in graph.get(inside).values() if each.node.cls == "person"]
    named = [each.name for each in people] + [str(each.attributes.get("email") or "") for each in people]
    named += [name for rota in turns for name in rota.people]
    return frozenset(as_known(each) for each in named if each)
