"""What a pipeline says of a deployment, once: read from plain JSON, and refused where it cannot be so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast
from urllib.parse import urlsplit

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.values import Json, check

__all__ = [
    "STATUSES",
    "TIERS",
    "DeploymentEvent",
    "Status",
    "event_document",
    "parse_deployment",
    "read_event",
    "tier_of",
]

Status = Literal["in_progress", "succeeded", "failed", "cancelled", "rolled_back"]
STATUSES: Mapping[Status, frozenset[str]] = {
    "in_progress": frozenset({"in_progress", "running", "started", "pending", "queued", "created"}),
    "succeeded": frozenset({"succeeded", "success", "successful"}),
    "failed": frozenset({"failed", "failure", "error"}),
    "cancelled": frozenset({"cancelled", "canceled", "aborted"}),
    "rolled_back": frozenset({"rolled_back", "rollback", "reverted"}),
}
"""Words of pipelines by what they mean here."""

TIERS = ("production", "staging", "testing", "development", "other")
TIER_WORDS: Mapping[str, frozenset[str]] = {
    "production": frozenset({"production", "prod", "prd", "live"}),
    "staging": frozenset({"staging", "stage", "stg", "preprod", "preproduction", "uat", "acceptance", "demo", "model"}),
    "testing": frozenset({"testing", "test", "tst", "qa", "qc", "integration", "int"}),
    "development": frozenset({"development", "dev", "review", "trunk", "sandbox", "local"}),
}
"""Words in names of environments by the tier that they tell."""

FIELDS = (
    "source",
    "id",
    "cis",
    "environment",
    "tier",
    "version",
    "status",
    "started_at",
    "finished_at",
    "commit",
    "committed_at",
    "url",
    "change",
    "release",
)
MOST_TEXT, MOST_NAME, MOST_URL, MOST_CIS = 200, 253, 2_000, 50
AHEAD = timedelta(minutes=5)
"""So far may the clock of a pipeline be ahead."""

COMMIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@+-]{0,99}")
ZONED = "ISO 8601 with a zone: 2026-12-05T22:00:00Z"


@dataclass(frozen=True, slots=True)
class DeploymentEvent:
    """One message about one deployment.

    ``id`` is the source's own, the same in every message about it. ``at`` is when it came to ``status``. ``cis`` are
    what the pipeline calls them. Texts are "" and instants None where it does not say.
    """

    source: str
    id: str
    status: Status
    at: datetime
    cis: tuple[str, ...]
    environment: str
    tier: str
    version: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    commit: str = ""
    committed_at: datetime | None = None
    url: str = ""
    change: str = ""
    release: str = ""


def parse_deployment(where: str, given: Json, now: datetime) -> DeploymentEvent:
    """Read an event as plain JSON. Raises ``Invalid`` naming the field at fault and what would be allowed.

    ``{"source": "ci", "id": "4711", "cis": ["shop"], "environment": "production", "version": "2.1", "status":
    "succeeded", "started_at": ..., "finished_at": ...}``; ``source``, ``id``, ``cis``, ``environment`` and ``status``
    are needed.
    """
    if not isinstance(given, dict):
        raise Invalid(where, "is no deployment", str(given)[:100], f"an object with {', '.join(FIELDS)}")
    if unknown := sorted(str(each) for each in given.keys() - set(FIELDS)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(FIELDS))
    said = {
        name: text(f"{where}.{name}", given.get(name), needed=name in ("source", "id", "environment"))
        for name in ("source", "id", "environment", "version", "change", "release")
    }
    status = status_of(f"{where}.status", given.get("status"))
    start, end, committed = (
        instant(f"{where}.{name}", given.get(name), now) for name in ("started_at", "finished_at", "committed_at")
    )
    if status == "in_progress" and end is not None:
        raise Invalid(f"{where}.finished_at", "is said of what goes on", instant_json(end), "a status that ends it")
    if start is not None and end is not None and end < start:
        began = f"an instant from {instant_json(start)} on, when it started"
        raise Invalid(f"{where}.finished_at", "is before it started", instant_json(end), began)
    if committed is not None and committed > (end or start or now):
        raise Invalid(f"{where}.committed_at", "is after it was deployed", instant_json(committed), "an instant before")
    return DeploymentEvent(
        said["source"],
        said["id"],
        status,
        (start if status == "in_progress" else end) or now,
        names(f"{where}.cis", given.get("cis")),
        said["environment"],
        tier_said(f"{where}.tier", given.get("tier"), said["environment"]),
        said["version"],
        start,
        end,
        commit(f"{where}.commit", given.get("commit")),
        committed,
        address(f"{where}.url", given.get("url")),
        said["change"].lower(),
        said["release"].lower(),
    )


def text(where: str, value: Json, *, most: int = MOST_TEXT, needed: bool = False) -> str:
    """Return text of one line and bounded length, "" for none. Raises ``Invalid``."""
    allowed = f"text of up to {most} characters"
    if value is None or value == "":
        if needed:
            raise Invalid(where, "is missing", value, allowed)
        return ""
    if not isinstance(value, str):
        raise Invalid(where, "is no text", str(value)[:80], allowed)
    check(where, value)
    found = " ".join(value.split())
    if len(found) > most or (needed and not found):
        raise Invalid(where, "is too long" if found else "is empty", found[:80], allowed)
    return found


def status_of(where: str, value: Json) -> Status:
    """Return what a pipeline's word for a status means here. Raises ``Invalid``."""
    plain = value.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(value, str) else ""
    found = next((status for status, words in STATUSES.items() if plain in words), None)
    if found is None:
        raise Invalid(where, "is no status of a deployment", str(value)[:80], ", ".join(STATUSES))
    return found


def names(where: str, value: Json) -> tuple[str, ...]:
    """Return what the CIs are called, each once. Raises ``Invalid``."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_CIS:
        raise Invalid(where, "are no CIs", str(value)[:100], f"a list of 1 to {MOST_CIS} keys or names")
    found = (text(f"{where}[{place}]", each, most=MOST_NAME, needed=True) for place, each in enumerate(value))
    return tuple(sorted(dict.fromkeys(found)))


def instant(where: str, value: Json, now: datetime) -> datetime | None:
    """Return an instant in UTC, None for none; one a little ahead is now. Raises ``Invalid``."""
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid(where, "is no instant", str(value)[:64], ZONED) from error
    if found.tzinfo is None:
        raise Invalid(where, "has no zone", str(value)[:64], ZONED)
    try:
        found = found.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(where, "is beyond all records", str(value)[:64], ZONED) from error
    if found > now + AHEAD:
        raise Invalid(where, "has not happened yet", instant_json(found), "an instant until now")
    return min(found, now)


def tier_of(environment: str) -> str:
    """Return the tier that the first telling word of an environment's name tells, ``other`` where none does."""
    plain = re.sub(r"\bpre[^a-z]?prod", "preprod", environment.lower())
    plain = re.sub(r"\bnon[^a-z]?prod\w*", "test", plain)
    for word in re.split(r"[^a-z]+", plain):
        for tier, words in TIER_WORDS.items():
            if word in words:
                return tier
    return "other"


def tier_said(where: str, value: Json, environment: str) -> str:
    """Return the tier that is said, else the one that the environment's name tells. Raises ``Invalid``."""
    if value is None or value == "":
        return tier_of(environment)
    if value not in TIERS:
        raise Invalid(where, "is no tier", str(value)[:80], ", ".join(TIERS))
    return str(value)


def commit(where: str, value: Json) -> str:
    """Return the id of a commit. Raises ``Invalid``."""
    found = text(where, value)
    if found and not COMMIT.fullmatch(found):
        raise Invalid(where, "is no commit", found[:80], "letters, digits and . _ / : @ + -, up to 100")
    return found


def address(where: str, value: Json) -> str:
    """Return the address of a run on the web. Raises ``Invalid`` for another scheme, and for one with a password."""
    found = text(where, value, most=MOST_URL)
    if not found:
        return ""
    try:
        parts = urlsplit(found)
    except ValueError as error:
        raise Invalid(where, "is no address", found[:80], "https://...") from error
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or " " in found:
        raise Invalid(where, "is no address on the web", found[:80], "https://... or http://...")
    if parts.username or parts.password:
        raise Invalid(where, "holds a name or a password", parts.hostname, "an address without them")
    return found


# ---------------------------------------------------------------- as it is kept


INSTANTS = ("at", "started_at", "finished_at", "committed_at")


def event_document(event: DeploymentEvent) -> dict[str, Json]:
    """Return an event as JSON, without what it does not say."""
    found: dict[str, Json] = {}
    for name in event.__slots__:
        value = getattr(event, name)
        if isinstance(value, datetime):
            found[name] = value.isoformat()
        elif value not in ("", None):
            found[name] = list[Json](value) if isinstance(value, tuple) else value
    return found


def read_event(document: Json) -> DeploymentEvent:
    """Read an event as ``event_document`` made it."""
    given = dict(cast("dict[str, Json]", document))
    for name in INSTANTS:
        if name in given:
            given[name] = cast("Json", datetime.fromisoformat(str(given[name])))
    given["cis"] = cast("Json", tuple(cast("list[str]", given["cis"])))
    return DeploymentEvent(**given)  # type: ignore[arg-type]  # as it was written
