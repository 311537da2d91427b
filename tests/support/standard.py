"""A plan as a template of standard changes: only so is a change approved beforehand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from cmdb.estate import Estate
from cmdb.model import Key
from itsm.kernel import desk
from itsm.templates import keep_template, use

__all__ = ["Standard", "draft_standard", "standard_of"]


class Standard(NamedTuple):
    """A template under its name, and what is said when it is used."""

    name: str
    template: dict[str, Any]
    start: str | None


def standard_of(plan: Mapping[str, Any]) -> Standard:
    """Return the template that makes a plan as a standard change."""
    window = plan.get("window")
    start, end = (datetime.fromisoformat(window[each]) for each in ("start", "end")) if window else (None, None)
    minutes = round((end - start).total_seconds() / 60) if start and end else 60
    kept = {name: value for name, value in plan.items() if name not in ("title", "window", "faultline_change")}
    name = "standard-" + hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:16]
    template = {
        "practice": "change",
        "title": plan.get("title") or "Untitled change",
        "minutes": minutes,
        "plan": {**kept, "kind": "standard"},
    }
    return Standard(name, template, start.isoformat() if start else None)


def draft_standard(estate: Estate, plan: Mapping[str, Any], *, act: desk.Act) -> Key:
    """Open a standard change and return its key."""
    name, template, start = standard_of(plan)
    found = keep_template(estate, {"name": name, **template}, stamp=act.stamp)
    return use(estate, found, {}, act=act, start=datetime.fromisoformat(start) if start else None)
