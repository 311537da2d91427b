"""The normal forms that a row keeps beside it: those that SQL does not get from the row by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from cmdb.store.canonical import dump_canonical
from cmdb.values import decode, normal, normal_text

if TYPE_CHECKING:
    from cmdb.store.encoding import NodeRow
    from cmdb.values import Json, Normal

__all__ = ["NOTHING", "Normals", "normals_of"]


class Normals(NamedTuple):
    """``special`` as JSON by field, None for none; ``items`` of lists as (attribute, value)."""

    special: str | None
    items: tuple[tuple[str, Normal], ...]


NOTHING = Normals(None, ())


def normals_of(row: NodeRow) -> Normals:
    """Return what is to be kept beside a row."""
    key, kind, cls, name, lifecycle, owner, attributes, _, _ = row
    plain = (
        attributes.isascii()
        and "[" not in attributes
        and attributes.count("{") < 2  # noqa: PLR2004 - the second brace is the first tagged value's
        and key.isascii()
        and kind.isascii()
        and cls.isascii()
        and name.isascii()
        and lifecycle.isascii()
        and (owner is None or owner.isascii())
    )
    return NOTHING if plain else careful_normals(row)


def careful_normals(row: NodeRow) -> Normals:
    """Return the same, looking at each value."""
    fields = zip(("key", "kind", "class", "name", "lifecycle", "owner"), row, strict=False)
    special: dict[str, Json] = {
        field: normal_text(text) for field, text in fields if text is not None and not text.isascii()
    }
    items: dict[tuple[str, Normal], None] = {}
    for attribute, value in (json.loads(row.attributes) if row.attributes else {}).items():
        if isinstance(value, str) and value.isascii():
            continue
        form = normal(decode(value))
        if isinstance(form, tuple):
            # A list does not sort; its items are found through the table of items.
            special[f"attributes.{attribute}"] = None
            items |= dict.fromkeys((attribute, item) for item in form)
        elif isinstance(value, str | dict):
            special[f"attributes.{attribute}"] = form
    return Normals(dump_canonical(special) if special else None, tuple(items))
