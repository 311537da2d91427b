"""Replaces one decision by a stub for a run of pytest: ``-p tests.support.stubbed``, told by the environment.

``FAULTLINE_TEST_STUB`` is a JSON object: ``decision`` names the function as ``module:function``, ``says`` is what the
stub answers whatever it is asked, or ``as`` names an object that it answers as ``module:name``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

import pytest

__all__ = ["SETTING"]

SETTING = "FAULTLINE_TEST_STUB"


def named(place: str) -> object:
    """Return what stands at ``module:name``."""
    module, name = place.split(":")
    return getattr(importlib.import_module(module), name)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Put the stub wherever a module knows the function by a name. Raises ``LookupError`` where none does."""
    del session
    told = json.loads(os.environ[SETTING])
    decision = named(told["decision"])
    answer = named(told["as"]) if "as" in told else told["says"]

    def stub(*_: object, **__: object) -> object:
        return answer

    places = [
        (module, name)
        for module in list(sys.modules.values())
        for name, value in list(vars(module).items())
        if value is decision
    ]
    if not places:
        raise LookupError(told["decision"])
    for module, name in places:
        setattr(module, name, stub)
