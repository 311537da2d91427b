// Editing the plan of a draft: what is typed outlives a reload, and a save that came second shows both versions.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ChangePlan, changes } from "../api/changes";
import { Problem } from "../api/problem";
import { text } from "../text";
import { tell } from "../ui/notify";
import { useRemembered } from "../ui/remembered";
import {
  type ChangePlanDocument,
  differing,
  type Faults,
  faultsOf,
  type Parts,
  partsOf,
  planOfParts,
} from "./plan-parts";

type Kept = { revision: number; saw: Parts; parts: Parts };

export const documentOf = (found: ChangePlan): ChangePlanDocument =>
  ({ faultline_change: 1, edits: [], ...found.plan }) as ChangePlanDocument;

export function usePlanEdit(found: ChangePlan) {
  const queries = useQueryClient();
  const [kept, keep] = useRemembered<Kept | null>(`draft.plan.${found.key}`, null);
  const [editing, setEditing] = useState(kept !== null);
  const [faults, setFaults] = useState<Faults>({});
  const [theirs, setTheirs] = useState<ChangePlan | null>(null);
  const saw = kept?.saw ?? partsOf(documentOf(found));
  const parts = kept?.parts ?? saw;

  const save = useMutation({
    mutationFn: ({ base, wanted, revision }: { base: ChangePlan; wanted: Parts; revision: number }) =>
      changes.replan(base.key, revision, planOfParts(wanted, documentOf(base))),
    onSuccess: async () => {
      done();
      tell(text.changes.form.saved);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    onError: async (error) => {
      if (error instanceof Problem && error.status === 412) setTheirs(await changes.plan(found.key));
    },
  });

  function done() {
    keep(null);
    setEditing(false);
    setFaults({});
    setTheirs(null);
    save.reset();
  }
  function submit() {
    const wrong = faultsOf(parts, false);
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) return;
    if (differing(saw, parts).length === 0) return done();
    save.mutate({ base: found, wanted: parts, revision: kept?.revision ?? found.revision });
  }
  return {
    editing,
    start: () => setEditing(true),
    saw,
    parts,
    set: (next: Partial<Parts>) =>
      keep({ revision: kept?.revision ?? found.revision, saw, parts: { ...parts, ...next } }),
    submit,
    cancel: done,
    faults,
    theirs,
    /** Saves over what somebody else has saved, with the parts that were chosen. */
    settle(wanted: Parts) {
      if (!theirs) return;
      setTheirs(null);
      save.mutate({ base: theirs, wanted, revision: theirs.revision });
    },
    async takeTheirs() {
      done();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    saving: save.isPending,
    error: theirs ? null : save.error,
  };
}

export type PlanEdit = ReturnType<typeof usePlanEdit>;
