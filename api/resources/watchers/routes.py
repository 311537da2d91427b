"""/incidents/KEY/watchers and the same for every practice."""

from __future__ import annotations

from api.auth.accounts import get_account
from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.records.service import act, seen_record
from api.resources.watchers.schemas import WatcherListSchema
from cmdb.access import require
from cmdb.values import normal_text
from itsm.kernel.practice import Practice
from itsm.kernel.watch import TEAM, unwatch, watch, watchers
from itsm.practices import PRACTICES

__all__ = ["blueprints"]


def shown(practice: Practice, key: str) -> dict[str, object]:
    """Return who watches a record."""
    found = watchers(seen_record(practice, key))
    items = [{"name": each, "kind": "team" if normal_text(each).startswith(TEAM) else "account"} for each in found]
    return {"items": items, "next": None}


def check_may(who: str, *, add: bool) -> None:
    """Raise ``Forbidden`` where somebody else is made to watch by who may only read, ``NotFound`` for no account."""
    if normal_text(who) == normal_text(principal().name):
        return
    require(principal(), "record.write")
    if add and not normal_text(who).startswith(TEAM):
        get_account(backend().store.side, who, backend().clock())


def watcher_blueprint(practice: Practice) -> Blueprint:
    """Return the routes of the watchers of a practice's records."""
    one = practice.label.lower()
    description = f"Who is told of what happens to {practice.plural.lower()}."
    blueprint = Blueprint(f"{practice.noun}_watchers", __name__, description=description)

    @blueprint.get(f"/{practice.noun}/<key>/watchers")
    @blueprint.response(200, WatcherListSchema)
    @blueprint.doc(summary=f"List who watches one {one}, in the order of their coming.")
    @needs("record.read")
    def index(key: str) -> dict[str, object]:
        return shown(practice, key)

    @blueprint.put(f"/{practice.noun}/<key>/watchers/<path:who>")
    @blueprint.response(200, WatcherListSchema)
    @blueprint.doc(summary=f"Watch one {one}; for others than oneself this takes the right to write.")
    @needs("record.read")
    def add(key: str, who: str) -> dict[str, object]:
        record = seen_record(practice, key)
        check_may(who, add=True)
        watch(backend().graph, practice, record.key, who, act=act())
        return shown(practice, key)

    @blueprint.delete(f"/{practice.noun}/<key>/watchers/<path:who>")
    @blueprint.response(200, WatcherListSchema)
    @blueprint.doc(summary=f"Watch one {one} no more; for others than oneself this takes the right to write.")
    @needs("record.read")
    def remove(key: str, who: str) -> dict[str, object]:
        record = seen_record(practice, key)
        check_may(who, add=False)
        unwatch(backend().graph, practice, record.key, who, act=act())
        return shown(practice, key)

    return blueprint


blueprints = tuple(watcher_blueprint(each) for each in PRACTICES.values())
