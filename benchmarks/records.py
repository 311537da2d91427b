"""Rows about daily work over HTTP on a store of this size: a filtered first page, facets, a timeline, one write.

There is no peer: the limits are what a page may take, at the 95th percentile, from a server that is asked nothing else.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from benchmarks.bench import Bench
from benchmarks.measure import AnswersDiffer, Row, at_most, held
from benchmarks.served import STARTS_WITHIN_S, served

__all__ = ["record_rows"]

RUNS, WARM = 40, 3
SERVERS = "class=server environment=prod"
FACETS = "class,environment,owner"
NOTES = 20
"""Entries in the timeline that is asked for; those that are written come on top."""


def record_rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows; the first answers are held to what was put in."""
    with served(bench.stored) as port, contextlib.closing(Session(port)) as session:

        def page() -> dict[str, Any]:
            return session.asked("/cis", q=SERVERS, limit="50")

        def facets() -> dict[str, Any]:
            return session.asked("/cis/facets", q=SERVERS, fields=FACETS)

        check_list(bench, page(), facets())
        yield limited(bench, "filtered first page of CIs, p95", page, 100)
        yield limited(bench, "facets of three fields, p95", facets, 300)
        incident = session.sent("/incidents", {"title": "slow", "links": {"affects": [bench.stored.server]}})["key"]
        numbers = itertools.count()

        def write() -> dict[str, Any]:
            return session.sent(f"/incidents/{incident}/activities", {"text": f"note {next(numbers)}"})

        def timeline() -> dict[str, Any]:
            return session.asked(f"/incidents/{incident}/activities", limit="200")

        for _ in range(NOTES):
            write()
        if len(timeline()["items"]) <= NOTES:
            raise AnswersDiffer(f"{incident} has fewer entries than the {NOTES} notes that were written")
        yield limited(bench, "timeline of one record, p95", timeline, 50)
        yield limited(bench, "one write to a record, p95", write, 20)


def check_list(bench: Bench, page: Mapping[str, Any], facets: Mapping[str, Any]) -> None:
    """Hold a page and its facets to the source. Raises ``AnswersDiffer``."""
    expected = sum(
        each.cls == "server" and each.attributes["environment"] == "prod" for each in bench.source.observations
    )
    told = {each["class"] for each in page["items"]}
    counted = {
        str(value["value"]): value["count"]
        for facet in facets["facets"]
        if facet["field"] == "class"
        for value in facet["values"]
    }
    if told != {"server"} or counted.get("server") != expected:
        raise AnswersDiffer(f"{expected} servers were put in; the page has {told}, the facets say {counted}")


def limited(bench: Bench, what: str, ask: Callable[[], object], limit: float) -> Row:
    """Return the row of the time that 95 of 100 questions stay under."""
    took = []
    for _ in range(WARM + RUNS):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1e3)
    p95 = sorted(took[WARM:])[RUNS * 95 // 100]
    return held(what, bench.size, p95, "limit", limit, "ms", at_most(limit, "ms"))


class Session:
    """One person's session with a demonstration's server, over one connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN_S)
        self.headers: dict[str, str] = {}
        answer, found = self.answered("GET", "/session", None)
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        self.headers = {"Cookie": cookie, "X-CSRF-Token": found["csrf"], "Content-Type": "application/json"}

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def asked(self, path: str, **question: str) -> dict[str, Any]:
        """Return the answer to a question."""
        return self.answered("GET", f"{path}?{urllib.parse.urlencode(question)}", None)[1]

    def sent(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Return the answer to a write."""
        return self.answered("POST", path, json.dumps(body))[1]

    def answered(self, method: str, path: str, body: str | None) -> tuple[http.client.HTTPResponse, dict[str, Any]]:
        """Return an answer and what it says. Raises ``AnswersDiffer`` where it is a refusal."""
        self.connection.request(method, f"/api/v1{path}", body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= http.client.BAD_REQUEST:
            raise AnswersDiffer(f"{method} {path}: {answer.status} {text[:200]!r}")
        return answer, cast("dict[str, Any]", json.loads(text))
