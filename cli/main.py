"""The command ``faultline``: its groups are loaded when they are called, so that one question starts fast."""

from __future__ import annotations

import importlib
import sys
from types import MappingProxyType

import click

from cli.session import Session, leave

__all__ = ["main"]

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


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--store", metavar="URL", help="sqlite:///FILE, neo4j://HOST, bolt://HOST or memory:")
@click.version_option(package_name="faultline-cmdb", prog_name="faultline")
@click.pass_context
def faultline(ctx: click.Context, store: str | None) -> None:
    """Ask what breaks if this goes down, and why."""
    ctx.obj = Session(store)


def main() -> None:
    """Run the command line; every error ends in one sentence and its exit code."""
    try:
        faultline.main(standalone_mode=False)
    except Exception as error:  # noqa: BLE001  # the one place where errors become exit codes
        sys.exit(leave(error, as_json="--json" in sys.argv[1:]))
