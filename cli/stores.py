"""Commands that move and keep data: export, copy, backup, restore, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.session import DONE, WANTING, Session, command, show
from cmdb.errors import NotFound
from cmdb.estate import default_store
from cmdb.export_formats import FORMATS, OF_ONE_SERVICE, export_text
from cmdb.questions import with_footing
from cmdb.store import open_store
from cmdb.store.archive import copy_store, restore_backup, write_backup
from cmdb.values import Json

__all__ = ["commands"]


@command("export")
@click.option("--format", "form", type=click.Choice((*FORMATS, *OF_ONE_SERVICE)), default="graph", show_default=True)
@click.option("--ci", "cis", multiple=True, metavar="KEY", help="Only this CI and what it stands on; may be repeated.")
@click.option("--as-of", default=None, metavar="T", help="A time, a date or a revision number.")
def export(session: Session, form: str, cis: tuple[str, ...], as_of: str | None, *, as_json: bool) -> None:
    """Write the estate to standard output: a graph document, its CIs as CSV, GraphML, a drawing, one fault tree."""
    estate = session.estate
    moment = estate.moment(as_of)
    keys = with_footing(estate, cis, as_of=moment) if cis else None
    chunks = export_text(estate, form, keys, as_of=moment)
    if as_json and form != "graph":
        show({"format": form, "text": "".join(chunks)}, as_json=True, text=str)
        return
    for chunk in chunks:
        sys.stdout.write(chunk)


@command("copy")
@click.option("--to", "target", required=True, metavar="URL", help="An empty store.")
def copy(session: Session, target: str, *, as_json: bool) -> None:
    """Copy the whole history into another, empty store."""
    with open_store(target) as other:
        done = copy_store(session.estate.store, other)
    document: dict[str, Json] = {"to": hide_password(target), "revisions": done.revisions, "changes": done.changes}
    show(document, as_json=as_json, text=lambda: f"Copied {done.revisions:,} revisions to {hide_password(target)}")


def hide_password(url: str) -> str:
    """Return a URL without what may be a password."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if "@" in rest else url


@command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(session: Session, file: Path, *, as_json: bool) -> None:
    """Write everything, history included, to one file."""
    if not file.parent.is_dir():
        raise NotFound("directory", str(file.parent))
    done = write_backup(session.estate.store, file)
    document: dict[str, Json] = {"file": str(file), "revisions": done.revisions, "changes": done.changes}
    show(document, as_json=as_json, text=lambda: f"Wrote {done.revisions:,} revisions to {file}")


@command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(session: Session, file: Path, *, as_json: bool) -> None:
    """Fill an empty store from a backup file; a damaged file is refused before anything is written."""
    if not file.exists():
        raise NotFound("file", str(file))
    done = restore_backup(session.estate.store, file)
    document: dict[str, Json] = {"file": str(file), "revisions": done.revisions, "changes": done.changes}
    show(document, as_json=as_json, text=lambda: f"Restored {done.revisions:,} revisions from {file}")


@command("verify")
def verify(session: Session, *, as_json: bool) -> int:
    """Check the store: history without gaps, ends that exist, claims that are unique, indexes that agree."""
    findings = session.estate.store.maintenance.verify()
    document: dict[str, Json] = {
        "store": hide_password(session.url or default_store()),
        "format": session.estate.store.maintenance.format_number(),
        "findings": [{"where": each.where, "problem": each.problem} for each in findings],
    }
    lines = [f"{each.where}: {each.problem}" for each in findings] or ["Everything agrees."]
    show(document, as_json=as_json, text=lambda: "\n".join(lines))
    return WANTING if findings else DONE


commands = (export, copy, backup, restore, verify)
