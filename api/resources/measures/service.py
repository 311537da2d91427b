"""From a request about measures to columns of all records, and back within the sight of who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, cast

import numpy as np

from api.backend import Backend, backend
from api.declarations import Document
from api.guard import principal
from api.sight import visible
from cmdb.access import condition
from cmdb.errors import Invalid
from cmdb.values import normal_text
from itsm.measures.answer import Question, measures_document, series_document
from itsm.measures.catalogue import MEASURES, measure_named
from itsm.measures.columns import Bools, Columns
from itsm.measures.health import healthy_cis
from itsm.measures.keep import Kept, Standing
from itsm.measures.period import Every, parse_period
from itsm.measures.settings import Setting
from itsm.practices import PRACTICES

__all__ = [
    "SHIPPED",
    "all_measures",
    "one_measure",
    "pages",
    "question",
    "seen_rows",
    "standing",
    "standing_of",
]

KEPT = "measures"
SHIPPED: dict[str, Document] = {
    name: {"name": name, "target": each.target, "currency": "", "rates": {}, "otherwise": None}
    for name, each in MEASURES.items()
}
MAKING = Lock()


def standing() -> Standing:
    """Return the columns as of now; the app keeps them and carries them forward."""
    return standing_of(backend())


def standing_of(here: Backend) -> Standing:
    """Return the columns of an app as of now."""
    with MAKING:
        kept = cast("Kept", here.kept.setdefault(KEPT, Kept(here.estate, PRACTICES)))
    return kept.now()


def question(period: str, by: str = "", group: str | None = None) -> Question:
    """Return what is asked, within the sight of who asks."""
    here, who, now = backend(), principal(), backend().clock()
    known = standing()
    services: Mapping[str, str] | None = None
    if who.scope is not None:
        seen = visible(known.services)
        services = {key: name for key, name in known.services.items() if key in seen}
    return Question(
        known,
        parse_period(period, now),
        now,
        by,
        group,
        None if who.scope is None else normal_text(who.scope),
        services,
        lambda: healthy_cis(here.graph, here.rules().schema, now, condition(who)),
    )


def seen_rows(columns: Columns) -> Bools:
    """Return which records the person may see."""
    who = principal()
    if who.scope is None:
        return np.ones(columns.size, dtype=bool)
    found: Bools = columns.scope.codes == columns.scope.number(normal_text(who.scope))
    return found


def all_measures(args: Mapping[str, Any]) -> dict[str, object]:
    """Return every measure over a period."""
    return {"items": measures_document(question(args["period"], args["by"], args["group"])), "next": None}


def one_measure(name: str, args: Mapping[str, Any]) -> dict[str, object]:
    """Return one measure with its definition, whole or as a series."""
    measure = measure_named(name)
    asked = question(args["period"], args["by"], args["group"])
    every = cast("Every | str", args["every"])
    items = series_document(asked, name, cast("Every", every)) if every else measures_document(asked, (name,))
    setting = asked.standing.settings.get(name, Setting())
    return {
        "measure": name,
        "label": measure.label,
        "formula": measure.formula,
        "population": measure.population,
        "exclusions": measure.exclusions,
        "unit": measure.unit,
        "better": measure.better,
        "target": measure.target if setting.target is None else setting.target,
        "items": items,
    }


def pages(found: Sequence[object], after: str | None, limit: int, *, total: bool) -> dict[str, object]:
    """Return a page of what is at hand; the cursor is the place where it goes on."""
    if after is not None and not (after.isascii() and after.isdecimal() and int(after) <= len(found)):
        raise Invalid("after", "is no cursor of this list", after, "the next of the page before")
    start = int(after or 0)
    end = start + limit
    answer: dict[str, object] = {"items": list(found[start:end]), "next": str(end) if end < len(found) else None}
    return answer | ({"total": len(found)} if total else {})
