"""The command that shows the product on a believable estate, in a store of its own, on this machine only."""

from __future__ import annotations

import os
import socket
import threading
import time
import webbrowser
from dataclasses import replace
from pathlib import Path

import click

from api.server import serve
from api.settings import load_settings
from cli.demo_estate import MANIFEST, build_demo, demo_digest, demo_folder
from cmdb.store import open_store

__all__ = ["commands"]

PORTS_TRIED = 20
LOOPBACK = "127.0.0.1"


@click.command("demo")
@click.option("--port", default=8480, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--fresh", is_flag=True, help="Forget what was changed in the demo and build it anew.")
def demo(*, port: int, no_browser: bool, fresh: bool) -> None:
    """Run the product on a demo estate; signs in by itself, reachable from this machine only."""
    settings = replace(load_settings(os.environ), demo=True, host=LOOPBACK, port=free_port(port), url="")
    settings = replace(settings, tries_file=demo_folder() / MANIFEST)
    path = settings.folder / "demo" / f"estate-{demo_digest()}.db"
    if fresh:
        forget(path)
    if not path.exists():
        prepare(path)
    address = f"http://{LOOPBACK}:{settings.port}/"
    click.echo(f"Faultline demo on {address}  (Ctrl-C ends it)", err=True)
    if not no_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    with open_store(f"sqlite:///{path}") as store:
        serve(store, settings)


def free_port(wanted: int) -> int:
    """Return the port asked for, or the next one that is free."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"ports {wanted} to {wanted + PORTS_TRIED - 1} are all in use; give another with --port")


def prepare(path: Path) -> None:
    """Build the demo's store beside its place and move it there when it is whole."""
    click.echo("Building the demo estate, once; on a slow machine it takes a minute or more …", err=True)
    began = time.monotonic()
    building = path.with_suffix(".building")
    forget(building)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_store(f"sqlite:///{building}") as store:
        build_demo(store, say=lambda text: click.echo(f"  {text}", err=True))
    building.replace(path)
    click.echo(f"Built in {time.monotonic() - began:.0f} s.", err=True)


def forget(path: Path) -> None:
    """Remove a store's files."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


commands = (demo,)
