"""The tutorial about an outage: each request is sent as it stands there, and each answer holds what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from tests.api.conftest import Clock, Person

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "an-outage.md"
BLOCK = re.compile(r"^```(http|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def missing(shown: Any, answer: Any, where: str = "") -> Iterator[str]:
    """Yield what an answer does not hold of what is shown; a list is shown whole, an object in part."""
    if isinstance(shown, dict) and isinstance(answer, dict):
        for name, value in shown.items():
            yield from missing(value, answer.get(name), f"{where}.{name}")
    elif isinstance(shown, list) and isinstance(answer, list) and len(shown) == len(answer):
        for number, (one, other) in enumerate(zip(shown, answer, strict=True)):
            yield from missing(one, other, f"{where}[{number}]")
    elif shown != answer:
        yield f"{where}: {shown!r} is shown, {answer!r} is answered"


def test_each_request_answers_what_is_shown(admin: Person, store: Store, clock: Clock) -> None:
    (_, estate), *blocks = BLOCK.findall(PAGE.read_text())
    files = [InputFile("estate.json", estate.encode())]
    report = import_files(store, Request(GRAPH_DOCUMENT, files, "estate", "test", new_run(clock())), now=clock)
    assert not report.rejected
    assert len(blocks) >= 28
    for (asked, request), (shown, answer) in zip(blocks[::2], blocks[1::2], strict=True):
        assert (asked, shown) == ("http", "json")
        clock.forward(minutes=5)
        line, _, body = request.partition("\n")
        method, path = line.split(" ", 1)
        got = admin.ask(method, path, **({"json": json.loads(body)} if body.strip() else {}))
        assert got.status_code in (200, 201), f"{line}: {got.text}"
        assert not list(missing(json.loads(answer), got.get_json())), (line, got.text)
