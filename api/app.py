"""Puts the app together: the store and the settings in, a Flask app out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from api import client, guard, observability, openapi, problems, root, security
from api.backend import NAME, Backend, utc_now
from api.idempotency import register as register_idempotency
from api.job_kinds import JOB_KINDS
from api.jobs import Jobs
from api.resources import BLUEPRINTS
from api.resources.search.routes import go_blueprint
from api.settings import Settings
from cmdb.estate import Estate
from cmdb.store.port import Store
from itsm.context import records_beside

__all__ = ["create_app"]

PREFIX = "/api/v1"


def create_app(store: Store, settings: Settings | None = None, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Return the app over an opened store. It starts no thread; ``api.server`` does."""
    app = Flask("faultline", static_folder=None, template_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.config.update(CLIENT_FOLDER=client.client_folder(), MAX_FORM_MEMORY_SIZE=1_000_000, MAX_FORM_PARTS=1_000)
    settings = settings or Settings()
    jobs = Jobs(store, settings, clock, {kind.name: kind for kind in JOB_KINDS})
    app.extensions[NAME] = backend = Backend(
        store, settings, clock, release(), jobs, Estate(store, settings.folder / "snapshots", clock)
    )
    backend.estate.context_sources.append(records_beside(backend.estate))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    if not structlog.is_configured():
        observability.configure_logging(settings)
    app.extensions["faultline_metrics"] = metrics = observability.Metrics(backend.version)
    observability.register(app, metrics)
    security.register(app)
    guard.register(app)
    register_idempotency(app)
    problems.register(app)
    register_routes(app, backend.version)
    return app


def register_routes(app: Flask, release_name: str) -> None:
    """Register every resource under the prefix, in the document's order, then the root and the client."""
    app.extensions["faultline_openapi"] = api = openapi.install(app, release_name)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=PREFIX)
    app.register_blueprint(go_blueprint)
    app.register_blueprint(root.blueprint)
    app.register_blueprint(client.blueprint)


def release() -> str:
    """Return the installed release, "0" in a bare checkout."""
    try:
        return version("faultline-cmdb")
    except PackageNotFoundError:
        return "0"
