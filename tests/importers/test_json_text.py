from __future__ import annotations

import pytest

from cmdb.errors import Invalid
from importers.json_text import load_json


def test_a_document_comes_as_it_is() -> None:
    assert load_json("x", '{"a": [1, 2.5, null, true, "é"]}') == {"a": [1, 2.5, None, True, "é"]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 2}', "same key stands twice.*got a"),
        ("[" * 10_000 + "]" * 10_000, "nested too deeply"),
        ("[" * 150 + "]" * 150, "nested too deeply"),
        ('{"a":' * 150 + "1" + "}" * 150, "nested too deeply"),
        ('{"cis": [{"key": "a"}, {"ke', "x line 1 column 25: the file is cut off"),
        ('{"a": 1,\n "b": }', "x line 2 column 7: is no JSON"),
        ('{"a": NaN}', "holds a number that cannot be read.*NaN"),
        ('{"a": -Infinity}', "holds a number"),
        ('{"a": 1} {"b": 2}', "is no JSON: Extra data"),
        ("9" * 5000, "holds a number that cannot be read"),
        ("", "cut off"),
    ],
)
def test_unsound_json_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        load_json("x", text)
