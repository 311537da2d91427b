"""Write the reference pages from the code itself: ``python docs/generate.py`` (``--check`` only compares).

A page that differs from what the code says fails ``tests/docs/test_reference.py``.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cmdb.schema import Attribute

REFERENCE = Path(__file__).resolve().parent / "reference"
MOST_LINES = 20
HEAD = "<!-- Written by docs/generate.py from the code. Change the code, then run it. -->\n\n"


def main(arguments: Sequence[str]) -> int:
    """Write all pages, or say which differ."""
    texts = {name: HEAD + page() for name, page in PAGES.items()}
    if "--check" not in arguments:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (REFERENCE / name).write_text(text, encoding="utf-8")
        return 0
    stale = {name: found for name, text in texts.items() if (found := differences(name, text))}
    for name, found in stale.items():
        print(f"docs/reference/{name} is not what the code says; run python docs/generate.py")
        print("\n".join(found[:MOST_LINES]))
    return 1 if stale else 0


def differences(name: str, text: str) -> list[str]:
    """Return the lines in which a page is not as it should be, as a diff."""
    path = REFERENCE / name
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    return list(difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "should be", lineterm="", n=0))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(cell(each) for each in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def cell(value: object) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, tuple | list):
        value = ", ".join(str(each) for each in value)
    return str(value).replace("|", "\\|").replace("\n", " ") if value not in (None, False) else ""


def classes_page() -> str:
    """Return the page of classes."""
    from cmdb.schema import shipped_schema  # noqa: PLC0415  # each page loads what it shows

    schema = shipped_schema()
    parts = [
        "# Classes\n\nThe shipped layer. Your own classes and attributes lie above it (`faultline schema apply`).\n"
    ]
    for cls in schema.classes.values():
        rules = ", then ".join(rule.name + (" (strong)" if rule.strong else "") for _, rule in schema.rules(cls.name))
        expects = ", ".join(schema.expects(cls.name)).replace("|", " or ")
        facts = [
            ("below", cls.parent or "–"),
            ("keys", f"`{next((c.prefix for c in schema.lineage(cls.name) if c.prefix), 'ci')}-000001`"),
            ("abstract", "yes" if cls.abstract else ""),
            ("identified by", rules),
            ("expects", expects),
            ("unavailability when nothing is said", schema.unavailability(cls.name)),
            ("also known as", cls.synonyms),
        ]
        parts.append(f"\n## {cls.name}\n\n{cls.label}. {cls.description}\n\n")
        parts.append(table(("", ""), [(name, value) for name, value in facts if value not in ("", (), None)]))
        if cls.attributes:
            rows = [
                (f"`{a.name}`", a.type, a.label, a.unit, bounds(a.minimum, a.maximum), a.description)
                for a in cls.attributes
            ]
            parts.append("\n" + table(("attribute", "type", "label", "unit", "allowed", "meaning"), rows))
    return "".join(parts)


def bounds(minimum: float | None, maximum: float | None) -> str:
    """Return the bounds of a number in words."""
    if minimum is None and maximum is None:
        return ""
    if maximum is None:
        return f"from {minimum:g}"
    return f"{minimum:g} to {maximum:g}" if minimum is not None else f"up to {maximum:g}"


def relation_types_page() -> str:
    """Return the page of relation types."""
    from cmdb.schema import shipped_schema  # noqa: PLC0415

    rows = [
        (
            f"`{each.name}`",
            each.label,
            each.reverse,
            each.consumer,
            each.need,
            each.group,
            dict(each.rule) if each.rule else "",
        )
        for each in shipped_schema().relation_types.values()
    ]
    text = (
        "# Relation types\n\nFailure travels from the provider to the consumer, the end that suffers. A relation that names no "
        "group stands in its type's default group, where it has one.\n\n"
    )
    return text + table(("type", "label", "the other way", "consumer", "need", "default group", "its rule"), rows)


def lifecycles_page() -> str:
    """Return the page of lifecycles."""
    from cmdb.schema import shipped_schema  # noqa: PLC0415

    parts = ["# Lifecycles\n"]
    for each in shipped_schema().lifecycles.values():
        parts.append(f"\n## {each.name}\n\nNew CIs are `{each.initial}`; retired ones are `{each.retired}`.\n\n")
        parts.append(
            table(("state", "label", "for impact"), [(f"`{s.name}`", s.label, s.presence) for s in each.states])
        )
        words = [(f"`{word}`", f"`{state}`") for word, state in sorted(each.synonyms.items())]
        parts.append("\nWords that imports understand:\n\n" + table(("word", "state"), words))
    return "".join(parts)


def formats_page() -> str:
    """Return the page of import formats."""
    from importers.formats import READERS  # noqa: PLC0415

    rows = [(f"`{each.name}`", each.label, ", ".join(each.suffixes)) for each in READERS]
    return "# Import formats\n\n" + table(("format", "what", "files"), rows)


def commands_page() -> str:
    """Return the page of commands."""
    from cli.main import faultline  # noqa: PLC0415

    context = click.Context(
        faultline, info_name="faultline", terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"]
    )
    parts = [
        "# Commands\n\nEvery command takes `--json`. Exit codes: 0 done; 1 done, and something was found wanting; "
    ]
    parts.append("2 bad usage or input, nothing written; 3 not found; 4 conflict; 5 store unavailable.\n")
    for name in faultline.list_commands(context):
        command = faultline.get_command(context, name)
        if command is not None:
            parts += command_parts(command, name, context)
    return "".join(parts)


def command_parts(command: click.Command, name: str, parent: click.Context) -> list[str]:
    """Return the parts of a command and those below it."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    parts = [f"\n## {context.command_path}\n\n```text\n{command.get_help(context).strip()}\n```\n"]
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None:
                parts += command_parts(found, below, context)
    return parts


def settings_page() -> str:
    """Return the page of settings."""
    from api.settings import reference  # noqa: PLC0415

    rows = [tuple(row) for row in reference()]
    headings = ("setting", "environment", "type", "default", "meaning")[: len(rows[0])] if rows else ("setting",)
    text = "# Settings\n\nFrom the environment, and from the TOML file that `FAULTLINE_SETTINGS` names. An unknown key is an error.\n\n"
    return text + table(headings, rows)


def routes_page() -> str:
    """Return the page of routes."""
    from api.app import create_app  # noqa: PLC0415
    from cmdb.store import open_store  # noqa: PLC0415

    with open_store("memory:") as store:
        app = create_app(store)
        document: Mapping[str, Mapping[str, Mapping[str, object]]] = (
            app.test_client().get("/api/v1/openapi.json").get_json()
        )
    rows = [
        (method.upper(), f"`{path}`", operation.get("summary", ""), operation.get("x-permission", ""))
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict) and "responses" in operation
    ]
    text = "# HTTP API\n\nDescribed in full by `/api/v1/openapi.json`.\n\n"
    return text + table(("method", "path", "does", "permission"), rows)


def measures_page() -> str:
    """Return the page of measures."""
    from itsm.measures.answer import DIMENSIONS  # noqa: PLC0415
    from itsm.measures.catalogue import MEASURES  # noqa: PLC0415

    parts = [
        "# Measures\n\nEach has one definition and leads to its records. What has no data is null and says why.\n",
        f"Asked over any period, whole, by day, week or month, and by {', '.join(DIMENSIONS)}.\n",
    ]
    for each in MEASURES.values():
        target = "none until one is said" if each.target is None else f"{each.target:g}"
        parts.append(
            f"\n## `{each.name}`\n\n{each.label}. {each.formula}\n\n"
            f"- Of: {each.population}\n- Without: {each.exclusions}\n"
            f"- Unit: {each.unit}; better when it goes {each.better}; target: {target}.\n"
        )
    return "".join(parts)


def practices_page() -> str:
    """Return the page of practices: what their records consist of."""
    from itsm.kernel.link import LINKS  # noqa: PLC0415
    from itsm.kernel.practice import STANDARD  # noqa: PLC0415
    from itsm.practices import PRACTICES  # noqa: PLC0415

    parts = ["# Practices\n\nEvery record has these attributes beside those of its practice:\n"]
    parts.append(table(("attribute", "type", "meaning"), attribute_rows(STANDARD)))
    for practice in PRACTICES.values():
        parts.append(f"## {practice.plural}\n\n{practice.description} Keys begin with `{practice.prefix}-`.\n")
        states = practice.lifecycle.states.values()
        parts.append(
            table(("state", "label", "phase", "clocks"), ((s.name, s.label, s.phase, s.clock) for s in states))
        )
        steps = practice.lifecycle.steps.values()
        rows = (
            (s.name, s.label, s.sources, s.target, (*s.needs, *(f"{name} (where {flag})" for flag, name in s.flagged)))
            for s in steps
        )
        parts.append(table(("step", "label", "from", "to", "needs"), rows))
        parts.append(table(("attribute", "type", "meaning"), attribute_rows(practice.attributes)))
        links = ((role, LINKS[role].label, LINKS[role].to) for role in practice.roles)
        parts.append(table(("link", "label", "to a"), links))
    return "\n".join(parts)


def attribute_rows(attributes: Iterable[Attribute]) -> list[tuple[object, ...]]:
    """Return the rows of a table of a practice's attributes."""
    return [
        (each.name, each.type, " ".join(filter(None, (each.label + ".", each.description, ", ".join(each.values)))))
        for each in attributes
    ]


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "classes.md": classes_page,
        "relation-types.md": relation_types_page,
        "lifecycles.md": lifecycles_page,
        "formats.md": formats_page,
        "commands.md": commands_page,
        "settings.md": settings_page,
        "http.md": routes_page,
        "measures.md": measures_page,
        "practices.md": practices_page,
    }
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
