from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from api.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_server_takes_the_environment_of_the_compose_file(checkout: Path) -> None:
    services = yaml.safe_load((checkout / "docker-compose.yml").read_text("utf-8"))["services"]
    assert load_settings(services["faultline"]["environment"]).store.startswith("neo4j://")
