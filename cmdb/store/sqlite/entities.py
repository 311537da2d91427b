"""Reading nodes and relations by what identifies them, by owner, and by neighbour."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from cmdb.model import Claim, Key, Relation, RelationId, Stored
from cmdb.store.sqlite.binding import as_list, bindable, chunked, revision_number
from cmdb.store.sqlite.present import wanted_relations
from cmdb.store.sqlite.rows import (
    NODE_FIELDS,
    RELATION_FIELDS,
    nodes_at,
    relation_from,
    relations_at,
    seen_at,
    stored_from,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cmdb.store.sqlite.database import Database

__all__ = ["get", "get_relations", "holders", "neighbours", "owned", "relations_ever", "touch"]

ENDS = {"out": ("source",), "in": ("target",), "both": ("source", "target")}


def past_parameter(as_of: int | None) -> dict[str, object]:
    """Return the parameter that reading the past takes."""
    return {} if as_of is None else {"as_of": revision_number(as_of)}


def get(database: Database, keys: Iterable[Key], as_of: int | None) -> Mapping[Key, Stored]:
    """Return nodes by key, in the order asked."""
    asked = dict.fromkeys(keys)
    select = (
        f"SELECT {NODE_FIELDS}, {seen_at(as_of)} FROM json_each(:keys) asked "
        f"CROSS JOIN {nodes_at(as_of)} n ON n.key = asked.value"
    )
    found: dict[Key, Stored] = {}
    with database.read() as connection:
        for some in chunked(asked):
            rows = connection.execute(select, {"keys": as_list(some), **past_parameter(as_of)}).fetchall()
            found |= {item.node.key: item for item in stored_from(database, connection, rows)}
    return {key: found[key] for key in asked if key in found}


def get_relations(
    database: Database, ids: Iterable[RelationId], as_of: int | None
) -> Mapping[RelationId, tuple[Relation, int]]:
    """Return relations by identity, in the order asked."""
    asked = [identity for identity in dict.fromkeys(ids) if all(bindable(part) is not None for part in identity)]
    select = (
        f"SELECT {RELATION_FIELDS} FROM temp.wanted w CROSS JOIN {relations_at(as_of)} r "
        "ON r.source = w.source AND r.type = w.type AND r.target = w.target AND r.grp = w.grp"
    )
    with database.read() as connection:
        rows = list(wanted_relations(connection, asked, select, past_parameter(as_of)))
    found = {relation.id: (relation, since) for relation, since in ((relation_from(row), row[10]) for row in rows)}
    return {identity: found[identity] for identity in asked if identity in found}


def holders(database: Database, claims: Iterable[Claim]) -> Mapping[Claim, Key]:
    """Return who holds each claim, in the order asked."""
    asked = list(dict.fromkeys(claims))
    scopes: dict[str, list[str]] = {}
    for claim in asked:
        scopes.setdefault(claim.scope, []).append(claim.value)
    select = (
        "SELECT value, node FROM claim WHERE scope IN (SELECT value FROM json_each(?)) "
        "AND value IN (SELECT value FROM json_each(?))"
    )
    found: dict[Claim, Key] = {}
    with database.read() as connection:
        for scope, values in scopes.items():
            for some in chunked(values):
                rows = connection.execute(select, (as_list([scope]), as_list(some)))
                found |= {Claim(scope, value): Key(node) for value, node in rows}
    return {claim: found[claim] for claim in asked if claim in found}


def owned(database: Database, owners: Iterable[Key], kind: str | None, as_of: int | None) -> Sequence[Stored]:
    """Return the nodes that belong to these, by key."""
    select = (
        f"SELECT {NODE_FIELDS}, {seen_at(as_of)} FROM {nodes_at(as_of)} n "
        "WHERE n.owner IN (SELECT value FROM json_each(:owners)) AND (:any OR n.kind = :kind)"
    )
    fixed = {"any": kind is None, "kind": kind and bindable(kind), **past_parameter(as_of)}
    found: list[Stored] = []
    with database.read() as connection:
        for some in chunked(dict.fromkeys(owners)):
            rows = connection.execute(select, {"owners": as_list(some), **fixed}).fetchall()
            found += stored_from(database, connection, rows)
    return sorted(found, key=lambda item: item.node.key)


def neighbours(
    database: Database, keys: Iterable[Key], direction: str, types: Iterable[str] | None, as_of: int | None
) -> Sequence[tuple[Relation, int]]:
    """Return the relations at these nodes, by identity."""
    # The plus keeps SQLite from any index but that of the end in question.
    of_type = "" if types is None else "AND +r.type IN (SELECT value FROM json_each(:types))"
    parameters = {"types": None if types is None else as_list(types), **past_parameter(as_of)}
    found: dict[RelationId, tuple[Relation, int]] = {}
    with database.read() as connection:
        for some in chunked(dict.fromkeys(keys)):
            for end in ENDS[direction]:
                select = (
                    f"SELECT {RELATION_FIELDS} FROM json_each(:keys) asked "
                    f"CROSS JOIN {relations_at(as_of)} r ON r.{end} = asked.value {of_type}"
                )
                for row in connection.execute(select, {"keys": as_list(some), **parameters}):
                    relation = relation_from(row)
                    found[relation.id] = (relation, row[10])
    return [found[identity] for identity in sorted(found)]


def relations_ever(database: Database, keys: Iterable[Key]) -> Sequence[RelationId]:
    """Return the relations that these nodes have or had, by identity."""
    found: set[RelationId] = set()
    with database.read() as connection:
        for some in chunked(dict.fromkeys(keys)):
            for table, end in product(("relation", "relation_past"), ENDS["both"]):
                select = (
                    "SELECT r.source, r.type, r.target, r.grp FROM json_each(:keys) asked "
                    f"CROSS JOIN {table} r ON r.{end} = asked.value"
                )
                found.update(RelationId(*row) for row in connection.execute(select, {"keys": as_list(some)}))
    return sorted(found)


def touch(database: Database, keys: Iterable[Key], instant: str) -> None:
    """Note when nodes, and those that they belong to, were last seen, where that is later than what is known."""
    statements = [
        f"INSERT INTO seen (key, at) SELECT {whom}.key, :at FROM json_each(:keys) asked "
        f"CROSS JOIN node n ON n.key = asked.value {owner} WHERE true "
        "ON CONFLICT (key) DO UPDATE SET at = excluded.at WHERE excluded.at > seen.at"
        for whom, owner in (("n", ""), ("o", "CROSS JOIN node o ON o.key = n.owner"))
    ]
    asked = sorted(set(keys))
    if asked:
        with database.write() as connection:
            for some in chunked(asked):
                for statement in statements:
                    connection.execute(statement, {"at": instant, "keys": as_list(some)})
