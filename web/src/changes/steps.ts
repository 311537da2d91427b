// The steps that a change's page leaves to parts of it: a vote keeps what was seen, backing out settles conflicts.
import type { RecordDetail } from "../api/shapes";

const DECISIONS = ["approve", "reject"];

export function withoutDecisions(record: RecordDetail): RecordDetail {
  if (record.practice !== "change") return record;
  // What was merged is taken back beside its conflicts.
  const left = record.state === "review" ? [...DECISIONS, "back_out"] : DECISIONS;
  return { ...record, steps: record.steps.filter((each) => !left.includes(each.name)) };
}
