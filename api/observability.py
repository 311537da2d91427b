"""What the server says about itself: an id for each request, one log line, figures for Prometheus. No secrets."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.backend import backend
from api.settings import Settings
from cmdb.errors import FaultlineError

__all__ = ["Metrics", "configure_logging", "register"]

ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
log = structlog.get_logger("faultline.request")


class Metrics:
    """The figures of one app in a registry of its own, labelled by route, never by what was asked."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route")
        self.requests = Counter("faultline_requests", "Requests answered.", (*labels, "status"), registry=self.registry)
        self.seconds = Histogram("faultline_request_seconds", "Time to answer.", labels, registry=self.registry)
        self.revision = Gauge("faultline_revision", "Head revision of the store.", registry=self.registry)
        build = Gauge("faultline_build", "The running release.", ("version",), registry=self.registry)
        build.labels(version).set(1)

    def count(self, status: int, seconds: float) -> None:
        """Count the present request."""
        route = request.url_rule.rule if request.url_rule else "(none)"
        self.requests.labels(request.method, route, str(status)).inc()
        self.seconds.labels(request.method, route).observe(seconds)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        head = backend().store.graph.head()
        self.revision.set(head.number if head else 0)
        return generate_latest(self.registry)


def configure_logging(settings: Settings) -> None:
    """Write the log to stderr in the form that the settings ask for. Called once by who serves."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        # A traceback that shows local variables would show passwords.
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def start() -> None:
    """Give the request its id (one that a proxy has given is kept) and start its clock."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if ID.fullmatch(given) else secrets.token_hex(16)
    g.started = time.perf_counter()


def finish(response: Response, metrics: Metrics) -> Response:
    """Count and log the answer; add its id and the head revision."""
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.path.startswith("/api/"):
        add_revision(response)
    metrics.count(response.status_code, seconds)
    caller = g.get("caller")
    log.info(
        "request",
        id=g.get("request_id", ""),
        method=request.method,
        path=request.path[:500],
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        account=caller.principal.name if caller and caller.principal else None,
    )
    return response


def add_revision(response: Response) -> None:
    """Add the head revision; a store that does not answer leaves it out."""
    try:
        head = backend().store.graph.head()
    except FaultlineError:
        return
    response.headers["X-Faultline-Revision"] = str(head.number if head else 0)


def register(app: Flask, metrics: Metrics) -> None:
    """Let the app mark, count and log every request."""
    app.before_request(start)
    app.after_request(lambda response: finish(response, metrics))
