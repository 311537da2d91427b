"""What leaves in other tools' forms comes back as it was, or is drawn without a name breaking out."""

from __future__ import annotations

import io
import json

import networkx as nx
import pytest

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.export_formats import FORMATS, export_text
from cmdb.networkx_graph import from_networkx, to_networkx
from cmdb.questions import with_footing
from cmdb.store import open_store
from importers.formats import by_name
from importers.observation import InputFile
from importers.run import Request, import_files, new_run

HOSTILE = 'db "x"];<script>alert(1)</script> `;%% | end\\'
DOCUMENT = {
    "faultline": 1,
    "cis": [
        {"key": "pay", "class": "business_service", "name": "Payments", "attributes": {"criticality": 5}},
        {"key": "app", "class": "application", "name": "pay-app", "groups": {"db": {"min_up": 1}}},
        {"key": "db-1", "class": "database", "name": HOSTILE},
        {"key": "db-2", "class": "database", "name": "db-2", "attributes": {"unavailability": 0.01}},
        {"key": "else", "class": "server", "name": "elsewhere"},
    ],
    "relations": [
        {"from": "pay", "type": "depends_on", "to": "app"},
        {"from": "app", "type": "depends_on", "to": "db-1", "group": "db", "weight": 2},
        {"from": "app", "type": "depends_on", "to": "db-2", "group": "db"},
        {"from": "app", "type": "depends_on", "to": "db-2"},
    ],
}


def load(document: object) -> Estate:
    estate = Estate(open_store("memory:"), None)
    files = (InputFile("estate.json", json.dumps(document).encode()),)
    request = Request(by_name("graph"), files, "test", "tester", new_run(estate.now()))
    assert not import_files(estate.store, request, now=estate.now).rejected
    return estate


@pytest.fixture
def estate() -> Estate:
    return load(DOCUMENT)


def text(estate: Estate, form: str, *cis: str) -> str:
    return "".join(export_text(estate, form, with_footing(estate, cis) if cis else None))


def test_networkx_and_back_is_the_same_estate(estate: Estate) -> None:
    graph = to_networkx(estate.graph)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (5, 4)
    assert text(load(from_networkx(graph)), "graph") == text(estate, "graph")


def test_an_own_networkx_graph_comes_in() -> None:
    graph = nx.DiGraph()
    graph.add_node("a", **{"class": "application"})
    graph.add_node("s", **{"class": "server", "name": "srv"})
    graph.add_edge("a", "s", type="runs_on")
    assert sorted(to_networkx(load(from_networkx(graph)).graph).nodes) == ["a", "s"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_part_holds_a_ci_and_what_it_stands_on(estate: Estate, form: str) -> None:
    part = text(estate, form, "Payments")
    assert "pay-app" in part
    assert "elsewhere" not in part
    assert "elsewhere" in text(estate, form)


def test_graphml_is_read_by_others(estate: Estate) -> None:
    found = nx.read_graphml(io.BytesIO(text(estate, "graphml").encode()))
    assert found.nodes["pay"] == {
        "class": "business_service",
        "name": "Payments",
        "lifecycle": "operational",
        "criticality": 5,
    }
    assert found.nodes["db-1"]["name"] == HOSTILE
    assert sorted((a, b, data.get("group", "")) for a, b, data in found.edges(data=True)) == [
        ("app", "db-1", "db"),
        ("app", "db-2", ""),
        ("app", "db-2", "db"),
        ("pay", "app", ""),
    ]


def test_names_stay_inside_their_shapes(estate: Estate) -> None:
    mermaid = text(estate, "mermaid")
    assert "<script>" not in mermaid
    assert "#34;x#34;#93;#59;" in mermaid
    dot = text(estate, "dot")
    assert '"db-1" [label="db \\"x\\"];<script>' in dot
    assert 'end\\\\\\nDatabase"];' in dot
    assert len(dot.splitlines()) == 3 + 5 + 4 + 1


def test_what_is_too_much_for_a_drawing_is_refused_with_the_way_out() -> None:
    many = [{"key": f"s{n}", "class": "server", "name": f"s{n}"} for n in range(501)]
    estate = load({"faultline": 1, "cis": many, "relations": []})
    with pytest.raises(Invalid, match="at most 500: name a CI"):
        text(estate, "mermaid")
    assert text(estate, "mermaid", "s7").count("n0") == 1


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.Graph(), "undirected"),
        (nx.DiGraph([("a", "b")]), "has no class"),
    ],
)
def test_a_graph_that_says_too_little_is_refused(graph: nx.Graph, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        from_networkx(graph)


def test_an_edge_without_a_type_is_refused() -> None:
    graph = nx.DiGraph()
    graph.add_node("a", **{"class": "server"})
    graph.add_edge("a", "a")
    with pytest.raises(Invalid, match="edge a -> a: has no type"):
        from_networkx(graph)
