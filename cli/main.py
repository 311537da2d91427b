"""The command ``faultline``: its groups are loaded when they are called, so that one question starts fast."""

from __future__ import annotations

import difflib
import importlib
import io
import itertools
import sys
from collections.abc import Sequence
from types import MappingProxyType

import click

from cli.session import Session, leave

__all__ = ["main", "run"]

COMMANDS = MappingProxyType(
    {
        "demo": "cli.demo",
        "serve": "cli.serve",
        "import": "cli.imports",
        "formats": "cli.imports",
        "why": "cli.imports",
        "undo": "cli.imports",
        "withdraw": "cli.imports",
        "find": "cli.cis",
        "show": "cli.cis",
        "history": "cli.cis",
        "impact": "cli.impact",
        "needs": "cli.impact",
        "path": "cli.impact",
        "cause": "cli.cause",
        "spof": "cli.weak_points",
        "rank": "cli.weak_points",
        "cuts": "cli.availability",
        "availability": "cli.availability",
        "change": "cli.change",
        "template": "cli.template",
        "release": "cli.release",
        "deployment": "cli.deployment",
        "measures": "cli.measures",
        "schema": "cli.schema",
        "export": "cli.stores",
        "copy": "cli.stores",
        "backup": "cli.stores",
        "restore": "cli.stores",
        "verify": "cli.stores",
        "bench": "cli.bench",
        "test": "cli.develop",
        "check": "cli.develop",
    }
)


class Lazy(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None for an unknown one."""
        del ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        commands: tuple[click.Command, ...] = importlib.import_module(module).commands
        return next((command for command in commands if command.name == cmd_name), None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with. Raises ``click.UsageError`` with the nearest."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS)
            hint = f"; nearest: {', '.join(near)}" if near else ""
            raise click.UsageError(f"no such command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--store", metavar="URL", help="sqlite:///FILE, neo4j://HOST, bolt://HOST or memory:")
@click.version_option(package_name="faultline-cmdb", prog_name="faultline")
@click.pass_context
def faultline(ctx: click.Context, store: str | None) -> None:
    """Ask what breaks if this goes down, and why."""
    ctx.obj = Session(store)


def main() -> None:
    """Run the command line with the process's arguments and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line; every error ends in one sentence. Return its exit code."""
    speak_utf8()
    try:
        # Outside click's standalone mode an exit code comes back as the answer.
        code = faultline.main(list(arguments), prog_name="faultline", standalone_mode=False)
    except Exception as error:  # noqa: BLE001  # the one place where errors become exit codes
        options = itertools.takewhile(lambda word: word != "--", arguments)
        return leave(error, as_json="--json" in options)
    return code if isinstance(code, int) else 0


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale: JSON is nothing else. Half a surrogate pair becomes its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
