"""The tables of a store, as the migrations that make them; the format number is how many there are.

Current versions stand in ``node`` and ``relation``, ended ones in ``node_past`` and ``relation_past``: a first
import writes each row once, and what reads the present filters nothing. ``id`` numbers versions in the order in
which they were written, so that a revision's versions are one range of it (``revision.next_*`` is where the next
begins); an ended version keeps its id.

``normal`` holds, as JSON by field, those normal forms that SQL does not get by lower-casing ASCII or spelling out a
boolean: most rows have none. Items of lists stand in ``item``, in normal form, also those of ended versions.
``moment`` is the first revision of the same instant as ``since``: it sorts as instants do, without reading any.
Most keys are their own normal form; ``node_key_folded`` knows the others.
``word`` lists each kind, class and lifecycle ever written: conditions on these are decided on the few words, and
become plain lists that indexes understand.
"""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "FORMAT", "MIGRATIONS", "NODE_COLUMNS", "RELATION_COLUMNS"]

# "FLTL": tells our files from other programs' before anything is read or written.
APPLICATION_ID = 0x464C544C

NODE_COLUMNS = "id, key, kind, cls, name, lifecycle, owner, attributes, body, claims, since, moment, normal, digest"
RELATION_COLUMNS = (
    "id, source, type, target, grp, need, weight, ride_through_s, confidence, last_verified, reported_by, since"
)

NODE = """
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    cls TEXT NOT NULL,
    name TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    owner TEXT,
    attributes TEXT,
    body TEXT,
    claims TEXT,
    since INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    normal TEXT,
    digest INTEGER
"""
RELATION = """
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    target TEXT NOT NULL,
    grp TEXT NOT NULL,
    need TEXT,
    weight INTEGER,
    ride_through_s REAL,
    confidence REAL,
    last_verified TEXT,
    reported_by TEXT,
    since INTEGER NOT NULL
"""

FIRST = f"""
CREATE TABLE revision (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    run TEXT NOT NULL,
    moment INTEGER NOT NULL,
    next_node INTEGER NOT NULL,
    next_relation INTEGER NOT NULL
) STRICT;
CREATE INDEX revision_at ON revision (at);
CREATE INDEX revision_run ON revision (run) WHERE run <> '';

CREATE TABLE node ({NODE}) STRICT;
CREATE UNIQUE INDEX node_key ON node (key);
CREATE INDEX node_key_folded ON node (coalesce(json_extract(normal, '$."key"'), lower(key)))
    WHERE key <> coalesce(json_extract(normal, '$."key"'), lower(key));
CREATE INDEX node_class ON node (kind, cls, lifecycle);
CREATE INDEX node_owner ON node (owner) WHERE owner IS NOT NULL;
CREATE INDEX node_kind ON node (kind, key, digest);
CREATE INDEX node_name ON node (coalesce(json_extract(normal, '$."name"'), lower(name)), kind) WHERE name <> '';
CREATE INDEX node_moment ON node (kind, moment);

CREATE TABLE node_past ({NODE}, until INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX node_past_key ON node_past (key, since);
CREATE INDEX node_past_until ON node_past (until);
CREATE INDEX node_past_owner ON node_past (owner) WHERE owner IS NOT NULL;

CREATE TABLE item (
    name TEXT NOT NULL,
    value ANY NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (name, value, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE word (field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (field, text)) STRICT, WITHOUT ROWID;

CREATE TABLE relation ({RELATION}) STRICT;
CREATE UNIQUE INDEX relation_identity ON relation (source, type, target, grp);
CREATE INDEX relation_target ON relation (target);

CREATE TABLE relation_past ({RELATION}, until INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX relation_past_identity ON relation_past (source, type, target, grp, since);
CREATE INDEX relation_past_target ON relation_past (target);
CREATE INDEX relation_past_until ON relation_past (until);

CREATE TABLE claim (
    scope TEXT NOT NULL,
    value TEXT NOT NULL,
    node TEXT NOT NULL,
    PRIMARY KEY (scope, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (key TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE side (
    tbl TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires TEXT,
    PRIMARY KEY (tbl, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX side_expires ON side (expires) WHERE expires IS NOT NULL;
"""

# The index of full-text search (``search.py``); it holds parts of words and no texts, hence "contentless".
FULL_TEXT = """
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', tokenize = 'trigram case_sensitive 1', detail = none);
CREATE TABLE search_state (
    kind TEXT PRIMARY KEY,
    upto INTEGER NOT NULL,
    entries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

# Each brings a store from the format before to its own. Never change one that was released; add the next.
MIGRATIONS: tuple[str, ...] = (FIRST, FULL_TEXT)
FORMAT = len(MIGRATIONS)
