"""What every test has: a network that ends at this machine, and a server or a browser for those that ask."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before any test imports it: its assertions speak as those of a test module do.
pytest.register_assert_rewrite("tests.cmdb.store.contract")
pytest_plugins = ["tests.support.browser", "tests.support.neo4j_server", "tests.support.network"]

# The machine's load decides how long an example takes, so a limit on time would only fail by chance; in CI the
# examples are the same each time, so that a red run is about the change.
settings.register_profile(
    "faultline",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("faultline")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the one Neo4j database in one worker, and those of the browser together."""
    for item in items:
        for mark in ("neo4j", "browser"):
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.xdist_group(mark))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Answer the folder of the checkout."""
    return Path(__file__).resolve().parent.parent
