"""What a field is in SQL: an expression for its normal form, null where it is absent or does not sort."""

from __future__ import annotations

import re

from cmdb.store.question import ATTRIBUTES
from cmdb.store.sqlite.rows import seen_at

__all__ = ["TEXTS", "WORDS", "attribute_of", "attribute_type", "indexable", "is_number", "presence_sql", "value_sql"]

# Fields of few different texts, with their columns; see ``word`` in the schema.
WORDS = {"kind": "kind", "class": "cls", "lifecycle": "lifecycle"}
# Text columns, and whether empty means absent.
TEXTS = {"key": False, "kind": False, "class": False, "name": True, "lifecycle": True, "owner": False}
# JSON paths cannot express these characters in SQLite before 3.42 or so; such attributes are found another way.
UNFIT = re.compile(r'["\\\x00-\x1f]')


def attribute_of(field: str) -> str | None:
    """Return the attribute that a field names, None for the fields that all nodes have."""
    return field[len(ATTRIBUTES) :] if field.startswith(ATTRIBUTES) else None


def is_number(field: str) -> bool | None:
    """Return whether a field holds numbers; None for attributes, which hold either."""
    return None if attribute_of(field) else field == "revision"


def indexable(attribute: str) -> bool:
    """Return whether an index can be made on an attribute."""
    return not UNFIT.search(attribute)


def quoted(text: str) -> str:
    """Return text as an SQL literal. Index expressions take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def value_sql(field: str, alias: str, as_of: int | None) -> str:
    """Return the expression of a field's normal form."""
    attribute = attribute_of(field)
    if attribute is not None:
        return plain_attribute(attribute, alias) if indexable(attribute) else odd_attribute(attribute, alias)
    if field == "revision":
        # The plus takes away the column's affinity, which would turn text into numbers in comparisons.
        return f"+{alias}.since"
    if field == "changed_at":
        return f"(SELECT revision.at FROM revision WHERE revision.number = {alias}.moment)"
    if field == "last_seen":
        return seen_at(as_of, alias)
    column = WORDS.get(field, field)
    return f"coalesce(json_extract({alias}.normal, '$.\"{field}\"'), lower({alias}.{column}))"


def plain_attribute(attribute: str, alias: str) -> str:
    """Return an attribute's expression, on which an index can be made."""
    path, special = quoted(f'$."{attribute}"'), quoted(f'$."{ATTRIBUTES}{attribute}"')
    return normal_case(
        f"json_type({alias}.normal, {special})",
        f"json_extract({alias}.normal, {special})",
        f"json_type({alias}.attributes, {path})",
        f"json_extract({alias}.attributes, {path})",
    )


def odd_attribute(attribute: str, alias: str) -> str:
    """Return the expression of an attribute whose name a JSON path cannot express."""

    def member(column: str, document: str, name: str) -> str:
        return f"(SELECT j.{column} FROM json_each({alias}.{document}) j WHERE j.key = {quoted(name)})"

    field = f"{ATTRIBUTES}{attribute}"
    return normal_case(
        member("type", "normal", field),
        member("value", "normal", field),
        member("type", "attributes", attribute),
        member("value", "attributes", attribute),
    )


def normal_case(special_type: str, special: str, kind: str, value: str) -> str:
    """Return the choice between the normal form kept beside the row and the one that SQL finds itself."""
    return (
        f"CASE WHEN {special_type} IS NOT NULL THEN {special} ELSE CASE {kind} "
        f"WHEN 'text' THEN lower({value}) WHEN 'integer' THEN {value} WHEN 'real' THEN {value} "
        "WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' END END"
    )


def attribute_type(attribute: str, alias: str) -> str:
    """Return the JSON type of an attribute as it was written, null where it is absent."""
    if indexable(attribute):
        path = quoted(f'$."{attribute}"')
        return f"json_type({alias}.attributes, {path})"
    return f"(SELECT j.type FROM json_each({alias}.attributes) j WHERE j.key = {quoted(attribute)})"


def presence_sql(field: str, alias: str, as_of: int | None) -> str:
    """Return the condition that a field is present."""
    attribute = attribute_of(field)
    if attribute is not None:
        return f"{attribute_type(attribute, alias)} IS NOT NULL"
    if TEXTS.get(field):
        return f"{alias}.{WORDS.get(field, field)} <> ''"
    if field == "owner":
        return f"{alias}.owner IS NOT NULL"
    if field == "last_seen":
        return f"{seen_at(as_of, alias)} IS NOT NULL"
    return "true"
