// The steps that a change's page leaves to parts of it: a vote keeps what was seen, backing out settles conflicts.
import type { RecordDetail } from "../api/shapes";

const DECISIONS = ["approve", "reject"];

/** What a form beside the edits does, with the change that it drafts. */
const SETTLED = ["accept", "put_back"];

export function withoutDecisions(record: RecordDetail): RecordDetail {
  if (record.practice === "unauthorised_change")
    return { ...record, steps: record.steps.filter((each) => !SETTLED.includes(each.name)) };
  if (record.practice !== "change") return record;
  // What was merged is taken back beside its conflicts.
  const left = record.state === "review" ? [...DECISIONS, "back_out"] : DECISIONS;
  return { ...record, steps: record.steps.filter((each) => !left.includes(each.name)) };
}
