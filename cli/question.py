"""The options of every question about reliability: when, what is down or immune anyway, and while which plan."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import click

from cli.impact import read_plan
from cli.session import Session
from cmdb.questions import Question
from impact import Failure, Immunity

__all__ = ["asks"]

OPTIONS = (
    click.option("--as-of", default=None, metavar="T", help="The graph as it was: a time, a date or a revision."),
    click.option("--down", multiple=True, metavar="KEY", help="A CI that is DOWN anyway; failures come on top."),
    click.option("--immune", multiple=True, metavar="KEY", help="A CI that stays up whatever happens."),
    click.option(
        "--plan", "plan_file", default=None, type=click.Path(dir_okay=False), help="While this plan is carried out."
    ),
)


def asks(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options, and the ``question`` that they ask."""

    @functools.wraps(function)
    def run(
        session: Session,
        *args: object,
        as_of: str | None,
        down: Sequence[str],
        immune: Sequence[str],
        plan_file: str | None,
        **rest: object,
    ) -> None:
        question = Question(
            failures=tuple(Failure(key) for key in down),
            immune=tuple(Immunity(key, by=session.actor) for key in immune),
            as_of=as_of,
            plan=read_plan(session, plan_file) if plan_file else None,
        )
        function(session, *args, question=question, **rest)

    return functools.reduce(lambda inner, option: option(inner), reversed(OPTIONS), run)
