"""Prometheus Alertmanager's webhook, version 4 and the shapes before it, as reports."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.event.report import MOST_NAME, Names, Refused, Report, instant_of, severity_of, state_of, text_of

__all__ = ["NAMING", "read_webhook"]

NAMING = (
    "ci",
    "instance",
    "fqdn",
    "host",
    "hostname",
    "nodename",
    "node",
    "kubernetes_node",
    "device",
    "target",
    "pod",
    "deployment",
    "service",
    "app",
    "application",
)
"""Labels that may name the CI, the most telling first. ``job`` names how it is scraped, never what it is."""

SAID = ("summary", "title", "message", "description")
MOST_LABELS = 20
MOST_LABEL = 200


def read_webhook(document: Json, now: datetime, *, source: str = "") -> tuple[list[Report], list[Refused]]:
    """Return the alerts of one message, and those of them that cannot be read.

    ``source`` "": the Alertmanager's own address; the members of a cluster say the same one.
    Raises ``Invalid`` where it is no message of Alertmanager.
    """
    if not isinstance(document, dict) or not isinstance(alerts := document.get("alerts"), list):
        raise Invalid("body", "is no message of Alertmanager", str(document)[:100], 'an object with a list of "alerts"')
    whence = source or text_of("externalURL", document.get("externalURL")) or "alertmanager"
    found: list[Report] = []
    refused: list[Refused] = []
    for number, each in enumerate(alerts):
        try:
            found.append(read_alert(f"alerts.{number}", each, document, now, whence))
        except Invalid as error:
            refused.append(Refused(error.where, error.reason, str(error.value)[:100], error.allowed))
    return found, refused


def read_alert(where: str, alert: Json, document: Mapping[str, Json], now: datetime, source: str) -> Report:
    """Return one alert. Raises ``Invalid``."""
    if not isinstance(alert, dict):
        raise Invalid(where, "is no alert", str(alert)[:100], "an object with labels and status")
    labels = texts(f"{where}.labels", alert.get("labels"))
    notes = texts(f"{where}.annotations", alert.get("annotations"))
    if not labels:
        raise Invalid(f"{where}.labels", "are missing", None, "at least alertname")
    state = state_of(f"{where}.status", alert.get("status") or document.get("status"))
    instant = "endsAt" if state == "resolved" else "startsAt"
    name = labels.get("alertname", "")
    said = next((notes[each] for each in SAID if notes.get(each)), "")
    return Report(
        source,
        text_of(f"{where}.fingerprint", alert.get("fingerprint")) or fingerprint(labels),
        state,
        severity_of(labels.get("severity", "")),
        ": ".join(dict.fromkeys(each for each in (name, said) if each)) or "alert without a name",
        instant_of(f"{where}.{instant}", alert.get(instant), now),
        names_in(labels),
        dict(sorted(labels.items())[:MOST_LABELS]),
    )


def texts(where: str, given: Json) -> dict[str, str]:
    """Return labels or annotations as text. Raises ``Invalid``."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Invalid(where, "are no labels", str(given)[:100], "an object of texts")
    return {
        text_of(where, name, most=MOST_LABEL): text_of(f"{where}.{name}", value, most=MOST_NAME)
        for name, value in given.items()
    }


def fingerprint(labels: Mapping[str, str]) -> str:
    """Return what tells an alert from others: all its labels, as Alertmanager has it; older ones do not send theirs."""
    return hashlib.sha256("\n".join(f"{name}={labels[name]}" for name in sorted(labels)).encode()).hexdigest()[:16]


def names_in(labels: Mapping[str, str]) -> Names:
    """Return what may name the CI, the most telling label first."""
    return tuple((name, labels[name]) for name in NAMING if labels.get(name))
