"""The base of every schema at the edge, and the parser that reads requests with it: nothing unknown passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import marshmallow as ma
from marshmallow import fields, validate
from rapidfuzz import process
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from cmdb.errors import Invalid
from cmdb.values import check, check_json

__all__ = [
    "AsOfArgs",
    "Parser",
    "ProblemSchema",
    "Strict",
    "Text",
    "key_field",
    "list_args",
    "list_of",
]

LONGEST_TEXT = 4_000
LARGEST_LIMIT = 1000


class Strict(ma.Schema):
    """A schema that refuses unknown fields and names the nearest known ones."""

    class Meta:
        """Nothing unknown passes; fields keep their order in the document."""

        unknown = ma.RAISE

    def handle_error(self, error: ma.ValidationError, data: Any, *, many: bool, **_: Any) -> NoReturn:  # noqa: ANN401
        """Add the nearest names to the messages about unknown fields."""
        del data, many
        names = [each.data_key or name for name, each in self.load_fields.items()]
        if isinstance(error.messages, dict):
            for key, messages in error.messages.items():
                if messages == ["Unknown field."]:
                    error.messages[key] = [unknown_message(str(key), names)]
        raise error


def unknown_message(name: str, names: list[str]) -> str:
    """Return the message about a field that does not exist."""
    nearest = [match[0] for match in process.extract(name, names, limit=3, score_cutoff=50)]
    hint = f"did you mean {nearest[0]}?" if nearest else "it is not known here"
    return f"unknown field, {hint} Allowed: {', '.join(names) or 'no fields'}"


class Parser(FlaskParser):
    """Reads a request's parts for a schema; refuses NUL, half surrogates, infinite numbers, integers over 64 bits."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  # the base class declares it so
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        # None: what the schema itself says; all at the edge say RAISE but free declarations.
        "query": None,
        "json": None,
        "form": None,
        "headers": ma.EXCLUDE,
        "files": ma.EXCLUDE,
    }

    def load_json(self, req: Any, schema: Any) -> Any:  # noqa: ANN401  # webargs' own signature
        """Return the body; what no store may hold is refused here, whatever the schema says."""
        try:
            loaded = super().load_json(req, schema)
            if loaded is not ma.missing:
                check_json("body", loaded)
        except RecursionError as error:
            raise BadRequest("the body is nested too deeply") from error
        return loaded

    def load_querystring(self, req: Any, schema: Any) -> Any:  # noqa: ANN401  # webargs' own signature
        """Return the query parameters; each may stand once."""
        for name, values in req.args.lists():
            check(f"parameter {name}", "".join([name, *values]))
            if len(values) > 1:
                raise Invalid(f"parameter {name}", "it is given more than once", ", ".join(values), "one value")
        return super().load_querystring(req, schema)

    def load_headers(self, req: Any, schema: Any) -> Any:  # noqa: ANN401  # webargs' own signature
        """Return the headers by the names that the schema gives them."""
        wanted = {each.data_key or name for name, each in schema.fields.items()}
        return {name: req.headers[name] for name in wanted if name in req.headers}


class Text(fields.String):
    """Text of a bounded length."""

    def __init__(self, *, least: int = 0, most: int = LONGEST_TEXT, pattern: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        checks: list[Any] = [validate.Length(min=least, max=most)]
        if pattern:
            checks.append(validate.Regexp(f"^(?:{pattern})$", error=f"does not fit. Allowed: {pattern}"))
        super().__init__(validate=[*checks, *kwargs.pop("validate", [])], **kwargs)


def key_field(**kwargs: Any) -> Text:  # noqa: ANN401  # marshmallow's own
    """Return the field of a CI: a key, ``class:name`` or an exact name."""
    return Text(least=1, most=500, **kwargs)


class ErrorItem(ma.Schema):
    """One fault of the input."""

    class Meta:
        """Some carry the position in the text."""

        unknown = ma.INCLUDE

    where = fields.String(metadata={"description": "Place in the input."})
    reason = fields.String(metadata={"description": "What is wrong with it."})
    value = fields.Raw(allow_none=True, metadata={"description": "The offending value."})
    allowed = fields.String(metadata={"description": "What would be allowed."})


class ProblemSchema(ma.Schema):
    """An error after RFC 9457; further facts stand beside these fields."""

    class Meta:
        """Errors carry facts of their own."""

        unknown = ma.INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "A stable word for programs."})
    reference = fields.String(required=True, metadata={"description": "The request's id, also in the log."})
    errors = fields.List(fields.Nested(ErrorItem))


class AsOfArgs(Strict):
    """The moment that a question is about."""

    as_of = Text(
        most=64,
        metadata={"description": "A time, a date (the end of that day in UTC) or a revision number; absent: now."},
    )


def list_args(*, as_of: bool = False, **more: fields.Field[Any]) -> type[Strict]:
    """Return the parameters of a list: page size, cursor, total, and ``more``."""
    own: Mapping[str, fields.Field[Any]] = {
        "limit": fields.Integer(load_default=100, validate=validate.Range(1, LARGEST_LIMIT)),
        "after": Text(load_default=None, most=LONGEST_TEXT, metadata={"description": "Cursor of the page before."}),
        "total": fields.Boolean(load_default=False),
    }
    base = AsOfArgs if as_of else Strict
    return type("ListArgs", (base,), {**own, **more})


def list_of(item: type[ma.Schema], *, name: str = "") -> type[ma.Schema]:
    """Return the schema of a list answer: items, the next cursor, the total if asked."""
    return type(
        name or f"{item.__name__}List",
        (ma.Schema,),
        {
            "__doc__": f"A page of {item.__name__}.",
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
            "total": fields.Integer(),
        },
    )
