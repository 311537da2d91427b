"""Commands that look at CIs: find, show, history."""

from __future__ import annotations

import click

from cli.session import Session, command, show
from cli.tables import edit_text, listed, plural, table
from cmdb.entities import ci_detail, ci_document, history_document
from cmdb.errors import NotFound
from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.query import All, Compare, Query
from cmdb.query_language import order_of, parse_query
from cmdb.values import Json

__all__ = ["commands"]


@command("find")
@click.argument("query", default="", metavar="QUERY")
@click.option("--sort", default="key", metavar="FIELDS", help="Fields separated by commas, -FIELD descending.")
@click.option("--limit", default=100, type=click.IntRange(1, 10_000), show_default=True)
@click.option("--after", default=None, metavar="CURSOR", help="The cursor of the page before.")
@click.option("--as-of", default=None, metavar="T", help="A time, a date or a revision number.")
def find(  # its options
    session: Session, query: str, sort: str, limit: int, after: str | None, as_of: str | None, *, as_json: bool
) -> None:
    """Find CIs: class:server env:prod os~ubuntu last_seen<30d depends_on:(class:database)."""
    estate = session.estate
    condition = parse_query(query, estate.schema, estate.now())
    where = All((Compare("kind", "=", "ci"), condition))
    page = estate.graph.find(
        Query(where, order_of(estate.schema, sort), limit=limit, after=after), as_of=estate.moment(as_of)
    )
    items = [ci_document(stored, estate.schema) for stored in page.items]
    document: dict[str, Json] = {"items": list[Json](items), "next": page.next}
    lines = [(each["key"], each["class"], each["name"], each["lifecycle"]) for each in items]

    def text() -> str:
        more = f"\nmore: --after {page.next}" if page.next else ""
        return f"{table(('key', 'class', 'name', 'lifecycle'), lines)}\n{plural(len(items), 'CI')}{more}"

    show(document, as_json=as_json, text=text)


@command("show")
@click.argument("key")
@click.option("--as-of", default=None, metavar="T", help="A time, a date or a revision number.")
def show_ci(session: Session, key: str, as_of: str | None, *, as_json: bool) -> None:
    """Show a CI: attributes with their sources, relations, what is missing."""
    estate = session.estate
    moment = estate.moment(as_of)
    found = ci_detail(estate.graph, estate.rules, estate.key(key, as_of=moment), as_of=moment)
    show(found, as_json=as_json, text=lambda: detail_text(found))


def detail_text(found: dict[str, Json]) -> str:
    """Return a CI for people."""
    lines = [f"{found['key']}  {found['class_label']}  {found['name']}  ({found['lifecycle']})"]
    values = found["values"] if isinstance(found["values"], dict) else {}
    attributes = found["attributes"] if isinstance(found["attributes"], dict) else {}
    for name, value in attributes.items():
        said = values.get(f"attributes.{name}")
        source = f"  [{said['source']}]" if isinstance(said, dict) else ""
        lines.append(f"  {name}: {value}{source}")
    lines += [f"  {relation_text(each, str(found['key']))}" for each in listed(found, "relations")]
    health = found["health"]
    if isinstance(health, dict) and health["missing"]:
        lines.append(f"  unknown: expects {health['missing']}")
    return "\n".join(lines)


def relation_text(each: dict[str, Json], key: str) -> str:
    """Return a relation from the side of a CI."""
    outward = each["from"] == key
    label, side = (each["label"], "to") if outward else (each["reverse"], "from")
    group = f"  ({each['effective_group']})" if each["effective_group"] else ""
    return f"{label} {each[side]} {each[f'{side}_name']}{group}"


@command("history")
@click.argument("key")
def history(session: Session, key: str, *, as_json: bool) -> None:
    """Show every revision that changed a CI: who, when, from which source, why, what."""
    estate = session.estate
    found = history_document(estate.graph, key_ever(estate, key))
    show(found, as_json=as_json, text=lambda: "\n".join(revision_text(each) for each in found))


def key_ever(estate: Estate, text: str) -> Key:
    """Return the CI that a text names, also by the key of one that is gone. Raises ``NotFound``, ``Ambiguous``."""
    try:
        return estate.key(text)
    except NotFound:
        gone = Key(text.strip())
        versions = estate.graph.history(gone) if gone else ()
        if any(isinstance(each.entity, Node) and each.entity.kind == "ci" for each in versions):
            return gone
        raise


def revision_text(each: dict[str, Json]) -> str:
    """Return a revision for people."""
    lines = [f"{each['revision']}  {each['at']}  {each['actor']}  {each['source']}  {each['reason']}".rstrip()]
    lines += [f"    {edit_text(edit)}" for edit in listed(each, "edits")]
    return "\n".join(lines)


commands = (find, show_ci, history)
