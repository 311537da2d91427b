"""Whatever a file holds, a reader answers with observations or with ``Invalid``: never with another error."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from importers.compose import COMPOSE
from importers.formats import READERS, recognise
from importers.graph_document import GRAPH_DOCUMENT
from importers.kubernetes import KUBERNETES
from importers.observation import CiObservation, InputFile, Note, Options, Reader, Rejected
from importers.tabular import TABULAR, propose_mapping
from tests.importers.observed import SCHEMA, file

GOLDEN = Path(__file__).parent / "golden"
SEEDS = {each.name: each.read_bytes() for each in sorted(GOLDEN.iterdir()) if "expected" not in each.name}
SEEDS |= {each.name: each.read_bytes() for each in sorted((Path(__file__).parent / "tabular" / "files").iterdir())}
OPTIONS = Options(SCHEMA)


def answer(reader: Reader, source: InputFile) -> None:
    """Read a file to the end; what comes must be well formed, what is raised must be Invalid."""
    try:
        for each in reader.read([source], OPTIONS):
            assert isinstance(each, CiObservation | Rejected | Note)
            if isinstance(each, CiObservation):
                assert each.native_id
                assert each.name
                assert "\x00" not in each.name + each.native_id
                assert each.cls in SCHEMA.classes or reader is GRAPH_DOCUMENT
            if isinstance(each, Rejected):
                assert each.where
                assert each.reason
                assert len(str(each.value)) < 1_000
    except Invalid as error:
        short = len(str(error)) < 3_000
        assert short  # it may be raised or not


def mutants(content: bytes, count: int) -> Iterator[bytes]:
    """Cut, flip, drop, double and insert, the same each time."""
    rng = random.Random(7)
    odd = [
        b"\x00",
        b"\xff",
        b'"',
        b"'",
        b"\n",
        b"{",
        b"]",
        b":",
        b"- ",
        b"&a ",
        b"*a",
        b"\xe2\x80\xae",
        b"<<: ",
        b"\t",
        b";",
    ]
    for _ in range(count):
        start = rng.randrange(len(content))
        end = min(len(content), start + rng.randrange(1, 40))
        yield content[:start]
        yield content[:start] + bytes([rng.randrange(256)]) + content[start + 1 :]
        yield content[:start] + content[end:]
        yield content[:end] + content[start:]
        yield content[:start] + rng.choice(odd) + content[start:]


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_never_break_a_reader(name: str) -> None:
    reader, _ = recognise(InputFile(name, SEEDS[name]))
    # Each workbook is read in a process of its own, which takes its time.
    for mutant in mutants(SEEDS[name], 5 if "servers.csv" not in name and reader is TABULAR else 60):
        answer(reader, InputFile(name, mutant))


@given(st.binary(max_size=400), st.sampled_from(READERS), st.sampled_from(["a.csv", "a.json", "a.yaml", "a.xlsx", "-"]))
def test_any_bytes(content: bytes, reader: Reader, name: str) -> None:
    answer(reader, InputFile(name, content))
    with suppress(Invalid):
        recognise(InputFile(name, content))


WORDS = """name services spec metadata cis relations image environment depends_on kind items containers env volumes
template selector rules http key class from to groups"""
words = st.sampled_from(WORDS.split())
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=5),
    max_leaves=25,
)


@given(trees)
def test_any_tree_in_place_of_a_graph(tree: object) -> None:
    for section in ("cis", "relations"):
        answer(GRAPH_DOCUMENT, file("a.json", json.dumps({"faultline": 1, section: [tree]})))


@given(trees)
def test_any_tree_in_place_of_a_service(tree: object) -> None:
    answer(
        COMPOSE,
        file("compose.json", json.dumps({"services": {"a": tree, "b": {"environment": tree, "volumes": tree}}})),
    )


@given(st.sampled_from(["Pod", "Deployment", "Service", "Ingress", "ConfigMap", "Node", "HTTPRoute", "List"]), trees)
def test_any_tree_in_place_of_a_manifest(kind: str, tree: object) -> None:
    thing = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}, "spec": tree, "items": [tree], "data": tree}
    answer(KUBERNETES, file("a.json", json.dumps(thing)))
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [tree], "volumes": [tree]},
    }
    answer(KUBERNETES, file("a.json", json.dumps(pod)))


cells = st.text(alphabet=st.sampled_from("ab1,;|\"'\n\r\t -=<\x00é\u202e"), max_size=6)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_any_table(rows: list[list[str]], separator: str) -> None:
    text = "name,os,depends on\n" + "\n".join(separator.join(row) for row in rows)
    source = file("servers.csv", text)
    answer(TABULAR, source)
    with suppress(Invalid):
        propose_mapping(source, OPTIONS)
