"""What every command shares: the opened estate, JSON or text, exit codes."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterable, Mapping
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
    from datetime import datetime

    from cmdb.context import Overlap
    from cmdb.estate import Estate
    from cmdb.store.port import Stamp

__all__ = ["BAD_INPUT", "DONE", "WANTING", "Session", "command", "leave", "pass_session", "show"]

DONE, WANTING, BAD_INPUT, NOT_FOUND, CONFLICT, UNAVAILABLE = range(6)
# As a shell says of a program that Ctrl-C has ended.
CANCELLED = 130
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
            self.opened.context_sources.append(self.records_beside)
            click.get_current_context().call_on_close(self.opened.close)
        return self.opened

    def records_beside(self, start: datetime | None, end: datetime | None, /) -> Iterable[Overlap]:
        """Return the records that overlap with a span; what keeps records is loaded when they are asked for."""
        from itsm.context import records_beside  # noqa: PLC0415

        return records_beside(self.estate)(start, end)

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


def command(name: str, cls: type[click.Command] = click.Command) -> Callable[[Function], click.Command]:
    """Declare a command that takes ``--json`` and returns its exit code."""

    def declare(function: Function) -> click.Command:
        @functools.wraps(function)
        def run(*args: object, **kwargs: object) -> None:
            code = function(*args, **kwargs)
            if code:
                click.get_current_context().exit(code)

        with_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(run)
        return click.command(name, cls=cls)(pass_session(with_json))

    return declare


def show(document: Json | dict[str, Json] | list[dict[str, Json]], *, as_json: bool, text: Callable[[], str]) -> None:
    """Print an answer: one JSON document, or the text made for people, free of what would steer their terminal."""
    if as_json:
        write_json(document)
    else:
        sys.stdout.write(printable(text()).rstrip("\n") + "\n")


def write_json(document: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n")


def printable(text: str) -> str:
    """Return text with a dot for each control character other than the end of a line."""
    return "".join(character if character.isprintable() or character == "\n" else "·" for character in text)


def leave(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong on standard error (and as JSON where JSON was asked); return its exit code.

    Raises the error again where it is none that a person could cause.
    """
    if isinstance(error, click.Abort):
        click.echo("cancelled", err=True)
        return CANCELLED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return BAD_INPUT
    code, kind, sentence, facts = told(error)
    if as_json:
        write_json({"error": kind, "detail": sentence, **facts})
    click.echo(f"error: {printable(' '.join(sentence.split()))}", err=True)
    return code


def told(error: Exception) -> tuple[int, str, str, Mapping[str, object]]:
    """Return an error's exit code, kind, sentence and facts. Raises the error where it is a defect."""
    if isinstance(error, FaultlineError):
        code = next((code for kind, code in EXIT_CODES if isinstance(error, kind)), BAD_INPUT)
        return code, type(error).__name__, str(error), error.facts()
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        asked = f"; see {context.command_path} --help" if context else ""
        return BAD_INPUT, "Usage", " ".join(error.format_message().split()).rstrip(".") + asked, {}
    if isinstance(error, OSError):
        found = Invalid(str(error.filename or "system"), error.strerror or str(error))
        return BAD_INPUT, "Invalid", str(found), found.facts()
    raise error
