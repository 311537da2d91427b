// The steps that a change's page leaves to the decision bar: a vote there keeps what was seen.
import type { RecordDetail } from "../api/shapes";

const DECISIONS = ["approve", "reject"];

export function withoutDecisions(record: RecordDetail): RecordDetail {
  if (record.practice !== "change") return record;
  return { ...record, steps: record.steps.filter((each) => !DECISIONS.includes(each.name)) };
}
