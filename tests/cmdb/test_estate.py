"""An opened estate: where its files are, which moment is meant, what its schema is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmdb.errors import Ambiguous, Invalid, NotFound
from cmdb.estate import Estate, cache_folder, default_store, open_estate
from cmdb.model import Key, Node
from cmdb.overlay import apply_schema
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def write(estate: Estate, key: str, at: datetime | None = None, *, cls: str = "server", name: str = "") -> None:
    node = Node(Key(key), "ci", cls, name or key)
    estate.graph.apply(Batch(nodes=[node]), Stamp("me", at=at))


# ------------------------------------------------------------------ where


def test_the_folders_are_those_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FAULTLINE_CACHE", "FAULTLINE_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert cache_folder() == tmp_path / "cache" / "faultline" / "snapshots"
    assert default_store() == f"sqlite:///{tmp_path}/data/faultline/faultline.db"
    assert (tmp_path / "data" / "faultline").is_dir()
    monkeypatch.setenv("FAULTLINE_CACHE", str(tmp_path / "c"))
    monkeypatch.setenv("FAULTLINE_STORE", "memory:")
    assert (cache_folder(), default_store()) == (tmp_path / "c", "memory:")


def test_without_a_word_of_the_environment_they_are_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FAULTLINE_CACHE", "FAULTLINE_STORE", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "faultline" / "snapshots"
    assert default_store() == f"sqlite:///{tmp_path}/.local/share/faultline/faultline.db"


def test_an_estate_is_opened_at_the_default_and_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTLINE_STORE", f"sqlite:///{tmp_path}/a.db")
    monkeypatch.setenv("FAULTLINE_CACHE", str(tmp_path / "cache"))
    estate = open_estate()
    write(estate, "srv-1")
    assert estate.snapshots.now().graph.size == 1
    assert len(list((tmp_path / "cache").glob("*.snapshot"))) == 1
    estate.close()
    again = open_estate(f"sqlite:///{tmp_path}/a.db")
    assert again.key("srv-1") == "srv-1"
    again.close()


def test_a_store_in_memory_saves_no_snapshots(tmp_path: Path) -> None:
    with open_store("memory:") as store:
        estate = Estate(store, tmp_path / "cache")
        write(estate, "srv-1")
        assert estate.snapshots.now().graph.size == 1
    assert not (tmp_path / "cache").exists()


# ------------------------------------------------------------------ when


@pytest.fixture
def dated(estate: Estate) -> Estate:
    """Revision 1 on the first of March, 2 at midnight after it, 3 on the third."""
    write(estate, "srv-1", DAY)
    write(estate, "srv-2", datetime(2026, 3, 2, tzinfo=UTC))
    write(estate, "srv-3", DAY + timedelta(days=2))
    return estate


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        (None, None),
        ("", None),
        ("now", None),
        (2, 2),
        ("2", 2),
        (" 3 ", 3),
        ("0", 0),
        ("2026-02-28", 0),
        ("2026-03-01", 1),
        ("2026-03-02", 2),
        ("2026-03-01T12:00:00Z", 1),
        ("2026-03-01T11:59:59Z", 0),
        ("2026-03-02T00:59:00+02:00", 1),
        ("2026-03-02T02:00:00+02:00", 2),
        ("2026-03-02T00:00:00", 2),
        ("2999-01-01", 3),
    ],
)
def test_what_is_meant_by_as_of(dated: Estate, text: str | int | None, revision: int | None) -> None:
    assert dated.moment(text) == revision


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "31.12.2026", "-1", "1.5"])
def test_what_is_no_moment(dated: Estate, text: str) -> None:
    with pytest.raises(Invalid, match="a revision number, a date"):
        dated.moment(text)


def test_a_revision_that_is_not_there_is_answered_with_the_last(dated: Estate) -> None:
    with pytest.raises(NotFound, match="no revision '4'; nearest: 3"):
        dated.moment("4")


def test_an_empty_store_has_only_revision_0(estate: Estate) -> None:
    assert estate.moment("0") == 0
    assert estate.moment("2026-01-01") == 0
    with pytest.raises(NotFound):
        estate.moment("1")


def test_the_clock_may_be_given() -> None:
    with open_store("memory:") as store:
        assert Estate(store, None, lambda: DAY).now() == DAY
        before = datetime.now(tz=UTC)
        assert before <= Estate(store, None).now() <= datetime.now(tz=UTC)


# ------------------------------------------------------------------ what


def test_a_text_names_a_ci_as_it_was_then(estate: Estate) -> None:
    write(estate, "srv-1", name="web")
    write(estate, "srv-1", name="www")
    assert estate.key("www") == "srv-1"
    assert estate.key("web", as_of=1) == "srv-1"
    with pytest.raises(NotFound):
        estate.key("web")


def test_a_name_of_several_is_no_guess(estate: Estate) -> None:
    write(estate, "srv-1", name="shop")
    write(estate, "app-1", cls="application", name="shop")
    with pytest.raises(Ambiguous):
        estate.key("shop")
    assert (estate.key("server:shop"), estate.key("application:shop")) == ("srv-1", "app-1")


def test_the_schema_is_as_it_is_now(estate: Estate, me: Stamp) -> None:
    assert "robot" not in estate.schema.classes
    apply_schema(estate.graph, {"classes": [{"name": "robot"}]}, me)
    assert "robot" in estate.schema.classes
    assert estate.rules.schema is estate.schema
