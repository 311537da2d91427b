"""What is behind a figure: records with what each adds, outages of services, CIs that are not in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.resources.measures.service import pages, question
from cmdb.access import condition, require
from cmdb.entities import ci_document, instant_json
from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.values import Json
from itsm.kernel.document import record_document
from itsm.kernel.record import read_record
from itsm.measures.answer import Question, behind, measures_document
from itsm.measures.catalogue import measure_named
from itsm.measures.definition import Behind, OutageBehind
from itsm.measures.health import failed_checks, failing_cis, healthy_cis
from itsm.practices import PRACTICES

__all__ = ["records_behind"]


def records_behind(name: str, args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of the records behind a figure, or of the CIs behind CMDB health, each with what it adds."""
    measure = measure_named(name)
    asked = question(args["period"], args["by"], args["group"])
    if measure.of_cis:
        return cis_behind(asked, name, args)
    shown = pages(behind(asked, name), args["after"], args["limit"], total=args["total"])
    page = cast("Sequence[Behind]", shown["items"])
    found = backend().graph.get(dict.fromkeys(Key(each.key) for each in page))
    items: list[Json] = []
    for each in page:
        if Key(each.key) in found:
            record = read_record(found[Key(each.key)])
            added: dict[str, Json] = {"value": each.value, "outage": outage(each.outage), "class": None, "fails": []}
            items.append({**record_document(PRACTICES[record.practice], record), **added})
    return {**shown, "items": items}


def outage(each: OutageBehind | None) -> dict[str, Json] | None:
    """Return an outage as JSON."""
    if each is None:
        return None
    since, until = (
        None if at is None else instant_json(datetime.fromtimestamp(at, UTC)) for at in (each.since, each.until)
    )
    return {**each._asdict(), "since": since, "until": until}


def cis_behind(asked: Question, name: str, args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of the CIs that are not in order, by key; each takes its part from the share of those that are.

    None where there is no figure: of the past, and of a group. The cursor holds the instant that its pages are of.
    """
    here, who = backend(), principal()
    require(who, "ci.read")
    (figure,) = measures_document(asked if asked.group is not None else replace(asked, by=""), (name,))
    if figure["value"] is None:
        return {"items": [], "next": None} | ({"total": 0} if args["total"] else {})
    schema, within = here.rules().schema, condition(who)
    now, after = read_cursor(args["after"], asked.now)
    count, good = healthy_cis(here.graph, schema, now, within)
    page = failing_cis(here.graph, schema, now, within, limit=args["limit"], after=after)
    nothing: dict[str, Json] = dict.fromkeys(("practice", "state", "state_label", "phase", "form", "outage"))
    items = [
        {
            **nothing,
            **{part: document[part] for part in ("key", "class", "attributes", "revision", "changed_at")},
            "title": document["name"],
            "value": -1 / count,
            "fails": fails,
        }
        for document, fails in zip(
            (ci_document(each, schema) for each in page.items),
            failed_checks(here.graph, schema, now, page.items),
            strict=True,
        )
    ]
    following = f"{instant_json(now)} {page.next}" if page.next else None
    return {"items": items, "next": following} | ({"total": count - good} if args["total"] else {})


def read_cursor(text: str | None, now: datetime) -> tuple[datetime, str | None]:
    """Return the instant that the pages are of and the store's own cursor. Raises ``Invalid``."""
    if text is None:
        return now, None
    instant, _, after = text.partition(" ")
    try:
        return datetime.fromisoformat(instant).astimezone(UTC), after
    except (ValueError, OverflowError) as error:
        raise Invalid("after", "is no cursor of this list", text, "the next of the page before") from error
