"""The facts of all records in a file: a process that begins with them measures what one that reads all measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, Store
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.measures.answer import measures_document
from itsm.measures.facts import Fact
from itsm.measures.keep import Kept
from itsm.measures.saved import FORMAT
from itsm.practices import PRACTICES
from tests.itsm.measures.test_recount import ME, NOW, PERIOD, World, question


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where files are kept."""
    return tmp_path / "snapshots"


def filled(store: Store, folder: Path, seed: int, count: int) -> World:
    """Return a store with some CIs and incidents."""
    found = World(Estate(store, folder, lambda: NOW), seed)
    classes = {"pay": "business_service", "mail": "business_service", "srv": "server"}
    found.graph.apply(Batch(nodes=[Node(Key(key), "ci", cls, key) for key, cls in classes.items()]), ME)
    for _ in range(count):
        found.incident()
    return found


@pytest.fixture
def world(tmp_path: Path, folder: Path) -> Iterator[World]:
    """Return an estate in a file."""
    with open_store(f"sqlite:///{tmp_path / 'estate.db'}") as store:
        yield filled(store, folder, 5, 30)


def shown(facts: Iterable[Fact]) -> list[str]:
    """Return facts as text: what is not so yet (NaN) equals itself."""
    return sorted(map(repr, facts))


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody read every record any more."""

    def refuse(*_: object) -> object:
        message = "every record was read"
        raise AssertionError(message)

    monkeypatch.setattr(Kept, "all_facts", refuse)


def files(folder: Path) -> list[Path]:
    """Return the files of facts."""
    return sorted(folder.glob("*.facts"))


def test_another_process_measures_the_same_without_reading_every_record(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Kept(world.estate, PRACTICES)
    before = measures_document(question(world, first))
    (saved,) = files(folder)
    with monkeypatch.context() as patched:
        unread(patched)
        assert measures_document(question(world, Kept(world.estate, PRACTICES))) == before
        assert shown(Kept(world.estate, PRACTICES).now().columns.facts) == shown(first.now().columns.facts)
        for _ in range(5):
            world.incident()
        carried = measures_document(question(world, Kept(world.estate, PRACTICES)))
        assert files(folder) == [saved]
    saved.unlink()
    assert carried == measures_document(question(world)) != before


def test_a_record_that_is_gone_since_is_not_in_what_is_carried_forward(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = Kept(world.estate, PRACTICES).now().columns.size
    desk.open_record(world.graph, PRACTICES["incident"], Draft("x"), act=world.next(PERIOD.start))
    assert len(files(folder)) == 1
    unread(monkeypatch)
    assert Kept(world.estate, PRACTICES).now().columns.size == size + 1


@pytest.mark.parametrize(
    "said",
    ["", "nonsense\n", f'{{"format": {FORMAT + 1}}}\n', None],
)
def test_a_file_that_is_broken_or_of_another_release_is_not_read(world: World, folder: Path, said: str | None) -> None:
    before = measures_document(question(world))
    (saved,) = files(folder)
    saved.write_text(saved.read_text()[:-40] if said is None else said)
    assert measures_document(question(world)) == before
    assert saved.read_text().count("\n") == 31


def test_a_file_of_a_store_that_was_made_anew_is_not_read(tmp_path: Path, folder: Path) -> None:
    """The same path and revisions, other records: the instants of the revisions tell them apart."""
    for category in ("disk", "mail"):
        with open_store(f"sqlite:///{tmp_path / 'estate.db'}") as store:
            world = filled(store, folder, 1, 3)
            draft = Draft("x", {"category": category})
            desk.open_record(store.graph, PRACTICES["incident"], draft, act=world.next(PERIOD.start))
            kept = Kept(world.estate, PRACTICES)
            assert shown(kept.now().columns.facts) == shown(dict(kept.all_facts(store.graph)).values())
        for each in tmp_path.glob("estate.db*"):
            each.unlink()


def test_a_folder_that_takes_no_file_is_no_matter(world: World, folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file stands here")
    assert Kept(world.estate, PRACTICES).now().columns.size == 30
