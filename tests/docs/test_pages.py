"""What the pages say is true: their commands run, print what stands there, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cli.demo_estate import build_demo
from cmdb.store import open_store
from tests.docs.console import Command, Page, SavedFile, steps_of

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs"
PAGES = (CHECKOUT / "README.md", *sorted(DOCS.rglob("*.md")))
CARRIED_OUT = tuple(page for page in PAGES if "```console" in page.read_text(encoding="utf-8"))
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")


def name_of(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Answer a reader in an empty folder, with an empty store and nothing of the person who runs the tests."""
    (tmp_path / "examples").symlink_to(CHECKOUT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAULTLINE_STORE", "sqlite:///page.db")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("FAULTLINE_CACHE", raising=False)
    return Page(tmp_path)


@pytest.mark.parametrize("path", CARRIED_OUT, ids=name_of)
def test_commands_print_what_the_page_says(path, page):
    page.carry_out(path.read_text(encoding="utf-8"))
    assert page.executed


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path):
    targets = [first or second for first, second in LINK.findall(path.read_text(encoding="utf-8"))]
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not leads_somewhere(path, target)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    place, _, anchor = target.partition("#")
    path = page.parent / place if place else page
    return path.exists() and (not anchor or anchor in anchors_of(path))


def anchors_of(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_page_can_be_found_from_the_index():
    index = DOCS / "README.md"
    linked = {(DOCS / first).resolve() for first, _ in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = [page for page in PAGES[1:] if page != index and page.parent.name not in {"decisions", "screens"}]
    assert [name_of(page) for page in pages if page not in linked] == []


def test_the_tutorial_saves_what_lies_in_the_examples():
    tutorial = (DOCS / "tutorial" / "first-hour.md").read_text(encoding="utf-8")
    saved = {step.name: step.text for step in steps_of(tutorial) if isinstance(step, SavedFile)}
    folder = CHECKOUT / "examples" / "first-hour"
    assert saved == {
        str(each.relative_to(folder)): each.read_text("utf-8") for each in folder.rglob("*") if each.is_file()
    }


def test_the_tutorial_names_what_the_client_shows():
    tutorial = (DOCS / "tutorial" / "first-hour.md").read_text(encoding="utf-8")
    texts = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "web" / "src").rglob("text.ts"))
    patterns = [
        re.escape(name).replace(re.escape("${name}"), ".+") for name in re.findall(r'["`]([^"`\n]+)["`]', texts)
    ]
    patterns += [re.escape(each["title"]) for each in manifest()["tries"]]
    shown = re.findall(r"\*\*(.+?)\*\*", tutorial)
    assert len(shown) > 6
    assert [name for name in shown if not any(re.fullmatch(pattern, name) for pattern in patterns)] == []


def test_the_demo_answers_as_the_tutorial_tells(page):
    with open_store(f"sqlite:///{page.folder}/demo.db") as store:
        build_demo(store, say=str)
    balancers, resolvers, host = (each["down"][0] for each in manifest()["tries"][:3])
    page.carry_out(
        "```console\n$ export FAULTLINE_STORE=sqlite:///demo.db\n"
        f"$ faultline impact {balancers} --explain Payments\n"
        "Parcel Booking and 5 more services go DOWN; ...\n...\n▲ AT RISK ...\n...\n"
        f"  lb-ham-01 is DOWN: 1 of 1 power down, needs 1: {balancers}\n"
        f"  lb-ham-02 is DOWN: 1 of 1 power down, needs 1: {balancers}\n...\n"
        f"$ faultline impact {resolvers}\n...\n...own cycle ← ns-core-01\n...\n"
        f"$ faultline impact {host}\nNo service is affected, nothing else is affected...\n...\n```\n"
    )


def manifest():
    return yaml.safe_load((CHECKOUT / "examples" / "demo" / "manifest.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("$ faultline formats\nnothing of the kind\n", "prints"),
        ("$ faultline frmats\n", "ends with 2"),
        ("$ rm -r estate\n", "unknown program"),
    ],
)
def test_what_is_not_true_is_noticed(told, printed, page):
    with pytest.raises(AssertionError, match=printed):
        page.carry_out(f"```console\n{told}```\n")


def test_a_page_is_read_as_files_and_commands():
    markdown = "Save this as `a.csv`:\n\n```text\nx\n```\n\n```console\n$ one\nout\n\n...\n$ two\n```\n"
    assert list(steps_of(markdown)) == [
        SavedFile(3, "a.csv", "x\n"),
        Command(8, "one", ("out", "...")),
        Command(12, "two", ()),
    ]
