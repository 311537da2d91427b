"""What an export takes."""

from __future__ import annotations

from marshmallow import fields, validate

from api.schemas import AsOfArgs, Text

__all__ = ["ExportArgs"]


class ExportArgs(AsOfArgs):
    """The form, and for CSV which CIs."""

    format = fields.String(load_default="graph", validate=validate.OneOf(["graph", "csv"]))
    q = Text(load_default="", most=2000, metadata={"description": "Only CIs that this query finds (CSV)."})
