"""What records of every practice take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import AsOfArgs, Strict, Text, key_field, list_args, list_of
from itsm.kernel.link import LINKS

__all__ = [
    "MOST_AT_ONCE",
    "PHASES",
    "QUERY",
    "ActivityListSchema",
    "BulkActionSchema",
    "BulkAnswerSchema",
    "LinkListSchema",
    "LinkedRecordArgs",
    "NewLinkSchema",
    "NewNoteSchema",
    "NewRecordSchema",
    "PracticeListSchema",
    "RecordClockSchema",
    "RecordDetailSchema",
    "RecordFacetArgs",
    "RecordFacetsSchema",
    "RecordFindArgs",
    "RecordListSchema",
    "RecordPatchSchema",
    "RecordSchema",
    "TakenStepSchema",
]

MOST_AT_ONCE = 100
QUERY = "The query language: state as lifecycle, attributes by name, links as relations."
PHASES = ("open", "resolved", "closed")


class RecordSchema(ma.Schema):
    """One record as it stands in lists."""

    key = fields.String(required=True)
    practice = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)
    phase = fields.String(required=True, validate=validate.OneOf(PHASES))
    attributes = fields.Dict(keys=fields.String(), required=True)
    form = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    revision = fields.Integer(required=True)
    changed_at = fields.String(required=True, allow_none=True)


RecordListSchema = list_of(RecordSchema, name="RecordListSchema")


class OfferedStepSchema(ma.Schema):
    """A step that the record's state offers."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    to = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)


class RecordLinkSchema(ma.Schema):
    """One link, with what is at its other end."""

    role = fields.String(required=True)
    label = fields.String(required=True)
    direction = fields.String(required=True, validate=validate.OneOf(["out", "in"]))
    key = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["ci", "record"]))
    class_ = fields.String(required=True, data_key="class", attribute="class")
    state = fields.String(required=True)


LinkListSchema = list_of(RecordLinkSchema, name="LinkListSchema")


class ClockReasonSchema(ma.Schema):
    """Why a clock says what it says."""

    agreement = fields.String(required=True)
    calendar = fields.String(required=True)
    pauses = fields.List(fields.Dict(keys=fields.String()), required=True)


class RecordClockSchema(ma.Schema):
    """One clock of a record under one agreement; times are open seconds of the calendar."""

    measure = fields.String(required=True, validate=validate.OneOf(["response", "resolution"]))
    agreement = fields.String(required=True)
    kind = fields.String(required=True)
    calendar = fields.String(required=True)
    target_s = fields.Float(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["running", "paused", "stopped"]))
    elapsed_s = fields.Float(required=True)
    percent = fields.Float(required=True)
    due = fields.String(required=True, allow_none=True)
    breached_at = fields.String(required=True, allow_none=True)
    stopped_at = fields.String(required=True, allow_none=True)
    why = fields.Nested(ClockReasonSchema, required=True)


class RecordDetailSchema(RecordSchema):
    """One record with its links, the steps that it offers, and its clocks."""

    links = fields.List(fields.Nested(RecordLinkSchema), required=True)
    steps = fields.List(fields.Nested(OfferedStepSchema), required=True)
    clocks = fields.List(fields.Nested(RecordClockSchema), required=True)


RecordFindArgs = list_args(
    as_of=True,
    q=Text(load_default="", metadata={"description": QUERY}),
    phase=fields.String(validate=validate.OneOf(PHASES)),
    ci=Text(most=500, metadata={"description": "Only the records that are linked with this CI."}),
    sort=Text(load_default="", metadata={"description": "Fields with a comma between; a minus turns the order."}),
)


class RecordFacetArgs(AsOfArgs):
    """Which records to count, and by what."""

    q = Text(load_default="", metadata={"description": QUERY})
    phase = fields.String(validate=validate.OneOf(PHASES))
    fields_ = Text(data_key="fields", required=True, metadata={"description": "Fields with a comma between."})


class RecordFacetValueSchema(ma.Schema):
    """One value and how many records have it."""

    value = fields.Raw(required=True, allow_none=True)
    shown = fields.String(required=True)
    count = fields.Integer(required=True)


class RecordFacetSchema(ma.Schema):
    """The values of one field."""

    field = fields.String(required=True)
    values = fields.List(fields.Nested(RecordFacetValueSchema), required=True)


class RecordFacetsSchema(ma.Schema):
    """Counts by field."""

    facets = fields.List(fields.Nested(RecordFacetSchema), required=True)


def links_field() -> fields.Dict:
    """Return the field that names links by role."""
    return fields.Dict(
        keys=fields.String(validate=validate.OneOf(list(LINKS))),
        values=fields.List(key_field(), validate=validate.Length(max=1000)),
    )


class NewRecordSchema(Strict):
    """A record to be opened."""

    title = Text(required=True, least=1, most=300)
    attributes = fields.Dict(keys=fields.String(), load_default=dict)
    links = links_field()
    occurred_at = fields.AwareDateTime(metadata={"description": "When it happened; absent: now."})


class RecordPatchSchema(Strict):
    """What to set; null clears."""

    title = Text(least=1, most=300)
    attributes = fields.Dict(keys=fields.String())


class TakenStepSchema(Strict):
    """A step of the lifecycle, with what it needs."""

    step = Text(required=True, least=1, most=100)
    attributes = fields.Dict(keys=fields.String(), load_default=dict)
    text = Text(load_default="", most=20_000)
    public = fields.Boolean(load_default=False, metadata={"description": "Shown to the requester."})


class AssignmentSchema(Strict):
    """Who looks after a record; null takes it off, absent leaves it."""

    team = Text(most=200, allow_none=True)
    assignee = Text(most=200, allow_none=True)


class BulkNoteSchema(Strict):
    """A note that each of the records gets."""

    text = Text(required=True, least=1, most=20_000)
    public = fields.Boolean(load_default=False, metadata={"description": "Shown to the requester."})


class BulkActionSchema(Strict):
    """Some records, and exactly one of assign, step and note."""

    keys = fields.List(key_field(), required=True, validate=validate.Length(1, MOST_AT_ONCE))
    assign = fields.Nested(AssignmentSchema, load_default=None, allow_none=True)
    step = fields.Nested(TakenStepSchema, load_default=None, allow_none=True)
    note = fields.Nested(BulkNoteSchema, load_default=None, allow_none=True)


class BulkOutcomeSchema(ma.Schema):
    """What became of one record: done, or why not; ``state`` is its state then, "" where there is no such record."""

    key = fields.String(required=True)
    done = fields.Boolean(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True)


class BulkAnswerSchema(ma.Schema):
    """An answer for each record, in the order of the request."""

    items = fields.List(fields.Nested(BulkOutcomeSchema), required=True)
    done = fields.Integer(required=True)
    refused = fields.Integer(required=True)


class NewNoteSchema(Strict):
    """A note on a record."""

    text = Text(required=True, least=1, most=20_000)
    public = fields.Boolean(load_default=False, metadata={"description": "Shown to the requester."})
    occurred_at = fields.AwareDateTime(metadata={"description": "When it happened; absent: now."})


class NewLinkSchema(Strict):
    """A link from a record to a CI or another record."""

    role = fields.String(required=True, validate=validate.OneOf(list(LINKS)))
    to = key_field(required=True)


class ActivitySchema(ma.Schema):
    """One entry of a timeline."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    occurred_at = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    public = fields.Boolean(required=True)
    facts = fields.Dict(keys=fields.String(), required=True)


ActivityListSchema = list_of(ActivitySchema, name="ActivityListSchema")


class LinkedRecordArgs(AsOfArgs):
    """Which of a CI's records."""

    phase = fields.String(validate=validate.OneOf(PHASES))


class PracticeAttributeSchema(ma.Schema):
    """One attribute of a practice's records."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    type = fields.String(required=True)
    description = fields.String(required=True)
    values = fields.List(fields.String(), required=True)
    derived = fields.Boolean(required=True)
    declared = fields.Boolean(required=True, metadata={"description": "By the organisation, at /record-fields."})
    indexed = fields.Boolean(required=True, metadata={"description": "It sorts and filters fast."})
    required_in = fields.List(fields.String(), required=True, metadata={"description": "States that ask for it."})
    refers_to = fields.String(required=True, metadata={"description": "The class of CIs whose key it holds."})


class RecordStateSchema(ma.Schema):
    """One state of a lifecycle."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    phase = fields.String(required=True, validate=validate.OneOf(PHASES))
    clock = fields.String(required=True)


class PracticeStepSchema(ma.Schema):
    """One step of a lifecycle."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    from_ = fields.List(fields.String(), required=True, data_key="from", attribute="from")
    to = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)


class RecordLifecycleSchema(ma.Schema):
    """The states and steps of a practice's records."""

    initial = fields.String(required=True)
    states = fields.List(fields.Nested(RecordStateSchema), required=True)
    steps = fields.List(fields.Nested(PracticeStepSchema), required=True)


class PracticeLinkSchema(ma.Schema):
    """A role in which a practice's records are linked."""

    role = fields.String(required=True)
    label = fields.String(required=True)
    reverse = fields.String(required=True)
    to = fields.String(required=True, validate=validate.OneOf(["ci", "record"]))


class PracticeSchema(ma.Schema):
    """What a practice declares."""

    name = fields.String(required=True)
    noun = fields.String(required=True, metadata={"description": "How its addresses begin."})
    label = fields.String(required=True)
    plural = fields.String(required=True)
    prefix = fields.String(required=True)
    description = fields.String(required=True)
    prioritised = fields.Boolean(required=True)
    told = fields.Boolean(required=True, metadata={"description": "Machines tell of them; nobody opens one."})
    templated = fields.Boolean(required=True, metadata={"description": "Its records may be made from templates."})
    required = fields.List(fields.String(), required=True)
    attributes = fields.List(fields.Nested(PracticeAttributeSchema), required=True)
    lifecycle = fields.Nested(RecordLifecycleSchema, required=True)
    links = fields.List(fields.Nested(PracticeLinkSchema), required=True)


PracticeListSchema = list_of(PracticeSchema, name="PracticeListSchema")
