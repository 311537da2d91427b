"""``GraphStore.find``: which nodes a condition takes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import AsOfTextRefused, Invalid
from cmdb.query import All, Compare, Has, Not, OneOf, Order, Query, Step, Text
from cmdb.query import Any as Either
from cmdb.values import Document, Money, instant_text, normal, normal_text

from .build import NOW, at, ci, equal, keys_of, rel, rid, write

if TYPE_CHECKING:
    from cmdb.query import Condition
    from cmdb.store.port import Store


SMALL, LARGE = -(2**63), 2**63 - 1


def attribute(operator: str, value: Any, name: str = "x") -> Compare:
    return Compare(f"attributes.{name}", operator, value)


class FindingContract:
    # ------------------------------------------------------------ fields

    def test_every_field_can_be_compared(self, store: Store) -> None:
        write(store, ci("Key-1", "N\u00e4me", cls="Server", kind="CI", lifecycle="Live", owner="Own", x=1), stamp=at(1))
        write(store, ci("other", "other", kind="person"), stamp=at(2))
        store.graph.touch(["Key-1"], NOW)
        for field, value in (
            ("key", "key-1"),
            ("kind", "ci"),
            ("class", "server"),
            ("name", "n\u00e4me"),
            ("lifecycle", "live"),
            ("owner", "own"),
            ("revision", 1),
            ("changed_at", instant_text(at(1).at)),
            ("last_seen", instant_text(NOW)),
            ("attributes.x", 1),
        ):
            if field != "class":
                assert keys_of(store, equal(field, value)) == ["Key-1"], field
            assert "Key-1" in keys_of(store, equal(field, value)), field
            assert keys_of(store, OneOf(field, frozenset({value, "none"})), equal("kind", "ci")) == ["Key-1"], field
            assert "Key-1" in keys_of(store, Has(field)), field
            assert keys_of(store, Not(equal(field, value)), equal("kind", "ci")) == [], field

    def test_texts_compare_in_normal_form(self, store: Store) -> None:
        composed, decomposed = "caf\u00e9", "cafe\u0301"
        write(
            store,
            ci("a", composed),
            ci("b", decomposed.upper()),
            ci("c", "STRASSE"),
            ci("d", "stra\u00dfe"),
            ci("e", "cafe"),
        )
        assert keys_of(store, equal("name", normal(composed))) == ["a", "b"]
        assert keys_of(store, equal("name", normal_text("Stra\u00dfe"))) == ["c", "d"]
        assert keys_of(store, Compare("name", "prefix", "cafe")) == ["e"]
        assert keys_of(store, Compare("name", "contains", "rass")) == ["c", "d"]
        assert keys_of(store, equal("name", composed.upper())) == []
        write(store, ci("KEY", kind="Kind", cls="Cl\u00c4ss", lifecycle="L\u0130VE", owner="\u00d6"))
        for field, value in (
            ("key", "KEY"),
            ("kind", "Kind"),
            ("class", "Cl\u00c4ss"),
            ("lifecycle", "L\u0130VE"),
            ("owner", "\u00d6"),
        ):
            assert keys_of(store, equal(field, normal_text(value))) == ["KEY"], field
            assert keys_of(store, Compare(field, "prefix", normal_text(value)[:2])) == ["KEY"], field
            assert keys_of(store, OneOf(field, frozenset({normal_text(value)}))) == ["KEY"], field

    def test_empty_name_and_lifecycle_and_no_owner_are_absent(self, store: Store) -> None:
        write(store, ci("a"), ci("b", "B", lifecycle="live", owner="a"))
        for field in ("name", "lifecycle", "owner", "last_seen", "attributes.x"):
            assert "a" not in keys_of(store, Has(field)), field
            assert "a" not in keys_of(store, equal(field, "")), field
            assert "a" not in keys_of(store, Compare(field, ">=", "")), field
            assert "a" not in keys_of(store, Compare(field, "contains", "")), field
            assert keys_of(store, Not(Has(field)))[0] == "a", field

    def test_an_unknown_field_or_operator_is_invalid(self, store: Store) -> None:
        write(store, ci("a"))
        for condition in (
            equal("colour", "red"),
            equal("attributes", "red"),
            equal("attributes.", "red"),
            equal("body.x", 1),
            equal("Key", "a"),
            Has("colour"),
            OneOf("colour", frozenset()),
            Compare("name", "like", "x"),
            Compare("name", "contains", 1),
            Compare("attributes.x", "prefix", 1.5),
            equal("name", "nul\0"),
            Text(("half \ud800",)),
            Not(All((Either((equal("colour", "red"),)),))),
            Step("out", None, equal("colour", "red")),
            Step("sideways", None, None),
        ):
            with pytest.raises(Invalid):
                keys_of(store, condition)
            with pytest.raises(Invalid):
                store.graph.aggregate(condition, "class")
        with pytest.raises(Invalid):
            keys_of(store, order=[Order("colour")])

    # ------------------------------------------------------------ comparisons

    def test_numbers_compare_with_numbers_only_and_text_with_text_only(self, store: Store) -> None:
        write(
            store,
            ci("int", x=5),
            ci("float", x=5.0),
            ci("text", x="5"),
            ci("flag", x=True),
            ci("none"),
            ci("more", x=5.5),
        )
        assert keys_of(store, attribute("=", 5)) == ["float", "int"]
        assert keys_of(store, attribute("=", "5")) == ["text"]
        assert keys_of(store, attribute("<", 6)) == ["float", "int", "more"]
        assert keys_of(store, attribute("<=", "6")) == ["text"]
        assert keys_of(store, attribute(">", -(10**9))) == ["float", "int", "more"]
        assert keys_of(store, attribute(">=", "")) == ["flag", "text"]
        assert keys_of(store, attribute("contains", "")) == ["flag", "text"]
        assert keys_of(store, attribute("prefix", "5")) == ["text"]
        assert keys_of(store, attribute("=", "true")) == ["flag"]
        assert keys_of(store, attribute("=", 1)) == []
        assert keys_of(store, OneOf("attributes.x", frozenset({5, "true"}))) == ["flag", "float", "int"]

    def test_comparisons_are_exact_at_the_extremes(self, store: Store) -> None:
        numbers = {
            "a": SMALL,
            "b": SMALL + 1,
            "c": -0.0,
            "d": 5e-324,
            "e": 0.1,
            "f": 2**53,
            "g": 2**53 + 1,
            "h": LARGE - 1,
            "i": LARGE,
            "j": 1e300,
            "k": 0.30000000000000004,
        }
        write(store, *(ci(key, x=value) for key, value in numbers.items()))
        for key, value in numbers.items():
            assert keys_of(store, attribute("=", value)) == [key]
            for operator, holds in (("<", value.__lt__), (">", value.__gt__)):
                expected = [other for other, number in numbers.items() if compare(operator, number, value)]
                assert keys_of(store, attribute(operator, value)) == sorted(expected), (operator, value)
                del holds
        assert keys_of(store, attribute("=", 0)) == ["c"]
        assert keys_of(store, attribute("=", float(2**53))) == ["f"]

    def test_text_compares_by_code_point(self, store: Store) -> None:
        texts = ["", " ", "a", "aa", "b", "\u00e9", "\uffff", "\U00010000", "a\u0301"]
        normals = {f"n{number}": normal_text(text) for number, text in enumerate(texts)}
        write(store, *(ci(f"n{number}", x=text) for number, text in enumerate(texts)))
        for key, value in normals.items():
            assert keys_of(store, attribute("=", value)) == [key]
            for operator in ("<", "<=", ">", ">="):
                expected = [other for other, text in normals.items() if compare(operator, text, value)]
                assert keys_of(store, attribute(operator, value)) == sorted(expected), (operator, value)

    def test_contains_and_prefix_take_every_character_as_it_is(self, store: Store) -> None:
        texts = ["100%", "1000", "a_b", "axb", "a*b", "a?b", "[ab]", "a\\b", "a'b", 'a"b', "a.b", "^a$"]
        write(store, *(ci(f"n{number:02}", text, x=text) for number, text in enumerate(texts)))
        for number, text in enumerate(texts):
            for field in ("name", "attributes.x"):
                assert keys_of(store, Compare(field, "prefix", text)) == [f"n{number:02}"], text
                assert keys_of(store, Compare(field, "contains", text[1:])) == [
                    f"n{other:02}" for other, candidate in enumerate(texts) if text[1:] in candidate
                ], text

    def test_other_kinds_compare_by_their_normal_form(self, store: Store) -> None:
        values = {
            "date": [date(1, 1, 1), date(2024, 1, 1), date(9999, 12, 31)],
            "instant": [NOW, NOW + timedelta(microseconds=1), NOW.replace(year=9999)],
            "span": [timedelta(microseconds=-1), timedelta(0), timedelta(days=9)],
            "cost": [Money(-5, "EUR"), Money(7, "EUR"), Money(1, "USD")],
            "flag": [False, True],
        }
        for name, items in values.items():
            write(store, *(ci(f"{name}{number}", attributes={name: value}) for number, value in enumerate(items)))
            for number, value in enumerate(items):
                form = normal(value)
                assert keys_of(store, attribute("=", form, name)) == [f"{name}{number}"]
                assert keys_of(store, attribute("<", form, name)) == [f"{name}{less}" for less in range(number)]
        assert keys_of(store, attribute("prefix", "2024-", "date")) == ["date1"]
        assert keys_of(store, attribute("prefix", "eur ", "cost")) == []
        assert keys_of(store, attribute("prefix", "EUR ", "cost")) == ["cost0", "cost1"]

    def test_a_list_matches_when_one_item_does(self, store: Store) -> None:
        write(
            store,
            ci("tags", x=("Red", "Gr\u00dcn", "red")),
            ci("mixed", x=(1, 5)),
            ci("dates", x=(date(2024, 1, 1),)),
            ci("flags", x=(True,)),
            ci("one", x="red"),
            ci("empty", x=()),
            ci("none"),
        )
        assert keys_of(store, attribute("=", "red")) == ["one", "tags"]
        assert keys_of(store, attribute("=", "gr\u00fcn")) == ["tags"]
        assert keys_of(store, attribute(">", 4)) == ["mixed"]
        assert keys_of(store, attribute("<", 2), attribute(">", 4)) == ["mixed"]
        assert keys_of(store, attribute("prefix", "2024")) == ["dates"]
        assert keys_of(store, attribute("=", "true")) == ["flags"]
        assert keys_of(store, OneOf("attributes.x", frozenset({"red", 5}))) == ["mixed", "one", "tags"]
        assert keys_of(store, Not(attribute("=", "red"))) == ["dates", "empty", "flags", "mixed", "none"]
        assert keys_of(store, Has("attributes.x")) == ["dates", "empty", "flags", "mixed", "one", "tags"]
        write(store, ci("tags", x=("blue",)))
        assert keys_of(store, attribute("=", "red")) == ["one"]
        assert keys_of(store, attribute("=", "red"), as_of=1) == ["one", "tags"]

    def test_documents_are_present_and_match_nothing(self, store: Store) -> None:
        write(store, ci("a", x=Document({"y": 1})), ci("b", x=Document("text")), ci("c", x=Document(5)))
        assert keys_of(store, Has("attributes.x")) == ["a", "b", "c"]
        for condition in (
            attribute("=", "text"),
            attribute(">=", ""),
            attribute("<", 10**9),
            attribute("contains", ""),
        ):
            assert keys_of(store, condition) == []
        assert keys_of(store, OneOf("attributes.x", frozenset({5, "text"}))) == []

    def test_an_empty_set_matches_nothing(self, store: Store) -> None:
        write(store, ci("a", x=1))
        assert keys_of(store, OneOf("attributes.x", frozenset())) == []
        assert keys_of(store, Not(OneOf("attributes.x", frozenset()))) == ["a"]

    def test_a_large_set(self, store: Store) -> None:
        write(store, *(ci(f"n{number}", x=number, y=f"t{number}") for number in range(3000)))
        wanted = range(0, 3000, 2)
        assert len(keys_of(store, OneOf("attributes.x", frozenset(wanted)))) == 1500
        assert len(keys_of(store, OneOf("attributes.y", frozenset(f"t{number}" for number in wanted)))) == 1500
        assert len(keys_of(store, OneOf("key", frozenset(f"n{number}" for number in wanted)))) == 1500

    # ------------------------------------------------------------ combinations

    def test_all_any_not(self, store: Store) -> None:
        write(store, ci("a", x=1, y=1), ci("b", x=1), ci("c", y=1), ci("d"))
        x, y = attribute("=", 1), attribute("=", 1, "y")
        assert keys_of(store, All()) == ["a", "b", "c", "d"]
        assert keys_of(store, Either()) == []
        assert keys_of(store, Not(All())) == []
        assert keys_of(store, All((x, y))) == ["a"]
        assert keys_of(store, Either((x, y))) == ["a", "b", "c"]
        assert keys_of(store, Not(Either((x, y)))) == ["d"]
        assert keys_of(store, Not(x)) == ["c", "d"]
        assert keys_of(store, Either((All((x, Not(y))), All((Not(x), y))))) == ["b", "c"]
        assert keys_of(store, Not(Not(x))) == ["a", "b"]

    def test_conditions_nest_up_to_twenty_levels(self, store: Store) -> None:
        write(store, ci("a", x=1), ci("b"), rel("a", "a"), rel("b", "b"))
        for wrap in (
            lambda inner: All((inner, Has("key"))),
            lambda inner: Either((inner, Has("name"))),
            lambda inner: Step("out", None, inner),
            lambda inner: Step("both", frozenset({"runs_on"}), All((inner, Has("key")))),
            lambda inner: Not(Not(inner)),
            lambda inner: Not(Either((Not(inner), Has("name")))),
        ):
            condition: Condition = attribute("=", 1)
            depth = depth_of(condition)
            while depth + depth_of(wrap(attribute("=", 1))) - 1 <= 20:
                condition = wrap(condition)
                depth = depth_of(condition)
            assert [item.node.key for item in store.graph.find(Query(condition)).items] == ["a"]
            while depth <= 20:
                condition = wrap(condition)
                depth = depth_of(condition)
            with pytest.raises(Invalid):
                store.graph.find(Query(condition))

    def test_many_parts(self, store: Store) -> None:
        write(store, *(ci(f"n{number:02}", x=number) for number in range(20)))
        assert len(keys_of(store, Either(tuple(attribute("=", number) for number in range(0, 3000, 2))))) == 10
        assert keys_of(store, All(tuple(Not(attribute("=", number)) for number in range(2, 1500)))) == ["n00", "n01"]

    # ------------------------------------------------------------ steps

    def test_steps_follow_relations(self, store: Store) -> None:
        write(store, *map(ci, "abcd"), rel("a", "b"), rel("b", "c", "uses"), rel("d", "d"))
        assert keys_of(store, Step("out", None, None)) == ["a", "b", "d"]
        assert keys_of(store, Step("in", None, None)) == ["b", "c", "d"]
        assert keys_of(store, Step("both", None, None)) == ["a", "b", "c", "d"]
        assert keys_of(store, Step("out", frozenset({"uses"}), None)) == ["b"]
        assert keys_of(store, Step("out", frozenset({"uses", "runs_on"}), None)) == ["a", "b", "d"]
        assert keys_of(store, Step("out", frozenset({"Uses"}), None)) == []
        assert keys_of(store, Step("out", frozenset(), None)) == []
        assert keys_of(store, Step("out", None, equal("key", "b"))) == ["a"]
        assert keys_of(store, Step("in", None, equal("key", "b"))) == ["c"]
        assert keys_of(store, Step("both", None, equal("key", "b"))) == ["a", "c"]
        assert keys_of(store, Step("both", None, equal("key", "d"))) == ["d"]
        assert keys_of(store, Not(Step("both", frozenset({"runs_on"}), None))) == ["c"]

    def test_steps_nest_and_combine(self, store: Store) -> None:
        write(store, *map(ci, "abc"), ci("x", cls="app", x=("p",)), rel("x", "a"), rel("a", "b"), rel("c", "b", "uses"))
        two = Step("out", None, Step("out", None, equal("key", "b")))
        assert keys_of(store, two) == ["x"]
        assert keys_of(store, Step("in", None, All((equal("class", "app"), attribute("=", "p"))))) == ["a"]
        assert keys_of(store, Step("in", None, Not(equal("class", "app")))) == ["b"]
        assert keys_of(store, Step("in", frozenset({"runs_on"}), None), Step("in", frozenset({"uses"}), None)) == ["b"]
        assert keys_of(store, Either((two, Step("in", None, two)))) == ["a", "x"]
        assert keys_of(store, Step("out", None, Text(("b",)))) == ["a", "c"]

    # ------------------------------------------------------------ the past

    def test_find_in_the_past(self, store: Store) -> None:
        write(store, ci("a", "Old", lifecycle="new", x=1), ci("b"), rel("a", "b"), stamp=at(1))
        write(store, ci("a", "New", cls="router", x=2), remove=[rid("a", "b")], stamp=at(2))
        write(store, remove=["a"], stamp=at(3))
        for condition in (
            equal("name", "old"),
            equal("class", "server"),
            equal("lifecycle", "new"),
            attribute("=", 1),
            equal("revision", 1),
            equal("changed_at", instant_text(at(1).at)),
            Step("out", None, equal("key", "b")),
            Step("out", None, None),
        ):
            assert "a" in keys_of(store, condition, as_of=1), condition
            assert "a" not in keys_of(store, condition, as_of=2), condition
            assert "a" not in keys_of(store, condition), condition
        assert keys_of(store, equal("class", "router"), as_of=2) == ["a"]
        assert keys_of(store, as_of=0) == []
        assert keys_of(store, as_of=3) == ["b"]
        assert keys_of(store, Has("last_seen"), as_of=1) == []
        store.graph.touch(["b"], NOW)
        assert keys_of(store, Has("last_seen")) == ["b"]
        assert keys_of(store, Has("last_seen"), as_of=3) == []

    def test_full_text_in_the_past_is_refused(self, store: Store) -> None:
        write(store, ci("a", "A"))
        words = Text(("a",))
        for condition in (words, Text(()), Not(words), All((Either((words,)),)), Step("out", None, words)):
            with pytest.raises(AsOfTextRefused):
                keys_of(store, condition, as_of=1)
            with pytest.raises(AsOfTextRefused):
                store.graph.aggregate(condition, "class", as_of=1)

    # ------------------------------------------------------------ full text

    def test_words_are_found_anywhere_in_the_search_text(self, store: Store) -> None:
        write(
            store,
            ci("srv-01", "Payroll Frontend", note="Z\u00fcrich DATACENTRE", tags=("Blue", "green"), size=42),
            ci("srv-02", "payroll backend", note="basel", flag=True, when=date(2024, 1, 1), doc=Document("hidden")),
        )

        def found(*words: Any) -> list[str]:
            return keys_of(store, Text(words))

        both = ["srv-01", "srv-02"]
        assert found() == both
        assert found("") == both
        assert found("payroll") == both
        assert found("ayrol") == both
        assert found("srv-01") == ["srv-01"]
        assert found("payroll", "basel") == ["srv-02"]
        assert found("z\u00fcrich") == ["srv-01"]
        assert found("zurich") == []
        assert found("datacentre") == ["srv-01"]
        assert found("DATACENTRE") == []
        assert found("een") == ["srv-01"]
        assert found("blue green") == ["srv-01"]
        assert found("x") == []
        for hidden in ("42", "true", "2024-01-01", "hidden", "server"):
            assert found(hidden) == [], hidden

    def test_the_search_text_is_key_name_and_attributes_by_name(self, store: Store) -> None:
        write(store, ci("k", "n", b="2", a=("1", "x"), c="\u00c9"))
        assert keys_of(store, Text(("k n 1 x 2 \u00e9",))) == ["k"]
        assert keys_of(store, Text(("2 1",))) == []
        write(store, ci("empty"))
        assert keys_of(store, Text(("empty ",))) == ["empty"]

    def test_short_words_and_odd_characters(self, store: Store) -> None:
        texts = [
            "a",
            "ab",
            "abc",
            "\u00e9",
            "\U0001f980\U0001f980\U0001f980",
            'say "hi"',
            "50% off",
            "a*b",
            "NOT OR AND",
            "it's",
            "x-y-z",
        ]
        write(store, *(ci(f"n{number:02}", attributes={"x": text}) for number, text in enumerate(texts)))
        for word in (
            "a",
            "ab",
            "abc",
            "\u00e9",
            "\U0001f980",
            "\U0001f980\U0001f980\U0001f980",
            '"',
            'y "h',
            "0% o",
            "*",
            "not",
            "or and",
            "'",
            "-y-",
            "n0",
        ):
            expected = [
                f"n{number:02}" for number, text in enumerate(texts) if word in normal_text(f"n{number:02}  {text}")
            ]
            assert keys_of(store, Text((word,))) == expected, word

    def test_full_text_follows_every_change(self, store: Store) -> None:
        write(store, ci("a", "first"), ci("b", "first"))
        assert keys_of(store, Text(("first",))) == ["a", "b"]
        write(store, ci("a", "second"))
        assert keys_of(store, Text(("first",))) == ["b"]
        assert keys_of(store, Text(("second",))) == ["a"]
        write(store, remove=["b"])
        assert keys_of(store, Text(("first",))) == []
        write(store, ci("b", "first"))
        assert keys_of(store, Text(("first",))) == ["b"]
        assert keys_of(store, Text(("first",)), equal("class", "server")) == ["b"]
        assert keys_of(store, Not(Text(("first",)))) == ["a"]
        assert keys_of(store, Either((Text(("first",)), equal("key", "a")))) == ["a", "b"]


def compare(operator: str, left: Any, right: Any) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def depth_of(condition: Condition) -> int:
    """How many conditions stand within each other."""
    parts = getattr(condition, "parts", ()) or (getattr(condition, "part", None), getattr(condition, "condition", None))
    return 1 + max((depth_of(part) for part in parts if part is not None), default=0)
