"""Fault trees of other programs come in, are reckoned as they say, and go out again."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from cmdb.availability import availability_document, cut_sets_document
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.export_formats import export_text
from cmdb.questions import Question, with_footing
from cmdb.store import open_store
from importers.formats import by_name, recognise
from importers.observation import InputFile, Options
from importers.open_psa import OPEN_PSA
from importers.run import Request, import_files, new_run
from tests.importers.observed import SCHEMA, Read, file, read

GOLDEN = Path(__file__).parent / "golden" / "pumps.xml"


def model(gates: str, events: dict[str, float] | None = None, *, name: str = "t", extra: str = "") -> InputFile:
    data = "".join(
        f'<define-basic-event name="{key}"><float value="{figure}"/></define-basic-event>'
        for key, figure in (events or {}).items()
    )
    text = f'<define-fault-tree name="{name}">{gates}</define-fault-tree><model-data>{data}{extra}</model-data>'
    return file(f"{name}.xml", f"<opsa-mef>{text}</opsa-mef>")


def reading(*files: InputFile) -> Read:
    return read(OPEN_PSA, *files)


def define(name: str, formula: str) -> str:
    return f'<define-gate name="{name}">{formula}</define-gate>'


def event(name: str) -> str:
    return f'<event name="{name}"/>'


def taken_in(*files: InputFile, fmt: str = "open_psa", source: str = "trees") -> Estate:
    estate = Estate(open_store("memory:"), None)
    for each in files:
        request = Request(by_name(fmt), (each,), source, "tester", new_run(estate.now()))
        import_files(estate.store, request, now=estate.now)
    return estate


def unavailability(estate: Estate, service: str) -> float:
    figure = availability_document(estate, Question(), service)["unavailability"]
    assert isinstance(figure, float)
    return figure


def cut_sets(estate: Estate, service: str) -> set[frozenset[str]]:
    document = cut_sets_document(estate, Question(), service, order=20)
    names = document["names"]
    assert isinstance(names, dict)
    assert document["complete"]
    return {frozenset(str(names[key]).rpartition(".")[2] for key in cut) for cut in document["cut_sets"]}


# ---------------------------------------------------------------- reckoned as they say


def test_a_sample_tree_is_reckoned() -> None:
    estate = taken_in(InputFile(GOLDEN.name, GOLDEN.read_bytes()))
    assert cut_sets(estate, "cooling.no-flow") == {
        frozenset({"pump-1", "pump-2"}),
        frozenset({"pump-1", "pump-3"}),
        frozenset({"pump-2", "pump-3"}),
        frozenset({"breaker", "feed-b"}),
        frozenset({"cable", "feed-b"}),
    }
    # Two of three pumps; neither feed-b nor the cable has a figure.
    assert unavailability(estate, "cooling.no-flow") == pytest.approx(3 * 0.05**2 * 0.95 + 0.05**3)


def truth(formula: object, happened: dict[str, bool]) -> bool:
    """A formula as nested tuples, by its definition."""
    if isinstance(formula, str):
        return happened[formula]
    kind, *inputs = formula  # type: ignore[misc]
    count = sum(truth(each, happened) for each in inputs)
    return count >= (1 if kind == "or" else len(inputs) if kind == "and" else int(kind))


def written(formula: object) -> str:
    if isinstance(formula, str):
        return event(formula)
    kind, *inputs = formula  # type: ignore[misc]
    body = "".join(map(written, inputs))
    return f"<{kind}>{body}</{kind}>" if kind in {"or", "and"} else f'<atleast min="{kind}">{body}</atleast>'


def drawn(rng: random.Random, depth: int) -> object:
    """A random formula over a to f."""
    if depth == 0 or rng.random() < 0.25:
        return rng.choice("abcdef")
    inputs = {str(each): each for each in (drawn(rng, depth - 1) for _ in range(rng.randint(1, 4)))}
    kind = rng.choice(["or", "and", str(rng.randint(1, len(inputs)))])
    return (kind, *inputs.values())


@pytest.mark.parametrize("seed", range(25))
def test_nested_formulas_are_reckoned_by_their_definition(seed: int) -> None:
    rng = random.Random(seed)
    formula = ("or", drawn(rng, 3), drawn(rng, 3))
    figures = {key: rng.choice([0.1, 0.3, 0.7]) for key in "abcdef"}
    expected = 0.0
    for states in product((False, True), repeat=6):
        happened = dict(zip("abcdef", states, strict=True))
        if truth(formula, happened):
            weight = 1.0
            for key, state in happened.items():
                weight *= figures[key] if state else 1 - figures[key]
            expected += weight
    estate = taken_in(model(define("top", written(formula)), figures))
    assert unavailability(estate, "t.top") == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("constant", "formula", "expected"),
    [
        ("true", "<or>{h}{a}</or>", 1.0),
        ("false", "<or>{h}{a}</or>", 0.1),
        ("true", "<and>{h}{a}</and>", 0.1),
        ("false", "<and>{h}{a}</and>", 0.0),
        ("true", '<atleast min="2">{h}{a}{b}</atleast>', 1 - 0.9 * 0.8),
        ("false", '<atleast min="2">{h}{a}{b}</atleast>', 0.1 * 0.2),
    ],
)
def test_house_events_and_constants(constant: str, formula: str, expected: float) -> None:
    house = f'<define-house-event name="h"><constant value="{constant}"/></define-house-event>'
    for h in (event("h"), f'<constant value="{constant}"/>'):
        gate = define("top", formula.format(h=h, a=event("a"), b=event("b")))
        estate = taken_in(model(gate, {"a": 0.1, "b": 0.2}, extra=house))
        assert unavailability(estate, "t.top") == pytest.approx(expected)


def test_trees_that_use_the_same_names_stay_apart() -> None:
    one = model(define("top", f"<and>{event('a')}{event('b')}</and>"), {"a": 0.1, "b": 0.1}, name="one")
    two = model(define("top", f"<or>{event('a')}{event('c')}</or>"), {"a": 0.5, "c": 0.1}, name="two")
    estate = taken_in(one, two)
    assert unavailability(estate, "one.top") == pytest.approx(0.01)
    assert unavailability(estate, "two.top") == pytest.approx(0.55)


def test_a_model_in_several_files_is_one() -> None:
    tree = file(
        "tree.xml", f'<opsa-mef><define-fault-tree name="t">{define("top", event("a"))}</define-fault-tree></opsa-mef>'
    )
    data = file(
        "data.xml",
        '<opsa-mef><model-data><define-basic-event name="a"><float value="0.25"/></define-basic-event>'
        "</model-data></opsa-mef>",
    )
    found = reading(tree, data)
    assert found.ci("t.a").attributes == {"unavailability": 0.25}
    assert found.ci("t.top", "business_service")
    assert not found.notes


def test_a_path_means_what_its_last_part_names() -> None:
    gates = define("top", event("t.inner")) + define("inner", event("a"))
    found = reading(model(gates, {"a": 0.1}))
    assert found.edges() == {("t.top", "t.inner"), ("t.inner", "t.a")}


# ---------------------------------------------------------------- what cannot be taken


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("<not>{a}</not>", "the connective not cannot be taken"),
        ("<xor>{a}{b}</xor>", "the connective xor cannot be taken"),
        ("<or>{a}<not>{b}</not></or>", "the connective not cannot be taken"),
        ("<or></or>", "the connective or has no inputs"),
        ('<atleast min="3">{a}{b}</atleast>', "atleast needs a number of its inputs"),
        ('<atleast min="0">{a}{b}</atleast>', "atleast needs a number of its inputs"),
        ('<atleast min="x">{a}{b}</atleast>', "atleast needs a number of its inputs"),
        ('<atleast min="2">{a}{a}{b}</atleast>', "atleast counts an input twice"),
        ("{a}{b}", "a gate has one formula"),
        ("", "a gate has one formula"),
        ('<or><event name=" "/></or>', "a formula names an event without a name"),
        ('<constant value="maybe"/>', "a constant is neither true nor false"),
    ],
)
def test_a_gate_that_cannot_be_taken_is_rejected_with_the_reason(formula: str, reason: str) -> None:
    gates = define("bad", formula.format(a=event("a"), b=event("b"))) + define("top", event("bad"))
    gates += define("good", f"<or>{event('a')}{event('b')}</or>")
    found = reading(model(gates, {"a": 0.1, "b": 0.1}))
    assert found.reasons == [reason, "it stands on bad, which cannot be taken"]
    assert found.of("business_service") == {"t.good"}


def test_gates_in_a_circle_are_rejected() -> None:
    gates = define("one", event("two")) + define("two", f"<or>{event('one')}{event('a')}</or>")
    gates += define("top", event("one")) + define("good", event("a"))
    found = reading(model(gates, {"a": 0.1}))
    assert found.reasons == ["it stands on itself, or on a gate that does"] * 3
    assert found.of("business_service") == {"t.good"}


@pytest.mark.parametrize("figure", ["-0.1", "1.5", "nan", "inf", "much"])
def test_a_figure_that_is_no_probability_is_rejected(figure: str) -> None:
    extra = f'<define-basic-event name="a"><float value="{figure}"/></define-basic-event>'
    found = reading(model(define("top", event("a")), extra=extra))
    assert len(found.rejected) == 2
    assert found.rejected[0].value == figure
    assert not found.cis


def test_names_are_checked() -> None:
    gates = define("twice", event("a")) + define("twice", event("b")) + define("", event("a"))
    assert reading(model(gates, {"a": 0.1, "b": 0.1})).reasons == [
        "this name is defined twice",
        "the name is empty",
    ]


BOMB = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{BOMB}<opsa-mef>&y;</opsa-mef>", "declares entities or a document type"),
        ('<!DOCTYPE opsa-mef SYSTEM "file:///etc/passwd"><opsa-mef/>', "declares entities or a document type"),
        ("<opsa-mef><define-fault-tree>", "is no sound XML"),
        ("<opsa-mef>" + "<a>" * 200 + "</a>" * 200 + "</opsa-mef>", "is nested too deeply"),
        ("<report/>", "is no Open-PSA model"),
    ],
)
def test_files_that_are_none_or_do_harm_are_refused(content: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        list(OPEN_PSA.read([file("a.xml", content)], Options(SCHEMA)))


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.open_psa.elements.ELEMENTS", 10)
    with pytest.raises(Invalid, match="holds too many elements"):
        reading(model(define("top", f"<or>{event('a') * 20}</or>")))


def test_it_is_recognised_by_its_root() -> None:
    assert recognise(file("x.xml", "<?xml version='1.0'?>\n<!-- x -->\n<opsa-mef>\n</opsa-mef>"))[0] is OPEN_PSA
    with pytest.raises(Invalid):
        recognise(file("x.xml", "<other/>"))


# ---------------------------------------------------------------- out again

ESTATE = """
faultline: 1
cis:
- {key: shop, class: business_service, name: "Shop & <Co>", attributes: {unavailability: 0.001}}
- {key: web, class: application, name: web, groups: {db: {min_up: 1}, hosts: {demand: 5, min: 4}}}
- {key: db-1, class: database, name: db-1, attributes: {unavailability: 0.01}}
- {key: db-2, class: database, name: db-2, attributes: {unavailability: 0.02}}
- {key: h/1, class: server, name: h1, attributes: {unavailability: 0.1}}
- {key: h/2, class: server, name: h2, attributes: {unavailability: 0.2}}
- {key: h/3, class: server, name: h3, attributes: {unavailability: 0.3}}
- {key: pool, class: cluster, name: pool, attributes: {unavailability: 0}, groups: {of: {min_up: 2}}}
- {key: mirror, class: application, name: mirror, attributes: {unavailability: 0.05}}
relations:
- {from: shop, type: depends_on, to: web}
- {from: shop, type: depends_on, to: pool}
- {from: shop, type: uses, to: mirror, need: soft}
- {from: web, type: depends_on, to: db-1, group: db}
- {from: web, type: depends_on, to: db-2, group: db}
- {from: web, type: runs_on, to: h/1, group: hosts, weight: 3}
- {from: web, type: runs_on, to: h/2, group: hosts, weight: 2}
- {from: web, type: runs_on, to: h/3, group: hosts, weight: 2}
- {from: pool, type: depends_on, to: db-1, group: of}
- {from: pool, type: depends_on, to: h/1, group: of}
- {from: pool, type: depends_on, to: h/2, group: of}
"""


def written_out(estate: Estate, service: str) -> str:
    return "".join(export_text(estate, "open_psa", with_footing(estate, [service])))


def test_what_goes_out_is_reckoned_the_same_when_it_comes_in_again() -> None:
    estate = taken_in(file("estate.yaml", ESTATE), fmt="graph")
    text = written_out(estate, "shop")
    assert escape("Shop & <Co>") in text
    assert "mirror" not in text
    again = taken_in(file("shop.xml", text))
    document = cut_sets_document(again, Question(), "tree.shop", order=20)
    original = cut_sets_document(estate, Question(), "shop", order=20)
    assert document["counts"] == original["counts"]
    assert unavailability(again, "tree.shop") == pytest.approx(unavailability(estate, "shop"), rel=1e-12)
    assert not reading(file("shop.xml", text)).rejected
    assert "".join(export_text(estate, "open_psa")) == text


def test_a_circle_goes_out_as_its_cut_sets_and_is_refused_where_they_are_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring = (
        ESTATE
        + "- {from: db-1, type: depends_on, to: pool, group: g}\n- {from: db-1, type: depends_on, to: h/3, group: g}\n"
    )
    ring = ring.replace("name: db-1,", "name: db-1, groups: {g: {min_up: 1}},")
    estate = taken_in(file("ring.yaml", ring), fmt="graph")
    again = taken_in(file("ring.xml", written_out(estate, "shop")))
    original = cut_sets_document(estate, Question(), "shop", order=20)
    assert original["complete"]
    assert cut_sets_document(again, Question(), "tree.shop", order=20)["counts"] == original["counts"]
    assert unavailability(again, "tree.shop") == pytest.approx(unavailability(estate, "shop"), rel=1e-12)
    monkeypatch.setattr("cmdb.open_psa.MOST_SETS", 1)
    with pytest.raises(Invalid, match="a circle of redundancy is no fault tree"):
        written_out(estate, "shop")


def test_what_is_no_fault_tree_is_refused() -> None:
    estate = taken_in(file("estate.yaml", ESTATE), fmt="graph")
    with pytest.raises(Invalid, match="of one service"):
        "".join(export_text(estate, "open_psa", with_footing(estate, ["mirror", "h/1"])))
    with pytest.raises(Invalid, match="of one service"):
        "".join(export_text(Estate(open_store("memory:"), None), "open_psa"))
