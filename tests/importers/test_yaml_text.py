from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from importers.yaml_text import load_yaml


def one(text: str) -> object:
    (document,) = load_yaml("x.yaml", text)
    return document.content


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22:22", "22:22"),
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("~", None),
        ("0x1f", 31),
        ("0o17", 15),
        ("017", 17),
        ("-3", -3),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".nan", ".nan"),
        ("'5'", "5"),
        ("!!str 5", "5"),
        ("!!int 5", 5),
        ("2026-01-02", "2026-01-02"),
        ("1_000", "1_000"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = one(f"- {text}")
    assert found == [value]
    assert isinstance(found, list)
    assert type(found[0]) is type(value)


def test_keys_are_text_and_documents_have_lines() -> None:
    found = load_yaml("x", "80: a\non: b\n---\n---\nc: d\n")
    assert [(each.line, each.content) for each in found] == [(1, {"80": "a", "on": "b"}), (4, {"c": "d"})]


def test_merge_keys_yield_to_own_keys_and_to_earlier_ones() -> None:
    text = "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz:\n  <<: [*x, {c: 9, a: 7}]\n"
    assert one(text) == {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}, "z": {"a": 1, "b": 2, "c": 9}}


LAUGHS = "a: &a [1,2,3,4,5,6,7,8,9]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12)
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAUGHS, "aliases multiply"),
        ("[" * 10_000 + "]" * 10_000, "nested too deeply"),
        ("a:\n " + "- " * 200 + "x", "nested too deeply"),
        ("a: 1\nb: 2\na: 3\n", r"x line 3: the same key stands twice.*got a"),
        ("a: &x [*x]", "inside what it names"),
        ("a: *nobody", "names no anchor"),
        ("a: !!python/object/apply:os.system ['x']", "more than plain data"),
        ("a: !!binary aGVsbG8=", "more than plain data"),
        ("a: [1,\n", "cut off"),
        ('a: "never closed\n', "cut off"),
        ("a: \x00b", "control characters"),
        ("a:\n\t- b\n", r"x line 2"),
        ("? [a]\n: b", "used as a key"),
        ("<<: 3\n", "merges something"),
    ],
)
def test_unsound_yaml_is_refused_with_its_place(text: str, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(Invalid, match=reason):
        load_yaml("x", text)
    assert time.monotonic() - started < 10


def test_deep_aliases_count_as_deep() -> None:
    text = "a: &a0 [x]\n" + "".join(f"k{i}: &a{i + 1} [*a{i}]\n" for i in range(150))
    with pytest.raises(Invalid, match="nested too deeply"):
        load_yaml("x", text)


printable = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
keys = st.text(alphabet="abcxyz", min_size=1, max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(printable, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(keys, values, max_size=3))
def test_json_is_yaml(value: dict[str, object]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if "\ufffe" in text or "\uffff" in text or "\ufeff" in text:
        return
    assert one(text) == value
