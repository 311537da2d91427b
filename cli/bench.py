"""`faultline bench`: what is promised about speed, measured side by side in one run. Needs a checkout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from cli.session import Session, command
from cli.tables import plural
from cmdb.errors import Invalid

if TYPE_CHECKING:
    from benchmarks.measure import Row

__all__ = ["bench", "commands"]

ROOT = Path(__file__).resolve().parent.parent
LEAST = 300


@command("bench")
@click.option("--size", default=10_000, show_default=True, type=click.IntRange(LEAST), help="How many CIs.")
@click.option("--only", default=None, metavar="WHAT", help="One part of the table, such as reach or import.")
def bench(session: Session, size: int, only: str | None, *, as_json: bool) -> None:
    """Measure speed beside other tools, on a made-up estate; only equal answers are compared."""
    del session  # it has stores of its own
    parts, benchmark = table_of_checkout()
    if only is not None and only not in parts:
        raise Invalid("--only", "is no part of the table", only, ", ".join(parts))
    rows: list[Row] = []
    for row in benchmark(size, only):
        click.echo(f"{row.what}: {row.ours:,g} {row.unit} ({row.peer}: {figure(row.peer_value)})", err=True)
        rows.append(row)
    if as_json:
        sys.stdout.write(json.dumps([row._asdict() for row in rows], indent=1) + "\n")
    else:
        Console(width=None if sys.stdout.isatty() else 140).print(shown(rows, size))


def table_of_checkout() -> tuple[Sequence[str], Callable[[int, str | None], Iterator[Row]]]:
    """Return the parts of the table and what runs it; only a checkout has them. Raises ``click.UsageError``."""
    if not (ROOT / "benchmarks" / "table.py").is_file():
        raise click.UsageError("this needs a checkout of Faultline's sources: there is no benchmarks/ beside this")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from benchmarks.table import TABLE, benchmark  # noqa: PLC0415  # not in the wheel

    return tuple(TABLE), benchmark


def shown(rows: Sequence[Row], size: int) -> Table:
    """Return the rows as a table for people."""
    table = Table(title=f"{size:,} CIs: medians, side by side in one run", caption=verdict(rows))
    for heading in ("what", "ours", "peer", "peer's", "ratio", "target", ""):
        table.add_column(heading, justify="right" if heading in {"ours", "peer's", "ratio"} else "left")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.ours:,g} {row.unit}",
            row.peer,
            f"{figure(row.peer_value)} {row.unit if row.peer_value is not None else ''}".strip(),
            figure(row.ratio),
            row.target,
            MARKS[row.holds],
        )
    return table


MARKS = {True: "[green]holds[/]", False: "[red]falls short[/]", None: "not measured"}


def verdict(rows: Sequence[Row]) -> str:
    """Return how many targets hold."""
    measured = [row for row in rows if row.holds is not None]
    return f"{sum(bool(row.holds) for row in measured)} of {plural(len(measured), 'target')} held"


def figure(value: float | None) -> str:
    """Return a figure, a dash for none."""
    return "–" if value is None else f"{value:,.4g}"


commands = (bench,)
