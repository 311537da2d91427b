"""What templates take and answer."""

from __future__ import annotations

import marshmallow as ma

from api.schemas import Strict, Text, list_of
from itsm.templates import TEMPLATED

__all__ = ["TemplateArgs", "TemplateInputSchema", "TemplateListSchema", "TemplateSchema", "UsedTemplateSchema"]

LABEL, WORDS = 200, 4_000


class TemplateArgs(Strict):
    """Of which practice."""

    practice = ma.fields.String(
        load_default="", metadata={"description": f"One of {', '.join(TEMPLATED)}; all if absent."}
    )


class TemplateBlankSchema(ma.Schema):
    """What is chosen when a template is used: a CI of a class, or words."""

    id = ma.fields.String(required=True)
    label = ma.fields.String()
    kind = ma.fields.String()
    class_ = ma.fields.String(data_key="class")


class TemplateInputSchema(Strict):
    """A template as it is kept; ``{id}`` in its texts stands for the blank of that id."""

    practice = Text(required=True, most=64)
    label = Text(load_default="", most=LABEL)
    about = Text(load_default="", most=WORDS)
    title = Text(required=True, most=WORDS)
    fields_ = ma.fields.Dict(keys=ma.fields.String(), load_default=dict, data_key="fields", attribute="fields")
    links = ma.fields.Dict(keys=ma.fields.String(), load_default=dict)
    blanks = ma.fields.List(ma.fields.Raw(), load_default=list)
    tasks = ma.fields.List(ma.fields.Raw(), load_default=list)
    plan = ma.fields.Dict(keys=ma.fields.String(), load_default=None, allow_none=True)
    minutes = ma.fields.Raw(load_default=None, allow_none=True, metadata={"description": "How long a window is."})


class TemplateSchema(ma.Schema):
    """A template; ``fault`` says why it fits no more, ``standard`` that its changes are approved beforehand."""

    name = ma.fields.String(required=True)
    practice = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    about = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    fields_ = ma.fields.Dict(keys=ma.fields.String(), required=True, data_key="fields", attribute="fields")
    links = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.String()), required=True)
    blanks = ma.fields.List(ma.fields.Nested(TemplateBlankSchema), required=True)
    tasks = ma.fields.List(ma.fields.Dict(keys=ma.fields.String()), required=True)
    plan = ma.fields.Dict(keys=ma.fields.String(), required=True, allow_none=True)
    minutes = ma.fields.Integer(required=True, allow_none=True)
    standard = ma.fields.Boolean(required=True)
    fault = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)


TemplateListSchema = list_of(TemplateSchema, name="TemplateListSchema")


class UsedTemplateSchema(Strict):
    """What is chosen when a record is made from a template."""

    blanks = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), load_default=dict)
    title = Text(load_default="", most=300)
    attributes = ma.fields.Dict(keys=ma.fields.String(), load_default=dict)
    start = ma.fields.AwareDateTime(
        load_default=None, allow_none=True, metadata={"description": "When a change starts."}
    )
