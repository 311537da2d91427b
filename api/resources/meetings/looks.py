"""What somebody saw when they last looked at a change, kept beside the graph; and what is new since then."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from api.backend import backend
from api.guard import principal
from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.board.news import digest, news
from itsm.change.proposal import PLAN
from itsm.flows.change_board import Facing
from itsm.kernel import desk

__all__ = ["look", "news_of"]

TABLE = "board_looks"
KEPT = timedelta(days=400)


def row_key(change: str) -> str:
    """Return the key of a person's last look at a change."""
    return f"{principal().name}/{change}"


def seen_now(each: Facing) -> dict[str, Json] | None:
    """Return what is to be seen of a change now, None where it cannot be judged."""
    if not each.judged:
        return None
    record = each.record
    plan = json.dumps(record.body.get(PLAN, {}), sort_keys=True).encode()
    return digest(
        each.judged,
        len(desk.timeline(backend().graph, record.key)),
        hashlib.sha256(plan).hexdigest()[:16],
    )


def news_of(each: Facing) -> dict[str, Json]:
    """Return what is new of a change since the person last looked."""
    here, found = backend(), seen_now(each)
    row = here.store.side.read(TABLE, row_key(each.record.key), now=here.clock())
    if row is None:
        return {"looked_at": None, "items": []}
    before = cast("Mapping[str, Json]", row.value)
    items = news(cast("Mapping[str, Json]", before["seen"]), found) if found is not None else []
    return {"looked_at": before["at"], "items": list[Json](items)}


def look(each: Facing) -> None:
    """Keep what the person sees of a change now."""
    here, found = backend(), seen_now(each)
    if found is not None:
        now = here.clock()
        value: Json = {"at": instant_json(now), "seen": found}
        here.store.side.put(TABLE, row_key(each.record.key), value, now=now, expires=now + KEPT)
