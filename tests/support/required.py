"""What happens to a test whose server or browser is not there: skipped by day, failed where all is required."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

__all__ = ["missing"]


def missing(what: str, reason: str) -> NoReturn:
    """Skip with the reason; fail under `./faultline test --all`, which fetches what it requires."""
    message = f"{what} is not available: {reason}; `./faultline test --all` fetches and requires it"
    if os.environ.get("FAULTLINE_TEST_REQUIRE_ALL"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
