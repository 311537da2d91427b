"""Commands that ask the engine: impact, needs, path."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.impact_text import impact_text
from cli.session import Session, command, show
from cli.tables import listed, plural, table
from cmdb.errors import Invalid, NotFound
from cmdb.questions import (
    Question,
    explain_document,
    impact_document,
    needs_document,
    paths_document,
    why_not_document,
)
from cmdb.values import Json
from impact import Failure, Immunity

if TYPE_CHECKING:
    from cmdb.plan import Plan

__all__ = ["commands", "read_plan_document"]


@command("impact")
@click.argument("keys", nargs=-1, metavar="KEY...")
@click.option("--degraded", multiple=True, metavar="KEY", help="A CI that is only degraded.")
@click.option("--immune", multiple=True, metavar="KEY", help="A CI that stays up whatever happens.")
@click.option("--as-of", default=None, metavar="T", help="The graph as it was: a time, a date or a revision number.")
@click.option("--plan", "plan_file", default=None, type=click.Path(dir_okay=False), help="Lay a plan over it first.")
@click.option("--context", is_flag=True, help="With the changes, maintenance and incidents that overlap.")
@click.option(
    "--beside", "others", multiple=True, type=click.Path(dir_okay=False), help="With another plan at the same time."
)
@click.option("--depth", default=None, type=click.IntRange(0), help="Show CIs up to so many hops away.")
@click.option("--limit", default=None, type=click.IntRange(0), help="Show at most so many CIs.")
@click.option("--explain", "explained", multiple=True, metavar="KEY", help="Prove why a CI is affected.")
@click.option("--why-not", "spared", multiple=True, metavar="KEY", help="Say why a CI stays up.")
def impact(  # its options
    session: Session,
    keys: Sequence[str],
    degraded: Sequence[str],
    immune: Sequence[str],
    as_of: str | None,
    plan_file: str | None,
    others: Sequence[str],
    depth: int | None,
    limit: int | None,
    explained: Sequence[str],
    spared: Sequence[str],
    *,
    context: bool,
    as_json: bool,
) -> None:
    """Say what breaks when these CIs go down, how badly, and why."""
    if not (keys or degraded or plan_file):
        raise Invalid("KEY", "nothing fails", None, "at least one KEY, --degraded KEY or --plan FILE")
    estate = session.estate
    plan = read_plan(session, plan_file) if plan_file else None
    question = Question(
        failures=(*(Failure(key) for key in keys), *(Failure(key, "degraded") for key in degraded)),
        immune=tuple(Immunity(key, by=session.actor) for key in immune),
        as_of=as_of,
        plan=plan,
        depth=depth,
        limit=limit,
        with_context=context,
        beside=tuple(read_plan(session, path) for path in others),
    )
    document = impact_document(estate, question)
    if explained:
        document["explain"] = [explain_document(estate, question, key) for key in explained]
    if spared:
        document["why_not"] = [why_not_document(estate, question, key) for key in spared]
    if plan is not None and plan.edits:
        from cmdb.difference import plan_difference_document  # noqa: PLC0415  # most questions have no plan

        document["difference"] = plan_difference_document(estate, question)
    show(document, as_json=as_json, text=lambda: impact_text(document))


def read_plan(session: Session, path: str) -> Plan:
    """Return the plan in a file. Raises ``NotFound``, ``Invalid``."""
    from cmdb.plan import parse_plan  # noqa: PLC0415  # most questions have no plan

    return parse_plan(read_plan_document(path), session.estate.schema)


def read_plan_document(path: str) -> Json:
    """Return the plan document in a file, "-" for standard input. Raises ``NotFound``, ``Invalid``."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        document: Json = json.loads(text)
    except FileNotFoundError as error:
        raise NotFound("file", path) from error
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid(path, f"is no JSON document ({error})", None, "a plan document") from error
    return document


@command("needs")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option("--as-of", default=None, metavar="T", help="A time, a date or a revision number.")
def needs(session: Session, keys: Sequence[str], as_of: str | None, *, as_json: bool) -> None:
    """List everything that these CIs stand on."""
    document = needs_document(session.estate, keys, as_of=as_of)
    found = listed(document, "cis")
    rows = [(each["hops"], each["name"], each["key"], each["class"]) for each in found]
    show(
        document,
        as_json=as_json,
        text=lambda: f"{table(('hops', 'name', 'key', 'class'), rows)}\n{plural(len(found), 'CI')}",
    )


@command("path")
@click.argument("a")
@click.argument("b")
@click.option("--as-of", default=None, metavar="T", help="A time, a date or a revision number.")
def path(session: Session, a: str, b: str, as_of: str | None, *, as_json: bool) -> None:
    """Explain how one CI stands on another."""
    found = paths_document(session.estate, a, b, as_of=as_of)
    pairs: list[Json] = [[each["keys"], each["types"]] for each in found]
    text = "\n".join(str(each["sentence"]) for each in found) or "Neither stands on the other."
    show(pairs, as_json=as_json, text=lambda: text)


commands = (impact, needs, path)
