"""/formats."""

from __future__ import annotations

from importlib import import_module

from api.guard import needs
from api.openapi import Blueprint
from api.resources.formats.schemas import FormatListSchema
from importers.formats import READERS
from importers.observation import Reader

__all__ = ["blueprint"]

blueprint = Blueprint("formats", __name__, description="What can be imported.")


def description(reader: Reader) -> str:
    """Return the first line of the module that reads a format."""
    module = import_module(type(reader).__module__)
    return (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


@blueprint.get("/formats")
@blueprint.response(200, FormatListSchema)
@needs("schema.read")
def index() -> dict[str, object]:
    """List the formats that can be imported."""
    items = [
        {"name": each.name, "label": each.label, "suffixes": list(each.suffixes), "description": description(each)}
        for each in READERS
    ]
    return {"items": items, "next": None}
