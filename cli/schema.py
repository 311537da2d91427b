"""Commands on classes as data: schema show, schema apply."""

from __future__ import annotations

from pathlib import Path

import click

from cli.session import Session, pass_session, show
from cli.tables import table
from cmdb.errors import Invalid, NotFound
from cmdb.overlay import apply_schema, schema_document
from cmdb.values import Json

__all__ = ["commands"]


@click.group("schema")
def schema() -> None:
    """Show or change the classes, attributes and relation types."""


@schema.command("show")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@pass_session
def show_schema(session: Session, *, as_json: bool) -> None:
    """Show the schema as it holds: shipped and own."""
    rules = session.estate.rules
    classes = rules.schema.classes.values()
    lines = [(each.name, each.label, each.parent or "", ", ".join(a.name for a in each.attributes)) for each in classes]
    document = schema_document(rules.schema, rules.precedence)
    show(document, as_json=as_json, text=lambda: table(("class", "label", "parent", "attributes"), lines))


@schema.command("apply")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@pass_session
def apply(session: Session, file: str, *, as_json: bool) -> None:
    """Declare classes, attributes, relation types, lifecycles or precedence from a file (JSON or YAML)."""
    estate = session.estate
    revision, declared = apply_schema(estate.graph, read(file), session.stamp(f"schema apply {Path(file).name}"))
    number = revision.number if revision else None
    document: dict[str, Json] = {"revision": number, "declared": list[Json](declared)}
    said = ", ".join(declared) or "nothing"
    show(document, as_json=as_json, text=lambda: f"Declared {said}" + ("" if revision else "; it was so already"))


def read(file: str) -> Json:
    """Return the document in a file. Raises ``NotFound``, ``Invalid``."""
    from importers.observation import InputFile  # noqa: PLC0415  # YAML is loaded only here
    from importers.structured import parts_of  # noqa: PLC0415

    try:
        content = Path(file).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("file", file) from error
    except OSError as error:
        raise Invalid(file, "cannot be read", error.strerror, "a file that may be read") from error
    parts = list(parts_of(InputFile(file, content)))
    if len(parts) != 1:
        raise Invalid(file, "holds no single document", len(parts), "one schema document")
    return parts[0].content


commands = (schema,)
