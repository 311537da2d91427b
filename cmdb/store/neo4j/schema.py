"""What a database must hold before it is a store: constraints, indexes, the counter, and the format number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neo4j.exceptions import ClientError

from cmdb.errors import StoreTooNew
from cmdb.store.neo4j.load import clear_broken_load
from cmdb.store.neo4j.names import escape, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmdb.store.neo4j.connect import Connection, Work

__all__ = ["FORMAT", "declare_attribute_indexes", "prepare", "read_format"]

FORMAT = 1

# ``Store`` has two nodes. ``head`` counts revisions: a writer locks it first and so waits for the writers before it.
# ``gate`` is locked just before a commit: who holds it knows that no commit is being applied meanwhile.
CONSTRAINTS = (
    ("store_name", "(n:Store) REQUIRE n.name IS UNIQUE"),
    ("node_key", "(n:Node) REQUIRE n.key IS UNIQUE"),
    ("revision_number", "(n:Revision) REQUIRE n.number IS UNIQUE"),
    ("claim_id", "(n:Claim) REQUIRE n.id IS UNIQUE"),
    ("side_id", "(n:Side) REQUIRE n.id IS UNIQUE"),
)
INDEXES = (
    ("INDEX", "node_name", "(n:Node) ON (n.name)"),
    ("INDEX", "node_owner", "(n:Node) ON (n.owner)"),
    ("TEXT INDEX", "node_text", "(n:Node) ON (n.text)"),
    ("INDEX", "version_key", "(n:Version) ON (n.key)"),
    ("INDEX", "version_owner", "(n:Version) ON (n.owner)"),
    ("INDEX", "relation_version_id", "(n:RelationVersion) ON (n.id)"),
    ("INDEX", "relation_version_source", "(n:RelationVersion) ON (n.source)"),
    ("INDEX", "relation_version_target", "(n:RelationVersion) ON (n.target)"),
    ("INDEX", "revision_at", "(n:Revision) ON (n.at)"),
    ("INDEX", "revision_run", "(n:Revision) ON (n.run_digest)"),
    ("INDEX", "part_revision", "(n:Part) ON (n.revision)"),
    ("INDEX", "side_key", "(n:Side) ON (n.table, n.key)"),
    ("INDEX", "side_expires", "(n:Side) ON (n.expires)"),
)

START = """
MERGE (head:Store {name: 'head'})
  ON CREATE SET head.number = 0, head.at = '', head.format = $format
MERGE (gate:Store {name: 'gate'})
"""


def prepare(connection: Connection) -> None:
    """Make the database a store if it is none yet. Raises ``StoreTooNew``."""
    found = connection.read(read_format)
    if found is None:
        statements = {name: f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {rule}" for name, rule in CONSTRAINTS}
        statements |= {name: f"CREATE {kind} {name} IF NOT EXISTS FOR {rule}" for kind, name, rule in INDEXES}
        for name in statements.keys() - connection.read(index_names):
            ensure(connection, statements[name])
        connection.alter("CALL db.awaitIndexes(300)")
        connection.write(lambda work: work.run(START, format=FORMAT))
        found = connection.read(read_format)
    if found is not None and found > FORMAT:
        raise StoreTooNew(found, FORMAT)
    clear_broken_load(connection)


def read_format(work: Work) -> int | None:
    """Return the format that the store is in, None where there is no store."""
    row = work.one("MATCH (head:Store {name: 'head'}) RETURN head.format")
    return None if row is None else int(row[0])


def ensure(connection: Connection, statement: str) -> None:
    """Run a statement that makes a constraint or an index, unless another process was faster."""
    try:
        connection.alter(statement)
    except ClientError as error:
        if "AlreadyExists" not in str(error.code):
            raise


# ---------------------------------------------------------------- attribute indexes


def declare_attribute_indexes(connection: Connection, attributes: Iterable[str]) -> None:
    """Have a range index on the scalars and a text index on the lists of each of these attributes, and no others."""
    wanted: dict[str, str] = {}
    for attribute in attributes:
        name = escape(attribute)
        for kind, prefix, where in (("INDEX", "attribute.", "a."), ("TEXT INDEX", "list.", "l.")):
            rule = f"IF NOT EXISTS FOR (n:Node) ON (n.{quote(where + name)})"
            wanted[prefix + name] = f"CREATE {kind} {quote(prefix + name)} {rule}"
    present = connection.read(index_names)
    for name in present - wanted.keys():
        if name.startswith(("attribute.", "list.")):
            connection.alter(f"DROP INDEX {quote(name)} IF EXISTS")
    for name in wanted.keys() - present:
        ensure(connection, wanted[name])
    connection.alter("CALL db.awaitIndexes(300)")


def index_names(work: Work) -> set[str]:
    """Return the names of all indexes; a constraint's index has its name."""
    return {row[0] for row in work.rows("SHOW INDEXES YIELD name RETURN name")}
