"""Build the demo estate: its files are imported, and its plans merged, on the days that its manifest tells."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import yaml

from cli.demo_desk import PARTS, tell_desk
from cmdb.errors import NotFound
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.plan import parse_plan
from cmdb.store.port import Stamp, Store
from cmdb.values import Json
from importers.formats import collect, sort_by_format
from importers.run import Request, import_files, new_run

__all__ = ["MANIFEST", "build_demo", "demo_digest", "demo_folder"]

MANIFEST = "manifest.yaml"
Say = Callable[[str], None]


def demo_folder() -> Path:
    """Return where the demo's files are: in the checkout, or in the installed package. Raises ``NotFound``."""
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "examples" / "demo", here / "demo_files"):
        if (folder / MANIFEST).is_file():
            return folder
    raise NotFound("folder", "examples/demo")


def demo_digest() -> str:
    """Return a digest of the demo's files; a changed estate gets a store of its own."""
    seal = hashlib.sha256()
    for path in sorted(demo_folder().rglob("*")):
        if path.is_file():
            seal.update(path.name.encode())
            seal.update(path.read_bytes())
    return seal.hexdigest()[:12]


def build_demo(store: Store, *, say: Say, now: datetime | None = None) -> None:
    """Fill an empty store: each step of the manifest is imported or merged as of its day, told before."""
    folder = demo_folder()
    today = now or datetime.now(UTC)
    manifest = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    steps = cast("list[dict[str, Json]]", manifest["steps"])
    numbers = itertools.count(1)
    total = len(steps) + len(PARTS)

    def tell(title: str) -> None:
        say(f"[{next(numbers)}/{total}] {title}")

    for step in steps:
        at = today - timedelta(days=float(str(step["days_ago"])))
        tell(str(step["title"]))
        if "import" in step:
            load(store, folder, step, at)
        else:
            change(store, step, at)
    tell_desk(store, folder / str(manifest["desk"]), today, tell)


def load(store: Store, folder: Path, step: dict[str, Json], at: datetime) -> None:
    """Import the files of a step."""
    paths = [str(folder / str(name)) for name in cast("list[str]", step["import"])]
    for reader, files in sort_by_format(collect(paths).files).groups:
        named = [replace_name(file.name, folder) for file in files]
        request = Request(
            reader,
            [type(file)(name, file.content) for file, name in zip(files, named, strict=True)],
            str(step["source"]),
            str(step.get("actor", "importer")),
            new_run(at),
            cls=str(step.get("class", "")),
            at=at,
        )
        report = import_files(store, request, now=lambda: at)
        if report.rejected_count and not step.get("rejects"):
            raise AssertionError(f"the demo's own files are refused: {report.rejected[:3]}")


def replace_name(name: str, folder: Path) -> str:
    """Return a file's name as it is shown: within the demo's folder."""
    return str(Path(name).relative_to(folder))


def change(store: Store, step: dict[str, Json], at: datetime) -> None:
    """Merge the plan of a step."""
    estate = Estate(store, None)
    plan = parse_plan(step["plan"], estate.schema)
    stamp = Stamp(str(step.get("actor", "operator")), "manual", str(step["title"]), at=at)
    merge(store.graph, estate.rules, plan, stamp)
