"""From messages of monitoring to alerts, and from alerts to what the routes answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, cast

from flask import request

from api.backend import backend
from api.guard import principal
from api.sight import seen_key, stamp, visible
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.alerts import Taken, look_now, take_in_reports
from itsm.event.alert import Alert, alert_document
from itsm.event.alertmanager import read_webhook
from itsm.event.keep import all_alerts, counts
from itsm.event.report import Refused, parse_event
from itsm.flows.event_incident import Looked

__all__ = ["find", "in_sight", "look", "summary", "take_in_one", "take_in_webhook"]

MOST_BYTES = 32 * 2**20
REASON = "alerts of monitoring"


def take_in_webhook(args: Mapping[str, Any]) -> dict[str, Json]:
    """Take in a message of Alertmanager; alerts that cannot be read are told, the others are taken."""
    found, refused = read_webhook(body(), backend().clock(), source=args["source"])
    return taken(take_in_reports(backend().estate, found, stamp=stamp(REASON)), len(found), refused)


def take_in_one(given: Mapping[str, Any]) -> dict[str, Json]:
    """Take in one event."""
    report = parse_event("body", dict(given), backend().clock())
    return taken(take_in_reports(backend().estate, [report], stamp=stamp(REASON)), 1, ())


def body() -> Json:
    """Return the body as JSON. Older Alertmanagers send numbers beyond 64 bits, so only what is used is checked."""
    if (request.content_length or 0) > MOST_BYTES:
        raise Invalid("body", "is too large", request.content_length, f"{MOST_BYTES} bytes")
    return cast("Json", request.get_json(force=True))


def taken(found: Taken, number: int, refused: Iterable[Refused]) -> dict[str, Json]:
    """Return what became of messages as JSON."""
    return {
        "taken": number,
        "changed": found.changed,
        "refused": [cast("Json", asdict(each)) for each in refused],
        "looked": looked_document(found.looked) if found.looked else None,
    }


def looked_document(found: Looked) -> dict[str, Json]:
    """Return what a look did as JSON."""
    return {
        "opened": list[Json](found.opened),
        "told": list[Json](found.told),
        "over": list[Json](found.over),
        "waiting": found.waiting,
    }


def look() -> dict[str, Json]:
    """Look at all alerts again."""
    return looked_document(look_now(backend().estate, stamp=stamp(REASON)))


def in_sight(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts that the person may see: within a scope those of its CIs, else all."""
    found = list(alerts)
    if principal().scope is None:
        return found
    seen = visible({each.ci for each in found if each.ci})
    return [each for each in found if each.ci in seen]


def shown(alert: Alert) -> dict[str, Json]:
    """Return an alert as JSON, without what only the intake needs."""
    inner = ("names", "looked_at", "told")
    return {name: value for name, value in alert_document(alert).items() if name not in inner}


def wanted(alerts: Iterable[Alert], args: Mapping[str, Any]) -> Iterator[Alert]:
    """Yield the alerts that a list asks for."""
    ci = seen_key(args["ci"]) if args.get("ci") else None
    for each in alerts:
        fits = (
            args.get("state") in (None, each.state),
            ci in (None, each.ci),
            args.get("incident") in (None, each.incident),
            args.get("suppressed") in (None, bool(each.suppressed)),
            args.get("unmatched") in (None, not each.ci),
        )
        if all(fits):
            yield each


def find(args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of alerts, those that began last first."""
    here = backend()
    found = sorted(wanted(in_sight(all_alerts(here.store.side, here.clock())), args), key=newest_first)
    after, limit = args["after"], args["limit"]
    begin = [number for number, each in enumerate(found) if cursor(each) > after] if after else [0]
    rest = found[begin[0] :] if begin else []
    page = rest[:limit]
    more = cursor(page[-1]) if len(rest) > limit else None
    answer: dict[str, object] = {"items": [shown(each) for each in page], "next": more}
    return answer | ({"total": len(found)} if args["total"] else {})


def newest_first(alert: Alert) -> str:
    """Return what alerts are sorted by."""
    return cursor(alert)


def cursor(alert: Alert) -> str:
    """Return where an alert stands in the list: later ones sort first, ties by key."""
    return f"{10**17 - int(alert.since.timestamp() * 1_000_000):018d}-{alert.key}"


def summary() -> dict[str, Json]:
    """Count messages and alerts."""
    here = backend()
    now = here.clock()
    total = counts(here.store.side, now)
    found = in_sight(all_alerts(here.store.side, now))
    firing = [each for each in found if each.firing]
    return {
        **{name: getattr(total, name) for name in ("received", "new", "repeated", "not_kept", "forgotten")},
        "sources": dict(total.sources or {}),
        "kept": len(found),
        "firing": len(firing),
        "resolved": len(found) - len(firing),
        "unmatched": sum(not each.ci for each in firing),
        "suppressed": sum(bool(each.suppressed) for each in firing),
        "severities": dict(sorted(Counter(each.severity for each in firing).items())),
        "incidents": len({each.incident for each in firing if each.incident}),
    }
