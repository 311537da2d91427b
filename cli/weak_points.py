"""Commands about weak points: single points of failure, and the CIs that take most down alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import click

from cli.impact import read_plan
from cli.session import Session, command, show
from cli.tables import listed, plural, table
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import all_single_points_document, ranking_document, single_points_document
from impact import Failure, Immunity

__all__ = ["commands"]

AS_OF = click.option("--as-of", default=None, metavar="T", help="The graph as it was: a time, a date or a revision.")
DOWN = click.option("--down", multiple=True, metavar="KEY", help="A CI that is DOWN anyway; failures come on top.")
IMMUNE = click.option("--immune", multiple=True, metavar="KEY", help="A CI that stays up whatever happens.")
PLAN = click.option(
    "--plan", "plan_file", default=None, type=click.Path(dir_okay=False), help="While this plan is carried out."
)


def question_of(
    session: Session, as_of: str | None, down: Sequence[str], immune: Sequence[str], plan_file: str | None
) -> Question:
    """Return the question that the options ask."""
    return Question(
        failures=tuple(Failure(key) for key in down),
        immune=tuple(Immunity(key, by=session.actor) for key in immune),
        as_of=as_of,
        plan=read_plan(session, plan_file) if plan_file else None,
    )


@command("spof")
@click.argument("service", required=False, metavar="[SERVICE]")
@AS_OF
@DOWN
@IMMUNE
@PLAN
def spof(
    session: Session,
    service: str | None,
    as_of: str | None,
    down: Sequence[str],
    immune: Sequence[str],
    plan_file: str | None,
    *,
    as_json: bool,
) -> None:
    """List the CIs whose failure alone takes a service down, and why; without a service, for all of them."""
    question = question_of(session, as_of, down, immune, plan_file)
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
@AS_OF
@DOWN
@IMMUNE
@PLAN
def rank(
    session: Session,
    top: int,
    gains: int | None,
    as_of: str | None,
    down: Sequence[str],
    immune: Sequence[str],
    plan_file: str | None,
    *,
    as_json: bool,
) -> None:
    """Rank every CI by the services that it alone takes down."""
    question = question_of(session, as_of, down, immune, plan_file)
    document = ranking_document(session.estate, question, top=top, gains=gains)
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
