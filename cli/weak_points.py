"""Commands about weak points: single points of failure, and the CIs that take most down alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import click

from cli.question import asks
from cli.session import Session, command, show
from cli.tables import listed, plural, table
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import all_single_points_document, ranking_document, single_points_document
from impact.shared_trial import cores

__all__ = ["commands"]


@command("spof")
@click.argument("service", required=False, metavar="[SERVICE]")
@asks
def spof(
    session: Session,
    service: str | None,
    question: Question,
    *,
    as_json: bool,
) -> None:
    """List the CIs whose failure alone takes a service down, and why; without a service, for all of them."""
    if service is None:
        every = all_single_points_document(session.estate, question)
        show(every, as_json=as_json, text=lambda: every_text(every))
        return
    document = single_points_document(session.estate, question, service)
    show(document, as_json=as_json, text=lambda: spof_text(document))


def spof_text(document: dict[str, Json]) -> str:
    """Return the single points of one service for people: a sentence, then each with the reasons from the top."""
    name, points = document["name"], listed(document, "points")
    lines = [f"{name}: {document['reason']}."]
    if points:
        alone = "takes it DOWN alone" if len(points) == 1 else "take it DOWN alone, each"
        rows = [(each["hops"], each["name"], each["key"], each["class"]) for each in points]
        lines = [f"{name}: {plural(len(points), 'other CI')} {alone}.", ""]
        lines += [table(("hops", "name", "key", "class"), rows), ""]
        lines += [f"{each['name'] or each['key']}: {why(each)}." for each in points if each["steps"]]
    if document["hidden"]:
        lines.append(f"{document['hidden']} CIs you may not see.")
    return "\n".join(lines)


def why(point: dict[str, Json]) -> str:
    """Return the sentences of a proof, from the service down."""
    return "; ".join(str(step["sentence"]) for step in listed(point, "steps"))


def every_text(every: Sequence[dict[str, Json]]) -> str:
    """Return the single points of all services as a table, the most first."""
    ordered = sorted(every, key=lambda each: (-len(cast("list[Json]", each["spofs"])), str(each["service"])))
    rows = [
        (each["name"], each["service"], each["failures_away"], len(cast("list[Json]", each["spofs"])), each["reason"])
        for each in ordered
    ]
    return f"{table(('service', 'key', 'failures away', 'single points', ''), rows)}\n{plural(len(every), 'service')}"


@command("rank")
@click.option("--top", default=20, show_default=True, type=click.IntRange(1), help="How many CIs to show.")
@click.option("--gain", "gains", default=None, type=click.IntRange(0), help="Work out the gain for so many of them.")
@asks
def rank(
    session: Session,
    top: int,
    gains: int | None,
    question: Question,
    *,
    as_json: bool,
) -> None:
    """Rank every CI by the services that it alone takes down."""
    document = ranking_document(session.estate, question, top=top, gains=gains, workers=cores())
    show(listed(document, "items"), as_json=as_json, text=lambda: rank_text(document))


def rank_text(document: dict[str, Json]) -> str:
    """Return a ranking for people: one sentence, then the CIs with what each takes down."""
    items = listed(document, "items")
    lines = [str(document["headline"])]
    if items:
        rows = [
            (each["score"], each["name"], each["key"], each["class"], len(cast("list[Json]", each["services"])))
            for each in items
        ]
        lines += ["", table(("score", "name", "key", "class", "services"), rows), ""]
        lines += [f"{each['name'] or each['key']} {each['sentence']}." for each in items]
    return "\n".join(lines)


commands = (spof, rank)
