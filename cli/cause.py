"""The command that looks for what caused what is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import click

from cli.session import Session, command, show
from cli.tables import listed, table
from cmdb.root_cause import HOURS, cause_document
from cmdb.values import Json

__all__ = ["commands"]


MANY = ("--down", "--up")


class Spread(click.Command):
    """A command whose options ``--down`` and ``--up`` take every KEY that follows them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments with the option repeated before each of its KEYs."""
        spread: list[str] = []
        option = ""
        for place, word in enumerate(args):
            if word.startswith("-"):
                option = word if word in MANY else ""
            elif option and args[place - 1] != option:
                spread.append(option)
            spread.append(word)
        return super().parse_args(ctx, spread)


@command("cause", cls=Spread)
@click.option("--down", multiple=True, required=True, metavar="KEY...", help="CIs that are seen DOWN.")
@click.option("--up", multiple=True, metavar="KEY...", help="CIs that are seen healthy.")
@click.option("--as-of", default=None, metavar="T", help="The graph as it was: a time, a date or a revision number.")
@click.option("--hours", default=HOURS, type=click.FloatRange(0), help="How far back a change speaks for a CI.")
@click.option("--top", default=10, type=click.IntRange(1, 100), help="How many causes to show.")
def cause(
    session: Session,
    down: Sequence[str],
    up: Sequence[str],
    as_of: str | None,
    hours: float,
    top: int,
    *,
    as_json: bool,
) -> None:
    """Rank what may have caused what is seen: single CIs, then pairs."""
    document = cause_document(session.estate, down, up, as_of=as_of, hours=hours, top=top)
    found = listed(document, "causes")
    show(found, as_json=as_json, text=lambda: cause_text(document))


def cause_text(document: Mapping[str, Json]) -> str:
    """Return ranked causes for people."""
    names = cast("dict[str, str]", document["names"])
    rows = [
        (
            rank,
            " + ".join(names.get(str(key), str(key)) for key in cast("list[str]", each["cause"])),
            " + ".join(cast("list[str]", each["cause"])),
            f"{float(str(each['score'])):.2f}",
            "; ".join(cast("list[str]", each["reasons"])),
        )
        for rank, each in enumerate(listed(document, "causes"), 1)
    ]
    return table(("", "cause", "key", "score", "reasons"), rows)


commands = (cause,)
