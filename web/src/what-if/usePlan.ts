// The plan of the page: in the address while it is short, else in this browser under the name that the address gives.
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { read, useRemembered, write } from "../ui/remembered";
import { listOf, listText } from "../ui/search-params";
import { EMPTY, isEmpty, type Plan } from "./plan";
import { planOf, planWord, type WhatIfSearch } from "./search";

const route = getRouteApi("/what-if");
const MOST_KEPT = 20;
const KEPT = "plans";

type Held = { plan: Plan; fault: "broken" | "lost" | null; draft: boolean };

export function usePlan() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [kept] = useRemembered<Plan | null>(nameOf(search.draft ?? ""), null);
  const { plan: word, draft } = search;
  const held = useMemo((): Held => {
    if (word) {
      const plan = planOf(word);
      return { plan: plan ?? EMPTY, fault: plan ? null : "broken", draft: false };
    }
    if (draft) return { plan: kept ?? EMPTY, fault: kept ? null : "lost", draft: true };
    return { plan: EMPTY, fault: null, draft: false };
  }, [word, draft, kept]);

  const go = (next: Partial<WhatIfSearch>) =>
    navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false });
  const placeOf = (plan: Plan): Partial<WhatIfSearch> => {
    if (isEmpty(plan) && !plan.title) return { plan: undefined, draft: undefined };
    const short = planWord(plan);
    if (short) return { plan: short, draft: undefined };
    const name = draft ?? crypto.getRandomValues(new Uint32Array(1)).toString();
    keep(name, plan);
    return { plan: undefined, draft: name };
  };
  return {
    ...held,
    search,
    go,
    set: (plan: Plan, also: Partial<WhatIfSearch> = {}) => go({ ...placeOf(plan), ...also }),
    open: (key: string) => go({ ci: listText([...new Set([...listOf(search.ci), key])]), select: key }),
  };
}

function nameOf(draft: string): string {
  return `plan.${draft}`;
}

/** Keeps a plan in this browser; the oldest of many goes. */
function keep(draft: string, plan: Plan) {
  const names = [draft, ...read<string[]>(KEPT, []).filter((name) => name !== draft)];
  write(nameOf(draft), plan);
  for (const name of names.slice(MOST_KEPT)) write(nameOf(name), null);
  write(KEPT, names.slice(0, MOST_KEPT));
}
