"""Every figure of the demo's shipped dashboards leads to what it is made of, and that recounts it, group by group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import mean
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.settings import Settings
from cli.demo_estate import build_demo
from cmdb.store import open_store
from itsm.measures.catalogue import MEASURES
from itsm.measures.dashboard import SHIPPED_DASHBOARDS

pytestmark = pytest.mark.slow
TILES = tuple(dict.fromkeys((each.measure, each.by) for board in SHIPPED_DASHBOARDS.values() for each in board.tiles))
ASKED = tuple(dict.fromkeys((*TILES, *((name, "") for name in MEASURES))))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    now = datetime.now(UTC)
    with open_store("memory:") as store:
        build_demo(store, say=lambda _: None, now=now)
        settings = Settings(folder=tmp_path_factory.mktemp("demo"), workers=0, demo=True)
        client = create_app(store, settings, clock=lambda: now).test_client()
        client.get("/api/v1/session")
        yield client


def asked(client: FlaskClient, path: str, **question: Any) -> Any:
    answer = client.get(f"/api/v1/measures/{path}", query_string={"period": "90d", **question})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def behind(client: FlaskClient, name: str, question: dict[str, str]) -> list[dict[str, Any]]:
    page = asked(client, f"{name}/records", limit="50", total="true", **question)
    total, found = page["total"], list(page["items"])
    while page["next"] is not None:
        page = asked(client, f"{name}/records", limit="50", after=page["next"], **question)
        found += page["items"]
    assert len(found) == total
    return found


@pytest.mark.parametrize(("name", "by"), ASKED)
def test_what_is_behind_a_figure_recounts_it(demo: FlaskClient, name: str, by: str) -> None:
    measure = MEASURES[name]
    for figure in asked(demo, name, **({"by": by} if by else {}))["items"]:
        group = figure.get("group")
        found = behind(demo, name, {"by": by, "group": group} if group else {})
        if figure["value"] is None:
            assert (found, bool(figure["reason"])) == ([], True)
            continue
        added = [each["value"] for each in found if each["value"] is not None]
        if name in ("service_availability", "cmdb_health"):
            recounted = 1 + sum(added)
        else:
            assert len(added) == figure["count"] or measure.behind is not None
            recounted = sum(added) if measure.value == "sum" else mean(added)
        assert recounted == pytest.approx(figure["value"], abs=2e-6), (name, group)


def test_the_demo_has_figures_to_recount(demo: FlaskClient) -> None:
    answer = demo.get("/api/v1/measures", query_string={"period": "90d"}).get_json()["items"]
    known = {each["measure"] for each in answer if each["value"] is not None}
    assert {name for name, _ in TILES} <= known
