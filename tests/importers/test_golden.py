"""Each file of ``golden/`` is read as its ``.expected.json`` says. The test never writes: what changed is shown."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from importers.formats import recognise
from importers.observation import InputFile, Options
from tests.importers.observed import SCHEMA

GOLDEN = Path(__file__).parent / "golden"
INPUTS = sorted(each for each in GOLDEN.iterdir() if not each.name.endswith(".expected.json"))


def plain(value: object) -> object:
    """An observation as JSON, without what is at its default."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        kept = {
            name: field for name, field in fields.items() if field not in ("", {}, [], None, False) and name != "raw"
        }
        return {"kind": type(value).__name__, **kept}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


def observed(path: Path) -> object:
    file = InputFile(path.name, path.read_bytes())
    reader, _ = recognise(file)
    return [reader.name, *(plain(each) for each in reader.read([file], Options(SCHEMA)))]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_golden(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text())
    assert observed(path) == expected
