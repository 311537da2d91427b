"""From a request about views of lists to what is kept, within what the person sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.backend import backend
from api.guard import principal
from api.preconditions import expected
from api.record_table import checked_columns
from api.resources.records.service import schema
from api.shared import keep_new, keep_shared, shown_shared
from api.sight import stamp
from cmdb.query_language import order_of
from cmdb.values import Json
from itsm.kernel.declared import Declared
from itsm.kernel.fields import with_fields
from itsm.kernel.record_view import RECORD_VIEW, parse_record_view
from itsm.kernel.search import record_query
from itsm.kernel.shared import drop_shared, shared, shared_with
from itsm.practices import PRACTICES

__all__ = ["every", "make", "one", "open_with", "remove", "write"]

FIRST = "first_record_view"
"""The table of which view somebody's list of a practice opens with."""


def every(practice: str) -> list[dict[str, Json]]:
    """Return the views that the person sees, by title, of one practice where it is named."""
    found = shared_with(backend().graph, RECORD_VIEW, principal())
    firsts = {each: first_of(each) for each in ((practice,) if practice else PRACTICES)}
    return [document(each, firsts) for each in found if not practice or each.document["practice"] == practice]


def one(name: str) -> dict[str, Json]:
    """Return one. Raises ``NotFound``."""
    found = shared(backend().graph, RECORD_VIEW, name, principal())
    practice = str(found.document["practice"])
    return document(found, {practice: first_of(practice)})


def document(each: Declared, firsts: Mapping[str, str]) -> dict[str, Json]:
    """Return a view as it is shown."""
    first = firsts[str(each.document["practice"])] == each.name
    return {**shown_shared(RECORD_VIEW, each), "first": first}


def first_of(practice: str) -> str:
    """Return the name of the view that the person's list of a practice opens with, "" for none."""
    here = backend()
    row = here.store.side.read(FIRST, place(practice), now=here.clock())
    return str(row.value) if row else ""


def place(practice: str) -> str:
    """Return where it is noted with which view the person's list opens."""
    return f"{practice}/{principal().name}"


def open_with(name: str, *, said: bool) -> None:
    """Let the person's list of its practice open with a view that they see, or no longer. Raises ``NotFound``."""
    here, practice = backend(), str(one(name)["practice"])
    if said:
        here.store.side.put(FIRST, place(practice), name, now=here.clock())
    elif first_of(practice) == name:
        here.store.side.drop(FIRST, place(practice))


def make(given: Mapping[str, Any]) -> str:
    """Keep a new one and return its name."""
    return keep_new(RECORD_VIEW, given, check)


def write(name: str, given: Mapping[str, Any]) -> None:
    """Keep another in the place of one's own."""
    keep_shared(RECORD_VIEW, name, given, check)


def check(where: str, said: Json) -> None:
    """Raise ``Invalid`` for a view that no list could show."""
    found, known = parse_record_view(where, said, PRACTICES), schema()
    record_query(known, found.q, backend().clock())
    order_of(known, found.sort)
    checked_columns(with_fields(backend().graph, PRACTICES[found.practice]), ",".join(found.columns))


def remove(name: str) -> None:
    """Remove one; lists that opened with it open as they did before."""
    drop_shared(backend().graph, RECORD_VIEW, name, who=principal(), stamp=stamp(), expected=expected())
