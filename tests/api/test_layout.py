"""A drawing never holds more than it may, never loses a CI unsaid, and is the same whatever the order of the input."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from api.layout import Line, Shape, draw


def estate(seed: int, size: int) -> tuple[list[Shape], list[Line]]:
    chance = random.Random(seed)
    shapes = [
        Shape(f"k{n}", f"k{n}", f"n{n}", chance.choice("abc"), chance.choice(["down", "degraded", "ok"]),
              chance.randrange(4), failed=n == 0, service=chance.random() < 0.1)
        for n in range(size)
    ]  # fmt: skip
    lines = [
        Line(chance.choice(shapes).id, chance.choice(shapes).id, "depends_on", None, chance.random() < 0.5)
        for _ in range(size * 2 if size else 0)
    ]
    return shapes, lines


@given(
    st.integers(0, 10_000), st.integers(0, 60), st.sampled_from(["rings", "layers"]), st.integers(1, 40), st.booleans()
)
def test_a_drawing_is_bounded_complete_and_independent_of_order(
    seed: int,
    size: int,
    layout: str,
    most: int,
    collapse: bool,  # noqa: FBT001
) -> None:
    shapes, lines = estate(seed, size)
    drawing = draw(shapes, lines, layout=layout, most=most, collapse=collapse)  # type: ignore[arg-type]
    assert len(drawing.shapes) <= most
    assert sum(each.members for each in drawing.shapes) + drawing.hidden == size
    assert set(drawing.places) == {each.id for each in drawing.shapes}
    assert len(set(drawing.places.values())) == len(drawing.places)
    ids = {each.id for each in drawing.shapes}
    assert all(line.source in ids and line.target in ids for line in drawing.lines)
    random.Random(seed + 1).shuffle(shapes)
    random.Random(seed + 2).shuffle(lines)
    assert draw(shapes, lines, layout=layout, most=most, collapse=collapse) == drawing  # type: ignore[arg-type]


def test_groups_open_on_demand() -> None:
    shapes = [Shape(f"k{n}", f"k{n}", f"n{n}", "server", "down", 1) for n in range(10)]
    closed = draw(shapes, (), most=9)
    assert [(each.id, each.members) for each in closed.shapes] == [("group:1:server:down", 10)]
    opened = draw(shapes, (), most=9, expand={"group:1:server:down"})
    assert (len(opened.shapes), opened.hidden) == (9, 1)


def test_layers_put_providers_below() -> None:
    shapes = [Shape(key, key, key, "c", "down", 0) for key in "abc"]
    places = draw(shapes, [Line("a", "b", "x", None), Line("b", "c", "x", None)], layout="layers").places
    assert places["a"].y > places["b"].y > places["c"].y


def test_1500_shapes_of_a_dense_graph_are_placed_soon() -> None:
    shapes, lines = estate(7, 6_000)
    assert len(draw(shapes, lines, most=1_500, collapse=False).shapes) == 1_500


def test_the_largest_groups_close_first_and_only_as_many_as_need_be() -> None:
    many = [Shape(f"v{n}", f"v{n}", f"v{n}", "vm", "down", 1) for n in range(50)]
    few = [Shape(f"a{n}", f"a{n}", f"a{n}", "app", "down", 2) for n in range(5)]
    drawing = draw([*few, *many], (), most=10)
    assert sorted(each.members for each in drawing.shapes) == [1, 1, 1, 1, 1, 50]
    assert drawing.hidden == 0


def test_a_circle_shares_a_layer_and_pushes_nothing_down() -> None:
    shapes = [Shape(key, key, key, "c", "ok", hops) for hops, key in enumerate(["top", "a", "b", "base"])]
    lines = [Line(*ends, "x", None) for ends in (("base", "a"), ("a", "b"), ("b", "a"), ("b", "top"), ("base", "top"))]
    places = draw(shapes, lines, layout="layers").places
    assert places["top"].y < places["a"].y == places["b"].y < places["base"].y
