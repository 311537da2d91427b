"""The command that answers how we are doing: every measure over a period."""

from __future__ import annotations

from collections.abc import Mapping

import click

from cli.session import Session, command, show
from cli.tables import table
from cmdb.values import Json
from impact.document import duration
from itsm.measures.answer import DIMENSIONS, Question, measures_document
from itsm.measures.catalogue import MEASURES
from itsm.measures.health import healthy_cis
from itsm.measures.keep import Kept
from itsm.measures.period import parse_period
from itsm.practices import PRACTICES

__all__ = ["commands"]


@command("measures")
@click.option("--period", default="", metavar="FROM..TO", help="Dates or instants, or 90d; the last 30 days else.")
@click.option("--by", default="", metavar="DIMENSION", help=f"One figure for each {', '.join(DIMENSIONS)}.")
def measures(session: Session, period: str, by: str, *, as_json: bool) -> None:
    """Show every measure: incidents, agreements, availability, changes."""
    estate = session.estate
    now = estate.now()
    asked = parse_period(period, now)
    standing = Kept(estate, PRACTICES).now()
    question = Question(standing, asked, now, by, health=lambda: healthy_cis(estate.graph, estate.schema, now))
    found = measures_document(question)
    headings = ("measure", *([by] if by else []), "value", "median", "90 %", "count", "target", "")
    show(
        found,
        as_json=as_json,
        text=lambda: f"{asked.text}\n\n{table(headings, [line(each, by) for each in found])}",
    )


def line(entry: Mapping[str, Json], by: str) -> tuple[object, ...]:
    """Return one measure as a line of the table."""
    measure = MEASURES[str(entry["measure"])]
    value, target, unit = entry["value"], entry["target"], str(entry["unit"])
    verdict = entry.get("reason", "")
    if isinstance(value, int | float) and isinstance(target, int | float):
        verdict = "met" if (value >= target if measure.better == "up" else value <= target) else "missed"
    figures = (shown(entry[name], unit) for name in ("value", "median", "p90"))
    group = [entry.get("group") or ""] if by else []
    return (measure.label, *group, *figures, entry["count"], shown(target, unit), verdict)


def shown(value: Json, unit: str) -> str:
    """Return a figure with its unit for people, a dash where there is none."""
    if not isinstance(value, int | float):
        return "–"
    if unit == "seconds":
        return duration(value)
    if unit == "share":
        return f"{100 * value:.2f} %"
    return f"{value:,.2f} {unit}" if value % 1 else f"{value:,.0f} {unit}"


commands = (measures,)
