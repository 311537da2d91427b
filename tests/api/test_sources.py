"""How many CIs a source speaks of: each once, whatever it says of them, and kept up as the history goes on."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.resources.sources.census import Told, census, told
from cmdb.model import Key, Node
from cmdb.observed import observation_key, observation_node
from cmdb.store import open_store
from cmdb.store.port import Batch, GraphStore, Stamp
from tests.api.conftest import Clock, Person

STAMP = Stamp("test", "test", "")
WRITES = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from(["ci-1", "ci-2", None])), max_size=12
)


def write(graph: GraphStore, source: str, row: str, ci: str | None) -> None:
    """Let a source's row speak of a CI, or of none any more."""
    if ci is None:
        graph.apply(Batch(remove_nodes=[observation_key(source, row)]), STAMP)
        return
    said = observation_node(source=source, native_id=row, owner=Key(ci), cls="server", name=ci, digest=1)
    graph.apply(Batch(nodes=[Node(Key(ci), "ci", "server", ci), said]), STAMP)


def test_two_rows_about_one_ci_are_two_observations_of_one_ci() -> None:
    with open_store("memory:") as store:
        for row, ci in (("r1", "ci-1"), ("r2", "ci-1"), ("r3", "ci-2")):
            write(store.graph, "scan", row, ci)
        assert told(census(store.graph, None), "scan") == Told(2, 3)
        assert told(census(store.graph, None), "nobody") == Told(0, 0)


@settings(max_examples=60, deadline=None)
@given(WRITES, WRITES)
def test_a_census_that_is_carried_forward_is_the_one_that_is_counted_anew(
    first: list[tuple[str, str, str | None]], then: list[tuple[str, str, str | None]]
) -> None:
    with open_store("memory:") as store:
        for source, row, ci in first:
            write(store.graph, source, row, ci)
        known = census(store.graph, None)
        for source, row, ci in then:
            write(store.graph, source, row, ci)
        carried, anew = census(store.graph, known), census(store.graph, None)
        assert [told(carried, source) for source in "ab"] == [told(anew, source) for source in "ab"]


def test_the_list_of_sources_follows_what_is_written_by_hand(admin: Person, estate: object, clock: Clock) -> None:
    del estate
    before = admin.get("/sources").get_json()["items"]
    assert [(each["name"], each["cis"], each["observations"]) for each in before] == [("estate", 6, 6)]
    clock.forward(minutes=1)
    admin.post("/cis", {"class": "server", "name": "web-c"})
    assert admin.get("/sources").get_json()["items"] == before
