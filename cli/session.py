"""What every command shares: the opened estate, JSON or text, exit codes."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from cmdb.errors import (
    Ambiguous,
    Conflict,
    FaultlineError,
    Invalid,
    NotFound,
    StoreClosed,
    StoreTooNew,
    StoreUnavailable,
)
from cmdb.values import Json

if TYPE_CHECKING:
    from cmdb.estate import Estate
    from cmdb.store.port import Stamp

__all__ = ["DONE", "WANTING", "Session", "command", "leave", "pass_session", "show"]

DONE, WANTING, BAD_INPUT, NOT_FOUND, CONFLICT, UNAVAILABLE = range(6)
EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (Ambiguous, NOT_FOUND),
    (NotFound, NOT_FOUND),
    (Invalid, BAD_INPUT),
    (Conflict, CONFLICT),
    (StoreUnavailable, UNAVAILABLE),
    (StoreTooNew, UNAVAILABLE),
    (StoreClosed, UNAVAILABLE),
)


class Session:
    """One call of the command line: which store, opened when first asked for."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self.opened: Estate | None = None

    @property
    def estate(self) -> Estate:
        """Return the estate, opened."""
        if self.opened is None:
            from cmdb.estate import open_estate  # noqa: PLC0415  # not every command needs a store

            self.opened = open_estate(self.url)
            click.get_current_context().call_on_close(self.opened.close)
        return self.opened

    @property
    def actor(self) -> str:
        """Return who acts: the person at the command line, with full rights."""
        try:
            return f"cli:{getpass.getuser()}"
        except (KeyError, OSError):
            return "cli:unknown"

    def stamp(self, reason: str, *, run: str = "", source: str = "cli") -> Stamp:
        """Return who writes and why."""
        from cmdb.store.port import Stamp  # noqa: PLC0415  # not every command writes

        return Stamp(self.actor, source, reason, run)


pass_session = click.make_pass_decorator(Session)
Function = TypeVar("Function", bound=Callable[..., int | None])


def command(name: str) -> Callable[[Function], click.Command]:
    """Declare a command that takes ``--json`` and returns its exit code."""

    def declare(function: Function) -> click.Command:
        @functools.wraps(function)
        def run(*args: object, **kwargs: object) -> None:
            code = function(*args, **kwargs)
            if code:
                click.get_current_context().exit(code)

        with_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(run)
        return click.command(name)(pass_session(with_json))

    return declare


def show(document: Json | dict[str, Json] | list[dict[str, Json]], *, as_json: bool, text: Callable[[], str]) -> None:
    """Print an answer: one JSON document, or the text made for people."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(text().rstrip("\n") + "\n")


def leave(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong on standard error (and as JSON where JSON was asked); return its exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort):
        click.echo("cancelled", err=True)
        return WANTING
    if isinstance(error, click.ClickException):
        error.show()
        return BAD_INPUT
    if isinstance(error, FaultlineError):
        code = next((code for kind, code in EXIT_CODES if isinstance(error, kind)), BAD_INPUT)
        if as_json:
            facts = {"error": type(error).__name__, "detail": str(error), **error.facts()}
            sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1, default=str) + "\n")
        click.echo(f"error: {error}", err=True)
        return code
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return DONE
    raise error
