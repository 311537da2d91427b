"""Serves the app: waitress for the requests, worker threads for the jobs, a tidy end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]  # ships no types

from api.app import create_app
from api.auth.setup_link import make_setup_token
from api.backend import utc_now
from api.mail import Postman
from api.observability import configure_logging
from api.settings import Settings
from api.watch import Watch
from cmdb.store.port import Store
from impact.kernels import preparing

__all__ = ["address", "serve", "setup_link", "working"]

ROOM = 2**20


def address(settings: Settings) -> str:
    """Return the address under which people reach the server."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.url.rstrip("/") or f"http://{host}:{settings.port}"


def setup_link(store: Store, settings: Settings) -> str | None:
    """Return the one-time link that makes the first account, None where there is one (or in a demo)."""
    token = None if settings.demo else make_setup_token(store, utc_now(), hours=settings.setup_hours)
    return f"{address(settings)}/setup?token={token}" if token else None


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Run the app's jobs, and send its mail, in worker threads while the block lasts."""
    backend = app.extensions["faultline"]
    postman, watch = Postman(backend), Watch(backend)
    backend.jobs.start()
    postman.start()
    watch.start()
    try:
        yield
    finally:
        watch.stop()
        postman.stop()
        backend.jobs.stop()


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """End as tidily on SIGTERM as on Ctrl-C."""
    del frame
    raise SystemExit(128 + number)


def serve(store: Store, settings: Settings) -> None:
    """Answer requests until the process is told to stop."""
    configure_logging(settings)
    signal.signal(signal.SIGTERM, stop)
    app = create_app(store, settings)
    with working(app), preparing():
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            max_request_body_size=settings.upload_bytes + ROOM,
            ident="faultline",
            clear_untrusted_proxy_headers=not settings.proxies,
        )
        try:
            server.run()
        finally:
            server.close()
