// Editing a CI in place: the draft outlives a reload, and a save that came second shows both versions.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { Problem } from "../api/problem";
import type { Attribute, CiDetail } from "../api/shapes";
import { text } from "../text";
import { tell } from "../ui/notify";
import { useRemembered } from "../ui/remembered";
import { changedIn, type Draft, type Edited, type Patch, patchOf } from "./draft";

type Kept = { revision: number; draft: Draft };
type How<T> = {
  save: (base: T, patch: Patch) => Promise<unknown>;
  /** What the server shows of it when somebody else saved first. */
  read: (current: unknown) => T;
};

export function useCiEdit(ci: CiDetail, attributes: Attribute[]) {
  return useEdit<CiDetail>(ci, attributes, {
    save: (base, patch) => api.cis.change(base.key, base.revision, patch),
    read: (current) => current as CiDetail,
  });
}

export function useEdit<T extends Edited>(
  ci: T,
  attributes: Pick<Attribute, "name" | "type" | "items">[],
  how: How<T>,
) {
  const queries = useQueryClient();
  const [kept, keep] = useRemembered<Kept | null>(`draft.${ci.key}`, null);
  const [editing, setEditing] = useState(kept !== null);
  const [reason, setReason] = useState("");
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [theirs, setTheirs] = useState<T | null>(null);
  const draft = kept?.draft ?? {};
  const changed = changedIn(draft, ci);

  const save = useMutation({
    mutationFn: ({ base, wanted }: { base: T; wanted: Draft }) =>
      how.save(base, patchOf(wanted, base, attributes, reason).patch),
    onSuccess: async () => {
      done();
      tell(text.cis.overview.saved);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    onError: (error) => {
      const current = error instanceof Problem && error.status === 412 ? error.facts.current : null;
      if (current) setTheirs(how.read(current));
    },
  });

  function done() {
    keep(null);
    setEditing(false);
    setReason("");
    setFaults({});
    setTheirs(null);
    save.reset();
  }
  function set(field: string, typed: string) {
    keep({ revision: kept?.revision ?? ci.revision, draft: { ...draft, [field]: typed } });
  }
  function submit(base: T = ci, wanted: Draft = draft) {
    const built = patchOf(wanted, base, attributes, reason);
    setFaults(built.faults);
    if (Object.keys(built.faults).length) return;
    if (Object.keys(changedIn(wanted, base)).length === 0) return done();
    setTheirs(null);
    save.mutate({ base, wanted });
  }
  return {
    editing,
    start: () => setEditing(true),
    draft,
    changed,
    fromEarlier: kept !== null,
    set,
    submit,
    cancel: done,
    reason,
    setReason,
    faults,
    theirs,
    async takeTheirs() {
      done();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    saving: save.isPending,
    error: theirs ? null : save.error,
  };
}

export type CiEdit = ReturnType<typeof useCiEdit>;
