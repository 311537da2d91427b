"""Commands about reliability: the sets of failures that take a service down, and how available it is."""

from __future__ import annotations

import sys
from typing import cast

import click

from cli.question import asks
from cli.session import Session, command, show
from cli.tables import listed, plural, table
from cmdb.availability import Effort, availability_document, cut_sets_document
from cmdb.questions import Question
from cmdb.values import Json
from impact.diagram_process import NODES
from impact.shared_trial import cores

__all__ = ["commands"]

SHOWN = 20


@command("cuts")
@click.argument("service", metavar="SERVICE")
@click.option("--order", default=3, show_default=True, type=click.IntRange(1), help="Sets of up to so many CIs.")
@click.option("--limit", default=10_000, show_default=True, type=click.IntRange(1), help="List at most so many sets.")
@asks
def cuts(
    session: Session,
    service: str,
    order: int,
    limit: int,
    question: Question,
    *,
    as_json: bool,
) -> None:
    """List the smallest sets of CIs whose failure together takes a service down."""
    effort = Effort(workers=cores())
    document = cut_sets_document(
        session.estate, question, service, order=order, listed=limit, effort=effort, report=tried
    )
    show(document, as_json=as_json, text=lambda: cuts_text(document))


def cuts_text(document: dict[str, Json]) -> str:
    """Return cut sets for people: how far the service is from being DOWN, the sets, what is not known."""
    names = cast("dict[str, str]", document["names"])
    sets = cast("list[list[str]]", document["cut_sets"])
    lines = [f"{document['name']}: {distance(document['failures_away'])}."]
    if sets:
        rows = [(len(cut), " + ".join(names.get(key, key) for key in cut)) for cut in sets]
        lines += ["", table(("CIs", "fail together"), rows)]
    counts = cast("dict[str, int]", document["counts"])
    known = ", ".join(f"{count:,} × {size}" for size, count in counts.items())
    lines += ["", f"Known by size: {known or 'none'}. {sentence(str(document['reason']))}"]
    if document["truncated"]:
        lines.append("(list cut; --limit shows more)")
    if document["hidden"]:
        lines.append(f"{document['hidden']} sets with CIs you may not see.")
    return "\n".join(lines)


def distance(away: Json) -> str:
    """Say how many failures a service is from being DOWN."""
    if away is None:
        return "nothing takes it DOWN"
    if away == 0:
        return "it is DOWN already"
    if away == 1:
        return "one failure takes it DOWN"
    return f"it takes {away} failures at once to take it DOWN"


def sentence(text: str) -> str:
    """Return a reason as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


@command("availability")
@click.argument("service", metavar="SERVICE")
@click.option("--samples", default=100_000, show_default=True, type=click.IntRange(1), help="Where it is sampled.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed, the same samples.")
@click.option("--target", default=None, type=click.FloatRange(0, 1), help="The promised availability, such as 0.999.")
@click.option("--nodes", default=None, type=click.IntRange(0), help="Size of a decision diagram; 0: sample anyway.")
@asks
def availability(
    session: Session,
    service: str,
    samples: int,
    seed: int,
    target: float | None,
    nodes: int | None,
    question: Question,
    *,
    as_json: bool,
) -> None:
    """Say how likely a service is down, and what it owes to each CI."""
    effort = Effort(samples, seed, NODES if nodes is None else nodes, workers=cores())
    document = availability_document(session.estate, question, service, effort=effort, target=target, progress=told)
    show(document, as_json=as_json, text=lambda: availability_text(document))


def told(done: int, wanted: int) -> bool:
    """Say on a terminal how far the sampling is; go on."""
    said(done, wanted, "samples")
    return True


def tried(done: int, total: int) -> None:
    """Say on a terminal how far the trying of combinations is."""
    said(done, total, "combinations tried")


def said(done: int, total: int, what: str) -> None:
    """Say on a terminal how far something is, once it has begun."""
    if done and sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} {what}", nl=done >= total, err=True)


def availability_text(document: dict[str, Json]) -> str:
    """Return an availability for people: the figure, against the target, what it owes to whom."""
    low, high = cast("list[float]", document["interval"])
    figure = cast("float", document["unavailability"])
    lines = [
        f"{document['name']}: {1 - figure:.6%} available, DOWN {document['minutes_a_year']:,.1f} minutes a year.",
        sentence(str(document["reason"])),
    ]
    if document["method"] != "exact":
        lines.append(f"With 95 % confidence between {1 - high:.6%} and {1 - low:.6%}.")
    if document["target"] is not None:
        kept = {True: "is kept", False: "is missed", None: "may or may not be kept"}
        lines.append(f"The target of {document['target']:.4%} {kept[cast('bool | None', document['meets_target'])]}.")
    if document["without_figure"]:
        count = cast("int", document["without_figure"])
        lines.append(f"{plural(count, 'CI')} without a figure reckoned as never failing.")
    names = cast("dict[str, str]", document["names"])
    rows = [
        (
            names.get(str(each["key"]), each["key"]),
            *(shown(each[name]) for name in ("unavailability", *MEASURES)),
        )
        for each in listed(document, "importance")[:SHOWN]
    ]
    if rows:
        headings = ("name", "unavailability", "Fussell-Vesely", "Birnbaum", "RAW", "RRW")
        lines += ["", table(headings, rows)]
    if cast("int", document["contributors"]) > len(rows):
        lines.append(f"({len(rows)} of {document['contributors']:,} CIs; --json lists more)")
    return "\n".join(lines)


MEASURES = ("fussell_vesely", "birnbaum", "risk_achievement_worth", "risk_reduction_worth")


def shown(figure: Json) -> str:
    """Return a figure with four digits; an infinite one as such."""
    return "∞" if figure is None else f"{cast('float', figure):.4g}"


commands = (cuts, availability)
