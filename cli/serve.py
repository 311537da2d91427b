"""The command that serves the web app and the API."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from api.server import serve as run_server
from api.server import setup_link
from api.settings import load_settings
from cli.session import Session, pass_session
from cmdb.estate import default_store
from cmdb.store import open_store

__all__ = ["commands"]


@click.command("serve")
@click.option("--host", default=None, metavar="ADDRESS", help="Address to listen on (setting host).")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Port to listen on (setting port).")
@pass_session
def serve(session: Session, host: str | None, port: int | None) -> None:
    """Serve the web app and the API; settings from FAULTLINE_* and the file that FAULTLINE_SETTINGS names."""
    settings = load_settings(os.environ)
    given = {"host": host, "port": port, "store": session.url}
    settings = replace(settings, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # each its own type
    with open_store(settings.store or default_store()) as store:
        if link := setup_link(store, settings):
            click.echo(f"Nobody has an account yet. Make the first one here, once: {link}", err=True)
        run_server(store, settings)


commands = (serve,)
