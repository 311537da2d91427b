// One action on many records: which steps all of them offer, and the work itself, a few records at a time.
import * as api from "../api/calls";
import { Unreachable } from "../api/problem";
import type { BulkAction, BulkOutcome, Noun } from "../api/records";
import type { Practice, PracticeAttribute, RecordRow } from "../api/shapes";
import { newRequest } from "../ui/once";
import { attributeOf } from "./practice";

/** So many at once at most; the rest is for another round. */
export const MOST = 10_000;
const AT_A_TIME = 20;

export type CommonStep = Practice["lifecycle"]["steps"][number];

/** The steps that every one of some records offers, in the table's order. */
export function commonSteps(practice: Practice, records: RecordRow[]): CommonStep[] {
  return practice.lifecycle.steps.filter((step) =>
    records.every((record) => step.from.includes(record.state)),
  );
}

/** What a step asks for that not every one of the records has. */
export function neededBy(practice: Practice, step: CommonStep, records: RecordRow[]): PracticeAttribute[] {
  const asked = [
    ...step.needs.flatMap((name) => attributeOf(practice, name) ?? []),
    ...practice.attributes.filter((each) => each.declared && each.required_in.includes(step.to)),
  ];
  const lacking = (name: string) => records.some(({ attributes }) => (attributes[name] ?? "") === "");
  return [...new Set(asked)].filter((each) => step.needs.includes(each.name) || lacking(each.name));
}

export function inChunks(keys: string[], size = AT_A_TIME): string[][] {
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  );
}

/** Sends the same request once more where its answer got lost; the server carries it out once. */
async function sent(noun: Noun, body: BulkAction & { keys: string[] }, once: string) {
  try {
    return await api.records.bulk(noun, body, once);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return api.records.bulk(noun, body, once);
  }
}

/** `asked` names the request whose answer is not known; the next for what is left goes under the same name. */
export type Progress = { outcomes: BulkOutcome[]; left: string[]; fault: Error | null; asked?: string };

/**
 * Acts on the records, told after each few; ends early when it is stopped or the server does not answer. Where it
 * ended so `before`, it goes on from there, and what may have been done already is not done again.
 */
export async function actOnMany(
  noun: Noun,
  keys: string[],
  action: BulkAction,
  {
    told,
    stopped,
    before,
  }: { told: (progress: Progress) => void; stopped: () => boolean; before?: Progress },
): Promise<Progress> {
  let asked = before?.asked ?? newRequest();
  let now: Progress = { outcomes: before?.outcomes ?? [], left: before?.left ?? keys, fault: null };
  for (const chunk of inChunks(now.left)) {
    if (stopped()) break;
    try {
      const { items } = await sent(noun, { keys: chunk, ...action }, asked);
      asked = newRequest();
      now = { outcomes: [...now.outcomes, ...items], left: now.left.slice(chunk.length), fault: null };
    } catch (error) {
      return { ...now, fault: error as Error, asked };
    }
    told(now);
  }
  return now;
}
